"""What belongs to a session in the database, as a whole-session archive keeps it: the tables, and what refers to what.

Sections of the archive are named in Popolo's words where there is one (persons, organizations, memberships, motions,
vote_events, votes), else as the table. A column that holds another row's id without a foreign key is in `LOOSE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tortoise.models import Model

from agenda.attachments.models import Attachment
from agenda.attendance.models import Mandate, Recusal, Seat
from agenda.ballots.models import Ballot, BallotPaper, Block, RollEntry, Vote
from agenda.deliveries.models import Delivery, Reminder
from agenda.discussion.models import Contribution, Support
from agenda.exchange.models import Reading, Turn
from agenda.floor.models import Hand
from agenda.groups.models import Group, GroupPhase, GroupPlace
from agenda.items.models import AgendaItem
from agenda.motions.models import Motion
from agenda.statements.models import Statement, StatementRound
from agenda.unfinished.models import ItemAnswer
from agenda.whistles.models import UnitCall, Whistle
from forum.bodies.models import Body, Unit
from forum.people.models import Person
from forum.places.models import Place
from forum.topics.models import Topic, TopicAnswer, TopicReferral, TopicSecond
from minutes.action_items.models import ActionExtension, ActionHelper, ActionItem, ActionNote, ActionStep
from minutes.answers.models import AnswerRating
from minutes.chasing.models import ChaseUp
from minutes.copies.models import Adjustment
from minutes.drafting.models import Minutes, Revision, Section, StandIn, Version
from minutes.evidence.models import Edition, Issued
from minutes.needs.models import Claim, Need
from minutes.notices.models import NoticePeriod, Objection
from minutes.orders.models import Order, OrderStep
from minutes.projects.models import Project, Rating
from minutes.resources.models import Resource
from minutes.review.models import Review, ReviewCheck, ReviewNote
from minutes.scribe.models import ScribeNote
from minutes.wishes.models import Wish


class Owned(NamedTuple):
    """Rows whose `column` refers to a row of the `parent` table that is in the archive."""

    model: type[Model]
    column: str
    parent: str


OWNED = (
    Owned(AgendaItem, "session_id", "session"),
    Owned(ItemAnswer, "item_id", "agenda_item"),
    Owned(Seat, "session_id", "session"),
    Owned(Mandate, "session_id", "session"),
    Owned(Recusal, "seat_id", "seat"),
    Owned(Delivery, "session_id", "session"),
    Owned(Reminder, "session_id", "session"),
    Owned(Turn, "item_id", "agenda_item"),
    Owned(Hand, "item_id", "agenda_item"),
    Owned(Contribution, "item_id", "agenda_item"),
    Owned(Support, "contribution_id", "contribution"),
    Owned(GroupPhase, "item_id", "agenda_item"),
    Owned(Group, "phase_id", "group_phase"),
    Owned(GroupPlace, "phase_id", "group_phase"),
    Owned(StatementRound, "item_id", "agenda_item"),
    Owned(Statement, "round_id", "statement_round"),
    Owned(Whistle, "session_id", "session"),
    Owned(UnitCall, "whistle_id", "whistle"),
    Owned(Attachment, "session_id", "session"),
    Owned(Motion, "item_id", "agenda_item"),
    Owned(Ballot, "session_id", "session"),
    Owned(RollEntry, "ballot_id", "ballot"),
    Owned(Vote, "ballot_id", "ballot"),
    Owned(BallotPaper, "ballot_id", "ballot"),
    Owned(Block, "ballot_id", "ballot"),
    Owned(Minutes, "session_id", "session"),
    Owned(Revision, "minutes_id", "minutes"),
    Owned(Section, "minutes_id", "minutes"),
    Owned(Version, "minutes_id", "minutes"),
    Owned(StandIn, "minutes_id", "minutes"),
    Owned(Adjustment, "minutes_id", "minutes"),
    Owned(NoticePeriod, "minutes_id", "minutes"),
    Owned(Objection, "notice_id", "notice_period"),
    Owned(Review, "minutes_id", "minutes"),
    Owned(ReviewCheck, "minutes_id", "minutes"),
    Owned(ReviewNote, "minutes_id", "minutes"),
    Owned(ScribeNote, "item_id", "agenda_item"),
    Owned(Edition, "minutes_id", "minutes"),
    Owned(Issued, "edition_id", "edition"),
    Owned(ActionItem, "item_id", "agenda_item"),
    Owned(ActionHelper, "action_id", "action_item"),
    Owned(ActionNote, "action_id", "action_item"),
    Owned(ActionStep, "action_id", "action_item"),
    Owned(ActionExtension, "action_id", "action_item"),
    Owned(ChaseUp, "action_id", "action_item"),
    Owned(Need, "item_id", "agenda_item"),
    Owned(Claim, "need_id", "need"),
    Owned(Resource, "item_id", "agenda_item"),
    Owned(Reading, "item_id", "agenda_item"),
    Owned(Wish, "item_id", "agenda_item"),
    Owned(Order, "item_id", "agenda_item"),
    Owned(OrderStep, "order_id", "service_order"),
)
SHARED: tuple[type[Model], ...] = (Project, Topic, Person, Unit, Body, Place)
"""What other sessions have, too: taken along where an owned row refers to it, found again where it is known."""
WITH_SHARED = (
    Owned(TopicSecond, "topic_id", "topic"),
    Owned(TopicAnswer, "topic_id", "topic"),
    Owned(TopicReferral, "topic_id", "topic"),
    Owned(AnswerRating, "answer_id", "topic_answer"),
    Owned(Rating, "project_id", "project"),
)
"""Goes along with a shared row that is new."""

NAMES = {
    "person": "persons", "body": "organizations", "unit": "units", "seat": "memberships", "motion": "motions",
    "ballot": "vote_events", "vote": "votes", "session": "sessions",
}  # fmt: skip

LOOSE: Mapping[str, Mapping[str, str]] = {
    "mandate": {"entered_by_id": "person"},
    "recusal": {"item_id": "agenda_item", "declared_by_id": "person"},
    "topic_answer": {"by_id": "person"},
    "topic_referral": {"answered_by_id": "person"},
    "delivery": {"entered_by_id": "person"},
    "reminder": {"by_id": "person"},
    "seat": {"delegate_id": "person"},
    "hand": {"entered_by_id": "person"},
    "contribution": {"entered_by_id": "person", "answered_by_id": "person"},
    "whistle": {"blown_by_id": "person"},
    "attachment": {"added_by_id": "person"},
    "ballot": {"session_id": "session"},
    "roll_entry": {"holder_id": "seat"},
    "vote": {"entered_by_id": "person"},
    "vote_block": {"entered_by_id": "person"},
    "agenda_item": {"carried_from_id": "agenda_item"},
    "session": {"reconvenes_id": "session", "entered_by_id": "person", "series_id": "series"},
    "stand_in": {"named_by_id": "person"},
    "minutes": {"body_id": "body", "approved_in_id": "session"},
    "reading": {"need_id": "need"},
    "action_note": {"unit_id": "unit"},
    "rating": {"entered_by_id": "person"},
    "answer_rating": {"entered_by_id": "person"},
    "action_extension": {"answered_by_id": "person"},
    "item_answer": {"by_id": "person"},
    "chase_up": {"by_id": "person", "session_id": "session"},
    "order_step": {"by_id": "person"},
    "mask_adjustment": {"by_id": "person"},
    "notice_period": {"begun_by_id": "person"},
    "objection": {"entered_by_id": "person", "answered_by_id": "person"},
}
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "session": frozenset({"room_id", "check_in_code", "presiding_id", "presiding_since"}),
    "person": frozenset({"phone"}),
    "unit": frozenset({"contact"}),
    "topic": frozenset({"token"}),
    "whistle_call": frozenset({"token"}),
    "objection": frozenset({"taken_up_id"}),
    "rating": frozenset({"mark"}),
    "wish": frozenset({"name"}),
    "service_order": frozenset({"at_home", "service_id"}),
    "vote": frozenset({"sealed", "command_id", "photo"}),
}
"""Doors, devices, numbers and where somebody lives: no part of what happened.

