"""The chair's commands over what people write, and the recorder's notes of what was answered."""

from __future__ import annotations

from agenda.attendance.models import Seat
from agenda.discussion import rules
from agenda.discussion.commands import contribution_and_session
from agenda.discussion.models import Contribution
from agenda.discussion.rules import AnswerWay
from agenda.items.commands import require_item_open
from agenda.sessions.commands import require_chair, require_open, session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import command, record, transaction


@command
async def hide_contribution(contribution_id: int, reason: str, *, by: Actor) -> None:
    """Take it off every screen, with a reason its author is told. The record keeps it."""
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_open(session)
        await contribution.refresh_from_db(fields=["hidden_at"])
        if contribution.hidden_at is not None:
            raise RuleBroken(N_("这条留言已经隐藏。"))
        kept = Contribution.filter(id=contribution_id)
        await kept.update(hidden_at=clock.now(), hidden_reason=reason, shown_at=None, ticked_at=None)
        record("contribution.hidden", by, **_ids(contribution))


@command
async def show_contribution(contribution_id: int, *, by: Actor) -> None:
    """Bring it to the wall, after those that are there."""
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(contribution.item)
        await contribution.refresh_from_db(fields=["hidden_at", "shown_at"])
        rules.check_show(
            hidden=contribution.hidden_at is not None,
            shown=contribution.shown_at is not None,
            on_the_wall=await Contribution.filter(item_id=contribution.item_id, shown_at__isnull=False).count(),
        )
        await Contribution.filter(id=contribution_id).update(shown_at=clock.now())
        record("contribution.shown", by, **_ids(contribution))


@command
async def take_down_contribution(contribution_id: int, *, by: Actor) -> None:
    """Off the wall again; it stays on the phones."""
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await contribution.refresh_from_db(fields=["shown_at"])
        if contribution.shown_at is None:
            raise RuleBroken(N_("这条留言不在大屏上。"))
        await Contribution.filter(id=contribution_id).update(shown_at=None)
        record("contribution.taken_down", by, **_ids(contribution))


@command
async def tick_contribution(contribution_id: int, *, ticked: bool, by: Actor) -> None:
    """Whether a remark is one of the main opinions in the minutes; the record has it anyway."""
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await contribution.refresh_from_db(fields=["hidden_at", "ticked_at"])
        rules.check_tick(question=contribution.is_question, hidden=contribution.hidden_at is not None)
        if ticked == (contribution.ticked_at is not None):
            return
        await Contribution.filter(id=contribution_id).update(ticked_at=clock.now() if ticked else None)
        record("contribution.ticked" if ticked else "contribution.unticked", by, **_ids(contribution))


@command
async def park_question(contribution_id: int, *, by: Actor) -> None:
    """Nobody here can answer it now: it stays on the list, goes into the minutes and comes up again next time."""
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_open(session)
        await contribution.refresh_from_db(fields=["hidden_at", "parked_at", "answered_at"])
        rules.check_park(**_state(contribution), parked=contribution.parked_at is not None)
        await Contribution.filter(id=contribution_id).update(parked_at=clock.now())
        record("contribution.parked", by, **_ids(contribution))


@command
async def answer_question(
    contribution_id: int, way: AnswerWay, text: str, number: int | None, *, by: Actor, session_id: int | None = None
) -> None:
    """Note who answered and how: in its own session, or in a later one of the body (`session_id`).

    `number` is the seat that answered, none for the chair or the office. A written answer has its text, a spoken one
    may have what it came to.
    """
    contribution, origin = await contribution_and_session(contribution_id)
    session = await _where_answered(origin, session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await contribution.refresh_from_db(fields=["hidden_at", "answered_at"])
        rules.check_answer(way, text, **_state(contribution))
        answerer = await _answerer(session.id, number)
        await Contribution.filter(id=contribution_id).update(
            answered_at=clock.now(), answered_by_id=by.person_id, answer_way=way, answer=text, answerer_id=answerer
        )
        record("contribution.answered", by, **_ids(contribution), way=way.value, answerer=answerer)


async def _where_answered(origin: Session, session_id: int | None) -> Session:
    """Raises NotFound for a session of another body."""
    if session_id in {None, origin.id}:
        return origin
    session = await session_for_command(session_id or 0)
    if session.body_id != origin.body_id:
        raise NotFound(N_("找不到这条留言。"))
    return session


async def _answerer(session_id: int, number: int | None) -> int | None:
    if number is None:
        return None
    seat = await Seat.get_or_none(session_id=session_id, number=number)
    if seat is None:
        raise BadInput({"number": Sentence(N_("名册上没有{number}号。"), {"number": number})})
    return seat.id


def _state(contribution: Contribution) -> dict[str, bool]:
    return {
        "question": contribution.is_question,
        "hidden": contribution.hidden_at is not None,
        "answered": contribution.answered_at is not None,
    }


def _ids(contribution: Contribution) -> dict[str, int | None]:
    """`person`: the author's own screens are told."""
    seat = contribution.seat
    return {"contribution": contribution.id, "seat": seat.id, "person": seat.person_id, "item": contribution.item_id}
