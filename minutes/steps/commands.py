from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Body
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics.models import Topic, TopicState
from minutes.steps import queries, rules
from minutes.steps.models import Course, StepEntry, StepTemplate
from minutes.steps.rules import Step

ENDED = {TopicState.RETURNED, TopicState.MERGED}


@command
async def adopt_steps(
    body_id: int, title: str, steps: Sequence[Step], *, by: Actor, basis: str = "", replaces: int = 0
) -> int:
    """A body goes by these steps from now on; matters under way keep the version they began with. Gives its id.

    `replaces` is the version that is changed, 0 for a new sequence. Raises NotAllowed, NotFound, BadInput, RuleBroken.
    """
    async with transaction():
        require(by, Permission.KEEP_STEPS)
        if not await Body.exists(id=body_id):
            raise NotFound(N_("找不到这个组织。"))
        rules.check_steps(steps)
        before = await _in_force(replaces, body_id) if replaces else None
        same = StepTemplate.filter(body_id=body_id, title=title, retired_at=None)
        if await same.exclude(id=replaces).exists():
            raise BadInput({"title": Sentence(N_("已经有一套叫这个名字。"))})
        if before:
            await _retire(before)
        made = await StepTemplate.create(
            body_id=body_id, title=title, basis=basis, version=before.version + 1 if before else 1,
            steps=[step.to_json() for step in steps], adopted_at=clock.now(), adopted_by_id=by.person_id,
        )  # fmt: skip
        record("steps.adopted", by, template=made.id, body=body_id, version=made.version)
        return answer(made.id)


@command
async def retire_steps(template_id: int, *, by: Actor) -> int:
    """No new matter begins with it; those under way go on. Gives the body's id."""
    async with transaction():
        require(by, Permission.KEEP_STEPS)
        found = await _in_force(template_id)
        await _retire(found)
        record("steps.retired", by, template=template_id, body=found.body_id)
        return answer(found.body_id)


async def _in_force(template_id: int, body_id: int | None = None) -> StepTemplate:
    found = await StepTemplate.get_or_none(id=template_id)
    if found is None or body_id not in {None, found.body_id}:
        raise NotFound(N_("找不到这套步骤。"))
    if found.retired_at is not None:
        raise RuleBroken(N_("这套步骤已经改过或停用了，请用现在的版本。"))
    return found


async def _retire(template: StepTemplate) -> None:
    template.retired_at = clock.now()
    await template.save(update_fields=["retired_at"])


@command
async def begin_course(topic_id: int, template_id: int, *, by: Actor) -> None:
    """The topic goes by these steps. Chosen wrongly it is chosen anew, as long as nothing was entered."""
    async with transaction():
        require(by, Permission.KEEP_STEPS)
        topic = await Topic.get_or_none(id=topic_id)
        if topic is None:
            raise NotFound(N_("找不到这个议题。"))
        if topic.state in ENDED:
            raise RuleBroken(N_("这个议题已退回或并入另一件，不再走步骤。"))
        template = await _in_force(template_id)
        course = await Course.get_or_none(topic_id=topic_id)
        if course is None:
            await Course.create(
                topic_id=topic_id, template_id=template.id, begun_at=clock.now(), begun_by_id=by.person_id
            )
        elif course.template_id == template.id:
            return  # as it was: nothing has happened
        else:
            if await StepEntry.exists(course_id=course.id):
                raise RuleBroken(N_("已经录入过步骤，不能换成另一套。"))
            course.template_id = template.id
            await course.save(update_fields=["template_id"])
        record("course.begun", by, topic=topic_id, template=template.id)


@command
async def enter_step(
    topic_id: int, position: int, day: date, note: str, *, by: Actor, first_day: date | None = None
) -> None:
    """What was done outside the product, on which day and how. Raises NotAllowed, NotFound, RuleBroken, BadInput."""
    async with transaction():
        require(by, Permission.KEEP_STEPS)
        course = await queries.course(topic_id)
        rules.check_entry(await queries.stations(course), position, day, note, clock.today(), first_day)
        await _enter(course, position, day, note, by, first_day=first_day)
        record("course.step_entered", by, topic=topic_id, position=position)


@command
async def skip_step(topic_id: int, position: int, reason: str, *, by: Actor) -> None:
    """Everybody reads why."""
    async with transaction():
        require(by, Permission.KEEP_STEPS)
        course = await queries.course(topic_id)
        rules.check_skip(await queries.stations(course), position, reason)
        await _enter(course, position, clock.today(), reason, by, skipped=True)
        record("course.step_skipped", by, topic=topic_id, position=position)


async def _enter(
    course: Course, position: int, day: date, note: str, by: Actor, *, first_day: date | None = None,
    skipped: bool = False,
) -> None:  # fmt: skip
    await StepEntry.create(
        course_id=course.id, position=position, skipped=skipped, first_day=first_day, day=day, note=note,
        entered_at=clock.now(), entered_by_id=by.person_id,
    )  # fmt: skip


@command
async def take_back_step(topic_id: int, position: int, *, by: Actor) -> None:
    """The newest entry was a mistake: it is gone, and the record of the community still has both deeds."""
    async with transaction():
        require(by, Permission.KEEP_STEPS)
        course = await queries.course(topic_id)
        rules.check_take_back(queries.entered(course), position)
        await StepEntry.filter(course_id=course.id, position=position).delete()
        record("course.step_taken_back", by, topic=topic_id, position=position)
