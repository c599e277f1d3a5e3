from __future__ import annotations

from agenda.sessions.commands import require_chair, session_for_command
from agenda.undoing import queries
from agenda.undoing.ways import WAYS
from forum.access import Actor, Permission, require
from forum.errors import N_, NotAllowed, RuleBroken
from forum.journal import Event, command, transaction


@command
async def undo_step(session_id: int, seq: int, *, by: Actor) -> None:
    """Take back the last step of the chair, or one's own last at the console: the event numbered `seq`.

    The record keeps both. Raises RuleBroken where it is not the last any more, or can not be taken back.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id) as tx:
        require(by, Permission.RECORD, session)
        await session.refresh_from_db()
        step = next((one for one in await queries.last_steps(session.room_id) if one.seq == seq), None)
        if step is None and await queries.is_taken_back(session.room_id, seq):
            raise RuleBroken(N_("这一步已经撤销了。"))
        if step is None:
            raise RuleBroken(N_("刚才又有了新的一步，没有撤销。请再看一眼。"))
        if step.presides:
            await require_chair(session, by)
        elif step.by != by.person_id:
            raise NotAllowed(N_("只能撤销自己的登记。"))
        if step.why_not is not None:
            raise RuleBroken(step.why_not.text, **step.why_not.params)
        event = await Event.get(room_id=session.room_id, seq=seq)
        first = len(tx.events)
        await WAYS[event.kind].take_back(event, session, by)
        tx.events[first].data["undoes"] = seq
