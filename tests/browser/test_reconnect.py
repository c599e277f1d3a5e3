"""A phone's Wi-Fi goes, freezes or was asleep, on a connection that is really cut: the page is never loaded anew."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import WebSocketRoute, expect

from tests.browser.alike import agree
from tests.browser.house import House
from tests.browser.screen import Screen, Screens
from tests.browser.sitting import Sitting, answers_in, events_in
from tests.helpers.proxy import Wire

OFF = "网络断了，正在重连；您写的都还在"
LOST = "没有收到回音，网络可能断了。请再按一次，不会重复。"
ONCE = "() => { window.neverReloaded = true; }"
HIDE = """hidden => {
    const as = { hidden, visibilityState: hidden ? 'hidden' : 'visible' };
    for (const name in as) Object.defineProperty(document, name, { configurable: true, get: () => as[name] });
    document.dispatchEvent(new Event('visibilitychange'));
}"""

Plug = Callable[[House], Awaitable[Wire]]


@pytest_asyncio.fixture(loop_scope="session")
async def plug() -> AsyncIterator[Plug]:
    """`await plug(house)` is a wire to the house's server, which has been started."""
    wires: list[Wire] = []

    async def lay(house: House) -> Wire:
        wires.append(await Wire(house.port).start())
        return wires[-1]

    yield lay
    for wire in wires:
        await wire.stop()


async def phone_on(wire: Wire, sitting: Sitting, who: int = 0) -> Screen:
    phone = await sitting.room(who, wire.address)
    phone.network_fails = True
    await phone.evaluate(ONCE)
    await joined(phone)
    return phone


async def joined(screen: Screen) -> None:
    for _ in range(500):
        if any("slots" in answer for answer in answers_in(screen.frames)):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{screen.who} did not join")


async def is_back(phone: Screen) -> None:
    """It shows what a page opened now shows, says nothing of the network any more, and was not loaded again."""
    await agree([phone])
    await phone.sees_not(OFF)
    assert await phone.evaluate("() => window.neverReloaded")


async def test_five_seconds_without_wifi_are_a_small_mark_and_nothing_else(
    house: House, screens: Screens, plug: Plug
) -> None:
    sitting = await Sitting.begin(house, screens)
    wire = await plug(house)
    phone = await phone_on(wire, sitting)
    await phone.write("写一句话给会场", "写到一半")
    wire.cut()
    await sitting.says(1, "断网的时候说的")
    await sitting.raises(2)
    await sitting.moves(3)
    await asyncio.sleep(1.5)
    await phone.sees_not(OFF)
    await phone.sees(OFF)
    box = await phone.page.locator("#connection").bounding_box()
    assert box and box["height"] < 100, "a small mark, not a wall"
    await asyncio.sleep(2.5)
    await phone.sees_not("断网的时候说的")
    wire.mend()
    await phone.sees("断网的时候说的")
    await expect(phone.field("写一句话给会场")).to_have_value("写到一半")
    await is_back(phone)


async def test_ten_minutes_later_the_phone_catches_up_in_one_message(
    house: House, screens: Screens, plug: Plug
) -> None:
    sitting = await Sitting.begin(house, screens)
    wire = await plug(house)
    phone = await sitting.members[0].screen(screens)
    phone.network_fails = True
    await phone.page.clock.install()
    await phone.open(f"{wire.address}{sitting.path}/room")
    await phone.evaluate(ONCE)
    await joined(phone)
    await phone.write("写一句话给会场", "写到一半")
    wire.cut()
    await much_happens(sitting)
    await phone.page.clock.fast_forward("10:00")
    await phone.sees(OFF)
    phone.frames.clear()
    wire.mend()
    await phone.sees("十分钟里的最后一句")
    await asyncio.sleep(0.5)
    told = [answer for answer in answers_in(phone.frames) if "slots" in answer]
    assert len(told) == 1, "one answer to one join"
    assert {slot["slot"] for slot in told[0]["slots"]} >= {"agenda", "card", "motion", "queue", "messages", "hall"}
    assert not events_in(phone.frames, "slots") and not events_in(phone.frames, "mine")
    await expect(phone.field("写一句话给会场")).to_have_value("写到一半")
    await is_back(phone)


async def much_happens(sitting: Sitting) -> None:
    await sitting.moves(1)
    await sitting.seconds(2)
    await sitting.opens_the_ballot()
    for who in (1, 2, 3):
        await sitting.votes(who)
    await sitting.closes_the_ballot()
    await sitting.closes_the_item()
    await sitting.opens_the_next_item()
    await sitting.checks_in(5)
    for who in (1, 2, 3):
        await sitting.raises(who)
    await sitting.is_given_the_floor(2)
    for _ in range(20):
        await sitting.says(4)
    await sitting.says(4, "十分钟里的最后一句")


