"""The desk at the door in a browser: two desks at once find, tick, excuse and add people, and print their papers."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Locator, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.test_accessibility import violations


async def desk(screens: Screens, known: dict[str, Any], who: str, device: str, username: str = "jilu") -> Screen:
    screen = await screens.open(who, device)
    await screen.come_in(username=username, password=known["password"])
    await screen.open(f"/sessions/{known['session']}/desk")
    return screen


def line(screen: Screen, known: dict[str, Any], name: str) -> Locator:
    return screen.page.locator(f"#seat-{known['seats'][name]}")


async def stands(known: dict[str, Any], name: str, word: str, *desks: Screen) -> None:
    for screen in desks:
        await expect(line(screen, known, name).locator(".desk-state"), f"{screen.who}: {name}").to_contain_text(word)


async def find(screen: Screen, typed: str) -> None:
    await screen.page.locator("#who").fill(typed)
    await screen.page.locator("#who").press("Enter")


async def fits(screen: Screen) -> None:
    """Nothing is wider than the screen, but for what scrolls in itself."""
    assert await screen.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), screen.path()


async def test_two_desks_check_in_the_same_hall(house: House, screens: Screens) -> None:
    known = house.seed("at_the_door")
    house.start()
    table = await desk(screens, known, "签到台一", "desk")
    phone = await desk(screens, known, "签到台二", "phone", "shuji")
    await expect(table.page.locator(".desk-line")).to_have_count(5)
    wrong = [found for screen in (table, phone) for found in await violations(screen)]
    await fits(phone)

    # By name: initials that two have in common are asked about, more letters find the one.
    await find(table, "wxl")
    await table.sees("有2席都对得上")
    await expect(table.page.locator(".desk-line:visible")).to_have_count(2)
    await find(table, "wangxiul")
    await stands(known, "王秀兰", "已签到", table, phone)
    await phone.sees("王秀兰", within=phone.page.locator(".desk-arrivals"))

    # Who is not on the roll is registered under the name that was typed.
    await find(table, "钱来宾")
    await table.sees("名册上没有“钱来宾”")
    await table.press("登记列席、增补成员")
    await expect(table.page.locator("[name=name]").first).to_have_value("钱来宾")
    await table.page.go_back()

    # By badge, also where the focus has gone to a button: a scanner only types.
    await phone.page.locator("#door-shown button").first.focus()
    await phone.page.keyboard.type(known["badge"])
    await phone.page.keyboard.press("Enter")
    await stands(known, "欧阳震华", "已签到", table, phone)

    # From the list: both press at once, and it is one arrival.
    await asyncio.gather(*(screen.press("签到", line(screen, known, "单国强")) for screen in (table, phone)))
    await stands(known, "单国强", "已签到", table, phone)
    await phone.press("请假", line(phone, known, "赵德胜"))
    await stands(known, "赵德胜", "请假", table, phone)
    came = "SELECT COUNT(*) FROM event WHERE kind = 'seat.checked_in' AND data LIKE ?"
    assert house.query(came, f'%"seat":{known["seats"]["单国强"]},%') == [(1,)]

    # A slip is taken back at either desk.
    await table.press("撤销", table.page.locator(f"#came-{known['seats']['单国强']}"))
    await stands(known, "单国强", "未到", table, phone)

    await table.open(f"/sessions/{known['session']}/mandates")
    await table.page.select_option("#principal", str(known["seats"]["王小礼"]))
    await table.page.select_option("#holder", str(known["seats"]["王秀兰"]))
    wrong += await violations(table)
    await table.press("登记这份委托")
    await table.sees("王小礼委托王秀兰表决", "受托人已到")
    await expect(line(phone, known, "王小礼")).to_contain_text("委托王秀兰")

    # Who walks in is registered and sits as an observer.
    await phone.press("登记列席、增补成员")
    wrong += await violations(phone)
    await fits(phone)
    await phone.write("姓名", "走进来的老李", phone.page.locator("#observer"))
    await phone.press("登记列席", phone.page.locator("#observer"))
    await phone.sees("走进来的老李", "列席")
    wrong += await violations(phone)
    await table.open(f"/sessions/{known['session']}/desk")
    await table.press("列席", table.page.locator("#door-shown"))
    await expect(table.page.locator(".desk-line:visible")).to_have_count(1)
    await table.sees("走进来的老李", within=table.page.locator(".desk-line:visible"))
    wrong += await violations(table)

    # What is on paper says the same: who came when, and a badge with seat number and code for each.
    await table.open(f"/sessions/{known['session']}/sign-in.print")
    await table.sees("走进来的老李", "请假")
    times = await table.page.locator("td").all_inner_texts()
    assert sum(":" in text for text in times) == 3, times
    await table.open(f"/sessions/{known['session']}/badges.print")
    shown = await table.page.locator("body").inner_text()
    assert all(name in shown for name in known["seats"]) and known["badge"] in shown
    assert not wrong, "\n".join(wrong)


async def test_somebody_sits_for_a_unit_s_delegate(house: House, screens: Screens) -> None:
    known = house.seed("at_the_door")
    house.start()
    known = {**known, "session": known["council"], "seats": {known["unit"]: known["unit_seat"]}}
    table = await desk(screens, known, "签到台", "desk", "shuji")
    delegate = house.query(
        "SELECT person.name FROM seat JOIN person ON person.id = seat.person_id WHERE seat.id = ?", known["unit_seat"]
    )[0][0]
    await table.press(known["unit"], line(table, known, known["unit"]))
    wrong = await violations(table)
    await table.write("代表人姓名", "替补的小周", table.page.locator("#substitute"))
    await table.press("换成这位")
    await table.sees("替补的小周", f"替补的小周代{delegate}出席本次会议")
    await table.press("回签到台")
    await expect(line(table, known, known["unit"])).to_contain_text(f"（代{delegate}）")
    await find(table, "tibu")
    await stands(known, known["unit"], "已签到", table)
    wrong += await violations(table)
    assert not wrong, "\n".join(wrong)
