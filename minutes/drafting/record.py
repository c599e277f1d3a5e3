"""What the minutes of one session are drafted from: the record, gathered and without a database behind it.

Times are the hall's own (Asia/Shanghai); texts are as people wrote them, not yet made safe for Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agenda.ballots.rules import Quorum, Verdict
from agenda.floor.rules import Stance


@dataclass(frozen=True)
class Attended:
    """`present` came, whoever left early among them; `units`: the seats are units."""

    entitled: int
    present: int
    excused: int
    left: int
    observers: int
    units: bool = False


@dataclass(frozen=True)
class TopicRecord:
    proposer: str
    proposed_on: date
    category: str
    place: str
    text: str
    seconds: int


@dataclass(frozen=True)
class Speech:
    """A turn at the microphone; `speaker` is a name, or a unit and who spoke for it."""

    speaker: str
    stance: Stance | None


@dataclass(frozen=True)
class Written:
    speaker: str
    text: str


@dataclass(frozen=True)
class Counted:
    """A closed ballot. `at_desk`: votes the recorder entered for people without a phone."""

    question: str
    verdict: Verdict
    at_desk: int = 0


@dataclass(frozen=True)
class MotionRecord:
    """A motion with its ballots, in order; `mover` is empty where the chair put it."""

    text: str
    mover: str = ""
    seconder: str = ""
    ballots: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Assigned:
    item: str
    text: str
    lead: str
    responsible: str
    due_on: date


@dataclass(frozen=True)
class ItemRecord:
    title: str
    carried_over: bool = False
    topic: TopicRecord | None = None
    speeches: tuple[Speech, ...] = ()
    written: tuple[Written, ...] = ()
    motions: tuple[MotionRecord, ...] = ()
    actions: tuple[Assigned, ...] = ()


@dataclass(frozen=True)
class SessionRecord:
    """`quorum` is what the frozen rules say of those who came."""

    body: str
    kind: str
    title: str
    began: datetime
    ended: datetime
    venue: str
    chair: str
    recorder: str
    attended: Attended
    quorum: Quorum
    items: tuple[ItemRecord, ...] = ()
