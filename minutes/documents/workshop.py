"""One visit to the worker process: a question with its content goes in, the answer comes out, progress is noted.

The process never outlives the visit, whatever becomes of the visitor.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from forum.errors import N_, RuleBroken
from minutes.documents.fonts import PROJECT
from minutes.documents.turns import Progress

log = logging.getLogger("yishi.documents")

LONGEST_LINE = 1024**2
NOT_MADE = N_("文件没有生成成功，原因已记入日志。请稍后再试，或联系管理员。")
TOO_LONG = N_("生成文件用时过长，已停止。请缩短内容后再试。")
OUT_OF_MEMORY = 12
FAILED = {
    -signal.SIGXCPU: TOO_LONG,
    OUT_OF_MEMORY: N_("文件没有生成成功：内容太多，超出了内存上限，已停止。请分成几份再试。"),
}


async def visit(
    question: dict[str, Any], content: bytes, *, fontconfig: Path, seconds: float, progress: Progress
) -> bytes:
    """The worker's answer without its progress. Raises RuleBroken when it fails or takes longer than `seconds`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "minutes.documents.worker",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        cwd=PROJECT, env=environment(fontconfig), limit=LONGEST_LINE,
    )  # fmt: skip
    try:
        answer, said = await asyncio.wait_for(_talk(process, question, content, progress), seconds)
    except TimeoutError:
        log.error("document.timeout seconds=%s", seconds)
        raise RuleBroken(TOO_LONG) from None
    finally:
        await _ended(process)
    words = said.decode(errors="replace")[-4000:]
    if process.returncode:
        log.error("document.failed code=%s said=%s", process.returncode, words)
        raise RuleBroken(FAILED.get(process.returncode, NOT_MADE))
    if words:
        log.warning("document.worker said=%s", words)
    return answer


async def _talk(
    process: asyncio.subprocess.Process, question: dict[str, Any], content: bytes, progress: Progress
) -> tuple[bytes, bytes]:
    """The answer, and what was said on standard error."""
    assert process.stdin and process.stdout and process.stderr
    _, answer, said = await asyncio.gather(
        _ask(process.stdin, json.dumps(question).encode() + b"\n" + content),
        _listen(process.stdout, progress),
        process.stderr.read(),
    )
    await process.wait()
    return answer, said


async def _ask(pipe: asyncio.StreamWriter, question: bytes) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # its exit status says why
        pipe.write(question)
        await pipe.drain()
        pipe.close()


async def _listen(pipe: asyncio.StreamReader, progress: Progress) -> bytes:
    while said := await pipe.readline():
        told = json.loads(said)
        if "page" not in told:
            return said + await pipe.read()
        progress.pages = told["page"]
    return b""


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


def environment(fontconfig: Path) -> dict[str, str]:
    """Nothing of the server's own environment (it may hold secrets) but what Python needs to start."""
    needed = ("PATH", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
    passed = {name: os.environ[name] for name in needed if name in os.environ}
    return {**passed, "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT), "FONTCONFIG_FILE": str(fontconfig)}
