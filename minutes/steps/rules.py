"""Where a matter stands that goes by a sequence of steps, and what may be entered next; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from minutes.steps.models import StepKind

MOST_STEPS = 12
MOST_DAYS = 90
BY_HAND = frozenset(StepKind) - {StepKind.RATE}
"""The office enters what happened elsewhere; what residents say of it is theirs alone."""


@dataclass(frozen=True)
class Step:
    """`days` is the least number of them it takes, 0 for any; `threshold` what it needs, in plain words."""

    name: str
    kind: StepKind
    who: str = ""
    days: int = 0
    threshold: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Step:
        return cls(**{**stored, "kind": StepKind(stored["kind"])})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Fact:
    """Something the product knows of a matter that completes a step of its kind; `days` is how long it stood.

    `lost`: it was put to the vote and did not carry, so it completes no step that has a threshold.
    """

    kind: StepKind
    day: date
    what: Sentence
    href: str
    days: int = 0
    lost: bool = False


@dataclass(frozen=True)
class Entered:
    day: date
    note: str
    skipped: bool = False


class Standing(StrEnum):
    DONE = "done"
    SKIPPED = "skipped"
    NOW = "current"
    TODO = "todo"


@dataclass(frozen=True)
class Station:
    """A step of a matter. `before` is the name of an earlier step that it came before; `short` a fact that does not
    complete it: it took fewer days than the step asks for, or did not reach its threshold.
    """

    position: int
    step: Step
    standing: Standing
    day: date | None = None
    fact: Fact | None = None
    entered: Entered | None = None
    before: str = ""
    short: Fact | None = None

    @property
    def is_over(self) -> bool:
        return self.standing in {Standing.DONE, Standing.SKIPPED}


def check_steps(steps: Sequence[Step]) -> None:
    """Raises BadInput."""
    if not steps:
        raise BadInput({"name-0": Sentence(N_("至少写一步。"))})
    names = [step.name for step in steps]
    for at, step in enumerate(steps):
        if step.name in names[:at]:
            raise BadInput({f"name-{at}": Sentence(N_("前面已有一步叫这个名字，请换一个，免得弄混。"))})


def walk(steps: Sequence[Step], facts: Sequence[Fact], entries: Mapping[int, Entered]) -> list[Station]:
    """Where each step stands. A step takes the oldest fact of its kind that no step before it took and that does as the
    step asks; what the office entered or skipped takes none.
    """
    left = {kind: sorted((one for one in facts if one.kind is kind), key=lambda one: one.day) for kind in StepKind}
    found: list[Station] = []
    for position, step in enumerate(steps):
        if position in entries:
            found.append(_entered(position, step, entries[position]))
            continue
        fact, short = _taken(left[step.kind], step)
        standing = Standing.DONE if fact else Standing.TODO
        before = _overtaken(found, fact.day) if fact else ""
        found.append(Station(position, step, standing, fact.day if fact else None, fact, None, before, short))
    return _with_now(found)


def _entered(position: int, step: Step, entry: Entered) -> Station:
    standing = Standing.SKIPPED if entry.skipped else Standing.DONE
    return Station(position, step, standing, entry.day, None, entry)


def _taken(facts: list[Fact], step: Step) -> tuple[Fact | None, Fact | None]:
    """The fact that completes a step, and one that fell short of it. Both are taken out of `facts`."""
    short = None
    while facts:
        fact = facts.pop(0)
        if fact.days >= step.days and not (fact.lost and step.threshold):
            return fact, None
        short = fact
    return None, short


def _overtaken(earlier: Sequence[Station], day: date) -> str:
    """The first of them that is still open, or was done later than on that day."""
    later = (one for one in earlier if not one.is_over or (one.day is not None and one.day > day))
    return next((one.step.name for one in later if one.standing is not Standing.SKIPPED), "")


def _with_now(found: list[Station]) -> list[Station]:
    for at, station in enumerate(found):
        if not station.is_over:
            now = Station(at, station.step, Standing.NOW, short=station.short)
            return [*found[:at], now, *found[at + 1 :]]
    return found


def next_open(stations: Sequence[Station]) -> Station | None:
    return next((one for one in stations if one.standing is Standing.NOW), None)


def check_turn(stations: Sequence[Station], position: int) -> Station:
    """The step that is entered now. Raises NotFound, RuleBroken."""
    if not 0 <= position < len(stations):
        raise NotFound(N_("没有这一步。"))
    station, now = stations[position], next_open(stations)
    if station.is_over:
        raise RuleBroken(N_("“{name}”已经办过了。"), name=station.step.name)
    if now is not None and now.position != position:
        raise RuleBroken(N_("前面的“{name}”还没有办，请按顺序来。"), name=now.step.name)
    return station


def check_entry(
    stations: Sequence[Station], position: int, day: date, note: str, today: date, first_day: date | None = None
) -> None:
    """Raises NotFound, RuleBroken, BadInput."""
    step = check_turn(stations, position).step
    if step.kind not in BY_HAND:
        raise RuleBroken(N_("“{name}”由居民来评，不能代填。"), name=step.name)
    if not note:
        raise BadInput({"note": Sentence(N_("请写清楚怎么办的，大家会看到。"))})
    _check_day(stations, day, today)
    if step.days:
        if first_day is None:
            raise BadInput({"first_day": Sentence(N_("这一步至少要 {days} 天，请填从哪天开始。"), {"days": step.days})})
        if (day - first_day).days + 1 < step.days:
            raise BadInput({"day": Sentence(N_("从开始到这天不满 {days} 天。"), {"days": step.days})})


def _check_day(stations: Sequence[Station], day: date, today: date) -> None:
    if day > today:
        raise BadInput({"day": Sentence(N_("还没有到这一天。"))})
    if any(one.standing is Standing.DONE and one.entered and one.entered.day > day for one in stations):
        raise BadInput({"day": Sentence(N_("不能早于前面录入的步骤。"))})


def check_skip(stations: Sequence[Station], position: int, reason: str) -> None:
    """Raises NotFound, RuleBroken, BadInput."""
    check_turn(stations, position)
    if not reason:
        raise BadInput({"note": Sentence(N_("请写为什么不走这一步，大家会看到。"))})


def check_take_back(entries: Mapping[int, Entered], position: int) -> None:
    """Only the newest entry: what came after stands on it. Raises NotFound, RuleBroken."""
    if position not in entries:
        raise NotFound(N_("这一步没有录入过。"))
    if position != max(entries):
        raise RuleBroken(N_("后面还有录入的步骤，请先撤回后面的。"))
