"""From Markdown to the HTML that print.html sets on the grid.

The grid needs all text inside spans of line-height 1: without them one glyph from a fallback face raises its line
and the page drops to 21 lines. Lists become numbered paragraphs, as official papers have them; tables leave the grid.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt

from minutes.documents.rules import allow_breaks_at_quotes, heading_mark, width_in_em
from minutes.documents.tables import ACROSS, DENSE_FROM, column_widths, must_turn

_TAG_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol li blockquote strong b em i del s code pre br table thead tbody tr th td"
_TAGS = set(_TAG_NAMES.split())
LEVELS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
_INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del", "s": "del", "code": "code"}
_CHINESE = r"[\u2014\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef\U00020000-\U0003ffff]"
TURN_IN_CHINESE = re.compile(rf"(?<={_CHINESE})[ \t]*\n[ \t]*(?={_CHINESE})")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

PIECE = 4096
"""Characters of HTML that are set at one go: about a millisecond."""

_markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "maxNesting": 50})


def body_from_markdown(text: str) -> str:
    """Sanitised HTML of a Markdown text: ## 一、, ### （一）, #### 1., paragraphs, lists, tables."""
    return sanitised(str(_markdown.render(text)))


def sanitised(html: str) -> str:
    """Only what a paper needs: no attribute but a list's first number, no link, no picture, no style."""
    return nh3.clean(html, tags=_TAGS, attributes={"ol": {"start"}}, clean_content_tags={"script", "style", "title"})


@dataclass
class Typeset:
    """HTML for the grid and its headings as (level, text), for the check of their numbers."""

    html: str
    headings: list[tuple[int, str]]


async def typeset(body_html: str) -> Typeset:
    """Set a body; it is sanitised first, whatever it was before.

    Between its pieces everybody else has a turn: a year's minutes take long, and a hall may be voting.
    """
    setter = _Setter()
    for piece in pieces(sanitised(UNPRINTABLE.sub("", body_html))):
        setter.feed(piece)
        await asyncio.sleep(0)
    setter.close()
    setter.close_block()
    return Typeset("".join(setter.out), setter.headings)


def pieces(html: str) -> Iterator[str]:
    """Each ends before a tag, so that no text is torn."""
    at = 0
    while at < len(html):
        end = html.find("<", at + PIECE)
        yield html[at : end if end > 0 else len(html)]
        at = end if end > 0 else len(html)


def span(text: str) -> str:
    """Escaped text in the span that keeps its line in the grid."""
    text = TURN_IN_CHINESE.sub("", UNPRINTABLE.sub("", text))
    return f'<span class="t">{escape(allow_breaks_at_quotes(text))}</span>' if text else ""


@dataclass
class _List:
    ordered: bool
    next: int = 1

    def mark(self, depth: int) -> str:
        if not self.ordered:
            return "·"
        self.next += 1
        return heading_mark(3 if depth == 1 else 4, self.next - 1)


@dataclass
class _Table:
    """Widest cell and longest unbreakable piece of each column, in em, and where the column widths go in the output."""

    at: int
    columns: list[list[str]] = field(default_factory=list)
    column: int = -1
    cell: list[str] | None = None


