"""What people get wrong: each gets its sentence where it belongs, and keeps what was typed."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

TOO_LONG = "长" * 10_000


async def member(screens: Screens, known: dict[str, Any], number: int = 0) -> Screen:
    screen = await screens.open(known["members"][number]["name"])
    await screen.come_in(pin=known["members"][number]["pin"])
    return screen


async def chair(screens: Screens, known: dict[str, Any]) -> Screen:
    screen = await screens.open("书记", "laptop")
    await screen.come_in(username="shuji", password=known["password"])
    return screen


def field_error(screen: Screen, field: str) -> Any:
    return screen.page.locator(f"#{field}-error")


async def test_wrong_pins_and_passwords(house: House, screens: Screens) -> None:
    house.seed("hall")
    house.start()
    phone = await screens.open("手机")
    for pin in ("00000000", "12345", "我没有"):
        await phone.open("/join")
        await phone.write("邀请码", pin)
        await phone.press("下一步")
        await phone.sees("邀请码不对", within=phone.page.locator("main"))
        await expect(phone.field("邀请码")).to_have_value(pin)
    await phone.open("/sign-in")
    await phone.write("用户名", "shuji")
    await phone.write("密码", "猜一个密码")
    await phone.press("登录")
    await phone.sees("用户名或密码不对")
    await expect(phone.field("用户名")).to_have_value("shuji")
    await expect(phone.field("密码")).to_have_value("")


async def test_what_is_typed_into_forms_stays(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    phone = await member(screens, known)
    await phone.open("/topics/new")
    await phone.evaluate("() => document.querySelectorAll('[maxlength], [required]').forEach(el => {"
                         "el.removeAttribute('maxlength'); el.removeAttribute('required'); })")  # fmt: skip
    await phone.write("一句话说清是什么事", TOO_LONG)
    await phone.write("具体情况和您的建议", "写了很久的情况说明")
    await phone.press("提交议题")
    await phone.sees("60")
    assert await field_error(phone, "title").inner_text()
    assert await phone.field("一句话说清是什么事").input_value() == TOO_LONG
    await expect(phone.field("具体情况和您的建议")).to_have_value("写了很久的情况说明")
    assert await phone.page.locator("[aria-invalid=true]").count() >= 2, "category and place are missing too"
    assert (await phone.evaluate("() => document.documentElement.scrollWidth")) <= 390

    await phone.open(f"/sessions/{known['session']}/room")
    await phone.evaluate("() => document.querySelectorAll('textarea').forEach(el => el.removeAttribute('required'))")
    await phone.write("写一句话给会场", "   ")
    await phone.press("发出")
    form = phone.page.locator("form[data-live='contribution.post']")
    await expect(form.locator("[data-said]")).to_be_visible()
    await expect(phone.field("写一句话给会场")).to_have_value("   ")


async def test_a_roster_with_broken_rows_says_each_and_imports_nobody(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    office = await chair(screens, known)
    await office.open(f"/bodies/{known['body']}")
    before = house.query("SELECT COUNT(*) FROM person")
    roster = "姓名,身份,组别\n钱学军,委员,\n,委员,\n冯玉兰,皇帝,\n"
    file = {"name": "名册.csv", "mimeType": "text/csv", "buffer": roster.encode()}
    await office.page.get_by_label("名册文件").set_input_files(file)  # type: ignore[arg-type]
    await office.press("上传，先看看", office.page.locator("#import"))
    await office.sees("有错的行")
    rows = await office.page.locator("#faults tbody tr").all_inner_texts()
    assert len(rows) == 2 and "3" in rows[0] and "4" in rows[1], rows
    assert house.query("SELECT COUNT(*) FROM person") == before


async def test_without_quorum_no_ballot_is_opened_and_the_chair_is_told_why(house: House, screens: Screens) -> None:
    known = house.seed("empty_hall")
    house.start()
    desk = await chair(screens, known)
    await desk.open(f"/sessions/{known['session']}/console")
    await expect(desk.control("开始表决")).to_be_disabled()
    await desk.sees("没有达到法定人数")
    answer = await desk.post("/motions/1/ballot")
    assert answer.status == 409 and "法定人数" in (await answer.json())["said"]


async def test_a_second_vote_and_a_late_vote_each_get_their_sentence(house: House, screens: Screens) -> None:
    known = house.seed("ballot")
    house.start()
    phone, late, fifth = [await member(screens, known, number) for number in (0, 1, 4)]
    room = f"/sessions/{known['session']}/room"
    for screen in (phone, late, fifth):
        await screen.open(room)
    await fifth.sees("您投了：赞成")
    again = await fifth.post(f"/ballots/{known['ballot']}/votes", choice="against", command_id="a second vote 1")
    assert again.status == 409 and "投过" in (await again.json())["said"]

    # A second tab of the same phone still shows the buttons when the first has voted.
    tab = await screens.tab(phone.context, "另一页")
    await tab.page.route("**/socket.io.min.js*", lambda route: route.abort())
    tab.network_fails = True
    await tab.open(room)
    await phone.page.locator(".vote-button").filter(has_text="赞成").click()
    await phone.sees("您投了：赞成")
    await tab.page.locator(".vote-button").filter(has_text="反对").click()
    await tab.sees("投过")

    # And one who presses at the moment of closing.
    slow = await screens.tab(late.context, "慢的那页")
    await slow.page.route("**/socket.io.min.js*", lambda route: route.abort())
    slow.network_fails = True
    await slow.open(room)
    desk = await chair(screens, known)
    await desk.open(f"/sessions/{known['session']}/console")
    await desk.press("结束表决，宣布结果")
    await desk.sees("未通过")
    await slow.page.locator(".vote-button").filter(has_text="赞成").click()
    await slow.sees("表决已经结束")
    assert house.query("SELECT COUNT(*) FROM vote") == [(2,)]
