"""From HTML to PDF, off the event loop: one worker process at a time, a limit, and a cache by content.

`<data>/cache/pdf` holds finished documents with people's names in them: `forget_cached_pdfs` empties it when a person's
name is replaced.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from forum.errors import N_, RuleBroken
from minutes.documents.fonts import PROJECT, Faces, find_faces, fontconfig_file, places

log = logging.getLogger("yishi.documents")

ENGINE = "1"
"""Part of every cache key: raise it when the worker or the patch changes what a page looks like."""
KEPT = 300
"""Documents the cache holds; the longest unused leave first."""


@dataclass(frozen=True)
class Job:
    """A page to render. `timeout` in seconds of clock and of CPU; `memory` in bytes of address space.

    `attached`: (file name, text) of what travels inside the PDF. Not `kept`: nothing of it stays in the cache. With an
    `edition` it becomes a PDF/A-3b that carries this code in its metadata.
    """

    html: str
    data_dir: Path
    faces: Faces
    timeout: float = 90.0
    memory: int = 3 * 1024**3
    attached: tuple[str, str] | None = None
    kept: bool = True
    edition: str = ""


@dataclass(frozen=True)
class Rendered:
    """`missing`: characters that no face has, each with the words around it."""

    content: bytes
    pages: int
    missing: tuple[tuple[str, str], ...]


async def faces_for(data_dir: Path) -> Faces:
    """The faces of this machine; raises RuleBroken where there is none."""
    return await asyncio.to_thread(find_faces, places(data_dir))


async def render_pdf(job: Job) -> Rendered:
    """Render, or take from the cache. Raises RuleBroken when the worker fails or takes too long."""
    identifier = _content_hash(job)
    if not job.kept:
        async with _one_at_a_time():
            return _parsed(await _worked(job, identifier))
    kept = _shelf(job.data_dir) / f"{identifier}.pdf"
    if (found := await asyncio.to_thread(_taken, kept)) is not None:
        return found
    async with _one_at_a_time():
        # Whoever waited for the same document finds it now.
        if (found := await asyncio.to_thread(_taken, kept)) is None:
            answer = await _worked(job, identifier)
            found = _parsed(answer)
            await asyncio.to_thread(_keep, kept, answer)
    return found


def forget_cached_pdfs(data_dir: Path) -> None:
    """Empty the cache, as after a person's name was replaced by a pseudonym."""
    for path in _shelf(data_dir).glob("*.pdf"):
        path.unlink(missing_ok=True)


# ---- the worker --------------------------------------------------------------------------------------------------

_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def _one_at_a_time() -> asyncio.Semaphore:
    """One gate a loop: a semaphore belongs to the loop that first waited for it."""
    return _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1))


async def _worked(job: Job, identifier: str) -> bytes:
    """The worker's whole answer; the process never outlives this call, cancelled or not."""
    configuration = await asyncio.to_thread(fontconfig_file, job.faces, job.data_dir)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "minutes.documents.worker",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        cwd=PROJECT, env=_environment(configuration),
    )  # fmt: skip
    try:
        answer, said = await asyncio.wait_for(process.communicate(_question(job, identifier)), job.timeout)
    except TimeoutError:
        log.error("document.timeout seconds=%s", job.timeout)
        raise RuleBroken(N_("生成文件用时过长，已停止。请缩短内容后再试。")) from None
    finally:
        await _ended(process)
    words = said.decode(errors="replace")[-4000:]
    if process.returncode:
        log.error("document.failed code=%s said=%s", process.returncode, words)
        raise RuleBroken(N_("文件没有生成成功，原因已记入日志。请稍后再试，或联系管理员。"))
    if words:
        log.warning("document.worker said=%s", words)
    return answer


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


def _question(job: Job, identifier: str) -> bytes:
    return (
        json.dumps(
            {
                "faces": [str(path) for path in job.faces.files],
                "cpu_seconds": max(1, round(job.timeout)),
                "memory": job.memory,
                "identifier": identifier[:32],
                "attached": job.attached,
                "edition": job.edition,
            }
        ).encode()
        + b"\n"
        + job.html.encode()
    )


def _environment(configuration: Path) -> dict[str, str]:
    """Nothing of the server's own environment (it may hold secrets) but what Python needs to start."""
    needed = ("PATH", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
    passed = {name: os.environ[name] for name in needed if name in os.environ}
    return {**passed, "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT), "FONTCONFIG_FILE": str(configuration)}


# ---- the cache ---------------------------------------------------------------------------------------------------


def _shelf(data_dir: Path) -> Path:
    return data_dir / "cache" / "pdf"


def _content_hash(job: Job) -> str:
    return hashlib.sha256(
        "\0".join([ENGINE, job.faces.fingerprint, job.html, job.edition, *(job.attached or ())]).encode()
    ).hexdigest()


def _parsed(answer: bytes) -> Rendered:
    header, _, pdf = answer.partition(b"\n")
    told = json.loads(header)
    return Rendered(pdf, told["pages"], tuple((char, place) for char, place in told["missing"]))


def _taken(path: Path) -> Rendered | None:
    try:
        found = _parsed(path.read_bytes())
        os.utime(path)
    except (OSError, ValueError, KeyError):
        return None
    return found


def _keep(path: Path, answer: bytes) -> None:
    """Written beside and moved into place, readable by the server alone (mkstemp's 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(answer)
    Path(part).replace(path)
    by_age = sorted(path.parent.glob("*.pdf"), key=lambda kept: kept.stat().st_mtime, reverse=True)
    for old in by_age[KEPT:]:
        old.unlink(missing_ok=True)
