"""Disks that are full at the press of a button: a small one mounted in memory, or a limit on the files of a process."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

SIZE = "24m"


class Disk(Protocol):
    """`folder` is on it. A server under a limit is named by `watch` when it has been started."""

    folder: Path

    def watch(self, server: int) -> None: ...
    def fill(self) -> None: ...
    def empty(self) -> None: ...


class Mounted:
    """A file system of its own: a write that does not fit fails with ENOSPC, as on a real disk. Mounting needs root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def watch(self, server: int) -> None: ...

    def fill(self, *, but: int = 0) -> None:
        """Until nothing fits, `but` so many bytes."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (65_536, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue
            file.truncate(file.tell() - but)

    def empty(self) -> None:
        self._filler.unlink()


class Limited:
    """No file of the server may be longer than its database is: a write beyond fails with EFBIG. Needs nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = 0

    def watch(self, server: int) -> None:
        self._server = server

    def fill(self) -> None:
        self._limit((self.folder / "yishi.sqlite3").stat().st_size)

    def empty(self) -> None:
        with suppress(ProcessLookupError):  # what has been killed is under no limit
            self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        _, hard = resource.prlimit(self._server, resource.RLIMIT_FSIZE)
        resource.prlimit(self._server, resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def mounted(folder: Path) -> Iterator[Mounted]:
    """Raises PermissionError where this machine lets nobody mount."""
    done = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "yishi-test", folder], capture_output=True
    )
    if not done or done.returncode:
        raise PermissionError("mounting a file system needs root")
    try:
        yield Mounted(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
