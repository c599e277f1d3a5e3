"""A person's device: a browser context of its own, used by what is written on the screen."""

from __future__ import annotations

import asyncio
import base64
import re
from typing import Any

from playwright.async_api import (
    APIResponse,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    WebSocket,
    expect,
)

from tests.browser import qr
from tests.browser.house import House

SIZES = {"phone": (390, 844), "laptop": (1366, 768), "wall": (1920, 1080), "desk": (1280, 900)}
PATIENCE = 20
"""Seconds: what comes at once on a quiet machine takes its time on a busy one."""
expect.set_options(timeout=PATIENCE * 1000)
# A refusal is a 4xx page or answer, which Chromium writes to the console as an error; a 5xx is one.
_REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
_NETWORK = re.compile(r"net::ERR_|WebSocket connection to|ERR_INTERNET_DISCONNECTED")


class Screen:
    """One page of one device. `frames` is every websocket frame it was sent."""

    def __init__(self, page: Page, context: BrowserContext, who: str, house: House) -> None:
        self.page, self.context, self.who, self.house = page, context, who, house
        self.problems: list[str] = []
        self.frames: list[str] = []
        self.network_fails = False
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"{self.who}: {self.page.url}: {error}"))
        page.on("response", self._answered)
        page.on("websocket", self._listen)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or _REFUSAL.search(message.text):
            return
        if self.network_fails and _NETWORK.search(message.text):
            return
        self.problems.append(f"{self.who}: {self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{self.who}: {response.status} {response.url}")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self.frames.append(str(payload)))

    # ---- going about ----

    async def open(self, path: str) -> None:
        await self.page.goto(path if "://" in path else self.house.address + path)

    async def press(self, label: str, within: Locator | None = None) -> None:
        """The button or link of that name, whose consequence may be written in it as well."""
        await self.control(label, within).click()

    def control(self, label: str, within: Locator | None = None) -> Locator:
        place = within or self.page.locator("body")
        named = re.compile(rf"^(空格|[A-Z])?\s*{re.escape(label)}")
        return (
            place.get_by_role("button", name=named).or_(place.get_by_role("link", name=named)).locator("visible=true")
        )

    async def write(self, label: str, text: str, within: Locator | None = None) -> None:
        await self.field(label, within).fill(text)

    async def pick(self, label: str, option: str, within: Locator | None = None) -> None:
        await self.field(label, within).select_option(label=option)

    async def tick(self, choice: str, within: Locator | None = None) -> None:
        """A radio button or a box, by the word on it."""
        place = within or self.page.locator("main")
        await place.locator("label", has=self.page.locator("input")).filter(has_text=choice).first.click()

    async def key(self, key: str) -> None:
        """On the console: a press right after a step has changed is taken for a slip; a grave step asks twice."""
        await asyncio.sleep(0.4)
        await expect(self.page.locator(".is-settling")).to_have_count(0)
        await self.page.keyboard.press(key)
        if await self.page.locator("#armed").is_visible():
            await asyncio.sleep(0.5)
            await self.page.keyboard.press(key)

    async def turn_to(self, tab: str) -> None:
        """On the console."""
        await self.page.locator("[data-tab]").filter(has_text=tab).click()

    def field(self, label: str, within: Locator | None = None) -> Locator:
        named = re.compile(rf"^\s*([A-Z/]\s*)?{re.escape(label)}\s*(选填)?\s*$")
        return (within or self.page.locator("main")).get_by_label(named).locator("visible=true")

    # ---- looking ----

    async def sees(self, *texts: str | re.Pattern[str], within: Locator | None = None) -> None:
        for text in texts:
            place = (within or self.page.locator("body")).get_by_text(text).locator("visible=true").first
            await expect(place, f"{self.who} should see {text!r}").to_be_visible()

    async def sees_not(self, *texts: str, within: Locator | None = None) -> None:
        for text in texts:
            place = (within or self.page.locator("body")).get_by_text(text).locator("visible=true")
            await expect(place, f"{self.who} should not see {text!r}").to_have_count(0)

    async def scan(self, selector: str) -> str:
        """What a phone's camera, held close, reads off the QR code."""
        code = self.page.locator(selector).first
        await code.scroll_into_view_if_needed()
        box = await code.bounding_box()
        assert box is not None
        scroll = await self.evaluate("() => ({ x: scrollX, y: scrollY })")
        clip = {**box, "x": box["x"] + scroll["x"], "y": box["y"] + scroll["y"], "scale": 4}
        session = await self.context.new_cdp_session(self.page)
        taken = await session.send("Page.captureScreenshot", {"clip": clip})
        await session.detach()
        return qr.read(base64.b64decode(taken["data"]))

    def path(self) -> str:
        return self.page.url.removeprefix(self.house.address)

    async def markup(self) -> str:
        return await self.page.content()

    async def evaluate(self, script: str, *arguments: Any) -> Any:
        return await self.page.evaluate(script, *arguments)

    # ---- coming in ----

    async def come_in(self, **known: str) -> None:
        """Sign in without looking at the pages: with `pin`, or `username` and `password`."""
        if not known:
            return
        answer = await self.post("/join" if "pin" in known else "/sign-in", **known)
        assert answer.ok, await answer.text()

    async def post(self, path: str, **fields: str) -> APIResponse:
        """Send a form as a page of ours does, without the page."""
        headers = {"Origin": self.house.address, "Accept": "application/json"}
        return await self.context.request.post(self.house.address + path, form=fields, headers=headers)

    async def sign_in(self, username: str, password: str) -> None:
        await self.open("/sign-in")
        await self.write("用户名", username)
        await self.write("密码", password)
        await self.press("登录")
        await self.sees("您好，已经登录。")

    async def join(self, pin: str) -> None:
        """With the PIN on a slip that is made out to this person."""
        await self.open("/join")
        await self.write("邀请码", pin)
        await self.press("下一步")
        await self.press("是我，登录") if await self.control("是我，登录").count() else None
        await self.sees("您好，已经登录。")


class Screens:
    """All devices of a test."""

    def __init__(self, chromium: Browser, house: House) -> None:
        self.chromium, self.house = chromium, house
        self.all: list[Screen] = []

    async def open(self, who: str, device: str = "phone", **of_context: Any) -> Screen:
        width, height = SIZES[device]
        # Eight hours a day it is another day elsewhere.
        options = {
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": width, "height": height},
            **of_context,
        }
        if device == "phone":
            options |= {"has_touch": True}
        context = await self.chromium.new_context(**options)
        context.set_default_timeout(PATIENCE * 1000)
        return await self.tab(context, who)

    async def tab(self, context: BrowserContext, who: str) -> Screen:
        """Another tab of the same device."""
        screen = Screen(await context.new_page(), context, who, self.house)
        self.all.append(screen)
        return screen

    async def close(self) -> None:
        for context in dict.fromkeys(screen.context for screen in self.all):
            await context.close()

    def problems(self) -> list[str]:
        return [problem for screen in self.all for problem in screen.problems]
