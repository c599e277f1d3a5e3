"""An agenda put in order by hand and by keyboard, those called who answer, and a session that too few came to."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations

TITLES = ".agenda-lines > li > div:first-of-type > :first-child"


async def titles(screen: Screen) -> list[str]:
    found: list[str] = await screen.page.locator(TITLES).all_inner_texts()
    return found


async def office(screens: Screens, known: dict[str, Any], device: str = "desk") -> Screen:
    screen = await screens.open("书记", device)
    await screen.come_in(username="shuji", password=known["password"])
    return screen


async def test_an_item_dragged_by_its_number_stays_where_it_is_dropped(house: House, screens: Screens) -> None:
    known = house.seed("planning")
    house.start()
    screen = await office(screens, known)
    await screen.open(f"/sessions/{known['session']}")
    before = await titles(screen)
    rows = screen.page.locator(".agenda-lines > li")
    async with screen.page.expect_navigation():
        await rows.nth(3).locator(".numbered-place").drag_to(rows.nth(0), target_position={"x": 20, "y": 3})
    assert await titles(screen) == [before[3], *before[:3]]
    await screen.page.reload()
    assert await titles(screen) == [before[3], *before[:3]]


async def test_an_item_is_moved_by_keyboard_and_the_focus_stays_on_its_button(house: House, screens: Screens) -> None:
    known = house.seed("planning")
    house.start()
    screen = await office(screens, known)
    await screen.open(f"/sessions/{known['session']}")
    before = await titles(screen)
    await screen.page.get_by_label("上移“晾衣绳”").focus()
    for place in (2, 1, 0):
        async with screen.page.expect_navigation():
            await screen.page.keyboard.press("Enter")
        assert (await titles(screen)).index(before[3]) == place
        button = screen.page.get_by_label("上移“晾衣绳”" if place else "下移“晾衣绳”")
        await expect(button).to_be_focused()


@pytest.mark.parametrize("device", ["phone", "desk"])
async def test_the_pages_of_planning_and_calling_are_readable_by_everybody(
    house: House, screens: Screens, device: str
) -> None:
    known = house.seed("planning")
    house.start()
    screen = await office(screens, known, device)
    item = house.query("SELECT id FROM agenda_item WHERE session_id = ?", known["session"])[0][0]
    wrong = []
    for path in (
        f"/sessions/{known['session']}", f"/items/{item}/change", f"/sessions/{known['noticed']}",
        f"/sessions/{known['noticed']}/replies", f"/sessions/{known['noticed']}/move",
        f"/sessions/{known['few']}/adjourn", f"/sessions/{known['few']}/console",
    ):  # fmt: skip
        await screen.open(path)
        wrong += [f"{path}: {one}" for one in await violations(screen)]
    called = await screens.open("被通知的人", device)
    await called.come_in(pin=known["called"]["pin"])
    await called.open(f"/sessions/{known['noticed']}")
    wrong += await violations(called)
    assert not wrong


async def test_somebody_called_answers_on_the_phone_and_changes_it(house: House, screens: Screens) -> None:
    known = house.seed("planning")
    house.start()
    phone = await screens.open("被通知的人")
    await phone.come_in(pin=known["called"]["pin"])
    await phone.open("/")
    await phone.press("第三次居民议事会", within=phone.page.locator(".matter", has_text="等您答复"))
    await phone.press("参加")
    await phone.sees("您的答复")
    await phone.page.locator("summary", has_text="不能参加").click()
    await phone.write("请假原因", "在外地看护老人")
    await phone.press("请假")
    await phone.sees("已请假。开会以前都可以改。", "在外地看护老人")


async def test_a_session_that_too_few_came_to_is_adjourned_from_the_console(house: House, screens: Screens) -> None:
    known = house.seed("planning")
    house.start()
    screen = await office(screens, known)
    await screen.open(f"/sessions/{known['few']}/console")
    await screen.press("休会改期")
    await screen.write("续会日期", "2099-12-01")
    await screen.press("宣布休会，改期续开")
    await screen.sees("第三次居民议事会（续会）", "接着开：第三次居民议事会")
    await screen.open(f"/sessions/{known['few']}/console")
    await screen.sees("没有到法定人数，休会改期")
