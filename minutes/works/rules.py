"""How far the year's works are, what may be done with one now, and how its parts are written; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.projects.rules import LOW
from minutes.works.models import WorkState

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_SITES = 200
MOST_MILESTONES = 8
LONGEST_SITE = 60
OPEN = frozenset({WorkState.PLANNED, WorkState.UNDER_WAY})


@dataclass(frozen=True)
class Count:
    """`done` of `of`."""

    done: int = 0
    of: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.done + other.done, self.of + other.of)

    @property
    def percent(self) -> int:
        """Whole, rounded down: 100 says that nothing is left."""
        return 100 * self.done // self.of if self.of else 0


def counted(done_on: Iterable[date | None]) -> Count:
    found = list(done_on)
    return Count(sum(one is not None for one in found), len(found))


def progress(state: WorkState, sites: Count, milestones: Count) -> Count:
    """By its sites; where it has none by its milestones; and where it has neither it is done or not."""
    if sites.of or milestones.of:
        return sites if sites.of else milestones
    return Count(int(state is WorkState.DONE), 1)


def is_late(state: WorkState, due_on: date, today: date) -> bool:
    return state in OPEN and due_on < today


def check_plan(year: int, due_on: date) -> None:
    """Raises BadInput."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput({"year": Sentence(N_("请填四位数的年份。"))})
    if due_on.year != year:
        raise BadInput({"due_on": Sentence(N_("完成时限要在 {year} 年内；做不完的，年底再结转。"), {"year": year})})


def check_open(state: WorkState) -> None:
    """Raises RuleBroken."""
    if state not in OPEN:
        raise RuleBroken(N_("这件实事已经完成或结转，不再改动。"))


def check_finish(state: WorkState, sites: Count, milestones: Count, projects_left: int = 0) -> None:
    """Raises RuleBroken."""
    check_open(state)
    left = sites.of - sites.done
    if left:
        raise RuleBroken(N_("还有 {n} 处没有完成，完成以后再办结。"), n=left)
    if milestones.done < milestones.of:
        raise RuleBroken(N_("还有 {n} 个节点没有完成，完成以后再办结。"), n=milestones.of - milestones.done)
    if projects_left:
        raise RuleBroken(N_("还有 {n} 个项目没有办结，办结以后再办结这件实事。"), n=projects_left)


def check_done_again(reopened_at: datetime | None, reported: Iterable[datetime]) -> None:
    """What residents sent back is not done by saying so. Raises RuleBroken."""
    if reopened_at is not None and not any(at > reopened_at for at in reported):
        raise RuleBroken(N_("退回重办以后还没有报过进展，先报办了什么，再办结。"))


def check_remove(state: WorkState, *, begun: bool, carried: bool) -> None:
    """Raises RuleBroken."""
    if state is not WorkState.PLANNED or begun or carried:
        raise RuleBroken(N_("报过进展、连了项目或从上一年结转来的，不能撤下；办不完的请结转。"))


def check_reopen(state: WorkState) -> None:
    """Raises RuleBroken."""
    if state is not WorkState.DONE:
        raise RuleBroken(N_("已办成的才能退回重办。"))


def check_answer(score: int, *, answered: bool, over: bool) -> None:
    """Raises RuleBroken."""
    if score > LOW or answered or over:
        raise RuleBroken(N_("这条评价不用再答复。"))


def check_carry(state: WorkState, reason: str) -> None:
    """Raises RuleBroken, BadInput."""
    check_open(state)
    if not reason:
        raise BadInput({"reason": Sentence(N_("请写为什么今年办不完，大家会看到。"))})


def check_rate(state: WorkState, *, by_projects: bool, rated: bool) -> None:
    """Raises RuleBroken."""
    if state is not WorkState.DONE:
        raise RuleBroken(N_("还没有完成，完成后再请评价。"))
    if by_projects:
        raise RuleBroken(N_("这件实事由它的项目来评，请到项目页上评。"))
    if rated:
        raise RuleBroken(N_("您已经评价过了。"))


def sites_of(text: str) -> list[str]:
    """One a line. Raises BadInput at `sites`."""
    names = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    if len(names) > MOST_SITES:
        raise BadInput({"sites": Sentence(N_("最多 {n} 处。"), {"n": MOST_SITES})})
    if any(len(name) > LONGEST_SITE for name in names):
        raise BadInput({"sites": Sentence(N_("每处最多 {n} 个字。"), {"n": LONGEST_SITE})})
    return names


def check_kept(before: Mapping[str, date | None], after: Collection[str], field: str) -> None:
    """What is done stays on the list. Raises BadInput at the field."""
    lost = [name for name, done_on in before.items() if done_on and name not in after]
    if lost:
        raise BadInput({field: Sentence(N_("“{name}”已经完成，不能去掉。"), {"name": lost[0]})})


def check_milestones(texts: Sequence[str]) -> None:
    """Raises BadInput."""
    for at, text in enumerate(texts):
        if text in texts[:at]:
            raise BadInput({f"milestone-{at}": Sentence(N_("前面已经有这个节点。"))})


def next_due(due_on: date) -> date:
    """The day in the next year; there may be no 29 February."""
    return date(due_on.year + 1, due_on.month, min(due_on.day, 28) if due_on.month == 2 else due_on.day)
