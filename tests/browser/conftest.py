"""Real Chromium against the real program: `house` is a data directory and its server, `screens` opens its pages.

A test fails on anything a browser's console or the server's log complains about, unless it has taken it.
"""

from __future__ import annotations

import inspect
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from forum.bootstrap import HEADLESS, STAND_INS
from tests.browser.house import House, environment
from tests.browser.screen import Screens
from tests.helpers.nursery import Nursery, nursery

# A page's `locale` does not reach its websocket in newer versions: the browser's own language does.
ARGUMENTS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--autoplay-policy=no-user-gesture-required",
    "--accept-lang=zh-CN",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function):
                # One loop for all of them: Chromium starts once.
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def program() -> str:
    found = next(filter(None, map(shutil.which, (HEADLESS, *STAND_INS["chromium"]))), None)
    if found is None:
        pytest.skip("no Chromium here: make setup installs it (or: apt-get install chromium)")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(program: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where filled data directories are kept, so that each is filled once for all that run side by side."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "seeds"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    """Where the servers are born: importing the house once serves all of these tests."""
    with nursery(environment()) as made:
        yield made


@pytest.fixture
def house(program: str, tmp_path: Path, seeds: Path, children: Nursery) -> Iterator[House]:
    """Not begun: a test fills it with `init` or `seed` and starts it."""
    made = House(tmp_path / "data", seeds, children)
    yield made
    made.stop()
    assert not made.complaints(), made.log.read_text()[-6000:]


@pytest.fixture(scope="session")
def demo(program: str, tmp_path_factory: pytest.TempPathFactory, seeds: Path, children: Nursery) -> Iterator[House]:
    """The demo community, running; tests only read it."""
    made = House(tmp_path_factory.mktemp("demo") / "data", seeds, children)
    made.seed("demo")
    made.start(empty=False)
    yield made
    made.stop()
    assert not made.complaints(), made.log.read_text()[-6000:]


@pytest_asyncio.fixture(loop_scope="session")
async def screens(chromium: Browser, house: House) -> AsyncIterator[Screens]:
    opened = Screens(chromium, house)
    yield opened
    await opened.close()
    assert not opened.problems(), "\n".join(opened.problems())


@pytest_asyncio.fixture(loop_scope="session")
async def demo_screens(chromium: Browser, demo: House) -> AsyncIterator[Screens]:
    opened = Screens(chromium, demo)
    yield opened
    await opened.close()
    assert not opened.problems(), "\n".join(opened.problems())
