"""Finished documents kept on disk, `<data>/cache/pdf`, each under the hash of what it was made from.

They hold people's names: readable by the server alone, and `forget_cached_pdfs` empties the shelf when a person's name
is replaced.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

KEPT = 600
"""Files on the shelf, documents and their pictures; the longest unused leave first."""
KEPT_BYTES = 300 * 1024**2


def place(data_dir: Path) -> Path:
    return data_dir / "cache" / "pdf"


def taken(path: Path) -> bytes | None:
    """What is kept there, which is now the newest; None where nothing is."""
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return content


def touched(path: Path) -> int | None:
    """The size of what is kept there, which is now the newest; None where nothing is."""
    try:
        os.utime(path)
        return path.stat().st_size
    except OSError:
        return None


def keep(path: Path, content: bytes) -> None:
    keep_written(path, lambda file: file.write(content))


def keep_written(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Written beside and moved into place, readable by the server alone (mkstemp's 0600). Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _make_room(path.parent)


def _make_room(shelf: Path) -> None:
    """The newest stay, however large it is: somebody waits for it."""
    kept = sorted(_files(shelf), key=lambda one: one[1].st_mtime, reverse=True)
    room = KEPT_BYTES
    for number, (path, known) in enumerate(kept):
        room -= known.st_size
        if number and (number >= KEPT or room < 0):
            path.unlink(missing_ok=True)


def _files(shelf: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    for path in shelf.iterdir():
        with suppress(FileNotFoundError):  # somebody else made room
            found.append((path, path.stat()))
    return [(path, known) for path, known in found if path.suffix != ".part"]


def forget_cached_pdfs(data_dir: Path) -> None:
    """Empty the shelf, as after a person's name was replaced by a pseudonym."""
    shelf = place(data_dir)
    for path in shelf.iterdir() if shelf.is_dir() else ():
        path.unlink(missing_ok=True)
