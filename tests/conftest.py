"""What every test can ask for: a database as in production, the app, the real server, and proof that nothing crashed.

`database`   an own copy of the migrated SQLite file, opened as production opens it (one copy costs a few ms)
`app`        the whole house over that database; `client(person)` is a browser signed in as somebody
`server`     the real uvicorn server on a free loopback port; `server.socket(person)` is a Socket.IO client
`errors`     what was logged as an error: a test fails on any that it has not taken with `errors.take("…")`
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
import structlog
from quart.testing import TestApp
from structlog.testing import LogCapture

import forum.app
from agenda.ballots import commands as ballots
from agenda.ballots import queries as ballot_queries
from agenda.ballots import secret
from agenda.papers import codes
from forum import database as db
from forum import journal
from forum.access import Actor
from forum.app import House, create_app
from forum.config import Settings
from forum.people import credentials
from forum.people.founding import ensure_community_room
from forum.search import keeping
from forum.serve import server_config
from minutes.documents import render, showing
from tests.helpers import worlds
from tests.helpers.browser import Browser
from tests.helpers.presses import presses
from tests.helpers.quicker import build_once, in_this_thread
from tests.helpers.server import HallServer
from tests.helpers.slowest import slowest
from tests.helpers.turns import in_order, turn_of

# A machine that runs several suites at once would never come to what is nice.
render.give_way(0)
showing.PATIENCE = 60.0
keeping.PATIENCE = 60.0
build_once()
gc.disable()  # until the tests are collected

# A deadline makes a test depend on how busy the machine is: speed is the benchmarks' business.
hypothesis.settings.register_profile("yishi", deadline=None)
hypothesis.settings.load_profile("yishi")

SECRET = "a secret of the tests, long enough to be one"


# ---- side by side ----


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items[:] = in_order(items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there before the first test stays: looking through it again and again was a fifth of what tests cost."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getoption("dist") != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = turn_of  # type: ignore[method-assign]
    return scheduler


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [report for kind in terminalreporter.stats.values() for report in kind if hasattr(report, "duration")]
    if lines := slowest(reports):
        terminalreporter.section("the slowest files")
        for line in lines:
            terminalreporter.write_line(line)


# ---- nothing crashed ----


class Errors:
    """What was logged as an error, as "event: details"; `take` removes those a test expects."""

    def __init__(self, structured: LogCapture, caplog: pytest.LogCaptureFixture) -> None:
        self._structured, self._caplog = structured, caplog
        self._taken: set[str] = set()

    def all(self) -> list[str]:
        own = [
            f"{entry['event']}: {entry}"
            for entry in self._structured.entries
            if entry["log_level"] in {"error", "critical", "exception"}
        ]
        others = [record for when in ("setup", "call") for record in self._caplog.get_records(when)]
        return own + [f"{r.getMessage()}: {r.exc_text or r.exc_info}" for r in others if r.levelno >= logging.ERROR]

    def take(self, event: str) -> list[str]:
        """Those that begin with `event`; they no longer fail the test. None is a failure: an expected error happens."""
        found = [error for error in self.all() if error.startswith(event)]
        assert found, f"nothing was logged as {event!r}"
        self._taken.add(event)
        return found

    def unexpected(self) -> list[str]:
        return [error for error in self.all() if not error.startswith(tuple(self._taken) or ("\0",))]


@pytest.fixture
def errors(caplog: pytest.LogCaptureFixture) -> Iterator[Errors]:
    """Fails the test on any error it has not taken: a traceback in the log is a bug even where the answer was right."""
    before = structlog.get_config()
    capture = LogCapture()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.format_exc_info, capture],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    found = Errors(capture, caplog)
    yield found
    structlog.configure(**before)
    gc.collect(0)  # a task's exception that nobody took is logged when the task is dropped
    assert not found.unexpected()


@pytest.fixture(scope="session", autouse=True)
def printed_quickly() -> Iterator[None]:
    with presses():
        yield


# ---- the database ----


@pytest.fixture(scope="session")
def schema_image(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database file as the migrations make it, with the community's room: copied for each test."""
    folder = tmp_path_factory.mktemp("schema")
    settings = Settings(data=folder, secret=SECRET)

    async def make() -> None:
        try:
            await db.open_database(settings)
            await ensure_community_room()
        finally:  # also when it could not be opened: a connection's thread left behind would keep pytest from ending
            await db.close_database()

    asyncio.run(make())
    with closing(sqlite3.connect(settings.database_file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return settings.database_file.read_bytes()


@pytest.fixture
def settings(schema_image: bytes, tmp_path: Path) -> Iterator[Settings]:
    """A data directory of its own with a migrated database, not yet opened."""
    # In memory where there is such a place: thousands of commits wait for the disk otherwise, each as in production.
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="yishi-test-", dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield _data_directory(Path(folder), schema_image)


def _data_directory(data: Path, schema_image: bytes) -> Settings:
    made = Settings(
        data=data, secret=SECRET, quick_passwords=True, address="http://yishi.test", tally_interval=0.1, printing_nice=0
    )
    made.database_file.write_bytes(schema_image)
    return made


THREADED = ("tests/crash/", "tests/hostile/", "tests/live/")


@pytest.fixture
def as_in_production(request: pytest.FixtureRequest) -> Iterator[None]:
    """A real server, and what is about things that happen at once, have the database in a thread of its own."""
    threaded = (
        "server" in request.fixturenames
        or request.node.nodeid.startswith(THREADED)
        or request.node.get_closest_marker("threaded") is not None
    )
    worlds.begin(alike=not threaded and worlds.PATCHING.isdisjoint(request.fixturenames))
    with in_this_thread(not threaded):
        yield
    worlds.begin(alike=False)


@pytest.fixture
async def database(settings: Settings, errors: Errors, as_in_production: None) -> AsyncIterator[Settings]:
    credentials.configure(SECRET, quick=True)
    secret.configure(settings.data / "keys")
    codes.configure(settings.data / "keys")
    listeners = list(journal._listeners)
    _forget_what_is_kept_in_memory()
    try:
        # A copy of a migrated file has nothing pending: what test_migrations.py proves is not paid again here.
        await db.Tortoise.init(config=db.tortoise_config(settings), _enable_global_fallback=True)
        yield settings
        await asyncio.wait_for(journal.finish_commands(), 20)
        await asyncio.wait_for(ballots.writer.finish(), 20)
    finally:
        journal._listeners[:] = listeners
        await asyncio.wait_for(db.close_database(), 20)
        _forget_what_is_kept_in_memory()


def _forget_what_is_kept_in_memory() -> None:
    ballot_queries.forget_rolls()
    ballots.writer.waiting.clear()
    ballots.writer.task = None
    ballots.writer.written = None
    journal._running.clear()


# ---- the app ----


@pytest.fixture
def unstarted_app(database: Settings) -> Iterator[House]:
    """The whole house; its database is the test's, open already."""

    async def already(*_: Any) -> None: ...

    with pytest.MonkeyPatch.context() as patch:  # `monkeypatch` itself tells that a test patches the house
        patch.setattr(forum.app, "open_database", already)
        patch.setattr(forum.app, "close_database", already)
        patch.setattr("forum.live.tune_garbage_collector", lambda: None)
        app = create_app(database)
        app.test_client_class = Browser
        yield app


@pytest.fixture
async def app(unstarted_app: House) -> AsyncIterator[House]:
    async with TestApp(unstarted_app, startup_timeout=60):  # a busy machine takes its time
        yield unstarted_app


@pytest.fixture
def client(app: House) -> Callable[..., Awaitable[Browser]]:
    """`await client(person)`: a browser signed in as that person (an Actor), or as nobody."""

    async def open_browser(person: Actor | None = None, **headers: str) -> Browser:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.defaults.update(headers)
        if person is not None:
            await browser.sign_in(person)
        return browser

    return open_browser


# ---- the real server ----


@pytest.fixture
async def server(unstarted_app: House) -> AsyncIterator[HallServer]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        running = HallServer(
            server_config(unstarted_app, unstarted_app.settings),  # its loop is not used: the test's is
            unstarted_app,
            address,
        )
        await running.start(listening)
        try:
            yield running
        finally:
            await running.stop()
