from __future__ import annotations

from tortoise.queryset import QuerySet

from agenda.items import queries as items
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import SessionState
from forum.bodies import queries as bodies
from forum.errors import N_, NotFound, RuleBroken
from minutes.scribe.models import Kind, ScribeNote
from minutes.scribe.rules import names


async def units() -> dict[int, str]:
    return names([(unit.id, unit.name) for unit in await bodies.units()])


async def discussed(session_id: int) -> AgendaItem:
    """The open item, or the one closed last. Raises RuleBroken before the first was opened."""
    taken_up = [item for item in await items.agenda(session_id) if item.opened_at is not None]
    if not taken_up:
        raise RuleBroken(N_("开始议第一项以后，才能记。"))
    return max(taken_up, key=lambda item: (item.state is ItemState.OPEN, item.opened_at))


async def of_item(item_id: int) -> list[ScribeNote]:
    return await ScribeNote.filter(item_id=item_id, struck_at=None).order_by("id")


async def of_session(session_id: int) -> list[ScribeNote]:
    found = ScribeNote.filter(item__session_id=session_id, struck_at=None).order_by("id")
    return await found.prefetch_related("item")


async def note(note_id: int) -> ScribeNote:
    """With its item and session. Raises NotFound."""
    found = await ScribeNote.get_or_none(id=note_id, struck_at=None).prefetch_related("item__session")
    if found is None:
        raise NotFound(N_("找不到这条速记，可能已经划掉了。"))
    return found


def waiting() -> QuerySet[ScribeNote]:
    """What was to be seen to after a session, and has not been; the oldest first."""
    found = ScribeNote.filter(kind=Kind.PENDING, struck_at=None, settled_at=None)
    return found.filter(item__session__state=SessionState.CLOSED).order_by("id")


async def waits(note_id: int) -> bool:
    return await waiting().filter(id=note_id).exists()


async def settled_in(session_id: int) -> list[ScribeNote]:
    """Those of which it is said in words what came of them."""
    return await ScribeNote.filter(item__session_id=session_id, struck_at=None).exclude(outcome="").order_by("id")
