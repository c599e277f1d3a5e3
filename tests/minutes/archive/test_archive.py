"""A session taken out of one installation and put into another comes out the same, or is refused."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.fields import BigIntField, IntField

from agenda.ballots.models import BallotPaper, Vote
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.recount import reading as recounting
from agenda.recount.rules import recount
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import database as db
from forum.access import SYSTEM
from forum.config import Settings
from forum.errors import RuleBroken
from forum.journal import Event
from forum.people import credentials
from forum.people.models import Person
from minutes.archive import commands, exporting, making, reading, routes, verb, writing
from minutes.archive.tables import IN_EVENTS, LEFT_OUT, OWNED, SHARED, WITH_SHARED, references, table
from minutes.documents import making as background
from minutes.documents import shelf
from minutes.documents.render import Job, Rendered
from minutes.drafting.models import Minutes, Version
from minutes.evidence import checking, verifying
from minutes.evidence.documents import RecordFile, written
from minutes.evidence.rules import Finding
from minutes.record import queries as full_record
from tests.agenda.recount import deciding
from tests.conftest import Errors
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]
MODELS = (Session, *(one.model for one in (*OWNED, *WITH_SHARED)), *SHARED)


async def exported(session_id: int) -> RecordFile:
    return await exporting.whole(await Session.get(id=session_id))


@asynccontextmanager
async def elsewhere(folder: Path, image: bytes) -> Any:
    """Another installation: its own database and secret, with somebody in it already."""
    settings = Settings(data=folder, secret="the other one's secret, long enough to be one")
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    await asyncio.to_thread(settings.database_file.write_bytes, image)
    await db.close_database()
    await Tortoise.init(config=db.tortoise_config(settings), _enable_global_fallback=True)
    credentials.configure(settings.secret, quick=True)
    yield settings


async def lines(session: Session) -> list[str]:
    """The full record in words."""
    session = await Session.get(id=session.id).prefetch_related("body", "chair", "recorder")
    return [
        f"{line.at:%H:%M:%S} {sentence}" for line in await full_record.record(session) for sentence in line.sentences
    ]


async def test_a_session_comes_out_the_same_elsewhere(database: Settings, schema_image: bytes, tmp_path: Path) -> None:
    played = await play.published()
    file = await exported(played.hall.session_id)
    told = await lines(await Session.get(id=played.hall.session_id))
    text = (await Version.get(minutes_id=played.minutes_id)).public_text
    async with elsewhere(tmp_path / "other", schema_image):
        await Person.create(name="早就在这里的人", joined_at="2026-01-01T00:00:00Z")
        restored = reading.read(written(file).encode()).record
        session_id = await commands.import_session(restored, by=SYSTEM)
        session = await Session.get(id=session_id)
        minutes = await Minutes.get(session_id=session_id)
        assert await lines(session) == told
        assert (await Version.get(minutes_id=minutes.id)).public_text == text == minutes.published_text
        again = await exported(session_id)
        for name in ("organization", "event", "agenda", "motions", "vote_events", "actions", "attendance"):
            assert getattr(again, name) == getattr(file, name)
        assert [_counted(one) for one in (file, again)].count(_counted(file)) == 2
        assert await Event.filter(kind="session.imported").count() == 1
        assert await checking.findings() == [], "its events have other ids here, and are not taken for altered"
        with pytest.raises(RuleBroken, match="已经导入过"):
            await commands.import_session(restored, by=SYSTEM)
        assert await Session.all().count() == 1


def _counted(file: RecordFile) -> list[Any]:
    polls = recounting.read(written(file).encode()).polls
    return [(one.outcome, one.tally, one.differences) for one in map(recount, polls)]


async def test_of_a_secret_ballot_only_the_published_papers_go_along(
    database: Settings, schema_image: bytes, tmp_path: Path
) -> None:
    hall, receipts = await deciding.secret_motion([Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.FOR, Choice.FOR])
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    file = await exported(hall.session_id)
    assert file.rows and "votes" not in file.rows and len(file.rows["ballot_paper"]) == len(receipts)
    async with elsewhere(tmp_path / "other", schema_image):
        await commands.import_session(file, by=SYSTEM)
        assert not await Vote.exists() and await BallotPaper.all().count() == len(receipts)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data["chain"]["events"][3].update(by=99), "链尾对不上"),
        (lambda data: data["motions"][0].update(result="lost"), "motions"),
        (lambda data: data["rows"]["votes"][0].update(choice="against"), "recount"),
        (lambda data: data["rows"]["memberships"][0].update(unheard_of=1), "新版本导出"),
        (lambda data: data.update(version=2), "更新的版本"),
        (lambda data: data.pop("rows"), "不能导入"),
        (lambda data: data["rows"].pop("persons"), "不完整"),
    ],
)
async def test_what_was_altered_or_is_newer_is_refused_whole(
    database: Settings, schema_image: bytes, tmp_path: Path, change: Callable[[Any], Any], why: str
) -> None:
    played = await play.drafted()
    data = json.loads(written(await exported(played.hall.session_id)))
    change(data)
    async with elsewhere(tmp_path / "other", schema_image):
        with pytest.raises(RuleBroken) as refused:
            archive = reading.read(json.dumps(data).encode())
            await commands.import_session(archive.record, by=SYSTEM)
        assert why in refused.value.said(str)
        assert not await Session.exists() and not await Person.exists() and not await Event.exists()


async def test_a_second_session_from_there_finds_its_people_again(
    database: Settings, schema_image: bytes, tmp_path: Path
) -> None:
    first = await play.drafted()
    file = await exported(first.hall.session_id)
    later = file.model_copy(update={"source": file.source.rpartition(":")[0] + f":{first.hall.session_id}"})
    async with elsewhere(tmp_path / "other", schema_image):
        await commands.import_session(file, by=SYSTEM)
        before = await Person.all().count()
        await commands.Imported.all().update(origin=file.source.rpartition(":")[0] + ":0")
        await Minutes.all().delete()
        await commands.import_session(later, by=SYSTEM)
        assert await Person.all().count() == before and await Session.all().count() == 2


def test_a_zip_with_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"1")
    good = io.BytesIO()
    writing.write([writing.File("session.json", b"{}"), writing.File("documents/a.pdf", tmp_path / "a.pdf")], good)
    with zipfile.ZipFile(good) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    files["documents/a.pdf"] = b"2"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    with pytest.raises(RuleBroken) as refused:
        reading.read(out.getvalue())
    assert "documents/a.pdf" in refused.value.said(str)
    for content in (b"PK broken", b"not json", b"[]"):
        with pytest.raises(RuleBroken):
            reading.read(content)


async def test_only_those_who_record_take_the_archive_and_only_when_it_is_over(client: Client) -> None:
    played = await play.drafted()
    path = f"/sessions/{played.hall.session_id}/archive.preview"
    for reader, status in ((None, 303), (played.hall.members[0], 403)):
        assert (await (await client(reader)).get(path)).status_code in {status, 302, 403}
    page = await (await client(played.hall.recorder)).text(f"/sessions/{played.hall.session_id}")
    assert path in page
    await Session.all().update(state="open")
    assert (await (await client(played.hall.recorder)).get(path)).status_code == 409


async def test_the_archive_restores_its_papers_and_prints_without_a_server(
    client: Client, database: Settings, schema_image: bytes, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, faces: None,
) -> None:  # fmt: skip
    """One rendering of all documents for all that is asked of the archive."""
    played = await play.published()
    browser, at = await client(played.hall.recorder), f"/sessions/{played.hall.session_id}/archive"
    monkeypatch.setattr(routes, "PATIENCE", 0.01)
    content = await _taken_when_ready(browser, at)
    archive = reading.read(content)
    names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert {"session.json", "SHA256SUMS", "documents/会议纪要.pdf", "documents/会议记录.pdf"} <= names
    assert len(archive.files) == 2
    async with elsewhere(tmp_path / "other", schema_image) as settings:
        await verb._restored(archive, settings.data)
        for paper in archive.files.values():
            found = await verifying.file(paper)
            assert found.verdict and found.verdict.finding is Finding.GENUINE


async def _taken_when_ready(browser: Browser, at: str) -> bytes:
    """As the page asks: how far it is, again and again; given up by a restart half way, it is begun anew."""
    told = await _progress(browser, at)
    assert not told["made"] and "文件" in told["said"]
    assert (await browser.get(f"{at}.zip")).headers["Location"] == f"{at}.preview"
    await background.stop()
    while not (told := await _progress(browser, at))["made"]:
        assert told["pages"] <= told["expected"]
        await asyncio.sleep(0.1)
    assert f'href="{at}.zip"' in await browser.text(f"{at}.preview")
    response = await browser.get(f"{at}.zip")
    assert response.status_code == 200 and "attachment" in response.headers["Content-Disposition"]
    content = await response.get_data()
    assert isinstance(content, bytes)
    return content


async def _progress(browser: Browser, at: str) -> dict[str, Any]:
    answer = await browser.get(f"{at}.preview", headers={"Accept": "application/json"})
    told: dict[str, Any] = await answer.get_json()
    return told


async def test_one_that_is_not_made_says_why_and_is_tried_again(
    client: Client, database: Settings, monkeypatch: pytest.MonkeyPatch, faces: None, errors: Errors
) -> None:
    played = await play.drafted()
    browser, at = await client(played.hall.recorder), f"/sessions/{played.hall.session_id}/archive"

    async def full(job: Job) -> Rendered:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "render_pdf", full)
    answer = await browser.get(f"{at}.preview")
    html = await answer.get_data(as_text=True)
    assert answer.status_code == 409 and "No space left" in html and "再试一次" in html

    async def made(job: Job) -> Rendered:
        return Rendered(b"%PDF-", 1, ())

    monkeypatch.setattr(making, "render_pdf", made)
    assert "下载 ZIP" in await browser.text(f"{at}.preview")
    session = await Session.get(id=played.hall.session_id).prefetch_related("body", "chair", "recorder")
    ready = await making.found(session, data=database.data)
    assert ready and ready.path.stat().st_mode & 0o077 == 0 and not list(ready.path.parent.glob("*.part"))
    errors.take("archive.failed")
    shelf.forget_cached_pdfs(database.data)
    assert await making.found(session, data=database.data) is None, "a name was replaced: nothing of it is left"
    assert "下载 ZIP" in await browser.text(f"{at}.preview")
    await Person.filter(id=played.hall.chair.person_id).update(name="王改名")
    assert await making.found(session, data=database.data) is None, "what changed is made anew"


def test_documents_are_printed_from_a_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read is refused in a sentence; what can is printed in test_the_archive_…'s own way."""
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    assert verb.minutes(argparse.Namespace(file=bad, out=tmp_path / "out", public=True)) == verb.REFUSED
    assert "不是议事的会议存档" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "out", ignore_errors=True)