class _Setter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.lists: list[_List] = []
        self.table: _Table | None = None
        self.open = ""
        self.quoted = 0
        self.heading: list[str] | None = None
        self.marked = False

    # blocks

    def open_block(self, tag: str, kind: str = "") -> None:
        self.close_block()
        kind = kind or ("quote" if self.quoted else "")
        self.out.append(f'<{tag} class="{kind}">' if kind else f"<{tag}>")
        self.open = tag

    def close_block(self) -> None:
        if self.open:
            self.out.append(f"</{self.open}>")
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            self.out.append(f'<span class="{_INLINE[tag]}">')
        elif tag == "br":
            self.out.append("<br>")
        elif self.table is not None:
            self._start_in_table(tag)
        else:
            self._start_block(tag, dict(attrs))

    def _start_block(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag in LEVELS:
            self.open_block(f"h{LEVELS[tag] + 1}")
            self.heading = []
        elif tag == "p" and not (self.lists and self.open):
            self.open_block("p")
        elif tag in {"ul", "ol"}:
            self.close_block()
            self.lists.append(_List(tag == "ol", _first(attrs.get("start"))))
        elif tag == "li" and self.lists:
            self.open_block("p", "item")
            self.out.append(span(self.lists[-1].mark(len(self.lists))))
            self.marked = True
        elif tag == "pre":
            self.open_block("p", "pre")
        elif tag == "blockquote":
            self.close_block()
            self.quoted += 1
        elif tag == "table":
            self.close_block()
            self.table = _Table(len(self.out))

    def _start_in_table(self, tag: str) -> None:
        assert self.table is not None
        if tag == "tr":
            self.table.column = -1
        if tag in {"th", "td"}:
            self.table.column += 1
            self.table.cell = []
        if tag in {"thead", "tbody", "tr", "th", "td"}:
            # A cell's class is known when the whole column is: see _end_table.
            self.out.append(f"<{tag} data-c={self.table.column}>" if tag in {"th", "td"} else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            self.out.append("</span>")
        elif self.table is not None:
            self._end_in_table(tag)
        elif tag in LEVELS and self.heading is not None:
            self.headings.append((LEVELS[tag], "".join(self.heading).strip()))
            self.heading = None
            self.close_block()
        elif tag in {"p", "li", "pre"}:
            self.close_block()
        elif tag in {"ul", "ol"} and self.lists:
            self.close_block()
            self.lists.pop()
        elif tag == "blockquote":
            self.close_block()
            self.quoted = max(0, self.quoted - 1)

    def _end_in_table(self, tag: str) -> None:
        assert self.table is not None
        if tag in {"th", "td"} and self.table.cell is not None:
            while len(self.table.columns) <= self.table.column:
                self.table.columns.append([])
            self.table.columns[self.table.column].append("".join(self.table.cell).strip())
            self.table.cell = None
        if tag in {"thead", "tbody", "tr", "th", "td"}:
            self.out.append(f"</{tag}>")
        if tag == "table":
            self._end_table(self.table)

    def _end_table(self, table: _Table) -> None:
        turned = must_turn(table.columns)
        widths = column_widths(table.columns, room=ACROSS if turned else 0)
        columns = "".join(f'<col style="width:{width:.2f}%">' for width in widths)
        self.out[table.at :] = [_cell_class(piece, table.columns) for piece in self.out[table.at :]]
        kind = ' class="dense turned"' if turned else ' class="dense"' if len(widths) >= DENSE_FROM else ""
        self.out.insert(table.at, f"<table{kind}><colgroup>{columns}</colgroup>")
        self.out.append("</table>")
        self.table = None

    # text

    def handle_data(self, data: str) -> None:
        if self.table is not None:
            if self.table.cell is not None:
                self.table.cell.append(data)
                self.out.append(escape(allow_breaks_at_quotes(TURN_IN_CHINESE.sub("", data))))
            return
        if not data.strip() and (self.marked or not self.open):
            return
        self.marked = False
        if not self.open:
            self.open_block("p")
        if self.heading is not None:
            self.heading.append(data)
        self.out.append(span(data))


def _first(start: str | None) -> int:
    """A list's first number; marks are made for 0–99."""
    return int(start) if start and start.isascii() and start.isdigit() and len(start) < 3 else 1


def _cell_class(piece: str, columns: Sequence[Sequence[str]]) -> str:
    """Short columns stand in the middle, long ones at the left."""
    found = re.fullmatch(r"<(t[hd]) data-c=(\d+)>", piece)
    if not found:
        return piece
    longest = max(map(width_in_em, columns[int(found[2])]), default=0.0)
    return f'<{found[1]} class="short">' if longest <= 8 else f"<{found[1]}>"
