from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q, Subquery

from agenda.attendance.models import Seat
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import (
    Ballot,
    BallotState,
    Block,
    PreparedBallot,
    PrintedPaper,
    RollEntry,
    Vote,
    VoteSource,
)
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Amount
from forum.errors import N_, NotFound


@dataclass(frozen=True)
class FrozenRoll:
    """Who may vote in one ballot, and on what paper. It grows by latecomers, and a mandate may end: else it is kept.

    `seat_of_person` are own seats; `holder_of` has the seats that another votes for, and `held` these by person.
    """

    session_id: int
    kind: Kind
    settings: dict[str, Any]
    seats: frozenset[int]
    seat_of_person: dict[int, int]
    group_of: dict[int, str]
    may_change: bool
    may_follow: bool
    public_key: str
    holder_of: dict[int, int] = field(default_factory=dict)
    held: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def may_vote_for(self, person_id: int, seat_id: int) -> bool:
        return self.seat_of_person.get(person_id) == seat_id or seat_id in self.held.get(person_id, ())

    @property
    def secret(self) -> bool:
        return bool(self.public_key)


_rolls: OrderedDict[int, FrozenRoll] = OrderedDict()
_reading: dict[int, asyncio.Future[None]] = {}
_ROLLS_KEPT = 16


async def roll_of(ballot_id: int) -> FrozenRoll:
    """Raises NotFound. When a hall votes at once, one of them reads the roll and the others wait for it."""
    while ballot_id not in _rolls:
        if ballot_id in _reading:
            await asyncio.wait([_reading[ballot_id]])
            continue
        _reading[ballot_id] = asyncio.get_running_loop().create_future()
        try:
            _rolls[ballot_id] = await _read_roll(ballot_id)
        finally:
            _reading.pop(ballot_id).set_result(None)
    while len(_rolls) > _ROLLS_KEPT:
        _rolls.popitem(last=False)
    return _rolls[ballot_id]


async def _read_roll(ballot_id: int) -> FrozenRoll:
    ballot = await Ballot.get_or_none(id=ballot_id)
    if ballot is None:
        raise NotFound(N_("找不到这次表决。"))
    rule_set = RuleSet.from_json(ballot.rules)
    entries = RollEntry.filter(ballot_id=ballot_id).order_by("-seat_id")
    rows = await entries.values_list("seat_id", "seat__person_id", "group", "holder_id")
    holder_of = {seat: holder for seat, _, _, holder in rows if holder is not None}
    return FrozenRoll(
        ballot.session_id,
        ballot.kind,
        ballot.settings,
        frozenset(seat for seat, *_ in rows),
        {person: seat for seat, person, _, holder in rows if person is not None and holder is None},
        # On a secret paper a group narrows down whose it is: it stands there only where groups decide.
        {seat: group for seat, _, group, _ in rows if group and rule_set.by_groups},
        rule_set.may_change_vote,
        may_follow(ballot),
        ballot.public_key,
        holder_of,
        await _held(holder_of),
    )


async def _held(holder_of: dict[int, int]) -> dict[int, tuple[int, ...]]:
    """The seats each person votes for by mandate."""
    holders = Seat.filter(id__in=set(holder_of.values()), person_id__not_isnull=True)
    people = dict(await holders.values_list("id", "person_id")) if holder_of else {}
    held: dict[int, tuple[int, ...]] = {}
    for seat, holder in sorted(holder_of.items()):
        if holder in people:
            held[people[holder]] = (*held.get(people[holder], ()), seat)
    return held


def may_follow(ballot: Ballot) -> bool:
    """Whether its paper has 从众: only under a silence clause, and only on a plain question."""
    return ballot.kind is Kind.YES_NO and bool(RuleSet.from_json(ballot.rules).silence_clause)


def forget_roll(ballot_id: int) -> None:
    """A latecomer was admitted."""
    _rolls.pop(ballot_id, None)


