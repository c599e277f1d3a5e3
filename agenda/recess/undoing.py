"""Taking back a recess that was called by mistake, or one that was ended too early."""

from __future__ import annotations

from datetime import datetime, timedelta

from agenda.items.commands import pause_clock, run_clock
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.commands import session_for_command
from agenda.sessions.models import Session
from agenda.undoing.way import Way, plain
from forum import clock
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import Event, record

BARELY_BEGUN = timedelta(minutes=2)
"""After so long people have left the hall: the recess has taken place."""
_DECIDED = N_("会场已表决休息，不能撤销；可以恢复会议。")


async def _session(event: Event) -> Session:
    return await session_for_command(event.data["session"])


async def _open_item(session: Session) -> AgendaItem | None:
    return await AgendaItem.filter(session_id=session.id, state=ItemState.OPEN).first()


async def _check_recessed(event: Event) -> None:
    if event.data.get("motion"):
        raise RuleBroken(_DECIDED)
    if not (await _session(event)).in_recess:
        raise RuleBroken(N_("休息已经结束。"))
    if clock.now() - event.at > BARELY_BEGUN:
        raise RuleBroken(N_("已经休息了两分钟，不能撤销；可以恢复会议。"))


async def _no_recess(event: Event, session: Session, by: Actor) -> None:
    await Session.filter(id=session.id).update(recess_since=None, recess_until=None)
    if item := await _open_item(session):
        await run_clock(item)
    record("session.recess_undone", by, session=session.id)


async def _check_extended(event: Event) -> None:
    session = await _session(event)
    if session.recess_until is None:
        raise RuleBroken(N_("休息已经结束。"))
    if session.recess_until - timedelta(minutes=event.data["minutes"]) < clock.now():
        raise RuleBroken(N_("延长的时间已经在用，不能撤销。"))


async def _shorten(event: Event, session: Session, by: Actor) -> None:
    session = await _session(event)
    assert session.recess_until is not None
    until = session.recess_until - timedelta(minutes=event.data["minutes"])
    await Session.filter(id=session.id).update(recess_until=until)
    record("session.recess_extension_undone", by, session=session.id, until=until.isoformat())


async def _check_resumed(event: Event) -> None:
    session = await _session(event)
    if not session.is_open or session.in_recess:
        raise RuleBroken(N_("现在不能回到休息。"))
    _, until = await _recess_before(event)
    if until <= clock.now():
        raise RuleBroken(N_("休息的时间已经到了，不能撤销；可以再休息一次。"))


async def _rest_on(event: Event, session: Session, by: Actor) -> None:
    since, until = await _recess_before(event)
    if item := await _open_item(session):
        await pause_clock(item)
    await Session.filter(id=session.id).update(recess_since=since, recess_until=until)
    record("session.resuming_undone", by, session=session.id, until=until.isoformat())


async def _recess_before(event: Event) -> tuple[datetime, datetime]:
    """When the recess that ended began, and when it was to end."""
    kinds = ["session.recessed", "session.recess_extended", "session.recess_extension_undone"]
    told = await Event.filter(room_id=event.room_id, kind__in=kinds, seq__lt=event.seq).order_by("-seq")
    began = next(one for one in told if one.kind == "session.recessed")
    return began.at, datetime.fromisoformat(told[0].data["until"])


WAYS = {
    "session.recessed": Way(plain(N_("休息{minutes}分钟")), _check_recessed, _no_recess, "session.recess_undone"),
    "session.recess_extended": Way(
        plain(N_("再休息{minutes}分钟")), _check_extended, _shorten, "session.recess_extension_undone"
    ),
    "session.resumed": Way(plain(N_("恢复会议")), _check_resumed, _rest_on, "session.resuming_undone"),
}
