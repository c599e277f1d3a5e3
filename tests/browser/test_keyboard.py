"""A hall is chaired from the keyboard alone; and by three at once, of whose work nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.alike import agree
from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.sitting import Person, Sitting
from tests.browser.test_accessibility import violations
from tests.browser.test_hall_screens import FIT

MOTION = "是否同意更换3号楼2单元的排水主管，费用由物业承担？"
AMENDED = "是否同意更换3号楼2单元的排水主管，费用由物业承担一半？"
APART = 0.36
"""Seconds between two presses that are not taken for a slip."""


class Keyboard:
    """What a chair has who does not touch the mouse."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.pressed_at = screen, time.monotonic()

    async def open(self, path: str) -> None:
        """A press in the moment a page comes is taken for the second half of one on the page before."""
        await self.screen.open(path)
        self.pressed_at = time.monotonic()

    async def press(self, key: str, *sees: str) -> None:
        """A key of the console, and what must then be on it. A chair who sees a step change waits until it is at rest:
        a press in that moment is taken for one on the step before.
        """
        await asyncio.sleep(max(0, self.pressed_at + APART - time.monotonic()))
        await expect(self.screen.page.locator(".is-settling")).to_have_count(0)
        await self.screen.page.keyboard.press(key)
        self.pressed_at = time.monotonic()
        await self.screen.sees(*sees)

    async def confirm(self, key: str, *sees: str) -> None:
        """A key of a step that loses something: a second press does it at once."""
        await self.press(key)
        await expect(self.screen.page.locator("#armed")).to_be_visible()
        await self.press(key, *sees)

    async def write(self, key: str, text: str, *sees: str, sent_by: str = "Enter") -> None:
        """In the field that a key leads to, and out of it again."""
        await self.press(key)
        await self.screen.page.keyboard.type(text)
        await self.send(sent_by, *sees)

    async def send(self, by: str, *sees: str) -> None:
        await self.screen.page.keyboard.press(by)
        await self.screen.sees(*sees)
        await self.screen.page.keyboard.press("Escape")

    async def tab_to(self, name: str, most: int = 40) -> None:
        """On to the button, link or fold of that name."""
        for _ in range(most):
            await self.screen.page.keyboard.press("Tab")
            if name in await self.screen.evaluate("() => document.activeElement.textContent.trim().slice(0, 40)"):
                return
        raise AssertionError(f"{name!r} is more than {most} tabs away")

    async def pick(self, option: str, most: int = 10) -> None:
        """In the list of choices that has the focus, and out of it."""
        shown = "() => document.activeElement.selectedOptions[0].textContent.trim()"
        for _ in range(most):
            if await self.screen.evaluate(shown) == option:
                break
            await self.screen.page.keyboard.press("ArrowDown")
        assert await self.screen.evaluate(shown) == option
        await self.screen.page.keyboard.press("Escape")

    async def types(self, *fields: str) -> None:
        """One field after the other."""
        for at, text in enumerate(fields):
            if at:
                await self.screen.page.keyboard.press("Tab")
            await self.screen.page.keyboard.type(text)


@pytest.mark.long(40)
async def test_twenty_items_are_chaired_by_keyboard_alone(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens, "twenty")
    screen = await sitting.chair.screen(screens, "laptop")
    keys = Keyboard(screen)
    await people_come(sitting, keys)
    await keys.open(f"{sitting.path}/console")
    await keys.press("Space", "会议已开始", "已到法定人数")
    await the_floor(sitting, keys)
    await a_motion_and_its_amendment(sitting, keys)
    await keys.write("z", "任务：安居物业服务站 更换排水主管 @王工 12月20日")
    await expect(screen.page.locator("#scribe-line")).to_have_value("")
    await keys.confirm("x", "开始第 2 项") if await is_grave(screen, "x") else await keys.press("x", "开始第 2 项")
    await a_recess(keys)
    await the_debate_is_closed(sitting, keys)
    for number in range(3, 21):
        await keys.press("Space", "请大家举手发言")
        await keys.press("x", f"开始第 {number + 1} 项" if number < 20 else "宣布闭会")
    await keys.press("Space", "去改会议纪要草稿")
    await what_the_record_says(sitting, screen)


async def is_grave(screen: Screen, key: str) -> bool:
    return bool(await screen.page.locator(f'button[data-key="{key}"][data-grave]').count())


async def people_come(sitting: Sitting, keys: Keyboard) -> None:
    """At the desk, by the numbers of their seats."""
    await keys.screen.open(f"{sitting.path}/desk")
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 9):
        await keys.screen.page.keyboard.type(str(number))
        await keys.screen.page.keyboard.press("Enter")
    await expect(keys.screen.page.locator('.desk-line[data-state="present"]')).to_have_count(9)


