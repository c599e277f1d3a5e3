"""A register that was read and waits until every question about it is answered: one file a body, until it is imported.

Numbers of documents are keyed digests before anything else sees them: who has the files and the database alone can
neither read one nor try which it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from forum.owners.cells import area_of, is_spoilt, numbers_of
from forum.owners.questions import NotAnAnswer
from forum.owners.register import Register
from forum.owners.rows import FlatRow
from forum.people import credentials

_folder = Path("registers")
_SPOILT = "1E+17"


@dataclass(frozen=True)
class Staged:
    """`declared_area` (0.01 m²) and `declared_flats` are what the register says of itself; None where it doesn't."""

    rows: tuple[FlatRow, ...]
    file: str = ""
    ignored: tuple[str, ...] = ()
    declared_area: int | None = None
    declared_flats: int | None = None

    @property
    def mark(self) -> str:
        """By which a page knows that it is still the file it showed."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]


def configure(folder: Path) -> None:
    global _folder
    _folder = folder


def staged(register: Register, file: str, *, area: int | None = None, flats: int | None = None) -> Staged:
    """Ready to be kept; a total that was typed goes before the sum that stands in the file."""
    rows = tuple(replace(row, documents=sealed(row.documents)) for row in register.rows)
    return Staged(rows, file[:120], register.ignored, area or _summed(register.sums), flats)


def sealed(documents: str) -> str:
    """The cell with a digest for each number, in the same order; the same number has the same one."""
    return "、".join(_sealed(number) for number in numbers_of(documents))


def _sealed(number: str) -> str:
    if not number:
        return "无"
    return _SPOILT if is_spoilt(number) else "D" + credentials.digest("document", number)[:24].upper()


def _summed(sums: Sequence[tuple[int, str]]) -> int | None:
    """The last is the sum of all, those before it may be of each building."""
    try:
        return area_of(sums[-1][1]) if sums else None
    except NotAnAnswer:
        return None


def keep(body_id: int, one: Staged) -> None:
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, part = _path(body_id), _path(body_id).with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(one), ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def kept(body_id: int) -> Staged | None:
    try:
        data: dict[str, Any] = json.loads(_path(body_id).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    rows = tuple(FlatRow(**row) for row in data.pop("rows"))
    return Staged(rows, **{**data, "ignored": tuple(data["ignored"])})


def drop(body_id: int) -> None:
    _path(body_id).unlink(missing_ok=True)


def _path(body_id: int) -> Path:
    return _folder / f"{body_id}.json"
