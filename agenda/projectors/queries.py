from __future__ import annotations

from collections.abc import Collection

from agenda.projectors.models import WallLink
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum.errors import N_, NotFound


async def of_session(session_id: int) -> list[WallLink]:
    """Those whose link is good, oldest first."""
    return await WallLink.filter(session_id=session_id, revoked_at=None)


async def by_token(token: str) -> tuple[WallLink, Session]:
    """With the session's body, chair and recorder. Raises NotFound."""
    link = await WallLink.get_or_none(token=token, revoked_at=None)
    if link is None:
        raise NotFound(N_("这个投影链接已经失效，请主持人重新打开投影。"))
    return link, await sessions.session(link.session_id)


async def is_good(session_id: int, token: str | None) -> bool:
    return token is not None and await WallLink.exists(session_id=session_id, token=token, revoked_at=None)


async def projector(wall_id: int) -> tuple[WallLink, Session]:
    """Raises NotFound."""
    link = await WallLink.get_or_none(id=wall_id)
    if link is None:
        raise NotFound(N_("找不到这个大屏。"))
    return link, await sessions.session(link.session_id)


async def tokens(wall_ids: Collection[int]) -> set[str]:
    return {link.token for link in await WallLink.filter(id__in=wall_ids)}


async def network_to_fill_in(session: Session) -> tuple[str, str]:
    """Name and password of the Wi-Fi; where none is told yet, those last told at the same venue."""
    if session.wifi_name:
        return session.wifi_name, session.wifi_password
    told = Session.filter(venue=session.venue).exclude(wifi_name="").exclude(id=session.id)
    last = await told.order_by("-starts_at").first()
    return (last.wifi_name, last.wifi_password) if last else ("", "")
