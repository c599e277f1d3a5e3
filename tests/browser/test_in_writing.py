"""Asked in writing, on the phone, in the office and on the hall's tablet; axe finds nothing on any of these pages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations


@pytest.fixture
def known(house: House) -> dict[str, Any]:
    told: dict[str, Any] = house.seed("in_writing")
    house.start()
    return told


async def test_an_owner_answers_in_two_taps_and_the_office_sees_that_and_not_what(
    known: dict[str, Any], screens: Screens
) -> None:
    phone = await screens.open("业主")
    await phone.come_in(pin=known["members"][6]["pin"])
    await phone.open("/")
    await phone.page.get_by_text("请您表决").wait_for()
    await phone.open(f"/sessions/{known['session']}/room")
    wrong = await violations(phone)
    question = phone.page.locator(".written-question").first
    await question.get_by_label("赞成", exact=True).check()
    await question.get_by_role("button", name="投出").click()
    await phone.sees("您投了：赞成")
    office = await screens.open("书记", "laptop")
    await office.come_in(username="shuji", password=known["password"])
    for path in ("returns", "returns/sheet?status=undelivered", "returns/sheet?status=missing"):
        await office.open(f"/sessions/{known['session']}/{path}")
        wrong += await violations(office)
    await office.open(f"/sessions/{known['session']}/returns?q=7")
    row = office.page.locator("tbody tr")
    await expect(row).to_contain_text("投了1项，共2项")
    await expect(row).not_to_contain_text("赞成")
    for path in (f"/sessions/{known['session']}", "/sessions/new/written"):
        await office.open(path)
        wrong += await violations(office)
    assert not wrong, "\n".join(wrong)


async def test_several_seats_are_ticked_as_delivered_at_once(known: dict[str, Any], screens: Screens) -> None:
    office = await screens.open("书记", "laptop")
    await office.come_in(username="shuji", password=known["password"])
    await office.open(f"/sessions/{known['session']}/returns?status=undelivered")
    ticks = office.page.locator(".written-tick")
    await expect(ticks).to_have_count(12)
    await ticks.nth(0).check()
    await ticks.nth(3).check()
    await office.page.get_by_role("button", name="登记送达").click()
    await office.sees("已登记2席的送达")
    await expect(ticks).to_have_count(10)


async def at_the_tablet(known: dict[str, Any], screens: Screens, member: int) -> Screen:
    tablet = await screens.open("平板", "laptop")
    await tablet.page.clock.install()
    await tablet.open(f"/kiosk/{known['kiosk']}")
    for digit in known["members"][member]["pin"]:
        await tablet.page.locator(f"[data-digit='{digit}']").click()
    await tablet.page.get_by_role("button", name="下一步").click()
    await tablet.sees(known["members"][member]["name"])
    return tablet


async def test_the_tablet_takes_a_vote_and_going_back_finds_the_start(known: dict[str, Any], screens: Screens) -> None:
    tablet = await at_the_tablet(known, screens, 8)
    wrong = await violations(tablet)
    await tablet.page.get_by_role("button", name="反对").click()
    await tablet.sees("您选的是")
    wrong += await violations(tablet)
    await tablet.page.get_by_role("button", name="确认投出").click()
    await tablet.sees("已投")
    wrong += await violations(tablet)
    await tablet.page.get_by_role("link", name="完成").click()
    await tablet.sees("请输入您的邀请码")
    wrong += await violations(tablet)
    for _ in range(3):
        await tablet.page.go_back()
        await expect(tablet.page.locator("body")).not_to_contain_text(known["members"][8]["name"])
        await expect(tablet.page.locator("body")).not_to_contain_text("反对")
    assert not wrong, "\n".join(wrong)


async def test_a_tablet_that_nobody_touches_goes_back_to_the_start(known: dict[str, Any], screens: Screens) -> None:
    tablet = await at_the_tablet(known, screens, 9)
    await tablet.page.clock.run_for(15_000)
    await tablet.page.mouse.click(5, 5)
    await tablet.page.clock.run_for(15_000)
    await tablet.sees(known["members"][9]["name"])
    await tablet.page.clock.run_for(6_000)
    await tablet.sees("请输入您的邀请码")
