"""Servers as processes of their own: on a free loopback port, ended by their id, their CPU time read from outside."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 30.0
ENDS_WITHIN = 10.0
CPUCLOCK_SCHED = 2


class NotStarted(Exception):
    """A server that did not come up, with the end of what it wrote."""


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU all its threads have used (the clock that clock_getcpuclockid(3) names)."""
        return time.clock_gettime((~self.pid << 3) | CPUCLOCK_SCHED)

    def memory(self) -> int:
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def running(name: str, command: Sequence[str], log: Path) -> AsyncIterator[Server]:
    """`command` with its port put in for PORT, until the block ends. Raises NotStarted."""
    port = free_port()
    arguments = [str(port) if part == "PORT" else part for part in command]
    process = _start(arguments, log)
    try:
        if not await _listens(process, port):
            raise NotStarted(_end_of(log))
        yield Server(name, port, process.pid)
    finally:
        await asyncio.to_thread(_end, process)


def yishi(data: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "bench.yishi_server", "--data", str(data), "--port", "PORT", *options]


def ack_only() -> list[str]:
    return [sys.executable, "-m", "bench.ack_server", "--port", "PORT"]


def node() -> list[str]:
    return [node_found(), str(ROOT / "bench" / "node_server.js"), "PORT"]


def node_found() -> str:
    """Node of this machine, or the one that setting up has put into the virtual environment; empty without."""
    return shutil.which("node") or shutil.which("node", path=str(Path(sys.prefix) / "bin")) or ""


def node_version() -> str:
    """socket.io's version; empty where Node or the package is not there."""
    package = ROOT / "node_modules" / "socket.io" / "package.json"
    if not node_found() or not package.exists():
        return ""
    return str(json.loads(package.read_text())["version"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(arguments, cwd=ROOT, stdout=output, stderr=output, stdin=subprocess.DEVNULL)


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-1500:]


async def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        await asyncio.sleep(0.05)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
