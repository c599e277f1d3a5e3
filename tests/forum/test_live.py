"""The hub: everybody is told what changed and nobody twice as much, whoever comes, goes or fails in between."""

from __future__ import annotations

import asyncio
import gc
import json
import time
import weakref
from collections.abc import Collection
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.floor import commands as floor
from agenda.projectors import commands as projectors
from forum import live, screens
from forum.access import SYSTEM, Actor
from forum.errors import NotAllowed
from forum.live import Hub
from forum.people import commands as people
from forum.people.models import RoleGrant, SignIn
from forum.sockets import Client
from forum.watchers import Lane, Watchers
from tests import factories as make
from tests.helpers.deeds import new_id
from tests.helpers.server import PATIENCE, HallServer, Socket


class Gate:
    """Around an asynchronous function: waits before or after it until it is opened; `calls` are what it was asked."""

    def __init__(self, inner: Any, *, after: bool = False) -> None:
        self.inner, self.after = inner, after
        self.calls: list[tuple[Any, ...]] = []
        self.reached, self.open = asyncio.Event(), asyncio.Event()

    async def __call__(self, *given: Any) -> Any:
        self.calls.append(given)
        found = await self.inner(*given) if self.after else None
        self.reached.set()
        await self.open.wait()
        return found if self.after else await self.inner(*given)


async def joined(server: HallServer, hall: Any, who: Any, audience: str = "participant") -> Socket:
    screen = await server.socket(who)
    assert (await screen.join(hall.room_id, audience))["done"]
    return screen


async def all_gone(hub: Hub) -> None:
    for _ in range(PATIENCE * 100):
        if not hub.clients:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("somebody is still here")


def slots_heard(screen: Socket) -> list[set[str]]:
    return [{slot["slot"] for slot in slots} for slots in screen.heard["slots"]]


# ---- what comes often ----


async def test_what_may_wait_is_sent_once_and_then_not_before_the_interval_is_over(server: HallServer) -> None:
    server.app.hub.calm_interval = 60
    hall = await make.item_open(members=4, present=1)
    phone = await joined(server, hall, hall.members[0])
    for member in hall.members[1:]:
        await attendance.check_in(hall.session_id, by=member)
        hand = await floor.raise_hand(hall.item_id, None, by=member)
        await asyncio.sleep(0.1)
    assert sum("hall" in names for names in slots_heard(phone)) == 1
    assert sum("queue" in names for names in slots_heard(phone)) <= 1
    await floor.give_floor(hand, by=hall.chair)
    await phone.until(lambda screen: any({"card", "queue"} <= names for names in slots_heard(screen)))
    assert sum("hall" in names for names in slots_heard(phone)) == 1, "what may wait still waits"


async def test_what_the_chair_does_is_on_the_wall_at_once_though_hands_wait(server: HallServer) -> None:
    hall = await make.item_open(members=3)
    wall = await server.socket(wall=await projectors.link_wall(hall.session_id, by=hall.chair))
    await wall.join(hall.room_id, "projector")
    server.app.hub.calm_interval = 60
    hands = [await floor.raise_hand(hall.item_id, None, by=member) for member in hall.members]
    await wall.until(lambda screen: screen.heard["slots"])
    await floor.give_floor(hands[0], by=hall.chair)
    await wall.until(lambda screen: all(member.name in screen.shows("wall") for member in hall.members))


async def test_a_lane_gives_what_is_urgent_now_and_the_rest_when_it_is_calm() -> None:
    lane = Lane()
    lane.touch(["tally", "hall"], may_wait=True)
    assert await lane.take_due() == {"tally", "hall"}, "nothing was sent before"
    lane.rest(began=time.monotonic(), interval=60)
    lane.touch(["tally", "hall"], may_wait=True)
    waiting = asyncio.create_task(lane.take_due())
    await asyncio.sleep(0)
    assert not waiting.done()
    lane.touch(["hall", "card"], may_wait=False)
    assert await waiting == {"hall", "card"}
    lane.calm_at = 0.0
    assert await lane.take_due() == {"tally"} and not lane.dirty


def test_a_lane_that_was_long_under_way_rests_longer() -> None:
    slow, now = Watchers().slow_lane, time.monotonic()
    slow.rest(began=now - 1.0, interval=0.25)
    assert slow.calm_at - now > 8.0
    quick = Watchers().lane
    quick.rest(began=now - 1.0, interval=0.25)
    assert quick.calm_at - now < 5.0


