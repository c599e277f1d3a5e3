"""What must not come out: names in the journal, figures of an open ballot, names on public pages, secrets in logs."""

from __future__ import annotations

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

from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.floor import commands as floor
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum.access import SYSTEM
from forum.checking import findings
from forum.config import Settings, load
from forum.journal import Event
from forum.people import commands as people
from forum.people.models import Person
from forum.topics.models import Topic
from minutes.demo.load import load_demo
from minutes.drafting.models import Minutes
from minutes.projects.models import Project
from tests import factories as make
from tests.helpers.server import HallServer
from tests.hostile.neighbourhood import copy_database
from tests.minutes import played

PRIVATE = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "loaded.sqlite3"


@pytest.fixture
async def demo(database: Settings, image: Path) -> Settings:
    if image.exists():
        copy_database(image, database.database_file)
    else:
        assert await load_demo(database)
        copy_database(database.database_file, image)
    return database


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


async def test_pages_without_a_sign_in_show_no_resident_s_full_name(demo: Settings, client: Any) -> None:
    residents = {one.name for one in await Person.filter(official=False) if len(one.name) > 2}
    stranger = await client()
    paths = ["/", "/topics", "/sessions", "/projects", "/needs", "/resources", "/minutes", "/join", "/sign-in"]
    paths += [f"/topics/{id}" for id in await Topic.all().values_list("id", flat=True)]
    paths += [f"/sessions/{id}" for id in await Session.all().values_list("id", flat=True)]
    paths += [f"/projects/{id}" for id in await Project.all().values_list("id", flat=True)]
    paths += [f"/minutes/{id}" for id in await Minutes.filter(state="published").values_list("id", flat=True)]
    paths += [f"/c/{code}" for code in await Session.all().values_list("check_in_code", flat=True)]
    for path in paths:
        text = re.sub(r"<[^>]*>", "", await stranger.text(path))
        shown = {name for name in residents if name in text}
        assert not shown, (path, shown)
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), path


# ---- an open ballot ----


async def test_no_screen_is_told_how_people_vote_while_the_ballot_is_open(server: HallServer) -> None:
    hall = await make.ballot_open(members=9)
    token = await sessions.link_wall(hall.session_id, by=hall.chair)
    wall, console = await server.socket(wall=token), await server.socket(hall.chair)
    phone, desk = await server.socket(hall.members[8]), await server.socket(hall.recorder)
    for screen, audience in ((wall, "projector"), (console, "console"), (phone, "participant"), (desk, "console")):
        assert (await screen.join(hall.room_id, audience))["done"]
    screens = (wall, console, phone, desk)
    first = [await sent_after(screens, hall, at, Choice.FOR) for at in range(4)]
    assert first
    before = [dict(screen.slots) for screen in screens]
    other = await make.ballot_open(members=9)
    assert other
    texts = [figures(screen) for screen in screens]
    assert all("赞成4" not in text and "4票赞成" not in text for text in texts)
    await ballots.enter_vote(hall.ballot_id, hall.seat_of(hall.members[4]), Choice.AGAINST, by=hall.recorder,
                             command_id="desk-vote")  # fmt: skip
    await console.until(lambda one: one.shows("now") != before[1].get("now", {}).get("html"), "the fifth vote")
    for screen in screens:
        for name, slot in screen.slots.items():
            assert not re.search(r"反对\D{0,20}1\b", plain(slot["html"])), (name, slot["html"])
    for screen in (wall, console, desk):
        assert not screen.mine.get("vote"), "the chair and the recorder are told of no vote"


async def sent_after(screens: Any, hall: Any, at: int, choice: Choice) -> bool:
    await ballots.cast_vote(hall.ballot_id, choice, by=hall.members[at], command_id=f"vote-{at}")
    await screens[1].until(lambda one: str(at + 1) in plain(one.shows("now")), f"{at + 1} have voted")
    return True


async def test_screens_of_two_opposite_votes_are_the_same_until_the_ballot_closes(server: HallServer) -> None:
    """The surest proof: whether the hall says yes or no, every frame that any screen gets is the same."""
    seen = []
    for choice in (Choice.FOR, Choice.AGAINST):
        hall = await make.ballot_open(members=5)
        token = await sessions.link_wall(hall.session_id, by=hall.chair)
        console, wall = await server.socket(hall.chair), await server.socket(wall=token)
        phone = await server.socket(hall.members[4])
        for screen, audience in ((console, "console"), (wall, "projector"), (phone, "participant")):
            await screen.join(hall.room_id, audience)
        for at in range(4):
            await ballots.cast_vote(hall.ballot_id, choice, by=hall.members[at], command_id=f"{choice}-{at}")
        for screen, audience in ((console, "console"), (wall, "projector"), (phone, "participant")):
            await screen.join(hall.room_id, audience)
        seen.append([figures(screen) for screen in (console, wall, phone)])
    for one, other in zip(*seen, strict=True):
        assert one == other


def plain(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html))


def figures(screen: Any) -> str:
    """The words of a ballot's slots, without names."""
    return "|".join(
        re.sub(r"[^赞成反对弃权投票已未过通]", "", plain(screen.shows(name))) for name in ("motion", "wall", "now", "vote")
    )


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
    "the last event is gone": "DELETE FROM event WHERE room_id = {room} AND seq = (SELECT seq FROM room WHERE id = {room})",
    "a vote of somebody not on the roll": "DELETE FROM roll_entry WHERE ballot_id = {ballot} AND seat_id = {seat}",
    "a vote of a seat that is none": "UPDATE vote SET seat_id = 999 WHERE ballot_id = {ballot} AND seat_id = {seat}",
    "a topic of nobody": "UPDATE topic SET proposer_id = 999 WHERE id = 1",
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_found(database: Settings, fault: str) -> None:
    hall = await make.ballot_open(members=3)
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id="a vote")
    await floor.contribute(hall.item_id, "同意", by=hall.members[1])
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
