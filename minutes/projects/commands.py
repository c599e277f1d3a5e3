from __future__ import annotations

from datetime import time
from typing import Any

from forum import clock
from forum.access import SYSTEM, Actor, person_of
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics
from forum.workdays import queries as workdays
from minutes.action_items.models import STANDS, ActionItem, ActionNote, ActionState, Deed
from minutes.action_items.rules import NOT_BEGUN, due_after_reopening
from minutes.needs.models import Need
from minutes.projects import asking, queries, rules
from minutes.projects.models import Project, ProjectState, Rating, RatingSource, Reopening


@command
async def rate_project(project_id: int, score: int, words: str = "", *, by: Actor, anonymous: bool = False) -> bool:
    """Rate what was done, 1 to 5; answers whether that reopened it. Once a person and round.

    Of an anonymous one neither the rating nor an event says whose it is, and the hour is not kept.
    """
    async with transaction():
        person_id = person_of(by)
        project = await _rateable(project_id, score, person_id)
        if person_id not in await queries.proposers(project) and await asking.carries_out(project, by):
            raise NotAllowed(N_("这是您单位办的事，请居民来评。"))
        rating = await Rating.create(
            project_id=project_id, round=project.round, score=score, words=words, anonymous=anonymous,
            **_whose(project, person_id, anonymous),
        )  # fmt: skip
        teller = SYSTEM if anonymous else by
        record("project.rated", teller, project=project_id, round=project.round, score=score)
        return answer(await _judge(project, rating, person_id, teller))


@command
async def enter_rating(
    project_id: int, score: int, source: RatingSource, words: str = "", *, by: Actor, person_id: int | None = None
) -> bool:
    """回访: the office asks by telephone, at the desk or at the door, and enters what was said.

    `person_id` is who was asked, of those who proposed it or took part in it; else it was somebody affected who gave no
    name. Answers whether that reopened it.
    """
    async with transaction():
        rules.check_source(source)
        project = await _rateable(project_id, score, person_id)
        if not await asking.may_call_back(project, by):
            raise NotAllowed(N_("回访由社区工作人员和负责这里的网格员来记。"))
        if person_id is not None and person_id not in {one.id for one in await asking.to_ask(project, by)}:
            raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
        rating = await Rating.create(
            project_id=project_id, person_id=person_id, round=project.round, score=score, words=words, at=clock.now(),
            source=source, entered_by_id=person_of(by),
        )  # fmt: skip
        record("project.rated", by, project=project_id, round=project.round, score=score, source=source.value)
        return answer(await _judge(project, rating, person_id, by))


def _whose(project: Project, person_id: int, anonymous: bool) -> dict[str, Any]:
    if not anonymous:
        return {"person_id": person_id, "at": clock.now()}
    return {"mark": asking.mark(project, person_id), "at": clock.from_local(clock.today(), time())}


async def _rateable(project_id: int, score: int, person_id: int | None) -> Project:
    """Raises NotFound, BadInput, RuleBroken."""
    project = await Project.select_for_update().get_or_none(id=project_id)
    if project is None:
        raise NotFound(N_("找不到这个项目。"))
    if score not in rules.SCORE_NAMES:
        raise BadInput({"score": Sentence(N_("请选 1 到 5 分。"))})
    rules.check_rate(project.state, rated=person_id is not None and await asking.rated_by(project, person_id))
    return project


async def _judge(project: Project, rating: Rating, person_id: int | None, by: Actor) -> bool:
    """The proposer's word closes or reopens, and so do many low ones; all others are kept and shown."""
    asked = await queries.proposers(project)
    proposer = person_id in asked
    scores = await Rating.filter(project_id=project.id, round=project.round).values_list("score", flat=True)
    if rules.reopens(rating.score, [int(str(score)) for score in scores], proposer=proposer):
        await reopen(project, Reopening.RATING, rating.words, await _named(project, rating), by=by)
        return True
    called_back = rating.source is not RatingSource.DEVICE
    if project.state is ProjectState.DONE and rules.closes(
        proposer=proposer, asked=bool(asked), called_back=called_back
    ):
        await _move(project, ProjectState.CLOSED, by)
        record("project.closed", by, project=project.id, round=project.round)
    return False


