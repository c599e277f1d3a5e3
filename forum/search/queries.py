from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum import parts
from forum.access import Actor
from forum.parts import Document
from forum.search import rules
from forum.search.index import OFFICE, PUBLIC, RESIDENT, Hit, Narrowed, Readable
from forum.search.keeping import Keeper
from forum.search.rules import Question, Quoted


@dataclass(frozen=True)
class Found:
    """A document as the reader may read it, with the words marked."""

    kind: str
    document: Document
    title: Quoted
    quotation: Quoted


@dataclass(frozen=True)
class Results:
    """`by_kind` counts every kind, `count` the one that was asked for. `in_step`: nothing new is missing."""

    found: list[Found]
    count: int
    by_kind: dict[str, int]
    page: int
    pages: int
    in_step: bool


@dataclass(frozen=True)
class Suggestion:
    word: str
    count: int


NOTHING = Results([], 0, {}, 1, 1, in_step=True)


def audience_of(reader: Actor | None) -> int:
    return PUBLIC if reader is None else OFFICE if reader.in_office else RESIDENT


async def _readable(reader: Actor | None) -> Readable:
    audience = audience_of(reader)
    if reader is None or audience == OFFICE:
        return Readable(audience)
    return Readable(audience, {kind: await of.own(reader) for kind, of in parts.searched.items() if of.own})


async def search(keeper: Keeper, asked: Question, narrowed: Narrowed, page: int, reader: Actor | None) -> Results:
    """The index says what to look up; what is shown, and whether, is read anew for this reader."""
    if not asked.words:
        return NOTHING
    in_step = await keeper.in_step()
    readable, words = await _readable(reader), _expression(asked)
    by_kind = await asyncio.to_thread(keeper.index.count, words, readable, narrowed)
    count = by_kind.get(narrowed.kind, 0) if narrowed.kind else sum(by_kind.values())
    pages = rules.pages(count)
    page = min(max(page, 1), pages)
    hits = await asyncio.to_thread(
        keeper.index.hits, words, f"title : ({rules.expression(asked)})", readable, narrowed,
        rules.PAGE, (page - 1) * rules.PAGE,
    )  # fmt: skip
    found = await _read(hits, asked, reader)
    # What is not this reader's any more is not counted either: a count would tell that it is there.
    for hit in hits:
        if hit not in found:
            by_kind[hit.kind] -= 1
            count -= 1
    shown = [found[hit] for hit in hits if hit in found]
    return Results(shown, count, {kind: n for kind, n in by_kind.items() if n > 0}, page, pages, in_step)


def _expression(asked: Question) -> str:
    by_words = rules.expression(asked)
    return f'({by_words}) OR sound : "{asked.letters}" *' if asked.letters else by_words


async def _read(hits: Sequence[Hit], asked: Question, reader: Actor | None) -> dict[Hit, Found]:
    found: dict[Hit, Found] = {}
    for kind in {hit.kind for hit in hits}:
        read = await parts.searched[kind].read([hit.number for hit in hits if hit.kind == kind], reader)
        for number, document in read.items():
            if _still_found(document, asked):
                found[Hit(kind, number)] = Found(
                    kind, document, rules.marked(document.link.text, asked), rules.quoted(document.text, asked)
                )
    return found


def _still_found(document: Document, asked: Question) -> bool:
    """The words stand in what this reader reads: a name that is masked by now is not found by it."""
    return bool(asked.letters) or rules.holds(f"{document.link.text}\n{document.text}", asked)


async def suggestions(keeper: Keeper, asked: Question, narrowed: Narrowed, reader: Actor | None) -> list[Suggestion]:
    """Shorter words that do find something."""
    made: list[Suggestion] = []
    for word in rules.shorter(asked):
        count = (await search(keeper, rules.question(word), replace(narrowed, kind=""), 1, reader)).count
        if count:
            made.append(Suggestion(word, count))
        if len(made) == 5:
            break
    return made
