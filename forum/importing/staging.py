"""A list that was read and waits to be put in: one file for each list, with what a person corrected and decided."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from forum.importing import columns
from forum.importing.shape import Column
from forum.importing.tables import Table, tables

_folder = Path("imports")


@dataclass(frozen=True)
class Staged:
    """`mark` is new with each file and each change of its columns: by it a form knows what its page showed."""

    table: Table
    header: int
    chosen: Mapping[int, str]
    file: str = ""
    decisions: Mapping[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def ignored(self) -> list[str]:
        header = self.table[self.header] if self.header < len(self.table) else []
        return [cell.strip() for at, cell in enumerate(header) if cell.strip() and at not in self.chosen]


def staged(data: bytes, file: str, of: tuple[Column, ...]) -> Staged:
    """Of a workbook the sheet whose header is understood best. Raises Unreadable."""
    found = list(tables(data, lambda table: columns.known(table, of)))
    table = max(found, key=lambda one: columns.known(one, of) if one else -1)
    header = columns.header_of(table, of) if table else 0
    return Staged(table, header, columns.guess(table, header, of), file[:120])


def corrected(one: Staged, header: int, chosen: Mapping[int, str]) -> Staged:
    return replace(one, header=header, chosen=dict(chosen), mark=secrets.token_hex(8))


# ---- on the disk -------------------------------------------------------------------------------------------------


def configure(folder: Path) -> None:
    global _folder
    _folder = folder


def keep(key: str, one: Staged) -> None:
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, part = _path(key), _path(key).with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(json.dumps(asdict(one), ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def kept(key: str) -> Staged | None:
    try:
        data: dict[str, Any] = json.loads(_path(key).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Staged(**{**data, "chosen": {int(at): column for at, column in data["chosen"].items()}})


def is_waiting(key: str) -> bool:
    return _path(key).exists()


def drop(key: str) -> None:
    _path(key).unlink(missing_ok=True)


def _path(key: str) -> Path:
    return _folder / f"{key}.json"
