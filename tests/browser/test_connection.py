"""What a page does when the server, or the way to it, does not do what one would like: it always comes back."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from playwright.async_api import Route, WebSocketRoute, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

OFF = "网络断了，正在重连；您写的都还在"
BUSY = json.dumps({"done": False, "code": "unavailable", "said": "服务器正忙"})


# As behind a proxy that does not pass them on: they never open.
WITHOUT_WEBSOCKETS = """(Real => {
    window.WebSocket = function (address) { return new Real(address.replace('EIO=4', 'EIO=1')); };
})(WebSocket)"""


class Line:
    """The page's socket with somebody in the middle, who loses, holds and makes up what is said."""

    def __init__(self) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.loses, self.holds = "", ""
        self.held: list[str] = []
        self.joins_refused: list[str] = []
        self.refused: list[str] = []
        self.joins: list[str] = []
        self.heard: list[str] = []
        self.down = False

    def open(self, route: WebSocketRoute) -> None:
        if self.down:
            self.closing = asyncio.create_task(self._close(route))
            return
        self.sockets.append(route)
        server = route.connect_to_server()
        route.on_message(lambda said: self._from_page(route, server, str(said)))
        server.on_message(lambda said: self._from_server(route, str(said)))

    async def _close(self, route: WebSocketRoute) -> None:
        await asyncio.sleep(0.1)  # once it is open: what closes before that never says so here
        await route.close()

    def _from_page(self, route: WebSocketRoute, server: WebSocketRoute, said: str) -> None:
        join = re.match(r'42(\d+)\["join"', said)
        if join:
            self.joins.append(said)
        if said.startswith("40") and self.refused:
            route.send(f"44{self.refused.pop(0)}")
        elif join and self.joins_refused:
            route.send(f"43{join[1]}[{self.joins_refused.pop(0)}]")
        else:
            server.send(said)

    def _from_server(self, route: WebSocketRoute, said: str) -> None:
        self.heard.append(said)
        if self.loses and said.startswith(self.loses):
            return
        if self.holds and said.startswith(self.holds):
            self.held.append(said)
        else:
            route.send(said)

    def say(self, what: str) -> None:
        self.sockets[-1].send(what)

    def let_go(self) -> None:
        self.holds = ""
        for said in self.held:
            self.say(said)


async def seated(house: House, screens: Screens, line: Line) -> tuple[Screen, Screen, dict[str, Any]]:
    """A phone with somebody in its line, and another with a clean one."""
    known = house.seed("hall")
    house.start()
    phones = []
    for member in known["members"][:2]:
        phone = await screens.open(member["name"])
        await phone.come_in(pin=member["pin"])
        phones.append(phone)
    await phones[0].page.route_web_socket("**/live/**", line.open)
    await phones[0].page.route("**/live/*transport=polling*", lambda route: route.abort())
    phones[0].network_fails = True
    for phone in phones:
        await phone.open(f"/sessions/{known['session']}/room")
    return phones[0], phones[1], known


async def say(screen: Screen, text: str) -> None:
    await screen.write("写一句话给会场", text)
    await screen.press("发出")
    await expect(screen.field("写一句话给会场")).to_have_value("")


async def test_a_page_that_was_too_slow_is_told_and_catches_up(house: House, screens: Screens) -> None:
    line = Line()
    phone, other, _ = await seated(house, screens, line)
    await say(other, "这句还收得到")
    await phone.sees("这句还收得到")
    line.loses = '42["slots"'
    await say(other, "这句服务器没有留着")
    await asyncio.sleep(0.6)
    await phone.sees_not("这句服务器没有留着")
    line.loses = ""
    joined = len(line.joins)
    line.say('42["behind",{}]')
    await phone.sees("这句服务器没有留着")
    assert len(line.joins) == joined + 1 and '"messages":' in line.joins[-1], "with the versions it has"


