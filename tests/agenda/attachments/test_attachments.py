from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from quart.datastructures import FileStorage

from agenda.attachments import commands
from agenda.attachments.models import Attachment
from agenda.sessions import commands as sessions
from forum import files
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.files import Kept
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused, new_id

KEPT = Kept("pdf", "0" * 32 + ".pdf", 9, "a" * 64)
PDF = b"%PDF-1.7\n%%EOF"


def photo() -> bytes:
    """A picture with a place in it, wider than what is kept."""
    image, exif = Image.new("RGB", (3000, 900), "white"), Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    made = io.BytesIO()
    image.save(made, "JPEG", exif=exif, comment=b"secret place")
    return made.getvalue()


def office(part: str, *others: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name in (part, *others):
            parts.writestr(name, "<x/>")
    return made.getvalue()


async def test_a_picture_is_made_anew_without_where_it_was_taken(tmp_path: Path) -> None:
    files.configure(tmp_path / "attachments")
    kept = await files.keep(photo())
    path = files.path_of(kept.stored)
    assert path is not None and kept.kind == "jpg" and b"secret place" not in path.read_bytes()
    with Image.open(path) as image:
        assert not image.getexif() and image.width == files.LONGEST_SIDE
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("content", "kind"), [
    (PDF, "pdf"), (office("word/document.xml"), "docx"), (office("xl/workbook.xml"), "xlsx"),
    (office("ppt/presentation.xml"), "pptx"),
])  # fmt: skip
async def test_a_file_is_what_is_in_it_and_kept_as_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    files.configure(tmp_path)
    kept = await files.keep(content)
    path = files.path_of(kept.stored)
    assert kept.kind == kind and path is not None and path.read_bytes() == content


@pytest.mark.parametrize("content", [
    b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90", b"PK\x03\x04torn",
    office("evil.exe"), office("word/document.xml", "word/vbaProject.bin"), b"GIF89a", b"\x89PNG\r\n\x1a\n torn",
])  # fmt: skip
async def test_what_could_do_harm_or_is_nothing_is_not_taken(tmp_path: Path, content: bytes) -> None:
    files.configure(tmp_path)
    with pytest.raises(BadInput) as refused:
        await files.keep(content)
    assert list(refused.value.fields) == ["file"] and not os.listdir(tmp_path)


async def attached() -> Hall:
    hall = await make.session_planned(topics=1)
    hall.ballot_id = await commands.attach(hall.session_id, KEPT, "方案", by=hall.secretary, item_id=hall.items[0])
    return hall


DEEDS = [
    Deed("attach", make.session_planned, lambda h, **kw: commands.attach(
        h.session_id, KEPT, "方案", by=h.recorder, **kw), "attachment.added", lambda h, id: {"attachment": id}),
    Deed("take off", attached, lambda h, **kw: commands.take_off(h.ballot_id, by=h.recorder, **kw),
         "attachment.taken_off"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_its_fact_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


async def closed() -> Hall:
    hall = await make.session_open()
    await sessions.close_session(hall.session_id, by=hall.chair)
    return hall


@pytest.mark.parametrize("refused", [
    Refused("a member", make.session_planned, lambda h, **kw: commands.attach(
        h.session_id, KEPT, "方案", by=h.members[0], **kw), NotAllowed, "记录员"),
    Refused("another session's item", make.session_planned, lambda h, **kw: commands.attach(
        h.session_id, KEPT, "方案", by=h.recorder, item_id=999, **kw), BadInput, "请从列表中"),
    Refused("closed", closed, lambda h, **kw: commands.attach(
        h.session_id, KEPT, "方案", by=h.recorder, **kw), RuleBroken, "已经结束"),
], ids=str)  # fmt: skip
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_it_is_uploaded_read_by_who_is_signed_in_and_by_the_public_only_where_it_is_public(client: Any) -> None:
    hall = await make.session_planned(topics=1)
    recorder, member, anybody = await client(hall.recorder), await client(hall.members[0]), await client()
    address = f"/sessions/{hall.session_id}/attachments"

    async def upload(content: bytes, file: str, **fields: str) -> int:
        sent = {"file": FileStorage(io.BytesIO(content), filename=file)}
        answer = await recorder.post(address, form={"command_id": new_id(), **fields}, files=sent)
        return answer.status_code

    assert await upload(PDF, "..\\..\\方案<b>.html", item_id=str(hall.items[0])) == 303
    assert await upload(photo(), "现场.png", public="1", name="现场照片") == 303
    assert await upload(b"<html>", "x.pdf") == 422
    secret, public = await Attachment.all().order_by("id")
    assert secret.file_name == "方案<b>.pdf" and public.file_name == "现场照片.jpg"
    page = await member.text(f"/sessions/{hall.session_id}")
    assert "附件：方案&lt;b&gt;.pdf" in page and "附件：现场照片.jpg" in page
    seen = await anybody.text(f"/sessions/{hall.session_id}")
    assert "现场照片" in seen and "方案&lt;b&gt;.pdf" not in seen
    found = await member.get(f"/attachments/{secret.id}")
    assert found.status_code == 200 and await found.get_data() == PDF
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert (await anybody.get(f"/attachments/{secret.id}")).status_code == 404
    assert (await anybody.get(f"/attachments/{public.id}")).headers["Content-Type"] == "image/jpeg"
    assert "附件：方案" in await recorder.text(f"/sessions/{hall.session_id}")
    await Attachment.filter(id=public.id).update(name=f"{hall.members[0].name}家，13987654321")
    seen = await anybody.text(f"/sessions/{hall.session_id}")
    assert hall.members[0].name not in seen and "某家，139****4321.jpg" in seen, "what a phone called it"
    await recorder.submit(f"/attachments/{secret.id}/remove")
    assert files.path_of(secret.stored) is None and files.path_of(public.stored) is not None
