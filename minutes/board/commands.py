from __future__ import annotations

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.journal import command, record, transaction
from minutes.board import rules
from minutes.board.models import Framing


@command
async def allow_framing(typed: str, *, by: Actor) -> None:
    """Say whose pages may show the board in a frame; with nothing typed nobody's may any more. Raises BadInput."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        origins = rules.origins(typed)
        await Framing.create(origins=origins, at=clock.now(), by_id=person_of(by))
        record("board.framing_allowed", by, origins=origins)
