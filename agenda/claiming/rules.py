"""What is read out for somebody to claim, and which one is next; pure."""

from __future__ import annotations

from dataclasses import dataclass

from agenda.items.models import ItemKind, ItemState
from forum.errors import N_, RuleBroken
from forum.parts import Claimable


@dataclass(frozen=True)
class Claiming:
    """What waits for somebody and what was claimed at this item; `read` are the keys of what was read out, in order."""

    lines: tuple[Claimable, ...] = ()
    read: tuple[str, ...] = ()

    @property
    def reading(self) -> Claimable | None:
        """Before the hall. What was claimed elsewhere meanwhile is gone from it."""
        return self.line(self.read[-1]) if self.read else None

    @property
    def next(self) -> Claimable | None:
        """The first that nobody has claimed and that was not read out yet."""
        return next((one for one in self.waiting if one.key not in self.read), None)

    @property
    def waiting(self) -> tuple[Claimable, ...]:
        return tuple(one for one in self.lines if not one.claimed_by)

    @property
    def claimed(self) -> int:
        return len(self.lines) - len(self.waiting)

    def line(self, key: str) -> Claimable | None:
        return next((one for one in self.lines if one.key == key), None)

    def number(self, one: Claimable) -> int:
        """Its place on the list, from 1."""
        return self.lines.index(one) + 1


def check_claiming(kind: ItemKind, state: ItemState) -> None:
    """Raises RuleBroken."""
    if kind is not ItemKind.CLAIMING:
        raise RuleBroken(N_("这一项不是认领心愿和订单。"))
    check_open(state)


def check_open(state: ItemState) -> None:
    """Raises RuleBroken."""
    if state is not ItemState.OPEN:
        raise RuleBroken(N_("这一项没有在议。"))