async def test_nothing_waits_for_the_long_list(server: HallServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = await make.item_open(members=3, present=1)
    console = await joined(server, hall, hall.chair, "console")
    hub: Hub = server.app.hub
    gate = Gate(hub.slots["seats"].more)
    monkeypatch.setitem(hub.slots, "seats", live.replace(hub.slots["seats"], more=gate))
    await attendance.check_in(hall.session_id, by=hall.members[1])
    await asyncio.wait_for(gate.reached.wait(), 10)
    await console.until(lambda screen: any("now" in names for names in slots_heard(screen)))
    assert not any("seats" in names for names in slots_heard(console))
    gate.open.set()
    await console.until(lambda screen: any("seats" in names for names in slots_heard(screen)))


# ---- what is mine ----


async def test_what_changes_for_many_is_read_once_for_all_who_are_here(server: HallServer) -> None:
    hall = await make.item_open(members=6)
    here = [await joined(server, hall, member) for member in hall.members[:4]]
    hub: Hub = server.app.hub
    hub.personal = gate = Gate(hub.personal)
    gate.open.set()
    hub.tell_people(hall.room_id, [member.person_id for member in hall.members])
    for phone in here:
        await phone.until(lambda screen: screen.heard["mine"])
    (call,) = gate.calls
    assert sorted(call[1]) == sorted(member.person_id for member in hall.members[:4])
    assert all(len(phone.heard["mine"]) == 1 for phone in here)


async def test_phones_that_join_together_are_read_together(server: HallServer) -> None:
    hall = await make.item_open(members=8)
    phones = [await server.socket(member) for member in hall.members]
    hub: Hub = server.app.hub
    hub.personal = gate = Gate(hub.personal)
    load, loads = hub.screens.load_view, []

    async def count(room_id: int) -> Any:
        loads.append(room_id)
        return await load(room_id)

    hub.screens.load_view = count
    joining = [asyncio.create_task(phone.join(hall.room_id)) for phone in phones]
    await asyncio.wait_for(gate.reached.wait(), 10)
    await asyncio.sleep(0.2)
    gate.open.set()
    assert all(answer["done"] for answer in await asyncio.gather(*joining))
    assert len(gate.calls) < 8 and sorted(person for _, some in gate.calls for person in some) == sorted(
        member.person_id for member in hall.members
    )
    assert len(loads) == 1
    assert {phone.mine["seat"] for phone in phones} == {hall.seat_of(member) for member in hall.members}


# ---- what fails ----


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "FIRST_RETRY", 0.05)


async def test_a_slot_that_fails_does_not_keep_the_others_and_comes_later(
    server: HallServer, monkeypatch: pytest.MonkeyPatch, errors: Any, soon: None
) -> None:
    hall = await make.item_open(members=2)
    console, phone = await joined(server, hall, hall.chair, "console"), await joined(server, hall, hall.members[0])
    hub, failures = server.app.hub, 2
    make_slot = hub.screens._make

    async def fails(seen: Any, name: str, *given: Any) -> str:
        nonlocal failures
        if name == "queue" and failures:
            failures -= 1
            raise OSError("no disk")
        return await make_slot(seen, name, *given)

    monkeypatch.setattr(hub.screens, "_make", fails)
    hand = await floor.raise_hand(hall.item_id, None, by=hall.members[1])
    for screen in (console, phone):
        await screen.until(lambda at: f'data-hand="{hand}"' in at.shows("queue"))
    assert failures == 0 and any("now" in names for names in slots_heard(console))
    errors.take("slot not rendered")


async def test_a_database_that_is_locked_for_a_moment_leaves_no_screen_with_what_was(
    server: HallServer, monkeypatch: pytest.MonkeyPatch, errors: Any, soon: None
) -> None:
    hall = await make.item_open(members=2)
    phone = await joined(server, hall, hall.members[0])
    hub, failures = server.app.hub, 3
    load, personal = hub.screens.load_view, hub.personal

    async def locked(*_: Any) -> Any:
        nonlocal failures
        failures -= 1
        raise OSError("locked")

    async def load_or_not(room_id: int) -> Any:
        return await (locked() if failures > 1 else load(room_id))

    async def personal_or_not(room_id: int, people: Collection[int]) -> Any:
        return await (locked() if failures > 0 else personal(room_id, people))

    hub.screens.load_view, hub.personal = load_or_not, personal_or_not
    hand = await floor.raise_hand(hall.item_id, None, by=hall.members[0])
    await phone.until(lambda at: f'data-hand="{hand}"' in at.shows("queue") and at.mine.get("hand") == hand)
    for said in ("slots not sent", "people not told"):
        if any(error.startswith(said) for error in errors.all()):
            errors.take(said)
    assert failures <= 0


