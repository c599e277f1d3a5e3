"""The middle floor's pages, words and live screens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from agenda import echoes, links, searched
from agenda.afterwards.questions import blueprint as afterwards
from agenda.afterwards.questions import countable
from agenda.attachments.routes import blueprint as attachments
from agenda.attendance.models import REPLY_NAMES, Reply
from agenda.attendance.routes import blueprint as attendance
from agenda.ballots import announcing, forms, secret
from agenda.ballots import commands as ballot_commands
from agenda.ballots.methods.kinds import KIND_NAMES, Kind
from agenda.ballots.models import VOTE_SOURCE_NAMES, Ballot, BallotState, VoteSource
from agenda.ballots.routes import blueprint as ballots
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import CELL_NAMES
from agenda.bench import live as bench_live
from agenda.bench.routes import blueprint as bench
from agenda.claiming.routes import blueprint as claiming
from agenda.convocation.routes import blueprint as convocation
from agenda.deliveries.models import DELIVERY_MEANS_NAMES
from agenda.deliveries.routes import blueprint as deliveries
from agenda.desk import live as desk_live
from agenda.desk.admitting import blueprint as desk
from agenda.discussion.routes import blueprint as discussion
from agenda.elections.models import CANDIDATE_STATE_NAMES, CandidateState
from agenda.elections.routes import candidate_mark
from agenda.elections.routes import on_body_page as elections_on_body_page
from agenda.elections.routes import tasks as election_tasks
from agenda.elections.settling import blueprint as elections
from agenda.exchange.routes import blueprint as exchange
from agenda.exchange.rules import TURN_STATE_NAMES, TurnState
from agenda.floor.models import Hand
from agenda.floor.order import STOP_REASON_NAMES
from agenda.floor.routes import blueprint as floor
from agenda.floor.routes import on_body_page as floor_on_body_page
from agenda.floor.rules import StopReason
from agenda.groups.routes import blueprint as groups
from agenda.items.models import ITEM_STATE_NAMES, ItemState
from agenda.items.routes import blueprint as items
from agenda.kiosk.routes import blueprint as kiosk
from agenda.matters.routes import blueprint as matters
from agenda.matters.routes import form_of_topic
from agenda.motions import rules as motion_rules
from agenda.motions.models import MOTION_KIND_NAMES, MOTION_STATE_NAMES, MotionKind, MotionState
from agenda.motions.routes import blueprint as motions
from agenda.papers import codes, photos
from agenda.papers import forms as paper_forms
from agenda.papers import queries as paper_queries
from agenda.papers.desk import blueprint as papers
from agenda.planning.live import carried_on
from agenda.planning.routes import blueprint as planning
from agenda.projectors.routes import blueprint as projectors
from agenda.projectors.rules import LONGEST, SCALES
from agenda.projectors.scenes import CHOICES, SCENES
from agenda.recess.routes import blueprint as recess
from agenda.recount.routes import blueprint as recount
from agenda.room import keys, live, view
from agenda.room.routes import blueprint as room
from agenda.rule_sets.routes import blueprint as rule_sets
from agenda.rule_sets.routes import on_body_page
from agenda.scratch.routes import blueprint as scratch
from agenda.series.routes import blueprint as series
from agenda.sessions.live import chairs_vacated
from agenda.sessions.models import (
    SESSION_KIND_NAMES,
    SessionKind,
    SessionState,
)
from agenda.sessions.routes import blueprint as sessions
from agenda.statements.routes import blueprint as statements
from agenda.undoing.routes import blueprint as undoing
from agenda.unfinished import links as unfinished
from agenda.unfinished.routes import blueprint as unfinished_items
from agenda.whistles import live as whistles_live
from agenda.whistles.models import CALL_STATE_NAMES, CallState
from agenda.whistles.routes import address as report_address
from agenda.whistles.routes import blueprint as whistles
from agenda.written import returned
from agenda.written.routes import blueprint as written
from forum import i18n, journal, pages, parts
from forum.errors import N_
from forum.journal import Event
from forum.pages import NavItem


def install(app: Any) -> None:
    """Register the blueprints and slots of sessions, the room and what happens in it."""
    for blueprint in (sessions, attendance, items, floor, motions, recount, ballots, rule_sets, papers, room):
        app.register_blueprint(blueprint)
    for blueprint in (
        recess,
        written,
        deliveries,
        kiosk,
        planning,
        convocation,
        desk,
        exchange,
        claiming,
        series,
        elections,
    ):
        app.register_blueprint(blueprint)
    for blueprint in (afterwards, projectors, whistles, matters, attachments, unfinished_items):
        app.register_blueprint(blueprint)
    for blueprint in (discussion, statements, groups, undoing, scratch, bench):
        app.register_blueprint(blueprint)
    live.install(app.hub)
    desk_live.install(app.hub)
    whistles_live.install(app.hub)
    bench_live.install(app.hub)
    view.base_url = app.settings.base_url
    secret.configure(app.settings.data / "keys")
    codes.configure(app.settings.data / "keys")
    photos.configure(app.settings.data / "photos")
    parts.rule_presets.update({name: (preset.title, preset.to_json()) for name, preset in PRESETS.items()})
    echoes.offer()
    searched.offer()
    parts.sections_of_body += [on_body_page, floor_on_body_page, elections_on_body_page]
    parts.tasks.append(election_tasks)
    parts.links_of_topic += [form_of_topic, links.items_of_topic]
    parts.came_of_items.append(unfinished.answered_in_session)
    parts.tasks += [links.units_whistled, links.answers_wanted, links.sessions_for, unfinished.tasks]
    parts.board.append((N_("近期会议"), N_("近期没有安排会议。"), links.coming_sessions))
    pages.navigation.append(NavItem("/sessions", N_("会议"), 20))
    pages.environment.filters.update(
        session_state=lambda state, in_writing=False: links.state_word(SessionState(state), in_writing=in_writing),
        candidate_mark=candidate_mark,
        candidate_state=lambda state: i18n.translate(CANDIDATE_STATE_NAMES[CandidateState(state)]),
        reply_word=lambda reply: i18n.translate(REPLY_NAMES[Reply(reply)]),
        means=lambda means: i18n.translate(DELIVERY_MEANS_NAMES[means]),
        weight_text=lambda weight, measure: returned.weight_text(measure, weight),
        session_mark=lambda state: links.STATE_MARKS[SessionState(state)],
        session_kind=lambda kind: i18n.translate(SESSION_KIND_NAMES[SessionKind(kind)]),
        item_state=lambda state: i18n.translate(ITEM_STATE_NAMES[ItemState(state)]),
        motion_changes=lambda motion: [
            (piece.change.value, piece.text) for piece in motion_rules.changes(motion.original_text, motion.text)
        ],
        motion_kind=lambda kind: i18n.translate(MOTION_KIND_NAMES[MotionKind(kind)]),
        motion_state=lambda state: i18n.translate(MOTION_STATE_NAMES[MotionState(state)]),
        choice=lambda choice: i18n.translate(CELL_NAMES[choice]),
        outcome=lambda outcome: i18n.translate(announcing.WORDS[outcome]),
        tally_lines=lambda lines: [(line.kind, i18n.translate(line.word), line.value) for line in lines],
        countable=countable,
        ballot_kind=lambda kind: i18n.translate(KIND_NAMES[Kind(kind)]),
        stands_at=_stands_at,
        file_size=lambda size: f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(size // 1024, 1)} KB",
        call_state=lambda state: i18n.translate(CALL_STATE_NAMES[CallState(state)]),
        report_address=report_address,
        turn_state=lambda state: i18n.translate(TURN_STATE_NAMES[TurnState(state)]),
        scene_title=lambda name: SCENES[name].title,
        scene_options=lambda scenes: [(scene.name, i18n.translate(scene.title)) for scene in scenes],
        stop_reason=lambda reason: i18n.translate(STOP_REASON_NAMES[StopReason(reason)]),
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

    pages.environment.globals.update(
        keys.IN_TEMPLATES,
        wall_scenes=CHOICES,
        wall_scales=[(scale, f"{scale}%") for scale in SCALES],
        longest_message=LONGEST,
    )

    async def walls_revoked(events: list[Event]) -> None:
        await live.walls_revoked(app.hub, events)

    async def holders_told(events: list[Event]) -> None:
        await live.holders_told(app.hub, events)
        await live.missing_reminded(app.hub, events)

    @app.before_serving
    async def listen() -> None:
        journal.listen(walls_revoked)
        journal.listen(holders_told)
        journal.listen(keys_spent)
        journal.listen(chairs_vacated)
        journal.listen(carried_on)

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


def _stands_at(hand: Hand) -> str:
    """What the clock of a paused speech shows: what is left of it, or how long it has been where it has no limit."""
    since, until = (hand.paused_at, hand.ends_at) if hand.ends_at else (hand.started_at, hand.paused_at)
    return pages.minutes((until - since).total_seconds()) if since and until else ""
