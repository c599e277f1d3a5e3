"""A hall that acts: members, recorder and chair press what their screens offer, all at once, until told to stop.

Whoever comes back after the server has died sends again what was never answered, and some of what was: from the same
phone, from the other one, or from both at once.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from tests.crash.phone import Phone, Said, submit
from tests.crash.presses import Ledger, Press, pressed
from tests.crash.reading import SETTLED, Offer, found, hand_of, offers
from tests.crash.town import Citizen, Sitting, Town

PACE = 0.02
"""Seconds a member thinks at most between two presses."""
CHOICES = ("for", "against", "abstain")
STANCES = ("for", "against", "question")
TOO_FAST = "操作太快了"


@dataclass(eq=False)
class Seated:
    """Somebody with their devices: the first is the one they look at, `at` the one they press on, mostly.

    `ballot` is the last they saw open: its form may still stand on a page that heard of nothing since.
    """

    citizen: Citizen
    phones: list[Phone]
    act: Callable[[Seated], Awaitable[None]]
    at: int = 0
    ballot: str = ""


@dataclass(eq=False)
class Play:
    """`sent` and `answered` are told of every press: what kills the server listens there."""

    town: Town
    ledger: Ledger
    chance: random.Random
    http: aiohttp.ClientSession
    sitting: Sitting
    sent: Callable[[Press], None] = lambda _: None
    answered: Callable[[Press], None] = lambda _: None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    going: bool = False
    seated: list[Seated] = field(default_factory=list)
    wall: Phone = field(init=False)

    def __post_init__(self) -> None:
        for number, member in enumerate(self.town.members):
            cookies = member.cookies[: 2 if number % 3 == 0 else 1]
            phones = [Phone(cookie, "participant", self.news) for cookie in cookies]
            self.seated.append(Seated(member, phones, self._member))
        for citizen, act in ((self.town.recorder, self._recorder), (self.town.chair, self._chair)):
            self.seated.append(Seated(citizen, [Phone(citizen.cookies[0], "console", self.news)], act))
        self.wall = Phone("", "projector", self.news, wall=self.sitting.wall)

    @property
    def phones(self) -> list[Phone]:
        return [phone for one in self.seated for phone in one.phones] + [self.wall]

    # ---- coming back ----

    async def come_back(self) -> None:
        """Everybody connects, joins with the versions they have, and sends again what was not answered."""
        await asyncio.gather(self._opens(self.wall), *(self._comes_back(one) for one in self.seated))

    async def connect(self) -> None:
        """Everybody comes back and only looks."""
        await asyncio.gather(*(self._opens(phone) for phone in self.phones))

    async def _comes_back(self, one: Seated) -> None:
        await asyncio.gather(*(self._opens(phone) for phone in one.phones))
        for press in self.ledger.of(one.citizen, answered=False):
            copies = self.chance.choice((1, 1, 2))
            await asyncio.gather(*(self.send(one, press) for _ in range(copies)))
        await self._once_more(one, 2)

    async def _opens(self, phone: Phone) -> None:
        phone.wall = phone.wall and self.sitting.wall
        if await phone.connect(self.http, self.town.port):
            await phone.join(self.sitting.room)

    async def _once_more(self, one: Seated, most: int) -> None:
        """What was answered comes again: a copy that was late on its way, or a page left open on the other phone."""
        answered = self.ledger.of(one.citizen, answered=True)[-20:]
        for press in self.chance.sample(answered, min(most, len(answered))):
            await self.send(one, press)

    async def leave(self) -> None:
        await asyncio.gather(*(phone.leave() for phone in self.phones))

    # ---- acting ----

    async def act(self, until: Callable[[], bool]) -> None:
        """Let everybody act until it is true, asked whenever something happens."""
        self.going = True
        acting = [asyncio.create_task(self._acts(one)) for one in self.seated]
        try:
            while not until() and not all(task.done() for task in acting):
                self.news.clear()
                heard = asyncio.create_task(self.news.wait())
                await asyncio.wait({heard, *acting}, return_when=asyncio.FIRST_COMPLETED)
                heard.cancel()
        finally:
            self.going = False
            await asyncio.gather(*acting)

    async def _acts(self, one: Seated) -> None:
        while self.going and one.phones[0].connected:
            for phone in one.phones:
                if phone.room != self.sitting.room:
                    await phone.join(self.sitting.room)
            if self._perhaps(0.08):
                await self._once_more(one, 1)
            await one.act(one)
            await asyncio.sleep(self.chance.random() * PACE)

    async def send(self, one: Seated, press: Press, *, as_event: bool | None = None) -> Said | None:
        """Once, from one of the person's devices, as an event or as a form; as it comes, unless `as_event` says."""
        faithful = one.citizen.presides and self._perhaps(0.9)
        at = one.at if faithful else self.chance.randrange(len(one.citizen.cookies))
        phone = one.phones[at] if at < len(one.phones) else None
        self.ledger.sending(press)
        self.sent(press)
        if as_event is None:
            as_event = phone is not None and phone.connected and self._perhaps(0.6)
        if press.event and phone is not None and as_event:
            said = await phone.say(*press.event)
            if said and said.done and press.command == "cast_vote":
                _show_own_vote(phone, press)
        else:
            said = await submit(self.http, self.town.address + press.path, one.citizen.cookies[at], press.form)
        if said is None or said.words.startswith(TOO_FAST):
            return None
        self.ledger.answered(press, said)
        self.answered(press)
        self.news.set()
        return said

    async def _press(self, one: Seated, path: str, **fields: str) -> None:
        await self.send(one, pressed(one.citizen, path, **fields))

    def _perhaps(self, probability: float) -> bool:
        return self.chance.random() < probability

    # ---- who does what ----

    async def _member(self, one: Seated) -> None:
        phone = one.phones[0]
        if not phone.mine.get("present"):
            if self._perhaps(0.5):
                await self._press(one, f"/c/{self.sitting.code}")
            return
        if ballot := found(r'data-ballot="(\d+)"', phone.shows("vote")):
            one.ballot = ballot
            return await self._voter(one, int(ballot))
        if one.ballot and self._perhaps(0.05):
            return await self._press(one, f"/ballots/{one.ballot}/votes", choice=self.chance.choice(CHOICES))
        if item := found(r'data-current-item="(\d+)"', phone.shows("card")):
            await self._speaker(one, item)

    async def _voter(self, one: Seated, ballot: int) -> None:
        mine = one.phones[0].mine
        voted = mine.get("ballot") == ballot and mine.get("vote")
        if voted and not (self.sitting.may_change and self._perhaps(0.3)):
            return
        path, choice = f"/ballots/{ballot}/votes", self.chance.choice(CHOICES)
        if self._perhaps(0.2):  # two devices, two minds
            other = self._press(one, path, choice=self.chance.choice(CHOICES))
            await asyncio.gather(self._press(one, path, choice=choice), other)
        elif self._perhaps(0.2):  # pressed twice
            press = pressed(one.citizen, path, choice=choice)
            await asyncio.gather(self.send(one, press), self.send(one, press))
        else:
            await self._press(one, path, choice=choice)

    async def _speaker(self, one: Seated, item: str) -> None:
        phone = one.phones[0]
        hand = hand_of(phone, item)
        if hand and found(r'data-speaking-hand="(\d+)"', phone.shows("card")) == str(hand):
            if self._perhaps(0.5):
                await self._press(one, f"/items/{item}/yield")
        elif hand and self._perhaps(0.15):
            await self._press(one, f"/hands/{hand}/lower")
        elif not hand and self._perhaps(0.3):
            await self._press(one, f"/items/{item}/hand", stance=self.chance.choice(STANCES))
        elif self._perhaps(0.5):
            await self._press(one, f"/items/{item}/contributions", text=f"说 {self.chance.getrandbits(64):x}")
        elif offered := [offer for offer in offers(phone.shows("motion")) if offer.path.endswith("/second")]:
            await self._press(one, offered[0].path)
        elif self._perhaps(0.1):
            await self._press(one, f"/items/{item}/motions", text=f"动议 {self.chance.getrandbits(64):x}")

    async def _recorder(self, one: Seated) -> None:
        offered = offers(one.phones[0].shows("seats"))
        weights = {"check-in": 6.0, "check-out": 0.4, "excuse": 0.05, "desk": 2.0, "late": 1.0}
        if offered and self._perhaps(0.7):
            weighed = [weights[offer.path.rpartition("/")[2]] for offer in offered]
            offer = self.chance.choices(offered, weighed)[0]
            await self._press(one, offer.path, **offer.fields)

    async def _chair(self, one: Seated) -> None:
        now, motion = one.phones[0].shows("now"), one.phones[0].shows("motion")
        if 'href="/sessions/' in now and "/minutes" in now:
            return self._next_sitting()
        if self._perhaps(0.05):  # the laptop is closed, the phone takes over
            one.at = 1 - one.at
            return await self._press(one, f"/sessions/{self.sitting.id}/chair")
        item = found(r'data-current-item="(\d+)"', now)
        pending = found(r'data-motion-state="(\w+)"', motion) not in ("", *SETTLED, "withdrawn")
        if item and not pending and self._perhaps(0.3):
            return await self._press(one, f"/items/{item}/motions", text=f"提请 {self.chance.getrandbits(64):x}")
        offered = [offer for offer in offers(now) if offer.path and not offer.shut]
        offered += [offer for offer in offers(one.phones[0].shows("queue")) if self._perhaps(0.2)]
        if offered:
            offer = self.chance.choice(offered)
            if self._perhaps(self._eager(offer, now)):
                await self._press(one, offer.path, **offer.fields)

    def _eager(self, offer: Offer, now: str) -> float:
        """How likely the chair is to press it in this moment."""
        what = offer.path.rpartition("/")[2]
        if "/ballots/" in offer.path:
            voted, of = (int(n) for n in re.findall(r"已投 (\d+) / (\d+)", now)[0])
            return 0.6 if voted == of else 0.1
        if "/sessions/" in offer.path and what == "close":
            return 0.0 if offer.grave or self.sitting is self.town.sittings[-1] else 0.8
        if "/items/" in offer.path and what == "close":
            return 0.05 if offer.grave else 0.2
        return 0.6

    def _next_sitting(self) -> None:
        at = self.town.sittings.index(self.sitting)
        self.sitting = self.town.sittings[min(at + 1, len(self.town.sittings) - 1)]


def _show_own_vote(phone: Phone, press: Press) -> None:
    """A page shows what was pressed on it without being told, as long as it shows that ballot."""
    if found(r'data-ballot="(\d+)"', phone.shows("vote")) == press.target:
        phone.mine |= {"ballot": int(press.target), "vote": {"choice": press.fields["choice"]}}
