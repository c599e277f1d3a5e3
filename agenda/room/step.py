"""What the chair's next step depends on, and a step as its button shows it; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from agenda.motions.models import MotionKind
from forum.errors import Sentence


@dataclass(frozen=True)
class BallotFacts:
    """An open ballot. `tells_turnout`: how many voted gives nothing away. `waits_for_count`: why hands hold it up."""

    id: int
    voted: int = 0
    on_roll: int = 0
    tells_turnout: bool = True
    decides: bool = True
    waits_for_count: Sentence | None = None


@dataclass(frozen=True)
class Prepared:
    """A ballot made ready for the item. `puts_motion`: its text goes before the hall as a motion."""

    id: int
    question: str
    puts_motion: bool = True
    decides: bool = True


@dataclass(frozen=True)
class Facts:
    """What the procedure depends on. Ids are None where there is nothing of the kind."""

    session_id: int
    noticed: bool = False
    open: bool = False
    early: Sentence | None = None  # it is well before the hour people were called for
    quorum_met: bool = False
    binding: bool = True
    item_id: int | None = None
    next_item: tuple[int, int, str] | None = None  # id, position, title
    speaking: str = ""
    next_speaker: tuple[int, str, Sentence] | None = None  # hand, name, reason
    waiting: int = 0
    begun: bool = False  # somebody has spoken or written on this item, or a motion of it is settled
    items_left: int = 0
    motion_id: int | None = None
    motion_waits_for_second: bool = False
    amending: bool = False  # the motion is an amendment, to be settled before the one it amends
    procedure: MotionKind | None = None  # the motion is procedural, of that kind
    objected: bool = False  # to the motion, when the chair asked
    part: tuple[int, int] | None = None  # the motion is one of so many parts, counted from 1
    recess: bool = False
    present: int = 0
    needed: int = 0
    preview: Sentence | None = None  # what a ballot on the motion would take
    ballot: BallotFacts | None = None
    tied_ballot_id: int | None = None  # for the chair to decide
    prepared: tuple[Prepared, ...] = ()  # for this item, not opened yet


@dataclass(frozen=True)
class Step:
    """One button: `path` is where it posts, `key` what the keyboard calls it, `blocked` why it is not possible yet.

    The next step has the space bar as its key, and keeps its `letter`. `grave`: something is lost by it that
    `note` names; a key pressed by mistake must not do it at once. `form`: the id of the form on the page whose
    fields go with it.
    """

    key: str
    label: Sentence
    path: str
    note: Sentence | None = None
    blocked: Sentence | None = None
    grave: bool = False
    letter: str = ""
    form: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Steps:
    next: Step | None
    others: tuple[Step, ...] = ()
