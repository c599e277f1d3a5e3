"""yishi 议事 — how the house is built.

Three floors in the order of time; a matter enters at the bottom and leaves at the top:

    forum/    before — places, people, bodies, topics; the ground everything stands on
    agenda/   during — sessions, attendance, items, the floor, motions, ballots, the live room
    minutes/  after  — drafting, documents, action items, projects, publication, rating

Imports run only downward: minutes → agenda → forum. What a lower floor's page shows of an upper one comes through
`forum.parts`, a small registry that upper floors fill in their `install(app)`.

A write: routes.py / live.py parse → one command in commands.py → `@command` runs it shielded, `transaction()` locks the
room's row, `require()` authorises, rules.py decides, `record()` notes the event → after commit the slots touched by the
event are rendered once per audience and pushed.

Every feature is a folder with the same file names: models, rules, commands, queries, routes, live.
"""
