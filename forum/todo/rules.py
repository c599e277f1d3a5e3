"""In which order what waits for somebody is shown; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forum.errors import N_, Sentence
from forum.parts import Link

MANY = 7
"""From so many on they are grouped by what kind they are."""
SOON = timedelta(days=3)


@dataclass(frozen=True)
class Group:
    """`name` is empty where everything stands in one list."""

    name: str
    tasks: list[Link]

    def late(self, today: date) -> int:
        return sum(task.due is not None and task.due < today for task in self.tasks)


def by_due(tasks: Sequence[Link]) -> list[Link]:
    """The most pressing first; those without a day keep their order, behind."""
    return sorted(tasks, key=lambda task: task.due or date.max)


def grouped(tasks: Sequence[Link], other: str) -> list[Group]:
    """Sorted by due; many in groups, the most pressing group first, `other` for those that name no kind."""
    ordered = by_due(tasks)
    if len(ordered) < MANY or len({task.group for task in ordered}) < 2:
        return [Group("", ordered)] if ordered else []
    groups: dict[str, list[Link]] = {}
    for task in ordered:
        groups.setdefault(task.group or other, []).append(task)
    return [Group(name, found) for name, found in groups.items()]


def tells_due(state: str, due: date, today: date) -> bool:
    """Whether the day says more than the mark of the state: that something is going on, or is due, says enough."""
    return state in {"", "waiting"} or (due < today and state not in {"overdue", "live"})


def due_mark(due: date, today: date) -> tuple[str, Sentence]:
    """A colour and a word: never the colour alone."""
    if due < today:
        return "overdue", Sentence(N_("已超期 {n} 天"), {"n": (today - due).days})
    if due == today:
        return "due", Sentence(N_("今天到期"))
    kind = "due" if due - today <= SOON else "waiting"
    return kind, Sentence(N_("还有 {n} 天"), {"n": (due - today).days})
