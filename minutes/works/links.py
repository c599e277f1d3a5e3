"""年度实事 in a line: marks, the front page's board, and what waits for the office."""

from __future__ import annotations

from datetime import date

from forum import clock, i18n, pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_
from forum.parts import Link
from minutes.works import queries, rules
from minutes.works.models import WORK_STATE_NAMES, WorkEntry, WorkState, YearWork

LATE = N_("已逾期")
MARKS = {
    WorkState.PLANNED: "planned", WorkState.UNDER_WAY: "doing", WorkState.DONE: "done", WorkState.CARRIED: "paused",
}  # fmt: skip


def word(work: YearWork) -> str:
    """What is late says so, in whatever state it is."""
    return LATE if rules.is_late(work.state, work.due_on, clock.today()) else WORK_STATE_NAMES[work.state]


def mark(work: YearWork) -> tuple[str, str]:
    said = word(work)
    return "overdue" if said is LATE else MARKS[work.state], i18n.translate(said)


def progress_said(work: YearWork) -> str:
    """22/56 处, in words; nothing where there is nothing to count."""
    sites, milestones = queries.sites(work), queries.milestones(work)
    if sites.of:
        return i18n.say(N_("{of} 处，已完成 {done} 处"), of=sites.of, done=sites.done)
    if milestones.of:
        return i18n.say(N_("{of} 个节点，已完成 {done} 个"), of=milestones.of, done=milestones.done)
    return ""


def year_said(together: queries.Together) -> str:
    works = i18n.say(N_("{of} 件实事，办成 {done} 件"), of=together.works.of, done=together.works.done)
    if not together.sites.of:
        return works
    sites = i18n.say(N_("{of} 处，已完成 {done} 处"), of=together.sites.of, done=together.sites.done)
    return works + i18n.translate(N_("；")) + sites


async def newest_year() -> tuple[rules.Count, str]:
    """How much of the year's works is done, by their sites where they have any, and the words for it."""
    together = queries.together(await queries.of_year(await queries.newest_year()))
    return together.sites if together.sites.of else together.works, year_said(together)


FILTERS = {"work_mark": mark, "work_progress": queries.progress, "work_progress_said": progress_said}


async def on_board() -> list[Link]:
    """The year's works as the reader may read them."""
    works = await queries.of_year(await queries.newest_year())
    public = await queries.readable(works, pages.reader())
    return [
        Link(f"/works/{one.id}", public(one.title), progress_said(one) or one.lead.name, mark(one))
        for one in works[:10]
    ]


async def tasks(actor: Actor) -> list[Link]:
    """Works that are late, and milestones: to be reported, finished or carried over."""
    if not allowed(actor, Permission.KEEP_WORKS):
        return []
    today, found = clock.today(), []
    for work in await queries.unfinished():
        late = [one for one in work.milestones if one.done_on is None and one.due_on < today]
        if work.due_on < today:
            found.append(_task(work, N_("到期没有完成，请报进展或结转"), work.due_on))
        elif late:
            found.append(_task(work, N_("节点到期，请报进展"), late[0].due_on))
    return found


def _task(work: YearWork, words: str, due: date) -> Link:
    state = ("overdue", i18n.translate(LATE))
    return Link(
        f"/works/{work.id}#report", work.title, i18n.translate(words), state, due,
        i18n.translate(N_("年度实事")),
    )  # fmt: skip


async def who_sees_photos(entry_id: int, reader: Actor | None) -> bool:
    """What was done is for everybody."""
    return await WorkEntry.exists(id=entry_id)
