"""`yishi run`: load the demo once, start the one process, print where to find it."""

from __future__ import annotations

import importlib
import io
import socket
import sys
from contextlib import suppress
from typing import Any, TextIO

import segno
import uvicorn

from forum.app import House, configure_logs, create_app
from forum.config import Settings


def serve(settings: Settings, *, empty: bool = False) -> int:
    """Run until stopped; 0 when it ended in order."""
    sys.stdout, sys.stderr = Forgiving(sys.stdout), Forgiving(sys.stderr)
    configure_logs(settings.log)
    if settings.hall:
        settings.host = "0.0.0.0"
        settings.address = settings.address or f"http://{hall_address()}:{settings.port}"
    app = create_app(settings)

    @app.before_serving
    async def greet() -> None:
        demo: Any = importlib.import_module("minutes.demo.load")
        if not empty:
            await demo.load_demo(settings)
        print(await demo.greeting(settings), flush=True)

    server = uvicorn.Server(server_config(app, settings))
    server.run()
    return 0 if server.started else 1


class Forgiving(io.TextIOBase):
    """A stream that drops what it cannot write: a full disk under the log must not stop the hall."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    def isatty(self) -> bool:
        return self._stream.isatty()


def server_config(app: House, settings: Settings) -> uvicorn.Config:
    """One process; no compression, which costs two to three times the memory a client; Socket.IO has its own pings."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        loop="uvloop",
        http="httptools",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_max_size=65_536,
        timeout_graceful_shutdown=5,
        log_level="warning",
        access_log=False,
        server_header=False,
        log_config=None,
    )


def hall_address() -> str:
    """This machine's address in the hall's network; loopback when it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def terminal_qr(url: str) -> str:
    """The address as a QR code in half blocks, for a terminal."""
    rows = [list(row) for row in segno.make(url, error="m").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    marks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return "\n".join(
        "".join(marks[bool(top), bool(bottom)] for top, bottom in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