What a later session took up is that session's own."""
IN_EVENTS: Mapping[str, str] = {
    "seat": "seat", "seats": "seat", "principal": "seat", "holder": "seat", "seconder": "seat", "item": "agenda_item",
    "motion": "motion", "amends": "motion", "ballot": "ballot", "block": "vote_block", "hand": "hand", "cut": "hand",
    "contribution": "contribution",
    "action": "action_item", "same_as": "action_item",
    "project": "project", "recusal": "recusal", "mandate": "mandate", "session": "session",
    "minutes": "minutes", "person": "person", "unit": "unit", "topic": "topic", "body": "body", "need": "need",
    "turn": "turn", "phase": "group_phase", "group": "discussion_group", "round": "statement_round",
    "statement": "statement", "call": "whistle_call", "whistle": "whistle", "answerer": "seat", "again": "session",
    "after": "agenda_item", "notice": "notice_period", "objection": "objection",
    "chase": "chase_up",
    "answer": "topic_answer", "referral": "topic_referral", "adjustment": "mask_adjustment",
    "step": "action_step", "extension": "action_extension",
    "wish": "wish", "order": "service_order",
}  # fmt: skip
"""What an event's data refer to by their names."""


def table(model: type[Model]) -> str:
    return model._meta.db_table


def section(name: str) -> str:
    return NAMES.get(name, name)


def references(model: type[Model]) -> dict[str, str]:
    """Columns that hold ids of other rows, and of which table."""
    known = model._meta
    keys = {
        str(known.fields_map[name].source_field): known.fields_map[name].related_model._meta.db_table  # type: ignore[attr-defined]
        for name in (*known.fk_fields, *known.o2o_fields)
    }
    return {**keys, **LOOSE.get(table(model), {})}
