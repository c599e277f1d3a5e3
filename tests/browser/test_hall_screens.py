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

# `least` is 0 for the console: its lists may scroll in their own frames, the page may not.
FIT = """least => {
    const high = innerHeight, wide = innerWidth, boxes = [];
    const found = { small: new Set(), outside: new Set(), cut: new Set(), overlap: new Set() };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const parent = text.parentElement;
        if (!text.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
        if (parent.closest('.visually-hidden, .skip-link, script, noscript')) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const box = seen(range.getBoundingClientRect(), clamp(parent));
        if (!box.width || (!least && scrolled(parent, box))) continue;
        const say = text.data.trim().slice(0, 30);
        const size = parseFloat(getComputedStyle(parent).fontSize) / high * 100;
        if (size < least - 0.02) found.small.add(`${say} (${size.toFixed(2)} vh)`);
        if (box.left < -1 || box.top < -1 || box.right > wide + 1 || box.bottom > high + 1) found.outside.add(say);
        if (least && hidden(parent, box)) found.cut.add(say);
        for (const line of least ? range.getClientRects() : []) {
            if (line.bottom <= box.bottom + 8) lay(line, size * high / 100, say);
        }
    }
    // Lines beyond a clamp have a place, and nobody sees them.
    function clamp(el) {
        while (el && !/[0-9]/.test(getComputedStyle(el).webkitLineClamp)) el = el.parentElement;
        return el;
    }
    function seen({ left, right, top, bottom, width }, el) {
        const end = el ? el.getBoundingClientRect().bottom : bottom;
        return { left, right, top, width, bottom: Math.min(bottom, end) };
    }
    // A face's box is taller than its characters: they fill one font-size around its middle.
    function lay(line, size, say) {
        const middle = (line.top + line.bottom) / 2;
        const box = { left: line.left, right: line.right, top: middle - size / 2, bottom: middle + size / 2, say };
        for (const other of boxes) {
            const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
            const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
            if (other.say !== say && across > 4 && down > 3) found.overlap.add(`${say} | ${other.say}`);
        }
        boxes.push(box);
    }
    function beyond(el, box) {
        const frame = el.getBoundingClientRect();
        return box.bottom > frame.bottom + 2 || box.right > frame.right + 2 || box.top < frame.top - 2;
    }
    function scrolled(el, box) {
        for (; el; el = el.parentElement) {
            if (/auto|scroll/.test(getComputedStyle(el).overflowY) && beyond(el, box)) return true;
        }
        return false;
    }
    function hidden(el, box) {
        for (; el; el = el.parentElement) {
            const style = getComputedStyle(el);
            const meant = style.textOverflow === 'ellipsis' || /[0-9]/.test(style.webkitLineClamp);
            if (style.overflow !== 'visible' && !meant && beyond(el, box)) return true;
        }
        return false;
    }
    const page = document.documentElement, wrong = { scrolls: page.scrollHeight > high || page.scrollWidth > wide };
    for (const what in found) wrong[what] = [...found[what]];
    return wrong;
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
        await wall.press("点一下，打开声音和全屏")
    look = Looks(chair, walls)
    await look("item")

    item = await chair.page.locator("[data-current-item]").first.get_attribute("data-current-item")
    for member in known["members"][:4]:
        phone = await screens.open(member["name"])
        await phone.come_in(pin=member["pin"])
        assert (await phone.post(f"/items/{item}/hand", stance="for")).ok
        assert (await phone.post(f"/items/{item}/contributions", text=LONG[:200])).ok
    await chair.press("请下一位")
    await look("speaker", "正在发言")
    await chair.turn_to("动议与表决")
    await chair.write("提请会议表决的原文", LONG[:400])
    await chair.press("提交会议")
    await chair.press("结束发言")
    await look("motion", "动议")
    await chair.press("限时两分钟")
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
        await look("agenda")
        if await chair.control("开始第").count():
            await chair.press("开始第")
            await look("item")
    await chair.press("宣布闭会")
    await look("end", "会议结束，谢谢大家")
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
    found = demo.query("SELECT id FROM session WHERE state = ? AND kind <> 'written'", state)
    chair = await demo_screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password="shuji2026")
    for (session,) in found:
        await chair.open(f"/sessions/{session}/console")
        await expect(chair.page.locator(".next-step .button, .next-step button")).to_have_count(1)
        wrong = await chair.evaluate(FIT, 0)
        assert not any(wrong.values()), wrong
