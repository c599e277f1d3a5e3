"""What a PDF tells beside its pages, taken away before everybody may have it: who wrote it with what and where, small
pictures of its pages, earlier versions, files inside, who commented, and where its photos were taken.

The text and the pictures stay as they are. A signature in it is void after that: it was for the file as it was.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

_BESIDE_AN_OBJECT = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
_BESIDE_THE_PAGES = ("/AA", "/Collection", "/OpenAction", "/SpiderInfo", "/AF")
_NAMED = ("/EmbeddedFiles", "/JavaScript")
_WHO_COMMENTED = ("/T", "/CreationDate", "/M", "/FS")
_KEPT_IN_JPEG = {0xE0, 0xE2, 0xEE}
"""Of a picture's own marks: its size, its colours, and how these are written."""


class NotBare(Exception):
    """It cannot be read: it asks for a password, or is broken."""


def bare_pdf(content: bytes) -> bytes:
    """Raises NotBare."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _strip(pdf)
            made = io.BytesIO()
            pdf.save(made, encryption=False, deterministic_id=True)  # only what the pages need: nothing earlier
            return made.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, NotImplementedError) as failed:
        raise NotBare from failed


def _strip(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo
    _take_out(pdf.Root, _BESIDE_THE_PAGES)
    if "/Names" in pdf.Root:
        _take_out(pdf.Root.Names, _NAMED)
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            _take_out(one, _BESIDE_AN_OBJECT)
        if isinstance(one, pikepdf.Stream) and one.get("/Filter") in (pikepdf.Name.DCTDecode, ["/DCTDecode"]):
            one.write(bare_jpeg(one.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
    for page in pdf.pages:
        for mark in _marks(page):
            _take_out(mark, _WHO_COMMENTED)


def _take_out(of: pikepdf.Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in of:
            del of[name]


def _marks(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    """Comments and the like; a form's field needs its name."""
    for one in page.get("/Annots", pikepdf.Array()):
        if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") not in ("/Widget", "/Link"):
            yield one


def bare_jpeg(content: bytes) -> bytes:
    """Without when, where and by what it was taken. What is no JPEG stays as it is."""
    if not content.startswith(b"\xff\xd8"):
        return content
    kept, at = [content[:2]], 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        kind, end = content[at + 1], at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == 0xDA:  # the picture itself
            break
        if kind != 0xFE and not (0xE0 <= kind <= 0xEF and kind not in _KEPT_IN_JPEG):
            kept.append(content[at:end])
        at = end
    return b"".join([*kept, content[at:]])
