"""Attachments on disk: what is taken, how it is kept, under a name that nobody chose.

A picture is made anew from its pixels, so that neither its place nor anything hidden in it comes along. Other files are
kept as they are, and only ever given out as a download: this house never opens them.
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

from forum.errors import N_, BadInput, Sentence

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
TYPES = {
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_PART_OF = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_PICTURES = ("JPEG", "PNG", "WEBP")

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


async def keep(content: bytes) -> Kept:
    """Raises BadInput for what is neither a picture nor a file of a kind that is taken."""
    return await asyncio.to_thread(_keep, content)


def forget(stored: str) -> None:
    (_directory / stored).unlink(missing_ok=True)


def path_of(stored: str) -> Path | None:
    path = _directory / stored
    return path if path.is_file() else None


def _keep(content: bytes) -> Kept:
    kind, content = _taken(content)
    stored = f"{secrets.token_hex(16)}.{kind}"
    _directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _directory / stored
    path.touch(mode=0o600)
    path.write_bytes(content)
    return Kept(kind, stored, len(content), hashlib.sha256(content).hexdigest())


def _taken(content: bytes) -> tuple[str, bytes]:
    """What it is by what is in it: its name may say anything."""
    if content.startswith(b"%PDF-"):
        return "pdf", content
    if content.startswith(b"PK\x03\x04"):
        return _office(content), content
    return "jpg", _picture(content)


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


def _picture(content: bytes) -> bytes:
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=_PICTURES)
        if image.width * image.height > MOST_PIXELS:
            raise BadInput({"file": Sentence(N_("照片太大了，请用较低的分辨率再拍。"))})
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image = image.convert("RGB")
        made = io.BytesIO()
        image.save(made, "JPEG", quality=85)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise _refused() from None
    return made.getvalue()


def _refused() -> BadInput:
    return BadInput({"file": Sentence(N_("附件只收照片（JPEG、PNG）、PDF 和 Word、Excel、PPT 文件（不带宏）。"))})
