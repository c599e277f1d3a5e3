"""A PDF that everybody may have tells what is on its pages, and nothing of who made it, where and with what."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forum import files
from forum.bare import NotBare, bare_jpeg, bare_pdf
from forum.errors import BadInput

SECRET = "ZhugeMingyue"


def photo() -> bytes:
    """As a telephone makes it: who, when, where, with a comment."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010E], exif[0x0132] = SECRET, f"{SECRET} 13987654321", "2026:11:30 08:00:00"
    made = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(made, "JPEG", exif=exif, comment=f"C:/Users/{SECRET}".encode())
    return made.getvalue()


def telling(password: str = "") -> bytes:
    """A page with a photo, and SECRET in every other place a PDF has; an earlier version hangs on it too."""
    pdf, named = pikepdf.new(), SECRET.encode()
    page = pdf.add_blank_page(page_size=(200, 200))
    image = pdf.make_stream(
        photo(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=256, Height=256, BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode, Metadata=pdf.make_stream(named),
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.Contents = pdf.make_stream(b"q 200 0 0 200 0 0 cm /Im Do Q")
    page.Thumb, page.Metadata = pdf.make_stream(named), pdf.make_stream(named)
    page.PieceInfo = pikepdf.Dictionary(Word=pikepdf.Dictionary(LastModified=SECRET))
    comment = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=SECRET, M=SECRET, Contents="好"
    )
    page.Annots = pikepdf.Array([pdf.make_indirect(comment)])
    pdf.docinfo["/Author"] = pdf.docinfo["/Title"] = f"C:/Users/{SECRET}/a.docx"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    pdf.attachments[f"{SECRET}.txt"] = named
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET)
    pdf.make_indirect(pikepdf.String(SECRET))
    made = io.BytesIO()
    pdf.save(made, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return made.getvalue() + f"\n% earlier: {SECRET}\n".encode()


def inside(content: bytes) -> bytes:
    """All of it as it would be read, nothing packed."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(
            plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
    return content + plain.getvalue()


def drawn(content: bytes) -> bytes:
    return bytes(pypdfium2.PdfDocument(content)[0].render().to_pil().tobytes())


def test_nothing_beside_the_pages_is_left_and_the_pages_look_as_before() -> None:
    before = telling()
    assert inside(before).count(SECRET.encode()) > 12, "or this test would find nothing"
    after = bare_pdf(before)
    assert SECRET.encode() not in inside(after) and SECRET.encode("utf-16-be") not in inside(after)
    assert b"13987654321" not in inside(after) and drawn(after) == drawn(before)
    assert b"/Contents" in inside(after), "what somebody wrote on the page is there still"


@pytest.mark.parametrize("content", [b"%PDF-1.7 torn", b"%PDF-1.7\n%%EOF", telling(password="x")])
def test_what_cannot_be_read_is_said_to_be_so(content: bytes) -> None:
    with pytest.raises(NotBare):
        bare_pdf(content)


@given(st.binary(max_size=200))
def test_whatever_calls_itself_a_photo_does_no_harm(rest: bytes) -> None:
    assert len(bare_jpeg(b"\xff\xd8" + rest)) <= len(rest) + 2
    assert bare_jpeg(rest) == rest or rest.startswith(b"\xff\xd8")


async def test_only_what_is_for_everybody_is_stripped_and_office_files_are_for_nobody_but_who_signs_in(
    tmp_path: Path,
) -> None:
    files.configure(tmp_path)
    for public in (False, True):
        kept = await files.keep(telling(), public=public)
        path = files.path_of(kept.stored)
        assert path is not None and (SECRET.encode() in inside(path.read_bytes())) is not public
    with pytest.raises(BadInput, match="打不开"):
        await files.keep(telling(password="x"), public=True)
    for kind in ("docx", "xlsx", "pptx"):
        with pytest.raises(BadInput, match="另存为 PDF"):
            files.check_public(kind)
    for kind in ("pdf", "jpg"):
        files.check_public(kind)
