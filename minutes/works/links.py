"""年度实事 in a line: marks, the front page's board, and what waits for the office."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from forum import clock, i18n, pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_, Sentence
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.topics import queries as topics
from forum.workdays import queries as workdays
from minutes.works import asking, queries, rules
from minutes.works.asking import Asked
from minutes.works.models import (
    WORK_STATE_NAMES,
    WorkEntry,
    WorkRating,
    WorkSite,
    WorkState,
    YearWork,
)

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
    """Of everybody what is done and waits for their word; of the office what is late, done again or not answered."""
    rated = [_to_rate(one) for one in await asking.to_rate(actor)] if actor.person_id else []
    return rated + (await _of_office() if allowed(actor, Permission.KEEP_WORKS) else [])


def _to_rate(asked: Asked) -> Link:
    words = N_("您提的实事办成了，请您评价") if asked.proposer else N_("和您有关的实事办成了，请您评一评")
    at = f"/projects/{asked.project.id}#rate" if asked.project else f"/works/{asked.work.id}#rate"
    return Link(at, asked.work.title, i18n.translate(words), mark(asked.work), group=i18n.translate(N_("评价")))


async def _of_office() -> list[Link]:
    today, found = clock.today(), [*await _unhappy(), *map(_call_back, await asking.to_ask_by_phone())]
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


def _call_back(work: YearWork) -> Link:
    note = i18n.translate(N_("办成了还没有人评，请回访"))
    return Link(f"/works/{work.id}#call-back", work.title, note, mark(work), group=i18n.translate(N_("评价")))


def _task(work: YearWork, words: str, due: date, state: tuple[str, str] | None = None) -> Link:
    state = state or ("overdue", i18n.translate(LATE))
    return Link(
        f"/works/{work.id}#report", work.title, i18n.translate(words), state, due,
        i18n.translate(N_("年度实事")),
    )  # fmt: skip


async def who_sees_photos(entry_id: int, reader: Actor | None) -> bool:
    """What was done is for everybody."""
    return await WorkEntry.exists(id=entry_id)


async def of_topic(topic_id: int) -> list[Link]:
    """On a topic's page the works in which it was taken up."""
    works = await YearWork.filter(topics__topic_id=topic_id).order_by("id").prefetch_related(*queries.WITH)
    public = await queries.readable(works, pages.reader())
    year = N_("{year} 年度实事")
    return [Link(f"/works/{one.id}", public(one.title), i18n.say(year, year=one.year), mark(one)) for one in works]


# ---- 回音: told to those whom it concerns, and to those who rated it by themselves ----


async def _people(work_id: int) -> set[int]:
    rated = WorkRating.filter(work_id=work_id, person_id__not_isnull=True)
    found: list[Any] = list(await rated.values_list("person_id", flat=True))
    return {*found, *await asking.concerned(await queries.work(work_id))}


async def _links(work_ids: Collection[int]) -> dict[int, Link]:
    found = await YearWork.filter(id__in=list(work_ids)).prefetch_related("projects__project")
    at = {one.id: f"/works/{one.id}#rate" if one.state is WorkState.DONE else f"/works/{one.id}" for one in found}
    return {one.id: Link(at[one.id], one.title, state=mark(one)) for one in found}


def _finished(event: Event) -> str:
    return N_("重新办好了，请再评一次") if event.data.get("round", 1) > 1 else N_("办成了，请您评价")


def _reported(event: Event) -> Sentence | str:
    if sites := event.data.get("sites"):
        return Sentence(N_("办好了{n}处"), {"n": len(sites)})
    if milestones := event.data.get("milestones"):
        return Sentence(N_("完成了{n}个节点"), {"n": len(milestones)})
    return N_("报了进展")


async def _of_report(event: Event) -> set[int]:
    """Those behind a work hear of every step; those at whose door it is, of what is done there and of its end."""
    work = await YearWork.get(id=event.data["work"]).prefetch_related("topics", "follows", "redone")
    sites = await WorkSite.filter(id__in=event.data.get("sites", []))
    return await asking.behind(work) | await asking.living_at(sites)


async def _rater(event: Event) -> set[int]:
    rating = await WorkRating.get_or_none(id=event.data["rating"])
    return {rating.person_id} if rating and rating.person_id else set()


MATTER = Matter(_people, _links)
ECHOES = {
    "work.reopened": Echo("work", lambda _: N_("居民不满意，退回重办")),
    "work.reported": Echo("work", _reported, to=_of_report),
    "work.finished": Echo("work", _finished),
    "work.topic_linked": Echo("topic", lambda _: N_("列入了年度实事")),
    "work.rating_answered": Echo("work", lambda _: N_("社区答复了您的评价"), to=_rater),
}
