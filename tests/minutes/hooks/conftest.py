"""A robot and a mail server of our own, on this machine alone."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest


class Robot:
    """Takes what is posted to it and gives `answer`: a status and a body."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.answer: tuple[int, str] = (200, '{"errcode": 0, "errmsg": "ok"}')
        self.address = ""

    @property
    def texts(self) -> list[str]:
        return [body["text"]["content"] for _, body in self.taken]


@pytest.fixture
def robot() -> Iterator[Robot]:
    made = Robot()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.taken.append((self.path, body))
            status, said = made.answer
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{made.address}/elsewhere")
            self.end_headers()
            self.wfile.write(said.encode())

        do_GET = do_POST

        def log_message(self, *_: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


class Post:
    def __init__(self) -> None:
        self.host, self.letters = "", list[EmailMessage]()
        self.refuses = False


@pytest.fixture
def post() -> Iterator[Post]:
    """As much of SMTP as one letter takes; with `refuses` nobody lives here."""
    made = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().strip().upper():
                if line == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (line := self.rfile.readline()) != b".\r\n":
                        lines.append(line)
                    made.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
                if made.refuses and line.startswith(b"RCPT"):
                    self.wfile.write(b"550 no such mailbox " + line + b"\r\n")
                    continue
                self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        made.host = f"127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()
