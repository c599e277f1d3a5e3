"""What a hall is sent: the same with and without the fast way, to everybody, in the order in which it was emitted."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack
from typing import Any, Literal

import aiohttp
import pytest
from structlog.testing import capture_logs
from websockets.protocol import State

from forum import broadcast, lines, live
from forum.broadcast import Broadcaster
from forum.config import Settings
from forum.sockets import Client
from tests import factories as make
from tests.helpers.server import PATIENCE, HallServer

CHINESE = [{"slot": "now", "version": 1, "html": "<p>是否同意更换3号楼2单元排水主管？“赞成”　🏠</p>"}]
FILLING = "满" * 100_000
"""Three times as many bytes: some dozens of these are more than a connection's buffers take."""

both_ways = pytest.mark.parametrize("settings", [True, False], ids=["direct", "stock"], indirect=True)


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    settings.direct_sending = getattr(request, "param", True)
    return settings


class Phone:
    """A raw client over one WebSocket, read only when it is asked what it heard."""

    def __init__(self, hall: Room, raw: aiohttp.ClientWebSocketResponse, engine_id: str) -> None:
        self.hall, self.raw, self.engine_id, self.sid = hall, raw, engine_id, ""
        self.asked = 0

    async def enter(self, *rooms: str) -> None:
        await self.raw.send_str("40")
        self.sid = json.loads((await self.frame()).removeprefix("40"))["sid"]
        for room in rooms:
            await self.hall.sio.enter_room(self.sid, room)

    async def frame(self) -> Any:
        """The next frame, text or bytes, that is no ping."""
        async with asyncio.timeout(PATIENCE):
            while (message := await self.raw.receive()).data == "2":
                await self.raw.send_str("3")
        assert message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}, message
        return message.data

    async def hears(self) -> tuple[str, Any]:
        """The next event or, as "answer", answer, and what it brings."""
        text = str(await self.frame())
        if text.startswith("43"):
            return "answer", int(text[2 : text.index("[")])
        assert text.startswith("42"), text[:80]
        event, data = json.loads(text[2:])
        return event, data

    async def numbers(self, count: int) -> list[int]:
        """The numbers that the next so many events bring."""
        return [(await self.hears())[1] for _ in range(count)]

    async def ask(self) -> int:
        """Have the server do what `Room.on_asking` says; gives the number of the answer."""
        self.asked += 1
        await self.raw.send_str(f'42{self.asked}["ask",{{}}]')
        return self.asked

    def drop(self) -> None:
        """Out of battery: the connection is reset, nobody says goodbye."""
        transport = self.raw._conn.transport if self.raw._conn else None
        assert transport is not None
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()


class Poller:
    """A client that began by long polling. `heard` keeps all frames it got, also by its WebSocket once it has one."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session, self.base, self.engine_id = session, base, ""
        self.heard: list[str] = []

    @property
    def address(self) -> str:
        return f"{self.base}&transport=polling&sid={self.engine_id}"

    async def enter(self, hall: Room, *rooms: str) -> None:
        async with self.session.get(f"{self.base}&transport=polling") as answer:
            self.engine_id = json.loads((await answer.text())[1:])["sid"]
        await self.post("40")
        await self.poll()
        sid = json.loads(self.heard.pop().removeprefix("40"))["sid"]
        for room in rooms:
            await hall.sio.enter_room(sid, room)

    async def post(self, body: str) -> None:
        async with self.session.post(self.address, data=body) as answer:
            assert answer.status == 200

    async def poll(self) -> None:
        async with asyncio.timeout(PATIENCE), self.session.get(self.address) as answer:
            assert answer.status == 200
            self.heard += (await answer.text()).split("\x1e")

    def numbers(self) -> list[int]:
        return [json.loads(frame[2:])[1] for frame in self.heard if frame.startswith("42")]


class Room:
    """The server, its Socket.IO side and the clients of a test."""

    def __init__(self, server: HallServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session
        self.sio = server.app.hub.sio
        self.base = f"{server.address}/live/?EIO=4"

    async def phone(self, *rooms: str) -> Phone:
        raw = await self.session.ws_connect(f"{self.base}&transport=websocket", max_msg_size=0)
        engine_id = json.loads((await raw.receive_str())[1:])["sid"]
        phone = Phone(self, raw, engine_id)
        await phone.enter(*(rooms or ("hall",)))
        return phone

    async def phones(self, count: int) -> list[Phone]:
        return [await self.phone() for _ in range(count)]

    async def poller(self) -> Poller:
        poller = Poller(self.session, self.base)
        await poller.enter(self, "hall")
        return poller

    def on_asking(self, act: Any) -> None:
        async def asked(client: Client, data: dict[str, Any]) -> None:
            client.tokens = 30.0
            await act()

        self.server.app.hub.on("ask", asked)

    async def emit(self, number: Any, **how: Any) -> None:
        await self.sio.emit("number", number, **({"room": "hall"} | how))

    def client_of(self, phone: Phone) -> Any:
        """Engine.IO's socket."""
        return self.sio.eio.sockets[phone.engine_id]

    def protocol_of(self, phone: Phone) -> Any:
        """uvicorn's side of the connection."""
        return self.client_of(phone).queue.line.protocol


