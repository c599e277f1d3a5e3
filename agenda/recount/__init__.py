"""Counting again: any result from a file that anybody can keep, without a database.

    yishi recount FILE [--rule RULE] [--json] [--language en]

says what comes out and what differs from what was announced. It ends with 0 when nothing differs, 1 when something
does, 2 when the file cannot be read (with a sentence that names the line). RULE is a preset's name (`simple`,
`owners_special`, …) or a file with a rule set as JSON, as it stands in a session file under "rules".

    documents.py  the JSON formats, field by field       reading.py    any file → polls; which format it is in
    papers.py     the CSV format, read and written       divisions.py  named divisions
    rules.py      the count itself, and what differs     verb.py       the command line
    exporting.py  sessions and ballots out of the database, also as the public may read them
    queries.py    the published list of a secret ballot  routes.py     its page and the downloads

Formats
    session (JSON)      {"format": "yishi-session", "version": 1, "session": {…}, "rules": {…}, "ballots": [ballot, …]}
        What the session's page and the published minutes offer for download. Voters are pseudonyms (成员 07), the same
        in all ballots of the session and in no other; of a secret ballot there is the published list and nothing else.
    ballot (JSON)       {"format": "yishi-ballot", "version": 1, "rules": "simple", "kind": "yes_no", "votes": […], …}
        One ballot; "rules" is a preset's name or a rule set. Without "roll" nobody is known but who voted. What
        "announced" says is compared; without it the result is only told.
    ballot (CSV)        rows "# name: value" with the fields of the JSON (values in JSON, or plain text), "# option: 甲"
        for each option, "# entitled: 60" and "# present: 47"; then a row of column names; then a row for each paper.
        Columns: choice, and where there are any receipt (a secret ballot's list), voter, source, group, weight, votes
        (how many equal papers the row stands for). Others are for the eye. UTF-8, UTF-16 or GB18030.
    ABIF, BLT, Debian   ranked ballots as others publish them (agenda/ballots/formats). A BLT file for more than one
        seat asks for STV, which is refused with a sentence.
    record (JSON)       {"format": "yishi-record", "recount": a session file, …}: everything else in it is passed over
    minutes (PDF)       the record attached to published minutes as yishi-session.json
    named divisions     {"divisions": [{"date", "number", "two_groups", "official": {"A": {"present", "vote", "yes",
        "no", "abstain", "result"}, …}, "overall", "votes": [[member, group, "yes" | "no" | "abstain" | "present" |
        "absent"], …]}, …]}: "present" is there without voting; without groups the one official part is called "all".
        Carried is more than half of those present, by groups in each of them; no quorum is asked unless --rule says so.

A paper ("choice") is, by the ballot's kind:
    yes_no        "for", "against" or "abstain" (赞成, 反对, 弃权)     objection, consent  {"objects": true}
    single        {"option": 3}, blank {"option": null}               temperature         as single
    approval      {"options": [1, 3]}                                 score               {"scores": {"1": 5, "3": 0}}
    ranked        {"ranks": [[3], [1, 2]]}, best first                a paper nobody can read: null
    election      {"for": [1], "against": [2], "write_ins": ["…"]}    hands               no papers, but "blocks"
as an object or as its canonical text (keys sorted, no blanks), which is what a secret list's hash is made of: SHA-256
over "receipt<TAB>choice<TAB>group<LF>" of every paper, those lines sorted.
"""
