"""Asking what a file is: by upload, code, checksum and number; on the page and on the command line."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from quart.datastructures import FileStorage

from forum import clock
from forum.access import SYSTEM
from forum.config import Settings
from forum.security import Bucket
from minutes.evidence import commands, routes, rules, signing, verb, verifying
from minutes.evidence.models import Copy, Edition, Issued
from minutes.evidence.rules import Finding, Known
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]
KNOWN = Known("第三次议事会", "议事会会议纪要〔2026〕3号", 1, 1, "2026年12月1日")


@pytest.mark.parametrize(
    ("exact", "claimed", "finding"),
    [
        (KNOWN, None, Finding.GENUINE),
        (Known("会", "号", 1, 2, "日"), None, Finding.SUPERSEDED),
        (None, KNOWN, Finding.ALTERED),
        (None, None, Finding.FOREIGN),
    ],
)
def test_a_file_is_one_of_four_things(exact: Known | None, claimed: Known | None, finding: Finding) -> None:
    verdict = rules.judged(exact, claimed)
    assert verdict.finding is finding and verdict.sentences


@pytest.mark.parametrize(
    ("typed", "code", "digest", "number"),
    [
        ("7kqm 2xwa 9rtf", "7KQM-2XWA-9RTF", "", None),
        ("AB " * 32, "", "ab" * 32, None),
        ("〔2026〕3号", "", "", (2026, 3)),
        ("（2026）第 12 号", "", "", (2026, 12)),
        ("没有这样的", "", "", None),
    ],
)
def test_what_people_type_is_read(typed: str, code: str, digest: str, number: tuple[int, int] | None) -> None:
    assert (rules.code_in(typed), rules.digest_in(typed), rules.number_in(typed)) == (code, digest, number)


async def issued(played: play.Played, content: bytes) -> Edition:
    """An edition whose public file is `content`."""
    edition = await Edition.get(minutes_id=played.minutes_id)
    digest = hashlib.sha256(content).hexdigest()
    await commands.issue(edition.id, Copy.PUBLIC, digest, len(content), by=SYSTEM, signed=False)
    return edition


async def uploaded(browser: Browser, content: bytes, name: str = "minutes.pdf") -> str:
    import io

    form = {"file": FileStorage(io.BytesIO(content), filename=name)}
    response = await browser.post("/verify", files=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 200
    return await response.get_data(as_text=True)


async def test_an_uploaded_paper_is_told_apart(client: Client) -> None:
    played = await play.published()
    edition = await Edition.get(minutes_id=played.minutes_id)
    paper = b"%PDF-1.7 yishi:edition:" + edition.code.encode() + bytes(5_000_000)  # more than other pages take
    await issued(played, paper)
    browser = await client()
    assert "是原件，现行有效" in await uploaded(browser, paper)
    assert "不是原件：内容被改动过" in await uploaded(browser, paper + b"x")
    assert "不是这里公布的文件" in await uploaded(browser, b"%PDF-1.7 something else")
    assert "是原件，现行有效" in await uploaded(browser, edition.public_record.encode(), "yishi-session.json")
    await Edition.create(
        minutes_id=played.minutes_id, version=2, code="A", seq=1, head="", public_record="{}", archive_record="{}",
        at=clock.now(),
    )  # fmt: skip
    page = await uploaded(browser, paper)
    assert "是原件，但已有新版" in page and "第 2 版" in page


@pytest.mark.parametrize("by", ["code", "sha256", "number"])
async def test_what_is_printed_on_a_paper_leads_to_it(client: Client, by: str) -> None:
    played = await play.published()
    edition = await issued(played, b"%PDF-")
    typed = {"code": edition.code.lower(), "sha256": hashlib.sha256(b"%PDF-").hexdigest()}
    number = f"〔{clock.today().year}〕1号"
    response = await (await client()).submit("/verify", words=typed.get(by, number))
    page = await response.get_data(as_text=True)
    assert edition.code in page and f'href="/minutes/{played.minutes_id}"' in page


async def test_the_code_of_the_qr_opens_its_page_and_a_wrong_one_says_so(client: Client) -> None:
    played = await play.published()
    edition = await Edition.get(minutes_id=played.minutes_id)
    browser = await client()
    assert edition.head in await browser.text(f"/verify/{edition.code}")
    response = await browser.get("/verify/2222-2222-2222")
    assert response.status_code == 404 and "没有这个核验编号" in await response.get_data(as_text=True)
    nothing = await browser.submit("/verify", words="什么也不是")
    assert "没有查到" in await nothing.get_data(as_text=True)
    assert (await browser.submit("/verify", words="")).status_code == 422


async def test_who_asks_too_often_is_asked_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "tries", Bucket(1, 60.0))
    browser = await client()
    assert [(await browser.submit("/verify", words="2026 1")).status_code for _ in range(2)] == [200, 429]


async def test_a_file_that_is_lost_is_said_to_be_and_not_made_anew(client: Client) -> None:
    played = await play.published()
    await issued(played, b"%PDF-")
    response = await (await client()).get(f"/minutes/{played.minutes_id}.pdf")
    assert response.status_code == 409 and "用备份恢复" in await response.get_data(as_text=True)


async def test_only_those_it_concerns_get_the_copy_with_names(client: Client) -> None:
    played = await play.published()
    for reader in (None, played.hall.members[0]):
        assert (await (await client(reader)).get(f"/minutes/{played.minutes_id}/archive.pdf")).status_code == 404


def test_without_a_database_only_the_signature_speaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 no signature")
    assert verb.verify(argparse.Namespace(file=paper, data=tmp_path, language="zh")) == verb.UNREADABLE
    assert "没有电子签名" in capsys.readouterr().err
    gone = argparse.Namespace(file=tmp_path / "none.pdf", data=tmp_path, language="zh")
    assert verb.verify(gone) == verb.UNREADABLE and "打不开文件" in capsys.readouterr().err


def test_a_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.keys_of(argparse.Namespace(data=tmp_path, make=None)) == 0
    assert verb.keys_of(argparse.Namespace(data=tmp_path, make="梧桐里社区")) == 0
    first = signing.key(tmp_path)
    assert verb.keys_of(argparse.Namespace(data=tmp_path, make="另一个")) == 1
    assert signing.key(tmp_path) == first and first is not None and first.name == "梧桐里社区"
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "signing").iterdir()} == {"0o600"}


async def test_a_record_that_was_changed_is_not_taken_for_the_original(database: Settings) -> None:
    played = await play.published()
    edition = await Edition.get(minutes_id=played.minutes_id)
    changed = edition.public_record.replace('"carried"', '"lost"', 1).encode()
    found = await verifying.file(changed)
    assert found.verdict and found.verdict.finding is Finding.ALTERED
    assert not await Issued.exists()
