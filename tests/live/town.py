"""A hall with its screens, and what people do in it, lawful or not, each by their own device.

An act is a name from `ACTS` and two numbers: who does it, and which of what there is to choose from.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from agenda.ballots.models import Ballot, BallotState
from agenda.floor.models import Hand, HandState
from agenda.items.models import AgendaItem, ItemState
from agenda.motions.models import MotionState
from agenda.projectors import commands as projectors
from agenda.room.personal import personal
from agenda.room.view import load
from agenda.sessions.models import Session
from forum import clock, i18n
from forum.screens import Screens
from tests import factories as make
from tests.factories import BodyMade, Hall
from tests.helpers.deeds import new_id
from tests.helpers.proxy import Wire
from tests.helpers.server import HallServer
from tests.live.screens import Device, LiveScreen

PATIENCE = 8
PAGES_EVERY = 12
"""Settlings: loading all pages takes as long as all that a hall does, and each shows the slots as they are rendered."""
MEMBERS, OBSERVERS = 4, 1
STAGES = {
    "planned": make.session_planned,
    "noticed": make.session_noticed,
    "open": make.session_open,
    "item": make.item_open,
    "motion": make.motion_put,
    "ballot": make.ballot_open,
}
CLOSES = re.compile(r"/sessions/\d+/close")
_sentences = itertools.count(1)


class Town:
    """Two phones of the first member, one of the second, one of the observer; the chair's two devices, the recorder's
    and the wall. Before notice is given nobody has a seat, and only those of the office have a screen.
    """

    def __init__(self, server: HallServer, hall: Hall, unit: int) -> None:
        self.server, self.hall, self.unit = server, hall, unit
        self.devices: list[Device] = []
        self.screens: list[LiveScreen] = []
        self.people: list[tuple[Device, list[LiveScreen]]] = []
        self.settlings = 0

    @classmethod
    async def begin(cls, server: HallServer, body: BodyMade, unit: int, stage: str, **of_hall: Any) -> Town:
        present = {} if stage in {"planned", "noticed"} else {"present": 3}
        hall = await STAGES[stage](body, topics=1, free_items=("停车位怎么分", "微心愿"), **present, **of_hall)
        town = cls(server, hall, unit)
        for member in hall.members:
            town.people.append((await town.device("zh", member), []))
        room, console = f"/sessions/{hall.session_id}/room", f"/sessions/{hall.session_id}/console"
        phones = [] if stage == "planned" else [(0, "zh"), (0, "en"), (1, "en"), (MEMBERS, "zh")]
        for number, (member, language) in enumerate(phones):
            phone = await town.screen(f"phone {number}", await town.device(language, hall.members[member]), room)
            town.people[member][1].append(phone)
        laptop = await town.screen("laptop", await town.device("zh", hall.chair), console)
        town.chairs = [laptop, await town.screen("tablet", await town.device("zh", hall.chair), console)]
        town.recorder = await town.screen("recorder", await town.device("en", hall.recorder), console)
        token = await projectors.link_wall(hall.session_id, by=hall.chair)
        await town.screen("wall", await town.device("zh"), f"/wall/{token}", token)
        return town

    chairs: list[LiveScreen]
    recorder: LiveScreen

    @property
    def chair(self) -> LiveScreen:
        """The device that presides."""
        return self.chairs[0]

    async def device(self, language: str, person: Any = None) -> Device:
        person_id = person.person_id if person else 0
        made = Device(self.server.address, language, await self.sign_in(language, person), person_id)
        self.devices.append(made)
        return made

    async def sign_in(self, language: str, person: Any) -> dict[str, str]:
        cookie = (await self.server.cookie(person))["Cookie"] + "; " if person else ""
        return {"Cookie": f"{cookie}language={language}"}

    async def screen(self, who: str, device: Device, path: str, wall: str | None = None) -> LiveScreen:
        screen = LiveScreen(who, await Wire(self.server.port).start(), device, path, wall)
        self.screens.append(screen)
        await screen.open()
        return screen

    async def end(self) -> None:
        """Everybody has network again: then all screens agree."""
        try:
            for screen in self.screens:
                screen.wire.mend()
            self.settlings = 0
            await self.settle()
            await self._tells_who_is_online()
        finally:
            await self._leave()

    async def _leave(self) -> None:
        await asyncio.gather(*(screen.leave() for screen in self.screens))
        await asyncio.gather(*(device.close() for device in self.devices))

    # ---- what is so now ----

    async def item(self) -> int:
        """The item under discussion, or the first: a press that comes too late or too early is one more case."""
        open_one = await AgendaItem.get_or_none(session_id=self.hall.session_id, state=ItemState.OPEN)
        return open_one.id if open_one else self.hall.items[0]

    async def ballot(self) -> int:
        running = await Ballot.get_or_none(session_id=self.hall.session_id, state=BallotState.OPEN)
        return running.id if running else 0

    def phone(self, who: int) -> LiveScreen:
        return self.screens[who % 4]

    async def door(self) -> str:
        return (await Session.get(id=self.hall.session_id)).check_in_code

    def member(self, who: int) -> int:
        return self.hall.members[who % len(self.hall.members)].person_id or 0

    # ---- doing ----

    async def do(self, name: str, who: int, which: int) -> None:
        await ACTS[name](self, who, which)

    async def all_do(self, acts: list[tuple[str, int, int]]) -> None:
        await asyncio.gather(*(self.do(*act) for act in acts))

    async def say(self, who: int, which: int, event: str, path: str, **data: Any) -> None:
        """By the socket of one of the person's screens, or as a form from a page of theirs without a script."""
        device, screens = self.people[who % len(self.people)]
        data["command_id"] = new_id()
        if which < 6 and screens and await screens[which % len(screens)].say(event, **data) is not None:
            return
        await device.press(path, **{name: value for name, value in data.items() if value not in (None, "")})

    async def press(self, screen: LiveScreen, slot: str, which: int) -> None:
        """One of the buttons that a screen shows in a slot, however old it is."""
        forms = [form for form in screen.forms(slot) if not form[2]]
        if forms:
            path, fields, _ = forms[which % len(forms)]
            await screen.device.press(path, **fields)

    # ---- agreeing ----

    async def settle(self) -> None:
        """Wait until every screen that has its network shows what is stored, rendered anew: so nothing that is kept for
        many screens is stale. Now and then it is each screen's page, loaded now. Raises what differs.
        """
        looks = [self._as_stored] if self.settlings % PAGES_EVERY else [self._as_stored, self._as_loaded]
        self.settlings += 1
        for look in looks:
            until, pause = time.monotonic() + PATIENCE, 0.02
            while differences := await self._differences(look):
                assert time.monotonic() < until, "\n".join(differences)
                await asyncio.sleep(pause)
                pause = min(2 * pause, 0.3)

    async def _tells_who_is_online(self) -> None:
        until = time.monotonic() + PATIENCE
        online = 2 + sum(bool(phones) for _, phones in self.people)
        while wrong := [screen.presence for screen in [*self.chairs, self.recorder] if screen.presence != online]:
            assert time.monotonic() < until, f"{wrong} are online, of {online}"
            await asyncio.sleep(0.02)

    async def _differences(self, look: Look) -> list[str]:
        found, kept, anew = [], self.server.app.hub.screens, Screens()
        anew.slots, anew.load_view, anew.votes_counted = kept.slots, kept.load_view, kept.votes_counted
        for screen in self.screens:
            assert not screen.wrong, f"{screen.who}: {screen.wrong}"
            if screen.wire.flows:
                found += screen.differences(*await look(screen, anew))
        return found

    async def _as_stored(self, screen: LiveScreen, anew: Screens) -> Shown:
        i18n.language.set(screen.device.language)
        slots = (await anew.screen(self.hall.room_id, screen.audience))["slots"]
        mine = await personal(self.hall.room_id, screen.device.person_id) if screen.audience == "participant" else {}
        return {name: slots[name] for name in screen.slots}, json.loads(json.dumps(mine))

    async def _as_loaded(self, screen: LiveScreen, anew: Screens) -> Shown:
        page = await screen.fresh()
        return {name: html for name, (_, html) in page.slots.items()}, json.loads(page.live.get("data-mine", "{}"))


