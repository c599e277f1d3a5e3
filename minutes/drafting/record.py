"""What the minutes of one session are drafted from: the record, gathered and without a database behind it.

Times are the hall's own (Asia/Shanghai); texts are as people wrote them, not yet made safe for Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agenda.ballots.rules import Quorum, Verdict
from agenda.floor.rules import Stance
from agenda.statements.rules import Picture
from agenda.whistles.rules import Reported
from forum.errors import Sentence
from minutes.drafting.ways import Way
from minutes.scribe.models import Kind as NoteKind


@dataclass(frozen=True)
class Given:
    """A mandate by which the principal took part; `scope`: what the paper limits it to."""

    principal: str
    holder: str
    signed_on: date
    scope: str = ""


@dataclass(frozen=True)
class Attended:
    """`present` came, whoever left early among them, the `remote` too; `units`: the seats are units.

    `proxied` did not come, and somebody who did voted for them; who did that and was excused is not in `excused`.
    """

    entitled: int
    present: int
    excused: int
    left: int
    observers: int
    units: bool = False
    remote: int = 0
    proxied: int = 0
    mandates: tuple[Given, ...] = ()


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
    """`speaker` is "" for who is anonymous to the hall; `supported` by so many.

    `answer` to a question: who answered ("" for the chair) and what; None while it waits. `ticked`: one of the main
    opinions of the minutes.
    """

    speaker: str
    text: str
    supported: int = 0
    question: bool = False
    answer: tuple[str, str] | None = None
    ticked: bool = False


@dataclass(frozen=True)
class GroupNotes:
    """What small groups brought back on a topic, by their number."""

    topic: str
    notes: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class HandCount:
    """Votes counted in one lump: the figures as confirmed, and `before` what the teller had counted where the
    scrutineer corrected it.
    """

    source: str
    figures: str
    teller: str
    scrutineer: str
    before: str = ""


@dataclass(frozen=True)
class Counted:
    """A ballot that is over. `verdict` where the rule set decides; else `sentences` are what it came to.

    `at_desk`: votes the recorder entered for others, `entered` these by how they came, as ("纸质票", 2); `by_proxy`
    those given by holders of mandates. `list_hash` is of a secret one's published list, `box` its printed papers handed
    out and returned, `invalid` how many of these nobody could read, `late` how many were admitted after it had opened.
    `void_reason`: it decides nothing, and why.
    `number` counts the session's ballots, 0 where nobody did. `consent`: nobody had to vote. `leaning`: nothing was to
    be decided. `writing`: by papers returned, and no meeting decided it.
    """

    question: str
    verdict: Verdict | None
    at_desk: int = 0
    kind: str = ""
    entered: tuple[tuple[str, int], ...] = ()
    by_hand: tuple[HandCount, ...] = ()
    list_hash: str = ""
    secret: bool = False
    box: tuple[int, int] | None = None
    invalid: int = 0
    late: int = 0
    void_reason: str = ""
    sentences: tuple[Sentence, ...] = ()
    citation: str = ""
    outcome: str = ""
    consent: bool = False
    leaning: bool = False
    by_proxy: int = 0
    writing: bool = False
    number: int = 0


@dataclass(frozen=True)
class MotionRecord:
    """A motion with its ballots, in order, the void ones among them; `mover` is empty where the chair put it.

    `original` is the text as moved, where amendments changed it; an amendment's is the text that it was to change.
    `parts` were voted on each by itself; the text then is of those carried. `reopened`: it was reconsidered, and not
    voted on again.
    """

    text: str
    mover: str = ""
    seconder: str = ""
    ballots: tuple[Counted, ...] = ()
    original: str = ""
    amendments: tuple[MotionRecord, ...] = ()
    carried: bool = False
    parts: tuple[MotionRecord, ...] = ()
    reopened: bool = False
    number: int = 0


@dataclass(frozen=True)
class Aside:
    """Somebody who stood aside in an item, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Assigned:
    item: str
    text: str
    lead: str
    responsible: str
    due_on: date
    number: int = 0


@dataclass(frozen=True)
class NeedRecord:
    unit: str
    text: str
    claimed_by: tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """What units brought to the table; `resources` as (unit, text)."""

    needs: tuple[NeedRecord, ...]
    resources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Noted:
    """What the recorder noted while the session ran."""

    kind: NoteKind
    text: str


@dataclass(frozen=True)
class ItemRecord:
    """`procedures` are procedural motions; `referred_to` is who was asked to look into it, instead of a decision.
    `postponed`: the hall put it off to the next session. `number`: its opinions are the field 意见1.
    `on_the_spot`: of a talk at a doorstep, which decides nothing.
    """

    title: str
    carried_over: bool = False
    topic: TopicRecord | None = None
    speeches: tuple[Speech, ...] = ()
    written: tuple[Written, ...] = ()
    leanings: tuple[Picture, ...] = ()
    groups: tuple[GroupNotes, ...] = ()
    motions: tuple[MotionRecord, ...] = ()
    procedures: tuple[MotionRecord, ...] = ()
    referred_to: str = ""
    postponed: bool = False
    questions: tuple[Counted, ...] = ()
    actions: tuple[Assigned, ...] = ()
    aside: tuple[Aside, ...] = ()
    noted: tuple[Noted, ...] = ()
    exchange: Exchange | None = None
    taken: tuple[str, ...] = ()
    read_out: int = 0
    number: int = 0
    on_the_spot: bool = False


@dataclass(frozen=True)
class Earlier:
    """An action item of the body's last session, and how it stood when this one ended: `state` in words."""

    text: str
    lead: str
    due_on: date
    state: str
    done: bool = False


@dataclass(frozen=True)
class LastSession:
    """What the body's last session asked for; `still` are those of sessions before it that were not done then."""

    title: str
    day: date
    actions: tuple[Earlier, ...]
    still: tuple[Earlier, ...] = ()


@dataclass(frozen=True)
class InWriting:
    """How many the papers were delivered to on record; `extended_from`, where the deadline was put off, and why."""

    delivered: int
    extended_from: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class SessionRecord:
    """`quorum` is what the frozen rules say of those who came. `writing`: nobody came, it was held in writing.

    `chair` is who presided at first, `handed` who took the chair from when on. `again`: it was adjourned for want of a
    quorum, and is to go on then. `entered`: it was held on paper, and who entered it here when.
    `whistled`: units were called to it at once, and how they reported in.
    `recesses` are when they began and ended.
    """

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
    handed: tuple[tuple[datetime, str], ...] = ()
    writing: InWriting | None = None
    again: datetime | None = None
    entered: tuple[str, datetime] | None = None
    whistled: Reported | None = None
    recesses: tuple[tuple[datetime, datetime], ...] = ()
    last: LastSession | None = None
    ways: tuple[Way, ...] = ()
