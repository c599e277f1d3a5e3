"""What must not come out: names in the journal, figures of an open ballot, names on public pages, secrets in logs."""

from __future__ import annotations

import html
import io
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from quart.datastructures import FileStorage

from agenda.attachments.models import Attachment
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.discussion import commands as discussion
from agenda.elections.models import Election
from agenda.projectors import commands as projectors
from agenda.sessions.models import Session
from forum.access import SYSTEM
from forum.checking import findings
from forum.config import Settings, load
from forum.journal import Event
from forum.offices.models import Appointment
from forum.people import commands as people
from forum.people.models import Person
from forum.topic_files.models import TopicFile
from forum.topics.models import Topic
from minutes.action_items.models import ActionItem
from minutes.board.sections import SECTION_NAMES
from minutes.chasing.doors import path_of
from minutes.chasing.models import UnitLink
from minutes.demo.load import load_demo
from minutes.drafting.models import Minutes
from minutes.needs.models import Need
from minutes.notices.models import NoticePeriod
from minutes.projects.models import Project
from minutes.resources.models import Resource
from minutes.wishes.models import Wish
from minutes.works.models import YearWork
from tests import factories as make
from tests.agenda.attachments.test_attachments import office as office_file
from tests.forum.test_bare import SECRET, inside, telling
from tests.helpers.deeds import new_id
from tests.helpers.server import HallServer
from tests.hostile.neighbourhood import copy_database
from tests.minutes import played
from tests.minutes.board.planted import EVERYWHERE, plant_everywhere

PRIVATE = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "loaded.sqlite3"


@pytest.fixture
async def demo(database: Settings, image: Path) -> Settings:
    if not copied(image, database.database_file):
        assert await load_demo(database)
        copied(database.database_file, image)
    return database


def copied(source: Path, target: Path) -> bool:
    """False where there is nothing to copy yet."""
    if source.exists():
        copy_database(source, target)
        return True
    return False


# ---- the journal and public pages, over the whole demo ----


async def test_the_journal_holds_no_name_and_no_word_of_anybody(demo: Settings) -> None:
    names = {name for name in await Person.all().values_list("name", flat=True)}
    events = await Event.all()
    assert len(events) > 300
    for event in events:
        data = json.dumps(event.data, ensure_ascii=False)
        assert not any(name in data for name in names), (event.kind, data)
        assert not re.search(r"[一-鿿]", data), (event.kind, data)


async def test_a_finished_command_s_answer_holds_no_name(demo: Settings) -> None:
    names = await Person.all().values_list("name", flat=True)
    with closing(sqlite3.connect(demo.database_file)) as connection:
        answers = "".join(row[0] for row in connection.execute("SELECT answer FROM command_done"))
    assert not any(str(name) in answers for name in names)


async def test_whatever_is_written_anywhere_pages_without_a_sign_in_show_no_name_number_or_flat(
    demo: Settings, client: Any
) -> None:
    """The demo's every state, with a name, a number and a room behind every text; also in what a page only carries."""
    assert len(await plant_everywhere()) > 60
    published = await Appointment.filter(name_public=True).values_list("person_id", flat=True)
    residents = {
        one.name for one in await Person.filter(official=False) if len(one.name) > 2 and one.id not in published
    }
    stranger, opened = await client(), 0
    for path in await pages_for_everybody():
        answer = await stranger.get(path)
        page, opened = html.unescape(await answer.get_data(as_text=True)), opened + (answer.status_code == 200)
        assert answer.status_code in {200, 404}, path
        assert not [said for said in EVERYWHERE if said in page], path
        text = re.sub(r"<[^>]*>", "", page)
        assert not {name for name in residents if name in text}, path
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), path
    assert opened > 100, "what is not for everybody yet is not found, and is little"


async def pages_for_everybody() -> list[str]:
    lists = (
        "topics",
        "sessions",
        "projects",
        "needs",
        "resources",
        "minutes",
        "wishes",
        "orders",
        "works",
        "look-backs",
    )
    every = ",".join(SECTION_NAMES)
    paths = ["/", "/join", "/sign-in", "/points", "/search?q=%E6%A5%BC", *(f"/{one}" for one in lists)]
    paths += [
        "/board",
        "/board/screen",
        f"/board/embed?show={every}&lines=30",
        "/board/sheet.print",
        "/board/feed.atom",
    ]
    paths += [f"/{one}.print" for one in ("needs", "resources", "projects", "works", "look-backs")]
    for name, model in (("topics", Topic), ("sessions", Session), ("projects", Project), ("actions", ActionItem),
                        ("needs", Need), ("resources", Resource), ("wishes", Wish), ("works", YearWork)):  # fmt: skip
        paths += [f"/{name}/{id}" for id in await model.all().values_list("id", flat=True)]
    paths += [f"/sessions/{id}/documents" for id in await Session.all().limit(3).values_list("id", flat=True)]
    paths += [f"/elections/{id}" for id in await Election.exclude(published_at=None).values_list("id", flat=True)]
    paths += [f"/notices/{id}" for id in await NoticePeriod.all().values_list("id", flat=True)]
    paths += [path_of(link) for link in await UnitLink.all()]
    paths += [f"/minutes/{id}" for id in await Minutes.filter(state="published").values_list("id", flat=True)]
    return paths + [f"/c/{code}" for code in await Session.all().values_list("check_in_code", flat=True)]


