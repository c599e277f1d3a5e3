from __future__ import annotations

from collections.abc import Sequence

from forum import clock, files
from forum.access import Actor
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.files import Kept
from forum.journal import COMMUNITY_ROOM, answer, command, record, transaction
from forum.pictures.models import Picture

MOST = 6
"""Photos of one matter: they show it, they do not archive it."""


async def put_beside(
    subject: str, subject_id: int, kept: Sequence[Kept | Picture], *, by: Actor, office_only: bool = False
) -> None:
    """Within the transaction of the matter's own command: new photos, or those of another matter beside this one, too.

    Raises BadInput at `photos` when there are too many.
    """
    there = await Picture.filter(subject=subject, subject_id=subject_id).count() if kept else 0
    if there + len(kept) > MOST:
        raise BadInput({"photos": Sentence(N_("一件事最多放{most}张照片。"), {"most": MOST})})
    for one in kept:
        made = await Picture.create(
            subject=subject, subject_id=subject_id, stored=one.stored, sha256=one.sha256, office_only=office_only,
            added_at=clock.now(), added_by_id=by.person_id,
        )  # fmt: skip
        record("picture.added", by, picture=made.id, beside=subject, of=subject_id, sha256=one.sha256)


async def move_beside(subject: str, subject_id: int, to: str, to_id: int) -> None:
    """All photos of a matter that has become another one. Within the transaction of its command."""
    await Picture.filter(subject=subject, subject_id=subject_id).update(subject=to, subject_id=to_id)


@command
async def take_off(picture_id: int, *, by: Actor) -> int:
    """Whoever added a photo takes it off again, or the office; the file goes with the last that leads to it."""
    async with transaction(COMMUNITY_ROOM):
        found = await Picture.get_or_none(id=picture_id)
        if found is None:
            raise NotFound(N_("找不到这张照片。"))
        if not (by.in_office or by.person_id == found.added_by_id):
            raise NotAllowed(N_("照片由放上的人或社区取下。"))
        await found.delete()
        record("picture.taken_off", by, picture=picture_id, beside=found.subject, of=found.subject_id)
        answer(picture_id)
    if not await Picture.exists(stored=found.stored):
        files.forget(found.stored)  # not before it is sure that nobody will be led to it
    return picture_id
