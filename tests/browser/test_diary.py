"""At a doorstep without a network: what is written stays on the phone and arrives once."""

from __future__ import annotations

import base64

from playwright.async_api import Request, Route, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

# One red pixel.
PHOTO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")
VISITS = "SELECT household, who, (SELECT COUNT(*) FROM finding WHERE visit_id = visit.id) FROM visit ORDER BY id"


async def at_the_door(house: House, screens: Screens) -> tuple[Screen, str]:
    """A phone on the form, and the password with which it has come in."""
    known = house.seed("hall")
    house.start()
    phone = await screens.open("网格员")
    phone.network_fails = True
    await phone.come_in(username="shuji", password=known["password"])
    await phone.open("/diary/new")
    await phone.page.locator("#place_id").select_option(index=1)
    return phone, known["password"]


async def write(phone: Screen, door: str, who: str, text: str = "") -> None:
    await phone.write("门牌", door)
    await phone.write("见到谁", who)
    if text:
        await phone.tick("意见建议")
        await phone.write("什么事", text)
    await phone.press("记下这一户")


async def test_two_visits_written_offline_survive_a_reload_and_arrive_once_each(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    await phone.context.set_offline(True)
    await phone.page.set_input_files("#photos", {"name": "door.png", "mimeType": "image/png", "buffer": PHOTO})
    await expect(phone.page.locator(".gallery-chosen")).to_have_count(1)
    await write(phone, "101室", "李阿姨", "楼道灯半个月不亮")
    await phone.sees("等网络 1 条", "照片 1 张", "已存在这部手机里")
    await write(phone, "102室", "王师傅")
    await phone.sees("等网络 2 条", "101室 李阿姨", "102室 王师傅")
    await phone.write("见到谁", "写到一半的人")
    assert house.query(VISITS) == []
    page = await screens.tab(phone.context, "同一部手机")
    page.network_fails = True
    await phone.page.close()
    await phone.context.set_offline(False)
    await page.open("/diary/new")
    await page.sees("已送达 2 条")
    await expect(page.field("见到谁")).to_have_value("写到一半的人")
    assert house.query(VISITS) == [("101室", "李阿姨", 1), ("102室", "王师傅", 0)]
    assert house.query("SELECT subject, subject_id FROM picture") == [("visit", 1)]
    await page.open("/diary/new")
    assert len(house.query(VISITS)) == 2
    await page.sees_not("已送达", "等网络")


async def test_an_answer_that_was_lost_is_asked_for_again_and_the_visit_is_one(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    sent: list[str] = []

    async def lose_the_first_answer(route: Route, request: Request) -> None:
        if request.method != "POST":
            return await route.continue_()
        sent.append(request.post_data or "")
        if len(sent) > 1:
            return await route.continue_()
        await route.fetch()
        await route.abort("connectionreset")

    await phone.page.route("**/diary", lose_the_first_answer)
    await write(phone, "101室", "李阿姨")
    await phone.sees("等网络 1 条")
    await phone.press("现在送一次")
    await phone.sees("已送达 1 条")
    assert len(sent) == 2 and sent[0] == sent[1]
    assert house.query(VISITS) == [("101室", "李阿姨", 0)]


async def test_what_the_server_refuses_is_said_and_mended_in_the_form(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    await phone.page.locator("summary", has_text="改日期").click()
    await phone.page.locator("#visited_on").evaluate(
        "field => { field.removeAttribute('max'); field.value = '2099-01-01'; }"
    )
    await write(phone, "101室", "李阿姨")
    await phone.sees("要改 1 条", "走访日期还没有到。")
    await phone.press("改一改")
    await expect(phone.field("见到谁")).to_have_value("李阿姨")
    await phone.page.locator("#visited_on").evaluate("field => { field.value = field.defaultValue; }")
    await phone.press("记下这一户")
    await phone.sees("已送达 1 条")
    assert house.query(VISITS) == [("101室", "李阿姨", 0)]


async def test_what_may_not_be_sent_now_says_why_and_waits_or_is_dropped(house: House, screens: Screens) -> None:
    phone, password = await at_the_door(house, screens)
    await phone.context.clear_cookies()
    await write(phone, "101室", "李阿姨")
    await phone.sees("等网络 1 条", "请先登录。")
    await write(phone, "102室", "写错了的")
    await phone.sees("等网络 2 条")
    wrong = phone.page.locator("#outbox li").filter(has_text="写错了的")
    await phone.press("不要了", wrong)
    await phone.press("再按一次，删去这一条", wrong)
    await phone.sees("等网络 1 条")
    await phone.come_in(username="shuji", password=password)
    await phone.press("现在送一次")
    await phone.sees("已送达 1 条")
    assert house.query(VISITS) == [("101室", "李阿姨", 0)]
