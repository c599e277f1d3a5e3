"""Taking back that an item was taken up, as long as nothing has come of it."""

from __future__ import annotations

from agenda.attendance.quorum import note_quorum
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import Session
from agenda.undoing.way import Way, refuse_after
from forum.access import Actor
from forum.errors import N_, RuleBroken, Sentence
from forum.journal import Event, record

OF_AN_ITEM = (
    "hand", "floor", "motion", "ballot", "contribution", "statements", "groups", "turn", "need", "resource", "action",
    "note", "recusal",
)  # fmt: skip


async def _says(event: Event) -> Sentence:
    item = await AgendaItem.get(id=event.data["item"])
    return Sentence(N_("开始第 {position} 项"), {"position": item.position})


async def _check(event: Event) -> None:
    if (await AgendaItem.get(id=event.data["item"])).state is not ItemState.OPEN:
        raise RuleBroken(N_("这一项没有在议，不能撤销。"))
    await refuse_after(event, N_("这一项已经有人举手、留言或提出动议，不能撤销；可以结束本项。"), *OF_AN_ITEM)


async def _put_back(event: Event, session: Session, by: Actor) -> None:
    """It waits again; the minutes it was open by mistake are not counted, those of an earlier turn are."""
    item = AgendaItem.filter(id=event.data["item"])
    before = Event.filter(room_id=event.room_id, kind="item.put_off", seq__lt=event.seq)
    was_open = any(one.data["item"] == event.data["item"] for one in await before)
    await item.update(state=ItemState.WAITING, running_since=None, **({} if was_open else {"opened_at": None}))
    record("item.opening_undone", by, item=event.data["item"])
    await note_quorum(session, by)


WAYS = {"item.opened": Way(_says, _check, _put_back, "item.opening_undone")}
