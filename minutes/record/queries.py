"""The full record 会议记录 of a session, from its events; internal, with everybody's name."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tortoise.expressions import Q

from agenda.attendance.models import Recusal, Seat
from agenda.attendance.presence import Presence, presences
from agenda.ballots.announcing import announced
from agenda.ballots.models import Ballot, BallotState
from agenda.discussion.models import Contribution
from agenda.floor.models import Hand
from agenda.groups import queries as groups
from agenda.groups.queries import Talking
from agenda.items.models import AgendaItem
from agenda.motions.models import Motion
from agenda.sessions.models import Session
from agenda.statements import queries as rounds
from agenda.statements.models import Statement
from agenda.statements.rules import Picture
from agenda.whistles.models import UnitCall, Whistle
from forum import clock
from forum.bodies.models import Unit
from forum.errors import N_, Sentence
from forum.journal import Event
from forum.people.models import Person
from minutes.action_items.models import ActionItem
from minutes.copies.models import Adjustment
from minutes.documents.sheets import RecordSheet
from minutes.drafting import wording
from minutes.drafting.draft import said
from minutes.needs.models import Need
from minutes.orders.models import Order
from minutes.record.arrivals import together
from minutes.record.presences import called, named_seats, who_was
from minutes.record.telling import TOLD, Happened, Line, Names, told, whistled
from minutes.resources.models import Resource
from minutes.scribe.models import ScribeNote
from minutes.scribe.rules import KIND_NAMES
from minutes.wishes.models import Wish


async def record(session: Session) -> list[Line]:
    """Everything that belongs to the proceedings, oldest first."""
    events = await Event.filter(room_id=session.room_id, kind__in=list(TOLD)).order_by("seq")
    answered = {event.data["contribution"] for event in events if event.kind == "contribution.answered"}
    names = await _names(session, {person for event in events for person in _people_in(event)}, answered)
    happened = [Happened(event.kind, event.at, event.by_id, event.data) for event in events]
    lines = [told(event, names) for event in happened]
    return await _whistled(session) + [line for line in lines if line is not None]


async def _whistled(session: Session) -> list[Line]:
    whistle = await Whistle.get_or_none(session_id=session.id)
    if whistle is None:
        return []
    who = None if whistle.by_rule else await Person.get(id=whistle.blown_by_id)
    units = await UnitCall.filter(whistle_id=whistle.id).count()
    return [whistled(whistle.blown_at, who.name if who else "", units, whistle.due_at)]


def _people_in(event: Event) -> list[int]:
    """Who acted, and whom it tells of by name."""
    told_of = [event.data.get("person"), event.data.get("delegate")] if event.kind.startswith("seat.subst") else []
    return [person for person in (event.by_id, *told_of) if person]


async def sheet(session: Session) -> RecordSheet:
    """The same on paper; a line's sentences stand one after the other."""
    began, ended = (clock.local(at or session.starts_at) for at in (session.opened_at, session.closed_at))
    facts = (
        ("时间", wording.span(began, ended) if session.closed_at else wording.moment(began)),
        ("地点", session.venue),
        ("主持", session.chair.name),
        ("记录", session.recorder.name),
    )
    lines = [(f"{clock.local(line.at):%H:%M}", _joined(line), line.heading) for line in together(await record(session))]
    return RecordSheet(session.title, facts, tuple(lines), await _presences(session))


async def _presences(session: Session) -> tuple[tuple[str, str], ...]:
    """Who was here for each item and each ballot."""
    named = await named_seats(session.id)
    found = groupby(await presences(session), lambda one: who_was(one, named))
    return tuple((_heads(list(alike)), names) for names, alike in found)


def _heads(found: list[Presence]) -> str:
    """Of what had the same people in it, one after the other."""
    first, last = found[0], found[-1]
    if len(found) == 1:
        return _head(first)
    voted = "和其间的表决" if any(one.ballot for one in found) else ""
    if first.item == last.item:
        return f"第{first.position}项{voted}：{first.title}"
    return f"第{first.position}项至第{last.position}项{voted}"


def _head(one: Presence) -> str:
    return f"第{one.position}项表决：{one.title}" if one.ballot else f"第{one.position}项：{one.title}"


def _joined(line: Line) -> str:
    texts = [said(sentence).rstrip("。") for sentence in line.sentences]
    if line.heading:
        return texts[0]
    ended = [
        text if text[-1:] in "？！" else f"{text}{mark}" for text, mark in zip(texts, _marks(len(texts)), strict=True)
    ]
    return "".join(ended)


def _marks(count: int) -> list[str]:
    return ["；"] * (count - 1) + ["。"]


