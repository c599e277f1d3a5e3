from __future__ import annotations

from datetime import date

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, NotAllowed, NotFound
from forum.journal import answer, command, record, transaction
from minutes.drafting import commands as drafting
from minutes.drafting import queries as minutes_queries
from minutes.drafting import reading
from minutes.drafting.models import Minutes, Section
from minutes.drafting.rules import check_in_work
from minutes.review import queries, rules
from minutes.review.models import NoteState, Review, ReviewCheck, ReviewNote


@command
async def open_review(minutes_id: int, until: date, *, by: Actor) -> None:
    """Ask all who were there to check the draft until a day; asked again, that is the day. Raises NotFound,
    NotAllowed, BadInput, RuleBroken.
    """
    async with transaction():
        minutes = await minutes_queries.minutes(minutes_id)
        require(by, Permission.RECORD, minutes.session)
        check_in_work(minutes.state)
        rules.check_until(until, clock.today())
        if await Review.exists(minutes_id=minutes_id):
            await Review.filter(minutes_id=minutes_id).update(until=until)
        else:
            await Review.create(minutes_id=minutes_id, until=until, opened_at=clock.now())
        record("minutes.review_opened", by, minutes=minutes_id, until=until.isoformat())


@command
async def confirm_draft(minutes_id: int, *, by: Actor) -> None:
    """Somebody who was there has found it right. Raises NotFound, NotAllowed, RuleBroken."""
    async with transaction():
        await _being_reviewed(minutes_id, by)
        if await ReviewCheck.exists(minutes_id=minutes_id, person_id=person_of(by)):
            return
        await ReviewCheck.create(minutes_id=minutes_id, person_id=person_of(by), at=clock.now())
        record("minutes.checked", by, minutes=minutes_id)


@command
async def note_of_section(
    minutes_id: int, section: str, *, by: Actor, quoted: str = "", proposed: str = "", remark: str = ""
) -> int:
    """A remark on a section, or a correction. Gives its id. Raises NotFound, NotAllowed, BadInput, RuleBroken."""
    async with transaction():
        minutes = await _being_reviewed(minutes_id, by)
        meant = await _section(minutes, section)
        rules.check_note(quoted, proposed, remark, meant.text)
        rules.check_count(
            await ReviewNote.filter(minutes_id=minutes_id, by_id=person_of(by), state=NoteState.OPEN).count()
        )
        note = await ReviewNote.create(
            minutes_id=minutes_id,
            section=section,
            section_title=meant.title,
            by_id=person_of(by),
            quoted=quoted,
            proposed=proposed,
            remark=remark,
            at=clock.now(),
        )
        record("minutes.noted", by, minutes=minutes_id, note=note.id)
        return answer(note.id)


async def _being_reviewed(minutes_id: int, by: Actor) -> Minutes:
    minutes = await minutes_queries.minutes(minutes_id)
    if not await queries.was_there(minutes, by):
        raise NotAllowed(N_("只有到会的人可以核对这次会议的纪要。"))
    found = await queries.review_of(minutes_id)
    rules.check_open(found.until if found else None, clock.today(), in_work=minutes.in_work)
    return minutes


async def _section(minutes: Minutes, key: str) -> Section:
    for section in await reading.sections(minutes):
        if section.key == key:
            return section
    raise NotFound(N_("找不到这一段。"))


@command
async def accept_note(note_id: int, *, by: Actor, by_hand: bool = False) -> None:
    """Take a correction into the text; `by_hand`: the recorder has changed it themselves. Its writer is told."""
    async with transaction():
        note = await _open_note(note_id, by)
        if note.proposed and not by_hand:
            section = await _section(note.minutes, note.section)
            text = rules.corrected(section.text, note.quoted, note.proposed)
            await drafting.save_section(note.minutes_id, note.section, section.title, text, section.revision, by=by)
        await _answered(note, NoteState.ACCEPTED, "", by)


@command
async def refuse_note(note_id: int, reason: str, *, by: Actor) -> None:
    """Its writer is told why."""
    async with transaction():
        note = await _open_note(note_id, by)
        await _answered(note, NoteState.REFUSED, reason, by)


async def _open_note(note_id: int, by: Actor) -> ReviewNote:
    note = await queries.note(note_id)
    require(by, Permission.RECORD, note.minutes.session)
    rules.check_answer(note.state)
    return note


async def _answered(note: ReviewNote, state: NoteState, reason: str, by: Actor) -> None:
    note.state, note.answer, note.answered_at = state, reason, clock.now()
    await note.save(update_fields=["state", "answer", "answered_at"])
    record(f"minutes.note_{state.value}", by, minutes=note.minutes_id, note=note.id)


async def drop_notes(minutes_id: int, reason: str, *, by: Actor) -> None:
    """Inside the command that gives an amendment up: whoever still waits for an answer gets this one."""
    for note in await ReviewNote.filter(minutes_id=minutes_id, state=NoteState.OPEN):
        await _answered(note, NoteState.REFUSED, reason, by)


@command
async def read_answers(minutes_id: int, *, by: Actor) -> None:
    """The writer of notes has read what became of them: they wait no longer."""
    async with transaction():
        unread = ReviewNote.filter(minutes_id=minutes_id, by_id=person_of(by), read_at=None)
        count = await unread.exclude(state=NoteState.OPEN).update(read_at=clock.now())
        if count:
            record("minutes.answers_read", by, minutes=minutes_id)