Shown = tuple[dict[str, str], dict[str, Any]]
"""The slots, and what is personal."""
Look = Callable[[LiveScreen, Screens], Awaitable[Shown]]


Act = Callable[[Town, int, int], Awaitable[None]]


async def go_on(town: Town, who: int, which: int) -> None:
    """What usually comes next, so that halls get somewhere."""
    hall = await load(town.hall.room_id)
    waits = hall.motion is not None and hall.motion.state is MotionState.MOVED
    if hall.ballot_open and which != 7:
        await vote(town, who, which)
    elif hall.item and not hall.quorum.met:
        await check_in(town, who, which)
    elif hall.item and waits:
        await town.press(town.phone(who), "motion", 0)
    elif hall.item and hall.motion is None:
        await (move if which < 4 else raise_hand)(town, who, which)
    else:
        await press_now(town, who, which if hall.motion else 0)


async def press_now(town: Town, who: int, which: int) -> None:
    """The chair's next step, or one beside it. The sitting is closed seldom: there is nothing left to do after."""
    forms = [form for form in town.chair.forms("now") if not form[2] and (which == 7 or not CLOSES.match(form[0]))]
    if forms:
        path, fields, _ = forms[which % len(forms)]
        await town.chair.device.press(path, **fields)


async def press_queue(town: Town, who: int, which: int) -> None:
    await town.press(town.chair, "queue", which)


