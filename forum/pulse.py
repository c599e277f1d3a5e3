"""A client's WebSocket, read and kept alive without a task and a timer for each message.

Engine.IO gives a client four tasks and as many timers, which it makes anew for every frame: with thousands of clients
that is most of what they cost while nothing happens. Here one task reads, one writes, and pings are timers alone. Who
began by long polling is left to the library.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog
from engineio import async_socket, exceptions, packet

log = structlog.get_logger()


async def follow(client: Any, line: Any) -> None:
    """Engine.IO's handler of a new WebSocket (`async_socket.AsyncSocket`, `lines.Line`): until it is closed."""
    client.connected = client.upgraded = True
    writing = asyncio.ensure_future(_write(client.queue, line))
    try:
        while (frame := await _next(client, line)) is not None:
            await _take(client, frame)
    except exceptions.SocketIsClosedError:
        pass
    except asyncio.CancelledError:
        pass  # the server stops: this task still says so to the rest of the house
    await client.queue.put(None)
    await writing
    await client.close(wait=False, abort=True, reason=client.server.reason.TRANSPORT_CLOSE)


async def _next(client: Any, line: Any) -> Any:
    """None where nothing more comes, or too much."""
    try:
        frame = await line.wait()
    except OSError:
        return None
    return frame if len(frame) <= client.server.max_http_buffer_size else None


async def _take(client: Any, frame: Any) -> None:
    try:
        await client.receive(packet.Packet(encoded_packet=frame))
    except exceptions.SocketIsClosedError:
        raise
    except exceptions.UnknownPacketError:
        return
    except Exception:
        log.exception("a frame was not understood")


async def _write(queue: asyncio.Queue[Any], line: Any) -> None:
    """Until None. What cannot be sent any more is taken all the same: somebody may wait until nothing waits."""
    goes_on = True
    while True:
        waiting = await queue.get()
        queue.task_done()
        if waiting is None:
            return await line.close()
        if goes_on:
            goes_on = await _send(waiting, line)
        del waiting  # or each idle client would keep a copy of the last that it was sent


async def _send(waiting: packet.Packet, line: Any) -> bool:
    """Whether more can be sent."""
    try:
        await line.send(waiting.encode())
    except Exception:
        await line.close()
        return False
    return True


def keep_alive(engine: Any) -> None:
    """Have pings of an Engine.IO server be timers; whoever does not answer one is hung up on."""
    start = engine.start_background_task

    def start_or_wait(target: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(target, "__func__", None) is async_socket.AsyncSocket._send_ping:
            return asyncio.get_running_loop().call_later(engine.ping_interval, _ping, target.__self__)
        return start(target, *args, **kwargs)

    engine.start_background_task = start_or_wait


def _ping(client: Any) -> None:
    if client.closing or client.closed:
        return
    client.last_ping = time.time()
    engine = client.server
    engine.start_background_task(engine.send_packet, client.sid, packet.Packet(packet.PING))
    asyncio.get_running_loop().call_later(engine.ping_timeout, _look_for_pong, client, client.last_ping)


def _look_for_pong(client: Any, pinged: float) -> None:
    """Polling clients have nobody who waits for them here: the library looks after them."""
    line = getattr(client.queue, "line", None)
    if client.last_ping == pinged and line is not None:
        line.hang_up()
