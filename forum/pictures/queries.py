from __future__ import annotations

from collections.abc import Collection

from forum import parts
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.pictures.models import Picture


async def beside(subject: str, subject_id: int, reader: Actor | None) -> list[Picture]:
    """What of a matter that the reader may see is for them, oldest first."""
    return (await beside_each(subject, [subject_id], reader))[subject_id]


async def beside_each(subject: str, subject_ids: Collection[int], reader: Actor | None) -> dict[int, list[Picture]]:
    """The same for many matters at once, by their ids."""
    found: dict[int, list[Picture]] = {id: [] for id in subject_ids}
    if not found:
        return found
    query = Picture.filter(subject=subject, subject_id__in=list(found))
    if not (reader and reader.in_office):
        query = query.filter(office_only=False)
    for one in await query.order_by("id"):
        found[one.subject_id].append(one)
    return found


async def picture(picture_id: int, reader: Actor | None) -> Picture:
    """Raises NotFound, for what is not for the reader too: nobody learns what there is."""
    found = await Picture.get_or_none(id=picture_id)
    if found is None or not await _may_see(found, reader):
        raise NotFound(N_("找不到这张照片。"))
    return found


async def _may_see(found: Picture, reader: Actor | None) -> bool:
    if found.office_only and not (reader and reader.in_office):
        return False
    readers = parts.picture_readers.get(found.subject)
    return readers is not None and await readers(found.subject_id, reader)