# ---- an open ballot ----


async def test_whether_people_vote_for_or_against_every_screen_says_the_same_until_the_ballot_closes(
    server: HallServer,
) -> None:
    """The surest proof: two halls of the same people, one voting yes and one no, cannot be told apart."""
    body = await make.body(members=5)
    seen = []
    for choice in (Choice.FOR, Choice.AGAINST):
        hall = await make.ballot_open(body)
        token = await projectors.link_wall(hall.session_id, by=hall.chair)
        console, wall = await server.socket(hall.chair), await server.socket(wall=token)
        phone = await server.socket(hall.members[4])
        for at in range(3):
            await ballots.cast_vote(hall.ballot_id, choice, by=hall.members[at], command_id=f"{choice}-{at}")
        seat = hall.seat_of(hall.members[3])
        await ballots.enter_vote(hall.ballot_id, seat, choice, by=hall.recorder, command_id=f"{choice}-desk")
        screens = ((console, "console"), (wall, "projector"), (phone, "participant"))
        for screen, audience in screens:
            assert (await screen.join(hall.room_id, audience))["done"]
            assert not screen.mine.get("vote"), "nobody here has voted themselves"
        seen.append([said(screen) for screen, _ in screens])
        assert "4" in seen[-1][0]["now"], "how many have voted is told"
    assert seen[0] == seen[1]


def said(screen: Any) -> dict[str, str]:
    """The words of each slot, without the time of day and what is left of it."""
    words = {name: re.sub(r"<[^>]*>|\s+", "", slot["html"]) for name, slot in screen.slots.items()}
    return {name: re.sub(r"\d+:\d\d", "", text) for name, text in words.items()}


# ---- logs ----


async def test_the_log_holds_no_pin_no_key_and_no_vote(
    client: Any, errors: Any, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    hall = await make.ballot_open(members=3)
    slip = await people.invite(by=SYSTEM, person_id=hall.members[0].person_id)
    browser = await client()
    await browser.submit("/join", pin=slip.pin)
    await browser.submit("/join", pin="87654321")
    await browser.submit("/sign-in", username="shuji", password="a wrong secret")
    await browser.submit(f"/ballots/{hall.ballot_id}/votes", choice="against")
    await browser.submit(f"/ballots/{hall.ballot_id}/votes", choice="abstain")
    out, err = capfd.readouterr()
    own = "".join(str(entry) for entry in errors._structured.entries)
    logged = own + out + err + "".join(record.getMessage() for record in caplog.records if record.name != "aiosqlite"
                                       and not record.name.startswith("tortoise"))  # fmt: skip
    for secret in (slip.pin, slip.token, "87654321", "a wrong secret", "against", "abstain"):
        assert secret not in logged, secret


# ---- files ----


def test_everything_the_server_writes_is_for_its_own_user(tmp_path: Path) -> None:
    data = tmp_path / "fresh" / "data"
    run = yishi("init", "--data", str(data), "--community", "梧桐里社区", "--name", "管理员")
    assert run.returncode == 0, run.stderr
    assert data.stat().st_mode & PRIVATE == 0
    names = {path.name for path in data.iterdir()}
    assert {"yishi.sqlite3", "secret"} <= names
    assert not any("before-migration" in name for name in names)
    for path in data.rglob("*"):
        assert path.stat().st_mode & PRIVATE == 0, path


def test_files_that_were_left_open_are_closed_and_a_directory_of_others_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for name in ("yishi.sqlite3", "yishi.sqlite3-wal", "yishi.before-migration.sqlite3", "secret", "sign-ins.txt"):
        (tmp_path / name).touch(mode=0o644)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "notes.txt").chmod(0o644)
    load(data=tmp_path)
    ours = [path for path in tmp_path.iterdir() if path.name != "notes.txt"]
    assert len(ours) == 5 and all(path.stat().st_mode & PRIVATE == 0 for path in ours)
    assert (tmp_path / "notes.txt").stat().st_mode & 0o777 == 0o644
    assert tmp_path.stat().st_mode & 0o777 == 0o755


# ---- what `yishi check` must see ----

