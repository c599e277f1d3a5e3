from __future__ import annotations

from typing import Any

from agenda.items import rules as items
from agenda.items.commands import add_item, item_and_session
from agenda.items.models import AgendaItem, ItemKind
from agenda.planning import queries, rules
from agenda.sessions.commands import plan_session, session_for_command
from agenda.sessions.models import Session
from forum import parts
from forum.access import Actor, Permission, require
from forum.journal import answer, command, record, transaction


@command
async def plan(template: str = "", *, by: Actor, topic_id: int | None = None, **session: Any) -> int:
    """Plan a session as `plan_session` does, with a template's items and what the last one did not get to.

    Gives the session's id.
    """
    async with transaction():
        session_id: int = await plan_session(**session, by=by)
        if template:
            await lay_out(session_id, template, by=by)
        if topic_id:
            await add_item(session_id, topic_id=topic_id, by=by)
        await carry_on(session_id, by=by)
        await stand_follow_up(session_id, by=by)
        return answer(session_id)


@command
async def carry_on(session_id: int, *, by: Actor) -> None:
    """What the body's last session did not get to goes by itself on the agenda of the next; it can be taken out."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        if not session.in_writing and await queries.left_over(session):
            await take_over(session_id, by=by)


@command
async def stand_follow_up(session_id: int, *, by: Actor) -> None:
    """Where the body's earlier sessions asked for something that is not done, the agenda begins with how it stands.

    Once: an agenda that has the item, is fixed, or is not sat through stays as it is.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        agenda = await AgendaItem.filter(session_id=session_id).order_by("position")
        if rules.tells_of_earlier(session.kind, session.state, [item.kind for item in agenda]) and await _owed(session):
            item_id = await add_item(session_id, kind=ItemKind.FOLLOW_UP, planned_minutes=10, by=by)
            await arrange([item_id, *(item.id for item in agenda)])
        answer(None)


async def _owed(session: Session) -> int:
    return sum([await owed(session.body_id) for owed in parts.owed_to_body])


@command
async def lay_out(session_id: int, template: str, *, by: Actor) -> None:
    """Put the items of a template on an empty agenda. Raises BadInput where it is not for this kind of session."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        items.check_planned(session.state)
        own = await AgendaItem.filter(session_id=session_id, carried_from_id=None)
        told = [item for item in own if item.kind is ItemKind.FOLLOW_UP]
        rules.check_empty(len(own) - len(told))
        lines = rules.template(template, session.kind).lines
        for line in [line for line in lines if not (told and line.kind is ItemKind.FOLLOW_UP)]:
            await add_item(session_id, title=line.title, planned_minutes=line.minutes, kind=line.kind, by=by)
        answer(None)  # not the last item's id


@command
async def take_over(session_id: int, *, by: Actor) -> None:
    """Put on the agenda what the body's last session did not get to, topics and others, in their order there."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        items.check_planned(session.state)
        found = await queries.left_over(session)
        rules.check_left_over(len(found))
        for item in found:
            await add_item(
                session_id,
                topic_id=item.topic_id,
                title=item.title,
                planned_minutes=item.planned_minutes,
                kind=item.kind,
                presenter=item.presenter,
                carried_from_id=item.id,
                by=by,
            )
        answer(None)


@command
async def change_item(item_id: int, title: str, planned_minutes: int, presenter: str = "", *, by: Actor) -> None:
    """Until notice is given. A topic's item keeps the topic's title: give that one, or none. Raises BadInput."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        await item.refresh_from_db(fields=["title", "topic_id"])
        items.check_planned(session.state)
        rules.check_title(title, of_topic=item.topic_id is not None, now=item.title)
        item.title, item.planned_minutes, item.presenter = title or item.title, planned_minutes, presenter
        await item.save(update_fields=["title", "planned_minutes", "presenter"])
        record("item.changed", by, item=item_id, minutes=planned_minutes)


@command
async def move_item(item_id: int, place: int, *, by: Actor) -> None:
    """To that place on the agenda, counted from 1, until notice is given."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        items.check_planned(session.state)
        await item.refresh_from_db()
        order = [each.id for each in await AgendaItem.filter(session_id=session.id).order_by("position")]
        await arrange(items.moved(order, item_id, place))
        record("item.moved", by, item=item_id, place=place)


async def arrange(order: list[int]) -> None:
    """Two items never have one place, not even on the way: first below zero, then where they go."""
    for sign in (-1, 1):
        for place, item_id in enumerate(order, 1):
            await AgendaItem.filter(id=item_id).update(position=sign * place)
