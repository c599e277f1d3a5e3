"""Timers agree on all screens, whatever the devices' own clocks say, and ring once each where there is a loudspeaker.

Speed is not tested here: every reading is compared with the server's clock at the same instant, within what the
reading itself took.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

MINUTES = 60_000
NEAR = 50
"""Milliseconds off the server's clock: two such screens are within 100 of each other."""
WARNING, END = 587, 880
SPEECH = 120_000

# The device's own clock is `wrong` milliseconds off; its counter stood still for `slept` of them; `passed` have gone by
# in the whole world while this tab did not run.
CLOCK = """(wrong => {
    const Real = Date, counter = performance.now.bind(performance);
    window.device = { wrong, slept: 0, passed: Number(sessionStorage.getItem('passed')) };
    const now = () => Real.now() + device.wrong + device.passed;
    window.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(now()); }
        static now() { return now(); }
    };
    performance.now = () => counter() + device.passed - device.slept;
})(%d)"""
SOUND = """(() => {
    const quiet = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    window.AudioContext = class {
        constructor() { this.state = 'running'; this.currentTime = 0; this.destination = {}; }
        resume() { return Promise.resolve(); }
        createGain() { return { gain: quiet, connect() {} }; }
        createOscillator() {
            const tone = { frequency: { value: 0 }, connect() {}, stop() {}, start() { rang(tone.frequency.value); } };
            return tone;
        }
    };
})()"""


Prepare = Callable[[Page], Awaitable[None]]


class Speech:
    """Somebody has the floor for two minutes. `ends` is when, in milliseconds of the server's clock."""

    def __init__(self, house: House, screens: Screens) -> None:
        self.house, self.screens = house, screens
        self.known = house.seed("hall")
        house.start()
        self.ends = 0

    async def begin(self) -> None:
        speaker = await self.screens.open("发言人")
        await speaker.come_in(pin=self.known["members"][0]["pin"])
        item = self.house.query("SELECT id FROM agenda_item WHERE state = 'open'")[0][0]
        assert (await speaker.post(f"/items/{item}/hand")).ok
        self.chair = await self.screens.open("主持人", "laptop")
        await self.chair.come_in(username="shuji", password=self.known["password"])
        (hand,) = self.house.query("SELECT id FROM hand")[0]
        assert (await self.chair.post(f"/hands/{hand}/floor")).ok
        self.wall_link = (await (await self.chair.post(f"/sessions/{self.known['session']}/wall")).json())["where"]

    async def screen(self, what: str, script: str = "", prepare: Prepare | None = None) -> Screen:
        """A console, a phone or a wall, with a script that runs before the page's own."""
        if what == "console":
            screen = await self.screens.tab(self.chair.context, "主持台")
            path = f"/sessions/{self.known['session']}/console"
        elif what == "wall":
            screen, path = await self.screens.open("大屏", "wall"), self.wall_link
        else:
            screen, path = await self.screens.open("手机"), f"/sessions/{self.known['session']}/room"
            await screen.come_in(pin=self.known["members"][1]["pin"])
        await screen.page.add_init_script(script)
        if prepare is not None:
            await prepare(screen.page)
        await screen.open(path)
        self.ends = await screen.evaluate("() => Number(document.querySelector('.timer[data-ends]').dataset.ends)")
        return screen


async def speech(house: House, screens: Screens) -> Speech:
    begun = Speech(house, screens)
    await begun.begin()
    return begun


async def error_of(screen: Screen, ends: int) -> tuple[float, float]:
    """How far the screen's timer is off the server's clock, and by how much the reading may be wrong itself."""
    readings = []
    for _ in range(10):
        asked = time.time() * 1000
        left = await screen.evaluate("() => yishi.left(document.querySelector('.timer[data-ends]'))")
        answered = time.time() * 1000
        readings.append(((answered - asked) / 2, left - (ends - (asked + answered) / 2)))
    doubt, error = min(readings)
    return error, doubt


