"""Which link lets somebody in without signing in, and what the others say; pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from forum.errors import N_


class Door(StrEnum):
    """Whether a link lets its holder in, or why not."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MOVED = "moved"
    LEFT = "left"


SENTENCES = {
    Door.EXPIRED: N_("这个链接已经过期，请向社区要新的。"),
    Door.REVOKED: N_("这个链接社区已经收回，请向社区要新的。"),
    Door.MOVED: N_("这项任务已经改由别的单位办，不用再办了。"),
    Door.LEFT: N_("这家单位已经退出，链接不再有效。"),
}


def door(expires_at: datetime, revoked_at: datetime | None, now: datetime, *, here: bool, of_unit: bool = True) -> Door:
    """`here`: the link's unit belongs to the neighbourhood; `of_unit`: what the link is for is still the unit's."""
    if revoked_at is not None:
        return Door.REVOKED
    if not here:
        return Door.LEFT
    if not of_unit:
        return Door.MOVED
    return Door.OPEN if now < expires_at else Door.EXPIRED
