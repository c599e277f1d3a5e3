"""The middle floor's pages, words and live screens."""

from __future__ import annotations

from typing import Any

from agenda.attendance.routes import blueprint as attendance
from agenda.ballots.routes import blueprint as ballots
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import CHOICE_NAMES, OUTCOME_NAMES, Choice, Outcome
from agenda.floor.routes import blueprint as floor
from agenda.items import queries as item_queries
from agenda.items.models import ITEM_STATE_NAMES, ItemState
from agenda.items.routes import blueprint as items
from agenda.motions.models import MOTION_STATE_NAMES, MotionState
from agenda.motions.routes import blueprint as motions
from agenda.room import live, view
from agenda.room.routes import blueprint as room
from agenda.sessions import queries as session_queries
from agenda.sessions.live import chairs_vacated
from agenda.sessions.models import SESSION_KIND_NAMES, SESSION_STATE_NAMES, Session, SessionKind, SessionState
from agenda.sessions.routes import blueprint as sessions
from forum import i18n, journal, pages, parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.pages import NavItem
from forum.parts import Link

STATE_MARKS = {
    SessionState.PLANNED: "planned",
    SessionState.NOTICED: "noticed",
    SessionState.OPEN: "live",
    SessionState.CLOSED: "closed",
    SessionState.CANCELLED: "withdrawn",
}


def install(app: Any) -> None:
    """Register the blueprints and slots of sessions, the room and what happens in it."""
    for blueprint in (sessions, attendance, items, floor, motions, ballots, room):
        app.register_blueprint(blueprint)
    live.install(app.hub)
    view.base_url = app.settings.base_url
    parts.rule_presets.update({name: (preset.title, preset.to_json()) for name, preset in PRESETS.items()})
    parts.links_of_topic.append(items_of_topic)
    parts.tasks.append(sessions_for)
    parts.board.append((N_("近期会议"), N_("近期没有安排会议。"), coming_sessions))
    pages.navigation.append(NavItem("/sessions", N_("会议"), 20))
    pages.environment.filters.update(
        session_state=lambda state: i18n.translate(SESSION_STATE_NAMES[SessionState(state)]),
        session_mark=lambda state: STATE_MARKS[SessionState(state)],
        session_kind=lambda kind: i18n.translate(SESSION_KIND_NAMES[SessionKind(kind)]),
        item_state=lambda state: i18n.translate(ITEM_STATE_NAMES[ItemState(state)]),
        motion_state=lambda state: i18n.translate(MOTION_STATE_NAMES[MotionState(state)]),
        choice=lambda choice: i18n.translate(CHOICE_NAMES[Choice(choice)]),
        outcome=lambda outcome: i18n.translate(OUTCOME_NAMES[Outcome(outcome)]),
    )

    async def walls_revoked(events: list[Event]) -> None:
        await live.walls_revoked(app.hub, events)

    @app.before_serving
    async def listen() -> None:
        journal.listen(walls_revoked)
        journal.listen(chairs_vacated)


async def items_of_topic(topic_id: int) -> list[Link]:
    return [
        Link(f"/sessions/{item.session_id}", item.session.title, i18n.moment(item.session.starts_at),
             (STATE_MARKS[item.session.state], i18n.translate(SESSION_STATE_NAMES[item.session.state])))
        for item in await item_queries.items_of_topic(topic_id)
    ]  # fmt: skip


async def sessions_for(actor: Actor) -> list[Link]:
    if actor.person_id is None:
        return []
    return [_link(session) for session in await session_queries.sessions_called(actor.person_id)]


async def coming_sessions() -> list[Link]:
    found = await session_queries.sessions(SessionState.NOTICED, SessionState.OPEN)
    return [_link(session) for session in reversed(found)]


def _link(session: Session) -> Link:
    state = (STATE_MARKS[session.state], i18n.translate(SESSION_STATE_NAMES[session.state]))
    return Link(f"/sessions/{session.id}", session.title, f"{i18n.moment(session.starts_at)} · {session.venue}", state)