async def the_floor(sitting: Sitting, keys: Keyboard) -> None:
    first, third = (sitting.known["members"][who]["name"] for who in (0, 2))
    await keys.press("Space", "请大家举手发言", "撤销：开始第 1 项")
    await keys.press("u", "开始第 1 项")  # by mistake: nothing has happened in it
    await keys.press("Space", "请大家举手发言")
    await sitting.raises(0)
    await keys.write("h", "3", f"请下一位：{first}")
    await keys.press("Space", f"请下一位：{third}")
    await keys.press("p", "继续计时")
    await keys.press("p", "暂停")
    await keys.press("m", f"撤销：{first}延长60秒")
    await keys.press("Space", f"撤销：请{third}发言")
    await keys.press("Control+z", f"撤销：{first}延长60秒", f"请下一位：{third}")
    await keys.press("Space", f"撤销：请{third}发言")
    await keys.press("e", f"撤销：结束{third}的发言")


async def a_motion_and_its_amendment(sitting: Sitting, keys: Keyboard) -> None:
    """The amendment by hands that are counted and confirmed, the motion by phones and at the desk."""
    await keys.write("d", MOTION, "主持人提请", sent_by="Control+Enter")
    await keys.write("c", AMENDED, "先表决修正案", sent_by="Control+Enter")
    await keys.press("o")
    await keys.pick("举手")
    await keys.press("b", "先录入举手的票数")
    await keys.press("v")
    await keys.types("7", "1", "1", "计票人赵德胜")
    await keys.send("Enter", "等监票人确认", "监票人姓名")
    await keys.press("v")
    await keys.types("7", "1", "1", "监票人李建国")
    await keys.send("Enter", "监票人已确认")
    await keys.press("Space", "按通过的修正案改过")
    await keys.press("b", "结束表决，宣布结果")
    await asyncio.gather(*(sitting.votes(who) for who in range(4)), sitting.votes(4, "against"))
    await keys.press("/")
    await keys.screen.page.keyboard.type("9")
    await keys.tab_to("赞成")
    await keys.send("Enter", "已投 6，应投 9")
    await keys.press("Space", "撤销", "已表决，不能撤销；可以提出复议")


async def a_recess(keys: Keyboard) -> None:
    await keys.confirm("r", "正在休息")
    await keys.press("a", "撤销：再休息5分钟")
    await keys.press("u", "撤销：休息10分钟")
    await keys.press("Space", "开始第 2 项")


async def the_debate_is_closed(sitting: Sitting, keys: Keyboard) -> None:
    """A member moves, another seconds; the hall has no objection to closing debate, and votes."""
    await keys.press("Space", "请大家举手发言")
    await sitting.moves(1, "是否同意先修3号楼？")
    await sitting.seconds(2)
    await keys.press("2", "是否同意先修3号楼？")
    await keys.tab_to("程序性动议")
    await keys.screen.page.keyboard.press("Enter")
    await keys.tab_to("结束辩论")
    await keys.send("Enter", "问会场有没有异议")
    await keys.press("Space", "结束表决，宣布结果")
    await keys.press("Space", "辩论已经结束")
    await keys.press("b", "结束表决，宣布结果")
    await asyncio.gather(*(sitting.votes(who, "against") for who in range(5)))
    await keys.screen.sees("已投 5，应投 9")
    await keys.press("Space", "未通过")
    await keys.press("x", "开始第 3 项")


async def what_the_record_says(sitting: Sitting, screen: Screen) -> None:
    house, session = sitting.house, sitting.known["session"]
    items = "SELECT COUNT(*) FROM agenda_item WHERE session_id = ? AND state = 'done'"
    assert sitting.one(items, session) == 20
    motions = house.query("SELECT text, state FROM motion WHERE kind = 'main' ORDER BY id")
    assert motions == [(AMENDED, "carried"), (AMENDED, "carried"), ("是否同意先修3号楼？", "lost")]
    outcomes = [outcome for (outcome,) in house.query("SELECT outcome FROM ballot ORDER BY id")]
    assert outcomes == ["carried", "carried", "carried", "not_carried"], outcomes
    assert house.query("SELECT text FROM action_item") == [("更换排水主管",)]
    assert sitting.one("SELECT state FROM session WHERE id = ?", session) == "closed"
    await screen.open(f"{sitting.path}/record")
    await screen.sees(
        "第1项没有开始，主持人撤回", "监票人确认了清点的票数", "主持人撤回延长的休息", "这一项的辩论结束", "第20项议毕"
    )


# ---- three at once ----


