"""The ZIP itself: what reading.py reads."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SUMS = "SHA256SUMS"
SESSION = "session.json"
ISSUED = "evidence/"
PHOTOS = "attachments/photos/"
FILES = "attachments/files/"
_PACKED = {".pdf", ".jpg", ".docx", ".xlsx", ".pptx"}
"""Deflating these again costs seconds of a core and gains nothing."""
_WHEN = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class File:
    """By its name in the archive: its bytes, or where they lie."""

    name: str
    content: bytes | Path


def write(files: Iterable[File], out: BinaryIO) -> None:
    """With the checksums of all in a form that `sha256sum -c` reads. Raises OSError for a file that is gone."""
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in files:
            sums.append(f"{_put(bundle, file)}  {file.name}\n")
        _put(bundle, File(SUMS, "".join(sums).encode()))


def _put(bundle: zipfile.ZipFile, file: File) -> str:
    """Gives its SHA-256."""
    entry = zipfile.ZipInfo(file.name, _WHEN)
    entry.compress_type = zipfile.ZIP_STORED if Path(file.name).suffix in _PACKED else zipfile.ZIP_DEFLATED
    if isinstance(file.content, bytes):
        bundle.writestr(entry, file.content)
        return hashlib.sha256(file.content).hexdigest()
    with file.content.open("rb") as source:
        with bundle.open(entry, "w") as into:
            shutil.copyfileobj(source, into, 1024**2)
        source.seek(0)
        return hashlib.file_digest(source, "sha256").hexdigest()
