from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from forum import files, parts
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound
from forum.files import Kept
from forum.journal import COMMUNITY_ROOM, answer, command, transaction
from forum.pictures import commands, queries
from forum.pictures.models import Picture
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

KEPT = Kept("jpg", "0" * 32 + ".jpg", 9, "a" * 64)


def photo(width: int = 2000, height: int = 1500) -> bytes:
    """A picture with a place in it."""
    image, exif = Image.new("RGB", (width, height), "white"), Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    made = io.BytesIO()
    image.save(made, "JPEG", exif=exif, comment=b"secret place", xmp=b"secret place")
    return made.getvalue()


@pytest.fixture(autouse=True)
def readers(app: Any, tmp_path: Path) -> Iterator[None]:
    """Of these matters number 1 is for everybody, number 2 for who is signed in."""

    async def may_see(matter: int, reader: Actor | None) -> bool:
        return matter == 1 or reader is not None

    files.configure(tmp_path / "attachments")
    parts.picture_readers["matter"] = may_see
    yield
    parts.picture_readers.pop("matter", None)


@command
async def show_matter(matter: int, kept: Sequence[Kept | Picture], *, by: Actor, office_only: bool = False) -> int:
    """As a slice's own command puts photos beside what it writes."""
    async with transaction(COMMUNITY_ROOM):
        await commands.put_beside("matter", matter, kept, by=by, office_only=office_only)
        return answer((await Picture.all().order_by("-id").first()).id)


@dataclass
class Scene:
    picture_id: int
    adder: Actor
    somebody: Actor
    office: Actor


async def shown(matter: int = 1, **given: Any) -> Scene:
    adder = await make.person()
    picture_id = await show_matter(matter, [await files.keep_picture(photo())], by=adder, **given)
    return Scene(picture_id, adder, await make.person(), await make.secretary())


async def test_a_photo_is_made_anew_without_where_it_was_taken_and_small_beside_it() -> None:
    kept = await files.keep_picture(photo())
    for name, longest in ((kept.stored, files.PICTURE_SIDE), (files.small(kept.stored), files.SMALL_SIDE)):
        path = files.path_of(name)
        assert path is not None and b"secret place" not in path.read_bytes() and path.stat().st_mode & 0o777 == 0o600
        with Image.open(path) as image:
            assert not image.getexif() and max(image.size) == longest
    files.forget(kept.stored)
    assert files.path_of(kept.stored) is None and files.path_of(files.small(kept.stored)) is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"GIF89a", b"\x89PNG\r\n\x1a\n torn", photo()[:400]])
async def test_only_a_picture_is_a_photo(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        await files.keep_picture(content, "photos")
    assert list(refused.value.fields) == ["photos"]


async def _take_off(scene: Scene, **given: Any) -> None:
    await commands.take_off(scene.picture_id, by=scene.adder, **given)


async def test_taking_off_is_recorded_once() -> None:
    deed = Deed("taken off", shown, _take_off, "picture.taken_off", lambda s, _: {"picture": s.picture_id, "of": 1})
    await check_recorded(deed)
    await check_acts_once(deed)
    put = Deed("put", make.person, lambda by, **given: show_matter(1, [KEPT], by=by, **given), "picture.added")
    await check_recorded(put)
    await check_acts_once(put)


@pytest.mark.parametrize("refused", [
    Refused(
        "by another", shown, lambda s, **g: commands.take_off(s.picture_id, by=s.somebody, **g), NotAllowed, "放上的人"
    ),
    Refused("of none", shown, lambda s, **g: commands.take_off(999, by=s.office, **g), NotFound, "找不到"),
    Refused("of too many", shown, lambda s, **g: show_matter(1, [KEPT] * 6, by=s.adder, **g), BadInput, "最多放6张"),
], ids=str)  # fmt: skip
async def test_what_is_refused_changes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_the_file_goes_with_its_photo() -> None:
    scene = await shown()
    stored = (await Picture.get(id=scene.picture_id)).stored
    await commands.take_off(scene.picture_id, by=scene.office)
    assert files.path_of(stored) is None


async def test_a_photo_beside_two_matters_is_taken_off_each_by_itself_and_its_file_goes_with_the_last() -> None:
    scene = await shown(1)
    first = await Picture.get(id=scene.picture_id)
    second = await show_matter(2, [first], by=scene.adder)
    await commands.take_off(first.id, by=scene.adder)
    assert files.path_of(first.stored) is not None
    await commands.take_off(second, by=scene.adder)
    assert files.path_of(first.stored) is None


async def test_who_may_see_the_matter_may_see_its_photos_and_nobody_else_learns_of_them(client: Any) -> None:
    public, inner = await shown(1), await shown(2)
    for number, office_only in ((3, True), (4, False)):
        await show_matter(number, [KEPT], by=inner.adder, office_only=office_only)
    private = (await Picture.filter(subject_id=3).get()).id
    stranger, neighbour, office = await client(), await client(inner.somebody), await client(inner.office)
    for path in (f"/pictures/{public.picture_id}", f"/pictures/{public.picture_id}/small"):
        got = await stranger.get(path)
        assert got.status_code == 200 and got.headers["Content-Type"] == "image/jpeg"
    assert (await stranger.get(f"/pictures/{inner.picture_id}")).status_code == 404
    assert (await neighbour.get(f"/pictures/{inner.picture_id}")).status_code == 200
    assert (await neighbour.get(f"/pictures/{private}")).status_code == 404
    assert not await queries.beside("matter", 3, inner.somebody) and await queries.beside("matter", 3, inner.office)
    parts.picture_readers.pop("matter")
    assert (await office.get(f"/pictures/{public.picture_id}")).status_code == 404