@pytest.mark.long(30)
async def test_two_recorders_and_a_chair_work_at_once(house: House, screens: Screens) -> None:
    sitting = await Sitting.begin(house, screens, "twenty")
    second = Person("第二位记录员", house)
    await second.come_in("/sign-in", username="jilu2", password=sitting.known["password"])
    for who in range(7):
        await sitting.checks_in(who)
    chair, one, two = await sitting.console(), await sitting.console(sitting.recorder), await sitting.console(second)
    keys = Keyboard(chair)
    await keys.press("Space", "会议已开始")
    await keys.press("Space", "请大家举手发言")
    for who in range(3):
        await sitting.raises(who)

    await asyncio.gather(
        three_speak(keys),
        ticks_off(one, sitting, 7, 8, 9),
        ticks_off(two, sitting, 9, 10),
        enters_hands(two, 4, 5),
    )
    await alike(chair, one, two)
    assert sitting.one("SELECT COUNT(*) FROM hand") == 5
    assert sitting.one("SELECT COUNT(*) FROM seat WHERE state = 'present'") == 11

    await keys.write("d", MOTION, "主持人提请", sent_by="Control+Enter")
    await keys.press("b", "结束表决，宣布结果")
    await asyncio.gather(
        enters_votes(one, sitting, 3, 4, 5, 6),
        enters_votes(two, sitting, 6, 5, 8),
        *(sitting.votes(who) for who in range(3)),
    )
    await chair.sees("已投 8，应投 11")
    await asyncio.gather(keys.press("Space", "已表决，不能撤销"), ticks_off(one, sitting, 11))
    await alike(chair, one, two)
    ballot = house.query("SELECT state, tally FROM ballot")[0]
    assert ballot[0] == "closed" and sitting.one("SELECT COUNT(*) FROM vote") == 8

    await their_own_last_step(sitting, chair, one, two)
    await the_sheet(chair, one)
    for screen in (chair, one, two):
        assert not await violations(screen)
        assert not any((await screen.evaluate(FIT, 0)).values())


async def alike(*consoles: Screen) -> None:
    """Each shows what it would show if it were opened now, on its first page."""
    for console in consoles:
        await console.turn_to("发言")
    await agree(list(consoles))


async def the_sheet(chair: Screen, recorder: Screen) -> None:
    """All keys on one sheet: no other key acts behind it, and Esc closes it."""
    for screen, many in ((chair, True), (recorder, False)):
        await screen.key("?")
        sheet = screen.page.locator("#key-sheet")
        await expect(sheet).to_be_visible()
        assert not await violations(screen)
        await screen.page.keyboard.press("2")
        await expect(screen.page.locator("#tab-queue")).to_have_attribute("aria-selected", "true")
        await expect(sheet.get_by_text("结束本项")).to_have_count(int(many))
        await screen.page.keyboard.press("Escape")
        await expect(sheet).to_be_hidden()


async def three_speak(keys: Keyboard) -> None:
    for _ in range(3):
        await keys.press("Space")
        await asyncio.sleep(0.2)
    await keys.press("e")


async def row(screen: Screen, sitting: Sitting, who: int) -> Any:
    await screen.turn_to("名册与代录")
    return screen.page.locator(f"#seat-{sitting.seat(who)}")


async def ticks_off(screen: Screen, sitting: Sitting, *members: int) -> None:
    """Whoever is here already, by the other recorder's hand, is left as they are."""
    for who in members:
        seat = await row(screen, sitting, who)
        button = seat.get_by_role("button", name="签到", exact=True)
        if await button.count():
            await button.evaluate("button => button.click()")
        await screen.sees("已签到", within=seat)


async def enters_hands(screen: Screen, *numbers: int) -> None:
    for number in numbers:
        await screen.page.locator("#hall-number").evaluate(
            "(field, number) => { field.value = number; field.form.querySelector('button').click(); }", str(number)
        )
        await expect(screen.page.locator("#hall-number")).to_have_value("")


async def enters_votes(screen: Screen, sitting: Sitting, *members: int) -> None:
    for who in members:
        seat = await row(screen, sitting, who)
        await screen.sees(re.compile("赞成|已代录"), within=seat)  # the roll knows of the ballot
        await seat.get_by_role("button", name="赞成").evaluate_all("found => found.slice(0, 1).forEach(b => b.click())")
        await screen.sees("已代录", within=seat)


async def their_own_last_step(sitting: Sitting, chair: Screen, one: Screen, two: Screen) -> None:
    """Each is offered what they did themselves; taken back, it is gone on all three."""
    eleventh, twelfth = (sitting.known["members"][who]["name"] for who in (10, 11))
    await one.sees(f"撤销：{twelfth}签到")
    await chair.sees_not(f"撤销：{twelfth}签到")
    await two.sees_not(f"撤销：{twelfth}签到")
    await one.page.keyboard.press("Escape")
    await one.key("u")
    await alike(chair, one, two)
    assert sitting.one("SELECT state FROM seat WHERE id = ?", sitting.seat(11)) == "expected"
    assert sitting.one("SELECT state FROM seat WHERE id = ?", sitting.seat(10)) == "present", eleventh