async def reopen(project: Project, because: Reopening, words: str, told_by: int | None, *, by: Actor) -> None:
    """All of it is to be done again, in a new round; `told_by` may be named as who said so. Inside a transaction."""
    project.round += 1
    project.reopened_by = because
    await project.save(update_fields=["round", "reopened_by"])
    await _move(project, ProjectState.REOPENED, by)
    record("project.reopened", by, project=project.id, round=project.round, because=because.value)
    calendar = await workdays.calendar()
    for action in await ActionItem.filter(project_id=project.id, state=ActionState.DONE):
        due_on = due_after_reopening(action.due_on, clock.today(), calendar)
        await ActionItem.filter(id=action.id).update(state=ActionState.REOPENED, due_on=due_on, moved_at=clock.now())
        await ActionNote.create(
            action_id=action.id, by_id=told_by, deed=Deed.REOPENED,
            state=ActionState.REOPENED, text=words, at=clock.now(),
        )  # fmt: skip
        record("action.reopened", by, action=action.id, due_on=due_on.isoformat())


async def _named(project: Project, rating: Rating) -> int | None:
    """Who the story may name: nobody who wished to stay unnamed, in the rating or with the topic."""
    unnamed = await queries.proposers(project) - await queries.named_proposers(project, None)
    return None if rating.person_id in unnamed else rating.person_id


async def _move(project: Project, state: ProjectState, by: Actor) -> None:
    project.state = state
    if state is not ProjectState.CLOSED:
        project.done_at = clock.now() if state is ProjectState.DONE else None
    project.closed_at = clock.now() if state is ProjectState.CLOSED else None
    await project.save(update_fields=["state", "done_at", "closed_at"])
    await _keep_needs(project)
    for topic_id in await queries.topics_followed(project):
        await keep_topic(topic_id, by)


async def keep_topic(topic_id: int, by: Actor) -> None:
    """A topic goes with its projects; where the last was struck, it is back where the hall left it."""
    states = await queries.states_of(topic_id)
    if states:
        await topics.follow_project(topic_id, rules.topic_state(states), by=by)
    else:
        await topics.leave_project(topic_id, by=by)


async def keep_state(project_id: int, by: Actor) -> None:
    """A project is done when its last action item is, struck with the last of them, and what it meets stands with it.

    Call inside a transaction, after an action item changed or a need joined it.
    """
    # Action items are recorded under their session's lock, reported under the community's: the row orders the two.
    project = await Project.select_for_update().get(id=project_id)
    standing = [one.state for one in await ActionItem.filter(STANDS, project_id=project_id).only("id", "state")]
    left = len(standing) - standing.count(ActionState.DONE)
    if not standing:
        await _move(project, ProjectState.WITHDRAWN, by)
        record("project.withdrawn", by, project=project_id)
    elif left == 0 and project.state in {ProjectState.IN_HAND, ProjectState.REOPENED}:
        await _move(project, ProjectState.DONE, by)
        record("project.done", by, project=project_id, round=project.round)
    elif left and project.state in {ProjectState.DONE, ProjectState.CLOSED, ProjectState.WITHDRAWN}:
        await _move(project, ProjectState.IN_HAND, by)
        record("project.resumed", by, project=project_id, round=project.round)
    else:
        await _keep_needs(project)


async def _keep_needs(project: Project) -> None:
    """What it meets stands with it: taken on until a unit has begun, then in hand, and met once all of it is done."""
    begun = await ActionItem.exists(STANDS, project_id=project.id, state__not_in=list(NOT_BEGUN))
    state = rules.need_state(project.state, begun=begun)
    await Need.filter(project_id=project.id).exclude(state=state).update(state=state)
