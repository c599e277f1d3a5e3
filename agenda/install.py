"""The middle floor's pages, words and live screens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from agenda.attendance.routes import blueprint as attendance
from agenda.ballots import announcing, forms, secret
from agenda.ballots import commands as ballot_commands
from agenda.ballots.methods.kinds import KIND_NAMES, Kind
from agenda.ballots.models import VOTE_SOURCE_NAMES, Ballot, BallotState, VoteSource
from agenda.ballots.routes import blueprint as ballots
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import CHOICE_NAMES, Choice
from agenda.floor.routes import blueprint as floor
from agenda.items import queries as item_queries
from agenda.items.models import ITEM_STATE_NAMES, ItemState
from agenda.items.routes import blueprint as items
from agenda.motions.models import MOTION_STATE_NAMES, MotionState
from agenda.motions.routes import blueprint as motions
from agenda.papers import codes, photos
from agenda.papers import forms as paper_forms
from agenda.papers import queries as paper_queries
from agenda.papers.desk import blueprint as papers
from agenda.recount.routes import blueprint as recount
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
    for blueprint in (sessions, attendance, items, floor, motions, recount, ballots, papers, room):
        app.register_blueprint(blueprint)
    live.install(app.hub)
    view.base_url = app.settings.base_url
    secret.configure(app.settings.data / "keys")
    codes.configure(app.settings.data / "keys")
    photos.configure(app.settings.data / "photos")
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
        outcome=lambda outcome: i18n.translate(announcing.WORDS[outcome]),
        tally_lines=lambda lines: [(line.kind, i18n.translate(line.word), line.value) for line in lines],
        outcome_mark=lambda outcome: announcing.MARKS[outcome],
        ballot_kind=lambda kind: i18n.translate(KIND_NAMES[Kind(kind)]),
        motion_kinds=lambda rule_set: forms.kinds_allowed(forms.SITTING_KINDS, rule_set),
        prepared_kinds=paper_forms.kinds_for,
        question_kinds=lambda rule_set: forms.kinds_allowed(forms.OPTION_KINDS, rule_set),
        hands_groups=forms.groups_of,
        group_options=lambda groups: [(group, i18n.say(N_("{group} 组"), group=group)) for group in groups],
        kind_options=lambda kinds: [(kind.value, i18n.translate(KIND_NAMES[kind])) for kind in kinds],
        threshold_options=lambda rule_set: [
            (name, i18n.translate(word))
            for name, word in forms.THRESHOLDS.items()
            if name != "rules" or rule_set.binding
        ],
        bar_words=lambda bar: {name: i18n.say(said) for name, said in announcing.bar_words(bar)._asdict().items()},
        vote_source=lambda source: i18n.translate(VOTE_SOURCE_NAMES[VoteSource(source)]),
    )

    async def walls_revoked(events: list[Event]) -> None:
        await live.walls_revoked(app.hub, events)

    @app.before_serving
    async def listen() -> None:
        journal.listen(walls_revoked)
        journal.listen(keys_spent)
        journal.listen(chairs_vacated)

    @app.while_serving
    async def keys_of_open_ballots() -> AsyncGenerator[None, None]:
        """What comes before serving comes before the database; this begins after it, and before the first request.

        A crash may have come between a ballot's closing and the end of its key.
        """
        still_open = Ballot.filter(secret=True, state=BallotState.OPEN)
        secret.destroy_keys_but([str(key) for key in await still_open.values_list("public_key", flat=True)])
        codes.destroy_keys_but(await paper_queries.batches_alive())
        yield


async def keys_spent(events: list[Event]) -> None:
    """After the commit: nobody needs the keys of a secret ballot that is over any more, and nobody shall have them."""
    over = [event.data["ballot"] for event in events if event.kind in {"ballot.closed", "ballot.voided"}]
    if over:
        await ballot_commands.destroy_spent_keys(over)
    withdrawn = [event.data["prepared"] for event in events if event.kind == "prepared.withdrawn"]
    for prepared_id in [*withdrawn, *await paper_queries.batches_of(over)]:
        codes.destroy_key(prepared_id)


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
