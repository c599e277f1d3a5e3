from __future__ import annotations

from agenda.attachments.models import Attachment
from agenda.masking import queries as masking
from agenda.sessions.models import Session
from forum.access import Actor
from forum.errors import N_, NotFound


async def of_session(session_id: int, reader: Actor | None) -> list[Attachment]:
    """What the reader may open: everything for who is signed in, else what is public."""
    found = Attachment.filter(session_id=session_id).order_by("id")
    return await found if reader else await _named_for_all(session_id, await found.filter(public=True))


async def _named_for_all(session_id: int, found: list[Attachment]) -> list[Attachment]:
    """A phone's own name for a file may have somebody's name in it. Not to be saved after that."""
    if found:
        show = await masking.words(await Session.get(id=session_id), [one.name for one in found])
        for one in found:
            one.name = show(one.name)
    return found


async def attachment(attachment_id: int, reader: Actor | None) -> Attachment:
    """Raises NotFound, for what is not for the reader too: nobody learns what there is."""
    found = await Attachment.get_or_none(id=attachment_id)
    if found is None or not (found.public or reader):
        raise NotFound(N_("找不到这个附件。"))
    return found if reader else (await _named_for_all(found.session_id, [found]))[0]


async def names_of_items(session_id: int, reader: Actor | None) -> dict[int, tuple[str, ...]]:
    """By the item's id, for the printed agenda."""
    found: dict[int, tuple[str, ...]] = {}
    for one in await of_session(session_id, reader):
        if one.item_id:
            found[one.item_id] = (*found.get(one.item_id, ()), one.name)
    return found
