"""The chair presses a key: how long until the projector's browser has painted the new picture, beside a bare echo.

Console and projector are two windows of one Chromium, as on the chair's own laptop, so that one clock times both.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.async_api import BrowserContext, Page, async_playwright

from bench import hall, servers
from bench.client import Crowd, Phone, Refused
from bench.report import Case, Figure, Ratio, percentile
from bench.servers import NotStarted
from forum.bootstrap import STAND_INS

PHONES = 60
ECHOES = 5
WITHIN_MS = 200.0
PAINTED = "95 % of pictures painted"
BESIDE = "a picture, of an echo painted"

# A message posted while a frame is made is taken up when that frame has been painted.
_PAINTED = """
    const painted = () => new Promise(done => requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => done(performance.timeOrigin + performance.now());
        after.port2.postMessage(0);
    }));"""
_EXPECT = f"""scene => {{{_PAINTED}
    window.shown = new Promise(done => document.addEventListener('slots', function look() {{
        if (!document.querySelector(`[data-wall=${{scene}}]`)) return;
        document.removeEventListener('slots', look);
        painted().then(done);
    }}));
}}"""
_ECHO = f"""async () => {{{_PAINTED}
    const sent = performance.timeOrigin + performance.now();
    const answer = await window.yishi.ask('time', {{}});
    document.title = answer.now;
    return await painted() - sent;
}}"""
_PRESS = """async ([path, fields]) => {
    const pressed = performance.timeOrigin + performance.now();
    const answer = await fetch(path, {
        method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(fields),
    });
    return [pressed, answer.ok ? '' : await answer.text()];
}"""


@dataclass
class Hall:
    """The chair's console and the wall; ms from each press to its picture, and of each echo."""

    console: Page
    wall: Page
    session: int
    item: int
    pictures: dict[str, list[float]] = field(default_factory=dict)
    echoes: list[float] = field(default_factory=list)

    async def round(self, number: int) -> None:
        """From a motion to its result, then the agenda by a key and back. Raises Refused."""
        for _ in range(ECHOES):
            self.echoes.append(await self.wall.evaluate(_ECHO))
        session = f"/sessions/{self.session}"
        await self._see("motion", f"/items/{self.item}/motions", text=f"是否同意分三期更换地下排水主管？（{number}）")
        await self._see("ballot", f"/motions/{number}/ballot")
        await self._see("result", f"/ballots/{number}/close")
        await self._press("/walls/1/queue", scene="agenda")
        await self._see("agenda", f"{session}/walls/show")
        await self._see("result", f"{session}/walls/follow")

    async def _see(self, scene: str, path: str, **fields: str) -> None:
        await self.wall.evaluate(_EXPECT, scene)
        pressed = await self._press(path, **fields)
        shown = float(await self.wall.evaluate("() => window.shown"))
        self.pictures.setdefault(scene, []).append(shown - pressed)

    async def _press(self, path: str, **fields: str) -> float:
        pressed, refused = await self.console.evaluate(_PRESS, [path, fields])
        if refused:
            raise Refused(f"{path}: {refused[:300]}")
        return float(pressed)


async def measure(data: Path, rounds: int) -> Case:
    """Raises NotStarted where this machine has no Chromium."""
    made = hall.read(data)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(servers.running("yishi", servers.yishi(data), data / "wall.log"))
        crowd = Crowd([Phone(cookie) for cookie in made.members[:PHONES]])
        stack.callback(crowd.leave)
        await crowd.connect(server.port)
        await crowd.join(made.room)
        context = await stack.enter_async_context(_browser())
        seated = await _seated(context, f"http://127.0.0.1:{server.port}", made, _session(data, made.room))
        for number in range(1, rounds + 2):
            await seated.round(number)
    return _case(rounds, seated)


@asynccontextmanager
async def _browser() -> AsyncIterator[BrowserContext]:
    program = next(filter(None, map(shutil.which, STAND_INS["chromium"])), None)
    if program is None:
        raise NotStarted("no Chromium here: `make setup` installs it")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield await browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
        await browser.close()


def _session(data: Path, room: int) -> int:
    with closing(sqlite3.connect(f"file:{data / 'yishi.sqlite3'}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT id FROM session WHERE room_id = ?", [room]).fetchone()[0])


async def _seated(context: BrowserContext, address: str, made: hall.Hall, session: int) -> Hall:
    name, _, value = made.chair.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": address}])
    console, wall = await context.new_page(), await context.new_page()
    await console.goto(f"{address}/sessions/{session}/console")
    await wall.goto(f"{address}/wall/{made.wall}")
    for page in (console, wall):
        await page.wait_for_function("() => window.yishi && window.yishi.isConnected()")
    return Hall(console, wall, session, made.item)


def _case(rounds: int, seated: Hall) -> Case:
    """The first round warms up."""
    pictures = {scene: times[len(times) // (rounds + 1) :] for scene, times in seated.pictures.items()}
    echoes = seated.echoes[ECHOES:]
    every = [ms for times in pictures.values() for ms in times]
    rows = {f"press to “{scene}”": times for scene, times in pictures.items()}
    return Case(
        f"The chair's press to the projector's picture, {PHONES} phones in the hall ({rounds} rounds)",
        ["ms, median", "ms, 95 %", "ms, the longest"],
        {
            name: [median(ms), percentile(ms, 95), max(ms)]
            for name, ms in {**rows, "socket echo, painted": echoes}.items()
        },
        [
            Figure(PAINTED, percentile(every, 95), WITHIN_MS, unit="ms"),
            Figure("half of them", median(every), unit="ms"),
            Ratio(BESIDE, median(every) / median(echoes)),
        ],
    )
