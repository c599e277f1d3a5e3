from __future__ import annotations

from agenda.items.commands import item_and_session
from agenda.items.models import ItemState
from agenda.sessions.models import SessionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, RuleBroken
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics
from forum.topics.models import Category
from minutes.action_items import commands as actions
from minutes.scribe import queries, rules
from minutes.scribe.models import Kind, ScribeNote


@command
async def note_down(item_id: int, line: str, *, by: Actor) -> dict[str, str | int]:
    """Note a line of shorthand of the item: a task becomes an action item, all else stands in the minutes' draft.

    Gives {"kind", "text", "unit", "responsible", "due"} as they were understood. Raises NotFound, NotAllowed,
    RuleBroken, BadInput with a question about the line.
    """
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db(fields=["state"])
        await item.refresh_from_db(fields=["state"])
        if session.state is not SessionState.OPEN or item.state is ItemState.WAITING:
            raise RuleBroken(N_("会议进行中、议到这一项时才能记。"))
        meant = rules.understood(line, await queries.units(), clock.today())
        if meant.kind is Kind.TASK:
            assert meant.due_on is not None
            await actions.assign_action(
                item_id, meant.text, meant.unit, meant.due_on, by=by, responsible=meant.responsible
            )
        else:
            note = await ScribeNote.create(item_id=item_id, kind=meant.kind, text=meant.text, at=clock.now())
            record("note.taken", by, note=note.id, item=item_id)
        return answer(said(meant))


@command
async def raise_topic(item_id: int, title: str, text: str, category: Category, place_id: int, *, by: Actor) -> int:
    """What was talked about becomes a topic, and the minutes of this session say so. Gives the topic's id."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db(fields=["state"])
        if session.state is not SessionState.OPEN:
            raise RuleBroken(N_("会议进行中、议到这一项时才能记。"))
        topic_id = await topics.propose_topic(title, text, category, place_id, by=by)
        now, noted = clock.now(), f"列为议题：{title}"
        note = await ScribeNote.create(item_id=item_id, kind=Kind.PENDING, text=noted, at=now, settled_at=now)
        record("note.taken", by, note=note.id, item=item.id)
        return answer(topic_id)


@command
async def strike_note(note_id: int, *, by: Actor) -> None:
    """Take a note back that was a slip; the record keeps that it was made."""
    note = await queries.note(note_id)
    session = note.item.session
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db(fields=["state"])
        if session.state is not SessionState.OPEN:
            raise RuleBroken(N_("会议已经结束，请在会议纪要里改。"))
        await ScribeNote.filter(id=note_id).update(struck_at=clock.now())
        record("note.struck", by, note=note_id, item=note.item_id)


@command
async def settle_note(note_id: int, outcome: str, *, by: Actor) -> None:
    """What was to be seen to after the session has been, `outcome` says how. Raises NotFound, RuleBroken."""
    note = await queries.note(note_id)
    session = note.item.session
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        rules.check_waits(waits=await queries.waits(note_id))
        await ScribeNote.filter(id=note_id).update(settled_at=clock.now(), outcome=outcome)
        record("note.settled", by, note=note_id, item=note.item_id)


def said(meant: rules.Understood) -> dict[str, str | int]:
    due = meant.due_on.isoformat() if meant.due_on else ""
    return {
        "kind": meant.kind.value,
        "text": meant.text,
        "unit": meant.unit,
        "responsible": meant.responsible,
        "due": due,
    }
