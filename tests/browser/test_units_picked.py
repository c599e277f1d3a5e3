"""Of many units those that are meant are found by their names, on the console and in a form, by the keyboard too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screens
from tests.browser.test_accessibility import violations

NAMES = ["康乐物业", "康乐诊所", "梧桐养老院", *(f"第{number}号公司" for number in range(60))]


def many_units(data: Path) -> None:
    with closing(sqlite3.connect(data / "yishi.sqlite3")) as database:
        rows = [(name, "company", "") for name in NAMES]
        database.executemany("INSERT INTO unit (name, kind, contact) VALUES (?, ?, ?)", rows)
        database.commit()


async def test_a_task_is_recorded_with_units_found_by_name_and_several_that_help(
    house: House, screens: Screens
) -> None:
    known = house.seed("claiming")
    many_units(house.data)
    house.start()
    console = await screens.open("主持人", "laptop")
    await console.come_in(username="shuji", password=known["password"])
    await console.open(f"/sessions/{known['session']}/console")
    await console.press("由这台设备主持") if await console.control("由这台设备主持").count() else None
    await console.key(" ")
    form = console.page.locator("form[action$='/actions']")
    await form.locator("#action-text").fill("量血压")
    await form.locator("#action-due").fill("2099-01-01")
    lead, helpers = form.locator("#action-lead"), form.locator("#action-helpers")
    await lead.locator("#action-lead-called").fill("klzs")
    await lead.get_by_label("康乐诊所").check()
    await form.locator("summary").click()
    for words, name in (("康乐", "康乐物业"), ("养老", "梧桐养老院")):
        await helpers.locator("#action-helpers-called").fill(words)
        await helpers.locator("#action-helpers-called").press("Enter")  # looks for it, and sends nothing
        await helpers.get_by_label(name).check()
    await expect(helpers.locator("input:checked")).to_have_count(2)
    assert not (wrong := await violations(console)), "\n".join(wrong)
    await console.press("记下任务", form)
    await expect(form.locator("#action-text")).to_have_value("")
    await expect(form.locator("input:checked")).to_have_count(0)
    await expect(form.locator("[data-units-found] label")).to_have_count(0)
    named = "SELECT u.name FROM {} JOIN unit u ON u.id = {} ORDER BY u.name"
    assert house.query(named.format("action_item", "lead_id")) == [("康乐诊所",)]
    assert house.query(named.format("action_helper", "unit_id")) == [("康乐物业",), ("梧桐养老院",)]

    elder = await screens.open("长辈")
    await elder.come_in(username="shuji", password=known["password"])
    await elder.page.context.add_cookies([{"name": "view", "value": "elder", "url": house.address}])
    await elder.open("/works/new")
    field = elder.page.locator("#lead_id")
    await expect(field.get_by_label("康乐诊所")).to_be_visible()  # who was given work lately suggests itself
    await field.locator("#lead_id-called").focus()
    await elder.page.keyboard.type("养老")
    await expect(field.get_by_label("梧桐养老院")).to_be_visible()
    await elder.page.keyboard.press("Tab")
    await elder.page.keyboard.press("Space")
    await expect(field.get_by_label("梧桐养老院")).to_be_checked()
    assert not (wrong := await violations(elder)), "\n".join(wrong)
    assert await elder.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await field.get_by_label("康乐诊所").check()
    await expect(field.locator("#lead_id-called")).to_have_value("")  # what was typed is no longer meant
    await expect(field.locator("input:checked")).to_have_count(1)