async def test_who_was_away_for_long_catches_up_in_one_message(house: House, screens: Screens) -> None:
    line = Line()
    phone, other, known = await seated(house, screens, line)
    chair = await screens.open("主持人", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console")
    line.down = True
    await line.sockets[-1].close()
    for text in ("那时说的", "那时又说的"):
        await say(other, text)
    await other.press("举手发言")
    await chair.key("x")
    await chair.key("x")
    await chair.sees("开始第 2 项")
    await chair.key("Space")
    await say(other, "第二项的第一句")
    await phone.sees(OFF)
    line.heard.clear()
    line.down = False
    await phone.sees("第二项的第一句", "第 2 项，共 3 项")
    await phone.sees_not(OFF, "那时说的")
    caught_up = next(said for said in line.heard if "第二项的第一句" in said)
    assert re.match(r'43\d+\[{"done"', caught_up) and "第 2 项，共 3 项" in caught_up, caught_up[:200]


async def test_behind_a_proxy_without_websockets_the_page_is_live_all_the_same(house: House, screens: Screens) -> None:
    known = house.seed("hall")
    house.start()
    phones = [await screens.open(member["name"]) for member in known["members"][:2]]
    phones[0].network_fails = True
    await phones[0].page.add_init_script(WITHOUT_WEBSOCKETS)
    for phone, member in zip(phones, known["members"], strict=False):
        await phone.come_in(pin=member["pin"])
        await phone.open(f"/sessions/{known['session']}/room")
    await say(phones[1], "走得慢，也走得到")
    await phones[0].sees("走得慢，也走得到")


async def test_a_busy_server_is_asked_again_and_nobody_is_sent_away(house: House, screens: Screens) -> None:
    line = Line()
    line.refused = [f'{{"message":"busy","data":{BUSY}}}'] * 2
    line.joins_refused = [BUSY, '{"done":false,"said":"?"}']
    phone, other, _ = await seated(house, screens, line)
    await say(other, "等它忙完")
    await phone.sees("等它忙完")
    assert not line.refused and not line.joins_refused
    await phone.sees_not(OFF, "服务器正忙")


async def test_who_may_not_see_it_is_told_and_comes_back_when_they_may(house: House, screens: Screens) -> None:
    line = Line()
    line.joins_refused = ['{"done":false,"code":"not_allowed","said":"只有本次会议的主持人可以这样做。"}']
    phone, other, _ = await seated(house, screens, line)
    await phone.sees("只有本次会议的主持人可以这样做。")
    await phone.sees_not(OFF)
    await line.sockets[-1].close()
    await say(other, "又让看了")
    await phone.sees("又让看了")
    await phone.sees_not("只有本次会议的主持人可以这样做。")


async def test_who_signed_out_in_another_tab_is_told_and_follows_no_longer(house: House, screens: Screens) -> None:
    phone, other, _ = await seated(house, screens, Line())
    assert (await phone.post("/sign-out")).ok
    await phone.sees("登录已失效", "重新登录")
    await phone.sees_not(OFF)
    await say(other, "他听不到了")
    await asyncio.sleep(1)
    await phone.sees_not("他听不到了")


async def test_a_form_whose_answer_never_comes_can_be_pressed_again_and_acts_once(
    house: House, screens: Screens
) -> None:
    known = house.seed("hall")
    house.start()
    chair = await screens.open("主持人", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.page.clock.install()
    await chair.open(f"/sessions/{known['session']}/console")
    chair.network_fails = True
    sent: list[str] = []

    async def never_answered(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) > 1:
            await route.continue_()

    await chair.page.route("**/motions", never_answered)
    await chair.turn_to("动议与表决")
    await chair.write("提请会议表决的原文", "是否同意？")
    await chair.press("提交会议")
    await chair.page.clock.fast_forward(1000)
    await chair.sees("正在发送…")
    await chair.page.clock.fast_forward(16_000)
    await chair.sees("没有收到回音，网络可能断了。请再按一次，不会重复。")
    await chair.press("提交会议")
    await chair.page.clock.resume()
    await chair.sees("主持人提请")
    assert len(sent) == 2 and sent[0] == sent[1]
    assert house.query("SELECT COUNT(*) FROM motion") == [(1,)]


async def test_what_is_typed_while_a_message_is_on_its_way_stays(house: House, screens: Screens) -> None:
    line = Line()
    phone, other, _ = await seated(house, screens, line)
    line.holds = "43"
    await phone.write("写一句话给会场", "第一句")
    await phone.press("发出")
    await other.sees("第一句")
    await phone.write("写一句话给会场", "第一句，还没完")
    line.let_go()
    await phone.sees("第一句")
    await expect(phone.page.locator("form[data-live='contribution.post'] [data-said]")).to_be_hidden()
    await expect(phone.field("写一句话给会场")).to_have_value("第一句，还没完")


@pytest.fixture
def held() -> asyncio.Event:
    return asyncio.Event()


async def test_a_button_that_became_another_one_does_not_wait_for_the_first_ones_answer(
    house: House, screens: Screens, held: asyncio.Event
) -> None:
    phone, other, known = await seated(house, screens, Line())
    for one in (phone, other):
        await one.press("举手发言")
        await one.sees("我排在第")
    chair = await screens.open("主持人", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console")
    pressed: list[str] = []

    async def hold_the_first(route: Route) -> None:
        pressed.append(route.request.url.removeprefix(house.address))
        if len(pressed) == 1:
            await held.wait()
        await route.continue_()

    await chair.page.route("**/floor", hold_the_first)
    await chair.press(f"请下一位：{known['members'][0]['name']}")
    await phone.press("不发言了，放下手")
    await chair.sees(f"请下一位：{known['members'][1]['name']}")
    await chair.key("Space")
    await other.sees("轮到您发言")
    held.set()
    await chair.sees("这只手已经不在队列里了。")
    assert len(pressed) == 2 and pressed[0] != pressed[1]


async def test_a_lost_press_keeps_its_id_when_its_button_is_drawn_again(house: House, screens: Screens) -> None:
    phone, other, known = await seated(house, screens, Line())
    await phone.press("举手发言")
    chair = await screens.open("主持人", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    await chair.open(f"/sessions/{known['session']}/console")
    chair.network_fails = True
    ids: list[str] = []

    async def lose_the_first(route: Route) -> None:
        ids.append(re.findall(r"command_id=(\w+)", route.request.post_data or "")[0])
        await (route.abort("connectionreset") if len(ids) == 1 else route.continue_())

    await chair.page.route("**/floor", lose_the_first)
    await chair.press("请下一位")
    await chair.sees("没有收到回音")
    await other.press("举手发言")
    await chair.sees(known["members"][1]["name"])
    await chair.key("Space")
    await phone.sees("轮到您发言")
    assert len(ids) == 2 and ids[0] == ids[1]