class Full(asyncio.Event):
    """A connection with no room for more, until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.waited_for.set()
        return await super().wait()


@pytest.fixture
async def hall(server: HallServer) -> AsyncIterator[Room]:
    cookie = await server.cookie(await make.person())
    async with AsyncExitStack() as stack:
        session = aiohttp.ClientSession(headers=cookie, cookie_jar=aiohttp.DummyCookieJar())
        room = Room(server, await stack.enter_async_context(session))
        yield room
        if isinstance(room.sio.manager, Broadcaster):
            assert not room.sio.manager._under_way and not room.sio.manager._stock_under_way


@pytest.fixture
def one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After every client the others have their turn."""
    monkeypatch.setattr(broadcast, "AT_ONCE", 1)


async def in_this_order(*steps: Coroutine[Any, Any, Any]) -> None:
    """Begin each before the next, and none later because another is not done."""
    await asyncio.wait_for(asyncio.gather(*steps), PATIENCE)


# ---- everybody hears the same ----


@both_ways
async def test_everybody_hears_the_same_and_chinese_arrives_as_it_was(hall: Room) -> None:
    phones = await hall.phones(5)
    await hall.sio.emit("slots", CHINESE, room="hall")
    frames = {str(await phone.frame()) for phone in phones}
    assert frames == {"42" + json.dumps(["slots", CHINESE], ensure_ascii=False, separators=(",", ":"))}


@both_ways
@pytest.mark.parametrize(
    ("data", "sent"), [(None, "[]"), (("a", 2), '["a",2]'), ([], "[[]]"), ("", '[""]'), ({"a": None}, '[{"a":null}]')]
)
async def test_what_an_event_brings_is_written_as_the_library_does(hall: Room, data: Any, sent: str) -> None:
    phone = await hall.phone()
    await hall.sio.emit("e", data, room="hall")
    assert await phone.frame() == "42" + json.dumps(["e", *json.loads(sent)], separators=(",", ":"))


@both_ways
async def test_only_who_is_in_one_of_the_rooms_hears_it_and_hears_it_once(hall: Room) -> None:
    in_both, in_one, outside = await hall.phone("hall", "front"), await hall.phone("front"), await hall.phone("yard")
    await hall.emit(1, room=["hall", "front"])
    await hall.emit(2, room="nobody is here")
    await hall.emit(3, room=None)
    assert [await phone.numbers(2) for phone in (in_both, in_one)] == [[1, 3], [1, 3]]
    assert await outside.numbers(1) == [3]


# ---- in order ----


