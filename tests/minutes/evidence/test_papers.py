"""The papers of an edition, made once for this file: PDF/A-3b, tagged, with the record inside, signed, told apart."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable

import pikepdf
import pikepdf.pdfa
import pytest
from pypdf import PdfReader

from agenda.recount import reading
from agenda.recount.rules import recount
from forum.config import Settings
from forum.journal import Event
from minutes.evidence import signing, verifying
from minutes.evidence.models import Issued
from minutes.evidence.rules import Finding
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]


async def test_a_paper_is_an_archive_file_with_its_record_and_is_known_again(
    client: Client, database: Settings, faces: object
) -> None:
    """One rendering for all that is asked of it: it is what takes the time."""
    signing.make_key(database.data, "梧桐里社区居民委员会")
    played = await play.published()
    browser = await client()
    response = await browser.get(f"/minutes/{played.minutes_id}.pdf")
    pdf = await response.get_data()
    assert isinstance(pdf, bytes)

    _is_archival(pdf)
    file = reading.read(pdf)
    assert [poll.question for poll in file.polls] == ["是否同意更换3号楼2单元排水主管？"]
    assert not recount(file.polls[0]).differences
    _names_nobody(pdf, played)
    assert await (await browser.get(f"/minutes/{played.minutes_id}.pdf")).get_data() == pdf, "made once"
    issued = await Issued.get()
    assert issued.size == len(pdf) and issued.signed and (await Event.get(kind="copy.issued")).by_id is None

    signed = await asyncio.to_thread(signing.signature, pdf)
    assert signed and signed.whole and signed.by == "梧桐里社区居民委员会"
    await _told_apart(pdf)


def _is_archival(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.Root.MarkInfo.Marked and str(file.Root.Lang) == "zh-CN"
        assert file.Root.ViewerPreferences.DisplayDocTitle and "/StructTreeRoot" in file.Root
        assert str(file.Root.PageLabels.Nums[1].S) == "/D"
        info = [str(file.docinfo[name]) for name in ("/Title", "/Author", "/Subject")]
        with file.open_metadata(set_pikepdf_as_editor=False) as known:
            assert known.pdfa_status == "3B"
            assert info == [known["dc:title"], *known["dc:creator"], known["dc:description"]] and all(info)
            assert known["dc:identifier"].rpartition(":")[2] in known["pdf:Keywords"]
        first, *_, last = _outline(file)
        assert first == "一、3号楼2单元下水道反复堵塞,一楼返水" and last == "核验页"
    revision = pdf[: pdf.index(b"%%EOF") + 6]  # before the signature, which the validator does not know
    with pikepdf.open(io.BytesIO(revision)) as file:
        assert [str(one) for one in pikepdf.pdfa.check(file, "3b").findings] == []


def _outline(file: pikepdf.Pdf) -> list[str]:
    """The bookmarks below the document's title."""
    with file.open_outline() as outline:
        (document,) = outline.root
        return [entry.title for entry in document.children]


def _names_nobody(pdf: bytes, played: play.Played) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    record = reader.attachments["yishi-session.json"][0].decode()
    text = record + "".join(page.extract_text() for page in reader.pages)
    for person in (*played.hall.members, played.hall.chair, played.hall.recorder):
        assert person.name not in text
    assert json.loads(record)["format"] == "yishi-record"


async def _told_apart(pdf: bytes) -> None:
    flipped = bytearray(pdf)
    flipped[len(pdf) // 2] ^= 1
    cases = [
        (pdf, Finding.GENUINE),
        (bytes(flipped), Finding.ALTERED),
        (pdf + b"\n% more", Finding.ALTERED),
        (pdf[: len(pdf) - 200], Finding.ALTERED),
        (b"%PDF-1.7 something else", Finding.FOREIGN),
    ]
    for content, finding in cases:
        found = await verifying.file(content)
        assert found.verdict and found.verdict.finding is finding
    for altered in (bytes(flipped), pdf + b"\n% more"):
        known = await asyncio.to_thread(signing.signature, altered)
        assert known is None or not known.whole


@pytest.fixture
def faces(request: pytest.FixtureRequest, database: Settings) -> None:
    """Skipped where nothing can be printed."""
    from forum.errors import RuleBroken
    from minutes.documents.fonts import find_faces, places

    try:
        find_faces(places(database.data))
    except RuleBroken:
        pytest.skip("no Chinese font on this machine")