async def agree(ends: int, *screens: Screen) -> None:
    """Soon all timers are near the server's clock, and show the second that it is there."""
    for _ in range(40):
        errors = [await error_of(screen, ends) for screen in screens]
        shown = [await screen.evaluate(SHOWN) for screen in screens]
        if all(abs(error) <= NEAR + doubt for error, doubt in errors) and all(shown):
            return
        await asyncio.sleep(0.25)
    raise AssertionError(dict(zip((screen.who for screen in screens), zip(errors, shown, strict=True), strict=True)))


# Whether the text on the screen is that of the second which the timer is in; a busy machine may draw it a little late.
SHOWN = """() => {
    const timer = document.querySelector('.timer[data-ends]'), left = yishi.left(timer);
    const [minutes, seconds] = timer.textContent.split(':').map(Number);
    return Math.abs(Math.max(0, left) - (minutes * 60 + seconds) * 1000 + 500) < 600;
}"""


async def test_screens_with_clocks_five_minutes_off_agree_also_after_a_reload(house: House, screens: Screens) -> None:
    speaking = await speech(house, screens)
    console = await speaking.screen("console", CLOCK % (5 * MINUTES))
    phone = await speaking.screen("phone", CLOCK % (-5 * MINUTES))
    wall = await speaking.screen("wall")
    assert abs(await console.evaluate("() => Date.now()") - time.time() * 1000) > 4 * MINUTES
    await agree(speaking.ends, console, phone, wall)
    await asyncio.gather(*(screen.page.reload() for screen in (console, phone, wall)))
    await agree(speaking.ends, console, phone, wall)


async def test_a_clock_that_is_set_while_the_page_is_open_moves_no_timer(house: House, screens: Screens) -> None:
    speaking = await speech(house, screens)
    console = await speaking.screen("console", CLOCK % 0)
    wall = await speaking.screen("wall")
    await agree(speaking.ends, console, wall)
    for wrong in (5, -5, 0):
        await console.evaluate("wrong => { device.wrong = wrong; }", wrong * MINUTES)
        await asyncio.sleep(0.2)
        await agree(speaking.ends, console, wall)


@pytest.mark.parametrize("network", ["on", "off"])
async def test_a_device_that_has_slept_shows_the_right_time(house: House, screens: Screens, network: str) -> None:
    """The counter of a sleeping device may stand still; its clock goes on, and is all there is without a network."""
    speaking = await speech(house, screens)
    phone = await speaking.screen("phone", CLOCK % (3 * MINUTES))
    await agree(speaking.ends, phone)
    if network == "off":
        phone.network_fails = True
        await phone.context.set_offline(True)
    await phone.evaluate("() => { device.slept += 30000; }")
    await asyncio.sleep(0.3)
    await agree(speaking.ends, phone)


async def test_a_page_that_was_told_a_wrong_time_sets_it_right_without_running_backward(
    house: House, screens: Screens
) -> None:
    speaking = await speech(house, screens)
    phone = await speaking.screen("phone")

    async def slow(route: WebSocketRoute) -> None:
        await asyncio.sleep(1.5)  # the wrong time is there to be seen
        route.connect_to_server()

    watch = """() => {
        new MutationObserver((_, observer) => {
            const live = document.getElementById('live');
            if (!live) return;
            live.dataset.now = Number(live.dataset.now) + 2000;
            observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
        window.seen = [];
        const look = () => {
            const timer = document.querySelector('.timer[data-ends]');
            if (timer) seen.push(timer.textContent);
            requestAnimationFrame(look);
        };
        look();
    }"""
    await phone.page.add_init_script(f"({watch})()")
    await phone.page.route_web_socket("**/live/**", slow)
    await phone.page.reload()
    await agree(speaking.ends, phone)
    seen = [int(text.split(":")[0]) * 60 + int(text.split(":")[1]) for text in await phone.evaluate("() => seen")]
    script_from = next(at for at, seconds in enumerate(seen) if seconds < seen[0] or at == len(seen) - 1)
    assert seen[script_from:] == sorted(seen[script_from:], reverse=True), "no second is shown twice"


# ---- sound ----


