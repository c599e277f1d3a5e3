"""The files of an edition: made once, when first asked for, and kept as they are for good."""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from agenda.recount.reading import ATTACHED
from forum import clock
from forum.access import SYSTEM
from forum.errors import N_, RuleBroken
from minutes.documents.official import minutes_pdf
from minutes.documents.rules import Proof
from minutes.drafting.models import Minutes
from minutes.drafting.wording import full_date
from minutes.evidence import commands, queries, signing
from minutes.evidence.models import COPY_NAMES, Copy, Edition
from minutes.publication import queries as publication


async def paper(minutes: Minutes, edition: Edition, copy: Copy, *, data: Path, address: str) -> bytes:
    """The edition's PDF for the public or the archive. Raises RuleBroken where it cannot be made, or is gone.

    `minutes` come with session and body; `address` is the house's own.
    """
    async with _turn():
        found = await queries.issued(edition.id, copy)
        if found is None:
            return await _made(minutes, edition, copy, data=data, address=address)
    return await asyncio.to_thread(kept, data, found.sha256)


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


def _turn() -> asyncio.Lock:
    """Two who ask for the same paper at once must get the same file."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())


def kept(data: Path, digest: str) -> bytes:
    """An issued paper by its SHA-256. Raises RuleBroken where it is gone or damaged."""
    try:
        content = _path(data, digest).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise RuleBroken(N_("存下的这份文件不见了，或者已经损坏。请管理员用备份恢复数据目录里的 evidence 文件夹。"))
    return content


async def _made(minutes: Minutes, edition: Edition, copy: Copy, *, data: Path, address: str) -> bytes:
    public = copy is Copy.PUBLIC
    record = edition.public_record if public else edition.archive_record
    document = await publication.official_minutes(minutes, version=await queries.version(edition), archive=not public)
    proof = Proof(edition.code, _facts(minutes, edition, copy, record), f"{address}/verify/{edition.code}")
    made = await minutes_pdf(replace(document, proof=proof), data_dir=data, attached=(ATTACHED, record))
    signed = await asyncio.to_thread(signing.key, data) is not None
    content = await asyncio.to_thread(signing.sign, made.content, data) if signed else made.content
    digest = hashlib.sha256(content).hexdigest()
    await asyncio.to_thread(_keep, _path(data, digest), content)
    await commands.issue(edition.id, copy, digest, len(content), by=SYSTEM, signed=signed)
    return content


def _facts(minutes: Minutes, edition: Edition, copy: Copy, record: str) -> tuple[tuple[str, str], ...]:
    return (
        ("文件", f"{publication.heading(minutes)}{publication.number_said(minutes, edition.version)}"),
        ("版次", f"第{edition.version}版 · {COPY_NAMES[copy]}"),
        ("公布日期", full_date(clock.local(edition.at).date())),
        ("核验编号", edition.code),
        ("附件校验码（SHA-256）", hashlib.sha256(record.encode()).hexdigest()),
        ("会议记录链尾（SHA-256）", f"{edition.head}（第{edition.seq}条）"),
    )


def _path(data: Path, digest: str) -> Path:
    return data / "evidence" / f"{digest}.pdf"


def _keep(path: Path, content: bytes) -> None:
    """On the disk before the database says so."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
