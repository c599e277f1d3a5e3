"""The machine-readable record of a session, field by field. `record.schema.json` beside this file is its JSON Schema.

It travels inside the papers of published minutes as `yishi-session.json`, and outside as the session's own file. Words
are Popolo's where they fit (organization, event, memberships, motions, vote_events, counts; creator, classification,
on_behalf_of, start_date, end_date); a person is a `label`. Times are UTC, ISO 8601. People, items, motions and
ballots have numbers of their own within the session, never a database's ids: seat numbers of the roster as it was
frozen, places on the agenda, and 1, 2, 3 for motions and ballots in the order they came.

The public copy has residents' names masked, no times of single people, no events and of voters only pseudonyms. The
archive copy has all of it, and says in `masking` what was decided about the public one beyond the rules; of a secret
ballot even the archive has the published papers only.

`recount` is the session file of agenda/recount, with which `yishi recount` computes every result again; the nth of
`vote_events` is about the nth of its ballots. `chain` is explained in chain.py.

Whoever reads: a `version` above 1 may hold what is not described here; fields are only ever added within a version.
"""

from __future__ import annotations

import json
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from agenda.recount.documents import SessionFile

RECORD: Final = "yishi-record"
VERSION: Final = 1


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Organization(Part):
    name: str
    classification: str = ""
    issuing_organ: str = ""


class Happening(Part):
    """Popolo's Event: the session. `classification` is forum, joint_council, talk or written."""

    name: str
    classification: str
    start_date: str
    end_date: str | None = None
    location: str = ""
    chair: str = ""
    recorder: str = ""


class About(Part):
    """The published minutes this goes with; `number` and `year` make 〔2026〕3号. `code` opens /verify."""

    title: str
    year: int | None = None
    number: int | None = None
    version: int = 0
    published: str = ""
    code: str = ""


class Member(Part):
    """A seat of the roster as frozen. `attendance`: expected, present, left or excused.

    Only in the archive copy: when they came and went, `weight` (0.01 m², or votes), and `voter`, the pseudonym under
    which their named votes stand in `recount`.
    """

    number: int
    label: str
    role: str
    on_behalf_of: str = ""
    group: str = ""
    entitled: bool = True
    attendance: str = ""
    start_date: str | None = None
    end_date: str | None = None
    weight: int = 0
    voter: str = ""


class Change(Part):
    """Somebody came or went: how many of the entitled are present after it, and in the archive copy who (seat)."""

    date: str
    present: int
    change: Literal["came", "left"]
    seat: int | None = None


class Item(Part):
    position: int
    title: str
    state: str
    minutes: int = 0


class Motion(Part):
    """`classification` is main, or the kind of a procedural motion; `result` moved, put, carried, lost, withdrawn….

    An amendment `amends` a motion and has the whole text; a `part_of` one is voted on by itself.
    """

    number: int
    item: int
    text: str
    original_text: str = ""
    creator: str = ""
    seconder: str = ""
    date: str = ""
    classification: str = ""
    amends: int | None = None
    part_of: int | None = None
    result: str = ""


class Tally(Part):
    """Popolo's Count; `option` is for, against, abstain or follow (从众)."""

    option: str
    value: int
    group: str = ""


class VoteEvent(Part):
    """A ballot in Popolo's shape; what its papers were is in `recount`."""

    number: int
    item: int
    motion: int | None = None
    identifier: str = ""
    classification: str = ""
    secret: bool = False
    start_date: str = ""
    end_date: str | None = None
    result: str = ""
    counts: tuple[Tally, ...] = ()
    said: tuple[str, ...] = ()


class Action(Part):
    """任务: `lead` is the unit that took it on."""

    item: int
    text: str
    lead: str
    responsible: str = ""
    due: str = ""
    state: str = ""


class Objection(Part):
    """异议 received while earlier versions were on public notice, and the answer."""

    date: str
    text: str
    state: str
    answer: str = ""
    creator: str = ""


class Masking(Part):
    """What the office decided about the public copy beyond the rules: `text` was kept readable or hidden, and why."""

    kind: Literal["keep", "hide"]
    text: str
    reason: str = ""


class Chain(Part):
    """`seq` and `head` when this was written, `closed_seq` and `closed_head` when the session ended."""

    algorithm: Literal["sha256"] = "sha256"
    seq: int
    head: str
    closed_seq: int | None = None
    closed_head: str = ""
    events: tuple[dict[str, Any], ...] = ()


class RecordFile(Part):
    """`rows` and `source` are in a whole-session archive only: what `yishi import-session` restores from, by table, and
    which session of which installation it is."""

    format: Literal["yishi-record"] = RECORD
    version: Literal[1] = VERSION
    audience: Literal["public", "archive"] = "public"
    minutes: About
    organization: Organization
    event: Happening
    memberships: tuple[Member, ...] = ()
    attendance: tuple[Change, ...] = ()
    agenda: tuple[Item, ...] = ()
    motions: tuple[Motion, ...] = ()
    vote_events: tuple[VoteEvent, ...] = ()
    actions: tuple[Action, ...] = ()
    objections: tuple[Objection, ...] = ()
    masking: tuple[Masking, ...] = ()
    chain: Chain
    recount: SessionFile
    rows: dict[str, list[dict[str, Any]]] | None = None
    source: str = ""


def written(record: RecordFile) -> str:
    """JSON text; what has its default is left out, but for what tells the format."""
    data = record.model_dump(mode="json", exclude_defaults=True)
    data["recount"] = {"format": "yishi-session", "version": 1, **data["recount"]}
    head = {"format": RECORD, "version": VERSION, "audience": record.audience}
    return json.dumps({**head, **data}, ensure_ascii=False, indent=1)


def schema() -> str:
    """The JSON Schema as it lies beside this file."""
    return json.dumps(RecordFile.model_json_schema(), ensure_ascii=False, indent=1) + "\n"