@both_ways
async def test_a_phone_that_does_not_read_gets_all_in_order_while_the_others_go_on(
    hall: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_WAITING", 1000)
    monkeypatch.setattr(lines, "MOST_CHARACTERS", 10**9)
    stalled, reading = await hall.phones(2)
    done = asyncio.Event()

    async def tell() -> None:
        # Called once this task has gone on to wait for its next message: the answer is on its way.
        asyncio.get_running_loop().call_soon(done.set)

    hall.on_asking(tell)
    expected: list[tuple[str, Any]] = []
    for number in range(64):
        await hall.emit([number, FILLING])
        assert await reading.hears() == ("number", [number, FILLING])
        done.clear()
        expected += [("number", number), ("answer", await stalled.ask())]
        await asyncio.wait_for(done.wait(), PATIENCE)
    assert hall.client_of(stalled).queue.qsize(), "it was given no more than it can take"
    heard = [await stalled.hears() for _ in expected]
    assert [(what, data[0] if what == "number" else data) for what, data in heard] == expected


@both_ways
async def test_broadcasts_that_take_turns_come_to_each_phone_as_they_were_emitted(
    hall: Room, one_at_once: None
) -> None:
    rooms = [("hall",), ("front",), ("hall", "front"), ("front", "hall")]
    phones = {await hall.phone(*rooms[number % 4]): rooms[number % 4] for number in range(12)}
    first = next(iter(phones))
    to = [["hall", "front", first.sid, ["hall", "front"]][number % 4] for number in range(60)]
    await in_this_order(*(hall.emit(number, room=room) for number, room in enumerate(to)))
    for phone, theirs in phones.items():
        meant = [
            n for n, room in enumerate(to) if {phone.sid, *theirs} & set([room] if isinstance(room, str) else room)
        ]
        assert await phone.numbers(len(meant)) == meant


@both_ways
async def test_what_the_library_sends_itself_keeps_the_order_too(hall: Room, one_at_once: None) -> None:
    phones = await hall.phones(6)
    ways: list[dict[str, Any]] = [{}, {"skip_sid": "somebody else"}, {}, {}, {"callback": lambda *_: None}]
    steps = [hall.emit(number, **ways[number % 5]) for number in range(40)]
    await in_this_order(*steps)
    for phone in phones:
        frames = [str(await phone.frame()) for _ in steps]
        assert [json.loads(frame[frame.index("[") :])[1] for frame in frames] == list(range(40))


async def test_an_answer_does_not_overtake_a_broadcast_that_is_on_its_way(hall: Room, one_at_once: None) -> None:
    phones = await hall.phones(8)
    sending: list[asyncio.Task[None]] = []

    async def begin() -> None:
        sending.append(asyncio.create_task(hall.emit(1)))
        await asyncio.sleep(0)
        assert not sending[0].done()

    hall.on_asking(begin)
    await phones[-1].ask()
    assert [await phones[-1].hears(), await phones[-1].hears()] == [("number", 1), ("answer", 1)]
    await sending[0]
    assert [await phone.numbers(1) for phone in phones[:-1]] == [[1]] * 7


async def test_a_broadcast_does_not_overtake_what_waits_in_the_queue(hall: Room) -> None:
    phone = await hall.phone()
    await hall.sio.eio.send(phone.engine_id, '2["number",1]')
    await hall.emit(2)
    assert await phone.numbers(2) == [1, 2]


async def test_a_broadcast_does_not_overtake_what_waits_for_room_also_when_there_is_room_again(hall: Room) -> None:
    phone = await hall.phone()
    writable = hall.protocol_of(phone).writable = Full()
    await hall.emit(1)
    await asyncio.wait_for(writable.waited_for.wait(), PATIENCE)
    assert not hall.client_of(phone).queue._unfinished_tasks, "taken from the queue and not yet sent"
    writable.set()
    await hall.emit(2)
    assert await phone.numbers(2) == [1, 2]


async def test_who_is_disconnected_while_a_broadcast_is_on_its_way_gets_it_before_and_nothing_after(
    hall: Room, one_at_once: None
) -> None:
    phones = await hall.phones(4)
    sending = asyncio.create_task(hall.emit(1))
    await asyncio.sleep(0)
    await hall.sio.disconnect(phones[-1].sid)
    await sending
    await hall.emit(2)
    assert [await phones[-1].frame(), await phones[-1].frame()] == ['42["number",1]', "41"]
    assert [await phone.numbers(2) for phone in phones[:-1]] == [[1, 2]] * 3


async def test_a_broadcast_that_is_cancelled_halfway_still_reaches_everybody(hall: Room, one_at_once: None) -> None:
    phones = await hall.phones(5)
    sending = asyncio.create_task(hall.emit(1))
    await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await hall.emit(2)
    assert [await phone.numbers(2) for phone in phones] == [[1, 2]] * 5


# ---- long polling ----


@both_ways
async def test_who_polls_gets_everything(hall: Room, one_at_once: None) -> None:
    poller, phone = await hall.poller(), await hall.phone()
    for number in range(20):
        await hall.emit(number)
        if number % 5 == 0:
            await poller.poll()
    while len(poller.numbers()) < 20:
        await poller.poll()
    assert poller.numbers() == await phone.numbers(20) == list(range(20))


@both_ways
async def test_who_goes_over_to_a_websocket_misses_nothing_and_gets_nothing_twice(
    hall: Room, one_at_once: None
) -> None:
    poller = await hall.poller()
    await hall.emit(0)
    polling = asyncio.create_task(poller.poll())
    async with hall.session.ws_connect(f"{hall.base}&transport=websocket&sid={poller.engine_id}") as raw:
        await hall.emit(1)
        await raw.send_str("2probe")
        await hall.emit(2)
        assert await raw.receive_str(timeout=PATIENCE) == "3probe"
        await in_this_order(hall.emit(3), hall.emit(4))
        await polling
        await hall.emit(5)
        await raw.send_str("5")
        for number in range(6, 12):
            await hall.emit(number)
        while poller.numbers()[-1:] != [11]:
            poller.heard.append(await raw.receive_str(timeout=PATIENCE))
    assert poller.numbers() == list(range(12))


# ---- gone ----


@both_ways
async def test_phones_that_vanish_in_the_middle_harm_nobody(hall: Room, one_at_once: None) -> None:
    staying, vanishing, leaving = [await hall.phones(4) for _ in range(3)]

    async def vanish() -> None:
        for dropped, dismissed in zip(vanishing, leaving, strict=True):
            await asyncio.sleep(0)
            dropped.drop()
            await hall.sio.eio.disconnect(dismissed.engine_id)

    await in_this_order(*(hall.emit(number) for number in range(20)), vanish())
    await in_this_order(*(hall.emit(number) for number in range(20, 40)))
    assert [await phone.numbers(40) for phone in staying] == [list(range(40))] * 4


async def test_a_socket_that_fails_does_not_keep_it_from_the_others(
    hall: Room, monkeypatch: pytest.MonkeyPatch, errors: Any
) -> None:
    phones = await hall.phones(3)
    idle = hall.sio.manager._idle

    class Broken:
        def write(self, frame: bytes) -> None:
            raise RuntimeError("closed")

    broken = phones[1].engine_id
    monkeypatch.setattr(hall.sio.manager, "_idle", lambda who: Broken() if who == broken else idle(who))
    await hall.emit(1)
    assert [await phone.numbers(1) for phone in (phones[0], phones[2])] == [[1], [1]]
    errors.take("a broadcast was not sent to one client")
    await hall.emit(2)
    assert await phones[2].numbers(1) == [2]


# ---- what stays with the library ----


@both_ways
async def test_an_event_with_bytes_comes_whole(hall: Room) -> None:
    phone = await hall.phone()
    await hall.emit({"picture": b"\x89PNG"})
    await hall.emit(2)
    assert await phone.frame() == '451-["number",{"picture":{"_placeholder":true,"num":0}}]'
    assert await phone.frame() == b"\x89PNG"
    assert await phone.numbers(1) == [2]


@both_ways
async def test_a_question_comes_with_a_number_of_each_phone_s_own(hall: Room) -> None:
    phones = await hall.phones(2)
    await hall.sio.emit("well", {}, to=phones[1].sid, callback=lambda *_: None)
    await hall.sio.emit("well", {}, room="hall", callback=lambda *_: None)
    assert await phones[0].frame() == '421["well",{}]'
    assert [await phones[1].frame(), await phones[1].frame()] == ['421["well",{}]', '422["well",{}]']


@both_ways
@pytest.mark.parametrize("listed", [True, False])
async def test_who_is_left_out_hears_nothing_of_it(hall: Room, listed: bool) -> None:
    phones = await hall.phones(3)
    skipped = phones[1].sid
    await hall.emit(1, skip_sid=[skipped] if listed else skipped)
    await hall.emit(2)
    assert [await phones[0].numbers(2), await phones[1].numbers(1), await phones[2].numbers(2)] == [[1, 2], [2], [1, 2]]


# ---- what it touches ----


async def test_a_socket_at_rest_is_written_to_directly(hall: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this fails, a library has changed inside: all is sent, but at three times the cost. Look at what moved."""
    manager = hall.sio.manager
    assert isinstance(manager, Broadcaster)
    phones = await hall.phones(3)
    poller = await hall.poller()
    queued: list[str] = []
    enqueue = manager._enqueue

    async def note(engine_id: str, pkt: Any) -> None:
        queued.append(engine_id)
        await enqueue(engine_id, pkt)

    monkeypatch.setattr(manager, "_enqueue", note)
    with capture_logs() as logged:
        await hall.emit(1)
    assert manager.direct and not logged
    assert queued == [poller.engine_id]
    assert [await phone.numbers(1) for phone in phones] == [[1]] * 3


async def test_who_went_over_to_a_websocket_is_written_to_directly_too(hall: Room) -> None:
    poller = await hall.poller()
    async with hall.session.ws_connect(f"{hall.base}&transport=websocket&sid={poller.engine_id}") as raw:
        assert hall.sio.manager._idle(poller.engine_id) is None
        await raw.send_str("2probe")
        assert await raw.receive_str(timeout=PATIENCE) == "3probe"
        await poller.poll()
        assert hall.sio.manager._idle(poller.engine_id) is None
        await raw.send_str("5")
        assert await raw.receive_str(timeout=PATIENCE) == "6"
        assert hall.sio.manager._idle(poller.engine_id)
        await hall.emit(1)
        assert await raw.receive_str(timeout=PATIENCE) == '42["number",1]'


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        ("client", "closing", True),
        ("client", "closed", True),
        ("client", "upgraded", False),
        ("client", "last_ping", 1.0),
        ("protocol", "close_sent", True),
        ("protocol", "disconnected", True),
        ("protocol", "writable", asyncio.Event()),
        ("conn", "state", State.CLOSING),
        ("conn", "extensions", ["permessage-deflate"]),
    ],
)
async def test_a_socket_that_is_going_or_is_no_plain_one_is_left_to_the_library(
    hall: Room, monkeypatch: pytest.MonkeyPatch, where: str, name: str, value: Any
) -> None:
    phone = await hall.phone()
    manager, protocol = hall.sio.manager, hall.protocol_of(phone)
    assert manager._idle(phone.engine_id) is protocol.transport
    with monkeypatch.context() as now:
        now.setattr({"client": hall.client_of(phone), "protocol": protocol, "conn": protocol.conn}[where], name, value)
        assert manager._idle(phone.engine_id) is None
    protocol.transport.close()
    assert manager._idle(phone.engine_id) is None
    assert manager._idle("gone") is None
    assert manager.direct


async def test_switched_off_it_is_the_library_alone() -> None:
    assert isinstance(live.Hub(direct_sending=True).sio.manager, Broadcaster)
    assert not isinstance(live.Hub(direct_sending=False).sio.manager, Broadcaster)
    assert Settings(direct_sending=False).direct_sending is False


def warnings(logged: list[Any]) -> list[str]:
    return [entry["why"] for entry in logged if entry["event"] == "broadcasts are sent the slow way"]


async def test_on_another_server_it_says_so_once_and_sends_the_slow_way(hall: Room) -> None:
    inner = hall.server.app.asgi_app

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def say(message: Any) -> None:
            await send(message)

        await inner(scope, receive, say)

    hall.server.app.asgi_app = wrapped
    with capture_logs() as logged:
        poller, phones = await hall.poller(), await hall.phones(3)
        await hall.emit(1)
        await hall.emit(2)
    assert len(warnings(logged)) == 1 and "another server" in warnings(logged)[0]
    await poller.poll()
    assert poller.numbers() == [1, 2]
    assert [await phone.numbers(2) for phone in phones] == [[1, 2]] * 3


async def test_where_a_library_has_changed_inside_it_says_so_once_and_sends_the_slow_way(
    hall: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = await hall.phones(3)
    monkeypatch.setattr(broadcast, "_takes_more", lambda protocol: protocol.nowhere)
    with capture_logs() as logged:
        await hall.emit(1)
        await hall.emit(2)
    assert len(warnings(logged)) == 1 and "nowhere" in warnings(logged)[0]
    assert [await phone.numbers(2) for phone in phones] == [[1, 2]] * 3


async def test_without_the_server_it_knows_it_says_so_once_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcast, "KNOWN", ())
    with capture_logs() as logged:
        hub = live.Hub()
    assert len(warnings(logged)) == 1
    assert not hub.sio.manager.direct
