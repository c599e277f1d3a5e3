"""All documents of a session as files, and the archive that holds them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from agenda.ballots.models import Vote
from agenda.papers import photos
from agenda.recount.reading import ATTACHED
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum.access import SYSTEM
from minutes.archive import exporting
from minutes.documents import lists, sheets
from minutes.documents.official import Sheet, minutes_pdf, sheet_pdf
from minutes.drafting.models import Minutes
from minutes.evidence import printing, recording
from minutes.evidence import queries as evidence
from minutes.evidence.documents import RecordFile, written
from minutes.evidence.models import Copy
from minutes.publication import queries as publication
from minutes.record import queries as full_record
from minutes.sheets import chasing
from minutes.sheets import queries as sheet_queries

SUMS = "SHA256SUMS"
SESSION = "session.json"
ISSUED = "evidence/"
PHOTOS = "attachments/photos/"


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


async def archive(session_id: int, *, data: Path, address: str) -> bytes:
    """The whole session as a ZIP. Raises NotFound, RuleBroken (it is not over, or a document cannot be printed)."""
    session = await sessions.session(session_id)
    issued = await _issued(session_id, data=data, address=address)  # first: its rows go along, too
    files = [File(SESSION, written(await exporting.whole(session)).encode()), *issued]
    files += await documents(session, data=data, public=False)
    files += await _photos(session_id)
    return zipped(files)


def zipped(files: list[File]) -> bytes:
    """With the checksums of all in a form that `sha256sum -c` reads."""
    sums = "".join(f"{hashlib.sha256(file.content).hexdigest()}  {file.name}\n" for file in files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in [*files, File(SUMS, sums.encode())]:
            bundle.writestr(zipfile.ZipInfo(file.name, (2026, 1, 1, 0, 0, 0)), file.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


async def _issued(session_id: int, *, data: Path, address: str) -> list[File]:
    """The published papers themselves, by their checksums: of the version in force both copies, of others what is."""
    minutes = await Minutes.get_or_none(session_id=session_id).prefetch_related("session__body")
    if minutes is None or not minutes.is_public:
        return []
    found = {}
    for at, edition in enumerate(await evidence.editions(minutes.id)):
        issued = {one.copy for one in edition.issued}
        for copy in Copy:
            if at == 0 or copy in issued:
                content = await printing.paper(minutes, edition, copy, data=data, address=address)
                found[hashlib.sha256(content).hexdigest()] = content
    return [File(f"{ISSUED}{digest}.pdf", content) for digest, content in found.items()]


async def _photos(session_id: int) -> list[File]:
    """Of papers that were entered with a picture."""
    names = await Vote.filter(ballot__session_id=session_id).exclude(photo="").values_list("photo", flat=True)
    paths = [photos.path_of(str(name)) for name in names]
    return [File(f"{PHOTOS}{path.name}", path.read_bytes()) for path in paths if path]


async def documents(session: Session, *, data: Path, public: bool) -> list[File]:
    """Printed anew from what the database has; the public's are those anybody may read."""
    named: list[tuple[str, Sheet]] = [
        ("议程", sheets.agenda(await sheet_queries.agenda(session, None if public else SYSTEM, large=False)))
    ]
    if not public:
        named += [
            ("签到表", sheets.sign_in_sheet(await sheet_queries.sign_in_sheet(session))),
            ("表决结果单", sheets.result_sheet(await sheet_queries.result_sheet(session))),
            ("任务分解表", lists.action_sheet(await chasing.of_session(session))),
            ("会议记录", sheets.record(await full_record.sheet(session))),
        ]
    made = [File(f"documents/{name}.pdf", (await sheet_pdf(one, data_dir=data)).content) for name, one in named]
    return [*await _minutes(session, data=data, public=public), *made]


async def _minutes(session: Session, *, data: Path, public: bool) -> list[File]:
    minutes = await Minutes.get_or_none(session_id=session.id).prefetch_related("session__body")
    if minutes is None or (public and not minutes.is_public):
        return []
    record = await _record(session.id, minutes, public=public)
    version = (await publication.versions(minutes.id))[0] if minutes.is_public else None
    document = await publication.official_minutes(minutes, draft=version is None, version=version, archive=not public)
    pdf = await minutes_pdf(document, data_dir=data, attached=(ATTACHED, record))
    name = "会议纪要" if minutes.is_public else "会议纪要（草稿）"
    return [File(f"documents/{name}.pdf", pdf.content), File(f"documents/{ATTACHED}", record.encode())]


async def _record(session_id: int, minutes: Minutes, *, public: bool) -> str:
    edition = await evidence.edition(minutes.id)
    if edition:
        return edition.public_record if public else edition.archive_record
    made: RecordFile = await recording.record(session_id, minutes, public=public)
    return written(made)