async def test_a_phone_that_slept_is_up_to_date_as_soon_as_it_is_looked_at(
    house: House, screens: Screens, plug: Plug
) -> None:
    """Its connection died without a word, as behind a router that has forgotten it; new ones come through."""
    sitting = await Sitting.begin(house, screens)
    wire = await plug(house)
    phone = await phone_on(wire, sitting)
    await phone.evaluate(HIDE, True)
    wire.strand()
    await sitting.says(1, "睡着的时候说的")
    await asyncio.sleep(0.5)
    await phone.sees_not("睡着的时候说的")
    looked = time.monotonic()
    await phone.evaluate(HIDE, False)
    await phone.sees("睡着的时候说的")
    assert time.monotonic() - looked < 15, "not when the ping is missed, 40 seconds later"
    await is_back(phone)


async def test_a_wire_that_froze_brings_everything_when_it_thaws(house: House, screens: Screens, plug: Plug) -> None:
    sitting = await Sitting.begin(house, screens)
    wire = await plug(house)
    phone = await phone_on(wire, sitting)
    wire.freeze()
    await phone.write("写一句话给会场", "从冰里来")
    await phone.press("发出")
    await sitting.says(1, "冻住的时候说的")
    await phone.sees("正在发送…")
    wire.mend()
    await phone.sees("冻住的时候说的", "从冰里来")
    await expect(phone.field("写一句话给会场")).to_have_value("")
    assert sitting.one("SELECT COUNT(*) FROM contribution WHERE text = '从冰里来'") == 1
    await is_back(phone)


@pytest.mark.parametrize("how", ["cut", "frozen"])
async def test_a_vote_pressed_without_network_is_told_and_counts_once(
    how: str, house: House, screens: Screens, plug: Plug
) -> None:
    sitting = await Sitting.begin(house, screens, "ballot")
    wire = await plug(house)
    phone = await phone_on(wire, sitting)
    vote = phone.page.locator(".vote-button").filter(has_text="赞成")
    if how == "cut":
        wire.cut()
        await phone.sees(OFF)
        await vote.click()
        await phone.sees(LOST)
    else:
        wire.freeze()
        await vote.click()
        await phone.sees("正在发送…")
    await phone.sees_not("您投了")
    assert votes(sitting) == 1, "the fifth member's"
    wire.mend()
    if how == "cut":
        await expect(phone.page.locator("#connection")).to_be_hidden(timeout=12000)
        await vote.click()
    await phone.sees("您投了：赞成")
    assert votes(sitting) == 2
    await is_back(phone)


async def test_a_vote_whose_answer_got_lost_is_known_without_pressing_again(
    house: House, screens: Screens, plug: Plug
) -> None:
    sitting = await Sitting.begin(house, screens, "ballot")
    wire = await plug(house)
    phone = await phone_on(wire, sitting)
    wire.freeze(answers_only=True)
    await phone.page.locator(".vote-button").filter(has_text="反对").click()
    for _ in range(200):
        await asyncio.sleep(0.02)
        if votes(sitting) == 2:
            break
    await phone.sees_not("您投了")
    wire.cut()
    wire.mend()
    await phone.sees("您投了：反对")
    assert votes(sitting) == 2
    await is_back(phone)


async def test_the_consoles_page_is_not_loaded_again_for_a_press_while_only_its_socket_is_away(
    house: House, screens: Screens
) -> None:
    """What it typed elsewhere, its tab and its scroll would be gone; it is told of the change as soon as it is back."""
    sitting = await Sitting.begin(house, screens)
    chair = await sitting.chair.screen(screens, "laptop")
    chair.network_fails = True
    sockets: list[WebSocketRoute] = []
    away = False

    async def come(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if away:
            await socket.close()
        else:
            socket.connect_to_server()

    await chair.page.route_web_socket("**/live/**", come)
    await chair.open(f"{sitting.path}/console")
    await chair.evaluate(ONCE)
    await joined(chair)
    await chair.turn_to("动议与表决")
    away = True
    await sockets[-1].close()
    await chair.context.route("**/live/**", lambda route: route.abort())
    await chair.sees(OFF)
    await chair.write("提请会议表决的原文", "是否同意断线时提的动议？")
    await chair.press("提交会议")
    await expect(chair.field("提请会议表决的原文")).to_have_value("")
    assert await chair.evaluate("() => window.neverReloaded")
    away = False
    await chair.context.unroute_all()
    await chair.evaluate("() => { dispatchEvent(new Event('online')); }")
    await chair.sees("是否同意断线时提的动议？")
    await chair.turn_to("发言")
    await is_back(chair)


def votes(sitting: Sitting) -> int:
    return int(sitting.one("SELECT COUNT(*) FROM vote"))