FAULTS = {
    "an event is gone": "DELETE FROM event WHERE id = (SELECT MAX(id) FROM event WHERE room_id = {room}) - 1",
    "the room's number is ahead": "UPDATE room SET seq = seq + 1 WHERE id = {room}",
    "the last event is gone": "DELETE FROM event WHERE id = (SELECT MAX(id) FROM event WHERE room_id = {room})",
    "a vote of somebody not on the roll": "DELETE FROM roll_entry WHERE ballot_id = {ballot} AND seat_id = {seat}",
    "a vote of a seat that is none": "UPDATE vote SET seat_id = 999 WHERE ballot_id = {ballot} AND seat_id = {seat}",
    "a topic of nobody": "UPDATE topic SET proposer_id = 999 WHERE id = 1",
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_found(database: Settings, fault: str) -> None:
    hall = await make.ballot_open(members=3)
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id="a vote")
    await discussion.contribute(hall.item_id, "同意", by=hall.members[1])
    assert await findings() == []
    planted = {"room": hall.room_id, "ballot": hall.ballot_id, "seat": hall.seat_of(hall.members[0])}
    with closing(sqlite3.connect(database.database_file)) as connection:
        assert connection.execute(FAULTS[fault].format(**planted)).rowcount == 1
        connection.commit()
    found = await findings()
    assert found and all(re.search(r"[一-鿿]", line) for line in found)


async def test_figures_that_were_changed_afterwards_are_found(database: Settings) -> None:
    done = await played.published()
    assert await findings() == []
    changes = (
        "UPDATE vote SET choice = 'against' WHERE choice = 'for'",
        "UPDATE minutes SET number = 7",
    )
    for number, change in enumerate(changes, start=1):
        with closing(sqlite3.connect(database.database_file)) as connection:
            connection.execute(change)
            connection.commit()
        assert len(await findings()) == number, (done.minutes_id, change)


def yishi(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from forum.cli import main; main()", *arguments],
        cwd=Path(__file__).parents[2], capture_output=True, stdin=subprocess.DEVNULL, timeout=60, text=True,
        env={**os.environ, "YISHI_QUICK_PASSWORDS": "1"}, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("verb", [["check"], ["run", "--port", "8529"], ["init", "--community", "x", "--name", "y"]])
@pytest.mark.parametrize("content", [b"\xde\xad" * 9000, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_file_that_is_no_database_is_said_and_not_waited_for(tmp_path: Path, verb: list[str], content: bytes) -> None:
    (tmp_path / "yishi.sqlite3").write_bytes(content)
    told = yishi(*verb, "--data", str(tmp_path))
    assert told.returncode == 1
    assert "数据库打不开" in told.stderr and "Traceback" not in told.stderr
    assert (tmp_path / "yishi.sqlite3").read_bytes() == content


def test_a_directory_that_cannot_be_and_a_setting_that_cannot_be_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = yishi("check", "--data", str(tmp_path / "file" / "data"))
    assert told.returncode == 1 and "数据目录用不了" in told.stderr and "Traceback" not in told.stderr
    (tmp_path / "yishi.toml").write_text("port = [")
    told = yishi("check", "--data", str(tmp_path))
    assert told.returncode == 1 and "设置有误" in told.stderr and "Traceback" not in told.stderr
    told = yishi("check", "--data", str(tmp_path / "nothing here"))
    assert told.returncode == 1 and "还没有数据库" in told.stderr


# ---- files that everybody may download ----


async def test_a_public_file_tells_nothing_beside_its_pages_by_whichever_door_it_came(client: Any) -> None:
    office, hall, topic = await make.secretary(), await make.session_planned(topics=1), await make.topic()
    desk, stranger = await client(office), await client()
    doors = {f"/sessions/{hall.session_id}/attachments": Attachment, f"/topics/{topic.id}/files": TopicFile}
    assert SECRET.encode() in inside(telling())
    for door, kept in doors.items():

        async def send(content: bytes, name: str, door: str = door, **fields: str) -> tuple[int, str]:
            sent = {"file": FileStorage(io.BytesIO(content), filename=name)}
            answer = await desk.post(door, form={"command_id": new_id(), "name": "管线图", **fields}, files=sent)
            return answer.status_code, str(await answer.get_data(as_text=True))

        assert (await send(telling(), f"{SECRET}.pdf", public="1"))[0] == 303
        found = await kept.get()
        address = f"/attachments/{found.id}" if kept is Attachment else f"/topic-files/{found.id}.pdf"
        got = await stranger.get(address)
        assert got.status_code == 200 and SECRET.encode() not in inside(await got.get_data())
        assert SECRET not in str(got.headers)
        status, page = await send(office_file("word/document.xml"), "方案.docx", public="1")
        assert status == 422 and "请另存为 PDF" in page and 'value="管线图"' in page, "and nothing typed is lost"
        assert (await send(office_file("word/document.xml"), "方案.docx"))[0] == 303, "who signs in may have it"
        newest = await kept.all().order_by("-id").first()
        assert newest and newest.kind == "docx" and not newest.public
