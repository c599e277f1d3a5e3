from __future__ import annotations

import secrets

from agenda.kiosk.models import KioskLink
from agenda.kiosk.queries import PURPOSE
from agenda.sessions import rules as session_rules
from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, RuleBroken
from forum.journal import answer, command, record, transaction
from forum.people import credentials


async def link_kiosk(session_id: int, *, by: Actor, command_id: str | None = None) -> str:
    """The token of a link that makes a tablet a voting desk; only its digest is kept, so it is shown once."""
    token = await _link(session_id, by=by, command_id=command_id)
    if token is None:
        raise RuleBroken(N_("这个链接已经做过，只显示一次。没有打开的话，请再做一个。"))
    return token


@command
async def _link(session_id: int, *, by: Actor) -> str | None:
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db()
        session_rules.check_not_over(session.state)
        token = secrets.token_urlsafe(18)
        digest = credentials.digest(PURPOSE, token)
        link = await KioskLink.create(session_id=session_id, token_digest=digest, made_at=clock.now())
        record("kiosk.linked", by, link=link.id)
        answer(None)  # never the token
        return token


@command
async def revoke_kiosks(session_id: int, *, by: Actor) -> None:
    """Every tablet of the session stops at once."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await KioskLink.filter(session_id=session_id, revoked_at=None).update(revoked_at=clock.now())
        record("kiosk.revoked", by, session=session_id)
