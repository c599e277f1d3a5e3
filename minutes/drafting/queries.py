from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from agenda.afterwards import queries as afterwards
from agenda.attendance import queries as attendance
from agenda.attendance.mandates import LEFT
from agenda.attendance.models import CheckInMeans, Mandate, Recusal, Seat
from agenda.attendance.rules import State as SeatState
from agenda.ballots import rules as ballot_rules
from agenda.ballots.announcing import announced, box_words
from agenda.ballots.figures import by_presence
from agenda.ballots.methods.bundles import are_bundles
from agenda.ballots.methods.kinds import KIND_NAMES, Kind
from agenda.ballots.methods.totals import are_totals
from agenda.ballots.models import VOTE_SOURCE_NAMES, Ballot, BallotState, Block, RollEntry, Vote, VoteSource
from agenda.ballots.rule_sets import RuleSet
from agenda.claiming.queries import count_read
from agenda.deliveries.models import Delivery
from agenda.floor.models import Hand
from agenda.floor.rules import HandKind
from agenda.items.models import AgendaItem, ItemState
from agenda.motions.models import Motion, MotionState
from agenda.motions.queries import is_whole
from agenda.motions.rules import SETTLED
from agenda.sessions import queries as sessions
from agenda.sessions.models import SESSION_KIND_NAMES, Session, SessionState
from agenda.whistles import queries as whistles
from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.topics.models import CATEGORY_NAMES, Topic
from minutes.action_items import queries as actions
from minutes.action_items.models import ActionItem
from minutes.drafting import procedure
from minutes.drafting.courses import ways
from minutes.drafting.earlier import last_session
from minutes.drafting.exchange import exchange_of, taken_at
from minutes.drafting.models import Minutes, MinutesState
from minutes.drafting.numbering import numbered
from minutes.drafting.record import (
    Aside,
    Assigned,
    Attended,
    Counted,
    Given,
    HandCount,
    InWriting,
    ItemRecord,
    MotionRecord,
    Noted,
    SessionRecord,
    Speech,
    TopicRecord,
)
from minutes.drafting.talk import groups, leanings, speaker, written
from minutes.scribe import queries as scribe

HERE = {SeatState.PRESENT, SeatState.LEFT}
WITH = ("session__body", "session__chair", "session__recorder", "stand_ins__person")
OWN_HAND = [VoteSource.DEVICE, VoteSource.KIOSK]


async def minutes(minutes_id: int) -> Minutes:
    """With session, its body, chair and recorder, and who stands in for them. Raises NotFound."""
    found = await Minutes.get_or_none(id=minutes_id).prefetch_related(*WITH)
    if found is None:
        raise NotFound(N_("找不到这份会议纪要。"))
    return found


async def of_session(session_id: int) -> Minutes | None:
    return await Minutes.get_or_none(session_id=session_id)


async def in_work() -> list[Minutes]:
    """Not yet published, newest session first."""
    query = Minutes.exclude(state=MinutesState.PUBLISHED).order_by("-session__starts_at")
    return await query.prefetch_related(*WITH)


async def without_minutes() -> list[Session]:
    """Closed sessions whose draft is missing: the server stopped between closing and drafting."""
    return await Session.filter(state=SessionState.CLOSED, minutes__id__isnull=True).order_by("-starts_at")


def concerns(found: Minutes, actor: Actor) -> bool:
    """The office, the chair and the recorder of the session and who signs for them: they see unpublished minutes."""
    signers = {found.session.chair_id, found.session.recorder_id, *(one.person_id for one in found.stand_ins)}
    return actor.in_office or actor.person_id in signers


async def gather(session_id: int) -> SessionRecord:
    """Everything the draft says of a closed session. Raises NotFound."""
    session = await sessions.session(session_id)
    seats = await Seat.filter(session_id=session_id).order_by("number").prefetch_related("person", "unit")
    rule_set = RuleSet.from_json(session.rules)
    first, handed = await procedure.presided(session)
    came = attended(seats, await proxied(session_id, rule_set), units=session.body.seats_units)
    again = await sessions.reconvened(session)
    counted = came.present + came.proxied - (0 if rule_set.remote_counts else came.remote)
    return SessionRecord(
        body=session.body.name,
        kind=SESSION_KIND_NAMES[session.kind],
        title=session.title,
        began=clock.local(session.opened_at or session.starts_at),
        ended=clock.local(session.closed_at or session.planned_end),
        venue=session.venue,
        chair=first,
        handed=handed,
        recorder=session.recorder.name,
        attended=came,
        quorum=ballot_rules.quorum(rule_set, came.entitled, counted),
        items=numbered(await _items(session_id, {seat.id: seat for seat in seats})),
        writing=await _in_writing(session),
        again=clock.local(again.starts_at) if again else None,
        last=await last_session(session),
        entered=await afterwards.entered(session),
        whistled=(await whistles.shown(session))["figures"],
        recesses=await procedure.recesses(session),
        ways=await ways(session),
    )


