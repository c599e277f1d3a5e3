"""The chair's laptop dies, or somebody else sits down at the head of the table: one device presides, all stays."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.seed import LONG_MOTION
from tests.browser.test_accessibility import violations
from tests.browser.test_hall_screens import FIT

TAKE_OVER = "接管主持"
ELSEWHERE = "在另一台设备上主持"
MOTION = "是否同意更换3号楼2单元的排水主管？"


async def laptop(screens: Screens, known: dict[str, Any], who: str, username: str = "shuji") -> Screen:
    screen = await screens.open(who, "laptop")
    await screen.come_in(username=username, password=known["password"])
    await screen.open(f"/sessions/{known['session']}/console")
    return screen


async def phones_of(screens: Screens, known: dict[str, Any], count: int) -> list[Screen]:
    phones = []
    for member in known["members"][:count]:
        phone = await screens.open(member["name"])
        await phone.come_in(pin=member["pin"])
        await phone.open(f"/sessions/{known['session']}/room")
        phones.append(phone)
    return phones


async def raise_hands(phones: list[Screen]) -> None:
    for phone in phones:
        await phone.press("举手发言")
        await phone.sees("我排在第")


def next_step(screen: Screen) -> Any:
    return screen.page.locator(".next-button")


async def test_the_chairs_laptop_dies_and_another_takes_over_with_everything_in_its_place(
    house: House, screens: Screens
) -> None:
    known = house.seed("hall")
    house.start()
    first = await laptop(screens, known, "主持人的电脑")
    phones = await phones_of(screens, known, 3)
    await raise_hands(phones)
    await first.press("请下一位")
    await first.turn_to("动议与表决")
    await first.write("提请会议表决的原文", MOTION)
    await first.press("提交会议")
    await first.press("限时两分钟")
    await phones[0].page.locator(".vote-button").filter(has_text="赞成").click()
    await first.sees("已投 1 / 5")
    first.network_fails = True
    await first.context.close()

    second = await laptop(screens, known, "备用电脑")
    await second.sees(ELSEWHERE, "已投 1 / 5", "声音还没打开")
    await expect(next_step(second)).to_be_disabled()
    assert not await violations(second)
    assert not any((await second.evaluate(FIT, 0)).values())
    await second.press(TAKE_OVER)
    await expect(next_step(second)).to_be_enabled()
    await second.sees_not(ELSEWHERE, TAKE_OVER)
    await second.turn_to("发言")
    await second.sees(*(member["name"] for member in known["members"][1:3]))
    left = await second.evaluate("() => yishi.left(document.querySelector('.timer[data-ends]')) / 1000")
    assert 30 < left < 120, "the ballot's clock went on"
    await phones[1].page.locator(".vote-button").filter(has_text="赞成").click()
    await second.sees("已投 2 / 5")
    await second.key("Space")
    await second.turn_to("动议与表决")
    await second.sees("赞成 2，实到 5，过半数 3，未通过")
    assert house.query("SELECT COUNT(*) FROM ballot WHERE state = 'closed'") == [(1,)]


async def test_who_is_taken_over_from_watches_at_once_and_may_still_record(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    first, second = await laptop(screens, known, "甲"), await laptop(screens, known, "乙")
    phones = await phones_of(screens, known, 2)
    await first.sees("还没有设备在主持")
    await raise_hands(phones)
    await first.turn_to("动议与表决")
    await first.write("提请会议表决的原文", "写到一半")
    await first.press("请下一位")
    await second.sees(ELSEWHERE)
    await second.key("j")
    await expect(next_step(second)).to_be_enabled()

    await first.sees(ELSEWHERE)
    await expect(next_step(first)).to_be_disabled()
    for button in await first.page.locator("form[data-presides] button").all():
        assert await button.is_disabled(), await button.inner_text()
    await expect(first.field("提请会议表决的原文")).to_have_value("写到一半")
    refused = await first.post(f"/sessions/{known['session']}/close")
    assert refused.status == 409 and ELSEWHERE in (await refused.json())["said"]
    await first.turn_to("名册与代录")
    seat = first.page.locator(".seat").filter(has_text=known["members"][5]["name"])
    await first.press("签到", seat)
    await first.sees("已签到", within=seat)

    await first.press(TAKE_OVER)
    await expect(next_step(first)).to_be_enabled()
    await second.sees(ELSEWHERE)
    await expect(next_step(second)).to_be_disabled()


async def test_two_tabs_of_one_browser_are_one_device(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    first = await laptop(screens, known, "主持人")
    other = await screens.tab(first.context, "另一页")
    await other.open(f"/sessions/{known['session']}/console")
    await first.key("x")
    for tab in (first, other):
        await tab.sees("开始第 2 项")
        await tab.sees_not(ELSEWHERE)
    await other.key("Space")
    await first.sees("请大家举手发言")


async def test_the_recorder_is_offered_no_chair(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    chair, recorder = await laptop(screens, known, "书记"), await laptop(screens, known, "记录员", "jilu")
    await chair.key("x")
    await recorder.sees("您是记录员", "开始第 2 项")
    await recorder.sees_not(TAKE_OVER, ELSEWHERE)
    await expect(next_step(recorder)).to_be_disabled()
    await recorder.key("j")
    await expect(recorder.page.locator("#armed")).to_be_hidden()


async def test_the_verdict_stands_by_the_next_step_and_the_wall_says_of_what(house: House, screens: Screens) -> None:
    """With a motion so long that the list under it is out of sight."""
    known = house.seed("hall")
    house.start()
    chair = await laptop(screens, known, "主持人的电脑")
    wall = await screens.open("大屏", "wall")
    await wall.open((await (await chair.post(f"/sessions/{known['session']}/wall")).json())["where"])
    await chair.turn_to("动议与表决")
    await chair.write("提请会议表决的原文", LONG_MOTION[:400])
    await chair.press("提交会议")
    await chair.press("开始表决")
    await chair.press("结束表决，宣布结果")
    await chair.turn_to("任务")
    await chair.sees("表决结果", "未通过", "赞成 0，实到 5", within=chair.page.locator(".speaking"))
    await expect(wall.page.locator("[data-wall=result] .wall-named")).to_contain_text(LONG_MOTION[:30])
    for screen, least in ((chair, 0), (wall, 3.2)):
        assert not any((await screen.evaluate(FIT, least)).values())
    # Whoever gets the floor next has the place.
    phone = (await phones_of(screens, known, 1))[0]
    await phone.press("举手发言")
    await chair.press("请下一位")
    await chair.sees("正在发言", within=chair.page.locator(".speaking"))
    await chair.sees("延长先征得会场同意")


async def test_who_has_just_come_is_registered_from_the_console_by_keyboard(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    chair = await laptop(screens, known, "主持人的电脑")
    await chair.key("+")
    await chair.page.keyboard.type("欧阳来宾")
    await chair.page.keyboard.press("Enter")
    seat = chair.page.locator(".seat").filter(has_text="欧阳来宾")
    await chair.sees("已签到", "列席", within=seat)
    await expect(chair.page.locator("#walk-in")).to_have_value("")
    # A namesake on the register is asked about, and what was typed stays.
    await chair.page.locator("#walk-in").fill(known["members"][0]["name"])
    await chair.page.keyboard.press("Enter")
    await chair.sees("居民名册上有同名的人")
    await expect(chair.page.locator("#walk-in")).to_have_value(known["members"][0]["name"])
    assert not any((await chair.evaluate(FIT, 0)).values())


async def test_the_space_bar_leads_on_from_the_end_to_the_minutes(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    chair = await laptop(screens, known, "主持人的电脑")
    await chair.key("x")
    await chair.sees("宣布闭会")
    await chair.key("q")
    await chair.sees("去改会议纪要草稿")
    await expect(chair.page.locator(".walk-in")).to_have_attribute("hidden", "")  # nobody walks in any more
    await chair.key("Space")
    await expect(chair.page).to_have_url(re.compile(r"/minutes/\d+$"))
