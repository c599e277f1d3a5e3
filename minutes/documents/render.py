"""From what a document says to PDF, Word and pictures, off the event loop: a worker process with limits, and a shelf.

`render_pdf` waits for it; `begin` starts it for somebody who looks in again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from forum.errors import Sentence
from minutes.documents import making, shelf
from minutes.documents.composing import TEMPLATES
from minutes.documents.fonts import Faces, find_faces, fontconfig_file, places
from minutes.documents.making import Making
from minutes.documents.rules import OfficialMinutes, Volume, characters_of, expected_pages
from minutes.documents.shelf import forget_cached_pdfs
from minutes.documents.turns import Kind, Progress, line
from minutes.documents.workshop import visit

__all__ = ["Job", "Making", "Rendered", "begin", "faces_for", "forget_cached_pdfs", "found", "render_pdf"]

LONG = 40
"""From so many pages a document waits in the line for long ones."""
SHORT_SECONDS, LONG_SECONDS = 90.0, 900.0
CPU_SECONDS = 240
NICE = 10
"""The worker's niceness; 0 lets it run as everybody else."""

_WRITTEN: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in (OfficialMinutes, Volume)}


@dataclass(frozen=True)
class Job:
    """A document to render: `html`, or a `document` that the worker composes; as `work` says, to PDF or to Word.

    `timeout` in seconds of clock, 0 for the usual; `memory` in bytes of address space. `attached`: (file name, text) of
    what travels inside the PDF. Not `kept`: nothing of it is ever on the disk.
    """

    html: str
    data_dir: Path
    faces: Faces
    timeout: float = 0
    memory: int = 3 * 1024**3
    attached: tuple[str, str] | None = None
    kept: bool = True
    document: OfficialMinutes | Volume | None = None
    work: Literal["pdf", "word"] = "pdf"

    @cached_property
    def content(self) -> bytes:
        """What the worker gets: a year's minutes are written out once, not at every question about them."""
        if self.document is None:
            return self.html.encode()
        return _WRITTEN[type(self.document)].dump_json(self.document)

    @cached_property
    def identifier(self) -> str:
        """The same for all that would come out the same."""
        said = [_engine(), self.work, self.faces.fingerprint, *(self.attached or ())]
        return hashlib.sha256("\0".join(said).encode() + b"\0" + self.content).hexdigest()

    @property
    def expected(self) -> int:
        """Pages, as its length tells."""
        return expected_pages(characters_of(self.document) if self.document else len(self.html) // 4)

    @property
    def long(self) -> bool:
        return self.expected >= LONG

    @property
    def patience(self) -> float:
        return self.timeout or (LONG_SECONDS if self.long else SHORT_SECONDS)


@dataclass(frozen=True)
class Rendered:
    """`missing`: characters that no face has, each with the words around it; `checks`: what else to look at."""

    content: bytes
    pages: int
    missing: tuple[tuple[str, str], ...]
    checks: tuple[Sentence, ...] = ()


def give_way(nice: int) -> None:
    """How nice workers are from now on; see config.py's `printing_nice`."""
    global NICE
    NICE = nice


async def faces_for(data_dir: Path) -> Faces:
    """The faces of this machine; raises RuleBroken where there is none."""
    return await asyncio.to_thread(find_faces, places(data_dir))


async def found(job: Job) -> Rendered | None:
    """The document, where the shelf has it."""
    content = await asyncio.to_thread(shelf.taken, kept_at(job)) if job.kept else None
    if content is None:
        return None
    with suppress(ValueError, KeyError):  # a damaged file is no document
        return _parsed(content)
    return None


async def render_pdf(job: Job, progress: Progress | None = None) -> Rendered:
    """Render, or take from the shelf. Raises RuleBroken when the worker fails or takes too long."""
    if (kept := await found(job)) is not None:
        return kept
    progress = progress or Progress(job.expected)
    async with line(Kind.LONG if job.long else Kind.SHORT).turn(progress):
        # Whoever waited for the same document finds it now.
        if (kept := await found(job)) is not None:
            return kept
        answer = await work(job, _question(job), job.content, progress)
        if job.kept:
            await asyncio.to_thread(shelf.keep, kept_at(job), answer)
        return _parsed(answer)


async def work(job: Job, question: dict[str, Any], content: bytes, progress: Progress) -> bytes:
    """What the worker answers. Raises RuleBroken."""
    limits = {"cpu_seconds": max(1, min(CPU_SECONDS, round(job.patience))), "memory": job.memory}
    # For a short one somebody stands there waiting; a long one takes only what nobody else wants.
    manners = {"nice": NICE, "idle": job.long and NICE > 0}
    configuration = await asyncio.to_thread(fontconfig_file, job.faces, job.data_dir)
    return await visit(
        {**question, **limits, **manners}, content, fontconfig=configuration, seconds=job.patience, progress=progress
    )


def begin(job: Job) -> Making[Rendered]:
    """Start making a document, unless that is under way; nobody has to wait for it."""
    return making.begin(kept_at(job), Progress(job.expected), lambda progress: render_pdf(job, progress))


def _question(job: Job) -> dict[str, Any]:
    return {
        "work": job.work,
        "kind": type(job.document).__name__ if job.document else "",
        "faces": [str(path) for path in job.faces.files],
        "roles": job.faces.roles,
        "identifier": job.identifier[:32],
        "attached": job.attached,
        "edition": job.document.proof.code if isinstance(job.document, OfficialMinutes) and job.document.proof else "",
    }


# ---- what it was made from ---------------------------------------------------------------------------------------


def kept_at(job: Job) -> Path:
    return shelf.place(job.data_dir) / f"{job.identifier}.{job.work}"


@cache
def _engine() -> str:
    """Whatever sets and composes a page is part of its name: a new version of it finds nothing of the old one's."""
    files = [
        *Path(__file__).parent.glob("*.py"),
        *TEMPLATES.glob("minutes/documents/*"),
        TEMPLATES / "layouts/print.html",
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()


def _parsed(answer: bytes) -> Rendered:
    header, _, content = answer.partition(b"\n")
    told = json.loads(header)
    missing = tuple((char, place) for char, place in told["missing"])
    return Rendered(content, told["pages"], missing, tuple(Sentence(text, params) for text, params in told["checks"]))
