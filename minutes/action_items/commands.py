from __future__ import annotations

from datetime import date
from typing import Any

from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics
from forum.topics.models import TopicState
from minutes.action_items.models import ActionItem, ActionNote, ActionState
from minutes.projects.commands import keep_state
from minutes.projects.models import Project, ProjectState


@command
async def assign_action(
    item_id: int,
    text: str,
    lead_id: int,
    due_on: date,
    *,
    by: Actor,
    responsible: str = "",
    project_id: int | None = None,
) -> int:
    """Record on the spot what a unit takes on; it joins the given project, its topic's, its item's, or starts one."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        task: dict[str, Any] = {"text": text, "lead_id": lead_id, "due_on": due_on, "responsible": responsible}
        action = await assign(item, session, by=by, project_id=project_id, **task)
        return answer(action.id)


async def assign(
    item: AgendaItem, session: Session, *, by: Actor, project_id: int | None = None, title: str = "", **task: Any
) -> ActionItem:
    """Inside a command's transaction, once it is known that `by` may: the action item of a unit.

    A project that is started for it is named as the item is, or `title`.
    """
    await session.refresh_from_db(fields=["state"])
    await item.refresh_from_db(fields=["state"])
    if session.state is not SessionState.OPEN or item.state is ItemState.WAITING:
        raise RuleBroken(N_("议到这一项时才能记任务。"))
    await _check_action(task["lead_id"], task["due_on"], project_id)
    project = await _project_for(item, project_id, task["lead_id"], title, by)
    action = await ActionItem.create(item_id=item.id, project_id=project.id, recorded_at=clock.now(), **task)
    due = task["due_on"].isoformat()
    record("action.assigned", by, action=action.id, item=item.id, project=project.id, due_on=due)
    await keep_state(project.id, by)
    return action


async def _check_action(lead_id: int, due_on: date, project_id: int | None) -> None:
    """Raises BadInput with all that is wrong at once: in the hall nobody wants to be told piece by piece."""
    wrong = {}
    if not await Unit.exists(id=lead_id):
        wrong["lead_id"] = Sentence(N_("请从列表中选一项。"))
    if due_on < clock.today():
        wrong["due_on"] = Sentence(N_("完成时限不能早于今天。"))
    if project_id and not await Project.filter(id=project_id).exclude(state=ProjectState.CLOSED).exists():
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


@command
async def report_done(action_id: int, text: str, *, by: Actor) -> None:
    """The unit's delegate (or the office for it) reports the action item done, with a note."""
    async with transaction():
        action = await _action_of_unit(action_id, by)
        await ActionItem.filter(id=action_id).update(state=ActionState.DONE)
        await _note(action, ActionState.DONE, text, by)
        record("action.done", by, action=action_id)
        await keep_state(action.project_id, by)


@command
async def report_progress(action_id: int, text: str, *, by: Actor) -> None:
    """The unit's delegate (or the office for it) says how far it has come; the action item stays open."""
    async with transaction():
        action = await _action_of_unit(action_id, by)
        await _note(action, ActionState.ASSIGNED, text, by)
        record("action.progressed", by, action=action_id)


async def _note(action: ActionItem, state: ActionState, text: str, by: Actor) -> None:
    await ActionNote.create(action_id=action.id, by_id=person_of(by), state=state, text=text, at=clock.now())


async def _action_of_unit(action_id: int, by: Actor) -> ActionItem:
    """The open action item of a unit `by` speaks for. Raises NotFound, NotAllowed, RuleBroken."""
    action = await ActionItem.select_for_update().get_or_none(id=action_id)
    if action is None:
        raise NotFound(N_("找不到这项任务。"))
    if action.lead_id not in by.units and not by.in_office:
        raise NotAllowed(N_("只有牵头单位的代表可以报进展和办结。"))
    if action.state is ActionState.DONE:
        raise RuleBroken(N_("这项任务已经报过办结。"))
    return action