async def press_motion(town: Town, who: int, which: int) -> None:
    """Seconds, or withdraws one's own; the chair withdraws."""
    await town.press(town.screens[who % len(town.screens)], "motion", which)


async def take_back(town: Town, who: int, which: int) -> None:
    """The last step, of the chair or of the recorder."""
    await town.press(town.recorder if which == 7 else town.chairs[who % 2], "undo", which)


async def press_seats(town: Town, who: int, which: int) -> None:
    """Ticks off, excuses, checks out; during a ballot enters votes at the desk."""
    await town.press(town.recorder, "seats", who * 8 + which)


async def check_in(town: Town, who: int, which: int) -> None:
    await town.people[who % len(town.people)][0].press(f"/c/{await town.door()}", command_id=new_id())


async def raise_hand(town: Town, who: int, which: int) -> None:
    item = await town.item()
    stance = ["", "for", "against", "question"][which % 4]
    await town.say(who, which, "hand.raise", f"/items/{item}/hand", item=item, stance=stance)


async def lower_hand(town: Town, who: int, which: int) -> None:
    hands = await Hand.filter(seat_id=town.hall.seats[town.member(who)], state=HandState.WAITING)
    hand = hands[0].id if hands else 0
    await town.say(who, which, "hand.lower", f"/hands/{hand}/lower", hand=hand)


async def yield_floor(town: Town, who: int, which: int) -> None:
    item = await town.item()
    await town.say(who, which, "floor.yield", f"/items/{item}/yield", item=item)


async def write(town: Town, who: int, which: int) -> None:
    item = await town.item()
    text = f"第{next(_sentences)}句 <b>&amp;"
    await town.say(who, which, "contribution.post", f"/items/{item}/contributions", item=item, text=text)


async def move(town: Town, who: int, which: int) -> None:
    device = town.chair.device if which % 2 else town.people[who % len(town.people)][0]
    text = f"是否同意第{next(_sentences)}个办法？"
    await device.press(f"/items/{await town.item()}/motions", text=text, command_id=new_id())


async def vote(town: Town, who: int, which: int) -> None:
    ballot, choice = await town.ballot(), ["for", "against", "abstain"][which % 3]
    await town.say(who, which, "vote.cast", f"/ballots/{ballot}/votes", ballot=ballot, choice=choice)


async def assign_action(town: Town, who: int, which: int) -> None:
    due = clock.today() + timedelta(days=which + 1)
    form = {"text": f"第{next(_sentences)}件", "lead_id": town.unit, "due_on": due.isoformat(), "command_id": new_id()}
    await town.recorder.device.press(f"/sessions/{town.hall.session_id}/actions", **form)


async def take_chair(town: Town, who: int, which: int) -> None:
    """By the chair's other device; or the one that presides signs out, and in again."""
    if which % 4:
        answer = await town.chairs[1].device.press(f"/sessions/{town.hall.session_id}/chair", command_id=new_id())
        town.chairs = town.chairs[:: -1 if answer["done"] else 1]
    else:
        device = town.chair.device
        await device.press("/sign-out", command_id=new_id())
        device.headers = await town.sign_in("zh", town.hall.chair)


async def cut(town: Town, who: int, which: int) -> None:
    wire = town.screens[who % len(town.screens)].wire
    [wire.cut, wire.freeze, wire.vanish][which % 3]()


async def mend(town: Town, who: int, which: int) -> None:
    town.screens[who % len(town.screens)].wire.mend()


async def blink(town: Town, who: int, which: int) -> None:
    """Gone and back before anybody notices."""
    await cut(town, who, 0)
    await mend(town, who, 0)


async def reload(town: Town, who: int, which: int) -> None:
    await town.screens[who % len(town.screens)].open()


ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        go_on, press_now, press_queue, press_motion, press_seats, take_back, check_in, raise_hand, lower_hand,
        yield_floor, write, move, vote, assign_action, take_chair, cut, mend, blink, reload,
    )
}  # fmt: skip
OFTEN = ["go_on"] * len(ACTS)
