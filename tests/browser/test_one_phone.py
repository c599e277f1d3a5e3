"""Who is at the phone: a code at the desk that says when it was used, and several people who share one phone."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screens


async def test_the_desk_s_screen_says_when_the_phone_before_it_has_come_in(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    desk, phone = await screens.open("书记", "desk"), await screens.open("居民")
    await desk.come_in(username="shuji", password=known["password"])
    (person,) = [row[0] for row in house.query("SELECT id FROM person WHERE name = ?", known["members"][5]["name"])]
    await desk.open(f"/register/desk/{person}")
    await desk.page.locator("main form input[type=radio]").first.check()
    await desk.press("手机在手上：当场扫码登录")
    said = desk.page.locator("[data-scanned-said]")
    await expect(said).to_contain_text("只能用一次")
    pin = re.sub(r"\D", "", await desk.page.locator(".slip-pin").inner_text())
    async with desk.page.expect_response("**/register/desk/scanned/*") as asked:
        pass
    assert (await (await asked.value).json())["done"] is False
    await expect(said).to_contain_text("只能用一次")
    await phone.come_in(pin=pin)
    await expect(said).to_have_text("手机已经登录。")
    await expect(desk.page.locator(".desk-scan")).to_have_class(re.compile("is-in"))


async def test_a_page_left_open_says_that_the_phone_is_somebody_else_s_now_and_sends_nothing(
    house: House, screens: Screens
) -> None:
    known = house.seed("hall")
    house.start()
    one, other = known["members"][:2]
    tab = await screens.open("一家人的手机")
    for member in (other, one):
        await tab.come_in(pin=member["pin"])
    await tab.open("/topics/new")
    await expect(tab.page.locator(".tool-name")).to_have_text(one["name"])
    second = await screens.tab(tab.context, "同一台手机的另一页")
    await second.open("/")
    await second.page.locator(".whose summary").click()
    await second.press(f"换成{other['name']}")
    await second.sees(f"现在是{other['name']}。")
    told = tab.page.locator("#whose")
    await expect(told).to_be_visible()
    await expect(told).to_contain_text(one["name"])
    send = tab.page.get_by_role("button", name=re.compile("提交议题"))
    await expect(send).to_be_disabled()
    await told.get_by_role("link", name="重新打开这一页").click()
    await expect(tab.page.locator(".tool-name")).to_have_text(other["name"])
    await expect(tab.page.get_by_role("button", name=re.compile("提交议题"))).to_be_enabled()


async def test_a_page_of_the_same_person_stays_as_it_is(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    one, other = known["members"][:2]
    tab = await screens.open("一家人的手机")
    for member in (other, one):
        await tab.come_in(pin=member["pin"])
    await tab.open("/topics/new")
    second = await screens.tab(tab.context, "同一台手机的另一页")
    await second.open("/topics/new")
    await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(tab.page.locator("#whose")).to_be_hidden()
    await expect(tab.page.get_by_role("button", name=re.compile("提交议题"))).to_be_enabled()
