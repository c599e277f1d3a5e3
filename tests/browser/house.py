"""The real program in a process of its own, as a community runs it: `yishi init`, `yishi run`, and a kill -9."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.helpers.nursery import ALIVE, Nursery

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
SEEDING = 200


class House:
    """One data directory and the server over it."""

    def __init__(self, data: Path, seeds: Path, children: Nursery) -> None:
        self.data, self.seeds, self.children, self.port = data, seeds, children, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self.server: int | None = None
        self.settings: dict[str, str] = {}

    def init(self, community: str, name: str, username: str) -> str:
        """Make the community; gives the office account's password."""
        said = self.yishi("init", "--community", community, "--name", name, "--username", username)
        found = re.search(r"密码 (\S+)", said)
        assert found, said
        return found.group(1)

    def yishi(self, *arguments: str) -> str:
        log = self.log.with_suffix(f".{arguments[0]}")
        return self.children.run("forum.cli", [*arguments, "--data", str(self.data)], self.settings, log, SEEDING)

    def seed(self, what: str) -> Any:
        """Have `tests/browser/seed.py` fill the data directory, or copy one that it filled; gives what it printed."""
        told = self._told(what)
        shutil.copytree(self.seeds / what, self.data, dirs_exist_ok=True)
        return told

    def routes(self) -> list[str]:
        """Every address a browser can open."""
        return list(self._told("routes"))

    def _told(self, what: str) -> Any:
        """Asked of `tests/browser/seed.py` once, by whichever process of the tests comes first."""
        told = self.seeds / f"{what}.json"
        with (self.seeds / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                filled, log = str(self.seeds / what), self.seeds / f"{what}.log"
                said = self.children.run("tests.browser.seed", [what, filled], self.settings, log, SEEDING)
                told.write_text(said.splitlines()[-1])
        return json.loads(told.read_text())

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the database without touching it."""
        with closing(sqlite3.connect(f"file:{self.data / 'yishi.sqlite3'}?mode=ro", uri=True)) as database:
            return database.execute(sql, values).fetchall()

    def start(self, *, empty: bool = True) -> None:
        arguments = ["run", "--port", str(self.port), "--data", str(self.data), *(["--empty"] if empty else [])]
        self.server = self.children.start(arguments, self.settings, self.log)
        self._wait_until_ready(self.server)

    def _wait_until_ready(self, server: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.children.code(server) == ALIVE, self.log.read_text()[-4000:]
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise AssertionError(f"not ready in {PATIENCE} s:\n{self.log.read_text()[-4000:]}")

    def kill(self) -> None:
        """As a power cut does it: no goodbye to anybody."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def _end(self, with_signal: signal.Signals) -> None:
        if self.server is None:
            return
        if self.children.code(self.server) == ALIVE:
            os.kill(self.server, with_signal)
        self.children.wait(self.server, 10)
        self.server = None

    def complaints(self) -> list[str]:
        """What the server logged as going wrong."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return [line for line in text.splitlines() if "level=error" in line or "Traceback" in line or "Error:" in line]


def environment() -> dict[str, str]:
    """Without the settings of whoever runs the tests."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("YISHI_")}
    return {
        **own,
        "YISHI_QUICK_PASSWORDS": "1",
        "YISHI_PRINTING_NICE": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
