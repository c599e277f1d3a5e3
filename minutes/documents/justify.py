"""Justification between Chinese characters: a patch of WeasyPrint 70, which stretches spaces and nothing else.

Chinese text has no spaces, so of 22 mixed lines only 8 were flush at the right. Here the rest of a line is shared
among the gaps that touch a Chinese character or a space. Pango's letter-spacing attributes put half a gap at the
ends of every run, so the widths of the shaped glyphs are changed instead, after layout and before drawing.

Two functions are replaced: `layout.inline.justify_line` and `text.line_break.Layout.reactivate`. The version is
checked; `tests/minutes/documents/test_page.py` measures the right edges.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

VERSION = "70."
WIDEST_GAP = 1.0
"""In em: a line that could only be filled with wider gaps (before a long Latin word) stays ragged."""
_UNSPLIT = frozenset(("——", "……", "⋯⋯"))
_PUNCTUATION = frozenset("“”‘’…—·〔〕")


def install() -> None:
    """Patch WeasyPrint in this process; raises RuntimeError for a version it was not written for."""
    if not weasyprint.__version__.startswith(VERSION):
        raise RuntimeError(f"justify.py patches WeasyPrint {VERSION}x, not {weasyprint.__version__}")
    inline.justify_line = _justify_line
    Layout.reactivate = _reactivate


def _is_chinese(char: str) -> bool:
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
        or char in _PUNCTUATION
    )


def _stretches(left: str, right: str) -> bool:
    if left + right in _UNSPLIT:
        return False
    return left in " \u00a0" or _is_chinese(left) or _is_chinese(right)


def _in_flow(box: Any) -> list[Any]:
    """The line's text boxes and atomic boxes, in order."""
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return [leaf for child in box.children if child.is_in_normal_flow() for leaf in _in_flow(child)]
    return [box]


def _gaps(leaves: list[Any]) -> dict[int, list[int]]:
    """For each text box (by id), the offsets of the characters after which a gap opens."""
    seen = [
        (leaf, at, char)
        for leaf in leaves
        for at, char in (enumerate(leaf.text) if isinstance(leaf, boxes.TextBox) else [(-1, "水")])
        if char != "\u200b"
    ]
    gaps: dict[int, list[int]] = {}
    for (leaf, at, left), (_, _, right) in pairwise(seen):
        if at >= 0 and _stretches(left, right):
            gaps.setdefault(id(leaf), []).append(at)
    return gaps


def _justify_line(context: Any, line: Any, extra: float) -> None:
    """Share `extra` (CSS px) equally among the line's gaps and move what follows them."""
    gaps = _gaps(_in_flow(line))
    count = sum(map(len, gaps.values()))
    if count and extra / count <= WIDEST_GAP * line.style["font_size"]:
        _widen(line, gaps, extra / count, 0.0)


def _widen(box: Any, gaps: dict[int, list[int]], gap: float, moved: float) -> float:
    """Widen the text boxes below `box`, moving each by what came before; return the new total, in CSS px."""
    if not isinstance(box, (boxes.TextBox, boxes.LineBox, boxes.InlineBox)):
        box.translate(moved, 0)
        return moved
    box.position_x += moved
    before = moved
    if isinstance(box, boxes.TextBox):
        offsets = gaps.get(id(box), [])
        # Kept on the layout because drawing shapes the text once more from there.
        box.pango_layout.widened = (offsets, gap)
        moved += gap * len(offsets)
    else:
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _widen(child, gaps, gap, moved)
    box.width += moved - before
    return moved


def _reactivate(layout: Any, style: Any) -> None:
    """Shape the text again for drawing, as WeasyPrint does, then open the gaps."""
    layout.setup(style)
    layout.set_text(layout.text, justify=True)
    offsets, gap = getattr(layout, "widened", ((), 0.0))
    if offsets:
        # Drawing sets this too; a change there would throw the widened glyphs away.
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        _open_gaps(layout, frozenset(offsets), gap * TO_UNITS)


def _open_gaps(layout: Any, offsets: frozenset[int], gap: float) -> None:
    """Add `gap` (Pango units) to the advance of the glyph at each character offset."""
    ends = _byte_starts(layout.text, offsets)
    # Drawing truncates a gap to thousandths of an em; whole thousandths and a carried rest keep the edge true.
    grain = layout.style["font_size"] * TO_UNITS / 1000
    carried = 0.0
    line, _ = layout.get_first_line()
    run = line.runs
    while run != ffi.NULL:
        glyphs, item = run.data.glyphs, run.data.item
        for i in range(glyphs.num_glyphs):
            start = item.offset + glyphs.log_clusters[i]
            last_of_cluster = i + 1 == glyphs.num_glyphs or glyphs.log_clusters[i + 1] != glyphs.log_clusters[i]
            if start in ends and last_of_cluster:
                carried += gap
                steps = round(carried / grain)
                # A quarter above the whole number, so that truncation cannot fall below it.
                glyphs.glyphs[i].geometry.width += round((steps + 0.25) * grain)
                carried -= steps * grain
        run = run.next


def _byte_starts(text: str, offsets: frozenset[int]) -> frozenset[int]:
    """UTF-8 positions of the characters at `offsets`."""
    starts, position = set(), 0
    for at, char in enumerate(text):
        if at in offsets:
            starts.add(position)
        position += len(char.encode())
    return frozenset(starts)
