"""The CSV of one ballot: what it is about in rows that begin with #, then a row for each paper."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from agenda.recount.documents import BallotEntry
from forum.errors import N_, Refusal, Sentence

COLUMNS = ("receipt", "voter", "choice", "source", "group", "weight", "votes")
_NUMBERS = {"weight", "votes"}
_ABOUT = re.compile(r"#\s*(?P<name>[a-z_]+)\s*:\s*(?P<value>.*)", re.S)
_SIGN = re.compile(r'^\s*"?#\s*(kind|rules|question|settings|roll|option|entitled|hash)\s*:', re.M)
_HEAD = re.compile(r"^(?:[^\n]*,)?\"?choice\"?(?:,[^\n]*)?\r?$", re.M)

Place = Callable[[int], Sentence]
"""Where a paper stands in its file, by its number from 0."""


class Unreadable(Refusal):
    """A file that cannot be counted; the sentence says where and why."""

    status = 422


def in_order(at: int) -> Sentence:
    return Sentence(N_("第 {number} 张票"), {"number": at + 1})


def misplaced(error: ValidationError) -> Unreadable:
    """The first mistake, by its place in the document: ballots.2.votes.7.choice."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "—"
    if first["type"] == "missing":
        return Unreadable(N_("{where}：缺少这一项。"), where=where)
    if first["type"] == "extra_forbidden":
        return Unreadable(N_("{where}：没有这样的项。"), where=where)
    return Unreadable(N_("{where}：写的不对：{given}"), where=where, given=repr(first["input"])[:80])


def looks_like(text: str) -> bool:
    head = text[:20_000]
    return bool(_SIGN.search(head) or _HEAD.search(head))


# ---- reading -----------------------------------------------------------------------------------------------------


def read(text: str) -> tuple[BallotEntry, Place]:
    """The ballot, and which line a paper stands in. Raises Unreadable."""
    about: dict[str, Any] = {}
    entries: list[dict[str, Any]] = []
    lines: list[int] = []
    columns: list[str] = []
    for line, row in _rows(text):
        if row[0].lstrip().startswith("#"):
            _note(about, line, ",".join(row) if _ABOUT.match(row[0].lstrip()) else row[0])
        elif not columns:
            columns = _columns(line, row)
        else:
            entries.append(_entry(line, columns, row))
            lines.append(line)
    about["papers" if "receipt" in columns else "votes"] = entries
    try:
        return BallotEntry.model_validate(about), lambda at: _line(lines[at])
    except ValidationError as error:
        raise _misplaced(error, lines) from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(N_("第 {line} 行：引号没有成对，或单元格太长。"), line=reader.line_num) from None
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _note(about: dict[str, Any], line: int, cell: str) -> None:
    """A row "# name: value"; other remarks say nothing. A spreadsheet may have added empty cells behind."""
    found = _ABOUT.match(cell.strip().rstrip(","))
    if not found:
        return
    name, value = found["name"], found["value"].strip()
    if name == "option":
        about.setdefault("settings", {}).setdefault("options", []).append(value)
    elif name in {"entitled", "present"}:
        about.setdefault("roll", {})[name] = _value(line, value)
    elif name in BallotEntry.model_fields:
        known, told = about.get(name), _value(line, value)
        about[name] = {**known, **told} if isinstance(known, dict) and isinstance(told, dict) else told


def _value(line: int, value: str) -> Any:
    """JSON where it begins like an object or a list, or is a whole number; else the text as it stands."""
    if not value.startswith(("{", "[")) and not re.fullmatch(r"\d{1,12}|true|false", value):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Unreadable(N_("第 {line} 行：JSON 写到这里读不懂。"), line=line) from None


def _columns(line: int, row: Sequence[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in row]
    if "choice" not in columns:
        raise Unreadable(N_("第 {line} 行：应是各列的名称，其中要有 choice。"), line=line)
    return columns


def _entry(line: int, columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    if len(row) < len(columns):
        raise Unreadable(
            N_("第 {line} 行：有 {columns} 列，这里只有 {cells} 格。"), line=line, columns=len(columns), cells=len(row)
        )
    entry: dict[str, Any] = {}
    for name, cell in zip(columns, row, strict=False):
        if name in _NUMBERS and cell.strip():
            entry[name] = _whole(line, cell.strip())
        elif name in COLUMNS and name not in _NUMBERS:
            entry[name] = cell.strip()
    if "receipt" in entry:
        entry = {name: entry[name] for name in ("receipt", "choice", "group") if name in entry}
    return entry


def _whole(line: int, cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", cell):
        raise Unreadable(N_("第 {line} 行：这里应是整数，写的却是“{cell}”。"), line=line, cell=cell[:40])
    return int(cell)


def _misplaced(error: ValidationError, lines: Sequence[int]) -> Unreadable:
    place = error.errors()[0]["loc"]
    if len(place) > 1 and place[0] in {"votes", "papers"} and isinstance(place[1], int):
        return Unreadable(
            N_("{place}：写的不对：{given}"), place=_line(lines[place[1]]), given=repr(error.errors()[0]["input"])[:80]
        )
    return misplaced(error)


def _line(line: int) -> Sentence:
    return Sentence(N_("第 {line} 行"), {"line": line})


# ---- writing -----------------------------------------------------------------------------------------------------


def written(ballot: BallotEntry, rules: dict[str, Any], said: Callable[[str], str]) -> str:
    """A secret ballot's published list as `read` takes it, with each choice in words beside it.

    What people wrote stands in cells that begin with # or behind words of ours, so that no spreadsheet takes it for a
    formula. Begins with a byte order mark: without it spreadsheets guess the encoding.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([cell] for cell in _about(ballot, rules))
    writer.writerow(["receipt", "choice", "group", "in words"])
    writer.writerows([paper.receipt, paper.choice, paper.group, said(str(paper.choice))] for paper in ballot.papers)
    return "\ufeff" + out.getvalue()


def _about(ballot: BallotEntry, rules: dict[str, Any]) -> Iterable[str]:
    told = ballot.model_dump(mode="json", exclude_defaults=True, exclude={"papers", "votes", "rules", "item", "id"})
    for name, value in {**told, "kind": ballot.kind.value, "rules": rules}.items():
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"# {name}: {' '.join(plain.split()) if name == 'question' else plain}"
