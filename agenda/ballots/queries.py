from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from agenda.ballots import rules
from agenda.ballots.models import Ballot, BallotState, RollEntry, Vote, VoteSource
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Count, GroupRoll, Roll, Tally, Verdict
from forum.errors import N_, NotFound


@dataclass(frozen=True)
class FrozenRoll:
    """Who may vote in one ballot. It never changes once the ballot is open, so it is read once and kept."""

    session_id: int
    seats: frozenset[int]
    seat_of_person: dict[int, int]
    may_change: bool


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
    entries = RollEntry.filter(ballot_id=ballot_id).order_by("-seat_id")
    rows = await entries.values_list("seat_id", "seat__person_id")
    return FrozenRoll(
        ballot.session_id,
        frozenset(seat for seat, _ in rows),
        {person: seat for seat, person in rows if person is not None},
        RuleSet.from_json(ballot.rules).may_change_vote,
    )


def forget_rolls() -> None:
    _rolls.clear()


async def open_ballot(session_id: int) -> Ballot | None:
    return await Ballot.get_or_none(session_id=session_id, state=BallotState.OPEN)


async def last_of_motion(motion_id: int) -> Ballot | None:
    return await Ballot.filter(motion_id=motion_id).order_by("-id").first()


async def voted(ballot_id: int) -> int:
    return await Vote.filter(ballot_id=ballot_id).count()


async def vote_of(ballot_id: int, seat_id: int) -> Vote | None:
    return await Vote.get_or_none(ballot_id=ballot_id, seat_id=seat_id)


async def sources(ballot_id: int) -> dict[int, VoteSource]:
    """Which seats have voted, and how: never what."""
    votes = await Vote.filter(ballot_id=ballot_id).values_list("seat_id", "source")
    return {seat_id: VoteSource(source) for seat_id, source in votes}


def roll_figures(ballot: Ballot) -> Roll:
    groups = {name: GroupRoll(*figures) for name, figures in ballot.groups.items()}
    return Roll(ballot.entitled, ballot.present, groups)


def tally(ballot: Ballot) -> Tally:
    """The tally of a closed ballot."""
    figures = ballot.tally or {"": [0, 0, 0]}
    groups = {name: Count(*counts) for name, counts in figures.items() if name}
    for_, against, abstain = figures[""]
    return Tally(for_, against, abstain, groups=groups)


def verdict(ballot: Ballot) -> Verdict:
    """The verdict of a closed ballot, decided again from its frozen rules and figures."""
    return rules.decide(RuleSet.from_json(ballot.rules), tally(ballot), roll_figures(ballot))
