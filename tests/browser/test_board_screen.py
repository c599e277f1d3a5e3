"""The board on the hall's screen: it turns by itself, holds when told to, and keeps what it has without a network."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_hall_screens import FIT, LEAST

SHAPES = {"16:9": (1920, 1080), "4:3": (1024, 768), "upright": (1080, 1920), "a small box": (1280, 720)}

MORE = "**/board/screen/leaves*"


async def screen_at(screens: Screens, path: str = "/board/screen?seconds=60", size: str = "16:9") -> Screen:
    width, height = SHAPES[size]
    screen = await screens.open("大厅", "wall", viewport={"width": width, "height": height}, reduced_motion="reduce")
    await screen.open(path)
    await expect(screen.page.locator("[data-pause]")).to_be_visible()
    return screen


async def shown(page: Page) -> tuple[str, list[str]]:
    """The sections that are shown, short ones together, and the titles of their lines."""
    leaf = page.locator("[data-leaf]:visible")
    titles = await leaf.locator("[data-line]:visible .screen-title").all_inner_texts()
    return "+".join(await leaf.evaluate_all("all => all.map(one => one.dataset.leaf)")), titles


@pytest.mark.parametrize("size", SHAPES)
async def test_every_page_is_large_and_whole_on_every_screen_and_none_is_left_out(
    demo_screens: Screens, size: str
) -> None:
    screen = await screen_at(demo_screens, size=size)
    page, seen = screen.page, []
    for _ in range(60):
        seen.append(await shown(page))
        found = await page.evaluate(FIT, 0)
        assert not any(found.values()), (seen[-1], found)
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert await page.evaluate(SMALLEST) >= LEAST - 0.02, seen[-1]
        assert await page.evaluate(FILLED) >= HALF, ("mostly empty", seen[-1])
        await page.keyboard.press("ArrowRight")
        if await shown(page) == seen[0]:
            break
    else:
        raise AssertionError("it never came round")
    told = [line for _, lines in seen for line in lines]
    assert told == await page.evaluate("[...document.querySelectorAll('.screen-title')].map(one => one.textContent)")
    assert [sections for sections, _ in seen if "+" in sections], "short sections share a page"
    photos = await page.evaluate("[...document.querySelectorAll('.screen-photo')].map(one => one.naturalWidth)")
    assert len(photos) >= 2 and all(photos), "words and pictures"
    usual = await page.evaluate("Math.min(innerHeight, innerWidth) / 100 * 5")
    await screen.open("/board/screen?show=look_backs")
    assert await shown(page) == ("look_backs", ["3号楼2单元下水道反复堵塞，一楼返水"])
    assert await page.evaluate(TITLE) > usual * 1.5, "a line alone is set larger"
    assert not any((await page.evaluate(FIT, 0)).values())


HALF = 0.5
# How far down the room for lines the last one reaches.
FILLED = """() => {
    const room = document.querySelector('.screen-leaves').getBoundingClientRect();
    const lines = [...document.querySelectorAll('[data-line]')].filter(one => one.getClientRects().length);
    return (lines.pop().getBoundingClientRect().bottom - room.top) / room.height;
}"""
TITLE = """() => Math.min(...[...document.querySelectorAll('.screen-title')].filter(one => one.getClientRects().length)
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
# In hundredths of the shorter side, as wall.css counts.
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.screen p, .screen .mark, .screen h1')]
    .filter(one => one.textContent.trim() && one.getClientRects().length)
    .map(one => parseFloat(getComputedStyle(one).fontSize) / Math.min(innerHeight, innerWidth) * 100))"""


async def test_it_turns_by_itself_until_somebody_holds_it(demo_screens: Screens) -> None:
    screen = await demo_screens.open("大厅", "wall", reduced_motion="reduce")
    page = screen.page
    await page.clock.install()
    await screen.open("/board/screen?seconds=20")
    first = await shown(page)
    await page.clock.run_for(20_100)
    second = await shown(page)
    assert second != first
    await page.keyboard.press("Space")
    await expect(page.locator("[data-pause]")).to_have_attribute("aria-pressed", "true")
    await page.clock.run_for(200_000)
    assert await shown(page) == second
    await page.keyboard.press("ArrowLeft")
    assert await shown(page) == first, "by hand it still turns"
    await page.locator("[data-pause]").click()
    await page.clock.run_for(20_100)
    assert await shown(page) == second


async def test_without_a_network_the_last_page_stays_and_says_since_when(demo: House, demo_screens: Screens) -> None:
    screen = await demo_screens.open("大厅", "wall", reduced_motion="reduce")
    page, screen.network_fails = screen.page, True
    await page.clock.install()
    async with page.expect_response(MORE):
        await screen.open("/board/screen?seconds=20")
    await expect(page.locator("[data-leaf]:visible").first).to_be_visible()
    await screen.context.set_offline(True)
    await page.clock.run_for(61_000)
    await expect(page.locator("[data-kept]")).to_have_text(re.compile(r"网络断了，这是\d+:\d\d的内容"))
    before = await shown(page)
    await page.clock.run_for(20_100)
    assert await shown(page) != before and (await shown(page))[1], "it goes on turning"
    box = await page.locator("[data-kept]").bounding_box()
    assert box and box["height"] < 60, "small, and out of the way"
    await screen.context.set_offline(False)
    await page.clock.run_for(45_000)  # to the next time it asks, and not as long as it would wait for an answer
    await expect(page.locator("[data-kept]")).to_be_hidden()


async def test_newer_content_comes_with_the_next_page_and_a_hotspot_s_page_never(
    demo_screens: Screens,
) -> None:
    screen = await demo_screens.open("大厅", "wall", reduced_motion="reduce")
    page, answers = screen.page, ["", "changed", "strange"]

    async def answer(route: Route) -> None:
        what = answers.pop(0) if len(answers) > 1 else answers[0]
        real = await route.fetch()
        html = await real.text()
        if what == "strange":
            await route.fulfill(body="<h1>Sign in to this Wi-Fi</h1>")
        elif what == "changed":
            await route.fulfill(response=real, body=html.replace("项目进展", "项目新进展"))
        else:
            await route.fulfill(response=real, body=html)

    await page.route(MORE, answer)
    await page.clock.install()
    async with page.expect_response(MORE):
        await screen.open("/board/screen?seconds=120&show=projects,topics")
    title = page.locator("[data-leaf]:visible .wall-title")
    await expect(title).to_have_text("项目进展")
    async with page.expect_response(MORE):
        await page.clock.run_for(60_100)
    await page.wait_for_timeout(200)
    await expect(title).to_have_text("项目进展")
    await page.keyboard.press("ArrowRight")
    await expect(title).to_have_text("项目新进展")
    async with page.expect_response(MORE):
        await page.clock.run_for(60_100)
    await expect(page.locator("[data-kept]")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    assert (await shown(page))[1], "what was there is there"


async def test_who_touches_it_chooses_and_after_a_minute_it_begins_again(demo_screens: Screens) -> None:
    screen = await demo_screens.open("大厅", "wall", reduced_motion="reduce", has_touch=True)
    page = screen.page
    await page.clock.install()
    await screen.open("/board/screen?touch=1&seconds=20")
    first = (await shown(page))[0]
    await page.get_by_role("button", name="有事找谁").tap()
    assert (await shown(page))[0] == "contacts"
    await page.clock.run_for(45_000)
    assert (await shown(page))[0] == "contacts", "they are reading"
    await page.clock.run_for(15_500)
    assert (await shown(page))[0] == first


async def test_the_screen_s_language_is_the_hall_s_and_nobody_is_named_on_it(demo_screens: Screens) -> None:
    screen = await demo_screens.open("书记", "wall", locale="en-GB")
    await screen.come_in(username="shuji", password="shuji2026")
    await screen.open("/board/screen")
    assert await screen.evaluate("document.documentElement.lang") == "zh-CN"
    assert "周雅琴" not in await screen.page.locator("body").inner_text()
