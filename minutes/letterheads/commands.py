from __future__ import annotations

from forum.access import Actor, Permission, require
from forum.bodies.models import Body
from forum.errors import N_, BadInput, NotFound
from forum.journal import command, record, transaction
from minutes.letterheads.models import Letterhead
from minutes.letterheads.rules import check_pattern


@command
async def keep_letterhead(
    body_id: int,
    *,
    by: Actor,
    heading: str = "",
    organ: str = "",
    pattern: str,
    copy_to: str = "",
    objections: str = "",
    seal: bool = False,
    mirrored: bool = False,
) -> None:
    """From now on the body's papers are headed so; published minutes keep the head they had.

    Raises NotAllowed, NotFound, BadInput.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if not await Body.exists(id=body_id):
            raise NotFound(N_("找不到这个组织。"))
        if wrong := check_pattern(pattern):
            raise BadInput({"pattern": wrong})
        kept = {"heading": heading, "organ": organ, "pattern": pattern, "copy_to": copy_to, "objections": objections}
        await Letterhead.update_or_create({**kept, "seal": seal, "mirrored": mirrored}, body_id=body_id)
        record("letterhead.kept", by, body=body_id)
