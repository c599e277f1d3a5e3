from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics
from forum.topics.models import TopicState
from minutes.action_items import moving, queries, rules
from minutes.action_items.models import ActionHelper, ActionItem, Deed
from minutes.projects.commands import keep_state
from minutes.projects.models import JOINABLE, Project, ProjectState

_TASKS_IN = {SessionState.OPEN, SessionState.CLOSED}
"""Also afterwards, until the minutes are published."""


@command
async def assign_action(
    item_id: int,
    text: str,
    lead_id: int,
    due_on: date,
    *,
    by: Actor,
    responsible: str = "",
    criteria: str = "",
    helpers: Collection[int] = (),
    project_id: int | None = None,
) -> int:
    """Record on the spot what a unit takes on; it joins the given project, its topic's, its item's, or starts one.

    `helpers` are the units that help, `criteria` says when it counts as done.
    """
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        task: dict[str, Any] = {"text": text, "lead_id": lead_id, "due_on": due_on, "responsible": responsible}
        task["criteria"] = criteria
        action = await assign(item, session, by=by, project_id=project_id, helpers=helpers, **task)
        return answer(action.id)


async def assign(
    item: AgendaItem,
    session: Session,
    *,
    by: Actor,
    project_id: int | None = None,
    title: str = "",
    helpers: Collection[int] = (),
    **task: Any,
) -> ActionItem:
    """Inside a command's transaction, once it is known that `by` may: the action item of a unit.

    A project that is started for it is named as the item is, or `title`.
    """
    await session.refresh_from_db(fields=["state"])
    await item.refresh_from_db(fields=["state"])
    if session.state not in _TASKS_IN or item.state is ItemState.WAITING:
        raise RuleBroken(N_("议到这一项时才能记任务。"))
    if await queries.said_in_minutes(session):
        raise RuleBroken(N_("会议纪要已经公布。要加任务，请先修改会议纪要，再记任务。"))
    await check_action(task["lead_id"], task["due_on"], project_id, helpers)
    project = await _project_for(item, project_id, task["lead_id"], title, by)
    now, decision = clock.now(), await _decision_of(item)
    action = await ActionItem.create(
        item_id=item.id, project_id=project.id, decision_id=decision, recorded_at=now, moved_at=now, **task
    )
    await _help(action, helpers)
    due = task["due_on"].isoformat()
    record("action.assigned", by, action=action.id, item=item.id, project=project.id, due_on=due)
    await keep_state(project.id, by)
    return action


@command
async def correct_action(
    action_id: int,
    text: str,
    due_on: date,
    *,
    by: Actor,
    responsible: str = "",
    criteria: str = "",
    helpers: Collection[int] = (),
) -> None:
    """Put right what was written down wrong. Once the minutes are published, only who sees to it and who helps change.

    Who recorded the session does it, or the office. Raises NotFound, NotAllowed, RuleBroken, BadInput.
    """
    session = await session_of(action_id)
    async with transaction(session.room_id) if session else transaction():
        require(by, Permission.RECORD, session) if session else require(by, Permission.OVERSEE_ACTIONS)
        action = await moving.locked(action_id)
        rules.check_open(action.state)
        kept = {"text": action.text, "due_on": action.due_on, "criteria": action.criteria}
        said = {"text": text, "due_on": due_on, "criteria": criteria}
        if said != kept:
            await _check_not_published(session)
        await check_action(None, due_on if due_on != action.due_on else None, None, helpers)
        await action.update_from_dict({**said, "responsible": responsible}).save()
        await ActionHelper.filter(action_id=action_id).delete()
        await _help(action, helpers)
        note = _before(kept) if said != kept else ""
        await moving.tell(action, Deed.CORRECTED, note, by)


async def session_of(action_id: int) -> Session | None:
    """Raises NotFound."""
    action = await ActionItem.get_or_none(id=action_id).prefetch_related("item__session")
    if action is None:
        raise NotFound(N_("找不到这项任务。"))
    return action.session


async def _check_not_published(session: Session | None) -> None:
    if await queries.said_in_minutes(session):
        raise RuleBroken(
            N_(
                "会议纪要已经公布，事项、标准和时限照纪要；只能改责任人和配合单位。来不及的申请延期，要换单位的改由别的单位牵头。"
            )
        )


def _before(kept: dict[str, Any]) -> str:
    """As it stood before it was put right."""
    criteria = f"，{kept['criteria']}" if kept["criteria"] else ""
    return f"原来是：{kept['text']}（{kept['due_on'].isoformat()}前{criteria}）"[:400]


async def assign_outside(
    project: Project,
    text: str,
    lead_id: int,
    due_on: date,
    *,
    by: Actor,
    helpers: Collection[int] = (),
    responsible: str,
) -> ActionItem:
    """What a unit takes on outside a session, within a command that knows that `by` may, and that has checked it."""
    now = clock.now()
    action = await ActionItem.create(
        project_id=project.id, text=text, lead_id=lead_id, due_on=due_on, responsible=responsible, recorded_at=now,
        moved_at=now,
    )  # fmt: skip
    await _help(action, helpers)
    record("action.assigned", by, action=action.id, item=None, project=project.id, due_on=due_on.isoformat())
    await keep_state(project.id, by)
    return action


async def _help(action: ActionItem, helpers: Collection[int]) -> None:
    for unit_id in sorted({*helpers} - {action.lead_id}):
        await ActionHelper.create(action_id=action.id, unit_id=unit_id)


async def _decision_of(item: AgendaItem) -> int | None:
    """The id of the ballot that decided the item last, where one did."""
    closed = Ballot.filter(item_id=item.id, state=BallotState.CLOSED).exclude(kind=Kind.TEMPERATURE)
    found = await closed.order_by("-id").first()
    return found.id if found else None


async def check_action(
    lead_id: int | None, due_on: date | None, project_id: int | None, helpers: Collection[int]
) -> None:
    """Raises BadInput with all that is wrong at once: in the hall nobody wants to be told piece by piece.

    Null is what stays as it is.
    """
    wrong, here = {}, await bodies.here({lead_id or 0, *helpers})
    if lead_id is not None and lead_id not in here:
        wrong["lead_id"] = Sentence(N_("请从列表中选一项。"))
    if not here.issuperset(helpers):
        wrong["helpers"] = Sentence(N_("请从列表中选一项。"))
    if due_on is not None and due_on < clock.today():
        wrong["due_on"] = Sentence(N_("完成时限不能早于今天。"))
    if project_id and not await Project.exists(id=project_id, state__in=JOINABLE):
        wrong["project_id"] = Sentence(N_("这个项目已经评价结案，或不在项目清单上，请另选一个。"))
    if wrong:
        raise BadInput(wrong)


async def _project_for(item: AgendaItem, project_id: int | None, lead_id: int, title: str, by: Actor) -> Project:
    known = None if title else await _project_of_item(item)
    project = await Project.get(id=project_id) if project_id else known
    if project is None:
        project = await Project.create(
            title=title or item.title, topic_id=item.topic_id, lead_id=lead_id, started_at=clock.now()
        )
        record("project.started", by, project=project.id, item=item.id)
    if item.topic_id:
        await topics.follow_project(item.topic_id, TopicState.IN_HAND, by=by)
    return project


async def _project_of_item(item: AgendaItem) -> Project | None:
    if item.topic_id:
        own = Project.filter(topic_id=item.topic_id)
    else:
        own = Project.filter(topic_id=None, action_items__item_id=item.id)
    return await own.exclude(state=ProjectState.CLOSED).order_by("-id").first()
