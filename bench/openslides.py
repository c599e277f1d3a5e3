"""The same two hundred votes in OpenSlides 3.3, which is a hall's software too: one process and SQLite, as it starts.

It is installed once, from bench/openslides.lock, into an environment of its own under `.setup/`; nothing of it is part
of this repository. What keeps it from being installed or started is said in one line.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench import servers, votes
from bench.client import PATIENCE, Refused
from bench.report import Case, Ratio
from bench.servers import ROOT, Server

LOCK = ROOT / "bench" / "openslides.lock"
HOME = ROOT / ".setup" / "openslides"
PYTHON = HOME / "bin" / "python"
INSTALLED_WITHIN = 240.0
MADE_WITHIN = 120.0
# A round of it takes half a minute.
WITHIN = 180.0
NAME = "OpenSlides 3.3"
TOKEN = "x" * 64
COLUMNS = ["ms to the last ack", "ms to the wall", "µs CPU/vote"]
SETTINGS = """
from pathlib import Path
from openslides.global_settings import *

HERE = Path(__file__).parent
OPENSLIDES_USER_DATA_DIR, SECRET_KEY, DEBUG, TIME_ZONE = str(HERE), "bench", False, "UTC"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(HERE / "db.sqlite3")}}
MEDIA_ROOT, STATIC_ROOT = str(HERE / "media") + "/", str(HERE / "static")
ENABLE_ELECTRONIC_VOTING = True
COMPRESSION = False  # it spends less
LOGGING = {"version": 1, "disable_existing_loggers": True, "root": {"level": "CRITICAL"}}
"""


class Missing(Exception):
    """It is not there, and why."""


# What becomes of another house's software is no failure of this run.
FAILURES = (Missing, servers.NotStarted, Refused, OSError, TimeoutError, aiohttp.ClientError, ValueError)


async def measure(data: Path, voters: int) -> Case:
    """One round of ours and one of theirs: so many vote at once, they and as many more watch, and one large screen."""
    ours = await votes.watched(data, voters, 1)
    row = [figure for column, figure in zip(ours.columns, ours.rows["yishi"], strict=True) if column in COLUMNS]
    title = f"{voters} votes at once, {voters} more listening: OpenSlides beside us (one round each)"
    try:
        await asyncio.to_thread(_install)
        async with _running(data / "openslides", 2 * voters) as (server, made):
            theirs = await _round(server, made, voters)
    except FAILURES as failed:
        note = f"{NAME} could not be measured: {' '.join(str(failed).split())[-300:] or type(failed).__name__}"
        return Case(title, COLUMNS, {"yishi": row}, note=note)
    ratio = Ratio(f"{NAME} to the wall, of our time", theirs[1] / row[1])
    return Case(title, COLUMNS, {"yishi": row, NAME: theirs}, [ratio])


# ---- having it ----


def _install() -> None:
    """Raises Missing with the last line of what failed."""
    made_from = HOME / "made-from"
    if made_from.exists() and made_from.read_bytes() == LOCK.read_bytes():
        return
    options = ["--no-deps", "--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(HOME)],
        [str(PYTHON), "-m", "pip", "install", *options, "--retries=1", "-r", str(LOCK)],
        [str(PYTHON), "-I", "-c", "import openslides.__main__, bleach, twisted.internet.asyncioreactor"],
    ):
        _run(command, INSTALLED_WITHIN)
    made_from.write_bytes(LOCK.read_bytes())


def _run(command: list[str], within: float) -> str:
    try:
        done = subprocess.run(command, cwd=HOME.parent, capture_output=True, text=True, timeout=within)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(str(error)) from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
        raise Missing(said[-1][:300])
    return done.stdout


@asynccontextmanager
async def _running(directory: Path, members: int) -> AsyncIterator[tuple[Server, dict[str, Any]]]:
    """Its server, and its hall. Raises Missing or NotStarted."""
    made = await asyncio.to_thread(_made, directory, members)
    where = ["--settings_dir", str(directory), "--host", "127.0.0.1", "--port", "PORT"]
    command = [str(PYTHON), "-I", "-m", "openslides", "start", "--no-browser", *where]
    async with servers.running(NAME, command, directory / "log") as server:
        yield server, made


def _made(directory: Path, members: int) -> dict[str, Any]:
    """Cookies of a hall of its own: the chair's, and each member's."""
    directory.mkdir()
    (directory / "settings.py").write_text(SETTINGS)
    script = [str(PYTHON), "-I", str(ROOT / "bench" / "openslides_hall.py"), str(directory), str(members)]
    made: dict[str, Any] = json.loads(_run(script, MADE_WITHIN).splitlines()[-1])
    return made


# ---- measuring it ----


class Screen(WSListener):
    """One open page of it: the changes it is sent are received, and read where somebody wants to know."""

    def __init__(self, read: Callable[[bytes], None] | None = None) -> None:
        super().__init__()
        self.read = read
        self.transport: WSTransport | None = None

    async def connect(self, port: int, cookie: str) -> None:
        # Without a change_id it is spared sending everything it has to everybody who comes.
        url, origin = f"ws://127.0.0.1:{port}/ws/", f"http://127.0.0.1:{port}"
        headers = {"Cookie": cookie, "Origin": origin}
        await ws_connect(lambda: self, url, extra_headers=headers, websocket_handshake_timeout=PATIENCE)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT and self.read is not None:
            self.read(frame.get_payload_as_bytes())

    def leave(self) -> None:
        if self.transport is not None:
            self.transport.disconnect()


Post = Callable[..., Awaitable[tuple[float, Any]]]


@asynccontextmanager
async def _posting(port: int) -> AsyncIterator[Post]:
    """POSTs as its pages make them; gives when the answer was here, and the answer. Raises Refused."""
    address = f"http://127.0.0.1:{port}"
    options: dict[str, Any] = {"connector": aiohttp.TCPConnector(limit=0), "cookie_jar": aiohttp.DummyCookieJar()}
    async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(WITHIN), **options) as http:

        async def post(cookie: str, path: str, **data: Any) -> tuple[float, Any]:
            headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Referer": address}
            async with http.post(path, json=data, headers=headers) as response:
                said = await response.text()
                if response.status >= 300:
                    raise Refused(f"{path}: {response.status} {said[:200]}")
                return time.perf_counter(), json.loads(said)

        yield post


async def _round(server: Server, made: dict[str, Any], voters: int) -> list[float]:
    """ms until the last vote is acknowledged, ms until the chair's screen shows them all, µs of its CPU a vote."""
    all_shown: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def read(payload: bytes) -> None:
        for poll in _polls(payload):
            if len(poll["voted_id"]) >= voters and not all_shown.done():
                all_shown.set_result(time.perf_counter())

    async with AsyncExitStack() as stack, _posting(server.port) as post:
        poll = await _poll(post, made["chair"])
        for cookie, screen in [(made["chair"], Screen(read)), *((one, Screen()) for one in made["members"])]:
            stack.callback(screen.leave)
            await screen.connect(server.port, cookie)
        await post(made["chair"], f"/rest/motions/motion-poll/{poll}/start/")
        await asyncio.sleep(2)
        began, cpu = time.perf_counter(), server.cpu()
        path = f"/rest/motions/motion-poll/{poll}/vote/"
        cast = (post(one, path, data="YNA"[number % 3]) for number, one in enumerate(made["members"][:voters]))
        answers = await asyncio.wait_for(asyncio.gather(*cast), WITHIN)
        shown = await asyncio.wait_for(all_shown, PATIENCE)
        spent = (server.cpu() - cpu) / voters
    return [(max(at for at, _ in answers) - began) * 1e3, (shown - began) * 1e3, spent * 1e6]


async def _poll(post: Post, chair: str) -> int:
    """A motion and its named ballot for the delegates; gives the ballot's id, the first of a new house."""
    await post(chair, "/rest/motions/motion/", title="3号楼更换排水主管", text="<p>是否同意？</p>")
    question = {"motion_id": 1, "type": "named", "pollmethod": "YNA", "title": "表决", "groups_id": [3]}
    counted = {"onehundred_percent_base": "YNA", "majority_method": "simple"}
    await post(chair, "/rest/motions/motion-poll/", **question, **counted)
    return 1


def _polls(payload: bytes) -> list[dict[str, Any]]:
    if b'"motions/motion-poll"' not in payload:
        return []
    found: list[dict[str, Any]] = json.loads(payload)["content"]["changed"].get("motions/motion-poll", [])
    return found
