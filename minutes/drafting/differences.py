"""Two texts of minutes beside one another, paragraph by paragraph, and within a changed one by characters; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agenda.motions.rules import Change, Piece, changes

MOST_COMPARED = 4_000_000
"""Characters of one times characters of the other: beyond, a paragraph counts as written anew."""
AROUND = 1
"""Paragraphs without a change that are shown beside one that has changed."""

_TABLE_RULE = re.compile(r"^[|:\- ]+$")
_HEADING = re.compile(r"^#+ ")
_ESCAPE = re.compile(r"\\(?=[\\`*_\[\]<>|~&+=#.)\-{}])")


@dataclass(frozen=True)
class Row:
    """A paragraph with its pieces, or with none and how many paragraphs stayed as they were."""

    pieces: tuple[Piece, ...]
    unchanged: int = 0


def difference(old: str, new: str) -> list[Row]:
    """What is kept, struck and added; long stretches without a change are only counted. Nothing for no change."""
    rows = list(_rows(_paragraphs(old), _paragraphs(new)))
    changed = {at for at, row in enumerate(rows) if any(piece.change is not Change.KEPT for piece in row)}
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    return _folded(rows, near) if changed else []


def _folded(rows: Sequence[list[Piece]], near: set[int]) -> list[Row]:
    folded: list[Row] = []
    for at, row in enumerate(rows):
        if at in near:
            folded.append(Row(tuple(row)))
        elif folded and folded[-1].unchanged:
            folded[-1] = Row((), folded[-1].unchanged + 1)
        else:
            folded.append(Row((), 1))
    return folded


def _rows(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    for tag, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ([Piece(Change.KEPT, text)] for text in old[i:j])
            continue
        pairs = min(j - i, end - k)
        yield from (
            _changed(before, after) for before, after in zip(old[i : i + pairs], new[k : k + pairs], strict=True)
        )
        yield from ([Piece(Change.STRUCK, text)] for text in old[i + pairs : j])
        yield from ([Piece(Change.ADDED, text)] for text in new[k + pairs : end])


def _changed(before: str, after: str) -> list[Piece]:
    if len(before) * len(after) > MOST_COMPARED:
        return [Piece(Change.STRUCK, before), Piece(Change.ADDED, after)]
    return changes(before, after)


def _paragraphs(text: str) -> list[str]:
    """As one reads them: without the marks of Markdown."""
    lines = (line.strip() for line in text.splitlines())
    return [_plain(line) for line in lines if line and not _TABLE_RULE.match(line)]


def _plain(line: str) -> str:
    line = _HEADING.sub("", line)
    if line.startswith("|"):
        line = " ｜ ".join(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|")))
    return _ESCAPE.sub("", line)
