"""How candidates come onto the list, and who of those elected may take a seat; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from forum.bodies.models import Channel
from forum.errors import N_, BadInput, RuleBroken, Sentence

MOST_SEATS = 99
PATIENCE = timedelta(days=7)
"""So long who was nominated is left to say whether they stand."""
Key = int | str
"""A candidate by id, or a name as voters wrote it in while nobody has said whose it is."""
STATIONS = (N_("提名"), N_("公布候选人"), N_("大会选举"), N_("就任"))


@dataclass(frozen=True)
class Counted:
    """What one closed ballot came to. `further` are those of another round where seats stay empty.

    `votes` are everybody's; `enough` those whose votes reach what being elected takes.
    """

    winners: tuple[Key, ...]
    tied: tuple[Key, ...] = ()
    further: tuple[Key, ...] = ()
    valid: bool = True
    votes: Mapping[Key, int] = field(default_factory=dict)
    enough: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """All ballots together: who is elected, in order, who is voted on again, and for how many seats."""

    elected: tuple[Key, ...] = ()
    again: tuple[Key, ...] = ()
    open_seats: int = 0
    rounds: int = 0


def check_election(seats: int, first: date, last: date, *, seats_units: bool) -> None:
    """Raises BadInput or RuleBroken."""
    if seats_units:
        raise RuleBroken(N_("这个组织坐的是单位，代表由单位派，不选举。"))
    if not 1 <= seats <= MOST_SEATS:
        raise BadInput({"seats": Sentence(N_("应选名额在 1 到 {most} 之间。"), {"most": MOST_SEATS})})
    if last <= first:
        raise BadInput({"until": Sentence(N_("任期的最后一天要在第一天之后。"))})


def check_channel(channel: Channel, unit_id: int | None, nominated_by: str) -> None:
    """Who nominated has to be known. Raises BadInput."""
    if channel is Channel.UNIT and unit_id is None:
        raise BadInput({"unit_id": Sentence(N_("请选是哪个单位推荐的。"))})
    if channel is Channel.GROUP and not nominated_by:
        raise BadInput({"nominated_by": Sentence(N_("请写明是哪个居民小组推荐的。"))})


def check_open(*, is_published: bool) -> None:
    if is_published:
        raise RuleBroken(N_("候选人名单已经公布，不能再提名。"))


def check_publish(consenting: int, seats: int) -> None:
    """Raises RuleBroken: a list that could not fill the seats, or leaves nothing to vote on, is not published."""
    least = max(seats, 2)
    if consenting < least:
        raise RuleBroken(N_("同意参选的有 {count} 人，至少要有 {least} 人才能公布。"), count=consenting, least=least)


def labels(names: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """What stands on the paper for each candidate of (name, place): the place only where two have one name."""
    known = [name for name, _ in names.values()]
    found: dict[int, str] = {}
    for id, (name, place) in names.items():
        said = f"{name}（{place}）" if known.count(name) > 1 and place else name
        found[id] = said if said not in found.values() else f"{said} {id}"
    return found


def outcome(seats: int, ballots: Sequence[Counted]) -> Outcome:
    """Later ballots fill what earlier ones left open; one that was not valid fills nothing."""
    elected: list[Key] = []
    again: tuple[Key, ...] = ()
    for ballot in ballots:
        elected += [one for one in ballot.winners if one not in elected]
        if ballot.valid:
            again = ballot.tied or ballot.further
    left = max(0, seats - len(elected))
    again = tuple(one for one in again if one not in elected) if left else ()
    return Outcome(tuple(elected[:seats]), again, left, len(ballots))


def next_in_line(ballots: Sequence[Counted], out: Collection[Key]) -> tuple[Key, ...]:
    """Who has most votes of those that had enough and are not `out`; several where nothing tells them apart.

    The first valid ballot orders them; who was level there, the run-offs in which they stood.
    """
    valid = [ballot for ballot in ballots if ballot.valid]
    standing = {one for ballot in valid for one in ballot.enough} - set(out)
    order = {one: tuple(ballot.votes.get(one, -1) for ballot in valid) for one in standing}
    best = max(order.values(), default=None)
    return tuple(sorted((one for one in order if order[one] == best), key=str))


def check_written_in(name: str, waiting: Collection[str]) -> None:
    if name not in waiting:
        raise RuleBroken(N_("选票上另选当选的人里，没有还要认定的“{name}”。"), name=name)


def check_by_election(vacant: int, first: date, last: date, vacant_from: date) -> None:
    """Raises RuleBroken or BadInput."""
    if not vacant:
        raise RuleBroken(N_("没有空出的名额要补选。"))
    if not vacant_from <= first <= last:
        raise BadInput({"first": Sentence(N_("补选的任期从名额空出以后起，不能超过原任期。"))})


def check_seating(name: str, *, is_elected: bool, is_withdrawn: bool, is_seated: bool, has_consented: bool) -> None:
    """May this candidate take a seat? Raises RuleBroken."""
    if not is_elected:
        raise RuleBroken(N_("{name}没有当选。"), name=name)
    if is_withdrawn:
        raise RuleBroken(N_("{name}已经退出，不能就任。"), name=name)
    if not has_consented:
        raise RuleBroken(N_("{name}还没有说就不就任。"), name=name)
    if is_seated:
        raise RuleBroken(N_("{name}已经就任了。"), name=name)


def station(*, is_published: bool, is_voted: bool, is_seated: bool) -> int:
    """Index into `STATIONS` of where it stands; past the last once everybody sits."""
    return 4 if is_seated else 3 if is_voted else 2 if is_published else 0