# ---- the lists are complete: a new table or column must be thought about ----


async def test_every_table_of_a_session_is_in_the_archive_or_left_out_for_a_reason(database: Settings) -> None:
    left_out = {
        "wall_link": "a door", "kiosk_link": "a door", "prepared_ballot": "before the fact", "printed_paper": "codes",
        "imported": "of this installation", "statement_mark": "promised never to be shown by name",
        "scratch_sheet": "jotted down for oneself", "read_out": "a wish that nobody claimed is no part of the session",
        "election": "the body's, often over several sessions", "election_item": "the election's",
        "election_paper": "the election's",
        "unit_link": "a door", "claim_link": "a door", "resource_use": "the project's, arranged outside sessions",
    }  # fmt: skip
    inside = {table(model) for model in MODELS}
    reached = set(inside)
    strange = []
    for module in db.MODELS:
        import importlib

        for model in vars(importlib.import_module(module)).values():
            if not isinstance(model, type) or not hasattr(model, "_meta") or model.__module__ != module:
                continue
            owners = {name for name in references(model).values() if name not in {table(one) for one in SHARED}}
            if owners & reached and table(model) not in inside | left_out.keys():
                strange.append(table(model))
    assert strange == [], "add them to minutes/archive/tables.py, or say here why not"


async def test_every_id_in_a_column_is_known_to_be_one(database: Settings) -> None:
    for model in MODELS:
        known = {"id", *references(model), *LEFT_OUT.get(table(model), ())}
        numbers = {name for name, field in model._meta.fields_map.items() if isinstance(field, IntField | BigIntField)}
        assert {name for name in numbers if name.endswith("_id")} <= known, table(model)


def test_ids_in_events_lead_to_tables_of_the_archive() -> None:
    assert set(IN_EVENTS.values()) <= {table(model) for model in MODELS}