async def test_what_fails_for_who_joins_is_sent_to_them_when_it_can_be(
    server: HallServer, monkeypatch: pytest.MonkeyPatch, errors: Any, soon: None
) -> None:
    hall = await make.item_open(members=2)
    hub, failing = server.app.hub, True
    make_slot = hub.screens._make

    async def fails(seen: Any, name: str, *given: Any) -> str:
        if name == "queue" and failing:
            raise OSError("no disk")
        return await make_slot(seen, name, *given)

    monkeypatch.setattr(hub.screens, "_make", fails)
    phone = await joined(server, hall, hall.members[0])
    assert "queue" not in phone.slots and "card" in phone.slots
    failing = False
    await phone.until(lambda screen: "queue" in screen.slots)
    errors.take("slot not rendered")


# ---- who comes and goes meanwhile ----


async def test_who_is_gone_before_they_are_in_leaves_nobody_behind(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    hub: Hub = server.app.hub
    phone = await server.socket(hall.members[0])
    hub.admit = gate = Gate(hub.admit)
    (sid,) = hub.clients
    joining = asyncio.create_task(hub.join(sid, hub.clients[sid], {"room": hall.room_id, "audience": "participant"}))
    await gate.reached.wait()
    await phone.leave()
    await all_gone(hub)
    gate.open.set()
    assert await joining == "null"
    assert not hub._here and not hub.sio.manager.rooms


async def test_of_a_hall_that_all_have_left_nothing_is_kept(server: HallServer) -> None:
    hall = await make.item_open(members=3)
    phones = [await joined(server, hall, member) for member in hall.members]
    hub: Hub = server.app.hub
    assert list(hub._here) == [hall.room_id] and len(hub._here[hall.room_id].people) == 3
    for phone in phones:
        await phone.leave()
    await all_gone(hub)
    assert not hub._here


async def test_a_wall_whose_link_is_revoked_while_it_joins_is_not_let_in(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    wall = await server.socket(wall=await projectors.link_wall(hall.session_id, by=hall.chair))
    hub: Hub = server.app.hub
    admit = hub.admit
    hub.admit = gate = Gate(admit, after=True)
    joining = asyncio.create_task(wall.join(hall.room_id, "projector"))
    await gate.reached.wait()
    await projectors.revoke_wall(hall.session_id, by=hall.chair)
    gate.open.set()
    assert not (await joining)["done"] and not wall.slots
    assert len(gate.calls) == 2


async def test_who_loses_an_office_while_they_join_is_not_let_in(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    office = await make.secretary()
    console = await server.socket(office)
    hub: Hub = server.app.hub
    hub.admit = gate = Gate(hub.admit, after=True)
    joining = asyncio.create_task(console.join(hall.room_id, "console"))
    await gate.reached.wait()
    await people.withdraw_role((await RoleGrant.get(person_id=office.person_id)).id, by=SYSTEM)
    gate.open.set()
    assert not (await joining)["done"] and not console.slots


async def test_who_signs_out_while_their_handshake_is_read_is_nobody(
    server: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = await make.person()
    cookie = await server.cookie(member)
    hub: Hub = server.app.hub
    gate = Gate(hub._actors.of, after=True)
    monkeypatch.setattr(hub._actors, "of", gate)
    token = cookie["Cookie"].partition("=")[2]
    asking = asyncio.create_task(hub.actor_of(token))
    await gate.reached.wait()
    sign_in = await SignIn.get(person_id=member.person_id)
    await people.sign_out(sign_in.id, by=member)
    gate.open.set()
    assert await asking is None and len(gate.calls) == 2


async def test_an_answer_is_not_older_than_what_was_sent_meanwhile(server: HallServer) -> None:
    hall = await make.item_open(members=3)
    watching = await joined(server, hall, hall.members[1])
    late = await server.socket(hall.members[0])
    hub: Hub = server.app.hub
    hub.personal = gate = Gate(hub.personal)
    joining = asyncio.create_task(late.join(hall.room_id))
    await asyncio.wait_for(gate.reached.wait(), 10)
    hand = await floor.raise_hand(hall.item_id, None, by=hall.members[2])
    await watching.until(lambda screen: f'data-hand="{hand}"' in screen.shows("queue"))
    gate.open.set()
    answer = await joining
    assert all(slot["version"] >= watching.slots["queue"]["version"] for slot in answer["slots"])


async def test_a_server_that_ends_reads_nothing_more_for_the_screens(server: HallServer) -> None:
    hall = await make.item_open(members=3)
    await joined(server, hall, hall.members[0])
    hub: Hub = server.app.hub
    hub.screens.newest = gate = Gate(hub.screens.newest)  # type: ignore[method-assign]
    await floor.raise_hand(hall.item_id, None, by=hall.members[2])
    await asyncio.wait_for(gate.reached.wait(), 10)
    await server.stop()
    asked = len(gate.calls)
    gate.open.set()
    await asyncio.sleep(0)
    assert not hub._running
    assert len(gate.calls) == asked


async def test_what_a_hall_is_sent_is_not_older_than_what_somebody_was_answered_meanwhile(
    server: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await make.item_open(members=3)
    phone, _ = [await joined(server, hall, member) for member in hall.members[:2]]
    hub: Hub = server.app.hub
    gate = Gate(hub.screens.render, after=True)
    with monkeypatch.context() as now:
        now.setattr(hub.screens, "render", gate)
        await floor.raise_hand(hall.item_id, None, by=hall.members[1])
        await gate.reached.wait()
    newer = await floor.raise_hand(hall.item_id, None, by=hall.members[2])
    answer = await phone.join(hall.room_id)
    versions = {slot["slot"]: slot["version"] for slot in answer["slots"]}
    phone.heard.clear()
    gate.open.set()
    await phone.until(lambda screen: screen.heard["slots"])
    assert f'data-hand="{newer}"' in phone.shows("queue")
    heard = [slot for slots in phone.heard["slots"] for slot in slots]
    assert all(slot["version"] >= versions[slot["slot"]] for slot in heard)


# ---- the garbage collector ----


async def test_no_garbage_is_looked_for_while_everybody_comes_back_and_all_of_it_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thresholds = gc.get_threshold()
    monkeypatch.setattr(live, "RUSH", 0.05)
    try:
        live.tune_garbage_collector()
        assert not gc.isenabled() and gc.get_freeze_count()
        ring = Watchers()
        ring.tasks["itself"] = ring  # type: ignore[assignment]
        gone = weakref.ref(ring)
        del ring
        assert gone() is not None
        for _ in range(PATIENCE * 100):
            if gc.isenabled():
                break
            await asyncio.sleep(0.01)
        assert gc.isenabled() and gone() is None, (
            "what had become garbage meanwhile is collected before the rest is kept"
        )
    finally:
        gc.enable()
        gc.unfreeze()
        gc.set_threshold(*thresholds)


# ---- two screens, many languages ----


def test_people_with_several_screens_are_known_until_they_have_one_again() -> None:
    hall, actor = Watchers(), Actor(7)
    first, second = Client(actor, "zh", audience="participant"), Client(actor, "en", audience="participant")
    hall.enter("a", first)
    assert not hall.several
    hall.enter("b", second)
    assert hall.several == {7} and hall.people == {7: {"a", "b"}}
    hall.leave("a", first)
    assert not hall.several and hall.people == {7: {"b"}} and hall.smallest_first() == [("participant", "en")]
    hall.leave("b", second)
    assert not hall.people and not hall.audiences


def test_the_few_are_sent_to_before_the_many() -> None:
    hall = Watchers()
    for number in range(5):
        hall.enter(f"p{number}", Client(Actor(number), "zh", audience="participant"))
    hall.enter("c", Client(Actor(9), "zh", audience="console"))
    hall.enter("w", Client(None, "zh", wall="x", audience="projector"))
    assert [audience for audience, _ in hall.smallest_first()] == ["console", "projector", "participant"]


async def test_votes_of_a_moment_ago_that_an_answer_lacks_follow(
    server: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "FRESH", 60)
    hall = await make.ballot_open(members=4)
    hub: Hub = server.app.hub
    first = await joined(server, hall, hall.members[0])
    hub.calm_interval = 0.01
    written, ballots.writer.written = ballots.writer.written, None  # nobody is told of these
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[1], command_id=new_id())
    ballots.writer.written = written
    await joined(server, hall, hall.members[2])
    await first.until(lambda screen: "已投 1" in screen.shows("motion"))


async def test_an_answer_is_one_piece_of_json_with_its_own_words_in_it(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    await server.socket(hall.members[0])
    hub: Hub = server.app.hub
    (sid,) = hub.clients
    text = await hub.join(sid, hub.clients[sid], {"room": hall.room_id, "audience": "participant"})
    answer = json.loads(text)
    assert list(answer) == ["done", "now", "slots", "mine"] and answer["mine"]["seat"] == hall.seat_of(hall.members[0])
    assert "下水道" in text, "Chinese as itself"


async def test_nobody_is_let_in_who_is_refused(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    await server.socket(hall.members[0])
    hub: Hub = server.app.hub
    (sid,) = hub.clients
    with pytest.raises(NotAllowed):
        await hub.join(sid, hub.clients[sid], {"room": hall.room_id, "audience": "console"})
    assert not hub._here and hub.clients[sid].room_id is None
