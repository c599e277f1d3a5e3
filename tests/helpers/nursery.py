"""Servers that are born quickly: one process imports the house and builds it once, and each server is a fork of it.

What is started, fed and killed is `yishi` with its own command line, process group, log and sockets; only the seconds
it takes to import the libraries, to read the texts and to compile routes and templates are paid once instead of a
hundred times. Programs that run to their end are born here as well.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forum import i18n, migrations
from forum.app import create_app
from forum.config import Settings
from tests.helpers.quicker import build_once

PATIENCE = 30.0
ALIVE = 1000
"""What a process that has not ended has ended with."""
ROOT = Path(__file__).parents[2]
IMPORTED = (
    "forum.cli", "forum.serve", "forum.install", "agenda.install", "minutes.install", "minutes.demo.load", "uvloop",
    "uvicorn.lifespan.on", "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl", "tortoise.migrations.api", "aiosqlite",
)  # fmt: skip


class Nursery:
    """Knows no event loop: one serves all tests."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._alive: set[int] = set()
        self._ended: dict[int, int] = {}
        self._one_at_a_time = threading.Lock()

    async def bear(self, settings: Settings, port: int, log: Path) -> int:
        """Start a server; gives its process id at once, long before it is ready."""
        arguments = ["run", "--port", str(port), "--data", str(settings.data), "--empty"]
        environment = {"YISHI_SECRET": settings.secret, "YISHI_TALLY_INTERVAL": str(settings.tally_interval)}
        return await asyncio.to_thread(self.start, arguments, environment, log)

    def start(self, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        """Run `yishi` with these arguments, its output added to the log; gives its process id at once."""
        return self._begin("forum.cli", arguments, environment, log)

    def run(self, program: str, arguments: list[str], environment: dict[str, str], log: Path, seconds: float) -> str:
        """Run the `main` of a module to its end, which must be a good one; gives what it wrote into the log."""
        code = self.wait(self._begin(program, arguments, environment, log), seconds)
        said = log.read_text()
        assert code == 0, f"{program} {arguments} ended with {code}\n{said}"
        return said

    def _begin(self, program: str, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        child = self._ask(program=program, arguments=arguments, environment=environment, log=str(log))
        self._alive.add(child)
        return child

    def wait(self, child: int, seconds: float = PATIENCE) -> int:
        """As `ended`, for those without an event loop."""
        until = time.monotonic() + seconds
        while (code := self.code(child)) == ALIVE:
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.005)
        return code

    def code(self, child: int) -> int:
        """What it has ended with, or ALIVE."""
        if child not in self._alive:
            return self._ended[child]
        code = self._ask(child=child)
        if code != ALIVE:
            self._alive.discard(child)
            self._ended[child] = code
        return code

    async def bury(self, child: int) -> None:
        """Kill it wherever it is, and wait for its end."""
        os.kill(child, signal.SIGKILL)
        await self.ended(child)

    async def ended(self, child: int) -> int:
        """Wait for its end; gives what it ended with, as os.waitstatus_to_exitcode. One that does not end is killed."""
        return await asyncio.to_thread(self.wait, child)

    async def bury_all(self) -> None:
        for child in list(self._alive):
            await self.bury(child)

    def _ask(self, **what: Any) -> int:
        with self._one_at_a_time:
            assert self._process.stdin and self._process.stdout
            self._process.stdin.write(json.dumps(what).encode() + b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        assert answer, "the nursery is gone"
        return int(answer)


@contextmanager
def nursery(environment: dict[str, str] | None = None) -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.helpers.nursery"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Nursery(process)


# ---- the other process ----


def tend() -> None:
    """Answer each line of standard input: a server's start with its process id, a process id with how it ended.

    Whoever lives when nobody asks any more is killed, however the tests ended.
    """
    migrated = [found.name for found in pkgutil.iter_modules(migrations.__path__, "forum.migrations.")]
    for module in (*IMPORTED, *migrated):
        importlib.import_module(module)
    build_once()
    create_app(Settings(data=Path(os.devnull), secret="of nobody")).hub.screens.compile()
    for language in i18n.LANGUAGES:
        i18n.catalogue(language)
    gc.collect()
    gc.freeze()  # a child that looked for garbage among what all share would copy every page of it
    alive: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "child" in asked:
            answer = _code(asked["child"])
            if answer != ALIVE:
                alive.discard(asked["child"])
        else:
            answer = os.fork() or _live(**asked)
            alive.add(answer)
        print(answer, flush=True)
    for child in alive:
        os.kill(child, signal.SIGKILL)


def _code(child: int) -> int:
    ended, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else ALIVE


def _live(program: str, arguments: list[str], environment: dict[str, str], log: str) -> int:
    os.setsid()
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.dup2(1, 2)
    os.environ.update(environment)
    code: Any = 1
    try:
        importlib.import_module(program).main(arguments)
        code = 0
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)  # what lies above in the stack belongs to the nursery


if __name__ == "__main__":
    tend()