class Ringing:
    """A screen whose tones are listed by their pitch, and for which time can go by at once."""

    def __init__(self) -> None:
        self.rang: list[int] = []
        self.passed = 0

    async def open(self, speaking: Speech, what: str, passed: int = 0) -> Ringing:
        self.passed = passed
        keep = f"sessionStorage.getItem('passed') || sessionStorage.setItem('passed', {passed})"
        keep += "; sessionStorage.setItem('sound', 1)"  # somebody has pressed on this page before
        self.screen = await speaking.screen(what, f"{keep};{CLOCK % 0};{SOUND}", self._listen)
        return self

    async def _listen(self, page: Page) -> None:
        await page.expose_function("rang", lambda pitch: self.rang.append(pitch))
        await page.route_web_socket("**/live/**", self._pass_on)

    def _pass_on(self, route: WebSocketRoute) -> None:
        """What the server says of the time has gone by too."""
        server = route.connect_to_server()
        server.on_message(lambda said: route.send(re.sub(r'"now":(\d+)', self._later, str(said))))

    def _later(self, now: re.Match[str]) -> str:
        return f'"now":{int(now[1]) + self.passed}'

    async def until_left(self, seconds: int) -> None:
        """Let all the time go by but so much, or less on a slow machine; the tab notices when it runs again."""
        left = await self.screen.evaluate("() => yishi.left(document.querySelector('.timer[data-ends]'))")
        await self.let_pass(max(0, round(left) - seconds * 1000))
        await expect(self.screen.page.locator(".timer[data-ends]").first).to_have_text(at_most(seconds))

    async def let_pass(self, milliseconds: int) -> None:
        self.passed += milliseconds
        script = "passed => { device.passed = passed; sessionStorage.setItem('passed', passed); }"
        await self.screen.evaluate(script, self.passed)


def at_most(seconds: int) -> re.Pattern[str]:
    return re.compile("|".join(f"^{at // 60}:{at % 60:02d}$" for at in range(max(0, seconds) + 1)))


async def test_a_timer_rings_once_before_its_end_and_once_at_it_and_never_on_a_phone(
    house: House, screens: Screens
) -> None:
    speaking = await speech(house, screens)
    bells = [await Ringing().open(speaking, what) for what in ("console", "wall", "phone")]
    console, wall, phone = bells
    for seconds, rung in ((60, []), (18, [WARNING]), (14, [WARNING]), (-1, [WARNING, END]), (-5, [WARNING, END])):
        await asyncio.gather(*(bell.until_left(seconds) for bell in bells))
        assert (console.rang, wall.rang, phone.rang) == (rung, rung, []), seconds
        await asyncio.gather(*(bell.screen.page.reload() for bell in bells))
    await expect(phone.screen.page.locator(".timer--over")).to_have_count(1)


async def test_a_tab_that_slept_rings_for_what_is_true_when_it_wakes(house: House, screens: Screens) -> None:
    speaking = await speech(house, screens)
    woken = await Ringing().open(speaking, "console")
    await woken.until_left(9)
    assert woken.rang == [WARNING], "late, and still true"
    await woken.until_left(-30)
    assert woken.rang == [WARNING, END]
    slept = await Ringing().open(speaking, "wall")
    await slept.until_left(-30)
    assert slept.rang == [END], "the warning is over"
    late = await Ringing().open(speaking, "console", passed=SPEECH + 5000)
    await late.until_left(-60)
    await expect(late.screen.page.locator(".timer--over")).to_have_count(1)
    assert late.rang == [], "no news to who comes after it"


@pytest.mark.parametrize(("what", "words"), [("console", "声音还没打开"), ("wall", "点一下，打开声音和全屏")])
async def test_a_screen_that_may_not_sound_yet_says_so(house: House, screens: Screens, what: str, words: str) -> None:
    screen = await (await speech(house, screens)).screen(what)
    await screen.sees(words)
    await screen.page.mouse.click(5, 300)
    await screen.sees_not(words, "声音还没打开")


async def test_a_wall_that_was_never_pressed_says_with_each_timer_that_it_is_silent(
    house: House, screens: Screens
) -> None:
    wall = await (await speech(house, screens)).screen("wall", CLOCK % 0)
    await wall.evaluate("() => { document.getElementById('wall-start').hidden = true; }")  # as it does by itself
    await wall.sees("声音还没打开，点一下")
    await wall.evaluate("() => { device.passed += 11000; }")
    await wall.sees_not("声音还没打开，点一下")
