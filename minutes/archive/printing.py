"""What goes into a session's archive: its record, its documents as they are to be printed, and its files."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from agenda.attachments.models import Attachment
from agenda.ballots.models import Vote
from agenda.papers import photos
from agenda.recount.reading import ATTACHED
from agenda.sessions.models import Session
from forum import files as attachments
from forum.access import SYSTEM
from minutes.archive import exporting
from minutes.archive.writing import FILES, PHOTOS, File
from minutes.documents import lists, sheets
from minutes.documents.official import Printable, job_of
from minutes.documents.render import Job, render_pdf
from minutes.drafting.models import Minutes
from minutes.evidence import queries as evidence
from minutes.evidence import recording
from minutes.evidence.documents import RecordFile, written
from minutes.evidence.models import Copy, Edition
from minutes.publication import queries as publication
from minutes.record import queries as full_record
from minutes.sheets import chasing
from minutes.sheets import queries as sheet_queries


@dataclass(frozen=True)
class Contents:
    """`record` is the session's own file, `jobs` the documents to print by their names, `issued` the SHA-256 of the
    published papers, `files` all that is there already."""

    record: bytes
    jobs: tuple[tuple[str, Job], ...]
    issued: tuple[str, ...]
    files: tuple[File, ...]

    @property
    def key(self) -> str:
        """The same for all that would come out the same."""
        said = [hashlib.sha256(self.record).hexdigest(), *self.issued]
        said += [f"{name} {job.identifier}" for name, job in self.jobs]
        said += [f"{one.name} {_digest(one)}" for one in self.files]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _digest(file: File) -> str:
    # What lies on the disk has a name of its own for each content.
    return hashlib.sha256(file.content).hexdigest() if isinstance(file.content, bytes) else ""


async def contents(session: Session, *, data: Path) -> Contents:
    """As things stand now. Raises RuleBroken before the session is over, and without fonts."""
    whole = await exporting.whole(session)
    # In a thread: of a large session it is most of a second, and a hall may be voting.
    record = (await asyncio.to_thread(written, whole)).encode()
    jobs, files = await _papers(session, data=data, public=False)
    files += [*await _photos(session.id), *await _attached(session.id)]
    return Contents(record, tuple(jobs), await _issued(session.id), tuple(files))


async def documents(session: Session, *, data: Path, public: bool) -> list[File]:
    """Printed anew from what the database has; the public's are those anybody may read."""
    jobs, files = await _papers(session, data=data, public=public)
    return [*files, *[File(name, (await render_pdf(job)).content) for name, job in jobs]]


async def editions(session_id: int) -> list[tuple[Edition, Copy]]:
    """The published papers of the version in force, both copies."""
    minutes = await Minutes.get_or_none(session_id=session_id)
    if minutes is None or not minutes.is_public:
        return []
    edition = await evidence.edition(minutes.id)
    return [(edition, copy) for copy in Copy] if edition else []


async def _issued(session_id: int) -> tuple[str, ...]:
    minutes = await Minutes.get_or_none(session_id=session_id)
    if minutes is None or not minutes.is_public:
        return ()
    found = [one.sha256 for edition in await evidence.editions(minutes.id) for one in edition.issued]
    return tuple(dict.fromkeys(found))


async def _photos(session_id: int) -> list[File]:
    """Of papers that were entered with a picture."""
    names = await Vote.filter(ballot__session_id=session_id).exclude(photo="").values_list("photo", flat=True)
    paths = [photos.path_of(str(name)) for name in names]
    return [File(f"{PHOTOS}{path.name}", path) for path in paths if path]


async def _attached(session_id: int) -> list[File]:
    """附件 of the session and its items."""
    stored = await Attachment.filter(session_id=session_id).values_list("stored", flat=True)
    paths = [attachments.path_of(str(name)) for name in stored]
    return [File(f"{FILES}{path.name}", path) for path in paths if path]


async def _papers(session: Session, *, data: Path, public: bool) -> tuple[list[tuple[str, Job]], list[File]]:
    """What is to be printed, and the record that goes inside the minutes."""
    named: list[tuple[str, Printable]] = [
        ("议程", sheets.agenda(await sheet_queries.agenda(session, None if public else SYSTEM, large=False)))
    ]
    if not public:
        named += [
            ("签到表", sheets.sign_in_sheet(await sheet_queries.sign_in_sheet(session))),
            ("表决结果单", sheets.result_sheet(await sheet_queries.result_sheet(session))),
            ("任务分解表", lists.action_sheet(await chasing.of_session(session))),
            ("会议记录", sheets.record(await full_record.sheet(session))),
        ]
    jobs = [(f"documents/{name}.pdf", await job_of(one, data_dir=data)) for name, one in named]
    of_minutes, files = await _minutes(session, data=data, public=public)
    return [*of_minutes, *jobs], files


async def _minutes(session: Session, *, data: Path, public: bool) -> tuple[list[tuple[str, Job]], list[File]]:
    minutes = await Minutes.get_or_none(session_id=session.id).prefetch_related("session__body")
    if minutes is None or (public and not minutes.is_public):
        return [], []
    record = await _record(session.id, minutes, public=public)
    version = (await publication.versions(minutes.id))[0] if minutes.is_public else None
    document = await publication.official_minutes(minutes, draft=version is None, version=version, archive=not public)
    job = await job_of(document, data_dir=data, attached=(ATTACHED, record))
    name = "会议纪要" if minutes.is_public else "会议纪要（草稿）"
    return [(f"documents/{name}.pdf", job)], [File(f"documents/{ATTACHED}", record.encode())]


async def _record(session_id: int, minutes: Minutes, *, public: bool) -> str:
    edition = await evidence.edition(minutes.id)
    if edition:
        return edition.public_record if public else edition.archive_record
    made: RecordFile = await recording.record(session_id, minutes, public=public)
    return await asyncio.to_thread(written, made)
