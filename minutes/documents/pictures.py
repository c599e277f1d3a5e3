"""Pages of a finished document as pictures: for telephones that show no PDF, and to look before printing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from minutes.documents import shelf
from minutes.documents.render import SHORT_SECONDS, Job, Rendered, kept_at, render_pdf, work
from minutes.documents.turns import Kind, Progress, line

BATCH = 6
"""Pages pictured at one go, as a page that shows them asks for one after the other."""
THUMBNAIL = 400
"""Pixels: of what is not wider only the page that is asked for is made."""


async def picture(job: Job, page: int, width: int) -> bytes | None:
    """A page as PNG, `width` pixels wide; None where the document has no such page. Raises RuleBroken."""
    at = kept_at(job)
    if (kept := await asyncio.to_thread(shelf.taken, _picture_at(at, page, width))) is not None:
        return kept
    rendered = await render_pdf(job)
    if not 1 <= page <= rendered.pages:
        return None
    async with line(Kind.SHORT).turn(Progress(1)):
        # Whoever asked for its neighbour may have got this one too.
        if (kept := await asyncio.to_thread(shelf.taken, _picture_at(at, page, width))) is not None:
            return kept
        wanted = _batch(page, width, rendered.pages)
        made = await _pictures(job, rendered, wanted, width)
    for number, png in zip(wanted, made, strict=True):
        await asyncio.to_thread(shelf.keep, _picture_at(at, number, width), png)
    return made[wanted.index(page)]


def _batch(page: int, width: int, pages: int) -> list[int]:
    if width <= THUMBNAIL:
        return [page]
    first = (page - 1) // BATCH * BATCH + 1
    return list(range(first, min(first + BATCH, pages + 1)))


async def _pictures(job: Job, rendered: Rendered, pages: Sequence[int], width: int) -> list[bytes]:
    asked = {"work": "pictures", "wanted": list(pages), "width": width}
    answer = await work(replace(job, timeout=SHORT_SECONDS), asked, rendered.content, Progress(len(pages)))
    header, _, content = answer.partition(b"\n")
    found: list[bytes] = []
    for size in json.loads(header)["sizes"]:
        found.append(content[:size])
        content = content[size:]
    return found


def _picture_at(at: Path, page: int, width: int) -> Path:
    return at.with_name(f"{at.stem}-{width}-{page}.png")
