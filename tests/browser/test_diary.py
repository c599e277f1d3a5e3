"""At a doorstep without a network: what is written stays on the phone and arrives once."""

from __future__ import annotations

import asyncio
import base64

from playwright.async_api import Request, Route, expect

from tests.browser.house import House
from tests.browser.screen import PATIENCE, Screen, Screens

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


# ---- opened without a network ----


KEPT = "async () => Boolean(await caches.match('/diary/new'))"


async def wait_until(phone: Screen, what: str, is_so: object = True) -> None:
    """A promise is no answer to `wait_for_function`."""
    for _ in range(PATIENCE * 20):
        found = await phone.evaluate(what)
        if found == is_so:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{what}: {found}")


async def test_the_form_opens_without_a_server_and_what_is_written_arrives_once(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    await wait_until(phone, KEPT)
    house.stop()
    await phone.page.reload()
    await phone.sees("没有网络，这是存在手机里的表")
    await phone.page.locator("#place_id").select_option(index=1)
    await write(phone, "101室", "李阿姨", "楼道灯半个月不亮")
    await phone.sees("等网络 1 条")
    await phone.page.reload()
    await phone.page.locator("#place_id").select_option(index=1)
    await write(phone, "102室", "王师傅")
    await phone.open("/diary/month")
    await phone.sees("等网络 2 条", "记走访")
    assert phone.path() == "/diary/new"
    house.start()
    await phone.press("现在送一次")
    await phone.sees("已送达 2 条", "网络回来了")
    await phone.press("打开新的表")
    await phone.sees_not("这是存在手机里的表", "等网络")
    assert house.query(VISITS) == [("101室", "李阿姨", 1), ("102室", "王师傅", 0)]


async def test_what_is_kept_is_of_today_wherever_the_day_began(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    await wait_until(phone, KEPT)
    await phone.evaluate(
        """async () => {
          const names = (await caches.keys()).filter(name => name.startsWith("diary-"));
          const cache = await caches.open(names[0]), page = await cache.match("/diary/new");
          const old = (await page.text()).replace(/\\d{4}-\\d{2}-\\d{2}/g, "2020-01-01");
          await cache.put("/diary/new", new Response(old, { headers: page.headers }));
        }"""
    )
    house.stop()
    await phone.open("/diary/new?household=303室")
    today = await phone.evaluate("() => new Intl.DateTimeFormat('sv').format(new Date())")
    await expect(phone.page.locator("#visited_on")).to_have_value(today)
    await expect(phone.field("门牌")).to_have_value("303室")


async def test_after_signing_out_and_for_whoever_comes_next_nothing_is_kept(house: House, screens: Screens) -> None:
    phone, password = await at_the_door(house, screens)
    await wait_until(phone, KEPT)
    await phone.open("/me")
    await phone.page.locator("form[action='/sign-out'] button").first.click()
    await wait_until(phone, KEPT, False)
    await phone.come_in(username="shuji", password=password)
    await phone.open("/diary/new")
    await wait_until(phone, KEPT)
    await phone.evaluate("localStorage.setItem('shell-of', '99999')")
    house.stop()
    await phone.page.reload()
    await expect(phone.page.locator("#visit-form")).to_have_count(0)


async def test_the_form_of_an_earlier_version_goes_with_its_worker(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    await wait_until(phone, KEPT)
    now = await phone.evaluate("caches.keys()")
    await phone.open("/")
    await phone.evaluate(
        """async () => {
          for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
          for (const name of await caches.keys()) await caches.delete(name);
          await (await caches.open("diary-earlier")).put("/diary/new", new Response("earlier form"));
        }"""
    )
    await phone.open("/diary/new")
    await wait_until(phone, "caches.keys()", now)
    await wait_until(phone, KEPT)


async def test_without_https_the_page_says_that_it_cannot_be_kept(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    await phone.page.add_init_script("Object.defineProperty(navigator, 'serviceWorker', { value: undefined })")
    await phone.open("/diary/new")
    await phone.sees_not("没有网络。")
    await phone.context.set_offline(True)
    await phone.sees("没有网络。这个网址不是 HTTPS")
    await phone.context.set_offline(False)
    await phone.sees_not("没有网络。这个网址不是 HTTPS")


async def test_a_photo_is_ticked_as_it_is_chosen_and_goes_along_into_the_topic(house: House, screens: Screens) -> None:
    phone, _ = await at_the_door(house, screens)
    files = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": PHOTO} for name in ("door", "lamp")]
    await phone.page.set_input_files("#photos", files)
    await phone.sees_not("照片2放进议题")
    await phone.tick("意见建议")
    await phone.write("什么事", "楼道灯半个月不亮")
    await phone.tick("提交议题")
    await phone.tick("照片2放进议题")
    await phone.press("记下这一户")
    await phone.sees("已送达 1 条")
    assert house.query("SELECT subject, COUNT(*) FROM picture GROUP BY 1 ORDER BY 1") == [("topic", 1), ("visit", 2)]
