"""The office's list of something held in writing: to whom it was delivered, who has answered and how. Never what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agenda.attendance.models import Seat
from agenda.ballots import figures
from agenda.ballots import queries as ballots
from agenda.ballots.announcing import Announced, announced
from agenda.ballots.closing import delivered
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, RollEntry, Vote, VoteSource
from agenda.ballots.rule_sets import Measure, RuleSet
from agenda.ballots.rules import Amount, Bar, Delivery, Part, turnout
from agenda.ballots.shares import area_text
from agenda.deliveries.models import Delivery as Delivered
from agenda.deliveries.models import DeliveryMeans, Reminder
from agenda.sessions.models import Session
from agenda.written.queries import matters, standing, tells_turnout

SHOWN = 100
STATUSES = ("undelivered", "delivered", "missing", "returned")


@dataclass(frozen=True, slots=True)
class Line:
    """A seat on the office's list. `returned` are the sources of what it has answered, by ballot."""

    seat_id: int
    number: int
    name: str
    group: str
    place: str
    block: str
    weight: int
    delivery: tuple[DeliveryMeans, date, str] | None
    returned: dict[int, VoteSource]
    on_roll: frozenset[int]
    reminded_at: datetime | None

    @property
    def is_complete(self) -> bool:
        return bool(self.on_roll) and self.on_roll <= self.returned.keys()

    def has(self, status: str) -> bool:
        return {
            "undelivered": self.delivery is None,
            "delivered": self.delivery is not None,
            "missing": not self.is_complete,
            "returned": self.is_complete,
        }.get(status, True)


@dataclass(frozen=True)
class Wanted:
    """What the office looks for: a name or number, a group, a block, how far a seat is."""

    q: str = ""
    group: str = ""
    block: str = ""
    status: str = ""

    def takes(self, line: Line) -> bool:
        found = not self.q or self.q in line.name or self.q == str(line.number) or self.q in line.place
        placed = (not self.group or line.group == self.group) and (not self.block or line.block == self.block)
        return found and placed and line.has(self.status)

    @property
    def query(self) -> dict[str, str]:
        """As an address has it."""
        named = {"q": self.q, "group": self.group, "block": self.block, "status": self.status}
        return {name: value for name, value in named.items() if value}


async def lines(session_id: int) -> list[Line]:
    """Every entitled seat in order: a handful of queries for thousands."""
    deliveries = {
        seat: (DeliveryMeans(means), day, witness)
        for seat, means, day, witness in await Delivered.filter(session_id=session_id).values_list(
            "seat_id", "means", "delivered_on", "witness"
        )
    }
    told = {ballot.id for ballot in await standing(session_id) if tells_turnout(ballot)}
    on_roll, returned = await _rolls(told), await _returned(told)
    reminders = dict(await Reminder.filter(session_id=session_id).order_by("id").values_list("seat_id", "at"))
    columns = (
        "id", "number", "person__name", "unit__name", "group", "weight", "person__place__path", "person__place__kind",
        "person__place__parent__path",
    )  # fmt: skip
    rows = await Seat.filter(session_id=session_id, entitled=True).order_by("number").values_list(*columns)
    return [
        Line(
            seat, number, unit or person or "", group, path or "",
            (above if kind == "household" else path) or "", weight, deliveries.get(seat),
            returned.get(seat, {}), frozenset(on_roll.get(seat, ())), reminders.get(seat),
        )
        for seat, number, person, unit, group, weight, path, kind, above in rows
    ]  # fmt: skip


async def _rolls(told: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for seat, ballot in await RollEntry.filter(ballot_id__in=told).values_list("seat_id", "ballot_id"):
        found[seat].add(ballot)
    return found


async def _returned(told: set[int]) -> dict[int, dict[int, VoteSource]]:
    found: dict[int, dict[int, VoteSource]] = defaultdict(dict)
    rows = Vote.filter(ballot_id__in=told).values_list("seat_id", "ballot_id", "source")
    for seat, ballot, source in await rows:
        found[seat][ballot] = VoteSource(source)
    return found


@dataclass(frozen=True)
class Progress:
    """One question on the office's page: its tests so far, or what it came to."""

    ballot: Ballot
    bars: tuple[Bar, ...]
    result: Announced | None
    tells_turnout: bool


@dataclass(frozen=True)
class Returns:
    """The office's page: `lines` of the page asked for, `found` of all that match; `delivered` bars are everybody's."""

    lines: list[Line]
    found: int
    page: int
    pages: int
    all: int
    delivered: int
    complete: int
    groups: list[str]
    blocks: list[str]
    progress: list[Progress]
    delivery_bars: tuple[Bar, ...]
    matters: list[PreparedBallot]
    void: list[Ballot]
    weighed: Measure | None
    matching: list[int]


async def returns(session: Session, wanted: Wanted, page: int) -> Returns:
    rule_set = RuleSet.from_json(session.rules)
    every = await lines(session.id)
    matching = [line for line in every if wanted.takes(line)]
    pages = max(1, -(-len(matching) // SHOWN))
    page = min(max(page, 1), pages)
    return Returns(
        lines=matching[(page - 1) * SHOWN : page * SHOWN],
        found=len(matching),
        page=page,
        pages=pages,
        all=len(every),
        delivered=sum(line.delivery is not None for line in every),
        complete=sum(line.is_complete for line in every),
        groups=sorted({line.group for line in every if line.group}),
        blocks=sorted({line.block for line in every if line.block}),
        progress=[await _progress(ballot, rule_set) for ballot in await standing(session.id)],
        delivery_bars=_delivery_bars(rule_set, every),
        matters=await matters(session.id),
        void=await Ballot.filter(session_id=session.id, state=BallotState.VOID).order_by("id"),
        weighed=rule_set.weighed,
        matching=[line.seat_id for line in matching],
    )


async def _progress(ballot: Ballot, rule_set: RuleSet) -> Progress:
    told = tells_turnout(ballot)
    if ballot.state is BallotState.CLOSED:
        return Progress(ballot, (), announced(ballot), told)
    known = await delivered(ballot)
    delivery = Delivery(Amount(*known["delivered"]), Amount(*known["silent"]))
    roll = figures.roll_figures(ballot)
    there = turnout(rule_set, roll, await ballots.returned(ballot.id), delivery)
    return Progress(ballot, there.bars, None, told)


def _delivery_bars(rule_set: RuleSet, every: Sequence[Line]) -> tuple[Bar, ...]:
    """By heads, and by what is weighed; everybody should be reached."""
    reached = [line for line in every if line.delivery]
    sums = {
        measure: (len(reached), len(every))
        if measure is Measure.HEADS
        else (sum(line.weight for line in reached), sum(line.weight for line in every))
        for measure in rule_set.measures
    }
    return tuple(Bar(Part.DELIVERY, measure, at, of, of, at >= of) for measure, (at, of) in sums.items())


def weight_text(measure: Measure | None, weight: int) -> str:
    """1,234.00 ㎡, or a number of votes; "" where nothing is weighed."""
    if measure is None:
        return ""
    return f"{area_text(weight)} ㎡" if measure is Measure.AREA else str(weight)
