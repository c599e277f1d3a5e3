from __future__ import annotations

from typing import Any

from agenda.items import rules as items
from agenda.items.models import ITEM_KIND_NAMES, AgendaItem, ItemKind
from agenda.masking import queries as masking
from agenda.planning import rules
from agenda.sessions.models import Session, SessionKind, SessionState
from agenda.unfinished.models import ItemAnswer
from forum.access import Actor
from forum.topics.models import TopicState

_OVER = [SessionState.CLOSED, SessionState.CANCELLED]
_READY = {TopicState.ACCEPTED, TopicState.REOPENED}


async def left_over(session: Session) -> list[AgendaItem]:
    """What the body's sessions did not get to, and neither an agenda nor the office has taken up since.

    With its session and topic. Standing items come again by themselves, and a topic that went its way is not offered.
    """
    over = {"session__body_id": session.body_id, "session__state__in": _OVER, "session__on_the_spot": False}
    query = AgendaItem.filter(state__in=list(items.UNSETTLED), **over).exclude(kind__in=list(items.STANDING))
    found = await query.order_by("session__starts_at", "session_id", "position").prefetch_related("topic", "session")
    going_on = await AgendaItem.filter(carried_from_id__in=[item.id for item in found]) if found else []
    taken: set[int | None] = {item.carried_from_id for item in going_on}
    newest = await _newest([item.topic_id for item in found if item.topic_id])
    taken |= {one.item_id for one in await ItemAnswer.filter(item_id__in=[item.id for item in found])}
    return [
        item
        for item in found
        if item.id not in taken
        and (item.topic is None or (item.topic.state in _READY and newest[item.topic.id] == item.id))
    ]


async def _newest(topics: list[int]) -> dict[int, int]:
    """By topic, the last item it has been."""
    found = AgendaItem.filter(topic_id__in=topics).order_by("id") if topics else None
    return {one.topic_id: one.id for one in await found if one.topic_id} if found is not None else {}


async def next_planned(body_id: int) -> Session | None:
    """The body's next session whose agenda is still open."""
    planned = Session.filter(body_id=body_id, state=SessionState.PLANNED).exclude(kind=SessionKind.WRITTEN)
    return await planned.order_by("starts_at", "id").first()


async def carried_from(agenda: list[AgendaItem]) -> dict[int, Session]:
    """The session that each item goes on from, by the item's id."""
    sources = [item.carried_from_id for item in agenda if item.carried_from_id]
    if not sources:
        return {}
    known = {item.id: item.session for item in await AgendaItem.filter(id__in=sources).prefetch_related("session")}
    return {item.id: known[item.carried_from_id] for item in agenda if item.carried_from_id in known}


async def shown(session: Session, agenda: list[AgendaItem], reader: Actor | None, *, may_plan: bool) -> dict[str, Any]:
    """For the session's page: where items come from, and what the office may put on the agenda."""
    earlier = await carried_from(agenda)
    await masking.as_read(list(earlier.values()), reader)
    planning = may_plan and session.state is SessionState.PLANNED and not session.in_writing
    return {
        "planning": planning,
        "carried_from": earlier,
        "left_over": await left_over(session) if planning else [],
        "agenda_templates": rules.templates_for(session.kind)
        if planning and all(item.carried_from_id or item.kind is ItemKind.FOLLOW_UP for item in agenda)
        else {},
        "item_kinds": [(kind.value, ITEM_KIND_NAMES[kind]) for kind in items.kinds_for(session.kind)],
        "standing": items.STANDING,
    }
