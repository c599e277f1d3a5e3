"""A hall's network is bad: phones lose it, servers lose power, answers get lost. Nothing anybody did may get lost."""

from __future__ import annotations

import asyncio

from playwright.async_api import Request, Route, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

OFF = "网络断了，正在重连；您写的都还在"
MARK = "() => { window.neverReloaded = true; }"


async def seated(house: House, screens: Screens, what: str = "hall") -> tuple[Screen, Screen, Screen, dict]:
    """Two phones in the room and the chair at the console."""
    known = house.seed(what)
    house.start()
    phones = []
    for member in known["members"][:2]:
        phone = await screens.open(member["name"])
        await phone.come_in(pin=member["pin"])
        await phone.open(f"/sessions/{known['session']}/room")
        await phone.evaluate(MARK)
        phones.append(phone)
    chair = await screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console")
    return phones[0], phones[1], chair, known


async def say(screen: Screen, text: str) -> None:
    await screen.write("写一句话给会场", text)
    await screen.press("发出")
    await expect(screen.field("写一句话给会场")).to_have_value("")


async def test_five_seconds_without_network_show_a_small_mark_and_heal(house: House, screens: Screens) -> None:
    phone, other, chair, _ = await seated(house, screens)
    phone.network_fails = True
    await phone.write("写一句话给会场", "写到一半")
    await phone.context.set_offline(True)
    await say(other, "断网的时候说的")
    await chair.turn_to("动议与表决")
    await chair.write("提请会议表决的原文", "是否同意断网时提的动议？")
    await chair.press("提交会议")
    await phone.sees(OFF)
    box = await phone.page.locator("#connection").bounding_box()
    assert box and box["height"] < 100, "a small mark, not a wall"
    await asyncio.sleep(2)
    await phone.sees_not("断网的时候说的")
    await phone.context.set_offline(False)
    await phone.sees("断网的时候说的", "是否同意断网时提的动议？")
    await phone.sees_not(OFF)
    await expect(phone.field("写一句话给会场")).to_have_value("写到一半")
    assert await phone.evaluate("() => window.neverReloaded")


async def test_a_short_gap_shows_nothing(house: House, screens: Screens) -> None:
    phone, other, _, _ = await seated(house, screens)
    phone.network_fails = True
    await phone.context.set_offline(True)
    await asyncio.sleep(0.8)
    await phone.context.set_offline(False)
    await say(other, "马上又说话")
    await phone.sees("马上又说话")
    await phone.sees_not(OFF)


async def test_the_server_is_killed_and_comes_back_and_phones_catch_up_without_reloading(
    house: House, screens: Screens
) -> None:
    phone, other, chair, _ = await seated(house, screens)
    for screen in (phone, other, chair):
        screen.network_fails = True
    await say(other, "断电以前说的")
    await phone.sees("断电以前说的")
    await phone.write("写一句话给会场", "断电的时候我正在写")
    await asyncio.to_thread(house.kill)
    await phone.sees(OFF)
    await asyncio.to_thread(house.start)
    assert (await other.post(f"/items/{await item_of(other)}/contributions", text="断电以后说的")).ok
    await phone.sees("断电以前说的", "断电以后说的")
    await phone.sees_not(OFF)
    await expect(phone.field("写一句话给会场")).to_have_value("断电的时候我正在写")
    await phone.press("发出")
    await other.sees("断电的时候我正在写")
    assert await phone.evaluate("() => window.neverReloaded") and await other.evaluate("() => window.neverReloaded")
    await chair.sees("断电的时候我正在写")


async def item_of(screen: Screen) -> str:
    return await screen.page.locator("[data-current-item]").first.get_attribute("data-current-item") or ""


async def test_a_vote_whose_answer_was_lost_is_sent_again_and_counts_once(house: House, screens: Screens) -> None:
    """The socket is down, the vote goes by post, it arrives, its answer doesn't: the person presses again."""
    known = house.seed("ballot")
    house.start()
    phone = await screens.open("手机")
    phone.network_fails = True
    sent: list[str] = []

    async def lose_the_first_answer(route: Route, request: Request) -> None:
        sent.append(request.post_data or "")
        if len(sent) == 1:
            await route.fetch()
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await phone.context.route("**/live/**", lambda route: route.abort())
    await phone.page.route("**/votes", lose_the_first_answer)
    await phone.page.route_web_socket("**/live/**", lambda socket: socket.close())
    await phone.come_in(pin=known["members"][0]["pin"])
    await phone.open(f"/sessions/{known['session']}/room")
    vote = phone.page.locator(".vote-button").filter(has_text="赞成")
    await vote.click()
    await phone.sees("没有收到回音，网络可能断了。请再按一次，不会重复。")
    await vote.click()
    await phone.sees("已投：赞成")
    assert len(sent) == 2 and sent[0] == sent[1], "the same id, so that it is the same vote"
    assert house.query("SELECT COUNT(*) FROM vote WHERE choice = 'for'") == [(2,)], "this one and the fifth member's"


async def test_half_written_text_survives_a_dead_phone(house: House, screens: Screens) -> None:
    phone, _, _, known = await seated(house, screens)
    await phone.write("写一句话给会场", "手机没电了")
    page = await screens.tab(phone.context, "同一部手机")
    await phone.page.close()
    await page.open(f"/sessions/{known['session']}/room")
    await expect(page.field("写一句话给会场")).to_have_value("手机没电了")
