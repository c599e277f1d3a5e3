"""How wide a table's columns are, so that the action sheet keeps its dates and names whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutes.documents.rules import MM_PER_POINT, TEXT_WIDTH, width_in_em

_UNBROKEN = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|[0-9A-Za-z.:/%+-]+")
DENSE_FROM = 6
"""Columns from which a table is set in 五号 (10.5 pt) instead of 小四 (12 pt)."""
CELL_PADDING = 1.0
"""0.4 em on each side, the rule, and a little for rounding."""


def table_room(columns: int) -> float:
    """Width of the text area in characters of the table's size."""
    points = 10.5 if columns >= DENSE_FROM else 12.0
    return TEXT_WIDTH / (points * MM_PER_POINT)


ACROSS = 225 / (10.5 * MM_PER_POINT)
"""Characters of 五号 in the text area of a page turned on its side."""


def must_turn(columns: Sequence[Sequence[str]]) -> bool:
    """Would its dates and names be torn on an upright page?"""
    return sum(_least_widths(columns, whole=3)) > table_room(len(columns))


def column_widths(columns: Sequence[Sequence[str]], room: float = 0.0) -> list[float]:
    """Shares in per cent of the text area, or of `room` em.

    No column is narrower than a short cell or a date while there is room, the rest goes by content: it counts by its
    square root beyond eight characters, so that one long column wraps instead of starving others.
    """
    room = room or table_room(len(columns))
    least = _least_that_fit(columns, room)
    wish = [max(map(_wish, column), default=1.0) + CELL_PADDING for column in columns]
    wanted = [max(0.0, w - n) for w, n in zip(wish, least, strict=True)]
    share = max(0.0, room - sum(least)) / (sum(wanted) or 1.0)
    widths = [n + w * share for n, w in zip(least, wanted, strict=True)]
    return [100 * width / sum(widths) for width in widths]


def _least_that_fit(columns: Sequence[Sequence[str]], room: float) -> list[float]:
    """Least widths in em, giving up whole short cells step by step until two thirds of the room suffice."""
    least: list[float] = []
    for whole in (6, 5, 4, 3):
        least = _least_widths(columns, whole)
        if sum(least) <= room * 0.8:
            return least
    return least if sum(least) <= room else [min(width, 2.0 + CELL_PADDING) for width in least]


def _least_widths(columns: Sequence[Sequence[str]], whole: int) -> list[float]:
    return [max((_least(cell, whole) for cell in column), default=1.0) + CELL_PADDING for column in columns]


def _least(cell: str, whole: int) -> float:
    """A cell of up to `whole` characters stays on one line; so do dates, numbers and words (up to 12 em)."""
    pieces = [width_in_em(piece) for piece in _UNBROKEN.findall(cell)]
    short = width_in_em(cell) if len(cell) <= whole else 3.0
    return min(max([short, *pieces]), 12.0)


def _wish(cell: str) -> float:
    width = width_in_em(cell)
    return width if width <= 8 else 8 + 2 * (width - 8) ** 0.5
