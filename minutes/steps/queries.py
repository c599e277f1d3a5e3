from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from agenda.items.models import AgendaItem, ItemState
from forum.errors import N_, NotFound
from forum.topics.models import Topic, TopicState
from minutes.steps import facts, rules
from minutes.steps.models import Course, StepKind, StepTemplate
from minutes.steps.rules import Entered, Station, Step

OVER = (TopicState.RETURNED, TopicState.MERGED, TopicState.ANSWERED)
"""Topics that go no step further."""


def steps_of(template: StepTemplate) -> list[Step]:
    return [Step.from_json(stored) for stored in template.steps]


async def template(template_id: int) -> StepTemplate:
    """With its body. Raises NotFound."""
    found = await StepTemplate.get_or_none(id=template_id).prefetch_related("body")
    if found is None:
        raise NotFound(N_("找不到这套步骤。"))
    return found


async def in_force(body_id: int | None = None) -> list[StepTemplate]:
    """With their bodies; of all bodies where none is asked for."""
    query = StepTemplate.filter(retired_at=None, **({"body_id": body_id} if body_id else {}))
    return await query.order_by("body_id", "id").prefetch_related("body")


async def earlier(body_id: int) -> list[StepTemplate]:
    """Versions that were changed or are out of use, newest first."""
    return await StepTemplate.filter(body_id=body_id, retired_at__isnull=False).order_by("-id")


async def course(topic_id: int) -> Course:
    """With its template and entries. Raises NotFound."""
    found = await course_of(topic_id)
    if found is None:
        raise NotFound(N_("这个议题还没有选步骤。"))
    return found


async def course_of(topic_id: int) -> Course | None:
    return await Course.get_or_none(topic_id=topic_id).prefetch_related("template__body", "entries")


def entered(course: Course) -> dict[int, Entered]:
    return {one.position: Entered(one.day, one.note, one.skipped) for one in course.entries}


async def stations(course: Course) -> list[Station]:
    return (await stations_of([course]))[course.topic_id]


async def stations_of(courses: Collection[Course]) -> dict[int, list[Station]]:
    """By topic, of courses with their templates and entries."""
    known = await facts.of_topics([one.topic_id for one in courses]) if courses else {}
    return {one.topic_id: rules.walk(steps_of(one.template), known[one.topic_id], entered(one)) for one in courses}


async def of_topics(topic_ids: Collection[int]) -> dict[int, list[Station]]:
    """By topic; those that go by no template are missing."""
    found = Course.filter(topic_id__in=list(topic_ids)).select_related("template").prefetch_related("entries")
    return await stations_of(await found)


@dataclass(frozen=True)
class Next:
    topic: Topic
    station: Station


async def for_office() -> list[Next]:
    """The next step of every matter on its way, where it is the office that has to do something about it."""
    found = Course.exclude(topic__state__in=OVER).order_by("id")
    courses = await found.prefetch_related("template", "entries", "topic__place")
    ways, busy = await stations_of(courses), await _busy([one.topic_id for one in courses])
    steps = [(one.topic, rules.next_open(ways[one.topic_id])) for one in courses]
    return [
        Next(topic, station)
        for topic, station in steps
        if station and station.step.kind is not StepKind.RATE and (topic.id, station.step.kind) not in busy
    ]


async def _busy(topic_ids: Collection[int]) -> set[tuple[int, StepKind]]:
    """What completes by itself and is going on: the topic is on an agenda, or on public notice."""
    items = await AgendaItem.filter(topic_id__in=list(topic_ids))
    on_agenda = {item.topic_id for item in items if item.state in {ItemState.WAITING, ItemState.OPEN}}
    on_notice = {id for _, topics in await facts.notices_of(items, ended=False) for id in topics}
    found = {(id, StepKind.DELIBERATE) for id in on_agenda if id}
    return found | {(id, StepKind.DISCLOSE) for id in on_notice}
