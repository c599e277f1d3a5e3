"""What somebody's file, code, checksum or number is: looked up in what was issued."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from forum import i18n
from minutes.documents.finishing import MARK
from minutes.drafting.models import Minutes
from minutes.evidence import rules
from minutes.evidence.models import Edition, Issued
from minutes.evidence.rules import Known, Verdict
from minutes.publication import queries as publication

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is verified: a year's archive has fewer."""
_IN_PAPER = re.compile(re.escape(MARK).encode() + rb"([0-9A-Z-]{14})")
_IN_RECORD = re.compile(rb'"code": ?"([0-9A-Z-]{14})"')


@dataclass(frozen=True)
class Found:
    """`edition`, with files and minutes, is the one that is meant; no `verdict` where no file was given."""

    edition: Edition | None = None
    known: Known | None = None
    verdict: Verdict | None = None
    title: str = ""

    @property
    def record_sha256(self) -> str:
        return _digest(self.edition.public_record.encode()) if self.edition else ""


async def file(content: bytes) -> Found:
    """A paper, or the record that was attached to one."""
    digest = await asyncio.to_thread(_digest, content)
    issued = await Issued.get_or_none(sha256=digest)
    if issued:
        return await _judged(await _edition(id=issued.edition_id), exact=True)
    code = await asyncio.to_thread(_claimed, content)
    claimed = await _edition(code=code) if code else None
    same = claimed is not None and content in {claimed.public_record.encode(), claimed.archive_record.encode()}
    return await _judged(claimed, exact=same)


async def words(typed: str) -> list[Found]:
    """By checksum, by the code on the paper, or by the minutes' number; empty where nothing is known by it."""
    if digest := rules.digest_in(typed):
        return [await _judged(await _edition_of(digest), exact=True)]
    if code := rules.code_in(typed):
        return [await _described(edition)] if (edition := await _edition(code=code)) else []
    if number := rules.number_in(typed):
        found = Edition.filter(minutes__year=number[0], minutes__number=number[1]).order_by("minutes_id", "-version")
        return [await _described(edition) for edition in await found.prefetch_related("issued", "minutes")]
    return []


async def by_code(code: str) -> Found | None:
    edition = await _edition(code=rules.code_in(code))
    return await _described(edition) if edition else None


async def _edition_of(digest: str) -> Edition | None:
    issued = await Issued.get_or_none(sha256=digest)
    return await _edition(id=issued.edition_id) if issued else None


async def _edition(**which: Any) -> Edition | None:
    return await Edition.get_or_none(**which).prefetch_related("issued", "minutes")


async def _judged(edition: Edition | None, *, exact: bool) -> Found:
    if edition is None:
        return Found(verdict=rules.judged(None, None))
    found = await _described(edition)
    verdict = rules.judged(found.known, None) if exact else rules.judged(None, found.known)
    return Found(edition, found.known, verdict, found.title)


async def _described(edition: Edition) -> Found:
    minutes = await Minutes.get(id=edition.minutes_id).prefetch_related("session__body")
    newest = await Edition.filter(minutes_id=edition.minutes_id).order_by("-version").first()
    title = str(json.loads(edition.public_record)["minutes"]["title"])
    number = f"{publication.heading(minutes)}{publication.number_said(minutes, edition.version)}"
    known = Known(title, number, edition.version, newest.version if newest else 0, i18n.day(edition.at))
    return Found(edition, known, None, title)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _claimed(content: bytes) -> str:
    pattern = _IN_PAPER if content.startswith(b"%PDF-") or _IN_PAPER.search(content) else _IN_RECORD
    found = pattern.search(content)
    return found[1].decode() if found else ""
