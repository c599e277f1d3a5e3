"""The wall and the console in every state of a session: nothing scrolls, nothing is cut off, nothing too small."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

LEAST = 3.2
"""The smallest text of the wall in vh (look.md)."""

WALLS = {"1920×1080": (1920, 1080), "1366×768": (1366, 768)}
LONG = "是否同意由安居物业服务站牵头，对3号楼至9号楼的地下排水主管分三期更换，" * 11

FIT = """least => {
    const high = innerHeight, wide = innerWidth, small = new Set(), outside = new Set(), cut = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (!text.data.trim() || !text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
        if (text.parentElement.closest('.visually-hidden, script, noscript')) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const box = range.getBoundingClientRect();
        if (!box.width) continue;
        const say = text.data.trim().slice(0, 30);
        const size = parseFloat(getComputedStyle(text.parentElement).fontSize) / high * 100;
        if (size < least - 0.02) small.add(`${say} (${size.toFixed(2)} vh)`);
        if (box.left < -1 || box.top < -1 || box.right > wide + 1 || box.bottom > high + 1) outside.add(say);
        for (let el = text.parentElement; el && least; el = el.parentElement) {
            const style = getComputedStyle(el), frame = el.getBoundingClientRect();
            if (style.overflow !== 'visible' && (box.bottom > frame.bottom + 2 || box.right > frame.right + 2)
                && style.textOverflow !== 'ellipsis' && !style.webkitLineClamp.match(/[0-9]/)) cut.add(say);
        }
    }
    const page = document.documentElement;
    return { scrolls: page.scrollHeight > high || page.scrollWidth > wide, small: [...small], outside: [...outside], cut: [...cut] };
}"""


async def test_wall_and_console_fit_in_every_state(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    chair = await screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console")
    link = (await (await chair.post(f"/sessions/{known['session']}/wall")).json())["where"]
    walls = [await screens.open(f"大屏{size}", viewport={"width": w, "height": h}) for size, (w, h) in WALLS.items()]
    for wall in walls:
        await wall.open(link)
    look = Looks(chair, walls)
    await look("item")

    item = await chair.page.locator("[data-current-item]").first.get_attribute("data-current-item")
    for member in known["members"][:4]:
        phone = await screens.open(member["name"])
        await phone.come_in(pin=member["pin"])
        assert (await phone.post(f"/items/{item}/hand", stance="for")).ok
        assert (await phone.post(f"/items/{item}/contributions", text=LONG[:200])).ok
    await chair.press("请下一位")
    await look("item", "正在发言")
    await chair.turn_to("动议与表决")
    await chair.write("提请会议表决的原文", LONG[:400])
    await chair.press("提交会议")
    await chair.press("结束发言")
    await look("item", "动议")
    await chair.press("限时两分钟表决")
    await look("ballot", "扫码表决")
    await chair.turn_to("名册与代录")
    await look("ballot")
    await chair.press("结束表决，宣布结果")
    await look("result", "依据：")
    await chair.turn_to("任务")
    await look("result")
    for _ in range(3):
        await chair.press("结束本项")
        await chair.sees("宣布闭会")
        await look("open")
        if await chair.control("开始第").count():
            await chair.press("开始第")
            await look("item")
    await chair.press("宣布闭会")
    await look("closed", "会议结束，谢谢大家")
    assert not look.wrong, "\n".join(look.wrong)


class Looks:
    """Call it when the walls are in a state, with words that they then show."""

    def __init__(self, chair: Screen, walls: list[Screen]) -> None:
        self.chair, self.walls = chair, walls
        self.wrong: list[str] = []

    async def __call__(self, state: str, *words: str) -> None:
        for wall in self.walls:
            await expect(wall.page.locator(f"[data-wall={state}]")).to_have_count(1)
            await wall.sees(*words)
        await asyncio.sleep(0.3)  # a bar that grows, a hand that slides in
        for screen, least in [(self.chair, 0), *((wall, LEAST) for wall in self.walls)]:
            found = await screen.evaluate(FIT, least)
            self.wrong += [f"{screen.who} in {state} {words}: {what} {how}" for what, how in found.items() if how]


@pytest.mark.parametrize("state", ["planned", "noticed", "open", "closed", "cancelled"])
async def test_the_console_says_what_to_do_next_in_every_state_of_a_session(
    state: str, demo: House, demo_screens: Screens
) -> None:
    found = demo.query("SELECT id FROM session WHERE state = ?", state)
    chair = await demo_screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password="shuji2026")
    for (session,) in found:
        await chair.open(f"/sessions/{session}/console")
        await expect(chair.page.locator(".next-step .button, .next-step button")).to_have_count(1)
        assert not any((await chair.evaluate(FIT, 0)).values())
