"""yishi 议事 — how the house is built.

Three floors in the order of time; a matter enters at the bottom and leaves at the top:

    forum/    before — places, people, bodies, topics; the ground everything stands on
    agenda/   during — sessions, attendance, items, the floor, motions, ballots, the live room
    minutes/  after  — drafting, documents, action items, the three lists, publication, rating; the demo

Imports run only downward: minutes → agenda → forum. Each floor has an `install.py` that registers its pages, or has its
slices do so. What a lower floor's page shows of an upper one comes through `forum.parts`, a registry filled in there.
Every feature is a folder with the same file names: models, rules, commands, queries, routes, live.

The path of a write
    routes.py / live.py parse, and call one command. `@command` (journal.py) runs it in a task that nobody cancels: a
    context manager cannot shield its own body from a client that hangs up. Inside, `transaction()` locks the room's
    row, `require()` authorises, rules.py decides, `record()` notes the event, `answer()` keeps what to say if the same
    command id comes again. Listeners hear what has committed. Votes alone go through agenda/ballots/writer.py, which
    commits those waiting in one group and answers each afterwards.

The path of a change to the screens
    live.py's `Hub` marks the slots an event touches; screens.py makes each once a version, audience and language from
    the partial its page uses, broadcast.py sends it, watchers.py knows who has a room open. sockets.py is one client's
    handshake and events, and its docstring the protocol; frames.py refuses what no page of ours sends, lines.py bounds
    what waits for one client and gives up dead connections. A page carries the version it was rendered with; whoever
    comes back sends it and gets what is newer: together.py reads once for all who come back together, rooms.py and
    pulse.py keep the socket library cheap. The browser's half is in static/js: live.js says which script does what.

The ground
    app.py puts the house together, serve.py and cli.py start it, bootstrap.py sets the machine up, doctor.py says what
    it lacks, checking.py looks for faults in the data, config.py has the settings, database.py and sqlite.py open the
    data, security.py stands before every page, pages.py and forms.py make and read them, i18n.py speaks.
"""
