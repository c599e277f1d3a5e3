"""Papers that are printed quickly: one process imports what prints, and each worker is a fork of it.

A visit starts a process as it always does, with its own pipes, environment, limits and end; that is a small relay here,
which hands its pipes to the fork and ends as the fork does. Killed, it takes the fork with it. What is only paid once
is most of a second of imports for each page printed. tests/minutes/documents/test_render.py visits the real worker.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minutes.documents import worker, workshop

ROOT = Path(__file__).parents[2]
IMPORTED = (
    "weasyprint", "minutes.documents.justify", "minutes.documents.finishing", "minutes.documents.plain_text",
    "minutes.documents.composing", "minutes.documents.word", "pypdfium2", "PIL.Image",
)  # fmt: skip
RELAY = """#!{python} -IS
import json, os, socket
press = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
press.connect({address!r})
socket.send_fds(press, [json.dumps(dict(os.environ)).encode()], [0, 1, 2])
os.closerange(0, 3)
code = int(press.recv(16) or b"1")
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


class _Presses:
    """What a visit asks for the Python to start: the relay, and the process it relays to once somebody prints."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self.process: subprocess.Popen[str] | None = None

    @cached_property
    def executable(self) -> str:
        address, relay = str(self._folder / "press"), self._folder / "relay"
        relay.write_text(RELAY.format(python=sys.executable, address=address))
        relay.chmod(0o700)
        command = [sys.executable, "-m", "tests.helpers.presses", address]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout and self.process.stdout.readline(), "the presses do not run"
        return str(relay)


@contextmanager
def presses() -> Iterator[None]:
    if not hasattr(os, "pidfd_open"):  # only Linux tells of a process's end like that
        yield
        return
    with TemporaryDirectory(prefix="yishi-press-") as folder:
        made = _Presses(folder)
        workshop.sys = made  # type: ignore
        try:
            yield
        finally:
            workshop.sys = sys  # type: ignore
            if made.process:
                made.process.communicate()


# ---- the other process ----


def tend(address: str) -> None:
    """Print for each relay that comes, until nobody could come any more."""
    for module in IMPORTED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door, selectors.DefaultSelector() as waiting:
        door.bind(address)
        door.listen()
        waiting.register(door, selectors.EVENT_READ, partial(_let_in, door, waiting))
        waiting.register(0, selectors.EVENT_READ, sys.exit)
        print("ready", flush=True)
        while True:
            for key, _ in waiting.select():
                key.data()


def _let_in(door: socket.socket, waiting: selectors.BaseSelector) -> None:
    relay, _ = door.accept()
    said, pipes, *_ = socket.recv_fds(relay, 1 << 20, 3)
    child = os.fork() or _print(json.loads(said), pipes)
    for pipe in pipes:
        os.close(pipe)
    over = os.pidfd_open(child)

    def ended() -> None:
        waiting.unregister(over)
        os.close(over)
        _, status = os.waitpid(child, 0)
        if relay in waiting.get_map():
            waiting.unregister(relay)
            relay.send(str(os.waitstatus_to_exitcode(status)).encode())
        relay.close()

    def gone() -> None:
        waiting.unregister(relay)
        signal.pidfd_send_signal(over, signal.SIGKILL)

    waiting.register(over, selectors.EVENT_READ, ended)
    waiting.register(relay, selectors.EVENT_READ, gone)


def _print(environment: dict[str, str], pipes: list[int]) -> Any:
    """In the fork, which never returns."""
    code = 1
    try:
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)
            os.close(pipe)
        os.environ.clear()
        os.environ.update(environment)
        worker.main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    tend(sys.argv[1])