async def _names(session: Session, people: set[int], answered: set[int]) -> Names:
    """`answered`: questions answered here, of earlier sessions too."""
    items = await AgendaItem.filter(session_id=session.id)
    of_items = {"item_id__in": [item.id for item in items]}
    ballots = await Ballot.filter(session_id=session.id)
    written = await Contribution.filter(Q(item_id__in=of_items["item_id__in"]) | Q(id__in=answered))
    statements = await Statement.filter(round__item_id__in=of_items["item_id__in"])
    seats = await _seats(session.id)
    return Names(
        people=dict(await Person.filter(id__in=people).values_list("id", "name")),
        seats={seat.id: called(seat) for seat in seats},
        items={item.id: (item.position, item.title) for item in items},
        motions=dict(await Motion.filter(**of_items).values_list("id", "text")),
        contributions={one.id: one.text for one in written},
        answers={one.id: one.answer for one in written},
        statements={one.id: one.text for one in statements},
        phases={talking.phase.id: _notes(talking) for _, talking in await groups.of_session(session.id)},
        pictures={asked.round.id: _leaning(asked.picture) for _, asked in await rounds.of_session(session.id)},
        ballots={ballot.id: ballot.question for ballot in ballots},
        verdicts={ballot.id: _verdict(ballot) for ballot in ballots if ballot.state is BallotState.CLOSED},
        reasons=_void(ballots)
        | {("referred", item.id): item.referred_to for item in items}
        | await _aside(of_items)
        | await _hidden(of_items)
        | _declined(statements)
        | _added(seats)
        | await _adjusted(session),
        hands=dict(await Hand.filter(**of_items).values_list("id", "stance")),
        hand_kinds=dict(await Hand.filter(**of_items).values_list("id", "kind")),
        actions=dict(await ActionItem.filter(**of_items).values_list("id", "text")),
        notes={one.id: (KIND_NAMES[one.kind], one.text) for one in await ScribeNote.filter(**of_items)},
        units=dict(await Unit.all().values_list("id", "name")),
        needs=dict(await Need.filter(**of_items).values_list("id", "text")),
        resources=dict(await Resource.filter(**of_items).values_list("id", "text")),
        wishes=dict(await Wish.filter(**of_items).values_list("id", "text")),
        orders=dict(await Order.filter(**of_items).values_list("id", "drawn_up")),
    )


async def _seats(session_id: int) -> list[Seat]:
    return await Seat.filter(session_id=session_id).prefetch_related("person", "unit")


def _verdict(ballot: Ballot) -> tuple[Sentence, ...]:
    result = announced(ballot)
    return (Sentence(result.word), *result.sentences)


async def _hidden(of_items: dict[str, list[int]]) -> dict[tuple[str, int], str]:
    rows = await Contribution.filter(hidden_at__isnull=False, **of_items).values_list("id", "hidden_reason")
    return {("contribution", id): reason for id, reason in rows}


async def _adjusted(session: Session) -> dict[tuple[str, int], str]:
    """What was decided about the public copy: ("word", id) says which words, ("why", id) why."""
    rows = await Adjustment.filter(minutes__session_id=session.id).values_list("id", "text", "reason")
    return {key: said for id, text, why in rows for key, said in ((("word", id), text), (("why", id), why))}


def _declined(statements: list[Statement]) -> dict[tuple[str, int], str]:
    return {("statement", one.id): one.declined_reason for one in statements if one.declined_at}


def _notes(talking: Talking) -> tuple[str, tuple[Sentence, ...]]:
    text = N_("第{n}组：{note}")
    return talking.phase.topic, tuple(Sentence(text, {"n": one.number, "note": one.note}) for one in talking.written)


def _leaning(picture: Picture) -> tuple[Sentence, ...]:
    text = N_("“{text}”：同意{agree}，说不准{skip}，不同意{disagree}")
    return tuple(
        Sentence(text, {"text": one.text, "agree": one.agree, "skip": one.skip, "disagree": one.disagree})
        for one in picture.lines
    )


def _added(seats: list[Seat]) -> dict[tuple[str, int], str]:
    return {("added", seat.id): seat.added_reason for seat in seats if seat.added_reason}


def _void(ballots: list[Ballot]) -> dict[tuple[str, int], str]:
    return {("void", ballot.id): ballot.void_reason for ballot in ballots}


async def _aside(of_items: dict[str, Any]) -> dict[tuple[str, int], str]:
    found = await Recusal.filter(**of_items).values_list("id", "reason")
    return {("recusal", recusal): reason for recusal, reason in found}
