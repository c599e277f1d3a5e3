"""How sessions read in a line: their marks, and their links on the floor below."""

from __future__ import annotations

from dataclasses import replace

from agenda.convocation import queries as call_queries
from agenda.items import queries as item_queries
from agenda.masking import queries as masking
from agenda.sessions import queries as session_queries
from agenda.sessions.models import SESSION_STATE_NAMES, WRITTEN_STATE_NAMES, Session, SessionState
from agenda.whistles import queries as whistle_queries
from agenda.written import queries as written_queries
from forum import clock, i18n, pages
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link

SESSIONS, VOTES = N_("会议"), N_("表决")
STATE_MARKS = {
    SessionState.PLANNED: "planned",
    SessionState.NOTICED: "noticed",
    SessionState.OPEN: "live",
    SessionState.CLOSED: "closed",
    SessionState.CANCELLED: "withdrawn",
}


async def items_of_topic(topic_id: int) -> list[Link]:
    found = await item_queries.items_of_topic(topic_id)
    await masking.as_read([item.session for item in found], pages.reader())
    return [
        Link(f"/sessions/{item.session_id}#item-{item.id}", item.session.title, i18n.moment(item.session.starts_at),
             (STATE_MARKS[item.session.state], i18n.translate(SESSION_STATE_NAMES[item.session.state])))
        for item in found
    ]  # fmt: skip


async def sessions_for(actor: Actor) -> list[Link]:
    if actor.person_id is None:
        return []
    called = await session_queries.sessions_called(actor.person_id)
    asked = await call_queries.waiting_for(actor.person_id)
    asked -= await whistle_queries.whistled(asked)  # they report in instead
    off = [_called_off(session) for session in await call_queries.called_off(actor.person_id)]
    coming = [session for session in called if not (session.in_writing and session.is_open)]
    return off + [_called(session) if session.id in asked else _coming(session) for session in coming]


def _coming(session: Session) -> Link:
    due = clock.today() if session.is_open else clock.local(session.starts_at).date()
    return replace(_link(session), due=due, group=i18n.translate(SESSIONS))


def _called(session: Session) -> Link:
    where = {"moment": i18n.moment(session.starts_at), "venue": session.venue}
    moved = N_("时间或地点变了，请再答复能不能参加：{moment}，{venue}")
    note = i18n.say(moved if session.moved_from else N_("请答复能不能参加：{moment}，{venue}"), **where)
    return replace(_coming(session), note=note, state=("due", i18n.translate(N_("等您答复"))))


def _called_off(session: Session) -> Link:
    group = i18n.translate(SESSIONS)
    note = i18n.say(N_("原定{moment}，不开了：{reason}"), moment=i18n.moment(session.starts_at),
                    reason=session.cancel_reason)  # fmt: skip
    mark = ("withdrawn", i18n.translate(N_("已取消")))
    return Link(f"/sessions/{session.id}", session.title, note, mark, group=group)


async def units_whistled(actor: Actor) -> list[Link]:
    """Units called to a place at once that have not reported in."""
    mark = ("overdue", i18n.translate(N_("请马上报到")))
    return [
        Link(f"/w/{call.token}", call.whistle.text,
             i18n.say(N_("吹哨 · {unit} · {venue}"), unit=call.unit.name, venue=call.whistle.session.venue), mark,
             clock.today(), i18n.translate(N_("吹哨报到")))
        for call in (await whistle_queries.waiting_for(actor.units) if actor.units else [])
    ]  # fmt: skip


async def coming_sessions() -> list[Link]:
    found = await session_queries.sessions(SessionState.NOTICED, SessionState.OPEN)
    await masking.as_read(found, pages.reader())
    return [_link(session) for session in reversed(found)]


async def answers_wanted(actor: Actor) -> list[Link]:
    """What somebody is asked in writing and has not answered, and what waits to be counted."""
    if actor.person_id is None:
        return []
    asked = [_asked(one) for one in await written_queries.waiting_for(actor.person_id)]
    note, mark = i18n.translate(N_("已经截止，请统一计票")), ("due", i18n.translate(N_("待计票")))
    to_count = await written_queries.to_count(actor)
    group = i18n.translate(VOTES)
    return asked + [
        Link(f"/sessions/{one.id}/returns", one.title, note, mark, clock.local(one.planned_end).date(), group)
        for one in to_count
    ]


def _asked(one: written_queries.Waiting) -> Link:
    until = i18n.moment(one.session.planned_end)
    note = i18n.say(N_("请您表决：还有{n}项没有投，{moment}截止"), n=one.left, moment=until)
    mark = ("due", i18n.translate(N_("社区催您投票"))) if one.reminded else ("live", i18n.translate(N_("正在收票")))
    due = clock.local(one.session.planned_end).date()
    return Link(f"/sessions/{one.session.id}/room", one.session.title, note, mark, due, i18n.translate(VOTES))


def state_word(state: SessionState, *, in_writing: bool) -> str:
    return i18n.translate((WRITTEN_STATE_NAMES if in_writing else SESSION_STATE_NAMES)[state])


def _link(session: Session) -> Link:
    state = (STATE_MARKS[session.state], state_word(session.state, in_writing=session.in_writing))
    when = i18n.moment(session.starts_at)
    if session.in_writing:
        when = i18n.say(N_("{first}至{last}收票"), first=when, last=i18n.moment(session.planned_end))
    return Link(f"/sessions/{session.id}", session.title, f"{when} · {session.venue}", state)
