"""The round of the table at a joint council: whose turn it is, and which need is read out next; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agenda.items.models import ItemKind, ItemState
from forum.errors import N_, RuleBroken
from forum.parts import Brought


class TurnState(StrEnum):
    CALLED = "called"
    HEARD = "heard"
    NOTHING = "nothing"
    PASSED = "passed"


TURN_STATE_NAMES = {
    TurnState.CALLED: N_("正在报"),
    TurnState.HEARD: N_("报过了"),
    TurnState.NOTHING: N_("没有要报的"),
    TurnState.PASSED: N_("先跳过"),
}


@dataclass(frozen=True)
class Place:
    """A unit at the table, by its seat; `state` is None until it is called."""

    seat: int
    unit: int
    name: str
    present: bool = True
    state: TurnState | None = None
    passes: int = 0


@dataclass(frozen=True)
class Table:
    """Units in the order of their seats, what they brought, and which needs have been read out."""

    places: tuple[Place, ...] = ()
    brought: tuple[Brought, ...] = ()
    read: frozenset[int] = frozenset()
    last_read: int | None = None

    @property
    def called(self) -> Place | None:
        return next((place for place in self.places if place.state is TurnState.CALLED), None)

    @property
    def next(self) -> Place | None:
        """Who has not been called yet, in order; then, once, who was passed over."""
        here = [place for place in self.places if place.present]
        first = next((place for place in here if place.state is None), None)
        return first or next((each for each in here if each.state is TurnState.PASSED and each.passes < 2), None)

    @property
    def turns_taken(self) -> int:
        return sum(place.state not in (None, TurnState.PASSED) for place in self.places)

    @property
    def needs(self) -> tuple[Brought, ...]:
        return tuple(one for one in self.brought if one.is_need)

    @property
    def resources(self) -> tuple[Brought, ...]:
        return tuple(one for one in self.brought if not one.is_need)

    @property
    def claimed(self) -> int:
        return sum(bool(one.claimed_by) for one in self.needs)

    @property
    def reading(self) -> Brought | None:
        """The need before the hall: none while a unit has its turn."""
        return None if self.called else next((one for one in self.needs if one.id == self.last_read), None)

    @property
    def next_need(self) -> Brought | None:
        return next((one for one in self.needs if one.id not in self.read), None)

    def number(self, need: Brought) -> int:
        """Its place on the list of needs, from 1."""
        return self.needs.index(need) + 1

    def of_unit(self, unit: int) -> tuple[Brought, ...]:
        return tuple(one for one in self.brought if one.unit == unit)


def check_exchanging(kind: ItemKind, state: ItemState) -> None:
    """Raises RuleBroken."""
    if kind is not ItemKind.EXCHANGE:
        raise RuleBroken(N_("这一项不是互通清单。"))
    if state is not ItemState.OPEN:
        raise RuleBroken(N_("这一项没有在议。"))


def check_call(place: Place | None) -> Place:
    """The place that is called. Raises RuleBroken."""
    if place is None:
        raise RuleBroken(N_("请从本次会议的单位席位里选一家。"))
    if not place.present:
        raise RuleBroken(N_("{name}还没有签到，先签到再请。"), name=place.name)
    if place.state is TurnState.CALLED:
        raise RuleBroken(N_("正在请{name}报，不用再请。"), name=place.name)
    return place


def check_end(place: Place | None) -> Place:
    """Raises RuleBroken."""
    if place is None:
        raise RuleBroken(N_("现在没有轮到哪一家。"))
    return place
