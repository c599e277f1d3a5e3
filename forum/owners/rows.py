"""Rows of a flat register as they stand, read cell by cell: what cannot be read for certain becomes a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeVar

from forum.errors import N_, Sentence
from forum.owners.cells import SOLD, UNSOLD, area_of, is_spoilt, names_of, numbers_of, word_of
from forum.owners.questions import Answer, Desk, Kind, NotAnAnswer, Problem, Typed, chosen, key

T = TypeVar("T")

SKIP = "skip"
DEVELOPER = "developer"
OWNER = "owner"
NO_DOCUMENTS = "none"

LONGEST_FLAT, LONGEST_NAME = 76, 80
"""Characters, as they are stored; a flat that stands twice gets #2 at its end."""

_SEVERAL = re.compile(r"[\u3400-\u9fff]{2,4}(?:[ \u3000]+|[和与及&])[\u3400-\u9fff]{2,4}")
_PARTS = re.compile(r"[ \u3000和与及&]+")
_DASHES = re.compile(r"[‐-―−–—_~]+")


@dataclass(frozen=True)
class FlatRow:
    """One row, as text. `line` is the row in the file, from 1; `kind` says whether the developer still holds it."""

    line: int
    flat: str
    area: str
    owners: str
    documents: str = ""
    kind: str = ""


class Mention(NamedTuple):
    """An owner's name as written in one place; `document` is "" where none can be relied on."""

    name: str
    document: str = ""


@dataclass(frozen=True)
class Flat:
    """A flat as read: area in 0.01 m². The developer's have the developer's name as their one mention, or none."""

    line: int
    flat: str
    area: int
    owners: tuple[Mention, ...]
    is_developers: bool = False

    @property
    def place(self) -> str:
        return place_of(self.flat)


def place_of(flat: str) -> str:
    """By which two rows are the same flat: widths, blanks and kinds of dash make no difference."""
    return _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", flat).casefold().split()))


class _Left(Exception):
    """The row stays out of the roll: a person said so."""


def read_row(row: FlatRow, desk: Desk) -> Flat | None:
    """None while a question about the row is open, or if it stays out. Every question is asked at once."""
    try:
        flat, area, developers = _flat(row, desk), _area(row, desk), _is_developers(row, desk)
        if developers is None:
            return None
        mentions = _mentions(row, desk, required=not developers)
    except _Left:
        desk.left_out.append(row.line)
        return None
    if flat is None or area is None or mentions is None:
        return None
    found, is_developers = mentions
    return Flat(row.line, flat, area, found, developers or is_developers)


# ---- questions about a row ---------------------------------------------------------------------------------------


def _about(
    row: FlatRow, kind: Kind, sentence: Sentence, options: Mapping[str, Sentence], typed: Typed = Typed.NOTHING
) -> Problem:
    evidence = (row.line, row.flat, row.area, row.owners, row.documents)
    return Problem(key(kind, evidence), kind, (row.line,), sentence, options, typed)


def _skip() -> dict[str, Sentence]:
    return {SKIP: Sentence(N_("这一行不计入"))}


class _Skip(Enum):
    ROW = SKIP


def _answered(problem: Problem, read: Callable[[str], T], desk: Desk) -> T | None:
    """The answer as typed or chosen; None while there is none. Raises _Left."""

    def take(answer: Answer) -> T | _Skip:
        if not isinstance(answer, str):
            raise NotAnAnswer(N_("请从所列的答案中选一个。"))
        return _Skip.ROW if answer == SKIP else read(answer)

    taken = desk.ask(problem, take)
    if isinstance(taken, _Skip):
        raise _Left
    return taken


def _flat(row: FlatRow, desk: Desk) -> str | None:
    text = " ".join(row.flat.split())
    if text:
        return text

    def read(answer: str) -> str:
        if not answer.strip():
            raise NotAnAnswer(N_("请填写房号。"))
        if len(answer.strip()) > LONGEST_FLAT:
            raise NotAnAnswer(N_("房号太长了。"))
        return " ".join(answer.split())

    said = Sentence(N_("第 {line} 行没有房号。"), {"line": row.line})
    return _answered(_about(row, Kind.FLAT_MISSING, said, _skip(), Typed.FLAT), read, desk)


def _area(row: FlatRow, desk: Desk) -> int | None:
    try:
        return area_of(row.area)
    except NotAnAnswer as wrong:
        params = {"line": row.line, "flat": row.flat, "why": wrong.sentence}
        said = Sentence(N_("第 {line} 行（{flat}）：{why}"), params)
    return _answered(_about(row, Kind.AREA, said, _skip(), Typed.AREA), area_of, desk)


