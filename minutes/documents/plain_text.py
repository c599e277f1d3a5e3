"""The words of a page alone: for the search for characters that no face has and for names left open."""

from __future__ import annotations

import asyncio
from html.parser import HTMLParser

from minutes.documents.typeset import pieces

_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "div", "td", "th", "tr", "li", "br", "title"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"style", "script", "title"}
        if tag in _BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"style", "script", "title"}

    def handle_data(self, data: str) -> None:
        if self.silent <= 0:
            self.said.append(data.replace("\n", " "))


def plain_text(html: str) -> str:
    """A block a line."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return _lines_of(reader)


async def plain_text_in_turns(html: str) -> str:
    """`plain_text`, with a turn for everybody else between its pieces."""
    reader = _Text()
    for piece in pieces(html):
        reader.feed(piece)
        await asyncio.sleep(0)
    reader.close()
    return _lines_of(reader)


def _lines_of(reader: _Text) -> str:
    lines = (" ".join(line.split()) for line in "".join(reader.said).splitlines())
    return "\n".join(filter(None, lines))
