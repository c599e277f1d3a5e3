"""A session's archive made in the background, and kept on the shelf of documents until something in it changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum.errors import N_, RuleBroken
from minutes.archive import printing
from minutes.archive.printing import Contents
from minutes.archive.writing import ISSUED, SESSION, File, write
from minutes.documents import making, shelf
from minutes.documents.making import Making
from minutes.documents.render import render_pdf
from minutes.documents.turns import Kind, Progress, line
from minutes.drafting.models import Minutes
from minutes.evidence import printing as issuing

log = structlog.get_logger()
USUALLY = 7
"""Documents to print, and the ZIP itself."""


@dataclass(frozen=True)
class Ready:
    """A finished archive: `path` of the ZIP, its size in bytes."""

    path: Path
    size: int


async def found(session: Session, *, data: Path) -> Ready | None:
    """The archive of the session as it stands now. Raises RuleBroken before the session is over."""
    path = _kept_at(await printing.contents(session, data=data), data)
    size = await asyncio.to_thread(shelf.touched, path)
    return None if size is None else Ready(path, size)


def begin(session: Session, *, data: Path, address: str) -> Making[Ready]:
    """As documents/making.py begins: one who looked away is told once why it failed."""
    return making.begin(
        _at(session.id, data), Progress(0), lambda progress: _in_turn(session.id, progress, data=data, address=address)
    )


def under_way(session_id: int, *, data: Path) -> Making[Ready] | None:
    return making.under_way(_at(session_id, data))


def _at(session_id: int, data: Path) -> Path:
    """Where one under way is known by: its content is not known yet."""
    return shelf.place(data) / f"archive-of-{session_id}"


def _kept_at(contents: Contents, data: Path) -> Path:
    return shelf.place(data) / f"{contents.key}.zip"


async def _in_turn(session_id: int, progress: Progress, *, data: Path, address: str) -> Ready:
    """Raises RuleBroken: whatever else went wrong is nothing the reader could mend."""
    try:
        async with line(Kind.ARCHIVE).turn(progress):
            return await _made(session_id, progress, data=data, address=address)
    except OSError as error:
        log.exception("archive.failed", session=session_id)
        why = error.strerror or str(error)
        raise RuleBroken(N_("存档没有写成（{why}）。请管理员检查磁盘空间和数据目录，再试一次。"), why=why) from error


async def _made(session_id: int, progress: Progress, *, data: Path, address: str) -> Ready:
    session = await sessions.session(session_id)
    await _issue(session, progress, data=data, address=address)
    contents = await printing.contents(session, data=data)
    progress.expected = progress.pages + len(contents.jobs) + 1
    files = [File(SESSION, contents.record), *contents.files]
    files += [
        File(f"{ISSUED}{digest}.pdf", await asyncio.to_thread(issuing.kept, data, digest)) for digest in contents.issued
    ]
    for name, job in contents.jobs:
        files.append(File(name, (await render_pdf(job)).content))
        progress.pages += 1
    path = _kept_at(contents, data)
    await asyncio.to_thread(shelf.keep_written, path, lambda out: write(files, out))
    return Ready(path, path.stat().st_size)


async def _issue(session: Session, progress: Progress, *, data: Path, address: str) -> None:
    """First of all: the papers' rows go along, too."""
    wanted = await printing.editions(session.id)
    progress.expected = len(wanted) + USUALLY
    if not wanted:
        return
    minutes = await Minutes.get(session_id=session.id).prefetch_related("session__body")
    for edition, copy in wanted:
        await issuing.paper(minutes, edition, copy, data=data, address=address)
        progress.pages += 1
