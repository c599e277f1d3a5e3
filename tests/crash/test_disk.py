"""The disk is full: everybody is told in a sentence, nothing is half written, all goes on when there is room again."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from forum.config import Settings
from tests.crash.phone import Said
from tests.crash.play import Seated
from tests.crash.presses import NOT_STORED, Press, pressed
from tests.crash.rounds import Run, browsers, ready, run, told_ready
from tests.crash.small_disk import Disk, Limited, Mounted, mounted
from tests.crash.town import found, free_port
from tests.helpers.nursery import Nursery

LONG = "文" * 190
TRIES = 600

pytestmark = pytest.mark.crash


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mounted]:
    folder = tmp_path / "mounted"
    folder.mkdir()
    try:
        with mounted(folder) as made:
            yield made
    except PermissionError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["mounted", "limited"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "mounted":
        yield request.getfixturevalue("mount")
    elif hasattr(resource, "prlimit"):
        yield Limited(folder)
    else:
        pytest.skip("limits of another process are Linux's")


@pytest.fixture
def small(disk: Disk, schema_image: bytes) -> Settings:
    """A data directory on that disk."""
    return on(disk, schema_image)


async def opened(town_run: Run, disk: Disk) -> None:
    """The server is there, all are back, and the chair has opened the ballot."""
    await town_run.start()
    disk.watch(town_run.server)
    await town_run.play.come_back()
    done = await say(town_run, town_run.play.seated[-1], "/motions/1/ballot")
    assert done.done


async def say(town_run: Run, one: Seated, path: str, **fields: str) -> Said:
    return await again(town_run, one, pressed(one.citizen, path, **fields))


async def again(town_run: Run, one: Seated, press: Press, as_event: bool = False) -> Said:
    said = await town_run.play.send(one, press, as_event=as_event)
    assert said is not None, "the server answers"
    return said


async def write_until_refused(town_run: Run) -> list[Press]:
    """Members post until nothing more fits; gives what was refused."""
    members = town_run.play.seated[:8]
    for _ in range(TRIES // len(members)):
        posts = [pressed(one.citizen, "/items/1/contributions", text=uuid.uuid4().hex + LONG[:150]) for one in members]
        said = await asyncio.gather(*(again(town_run, *pair) for pair in zip(members, posts, strict=True)))
        if refused := [post for post, answer in zip(posts, said, strict=True) if not answer.done]:
            return refused
    raise AssertionError(f"{TRIES} contributions fitted on a full disk")


async def vote_until_refused(town_run: Run) -> Press:
    """A vote is smaller than a contribution: one or two may still fit. Gives the one that did not."""
    for one in town_run.play.seated[4:9]:
        vote = pressed(one.citizen, "/ballots/1/votes", choice="for")
        if not (await again(town_run, one, vote)).done:
            return vote
    raise AssertionError("five votes fitted where no contribution did")


async def fill(town_run: Run, disk: Disk) -> list[Press]:
    """Until even what the write-ahead log had reserved is used up."""
    disk.fill()
    return await write_until_refused(town_run)


async def test_a_full_disk_is_said_in_a_sentence_and_all_goes_on_when_there_is_room_again(
    small: Settings, disk: Disk, children: Nursery
) -> None:
    async with run(await found(small, 1), children, in_trouble=True) as town_run:
        await opened(town_run, disk)
        refused = [*await fill(town_run, disk), await vote_until_refused(town_run)]
        voter, other, late = town_run.play.seated[0], town_run.play.seated[3], town_run.play.seated[10]
        by_event = pressed(voter.citizen, "/ballots/1/votes", choice="for")
        by_form = pressed(other.citizen, "/ballots/1/votes", choice="against")
        door = pressed(late.citizen, f"/c/{town_run.play.sitting.code}")
        for one, press, as_event in ((voter, by_event, True), (other, by_form, False), (late, door, False)):
            said = await again(town_run, one, press, as_event)
            assert not said.done and NOT_STORED in said.words, said
            assert said.status == (0 if as_event else 503)
        await check_reading_goes_on(town_run)
        await check_what_was_typed_is_kept(town_run)
        await told_ready(town_run.play.http, town_run.town.address, expected=False)
        town_run.comparison.books("with a full disk")
        disk.empty()
        await told_ready(town_run.play.http, town_run.town.address, expected=True)
        everybody = {one.citizen: one for one in town_run.play.seated}
        for press in [*refused, by_event, by_form, door]:
            assert (await again(town_run, everybody[press.by], press)).done, "the same press, sent again"
        await town_run.comparison.all()
        town_run.check_log()


async def check_reading_goes_on(town_run: Run) -> None:
    await town_run.comparison.screens()
    await town_run.comparison.pages()


async def check_what_was_typed_is_kept(town_run: Run) -> None:
    """Plain forms that could not be stored come back as they were."""
    topic = {"title": "路灯不亮", "text": LONG, "category": "safety", "place_id": str(town_run.town.block)}
    member = town_run.town.members[0]
    headers = {"Cookie": member.cookies[0], "Sec-Fetch-Site": "same-origin", "Accept-Language": "zh"}
    for path, form in (("/topics", topic), ("/items/1/contributions", {"text": LONG})):
        data = {**form, "command_id": uuid.uuid4().hex}
        async with town_run.play.http.post(town_run.town.address + path, data=data, headers=headers) as answer:
            page = await answer.text()
        assert answer.status == 503
        assert NOT_STORED in page
        assert all(form[name] in page for name in ("title", "text") if name in form), path


async def test_a_server_killed_on_a_full_disk_has_all_it_answered(
    small: Settings, disk: Disk, children: Nursery
) -> None:
    async with run(await found(small, 1), children, in_trouble=True) as town_run:
        await opened(town_run, disk)
        await write_until_the_log_was_copied(town_run)
        await fill(town_run, disk)
        await town_run.kill()
        disk.empty()
        await town_run.start()
        town_run.comparison.books("after the kill")
        await town_run.play.come_back()
        await town_run.comparison.all()
        town_run.check_log()


async def write_until_the_log_was_copied(town_run: Run) -> None:
    """So much that SQLite has copied its log into the file and begins the log again: then only the file must grow."""
    log = town_run.comparison.file.with_name("yishi.sqlite3-wal")
    size = town_run.comparison.file.stat().st_size
    members = town_run.play.seated[:8]
    while town_run.comparison.file.stat().st_size == size:
        posts = [pressed(one.citizen, "/items/1/contributions", text=uuid.uuid4().hex) for one in members]
        assert all([(await again(town_run, *pair)).done for pair in zip(members, posts, strict=True)])
    assert log.stat().st_size > 1_000_000


async def test_a_server_starts_on_a_disk_that_was_full_when_it_was_killed_and_serves_who_reads(
    mount: Mounted, schema_image: bytes, children: Nursery
) -> None:
    async with run(await found(on(mount, schema_image), 1), children, in_trouble=True) as town_run:
        await opened(town_run, mount)
        refused = await fill(town_run, mount)
        await town_run.kill()
        await town_run.start()
        await town_run.play.come_back()
        await check_reading_goes_on(town_run)
        mount.empty()
        for press in refused:
            one = next(one for one in town_run.play.seated if one.citizen is press.by)
            assert (await again(town_run, one, press)).done
        await town_run.comparison.all()
        town_run.check_log()


@pytest.mark.parametrize("empty", [False, True])
async def test_a_server_that_cannot_start_on_a_full_disk_says_so_and_damages_nothing(
    mount: Mounted, schema_image: bytes, tmp_path: Path, children: Nursery, empty: bool
) -> None:
    settings = on(mount, schema_image)
    if empty:
        settings.database_file.unlink()
    log = tmp_path / "log"
    async with browsers() as http:
        port = free_port()
        mount.fill()
        assert await children.ended(await children.bear(settings, port, log)) == 1
        said = log.read_text()
        assert "磁盘" in said and "Traceback" not in said and "恢复" not in said, said
        mount.empty()
        server = await children.bear(settings, port, log)
        await ready(http, f"http://127.0.0.1:{port}")
        await children.bury(server)
    with closing(sqlite3.connect(settings.database_file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("room", [80_000, 160_000, 300_000])
async def test_a_server_that_runs_out_of_disk_while_it_makes_its_tables_ends_and_makes_them_later(
    mount: Mounted, schema_image: bytes, tmp_path: Path, children: Nursery, room: int
) -> None:
    settings = on(mount, schema_image)
    settings.database_file.unlink()
    log, port = tmp_path / "log", free_port()
    mount.fill(but=room)
    assert await children.ended(await children.bear(settings, port, log)) > 0, "it ends by itself"
    mount.empty()
    server = await children.bear(settings, port, log)
    async with browsers() as http:
        await ready(http, f"http://127.0.0.1:{port}")
        await told_ready(http, f"http://127.0.0.1:{port}", expected=True)
    await children.bury(server)


async def test_a_server_whose_log_is_on_the_full_disk_goes_on(
    mount: Mounted, settings: Settings, children: Nursery
) -> None:
    """Its data is elsewhere: what it cannot say in its log must keep nobody from anything."""
    async with run(await found(settings, 1), children, in_trouble=True) as town_run:
        town_run.log = mount.folder / "server.log"
        mount.fill()
        await town_run.start()
        await town_run.play.come_back()
        with closing(sqlite3.connect(settings.database_file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            door = pressed(town_run.town.members[10], f"/c/{town_run.play.sitting.code}")
            said = await again(town_run, town_run.play.seated[10], door)
            other.execute("ROLLBACK")
        assert NOT_STORED in said.words, "refused, which is a line in the log"
        assert (await again(town_run, town_run.play.seated[10], door)).done
        await town_run.comparison.all()
        assert town_run.log.stat().st_size == 0


def on(disk: Disk, schema_image: bytes) -> Settings:
    made = Settings(data=disk.folder, secret="a secret of the tests, long enough to be one", quick_passwords=True)
    made.database_file.write_bytes(schema_image)
    return made
