"""A WebSocket is read, written to and kept alive; who does not answer a ping is hung up on, who does stays."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from engineio import packet

from forum import live
from tests import factories as make
from tests.helpers.server import PATIENCE, HallServer

BOTH = pytest.mark.parametrize("interval", [0.2], indirect=True)


@pytest.fixture
def interval(request: pytest.FixtureRequest) -> float:
    return float(getattr(request, "param", 20))


@pytest.fixture
async def raw(server: HallServer, interval: float) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A socket past both handshakes, that answers nothing by itself."""
    engine = server.app.hub.sio.eio
    engine.ping_interval = engine.ping_timeout = interval
    engine.start_service_task = False  # the library's own looking after its clients, which is slower
    headers = await server.cookie(await make.person())
    async with aiohttp.ClientSession(headers=headers) as session:
        socket = await session.ws_connect(f"{server.address}/live/?EIO=4&transport=websocket")
        assert (await socket.receive_str()).startswith("0")
        await socket.send_str("40")
        assert (await socket.receive_str()).startswith("40")
        yield socket


def client_of(server: HallServer) -> Any:
    (client,) = server.app.hub.sio.eio.sockets.values()
    return client


async def frame(raw: aiohttp.ClientWebSocketResponse) -> Any:
    async with asyncio.timeout(PATIENCE):
        return await raw.receive()


async def until(true: Any) -> None:
    for _ in range(PATIENCE * 100):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not happen")


@BOTH
async def test_who_does_not_answer_a_ping_is_hung_up_on(server: HallServer, raw: Any) -> None:
    assert (await frame(raw)).data == "2"
    while (message := await frame(raw)).type is aiohttp.WSMsgType.TEXT:
        assert message.data == "2"
    assert message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await until(lambda: not server.app.hub.clients and not server.app.hub.sio.eio.sockets)


@BOTH
async def test_who_answers_each_ping_stays(server: HallServer, raw: Any) -> None:
    for _ in range(5):
        assert (await frame(raw)).data == "2"
        await raw.send_str("3")
    await raw.send_str('421["time",{}]')
    assert str((await frame(raw)).data).startswith("431[")
    assert len(server.app.hub.clients) == 1


async def test_who_is_told_goodbye_and_stays_is_hung_up_on(server: HallServer, raw: Any) -> None:
    await server.app.hub.sio.eio.disconnect(client_of(server).sid)
    assert (await frame(raw)).data == "1"
    assert (await frame(raw)).type is aiohttp.WSMsgType.CLOSE
    await until(lambda: not server.app.hub.clients)
    await until(lambda: not [task for task in asyncio.all_tasks() if "_write" in repr(task.get_coro())])


async def test_an_idle_client_has_two_tasks_and_one_timer(server: HallServer, raw: Any) -> None:
    """Thousands of them are idle: a task more for each is most of what they would cost."""
    await raw.send_str('421["time",{}]')
    await frame(raw)
    inside = [repr(task.get_coro()) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    theirs = [name for name in inside if any(part in name for part in ("run_asgi", "_write", "Line", "Queue", "ping"))]
    assert len(theirs) == 2, inside


async def test_of_what_an_idle_client_was_sent_nothing_is_kept(server: HallServer, raw: Any) -> None:
    sent = packet.Packet(packet.MESSAGE, '2["news",{}]' + "x" * 1000)
    client = client_of(server)
    await client.send(sent)  # by the queue, as what is sent to a slow phone
    assert str((await frame(raw)).data).startswith('42["news"')
    await until(lambda: not client.queue._unfinished_tasks)
    await asyncio.sleep(0)
    assert not [one for one in gc.get_referrers(sent) if type(one).__name__ == "frame" and "_write" in str(one)]
    assert not [one for one in gc.get_referrers(sent) if type(one).__name__ == "coroutine"]


async def test_of_a_handshake_only_the_cookie_and_the_language_are_kept(server: HallServer, raw: Any) -> None:
    (environ,) = server.app.hub.sio.environ.values()
    assert (
        set(environ) <= {"HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE"} and server.app.hub.cookie_name in environ["HTTP_COOKIE"]
    )
    protocol = client_of(server).queue.line.protocol
    assert not protocol.scope["headers"] and not protocol.request.headers and not protocol.response.headers


async def test_who_leaves_the_namespace_and_comes_back_is_still_who_they_were(server: HallServer, raw: Any) -> None:
    await raw.send_str("41")
    await until(lambda: not server.app.hub.clients)
    await raw.send_str("40")
    assert str((await frame(raw)).data).startswith('40{"sid"')
    assert [client.actor is not None for client in server.app.hub.clients.values()] == [True]


async def test_a_frame_that_raises_is_logged_and_the_next_is_answered(
    server: HallServer, raw: Any, monkeypatch: pytest.MonkeyPatch, errors: Any
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as now:
        now.setattr(server.app.hub.sio, "_handle_event", broken)
        await raw.send_str('421["time",{}]')
        await until(lambda: any("broken" in error for error in errors.all()))
    await raw.send_str('422["time",{}]')
    assert str((await frame(raw)).data).startswith("432[")
    for error in errors.all():
        errors.take(error.partition(":")[0])


async def test_what_waits_for_who_has_gone_is_waited_for_by_nobody(server: HallServer, raw: Any) -> None:
    client = client_of(server)
    client.queue.line.hang_up()
    for number in range(3):
        await client.queue.put(packet.Packet(packet.MESSAGE, f'2["n",{number}]'))
    await asyncio.wait_for(client.queue.join(), PATIENCE)
    await until(lambda: not server.app.hub.clients)


def test_pings_come_as_often_as_the_hub_says() -> None:
    hub = live.Hub()
    assert hub.sio.eio.ping_interval == hub.sio.eio.ping_timeout == 20
