"""The archive on the session's page below."""

from __future__ import annotations

from agenda.sessions.models import Session, SessionState
from forum import i18n
from forum.errors import N_
from forum.parts import Link


async def papers_of_session(session_id: int, may_record: bool) -> list[Link]:
    if not may_record or not await Session.exists(id=session_id, state=SessionState.CLOSED):
        return []
    note = i18n.translate(N_("含全名，内部留存：会议记录、各种文件和校验码，可以导入另一处安装"))
    return [Link(f"/sessions/{session_id}/archive.preview", i18n.translate(N_("整卷存档（ZIP）")), note)]
