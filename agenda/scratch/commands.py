from __future__ import annotations

from agenda.scratch import rules
from agenda.scratch.models import ScratchSheet
from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotAllowed
from forum.journal import answer, command, transaction


@command
async def save_sheet(session_id: int, was: str, text: str, *, by: Actor) -> str:
    """Keep one's own sheet, before, while and after the session is held. Gives the text that now stands.

    `was` is the text it was begun from: what has been written meanwhile, in another tab or on another device, stays
    beside it. Sent twice it says the same. No event: it is no part of the proceedings, and nobody else's screen shows
    it at once.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        if by.person_id is None:
            raise NotAllowed(N_("请先登录。"))
        sheet = await ScratchSheet.get_or_none(session_id=session_id, person_id=by.person_id)
        stands = rules.merged(was, text, sheet.text if sheet else "")
        rules.check_length(stands)
        if sheet is None:
            sheet = ScratchSheet(session_id=session_id, person_id=by.person_id)
        if sheet.text != stands:
            sheet.text, sheet.changed_at = stands, clock.now()
            await sheet.save()
        return answer(stands)
