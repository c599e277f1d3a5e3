"""A sitting with its pages open in Chromium, played by forms from other devices of the same people: nobody clicks."""

from __future__ import annotations

import asyncio
import itertools
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import date, timedelta
from typing import Any

from tests.browser.house import House
from tests.browser.screen import Screen, Screens

_sentences = itertools.count(1)


class Person:
    """Somebody signed in on a device, with or without a page of it open: `cookie` is the device's."""

    def __init__(self, name: str, house: House) -> None:
        self.name, self.house = name, house
        self.cookie = ""

    async def come_in(self, path: str, **known: str) -> None:
        await self.press(path, **known)
        assert self.cookie, f"{self.name} is not signed in"

    async def press(self, path: str, **fields: Any) -> dict[str, Any]:
        """Send a form as a page of ours does; it must be done. Gives {said, where}."""
        return await asyncio.to_thread(self._press, path, {"command_id": uuid.uuid4().hex, **fields})

    def _press(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        headers = {"Origin": self.house.address, "Accept": "application/json", "Cookie": self.cookie}
        form = urllib.parse.urlencode(fields).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.house.address + path, form, headers)) as answer:
                self.cookie = self.cookie or _sign_in_cookie(answer.headers.get_all("Set-Cookie", []))
                return dict(json.load(answer))
        except urllib.error.HTTPError as refusal:
            raise AssertionError(f"{self.name} {path}: {refusal.code} {refusal.read().decode()}") from None

    async def screen(self, screens: Screens, device: str = "phone", language: str = "zh-CN") -> Screen:
        """This device's browser, with no page opened yet."""
        screen = await screens.open(self.name, device, locale=language)
        name, _, value = self.cookie.partition("=")
        await screen.context.add_cookies([{"name": name, "value": value, "url": self.house.address}])
        return screen


