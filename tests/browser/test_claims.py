"""Wishes are read out: claimed on a phone and, for who has none, on the console, and every list follows at once."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screens
from tests.browser.test_accessibility import violations


async def test_wishes_read_out_are_claimed_by_phone_and_on_the_console(house: House, screens: Screens) -> None:
    known = house.seed("claiming")
    house.start()
    console, phone = await screens.open("主持人", "laptop"), await screens.open("委员")
    await console.come_in(username="shuji", password=known["password"])
    await phone.come_in(pin=known["members"][0]["pin"])
    await console.open(f"/sessions/{known['session']}/console")
    await phone.open(f"/sessions/{known['session']}/room")
    await phone.sees_not("我来认领")
    await console.press("由这台设备主持") if await console.control("由这台设备主持").count() else None
    await console.key(" ")
    await expect(console.page.locator("#tab-action")).to_have_attribute("aria-selected", "true")
    await console.sees("一副老花镜，300度", "陪着去一次眼科医院复查")
    await console.key(" ")
    await phone.sees("心愿 1 · 独居老人")
    await phone.press("我来认领：一副老花镜，300度", phone.page.locator(".claims-now"))
    await phone.sees(f"{known['members'][0]['name']}认领")
    await console.sees(f"{known['members'][0]['name']}认领")
    await console.key(" ")
    form = console.page.locator("form[data-claim-form]")
    await expect(form).to_contain_text("陪着去一次眼科医院复查")
    await console.page.locator("#claim-seat").select_option(label=known["members"][1]["name"])
    await console.press("记下认领", form)
    await phone.sees(f"{known['members'][1]['name']}认领")
    await expect(form).to_be_hidden()
    assert house.query("SELECT state, item_id FROM wish ORDER BY id") == [("claimed", known["item"])] * 2
    wrong = [*await violations(phone), *await violations(console)]
    assert not wrong, "\n".join(wrong)
