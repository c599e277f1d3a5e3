"""Sending one event to a whole hall: its WebSocket frame is built once and written to every socket that is idle.

python-socketio starts a task and fills a queue for each client, which is most of what a broadcast costs. This manager
writes past both where that keeps the order: the client's queue is empty, nothing taken from it is still on its way, and
uvicorn's transport takes more. Everybody else (long polling, a slow phone, compression, a client about to be dropped)
gets the packet by the library's own way, and so does everybody on a server that is not the one it knows. How much may
wait for one client there, lines.py decides.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import structlog
from engineio import packet as engine
from socketio import packet
from websockets.frames import Frame, Opcode
from websockets.protocol import State

from forum.rooms import Rooms

try:
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    KNOWN: tuple[Any, ...] = (WebSocketsSansIOProtocol,)
except ImportError:
    KNOWN = ()

log = structlog.get_logger()
# So many sockets are written to before others, votes above all, have their turn.
AT_ONCE = 250


@dataclass(eq=False)
class _Broadcast:
    """One event on its way, and whom it is still owed to (Engine.IO ids): who was in the room when it was emitted."""

    message: engine.Packet
    frame: bytes
    owed: dict[str, None]


class Broadcaster(Rooms):
    """What one client gets comes in the order in which it was emitted, answers and personal events included.

    Broadcasts take turns with each other and with everything else. So whatever is about to be sent to a client first
    pays it the broadcasts that were emitted before and have not come to it yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.direct = bool(KNOWN)
        self._under_way: list[_Broadcast] = []
        self._stock_under_way = 0

    def set_server(self, server: Any) -> None:
        super().set_server(server)
        self._enqueue = server.eio.send_packet
        # Answers don't come by the manager: this is where they and all else meet.
        server.eio.send_packet = self._send_packet
        if not self.direct:
            self._give_up("another version of uvicorn")

    async def emit(
        self,
        event: str,
        data: Any,
        namespace: str,
        room: Any = None,
        skip_sid: Any = None,
        callback: Any = None,
        to: Any = None,
        **kwargs: Any,
    ) -> None:
        # What the library has begun is in tasks that may not have run: only its own way comes after them.
        if self.direct and not (self._stock_under_way or callback or skip_sid):
            encoded = self._encoded(event, data, namespace)
            if isinstance(encoded, str):
                await self._send(encoded, [who for _, who in self.get_participants(namespace, to or room)])
                return
        self._stock_under_way += 1
        try:
            await super().emit(event, data, namespace, room, skip_sid, callback, to, **kwargs)
        finally:
            self._stock_under_way -= 1

    def _encoded(self, event: str, data: Any, namespace: str) -> Any:
        """A text, made by the server's own JSON; something else where an event has binary parts."""
        arguments = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        return self.server.packet_class(packet.EVENT, namespace=namespace, data=[event, *arguments]).encode()

    async def _send(self, encoded: str, everybody: list[str]) -> None:
        message = engine.Packet(engine.MESSAGE, encoded)
        broadcast = _Broadcast(message, _frame(message), dict.fromkeys(everybody))
        self._under_way.append(broadcast)
        try:
            for number, engine_id in enumerate(everybody, 1):
                await self._pay(engine_id)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
        except asyncio.CancelledError:
            # It was emitted before, and half a hall must not know more than the other half.
            for engine_id in list(broadcast.owed):
                await self._pay(engine_id)
            raise
        finally:
            self._under_way.remove(broadcast)

    async def _send_packet(self, engine_id: str, pkt: Any) -> None:
        await self._pay(engine_id)
        is_text = pkt.packet_type in {engine.MESSAGE, engine.PING} and not pkt.binary
        if is_text and (transport := self._idle(engine_id)):
            transport.write(_frame(pkt))
        else:
            await self._enqueue(engine_id, pkt)

    async def _pay(self, engine_id: str) -> None:
        """Send a client all broadcasts it is owed, in their order."""
        for broadcast in tuple(self._under_way):
            if engine_id not in broadcast.owed:
                continue
            del broadcast.owed[engine_id]
            try:
                if transport := self._idle(engine_id):
                    transport.write(broadcast.frame)
                else:
                    await self._enqueue(engine_id, broadcast.message)
            except Exception:
                log.exception("a broadcast was not sent to one client")

    def _idle(self, engine_id: str) -> Any:
        """The transport of a socket to which a frame can be written now without overtaking anything, or None."""
        if not self.direct:
            return None
        try:
            client = self.server.eio.sockets.get(engine_id)
            if client is None or not client.upgraded or not _has_nothing_before(client):
                return None
            protocol = client.queue.line.protocol
            if isinstance(protocol, KNOWN):
                return protocol.transport if _takes_more(protocol) else None
            self._give_up(f"another server's socket: {type(protocol).__name__}")
        except AttributeError as missing:
            self._give_up(f"another version of a library: {missing!r}")
        return None

    def _give_up(self, why: str) -> None:
        self.direct = False
        log.warning("broadcasts are sent the slow way", why=why)


def _frame(message: engine.Packet) -> bytes:
    return Frame(Opcode.TEXT, message.encode().encode()).serialize(mask=False)


def _has_nothing_before(client: Any) -> bool:
    """Nothing waits in the client's queue, and it is not about to be dropped."""
    if client.queue._unfinished_tasks or client.closing or client.closed:
        return False
    return not (client.last_ping and time.time() - client.last_ping > client.server.ping_timeout)


def _takes_more(protocol: Any) -> bool:
    """Nothing is on its way to the socket but what its transport has, and there it may follow as a bare frame."""
    if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
        return False
    conn, writable = protocol.conn, protocol.writable
    # A writer that waits for room is listed until it has run again, also when there is room already.
    return writable.is_set() and not writable._waiters and conn.state is State.OPEN and not conn.extensions
