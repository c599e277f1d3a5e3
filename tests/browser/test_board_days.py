"""The hall's screen stays on for days: it turns, learns what is new, and takes no more of the box than on its first."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import CDPSession, Page, Route, expect

from forum import clock
from tests.browser.house import House
from tests.browser.screen import Screens
from tests.browser.test_board_screen import MORE, shown

DAYS, SECONDS, STRETCH = 3, 120, 600
"""A page stands two minutes; of each day ten minutes are run here and there, and midnight always."""
COUNTING = """() => {
    window.turned = 0;
    const room = document.querySelector('[data-room-for-leaves]');
    const what = {subtree: true, childList: true, attributes: true};
    new MutationObserver(() => { window.turned += 1; }).observe(room, what);
}"""
TITLES = "[...document.querySelectorAll('.wall-title')].map(one => one.textContent)"


class Days:
    """What the house answers on each day, and what is asked of it. `build` is that of its files."""

    def __init__(self, page: Page) -> None:
        self.page, self.day, self.asked, self.build, self.away = page, 0, 0, "", False
        self._real = ""

    async def answer(self, route: Route) -> None:
        self.asked += 1
        if self.away:
            await route.abort("internetdisconnected")
            return
        if not self._real:
            self._real = await (await route.fetch()).text()
        html = re.sub(r"还有 (\d+) 天", lambda left: f"还有 {int(left[1]) - self.day} 天", self._real)
        html = html.replace("项目进展", f"项目进展第{self.day + 1}天").replace(
            'data-look="', f'data-look="{self.build}'
        )
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    async def run(self, seconds: int) -> tuple[int, int]:
        """Gives how often the page was turned, and how often it asked. Only the last minute waits for an answer."""
        asked, turned = self.asked, await self.page.evaluate("window.turned")
        await self.page.clock.run_for((seconds - 60) * 1000)
        async with self.page.expect_response(MORE):
            await self.page.clock.run_for(60_000)
        assert (await shown(self.page))[1], "never blank"
        return await self.page.evaluate("window.turned") - turned, self.asked - asked


async def taken(cdp: CDPSession) -> dict[str, float]:
    for _ in range(2):
        await cdp.send("HeapProfiler.collectGarbage")
    found = await cdp.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in found["metrics"]}


async def test_for_three_days_it_turns_learns_what_is_new_and_takes_no_more(demo: House, demo_screens: Screens) -> None:
    screen = await demo_screens.open("大厅", "wall", reduced_motion="reduce")
    page, screen.network_fails, days = screen.page, True, Days(screen.page)
    await page.route(MORE, days.answer)
    await page.clock.install(time=clock.local(clock.now()).replace(hour=23, minute=55, second=0))
    cdp = await screen.context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    async with page.expect_response(MORE):
        await screen.open(f"/board/screen?seconds={SECONDS}")
    await page.evaluate(COUNTING)
    first = await days.run(STRETCH)
    assert first[0] == STRETCH // SECONDS and 0 < first[1] <= STRETCH // 60
    used: list[dict[str, float]] = []
    for day in range(1, DAYS + 1):
        days.day = day
        assert (await days.run(STRETCH))[0] == first[0], "as often as on the first day"
        await page.clock.run_for(SECONDS * 1000)
        assert f"项目进展第{day + 1}天" in await page.evaluate(TITLES), "today's, and the page was not loaded for it"
        await _an_hour_without_a_network(page, days)
        await page.clock.fast_forward(timedelta(hours=22, minutes=30).seconds * 1000)
        assert (await days.run(STRETCH))[1] <= STRETCH // 60, "it asks no more often than before"
        used.append(await taken(cdp))
    for what, more in {"Nodes": 1.02, "JSEventListeners": 1.05, "Documents": 1, "JSHeapUsedSize": 1.2}.items():
        assert used[-1][what] <= used[0][what] * more, (what, [one[what] for one in used])
    await _a_new_build(page, days)


async def _an_hour_without_a_network(page: Page, days: Days) -> None:
    """It turns what it has and says of when that is; and comes back by itself."""
    days.away, turned, kept = True, await page.evaluate("window.turned"), page.locator("[data-kept]")
    await page.clock.run_for(3600_000)
    assert await page.evaluate("window.turned") - turned == 3600 // SECONDS and (await shown(page))[1]
    await expect(kept).to_have_text(re.compile(r"网络断了，这是.*\d+:\d\d的内容"))
    days.away = False
    async with page.expect_response(MORE):
        await page.clock.run_for(60_000)
    await expect(kept).to_be_hidden()


async def _a_new_build(page: Page, days: Days) -> None:
    """The house came back with other files, and does not answer at first: the screen takes them when it can, and goes
    on. The clock jumps and then goes as it does, for what it asks to be answered."""
    days.build = "new "
    async with page.expect_response(MORE):
        await page.clock.run_for(60_000)
    await page.route("**/board/screen?*", lambda route: route.abort())
    for _ in range(2):
        await page.clock.fast_forward(SECONDS * 1000)
        await page.wait_for_timeout(100)
    assert await page.evaluate("window.turned"), "the old ones are better than a browser's own error page"
    await page.unroute("**/board/screen?*")
    async with page.expect_event("load"):
        await page.clock.fast_forward(SECONDS * 1000)
        days.build = ""
    assert await page.evaluate("window.turned") is None, "another page"
    await expect(page.locator("[data-pause]")).to_be_visible()
    await page.evaluate(COUNTING)
    turned, asked = await days.run(STRETCH)
    assert turned == STRETCH // SECONDS and asked <= STRETCH // 60
