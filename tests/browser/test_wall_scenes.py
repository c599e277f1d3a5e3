"""Every scene of the wall on three shapes of screen, from one crowded sitting; and that it never goes blank."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.seed import LONG_MOTION
from tests.browser.test_hall_screens import FIT

SHAPES = {"16:9": (1920, 1080), "4:3": (1024, 768), "upright": (1080, 1920)}
LEAST = {"16:9": 3.2, "4:3": 3.2, "upright": 1.75}
"""The smallest text in hundredths of the screen's height; upright that is about 3.1 of its width."""
CHANGED = LONG_MOTION[:60].replace("分三期", "分两期") + "，费用从公共收益中列支？"

# The contrast of each text with what is behind it, the least of all. The relative luminance is that of WCAG 2.
CONTRAST = """() => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = el => {
        for (; el; el = el.parentElement) {
            const ground = getComputedStyle(el).backgroundColor;
            if (!/, 0\\)$/.test(ground)) return ground;
        }
    };
    let least = 99;
    for (const el of document.querySelectorAll('.wall-screen *')) {
        if (![...el.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
        const [one, other] = [light(getComputedStyle(el).color), light(behind(el))].sort();
        least = Math.min(least, (other + 0.05) / (one + 0.05));
    }
    return least;
}"""
# From now on every painted picture is looked at: is there one, with something in it?
WATCH = """() => {
    window.blank = 0;
    const look = () => {
        const screen = document.querySelector('.wall-screen');
        if (!screen || !screen.querySelector('.wall-body').textContent.trim()) window.blank += 1;
        requestAnimationFrame(look);
    };
    look();
}"""


class Walls:
    """One projector's link on three screens."""

    def __init__(self, chair: Screen, session: str, walls: dict[str, Screen]) -> None:
        self.chair, self.session, self.walls = chair, f"/sessions/{session}", walls
        self.wrong: list[str] = []

    async def do(self, path: str, **fields: str) -> None:
        answer = await self.chair.post(path, **fields)
        assert answer.ok, await answer.text()

    async def put(self, scene: str) -> None:
        await self.do("/walls/1/queue", scene=scene)
        await self.do(f"{self.session}/walls/show")
        await self.look(scene)

    async def look(self, scene: str) -> None:
        for shape, wall in self.walls.items():
            await expect(wall.page.locator(f"[data-wall={scene}]")).to_have_count(1)
            found = await wall.evaluate(FIT, LEAST[shape])
            found["contrast"] = await wall.evaluate(CONTRAST) < 7
            self.wrong += [f"{scene} {shape}: {what} {how}" for what, how in found.items() if how]

    async def set_up(self, scale: int, theme: str) -> None:
        await self.do("/walls/1", name="主屏", shows="", scale=str(scale), theme=theme)
        for wall in self.walls.values():
            await expect(wall.page.locator(f"html[data-theme={theme}][data-scale='{scale}']")).to_have_count(1)


async def _walls(house: House, screens: Screens) -> tuple[Walls, Any]:
    known = house.seed("walls")
    house.start()
    chair = await screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    link = (await (await chair.post(f"/sessions/{known['session']}/wall")).json())["where"]
    opened = {}
    for shape, (width, height) in SHAPES.items():
        opened[shape] = wall = await screens.open(f"大屏 {shape}", viewport={"width": width, "height": height})
        await wall.open(link)
        await wall.press("点一下，打开声音和全屏")
        await wall.evaluate(WATCH)
    return Walls(chair, known["session"], opened), known


async def test_every_scene_fits_every_shape_of_screen_and_none_is_ever_blank(house: House, screens: Screens) -> None:
    walls, known = await _walls(house, screens)
    session, item = walls.session, known["item"]
    await walls.look("contribution")
    for scene in ("welcome", "agenda", "item", "queue", "actions"):
        await walls.put(scene)
    await walls.do(f"{session}/walls/message", text="请大家把手机调到静音，谢谢大家配合。" * 6)
    await walls.do(f"{session}/walls/show")
    await walls.look("message")
    await walls.do("/contributions/1/wall/down")
    await walls.do("/hands/1/floor")
    await walls.do(f"{session}/walls/follow")
    await walls.look("speaker")
    await walls.set_up(100, "light")
    await walls.put("queue")
    await walls.put("speaker")
    await walls.do(f"/items/{item}/yield")
    await walls.do(f"/items/{item}/motions", text=LONG_MOTION[:400])
    await walls.put("motion")
    await walls.do("/motions/1/withdraw")
    await walls.do(f"/items/{item}/motions", text=LONG_MOTION[:60])
    await walls.do("/motions/2/amendments", text=CHANGED)
    await walls.put("motion")
    await walls.do("/motions/3/ballot", seconds="120")
    await walls.look("ballot")  # without a press: a hall that votes sees on what
    await walls.do("/ballots/1/close")
    await walls.look("result")
    await walls.set_up(140, "dark")  # larger than would fit: it takes what there is
    for scene in ("result", "welcome", "actions", "queue"):
        await walls.put(scene)
    await walls.set_up(100, "dark")
    await walls.do(f"/items/{item}/close")
    await walls.do(f"{session}/walls/follow")
    await walls.look("agenda")
    await walls.do(f"{session}/close")
    await walls.look("end")
    assert not walls.wrong, "\n".join(walls.wrong)
    assert [await wall.evaluate("() => window.blank") for wall in walls.walls.values()] == [0, 0, 0]


async def test_the_chair_looks_at_the_next_scene_first_and_has_it_up_with_one_key(
    house: House, screens: Screens
) -> None:
    walls, _ = await _walls(house, screens)
    chair, wall = walls.chair, walls.walls["16:9"]
    await chair.open(f"{walls.session}/console")
    await chair.key("6")
    cards = chair.page.locator(".wall-card")
    await expect(cards).to_have_count(1)
    await expect(chair.page.frame_locator("#now-1").locator("[data-wall=contribution]")).to_be_visible()
    await chair.press("议程", within=cards.first)
    await expect(chair.page.frame_locator("#next-1").locator("[data-wall=agenda]")).to_be_visible()
    await expect(wall.page.locator("[data-wall=contribution]")).to_have_count(1)
    await chair.key("w")
    await expect(wall.page.locator("[data-wall=agenda]")).to_have_count(1)
    await expect(chair.page.frame_locator("#now-1").locator("[data-wall=agenda]")).to_be_visible()
    await expect(chair.page.locator("#next-1")).to_have_count(0)
    wall.network_fails = True
    await wall.context.set_offline(True)
    await chair.key("f")
    await expect(walls.walls["4:3"].page.locator("[data-wall=contribution]")).to_have_count(1)
    await wall.evaluate("() => window.dispatchEvent(new Event('online'))")  # it finds out at once
    await wall.sees("网络断了，正在重连", patience=12)
    await expect(wall.page.locator("[data-wall=agenda] .wall-decision").first).to_be_visible()
    await wall.context.set_offline(False)
    await expect(wall.page.locator("[data-wall=contribution]")).to_have_count(1, timeout=15000)
    async with chair.context.expect_page() as opening:
        await chair.press("打开窗口", within=cards.first)
    window = await opening.value
    await expect(window.locator("[data-wall=contribution]")).to_have_count(1)
    assert await wall.evaluate("() => window.blank") == 0
