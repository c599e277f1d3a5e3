"""Clients that read slowly, or never, or say too much: they cost little, learn what they missed, and harm nobody."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from engineio import packet as engine
from hypothesis import given
from hypothesis import strategies as st

from agenda.projectors import commands as projectors
from forum import lines, sockets
from forum.lines import Outbox
from tests.factories import Hall
from tests.helpers.server import PATIENCE, HallServer, Socket
from tests.live.plain import Door, HungUp, NotIn, Plain

FILLING = "满" * 30_000


async def until(true: Callable[[], Any]) -> None:
    for _ in range(PATIENCE * 100):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not happen")


class Crowd:
    """What a test does to the hall from the server's side, `well` being served all the time."""

    def __init__(self, server: HallServer, hall: Hall, well: Socket) -> None:
        self.server, self.well, self.sio = server, well, server.app.hub.sio
        self.rooms = [f"{hall.room_id}:participant:zh", f"{hall.room_id}:projector:zh"]
        self.number = 0

    async def shout(self, times: int, filling: str = FILLING) -> None:
        """Slots to everybody, numbered by their version: all of them reach who is well."""
        for _ in range(times):
            self.number += 1
            await self.sio.emit("slots", [{"slot": "x", "version": self.number, "html": filling}], room=self.rooms)
            await self.well.until(lambda one: numbers(one)[-1:] == [self.number])

    def outbox_of(self, sid: str) -> Outbox:
        outbox = self.sio.eio.sockets[sid].queue
        assert isinstance(outbox, Outbox)
        return outbox

    async def stall(self, plain: Plain) -> Outbox:
        """It reads no more, and its connection is full: gives what waits for it."""
        outbox = self.outbox_of(engine_sid(plain))
        plain.stop_reading()
        waited = 0
        while outbox.qsize() < 3 or outbox.qsize() <= waited:
            waited = outbox.qsize()
            await self.shout(1)
            await asyncio.sleep(0.02)
        return outbox

    async def gone(self, sid: str) -> None:
        await until(lambda: sid not in self.sio.eio.sockets or self.sio.eio.sockets[sid].closed)


@pytest.fixture
def crowd(server: HallServer, hall: Hall, well: Socket) -> Crowd:
    return Crowd(server, hall, well)


async def joined(server: HallServer, door: Door, hall: Hall, member: int) -> Plain:
    plain = await door.client(await server.cookie(hall.members[member]))
    assert (await plain.join(hall.room_id))["done"]
    return plain


def numbers(plain: Plain | Socket) -> list[int]:
    told = plain.heard["slots"] if isinstance(plain, Socket) else plain.events("slots")
    return [slots[0]["version"] for slots in told if slots[0]["slot"] == "x"]


def engine_sid(plain: Plain) -> str:
    return str(plain.opened["sid"])


# ---- too slow ----


@pytest.mark.parametrize("settings", [True, False], ids=["direct", "stock"], indirect=True)
async def test_a_phone_that_does_not_read_costs_little_and_catches_up_by_joining_once(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    slow = await joined(server, door, hall, 1)
    outbox = await crowd.stall(slow)
    assert outbox.line is not None
    transport = outbox.line.protocol.transport
    kernel = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, lines.NOTSENT_LOWAT)
    assert kernel == lines.MOST_UNSENT
    for _ in range(10):
        await crowd.shout(20)
        assert outbox.qsize() <= lines.MOST_WAITING and outbox.characters <= lines.MOST_CHARACTERS + len(FILLING) + 100
        assert transport.get_write_buffer_size() < 65_536 + 4 * len(FILLING)
    assert outbox.behind
    await well.do("hand.raise", item=hall.item_id, command_id="a-hand-of-the-first")
    await slow.until(lambda what, _: what == "behind")
    heard = numbers(slow)
    assert heard == list(range(1, len(heard) + 1)) and len(heard) < crowd.number, "a gapless beginning"
    assert not outbox.qsize() and not outbox.behind
    answer = await slow.join(hall.room_id)
    assert "queue" in {slot["slot"] for slot in answer["slots"]}, "what was dropped is in the snapshot"
    await crowd.shout(1)
    await slow.until(lambda what, _: what == "slots" and numbers(slow)[-1] == crowd.number)
    assert len(slow.events("behind")) == 1
    assert numbers(well) == list(range(1, crowd.number + 1))