async def _in_writing(session: Session) -> InWriting | None:
    if not session.in_writing:
        return None
    delivered = await Delivery.filter(session_id=session.id).count()
    before = clock.local(session.extended_from) if session.extended_from else None
    return InWriting(delivered, before, session.extension_reason)


async def proxied(session_id: int, rule_set: RuleSet) -> list[Mandate]:
    """The mandates by which somebody who never came took part: the holder came, and may have left early."""
    if not rule_set.proxied_counts:
        return []
    given = [one for one in await attendance.mandates(session_id) if one.end_reason in {"", LEFT}]
    last = {one.principal_id: one for one in given if one.principal.state not in HERE and one.holder.state in HERE}
    return [one for one in last.values() if one.principal.entitled]


def attended(seats: list[Seat], mandates: Sequence[Mandate] = (), *, units: bool) -> Attended:
    """Who left early has come too."""
    through_others = {mandate.principal_id for mandate in mandates}
    states = Counter((seat.entitled, seat.state) for seat in seats)
    return Attended(
        entitled=sum(seat.entitled for seat in seats),
        present=sum(states[True, state] for state in HERE),
        excused=states[True, SeatState.EXCUSED] - sum(one.principal.state is SeatState.EXCUSED for one in mandates),
        left=states[True, SeatState.LEFT],
        observers=sum(states[False, state] for state in HERE),
        units=units,
        remote=sum(seat.entitled and seat.state in HERE and seat.means is CheckInMeans.REMOTE for seat in seats),
        proxied=len(through_others),
        mandates=tuple(
            Given(speaker(one.principal), speaker(one.holder), one.signed_on, one.scope) for one in mandates
        ),
    )


async def _items(session_id: int, seats: dict[int, Seat]) -> tuple[ItemRecord, ...]:
    query = AgendaItem.filter(session_id=session_id).order_by("position")
    items = await query.prefetch_related("topic__place", "topic__proposer", "topic__seconds", "session")
    assigned = await actions.of_session(session_id)
    return tuple([await _item(item, seats, [one for one in assigned if one.item_id == item.id]) for item in items])


async def _item(item: AgendaItem, seats: dict[int, Seat], assigned: list[ActionItem]) -> ItemRecord:
    hands = Hand.filter(item_id=item.id, started_at__isnull=False).exclude(kind=HandKind.ORDER_POINT)
    motions = await Motion.filter(item_id=item.id).order_by("id")
    return ItemRecord(
        title=item.title,
        carried_over=item.state is ItemState.CARRIED_OVER,
        topic=_topic(item.topic) if item.topic else None,
        speeches=tuple(
            Speech(speaker(seats[hand.seat_id]), hand.stance) for hand in await hands.order_by("started_at", "id")
        ),
        written=await written(item.id, seats),
        leanings=await leanings(item),
        groups=await groups(item),
        motions=tuple([await _motion(motion, motions, seats) for motion in motions if is_whole(motion)]),
        procedures=tuple([await _motion(motion, motions, seats) for motion in motions if motion.is_procedural]),
        referred_to=item.referred_to,
        postponed=item.state is ItemState.CARRIED_OVER and any(map(procedure.postpones, motions)),
        questions=await _over(item_id=item.id, motion_id=None),
        aside=await _aside(item, seats),
        noted=tuple(Noted(note.kind, note.text) for note in await scribe.of_item(item.id)),
        exchange=await exchange_of(item),
        taken=await taken_at(item),
        read_out=await count_read(item.id),
        on_the_spot=item.session.on_the_spot,
        actions=tuple(Assigned(item.title, a.text, a.lead.name, a.responsible, a.due_on) for a in assigned),
    )