class Sitting:
    """An item is open; all members but the last have checked in. The chair and the recorder are of the office."""

    def __init__(self, house: House, screens: Screens, known: dict[str, Any]) -> None:
        self.house, self.screens, self.known = house, screens, known
        self.path = f"/sessions/{known['session']}"
        self.chair, self.recorder = Person("主持人", house), Person("记录员", house)
        self.members = [Person(member["name"], house) for member in known["members"]]

    @classmethod
    async def begin(cls, house: House, screens: Screens, what: str = "hall") -> Sitting:
        known = house.seed(what)
        # Many updates in a short time: a hall's quarter of a second between two tallies would make one of them.
        (house.data / "yishi.toml").write_text("tally_interval = 0.05\n")
        house.start()
        made = cls(house, screens, known)
        await made.chair.come_in("/sign-in", username="shuji", password=known["password"])
        await made.recorder.come_in("/sign-in", username="jilu", password=known["password"])
        for person, member in zip(made.members, known["members"], strict=True):
            await person.come_in("/join", pin=member["pin"])
        return made

    # ---- pages ----

    async def console(self, person: Person | None = None, language: str = "zh-CN") -> Screen:
        screen = await (person or self.chair).screen(self.screens, "laptop", language)
        await screen.open(f"{self.path}/console")
        return screen

    async def room(self, who: int, address: str = "", language: str = "zh-CN") -> Screen:
        screen = await self.members[who].screen(self.screens, language=language)
        await screen.open(f"{address}{self.path}/room")
        return screen

    async def wall(self) -> Screen:
        link = (await self.chair.press(f"{self.path}/wall"))["where"]
        wall = await self.screens.open("大屏", "wall")
        await wall.open(link)
        return wall

    # ---- what is so ----

    def one(self, sql: str, *values: Any) -> Any:
        rows = self.house.query(sql, *values)
        return rows[0][0] if rows else 0

    @property
    def item(self) -> int:
        return int(
            self.one("SELECT id FROM agenda_item WHERE session_id = ? AND state = 'open'", self.known["session"])
        )

    @property
    def motion(self) -> int:
        return int(self.one("SELECT MAX(id) FROM motion WHERE item_id = ?", self.item))

    @property
    def ballot(self) -> int:
        return int(self.one("SELECT id FROM ballot WHERE session_id = ? AND state = 'open'", self.known["session"]))

    def hand(self, number: int) -> int:
        """The member's hand that is up, waiting or speaking."""
        found = "SELECT hand.id FROM hand JOIN seat ON seat.id = seat_id WHERE seat.number = ? AND ended_at IS NULL"
        return int(self.one(found, number + 1))

    def seat(self, number: int) -> int:
        known = self.known["session"]
        return int(self.one("SELECT id FROM seat WHERE session_id = ? AND number = ?", known, number + 1))

    # ---- what people do ----

    async def says(self, who: int, text: str = "") -> str:
        text = text or f"第{next(_sentences)}句"
        await self.members[who].press(f"/items/{self.item}/contributions", text=text)
        return text

    async def raises(self, who: int, stance: str = "for") -> None:
        await self.members[who].press(f"/items/{self.item}/hand", stance=stance)

    async def lowers(self, who: int) -> None:
        await self.members[who].press(f"/hands/{self.hand(who)}/lower")

    async def is_given_the_floor(self, who: int) -> None:
        await self.chair.press(f"/hands/{self.hand(who)}/floor")

    async def yields(self) -> None:
        await self.chair.press(f"/items/{self.item}/yield")

    async def moves(self, who: int, text: str = "是否同意先修3号楼？") -> None:
        await self.members[who].press(f"/items/{self.item}/motions", text=text)

    async def seconds(self, who: int) -> None:
        await self.members[who].press(f"/motions/{self.motion}/second")

    async def puts(self, text: str = "是否同意更换主管？") -> None:
        await self.chair.press(f"/items/{self.item}/motions", text=text)

    async def opens_the_ballot(self) -> None:
        await self.chair.press(f"/motions/{self.motion}/ballot")

    async def votes(self, who: int, choice: str = "for") -> None:
        await self.members[who].press(f"/ballots/{self.ballot}/votes", choice=choice)

    async def enters(self, who: int, choice: str = "against") -> None:
        await self.recorder.press(f"/ballots/{self.ballot}/desk", seat=self.seat(who), choice=choice)

    async def closes_the_ballot(self) -> None:
        await self.chair.press(f"/ballots/{self.ballot}/close")

    async def checks_in(self, who: int) -> None:
        await self.recorder.press(f"/seats/{self.seat(who)}/check-in")

    async def checks_out(self, who: int) -> None:
        await self.recorder.press(f"/seats/{self.seat(who)}/check-out")

    async def assigns(self, text: str = "更换主管") -> None:
        await self.chair.press("/units", name=f"安居物业服务站{next(_sentences)}", kind="property")
        lead = self.one("SELECT MAX(id) FROM unit")
        due = (date.today() + timedelta(days=9)).isoformat()
        await self.recorder.press(f"{self.path}/actions", text=text, lead_id=lead, due_on=due)

    async def closes_the_item(self) -> None:
        await self.chair.press(f"/items/{self.item}/close")

    async def opens_the_next_item(self) -> None:
        waiting = "SELECT id FROM agenda_item WHERE session_id = ? AND state = 'waiting' ORDER BY position LIMIT 1"
        await self.chair.press(f"/items/{self.one(waiting, self.known['session'])}/open")

    async def closes(self) -> None:
        await self.chair.press(f"{self.path}/close")


def events_in(frames: list[str], name: str) -> list[Any]:
    """What was sent under that name, of the Socket.IO frames a screen was sent."""
    return [json.loads(frame[2:])[1] for frame in frames if frame.startswith(f'42["{name}"')]


def answers_in(frames: list[str]) -> list[dict[str, Any]]:
    """The server's answers to what a screen asked."""
    found = [frame[2:].lstrip("0123456789") for frame in frames if frame.startswith("43")]
    return [json.loads(frame)[0] for frame in found]


def _sign_in_cookie(cookies: list[str]) -> str:
    """Of those that joining sets: neither what is said on the next page, nor who else is on this phone."""
    pairs = [cookie.partition(";")[0] for cookie in cookies]
    return next((one for one in pairs if not one.startswith("notice=") and "_others=" not in one), "")
