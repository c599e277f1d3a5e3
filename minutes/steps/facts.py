"""What the product knows of topics that completes their steps: sessions that dealt with them, notices, ratings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from agenda.items.models import AgendaItem, ItemState
from agenda.motions.models import Motion, MotionState
from agenda.motions.queries import is_whole
from forum import clock
from forum.errors import N_, Sentence
from forum.topics.models import Topic
from minutes.action_items.models import STANDS, ActionItem
from minutes.drafting.models import Minutes
from minutes.look_backs.models import LookBack
from minutes.notices.models import NoticePeriod
from minutes.projects.models import Project, ProjectState
from minutes.steps.models import StepKind
from minutes.steps.rules import Fact

Facts = dict[int, list[Fact]]


async def of_topics(topic_ids: Collection[int]) -> Facts:
    """By topic, in no order."""
    found: Facts = defaultdict(list)
    items = await AgendaItem.filter(topic_id__in=list(topic_ids)).select_related("session__body")
    _sessions(items, await _lost([item.id for item in items]), found)
    await _notices(items, found)
    await _ratings(topic_ids, items, found)
    return found


async def _lost(item_ids: list[int]) -> set[int]:
    """Items whose matter was put to the vote, and nothing of it carried."""
    motions = [one for one in await Motion.filter(item_id__in=item_ids) if is_whole(one)]
    carried = {one.item_id for one in motions if one.state is MotionState.CARRIED}
    return {one.item_id for one in motions if one.state is MotionState.LOST} - carried


def _sessions(items: list[AgendaItem], lost: set[int], found: Facts) -> None:
    for item in items:
        if item.topic_id and item.state is ItemState.DONE and item.closed_at:
            words = N_("{body}议过，没有通过") if item.id in lost else N_("{body}议过")
            said = Sentence(words, {"body": item.session.body.name})
            day = clock.local(item.closed_at).date()
            href = f"/sessions/{item.session_id}"
            found[item.topic_id].append(Fact(StepKind.DELIBERATE, day, said, href, lost=item.id in lost))


async def _notices(items: list[AgendaItem], found: Facts) -> None:
    """That of an item is its topic's; that of whole minutes is all their topics'."""
    for notice, topic_ids in await notices_of(items, ended=True):
        days = (notice.last_day - notice.first_day).days + 1
        said = Sentence(N_("公示 {days} 天"), {"days": days})
        for topic_id in topic_ids:
            found[topic_id].append(Fact(StepKind.DISCLOSE, notice.last_day, said, f"/notices/{notice.id}", days))


async def notices_of(items: list[AgendaItem], *, ended: bool) -> list[tuple[NoticePeriod, set[int]]]:
    """Notices of what these items came to, each with the topics it tells of."""
    sessions = {item.session_id for item in items}
    minutes = {one.id: one.session_id for one in await Minutes.filter(session_id__in=sessions).only("id", "session_id")}
    kept = NoticePeriod.filter(minutes_id__in=list(minutes), ended_at__isnull=not ended)
    return [(notice, _topics_of(notice, minutes[notice.minutes_id], items)) for notice in await kept]


def _topics_of(notice: NoticePeriod, session_id: int, items: list[AgendaItem]) -> set[int]:
    of = [item for item in items if item.session_id == session_id and notice.item_id in {None, item.id}]
    return {item.topic_id for item in of if item.topic_id}


async def _ratings(topic_ids: Collection[int], items: list[AgendaItem], found: Facts) -> None:
    projects = await _projects(topic_ids, items)
    for topic in await Topic.filter(id__in=list(topic_ids)):
        of = projects[topic.id]
        if any(project.state is not ProjectState.CLOSED for project in of):
            continue
        ends = [project.closed_at or project.done_at for project in of] or [topic.rated_at]
        ended = max((at for at in ends if at), default=None)
        if ended:
            href = f"/projects/{of[0].id}#ratings" if of else f"/topics/{topic.id}#answers"
            found[topic.id].append(Fact(StepKind.RATE, clock.local(ended).date(), Sentence(N_("居民评过，办结")), href))
    await _look_backs({one.id: topic_id for topic_id, of in projects.items() for one in of}, found)


async def _look_backs(topics: dict[int, int], found: Facts) -> None:
    """`topics` by their projects. What failed is done again, and rated again."""
    if not topics:
        return
    looked = LookBack.filter(project_id__in=list(topics), reopened=False, project__state=ProjectState.CLOSED)
    for one in await looked.prefetch_related("project"):
        if one.round == one.project.round:
            href = f"/projects/{one.project_id}#look-backs"
            fact = Fact(StepKind.RATE, one.looked_on, Sentence(N_("回头看过")), href)
            found[topics[one.project_id]].append(fact)


async def _projects(topic_ids: Collection[int], items: list[AgendaItem]) -> dict[int, list[Project]]:
    """A topic's own projects; where it has none, those its action items joined."""
    own: dict[int, list[Project]] = defaultdict(list)
    standing = Project.filter(topic_id__in=list(topic_ids)).exclude(state=ProjectState.WITHDRAWN)
    for project in await standing.order_by("id"):
        own[project.topic_id or 0].append(project)
    joined: dict[int, dict[int, Project]] = defaultdict(dict)
    of_item = {item.id: item.topic_id or 0 for item in items}
    actions: Any = ActionItem.filter(STANDS, item_id__in=list(of_item)).prefetch_related("project")
    for action in await actions:
        joined[of_item[action.item_id]][action.project_id] = action.project
    return defaultdict(list, {id: own[id] or list(joined[id].values()) for id in topic_ids})
