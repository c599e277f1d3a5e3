"""Files on disk that somebody sent: what is taken, how it is kept, under a name that nobody chose.

A picture is made anew from its pixels, so that neither its place nor anything hidden in it comes along. Other files are
kept as they are, and only ever given out as a download. What is for everybody is a PDF without what it tells beside its
pages, or a picture: an office file has too many places for who wrote it, what was deleted and who commented.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from forum.bare import NotBare, bare_pdf
from forum.errors import N_, BadInput, Sentence

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
PICTURE_SIDE, SMALL_SIDE = 1600, 480
"""Longest sides of a photo that shows something, and of the small one beside it."""
TYPES = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_PART_OF = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_PICTURES = ("JPEG", "PNG", "WEBP")
_NO_FILE = Sentence(N_("附件只收照片（JPEG、PNG）、PDF 和 Word、Excel、PPT 文件（不带宏）。"))
_NOT_PUBLIC = Sentence(
    N_("Word、Excel、PPT 文件里藏着作者、批注和改过的字，不能公开。请另存为 PDF 再传，或者只给登录的人看。")
)
_NOT_BARE = Sentence(
    N_("这个 PDF 打不开（有密码，或者坏了），去不掉里面的作者等信息，不能公开。请重新导出再传，或者只给登录的人看。")
)
NO_PICTURE = Sentence(N_("这个文件不是能看的照片，请用 JPEG 或 PNG。"))
_TOO_LARGE = Sentence(N_("照片太大了，请用较低的分辨率再拍。"))

_directory = Path("attachments")


def configure(directory: Path) -> None:
    global _directory
    _directory = directory


@dataclass(frozen=True)
class Kept:
    kind: str
    stored: str
    size: int
    sha256: str


async def keep(content: bytes, *, public: bool = False) -> Kept:
    """Raises BadInput for what is neither a picture nor a file of a kind that is taken, or `public` and may not be."""
    return await asyncio.to_thread(_keep, content, public)


def check_public(kind: str) -> None:
    """Raises BadInput for a kind of files that is not for everybody."""
    if kind in _PART_OF:
        raise BadInput({"file": _NOT_PUBLIC})


async def keep_picture(content: bytes, field: str = "file") -> Kept:
    """A picture and nothing else, with a small one beside it. Raises BadInput, with its sentence at the field."""
    return await asyncio.to_thread(_keep_picture, content, field)


def forget(stored: str) -> None:
    for name in (stored, small(stored)):
        (_directory / name).unlink(missing_ok=True)


def path_of(stored: str) -> Path | None:
    path = _directory / stored
    return path if path.is_file() else None


def small(stored: str) -> str:
    """The name of the small picture that `keep_picture` lays beside one."""
    return f"small-{stored}"


def _keep(content: bytes, public: bool) -> Kept:
    kind, content = _taken(content)
    return _stored(kind, _for_everybody(kind, content) if public else content)


def _for_everybody(kind: str, content: bytes) -> bytes:
    check_public(kind)
    try:
        return bare_pdf(content) if kind == "pdf" else content
    except NotBare:
        raise BadInput({"file": _NOT_BARE}) from None


def _keep_picture(content: bytes, field: str) -> Kept:
    image = opened(content, PICTURE_SIDE, BadInput({field: NO_PICTURE}))
    kept = _stored("jpg", _as_jpeg(image))
    image.thumbnail((SMALL_SIDE, SMALL_SIDE))
    _write(small(kept.stored), _as_jpeg(image))
    return kept


def _stored(kind: str, content: bytes) -> Kept:
    stored = f"{secrets.token_hex(16)}.{kind}"
    _write(stored, content)
    return Kept(kind, stored, len(content), hashlib.sha256(content).hexdigest())


def _write(name: str, content: bytes) -> None:
    _directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _directory / name
    path.touch(mode=0o600)
    path.write_bytes(content)


def _taken(content: bytes) -> tuple[str, bytes]:
    """What it is by what is in it: its name may say anything."""
    if content.startswith(b"%PDF-"):
        return "pdf", content
    if content.startswith(b"PK\x03\x04"):
        return _office(content), content
    return "jpg", _as_jpeg(opened(content, LONGEST_SIDE, _refused()))


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _refused() from None
    kind = next((kind for kind, part in _PART_OF.items() if part in names), None)
    if kind is None or any(name.endswith("vbaProject.bin") for name in names):
        raise _refused()
    return kind


def opened(content: bytes, longest: int, otherwise: BadInput) -> Image.Image:
    """Upright, no longer than that on either side. Raises `otherwise` for what is no picture."""
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=_PICTURES)
        if image.width * image.height > MOST_PIXELS:
            raise BadInput(dict.fromkeys(otherwise.fields, _TOO_LARGE))
        image.draft(None, (longest, longest))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((longest, longest))
        image = image.convert("RGB")
        image.info.clear()  # a comment written into the file would be written into the new one, too
        return image
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise otherwise from None


def _as_jpeg(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "JPEG", quality=85)
    return made.getvalue()


def _refused() -> BadInput:
    return BadInput({"file": _NO_FILE})
