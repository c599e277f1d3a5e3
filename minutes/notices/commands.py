from __future__ import annotations

from datetime import date

from agenda.items.commands import add_item
from agenda.items.models import AgendaItem
from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from forum.people.models import Person
from forum.workdays import queries as workdays
from minutes.drafting.models import Minutes
from minutes.notices import queries, rules
from minutes.notices.models import NoticePeriod, Objection, Outcome


@command
async def begin_notice(
    minutes_id: int, first_day: date, days: int, channel: str = "", *, by: Actor, item_id: int | None = None
) -> int:
    """Put published minutes on notice, or what one item of them came to. Gives the notice's id.

    Raises NotFound, NotAllowed, RuleBroken, BadInput.
    """
    minutes = await Minutes.get(id=minutes_id).prefetch_related("session")
    async with transaction(minutes.session.room_id):
        require(by, Permission.PRESIDE, minutes.session)
        await minutes.refresh_from_db(fields=["state", "version"])
        if item_id is not None and not await AgendaItem.exists(id=item_id, session_id=minutes.session_id):
            raise NotFound(N_("找不到这一项。"))
        running = [one.item_id for one in await queries.running(minutes_id)]
        rules.check_begin(minutes.state, first_day, clock.today(), running=running, item=item_id)
        notice = await NoticePeriod.create(
            minutes_id=minutes_id,
            version=minutes.version,
            item_id=item_id,
            first_day=first_day,
            last_day=rules.last_day(first_day, days),
            channel=channel,
            begun_at=clock.now(),
            begun_by_id=person_of(by),
        )
        first, last = first_day.isoformat(), notice.last_day.isoformat()
        record("notice.begun", by, notice=notice.id, minutes=minutes_id, first=first, last=last)
        return answer(notice.id)


@command
async def raise_objection(notice_id: int, text: str, *, by: Actor, person_id: int | None = None) -> int:
    """By a resident, or by the office for `person_id` who came to the desk. Gives the objection's id."""
    async with transaction():
        entered_by = None
        if person_id is not None:
            require(by, Permission.KEEP_REGISTER)
            entered_by = person_of(by)
        objector = person_id or person_of(by)
        if not await Person.exists(id=objector):
            raise NotFound(N_("找不到这个人。"))
        notice = await queries.notice(notice_id)
        rules.check_object(queries.stage(notice))
        objection = await Objection.create(
            notice_id=notice_id,
            person_id=objector,
            text=text,
            raised_at=clock.now(),
            entered_by_id=entered_by,
            due_on=await workdays.after(clock.today(), rules.ANSWER_WORKING_DAYS),
        )
        record("objection.raised", by, objection=objection.id, notice=notice_id, at_desk=entered_by is not None)
        return answer(objection.id)


@command
async def answer_objection(objection_id: int, text: str, *, upheld: bool, by: Actor) -> None:
    """The objector is told. What follows from one that is upheld is the office's next deed: amend the minutes."""
    async with transaction():
        objection = await queries.objection(objection_id)
        require(by, Permission.PRESIDE, objection.notice.minutes.session)
        rules.check_answer(objection.outcome)
        objection.outcome = Outcome.UPHELD if upheld else Outcome.DISMISSED
        objection.answer, objection.answered_at, objection.answered_by_id = text, clock.now(), person_of(by)
        await objection.save(update_fields=["outcome", "answer", "answered_at", "answered_by_id"])
        record("objection.answered", by, objection=objection_id, notice=objection.notice_id, upheld=upheld)


@command
async def take_up(objection_id: int, session_id: int, title: str, *, by: Actor) -> int:
    """Put an objection that was upheld on the agenda of a session to come. Gives the item's id.

    Raises NotFound, NotAllowed, RuleBroken.
    """
    objection = await queries.objection(objection_id)
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        if session.body_id != objection.notice.minutes.session.body_id:
            raise NotFound(N_("找不到这次会议。"))
        await objection.refresh_from_db(fields=["outcome", "taken_up_id"])
        rules.check_take_up(objection.outcome, objection.taken_up_id)
        objection.taken_up_id = await add_item(session_id, title=title, by=by)
        await objection.save(update_fields=["taken_up_id"])
        record("objection.taken_up", by, item=objection.taken_up_id, raised=objection_id)
        return answer(objection.taken_up_id)


@command
async def end_notice(notice_id: int, *, by: Actor) -> None:
    """Say how the period came out; refused while an objection waits for its answer."""
    notice = await queries.notice(notice_id)
    async with transaction(notice.minutes.session.room_id):
        require(by, Permission.PRESIDE, notice.minutes.session)
        notice = await queries.notice(notice_id)
        counts = queries.counts(notice)
        rules.check_end(queries.stage(notice), counts)
        notice.ended_at = clock.now()
        await notice.save(update_fields=["ended_at"])
        figures = {"raised": counts.raised, "upheld": counts.upheld, "dismissed": counts.dismissed}
        record("notice.ended", by, notice=notice_id, minutes=notice.minutes_id, **figures)
