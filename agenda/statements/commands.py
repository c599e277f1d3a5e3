from __future__ import annotations

from collections.abc import Mapping, Sequence

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.items.commands import item_and_session, require_item_open
from agenda.sessions.commands import require_chair, require_open
from agenda.sessions.models import Session
from agenda.statements import rules
from agenda.statements.models import Statement, StatementMark, StatementRound
from agenda.statements.rules import Mark
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.journal import answer, command, record, transaction


@command
async def open_round(
    item_id: int, texts: Sequence[str], *, by: Actor, shown_live: bool = False, may_propose: bool = True
) -> int:
    """Ask the hall what it thinks of some short statements; nothing is decided by it."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_open(session)
        await require_item_open(item)
        one_open = await StatementRound.exists(item_id=item_id, closed_at=None)
        rules.check_open(texts, may_propose=may_propose, one_open=one_open)
        now = clock.now()
        opened = await StatementRound.create(
            item_id=item_id, shown_live=shown_live, may_propose=may_propose, opened_at=now
        )
        for text in texts:
            await Statement.create(round_id=opened.id, text=text, proposed_at=now, admitted_at=now)
        record("statements.opened", by, round=opened.id, item=item_id, count=len(texts))
        return answer(opened.id)


@command
async def add_statement(round_id: int, text: str, *, by: Actor) -> int:
    """One more of the chair's own."""
    asked, session = await _round_and_session(round_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await _refresh(asked)
        rules.check_add(closed=asked.closed_at is not None, count=await _admitted(round_id))
        now = clock.now()
        added = await Statement.create(round_id=round_id, text=text, proposed_at=now, admitted_at=now)
        record("statement.added", by, statement=added.id, item=asked.item_id)
        return answer(added.id)


@command
async def propose_statement(round_id: int, text: str, *, by: Actor) -> int:
    """From the hall: the chair admits it or says why not."""
    asked, session = await _round_and_session(round_id)
    async with transaction(session.room_id):
        seat = await present_seat(session, by)
        await _refresh(asked)
        own = await Statement.filter(round_id=round_id, seat_id=seat.id).count()
        rules.check_propose(closed=asked.closed_at is not None, may_propose=asked.may_propose, own=own)
        proposed = await Statement.create(round_id=round_id, seat_id=seat.id, text=text, proposed_at=clock.now())
        record("statement.proposed", by, statement=proposed.id, seat=seat.id, item=asked.item_id)
        return answer(proposed.id)


@command
async def admit_statement(statement_id: int, *, by: Actor) -> None:
    statement, session = await _statement_and_session(statement_id)
    async with transaction(session.room_id):
        await _require_waiting(statement, session, by)
        rules.check_add(closed=False, count=await _admitted(statement.round_id))
        await Statement.filter(id=statement_id).update(admitted_at=clock.now())
        record("statement.admitted", by, **await _ids(statement))


@command
async def decline_statement(statement_id: int, reason: str, *, by: Actor) -> None:
    """It keeps its text in the record, and its author is told why."""
    statement, session = await _statement_and_session(statement_id)
    async with transaction(session.room_id):
        await _require_waiting(statement, session, by)
        await Statement.filter(id=statement_id).update(declined_at=clock.now(), declined_reason=reason)
        record("statement.declined", by, **await _ids(statement))


@command
async def mark_statement(statement_id: int, mark: Mark, *, by: Actor) -> None:
    """Whatever one has said before of this statement is replaced."""
    statement, session = await _statement_and_session(statement_id)
    async with transaction(session.room_id):
        seat = await present_seat(session, by)
        await _mark(statement, seat.id, mark)
        record("statement.marked", by, statement=statement_id, seat=seat.id, person=seat.person_id)


@command
async def mark_for(round_id: int, number: int, marks: Mapping[int, Mark], *, by: Actor) -> None:
    """What somebody without a phone says, by the seat's number: {statement: mark}."""
    asked, session = await _round_and_session(round_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        seat = await Seat.get_or_none(session_id=session.id, number=number)
        if seat is None or not seat.is_present:
            raise BadInput({"number": Sentence(N_("{number}号没有签到。"), {"number": number})})
        if not marks:
            raise BadInput({"number": Sentence(N_("请至少替他选一条。"))})
        for statement in await Statement.filter(round_id=round_id, id__in=list(marks)).prefetch_related("round"):
            await _mark(statement, seat.id, marks[statement.id])
        record("statement.entered", by, round=round_id, seat=seat.id, person=seat.person_id, item=asked.item_id)


@command
async def close_round(round_id: int, *, by: Actor) -> None:
    """From now on the picture is shown everywhere."""
    asked, session = await _round_and_session(round_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await _refresh(asked)
        rules.check_add(closed=asked.closed_at is not None, count=0)
        await StatementRound.filter(id=round_id).update(closed_at=clock.now())
        record("statements.closed", by, round=round_id, item=asked.item_id)


async def _mark(statement: Statement, seat_id: int, mark: Mark) -> None:
    await _refresh(statement.round)
    await statement.refresh_from_db(fields=["admitted_at"])
    rules.check_mark(closed=statement.round.closed_at is not None, admitted=statement.admitted_at is not None)
    given = {"mark": mark, "at": clock.now()}
    await StatementMark.update_or_create(given, statement_id=statement.id, seat_id=seat_id)


async def _require_waiting(statement: Statement, session: Session, by: Actor) -> None:
    await require_chair(session, by)
    await _refresh(statement.round)
    await statement.refresh_from_db(fields=["admitted_at", "declined_at"])
    rules.check_settle(closed=statement.round.closed_at is not None, waits=statement.waits)


async def _refresh(asked: StatementRound) -> None:
    await asked.refresh_from_db(fields=["closed_at"])


async def _admitted(round_id: int) -> int:
    return await Statement.filter(round_id=round_id, admitted_at__isnull=False).count()


async def _ids(statement: Statement) -> dict[str, int | None]:
    """`person`: the author's own screens are told."""
    seat = await Seat.get_or_none(id=statement.seat_id)
    who = {"seat": seat.id, "person": seat.person_id} if seat else {"seat": None}
    return {"statement": statement.id, "item": statement.round.item_id, **who}


async def _round_and_session(round_id: int) -> tuple[StatementRound, Session]:
    """Raises NotFound."""
    found = await StatementRound.get_or_none(id=round_id).prefetch_related("item__session")
    if found is None:
        raise NotFound(N_("找不到这一轮表态。"))
    return found, found.item.session


async def _statement_and_session(statement_id: int) -> tuple[Statement, Session]:
    """Raises NotFound."""
    found = await Statement.get_or_none(id=statement_id).prefetch_related("round__item__session")
    if found is None:
        raise NotFound(N_("找不到这条说法。"))
    return found, found.round.item.session
