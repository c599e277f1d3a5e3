"""Real Chromium against the real program: `house` is a data directory and its server, `screens` opens its pages.

A test fails on anything a browser's console or the server's log complains about, unless it has taken it.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from forum.bootstrap import STAND_INS
from tests.browser.house import House
from tests.browser.screen import Screens

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def program() -> str:
    found = next(filter(None, map(shutil.which, STAND_INS["chromium"])), None)
    if found is None:
        pytest.skip("no Chromium here: make setup installs it (or: apt-get install chromium)")
    return found


@pytest.fixture
async def chromium(program: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
def house(program: str, tmp_path: Path) -> Iterator[House]:
    """Not begun: a test fills it with `init` or `seed` and starts it."""
    made = House(tmp_path / "data")
    yield made
    made.stop()
    assert not made.complaints(), made.log.read_text()[-6000:]


@pytest.fixture(scope="session")
def demo(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo community, running; tests only read it."""
    made = House(tmp_path_factory.mktemp("demo") / "data")
    made.start(empty=False)
    yield made
    made.stop()
    assert not made.complaints(), made.log.read_text()[-6000:]


@pytest.fixture
async def screens(chromium: Browser, house: House) -> AsyncIterator[Screens]:
    opened = Screens(chromium, house)
    yield opened
    assert not opened.problems(), "\n".join(opened.problems())


@pytest.fixture
async def demo_screens(chromium: Browser, demo: House) -> AsyncIterator[Screens]:
    opened = Screens(chromium, demo)
    yield opened
    assert not opened.problems(), "\n".join(opened.problems())