def _topic(topic: Topic) -> TopicRecord:
    return TopicRecord(
        topic.proposer.name,
        clock.local(topic.proposed_at).date(),
        CATEGORY_NAMES[topic.category],
        topic.place.path,
        topic.text,
        len(topic.seconds),
    )


async def _over(**which: Any) -> tuple[Counted, ...]:
    """Ballots that are closed or void, in order."""
    found = await Ballot.filter(**which).exclude(state=BallotState.OPEN).order_by("id")
    return tuple([await _counted(ballot) for ballot in found])


async def _motion(motion: Motion, motions: list[Motion], seats: dict[int, Seat]) -> MotionRecord:
    amendments = [one for one in motions if one.amends_id == motion.id]
    return MotionRecord(
        motion.text,
        speaker(seats[motion.mover_id]) if motion.mover_id else "",
        speaker(seats[motion.seconder_id]) if motion.seconder_id else "",
        await _over(motion_id=motion.id),
        motion.original_text,
        tuple([await _motion(one, motions, seats) for one in amendments]),
        motion.state is MotionState.CARRIED,
        tuple([await _motion(one, motions, seats) for one in motions if one.part_of_id == motion.id]),
        motion.state not in {*SETTLED, MotionState.PUT} and await procedure.was_settled(motion),
    )


async def _aside(item: AgendaItem, seats: dict[int, Seat]) -> tuple[Aside, ...]:
    """Who stood aside to the end, or while a ballot was taken."""
    opened = [ballot.opened_at for ballot in await Ballot.filter(item_id=item.id)]
    found = await Recusal.filter(item_id=item.id).order_by("id")
    held = [
        one
        for one in found
        if one.ended_at is None or any(one.declared_at <= moment < one.ended_at for moment in opened)
    ]
    return tuple(Aside(speaker(seats[one.seat_id]), one.reason) for one in held)


async def _counted(ballot: Ballot) -> Counted:
    if ballot.state is BallotState.VOID:
        return Counted(
            ballot.question,
            None,
            kind=KIND_NAMES[ballot.kind],
            secret=ballot.secret,
            void_reason=ballot.void_reason,
            writing=not by_presence(ballot),
        )
    told = announced(ballot)
    box = box_words(ballot)
    # Of a secret ballot those on paper only took one: nobody entered their vote.
    given = await Vote.filter(ballot_id=ballot.id).exclude(source__in=OWN_HAND).only("id", "source")
    entered = [] if ballot.secret else [vote for vote in given if vote.source is not VoteSource.PROXY]
    by_source = Counter(vote.source for vote in entered)
    return Counted(
        ballot.question,
        told.verdict,
        len(entered),
        kind=KIND_NAMES[ballot.kind],
        entered=tuple((VOTE_SOURCE_NAMES[source], by_source[source]) for source in VoteSource if by_source[source]),
        by_hand=tuple([_by_hand(block) for block in await Block.filter(ballot_id=ballot.id, struck_at=None)]),
        list_hash=ballot.list_hash,
        secret=ballot.secret,
        late=await RollEntry.filter(ballot_id=ballot.id, admitted_at__not_isnull=True).count(),
        sentences=tuple(one for one in told.sentences if one != box),
        box=(ballot.printed["handed_out"], ballot.printed["returned"]) if ballot.printed else None,
        invalid=(ballot.printed or {}).get("invalid", 0),
        citation=told.citation,
        outcome=told.outcome,
        consent=ballot.kind is Kind.CONSENT,
        leaning=not told.decides,
        by_proxy=sum(vote.source is VoteSource.PROXY for vote in given),
        writing=not by_presence(ballot),
    )


def _by_hand(block: Block) -> HandCount:
    confirmed = block.confirmed or []
    first = confirmed[0] if confirmed else {}
    if are_totals(first) or are_bundles(first):
        return HandCount(VOTE_SOURCE_NAMES[block.source], "", block.counted_by, block.confirmed_by)
    before = _figures(block.counted) if block.counted != confirmed else ""
    return HandCount(VOTE_SOURCE_NAMES[block.source], _figures(confirmed), block.counted_by, block.confirmed_by, before)


def _figures(rows: list[dict[str, Any]]) -> str:
    """Of each group, in its order."""
    return "；".join(
        f"{row['group']}组" * bool(row["group"]) + f"赞成{row['for']}票，反对{row['against']}票，弃权{row['abstain']}票"
        for row in rows
    )
