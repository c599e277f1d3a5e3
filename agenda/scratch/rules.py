"""Two writers on one sheet: both texts in one, and no line of either lost; pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from forum.errors import N_, BadInput, Sentence
from forum.forms import CONTROLS

LONGEST = 20_000
"""Characters of a sheet: an evening's shorthand is a tenth of it."""


class Change(NamedTuple):
    """The lines `first` to `last` (without it) are replaced by these."""

    first: int
    last: int
    lines: tuple[str, ...]


def plain(text: str) -> str:
    """As it is kept: what a browser changes in line ends is changed back, and what no font shows left out.

    Spaces stay, where a form's text loses them at its end: it is being typed.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign not in CONTROLS and not "\ud800" <= sign <= "\udfff")


def check_length(text: str) -> None:
    """Raises BadInput."""
    if len(text) > LONGEST:
        raise BadInput({"text": Sentence(N_("便笺最多{most}个字，请分到纪要里去。"), {"most": LONGEST})})


def merged(was: str, mine: str, theirs: str) -> str:
    """What stands when `was` became `mine` here and `theirs` there. Where both changed the same lines, both stand."""
    if mine in (was, theirs):
        return theirs
    if theirs == was:
        return mine
    base = was.split("\n")
    ours, others = _changes(base, mine.split("\n")), _changes(base, theirs.split("\n"))
    found: list[str] = []
    at = 0
    for first, last, here, there in _together(ours, others):
        found += base[at:first]
        found += _both(_applied(base, first, last, here), _applied(base, first, last, there), base[first:last])
        at = last
    return "\n".join(found + base[at:])


def _changes(base: Sequence[str], lines: Sequence[str]) -> list[Change]:
    steps = SequenceMatcher(None, base, lines, autojunk=False).get_opcodes()
    return [Change(a, b, tuple(lines[c:d])) for kind, a, b, c, d in steps if kind != "equal"]


def _together(ours: Sequence[Change], others: Sequence[Change]) -> list[tuple[int, int, list[Change], list[Change]]]:
    """Changes that touch each other in one stretch, in order."""
    stretches: list[tuple[int, int, list[Change], list[Change]]] = []
    marked = sorted([(change, True) for change in ours] + [(change, False) for change in others])
    for change, is_ours in marked:
        if not stretches or change.first > stretches[-1][1]:
            stretches.append((change.first, change.last, [], []))
        first, last, here, there = stretches[-1]
        (here if is_ours else there).append(change)
        stretches[-1] = (first, max(last, change.last), here, there)
    return stretches


def _applied(base: Sequence[str], first: int, last: int, changes: Sequence[Change]) -> list[str]:
    lines: list[str] = []
    at = first
    for change in changes:
        lines += [*base[at : change.first], *change.lines]
        at = change.last
    return lines + list(base[at:last])


def _both(ours: list[str], others: list[str], before: Sequence[str]) -> list[str]:
    """Theirs, then what is only ours; where one of them changed nothing here, the other's."""
    if ours == list(before):
        return others
    if others == list(before) or ours == others:
        return ours
    return others + [line for line in ours if line not in others]
