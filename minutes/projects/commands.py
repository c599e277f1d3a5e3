from __future__ import annotations

from forum import clock
from forum.access import Actor, person_of
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics
from forum.topics.models import TopicState
from forum.workdays import queries as workdays
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.action_items.rules import due_after_reopening
from minutes.needs.models import Need, NeedState
from minutes.projects import queries, rules
from minutes.projects.models import Project, ProjectState, Rating


@command
async def rate_project(project_id: int, score: int, words: str = "", *, by: Actor) -> bool:
    """Rate what was done, 1 to 5; answers whether that reopened it. Once a person and round."""
    async with transaction():
        person_id = person_of(by)
        project = await Project.select_for_update().get_or_none(id=project_id)
        if project is None:
            raise NotFound(N_("找不到这个项目。"))
        if score not in rules.SCORE_NAMES:
            raise BadInput({"score": Sentence(N_("请选 1 到 5 分。"))})
        rules.check_rate(project.state, rated=await queries.rated_by(project, person_id))
        await Rating.create(
            project_id=project_id, person_id=person_id, round=project.round, score=score, words=words, at=clock.now()
        )
        record("project.rated", by, project=project_id, round=project.round, score=score)
        return answer(await _judge(project, score, words, by))


async def _judge(project: Project, score: int, words: str, by: Actor) -> bool:
    """The proposer's rating closes or reopens; everybody else's is kept and shown."""
    proposer = by.person_id in await queries.proposers(project)
    if rules.reopens(score, proposer=proposer):
        await _reopen(project, words, by)
        return True
    if proposer and project.state is ProjectState.DONE:
        await _move(project, ProjectState.CLOSED, TopicState.CLOSED, by)
        record("project.closed", by, project=project.id, round=project.round)
    return False


async def _reopen(project: Project, words: str, by: Actor) -> None:
    project.round += 1
    await project.save(update_fields=["round"])
    await _move(project, ProjectState.REOPENED, TopicState.REOPENED, by)
    record("project.reopened", by, project=project.id, round=project.round)
    calendar = await workdays.calendar()
    for action in await ActionItem.filter(project_id=project.id, state=ActionState.DONE):
        due_on = due_after_reopening(action.due_on, clock.today(), calendar)
        await ActionItem.filter(id=action.id).update(state=ActionState.REOPENED, due_on=due_on, moved_at=clock.now())
        await ActionNote.create(
            action_id=action.id, by_id=person_of(by), deed=Deed.REOPENED, state=ActionState.REOPENED, text=words,
            at=clock.now(),
        )  # fmt: skip
        record("action.reopened", by, action=action.id, due_on=due_on.isoformat())


async def _move(project: Project, state: ProjectState, topic_state: TopicState, by: Actor) -> None:
    project.state = state
    if state is not ProjectState.CLOSED:
        project.done_at = clock.now() if state is ProjectState.DONE else None
    await project.save(update_fields=["state", "done_at"])
    met = state in {ProjectState.DONE, ProjectState.CLOSED}
    await Need.filter(project_id=project.id).update(state=NeedState.MET if met else NeedState.CLAIMED)
    for topic_id in await queries.topics_followed(project):
        await topics.follow_project(topic_id, topic_state, by=by)


async def keep_state(project_id: int, by: Actor) -> None:
    """A project is done when its last action item is. Call inside a transaction, after an action item changed."""
    # Action items are recorded under their session's lock, reported under the community's: the row orders the two.
    project = await Project.select_for_update().get(id=project_id)
    left = await ActionItem.filter(project_id=project_id).exclude(state=ActionState.DONE).count()
    if left == 0 and project.state in {ProjectState.IN_HAND, ProjectState.REOPENED}:
        await _move(project, ProjectState.DONE, TopicState.DONE, by)
        record("project.done", by, project=project_id, round=project.round)
    elif left and project.state in {ProjectState.DONE, ProjectState.CLOSED}:
        await _move(project, ProjectState.IN_HAND, TopicState.IN_HAND, by)
        record("project.resumed", by, project=project_id, round=project.round)
