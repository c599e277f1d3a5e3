"""The same house over PostgreSQL, for a sub-district that keeps its data there: a throwaway server of its own.

Everything runs in other processes: two kinds of database in one would mix their statements.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from tests.browser.house import House, environment, free_port
from tests.browser.test_pages import NOT_PAGES, SIGN_INS, addresses
from tests.helpers.nursery import nursery

pytestmark = pytest.mark.postgres


def programs() -> Path | None:
    """The newest that Debian's packages put here, or what the path holds."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    elsewhere = shutil.which("initdb")
    return packaged[-1] if packaged else Path(elsewhere).resolve().parent if elsewhere else None


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of an empty database of a server that ends with the tests."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL here: make setup installs it (or: apt-get install postgresql)")
    server = {"user": pwd.getpwnam("postgres").pw_uid} if os.getuid() == 0 else {}  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="yishi-postgresql-"))
    if server:
        os.chown(folder, server["user"], -1)
    port, data = free_port(), folder / "data"
    settings = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c fsync=off"

    def call(*command: str) -> None:
        subprocess.run([found / command[0], *command[1:]], check=True, capture_output=True, cwd=folder, **server)

    call("initdb", "-D", str(data), "-A", "trust", "-U", "yishi", "-E", "UTF8", "--no-sync")
    with (folder / "log").open("w") as log:  # its own output: a pipe would never end while the server runs
        subprocess.run(
            [found / "pg_ctl", "-D", data, "-o", settings, "-w", "start"],
            check=True, stdout=log, stderr=log, cwd=folder, **server,
        )  # fmt: skip
    try:
        call("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "yishi", "yishi")
        yield f"yishi@127.0.0.1:{port}/yishi"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


class OverPostgresql(House):
    """A house whose data lie there; `query` asks there too."""

    def __init__(self, *given: Any, database: str) -> None:
        super().__init__(*given)
        self.settings = {"YISHI_DATABASE": f"asyncpg://{database}"}
        self.database = database

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        async def ask() -> list[tuple[Any, ...]]:
            connection = await asyncpg.connect(f"postgres://{self.database}")
            try:
                return [tuple(row) for row in await connection.fetch(sql, *values)]
            finally:
                await connection.close()

        return asyncio.run(ask())


@pytest.fixture(scope="module")
def house(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OverPostgresql]:
    """The demo community, loaded by its command and served."""
    folder = tmp_path_factory.mktemp("over")
    with nursery(environment()) as children:
        made = OverPostgresql(folder / "data", folder, children, database=postgresql)
        made.yishi("demo")
        made.start()
        yield made
        made.stop()
    assert not made.complaints(), made.log.read_text()[-6000:]


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # an address of figures keeps none otherwise
    async with aiohttp.ClientSession(headers={"Accept-Language": "zh-CN"}, cookie_jar=jar) as opened:
        yield opened


async def send(web: aiohttp.ClientSession, house: House, path: str, **fields: Any) -> str:
    """A form sent as a page sends it; gives the page that answers."""
    own = {"Origin": house.address, "Sec-Fetch-Site": "same-origin"}
    async with web.post(house.address + path, data=fields, headers=own) as answer:
        page = await answer.text()
        assert answer.status == 200, f"{path} answers {answer.status}: {page.partition('<main')[2][:600]}"
        return page


@pytest.mark.long(30)
async def test_no_page_fails(house: OverPostgresql, web: aiohttp.ClientSession) -> None:
    routes = [route for route in house.routes() if not any(part in route for part in NOT_PAGES)]
    paths = await asyncio.to_thread(lambda: {path for nth in (0, 1) for path in addresses(house, routes, nth=nth)})
    assert len(paths) > 200
    failed = []
    for who in ("路人", "书记"):
        if SIGN_INS[who]:
            await send(web, house, "/sign-in", **SIGN_INS[who])
        for path in paths:
            async with web.get(house.address + path) as answer:
                if answer.status >= 500:
                    failed.append(f"{who} {path} answers {answer.status}")
    assert not failed, "\n".join(failed)


@pytest.mark.long(10)
async def test_votes_sent_at_once_are_each_counted_once(house: OverPostgresql, web: aiohttp.ClientSession) -> None:
    def ask(sql: str, *values: Any) -> Any:
        return asyncio.to_thread(house.query, sql, *values)

    chair = SIGN_INS["书记"]
    await send(web, house, "/sign-in", **chair)
    ((session, item, *_),) = await ask(
        "SELECT s.id, i.id FROM session s JOIN agenda_item i ON i.session_id = s.id WHERE s.state = 'noticed'"
        " AND s.kind = 'forum' AND i.kind = 'topic' ORDER BY i.position LIMIT 1"
    )
    seats = [seat for (seat,) in await ask("SELECT id FROM seat WHERE session_id = $1 AND entitled", session)]
    for seat in seats:
        await send(web, house, f"/seats/{seat}/check-in")
    await send(web, house, f"/sessions/{session}/open", early="1")
    await send(web, house, f"/items/{item}/open")
    await send(web, house, f"/items/{item}/motions", text="是否同意先建充电棚？")
    ((motion,),) = await ask("SELECT max(id) FROM motion WHERE item_id = $1", item)
    await send(web, house, f"/motions/{motion}/ballot")
    ((ballot,),) = await ask("SELECT id FROM ballot WHERE motion_id = $1", motion)
    twice = [(seat, number) for seat in seats for number in (1, 2)]
    await asyncio.gather(
        *(
            send(web, house, f"/ballots/{ballot}/desk", seat=seat, choice="for", command_id=f"vote-{seat}")
            for seat, _ in twice
        )
    )
    await send(web, house, f"/ballots/{ballot}/close")
    ((state, outcome, tally),) = await ask("SELECT state, outcome, tally FROM ballot WHERE id = $1", ballot)
    assert (state, outcome) == ("closed", "carried")
    assert re.search(rf"\[{len(seats)}, 0, 0\]", str(tally)), tally


@pytest.mark.long(5)
async def test_what_was_answered_is_there_after_a_power_cut(house: OverPostgresql, web: aiohttp.ClientSession) -> None:
    await send(web, house, "/sign-in", **SIGN_INS["书记"])
    title = "断电以前提交的议题"
    place = (await asyncio.to_thread(house.query, "SELECT min(id) FROM place WHERE kind = 'grid'"))[0][0]
    await send(
        web, house, "/topics", title=title, text="楼道灯坏了。", category="facilities", place=place, place_id=place
    )
    house.kill()
    house.start()
    found = await asyncio.to_thread(house.query, "SELECT count(*) FROM topic WHERE title = $1", title)
    assert found == [(1,)]