def forget_rolls_of(session_id: int) -> None:
    """A mandate ended."""
    for ballot_id in [ballot for ballot, roll in _rolls.items() if roll.session_id == session_id]:
        forget_roll(ballot_id)


def forget_rolls() -> None:
    _rolls.clear()


async def ballot(ballot_id: int) -> Ballot:
    """Raises NotFound."""
    found = await Ballot.get_or_none(id=ballot_id)
    if found is None:
        raise NotFound(N_("找不到这次表决。"))
    return found


async def block(block_id: int) -> Block:
    """Raises NotFound."""
    found = await Block.get_or_none(id=block_id)
    if found is None:
        raise NotFound(N_("找不到这笔票数。"))
    return found


async def open_ballot(session_id: int) -> Ballot | None:
    """The first: in writing several are open at once."""
    return await Ballot.filter(session_id=session_id, state=BallotState.OPEN).order_by("id").first()


async def last_of_item(item_id: int) -> Ballot | None:
    """The ballot before the hall: the newest that is not void."""
    return await Ballot.filter(item_id=item_id).exclude(state=BallotState.VOID).order_by("-id").first()


async def voted(ballot_id: int) -> int:
    """Of a printed paper of a secret ballot counts that it came back, not that it was handed out."""
    votes = await Vote.filter(ballot_id=ballot_id).count()
    return votes - await still_out(ballot_id) if (await roll_of(ballot_id)).secret else votes


async def returned(ballot_id: int) -> Amount:
    """The papers that are in so far: how many, and what their voters weigh together. Never what they say."""
    seats = await Vote.filter(ballot_id=ballot_id).values_list("seat_id", flat=True)
    weights = dict(await RollEntry.filter(ballot_id=ballot_id).values_list("seat_id", "weight"))
    out = await still_out(ballot_id) if (await roll_of(ballot_id)).secret else 0
    return Amount(len(seats) - out, sum(weights[seat] for seat in seats))


# ---- printed papers ----------------------------------------------------------------------------------------------


def papers_of(ballot_id: int, group: str = "", **more: Any) -> Q:
    """The printed papers that are good in the ballot; of one group where groups decide."""
    prepared = Subquery(PreparedBallot.filter(ballot_id=ballot_id).values("id"))
    return Q(prepared_id__in=prepared, struck=False, **({"group": group} if group else {}), **more)


async def handed_out(ballot_id: int) -> dict[str, int]:
    """How many took a printed paper of the secret ballot, by group where groups decide, else under ""."""
    groups = (await roll_of(ballot_id)).group_of
    taken = await Vote.filter(ballot_id=ballot_id, source=VoteSource.PAPER, choice="").only("id", "seat_id")
    return dict(Counter(groups.get(vote.seat_id, "") for vote in taken))


async def came_back(ballot_id: int, group: str = "") -> int:
    return await PrintedPaper.filter(papers_of(ballot_id, group, returned=True)).count()


async def still_out(ballot_id: int) -> int:
    """Printed papers of a secret ballot that were taken and are not in."""
    return sum((await handed_out(ballot_id)).values()) - await came_back(ballot_id)


async def missing_people(ballot_id: int) -> set[int]:
    """Who could vote on a device of their own, for themselves or by mandate, and has not."""
    roll, voted = await roll_of(ballot_id), set(await sources(ballot_id))
    own = {person for person, seat in roll.seat_of_person.items() if seat not in voted}
    return own | {person for person, held in roll.held.items() if not voted.issuperset(held)}


async def vote_of(ballot_id: int, seat_id: int) -> Vote | None:
    return await Vote.get_or_none(ballot_id=ballot_id, seat_id=seat_id)


async def sources(ballot_id: int) -> dict[int, VoteSource]:
    """Which seats have voted, and how: never what."""
    votes = await Vote.filter(ballot_id=ballot_id).only("id", "seat_id", "source")
    return {vote.seat_id: vote.source for vote in votes}