async def test_answers_are_kept_while_what_can_be_told_again_is_dropped(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    slow = await joined(server, door, hall, 1)
    outbox = await crowd.stall(slow)
    questions = []
    for _ in range(20):
        questions.append(await slow.ask("time"))
        await crowd.shout(5)
    await until(lambda: sum(item.data.startswith("3") for item in outbox._queue) == len(questions))
    assert outbox.behind
    await slow.until(lambda *_: {"behind", questions[-1]} <= {what for what, _ in slow.heard})
    answered = [what for what, _ in slow.heard if isinstance(what, int) and what >= questions[0]]
    assert answered == questions
    assert numbers(slow) == sorted(set(numbers(slow)))


async def test_who_asks_and_never_reads_is_hung_up_on(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.sockets.Client.may_speak", lambda _: True)
    greedy = await joined(server, door, hall, 1)
    sid = engine_sid(greedy)
    await crowd.stall(greedy)
    before = len(server.app.hub.clients)
    for _ in range(2 * lines.MOST_WAITING + 2):
        await greedy.ask("join", room=hall.room_id, audience="participant")
    await crowd.gone(sid)
    assert len(server.app.hub.clients) == before - 1
    assert await greedy.is_hung_up_on()


async def test_a_command_whose_answer_was_never_read_is_done_once_when_it_is_sent_again(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    slow = await joined(server, door, hall, 1)
    await crowd.stall(slow)
    hand = {"item": hall.item_id, "command_id": "one-hand-and-only-one"}
    await slow.ask("hand.raise", **hand)
    await well.until(lambda one: one.heard["slots"] and "queue" in str([s[0]["slot"] for s in one.heard["slots"]]))
    await slow.drop()
    again = await joined(server, door, hall, 1)
    told = await again.call("hand.raise", **hand)
    assert told["done"] and told["answer"] == (await again.join(hall.room_id))["mine"]["hand"]


async def test_a_wall_that_reads_slowly_still_hears_that_it_is_revoked(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    token = await projectors.link_wall(hall.session_id, by=hall.chair)
    wall = await door.client(auth=json.dumps({"wall": token}))
    assert (await wall.join(hall.room_id, "projector"))["done"]
    outbox = await crowd.stall(wall)
    await crowd.shout(60)
    assert outbox.behind
    await projectors.revoke_wall(hall.session_id, by=hall.chair)
    await crowd.shout(60)
    await wall.until(lambda what, _: what == "out")
    assert [what for what, _ in wall.heard][-3:] == ["behind", "revoked", "out"]


async def test_who_takes_nothing_is_hung_up_on_and_its_tasks_end(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOVES_WITHIN", 0.2)
    stuck = await joined(server, door, hall, 1)
    sid = engine_sid(stuck)
    outbox = await crowd.stall(stuck)
    await crowd.gone(sid)
    assert outbox.line is not None and outbox.line.protocol.transport.is_closing()
    await until(lambda: len(server.app.hub.clients) == 1)


async def test_who_polls_no_more_costs_little_and_catches_up_when_it_polls_again(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    poller = await door.poller(await server.cookie(hall.members[1]))
    join = json.dumps(["join", {"room": hall.room_id, "audience": "participant"}])
    assert await poller.say("40", f"421{join}") == 200
    while not any(frame.startswith("431") for frame in poller.frames):
        await poller.poll()
    outbox = crowd.outbox_of(poller.sid)
    for number in range(2, 12):
        await crowd.shout(30)
        assert await poller.say(f'42{number}["time",{{}}]') == 200
        assert outbox.qsize() <= lines.MOST_WAITING + 1 and outbox.characters <= lines.MOST_CHARACTERS + len(FILLING)
    poller.frames.clear()
    await poller.poll()
    assert [frame[:3] for frame in poller.frames if frame.startswith("43")][:8] == [f"43{n}" for n in range(2, 10)]
    assert poller.frames.count('42["behind",{}]') == 1
    assert '42["slots"' not in "".join(poller.frames)
    await crowd.shout(1, "little")
    await poller.poll()
    assert poller.frames[-1].startswith('42["slots"')


async def test_a_poller_that_asks_and_never_polls_is_gone_and_finds_its_sid_unknown(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    poller = await door.poller(await server.cookie(hall.members[1]))
    await poller.say("40")
    for _ in range(10):
        await poller.say(*['421["time",{}]'] * 15)
    await crowd.gone(poller.sid)
    assert await poller.poll() == 400
    assert len(server.app.hub.clients) == 1


# ---- nobody yet ----


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LOOKS_EVERY", 0.05)
    monkeypatch.setattr(sockets, "CONNECTED_WITHIN", 0.3)
    monkeypatch.setattr(sockets, "JOINED_WITHIN", 0.6)


async def test_who_does_not_come_in_or_does_not_join_is_hung_up_on(
    hasty: None, server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket
) -> None:
    cookie = await server.cookie(hall.members[1])
    silent, lurking, poller = await door.line(cookie), await door.client(cookie), await door.poller(cookie)
    strange = await door.client(auth='{"wall":"no such link"}')
    refused = await door.line()
    with pytest.raises(NotIn):
        await refused.come_in()
    for plain in (silent, strange, refused, lurking):
        with pytest.raises(HungUp):
            await plain.until(lambda *_: False)
    await crowd.gone(poller.sid)
    assert len(server.app.hub.clients) == 1
    assert well.sio.connected, "who has joined may be silent"


async def test_who_is_refused_the_room_and_asks_again_stays(
    hasty: None, server: HallServer, door: Door, hall: Hall, well: Socket
) -> None:
    waiting = await door.client(await server.cookie(hall.members[1]))
    for _ in range(12):
        assert (await waiting.join(hall.room_id, "console"))["code"] == "not_allowed"
        await asyncio.sleep(0.1)
    assert (await waiting.join(hall.room_id))["done"]


async def test_a_probe_that_never_comes_leaves_the_poller_as_it_was(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, well: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "PROBED_WITHIN", 0.1)
    poller = await door.poller(await server.cookie(hall.members[1]))
    await poller.say("40")
    await poller.poll()
    probing = await door.line(sid=poller.sid)
    with pytest.raises(HungUp):
        await probing.frame()
    await poller.say('421["time",{}]')
    await poller.poll()
    assert poller.frames[-1].startswith("431[")


# ---- too many, too much ----


async def test_a_sign_in_has_so_many_sockets_and_no_more_and_others_have_their_own(
    server: HallServer, door: Door, hall: Hall, well: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "MOST_SOCKETS", 3)
    cookie = await server.cookie(hall.members[1])
    tabs = [await door.client(cookie) for _ in range(3)]
    with pytest.raises(NotIn) as one_more:
        await door.client(cookie)
    assert one_more.value.code == "too_many" and "太多" in one_more.value.said
    assert await door.client(await server.cookie(hall.members[1])), "another sign-in of theirs"
    assert await door.client(await server.cookie(hall.members[2])), "the same address"
    await tabs.pop().raw.close()
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                tabs.append(await door.client(cookie))
                break
            except NotIn:
                await asyncio.sleep(0.01)


async def test_who_asks_too_fast_is_told_so_and_who_goes_on_is_hung_up_on(
    server: HallServer, door: Door, hall: Hall, well: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_HEARD", 100)
    loud = await joined(server, door, hall, 1)
    answers = [await loud.call("time") for _ in range(60)]
    assert [answer["done"] for answer in answers[:25]] == [True] * 25
    assert {"done": False, "code": "too_fast", "said": "操作太快了，请稍等一下。"} in answers
    for _ in range(60):
        await loud.ask("time")
    assert await loud.is_hung_up_on()


@pytest.mark.parametrize("frames", [["41", "40"], ["40/other,"], ["40"], ["3"]])
async def test_who_comes_and_goes_without_end_is_hung_up_on(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, frames: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_HEARD", 50)
    restless = await door.client(await server.cookie(hall.members[1]))
    with pytest.raises((HungUp, ConnectionError)):
        for _ in range(60):
            for frame in frames:
                await restless.raw.send_str(frame)
        while True:
            await restless.frame()
    await crowd.gone(engine_sid(restless))
    assert len(server.app.hub.clients) == 1


async def test_a_poller_that_comes_and_goes_without_end_is_hung_up_on(
    server: HallServer, door: Door, hall: Hall, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_HEARD", 50)
    poller = await door.poller(await server.cookie(hall.members[1]))
    for _ in range(5):
        await poller.say(*["41", "40"] * 8)
    await crowd.gone(poller.sid)
    assert len(server.app.hub.clients) == 1


async def test_of_those_who_do_not_come_in_only_so_many_are_kept_waiting(
    server: HallServer, door: Door, hall: Hall, well: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "MOST_OUTSIDE", 3)
    outside = [await door.line() for _ in range(3)]
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await door.line()
    with pytest.raises(AssertionError):
        await door.poller({})
    await outside[0].raw.close()
    await until(lambda: len(server.app.hub.sio.eio.sockets) == 3)
    assert await door.client(await server.cookie(hall.members[1]))


# ---- what waits, by itself ----


def told(number: int) -> engine.Packet:
    return engine.Packet(engine.MESSAGE, f'2["slots",[{number}]]')


def answer(number: int) -> engine.Packet:
    return engine.Packet(engine.MESSAGE, f"3{number}[{{}}]")


deeds = st.lists(st.sampled_from(["told", "told", "told", "answer", "take", "take all"]), max_size=400)


@given(deeds)
def test_what_is_taken_is_in_order_whole_but_for_what_is_told_again_and_that_is_said(deeds: list[str]) -> None:
    hung_up: list[Outbox] = []
    outbox = Outbox(hung_up.append)
    put: list[engine.Packet] = []
    taken: list[engine.Packet | None] = []

    def take() -> None:
        if not outbox.empty():
            taken.append(outbox.get_nowait())
            outbox.task_done()

    for number, deed in enumerate(deeds):
        if deed in {"told", "answer"}:
            put.append(told(number) if deed == "told" else answer(number))
            outbox.put_nowait(put[-1])
        while deed == "take all" and not outbox.empty():
            take()
        if deed == "take":
            take()
        assert outbox.qsize() <= lines.MOST_WAITING + 1
        assert outbox.characters == sum(len(item.data) for item in outbox._queue if item)
        assert outbox._unfinished_tasks == outbox.qsize()  # type: ignore[attr-defined]
    while not outbox.empty():
        take()

    came = [item for item in taken if item is not None and item is not lines.BEHIND]
    assert came == [item for item in put if item in came], "in order"
    assert bool(hung_up) == (taken[-1:] == [None])
    if not hung_up:
        lost = [item for item in put if item not in came]
        assert all(item.data.startswith("2") for item in lost), "answers are all there"
        assert bool(lost) == (lines.BEHIND in taken)
        # Whatever was lost was put before the notice that followed was taken: what is asked for then has it.
        notices = [index for index, item in enumerate(taken) if item is lines.BEHIND]
        after = [item for item in taken[notices[-1] :] if item in put] if notices else []
        assert not after or not lost or put.index(after[-1]) > put.index(lost[-1]) or after[-1].data.startswith("3")


def test_one_that_is_longer_than_all_that_may_wait_goes_alone() -> None:
    outbox = Outbox(lambda _: pytest.fail("hung up"))
    outbox.put_nowait(engine.Packet(engine.MESSAGE, "31[" + "x" * lines.MOST_CHARACTERS))
    outbox.put_nowait(told(1))
    outbox.put_nowait(told(2))
    assert [outbox.get_nowait().data[:2], outbox.get_nowait()] == ["31", lines.BEHIND]
    assert outbox.empty() and not outbox.characters


async def test_who_waits_for_all_to_be_sent_does_not_wait_for_what_was_dropped() -> None:
    outbox = Outbox(lambda _: None)
    for number in range(3 * lines.MOST_WAITING):
        outbox.put_nowait(told(number))
    waiting = asyncio.create_task(outbox.join())
    await asyncio.sleep(0)
    assert outbox.qsize() == 1 and not waiting.done()
    outbox.get_nowait()
    outbox.task_done()
    await asyncio.wait_for(waiting, PATIENCE)