def _is_developers(row: FlatRow, desk: Desk) -> bool | None:
    """One question for each word we do not know, not for each row."""
    word = word_of(row.kind)
    if word in UNSOLD or word in SOLD:
        return word in UNSOLD
    options = {
        OWNER: Sentence(N_("有业主的房屋")),
        DEVELOPER: Sentence(N_("建设单位没有售出或没有交付的房屋")),
    }

    said = Sentence(N_("状态“{word}”（最先在第 {line} 行）是哪一种？"), {"word": row.kind.strip(), "line": row.line})
    asked = Problem(key(Kind.STATE, (word,)), Kind.STATE, (row.line,), said, options)
    answer = desk.ask(asked, chosen(options))
    return None if answer is None else answer == DEVELOPER


# ---- owners ------------------------------------------------------------------------------------------------------


def _mentions(row: FlatRow, desk: Desk, *, required: bool) -> tuple[tuple[Mention, ...], bool] | None:
    """The owners of the row, and whether a person said that there are none but the developer."""
    written = names_of(row.owners)
    if not required:
        return tuple(Mention(name) for name in written), False
    if not written:
        return _missing(row, desk)
    names = _several(row, written, desk)
    documents = _documents(row, names, desk) if names is not None else None
    if names is None or documents is None:
        return None
    return tuple(Mention(name, document) for name, document in zip(names, documents, strict=True)), False


def _missing(row: FlatRow, desk: Desk) -> tuple[tuple[Mention, ...], bool] | None:
    options = {**_skip(), DEVELOPER: Sentence(N_("建设单位没有售出或没有交付的房屋"))}

    def read(answer: str) -> tuple[Mention, ...]:
        names = [] if answer == DEVELOPER else names_of(answer)
        if answer != DEVELOPER and not names:
            raise NotAnAnswer(N_("请填写业主姓名。"))
        if any(len(name) > LONGEST_NAME for name in names):
            raise NotAnAnswer(N_("姓名太长了。"))
        return tuple(Mention(name) for name in names)

    said = Sentence(N_("第 {line} 行（{flat}）没有业主姓名。"), {"line": row.line, "flat": row.flat})
    answer = _answered(_about(row, Kind.OWNER_MISSING, said, options, Typed.OWNERS), read, desk)
    return None if answer is None else (answer, not answer)


def _several(row: FlatRow, names: list[str], desk: Desk) -> list[str] | None:
    """王明 李红 may be two people, and 王明和 another one."""
    found: list[str] = []
    for name in names:
        if not _SEVERAL.fullmatch(name):
            found.append(name)
            continue
        parts = [part for part in _PARTS.split(name) if part]
        options = {"one": Sentence(N_("一个人")), "several": Sentence(N_("几个人共有"))}
        params = {"line": row.line, "flat": row.flat, "name": name}
        said = Sentence(N_("第 {line} 行（{flat}）的“{name}”是一个人还是几个人？"), params)
        asked = key(Kind.ONE_OR_SEVERAL, (row.flat, name))
        answer = desk.ask(Problem(asked, Kind.ONE_OR_SEVERAL, (row.line,), said, options), chosen(options))
        if answer is None:
            return None
        found += parts if answer == "several" else [name]
    return found


def _documents(row: FlatRow, names: list[str], desk: Desk) -> list[str] | None:
    """One for each name, "" where it has none."""
    found = numbers_of(row.documents)
    while len(found) > len(names) and not found[-1]:
        found.pop()
    if not any(found):
        return [""] * len(names)
    if len(found) == len(names) and not any(map(is_spoilt, found)):
        return found

    def read(answer: str) -> list[str]:
        typed = [""] * len(names) if answer == NO_DOCUMENTS else numbers_of(answer)
        if len(typed) != len(names):
            raise NotAnAnswer(N_("证件号要和业主一样多，按同样的顺序用、隔开。"))
        return typed

    options = {**_skip(), NO_DOCUMENTS: Sentence(N_("不用这些证件号，只看姓名"))}
    params = {"line": row.line, "flat": row.flat, "names": len(names), "documents": len(found)}
    said = Sentence(N_("第 {line} 行（{flat}）有 {names} 位业主、{documents} 个证件号，对不上或被表格改坏了。"), params)
    return _answered(_about(row, Kind.DOCUMENTS, said, options, Typed.DOCUMENTS), read, desk)
