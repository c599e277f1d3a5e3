"""年度实事 in a line: marks, the front page's board, and what waits for the office."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from forum import clock, i18n, pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.topics import queries as topics
from forum.workdays import queries as workdays
from minutes.works import queries, rules
from minutes.works.models import WORK_STATE_NAMES, WorkEntry, WorkRating, WorkRedone, WorkState, YearWork

LATE = N_("已逾期")
AGAIN = N_("评价不满意，重办")
PROJECT_AGAIN = N_("项目重新在办")
MARKS = {
    WorkState.PLANNED: "planned", WorkState.UNDER_WAY: "doing", WorkState.DONE: "done", WorkState.CARRIED: "paused",
}  # fmt: skip


def word(work: YearWork) -> str:
    """What is late says so, in whatever state it is; and what residents have sent back."""
    if rules.is_late(work.state, work.due_on, clock.today()):
        return LATE
    if work.state is WorkState.UNDER_WAY and work.round > 1:
        return AGAIN
    if work.state is WorkState.DONE and queries.projects_left(work):
        return PROJECT_AGAIN
    return WORK_STATE_NAMES[work.state]


def mark(work: YearWork) -> tuple[str, str]:
    said = word(work)
    kind = {LATE: "overdue", AGAIN: "reopened", PROJECT_AGAIN: "reopened"}.get(said, MARKS[work.state])
    return kind, i18n.translate(said)


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
    """Works and milestones that are late, works to be done again, and residents who are not content."""
    if not allowed(actor, Permission.KEEP_WORKS):
        return []
    today, found = clock.today(), await _unhappy()
    for work in await queries.unfinished():
        late = [one for one in work.milestones if one.done_on is None and one.due_on < today]
        if work.due_on < today:
            found.append(_task(work, N_("到期没有完成，请报进展或结转"), work.due_on))
        elif late:
            found.append(_task(work, N_("节点到期，请报进展"), late[0].due_on))
        elif work.round > 1:
            found.append(_task(work, N_("居民不满意，请重办"), work.due_on, ("reopened", i18n.translate(AGAIN))))
    return found


async def _unhappy() -> list[Link]:
    """A low word of a resident is answered within the days in which a topic is."""
    days, calendar = (await topics.terms()).reply_days, await workdays.calendar()
    state, group = ("waiting", i18n.translate(N_("待答复"))), i18n.translate(N_("年度实事"))
    return [
        Link(
            f"/works/{one.work_id}#rating-{one.id}", one.work.title,
            i18n.say(N_("有居民评了{score}分，请答复或重办"), score=one.score),
            state, calendar.after(clock.local(one.at).date(), days), group,
        )
        for one in await queries.to_answer()
    ]  # fmt: skip


def _task(work: YearWork, words: str, due: date, state: tuple[str, str] | None = None) -> Link:
    state = state or ("overdue", i18n.translate(LATE))
    return Link(
        f"/works/{work.id}#report", work.title, i18n.translate(words), state, due,
        i18n.translate(N_("年度实事")),
    )  # fmt: skip


async def who_sees_photos(entry_id: int, reader: Actor | None) -> bool:
    """What was done is for everybody."""
    return await WorkEntry.exists(id=entry_id)


# ---- 回音: told to those who rated it by themselves ----


async def _people(work_id: int) -> set[int]:
    rated = WorkRating.filter(work_id=work_id, person_id__not_isnull=True)
    found: list[Any] = list(await rated.values_list("person_id", flat=True))
    before = await WorkRedone.filter(work_id=work_id)
    return {*found, *(id for one in before for id in one.raters)}


async def _links(work_ids: Collection[int]) -> dict[int, Link]:
    found = await YearWork.filter(id__in=list(work_ids)).prefetch_related("projects__project")
    return {one.id: Link(f"/works/{one.id}", one.title, state=mark(one)) for one in found}


def _finished(event: Event) -> str | None:
    """Nobody has rated it before."""
    return N_("重新办好了，请再评一次") if event.data.get("round", 1) > 1 else None


async def _rater(event: Event) -> set[int]:
    rating = await WorkRating.get_or_none(id=event.data["rating"])
    return {rating.person_id} if rating and rating.person_id else set()


MATTER = Matter(_people, _links)
ECHOES = {
    "work.reopened": Echo("work", lambda _: N_("居民不满意，退回重办")),
    "work.finished": Echo("work", _finished),
    "work.rating_answered": Echo("work", lambda _: N_("社区答复了您的评价"), to=_rater),
}
