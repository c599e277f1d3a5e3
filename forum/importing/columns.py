"""Which column of a file is which: guessed from its header, else from what stands in it; a person corrects it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from forum.errors import N_, Sentence
from forum.importing.cells import clean, folded, read, refused
from forum.importing.shape import Column, Fault, Holds, Row
from forum.importing.tables import BEGINNING, Table

REASON = N_("问题")
"""The column that says what is wrong in the rows that come back; read again, it means nothing."""
SEEN = 40
"""Cells by which a column without a known header is judged."""
_PHONE = re.compile(r"\+?[0-9][0-9\- ]{6,17}")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,12}")
_LEAST = 3
_REASON = folded(REASON)


def header_of(table: Table, columns: Sequence[Column]) -> int:
    """Index of the row that names most columns among the first ones: a sheet begins with a title, a date, a blank."""
    counted = [(len(_by_header(cells, columns)), -at) for at, cells in enumerate(table[:BEGINNING])]
    most, at = max(counted, default=(0, 0))
    return -at if most else 0


def known(table: Table, columns: Sequence[Column]) -> int:
    """How many columns the header names: by this the reader of a file finds its delimiter and its sheet."""
    at = header_of(table, columns)
    return len(_by_header(table[at], columns)) if table else 0


def guess(table: Table, header: int, columns: Sequence[Column]) -> dict[int, str]:
    """Index of each column that is understood → its key; each key once."""
    found = _by_header(table[header], columns) if header < len(table) else {}
    body = table[header + 1 : header + 1 + SEEN]
    for column in columns:
        if column.key not in found.values() and (at := _by_content(column, body, found)) is not None:
            found[at] = column.key
    return dict(sorted(found.items()))


def _by_header(cells: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """A header's own word first, then one that only contains it: 户主姓名."""
    found: dict[int, str] = {}
    words = [folded(cell) for cell in cells]
    for fits in (_is, _contains):
        for at, word in enumerate(words):
            if at in found or not word or word == _REASON:
                continue
            key = next((one.key for one in columns if one.key not in found.values() and fits(one, word)), None)
            if key:
                found[at] = key
    return found


@cache
def _words_of(key: str, word: str, aliases: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that name it, and words that another may end with and name it: the same for every cell of every file."""
    own = word, *aliases.split()
    return frozenset(map(folded, (*own, key))), tuple(folded(one) for one in own if len(one) > 1)


def _is(column: Column, word: str) -> bool:
    return word in _words_of(column.key, column.word, column.aliases)[0]


def _contains(column: Column, word: str) -> bool:
    """Only where the column's word ends it: 居民姓名 is a name, 姓名拼音 is none."""
    return len(word) <= 10 and word.endswith(_words_of(column.key, column.word, column.aliases)[1])


def _by_content(column: Column, body: Table, taken: Mapping[int, str]) -> int | None:
    """Telephone numbers look like nothing else; names only where nothing else can be the one column that must be."""
    shape = _PHONE if column.holds is Holds.PHONE else _NAME if column.required and column.key == "name" else None
    if shape is None:
        return None
    for at in range(max((len(cells) for cells in body), default=0)):
        texts = [text for cells in body if at < len(cells) and (text := cells[at].strip())]
        if at not in taken and len(texts) >= _LEAST and all(_fits(shape, text) for text in texts):
            return at
    return None


def _fits(shape: re.Pattern[str], text: str) -> bool:
    return shape.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def missing(chosen: Mapping[int, str], columns: Sequence[Column]) -> list[Column]:
    there = set(chosen.values())
    return [column for column in columns if column.required and not there & {column.key, column.instead}]


# ---- rows --------------------------------------------------------------------------------------------------------


def rows(
    table: Table, header: int, chosen: Mapping[int, str], columns: Sequence[Column]
) -> tuple[list[Row], list[Fault]]:
    """The rows below the header that aren't blank and can be read, and what is wrong with the others.

    Asked where no column is `missing`.
    """
    by_key = {column.key: column for column in columns}
    places = [(at, by_key[key]) for at, key in chosen.items() if key in by_key]
    width = max(len(table[header]), max(chosen, default=-1) + 1) if header < len(table) else 0
    good: list[Row] = []
    faults: list[Fault] = []
    for line, cells in enumerate(table[header + 1 :], start=header + 2):
        if not any(cell.strip() for cell in cells):
            continue
        texts = {column.key: clean(column, cells[at]) if at < len(cells) else "" for at, column in places}
        refusals = [
            (column, refused(column, texts[column.key])) for _, column in places if not _elsewhere(column, texts)
        ]
        found = [Fault(line, column.key, sentence) for column, sentence in refusals if sentence]
        if any(cell.strip() for cell in cells[width:]):
            found.append(Fault(line, "", Sentence(N_("这一行比表头多出几格，可能错了位。"))))
        if found:
            faults += found
        else:
            good.append(Row(line, {column.key: read(column, texts[column.key]) for _, column in places}))
    return good, faults


def _elsewhere(column: Column, texts: Mapping[str, str]) -> bool:
    """Whether a cell that is empty stands in another column: the block in an address."""
    return not texts[column.key] and bool(texts.get(column.instead))
