"""Where, and beside what, it is measured: a high load, few syncs a second or busy neighbours explain high figures."""

from __future__ import annotations

import os
import platform
import resource
import time
from dataclasses import dataclass
from pathlib import Path

SYNCS = 200


def said(directory: Path) -> str:
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} before the run, "
        f"{_syncs(directory / 'probe'):,.0f} fdatasync/s; absolute figures drift, ratios are what counts"
    )


def _syncs(path: Path) -> float:
    """fdatasync calls a second for appended pages, as a commit makes them."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        began = time.perf_counter()
        for _ in range(SYNCS):
            os.write(file, b"\0" * 4096)
            os.fdatasync(file)
        return SYNCS / (time.perf_counter() - began)
    finally:
        os.close(file)
        path.unlink()


@dataclass(frozen=True)
class Spent:
    """What has been spent since the machine, or this process, began: seconds of clock, of all CPUs, and of ours."""

    clock: float
    everybody: float
    ours: float

    @classmethod
    def now(cls) -> Spent:
        """Servers count as ours once they have ended, as they have between two cases."""
        ours = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return cls(time.perf_counter(), _busy(), sum(used.ru_utime + used.ru_stime for used in ours))

    def since(self, before: Spent) -> str:
        seconds = self.clock - before.clock
        others = max(0.0, self.everybody - before.everybody - (self.ours - before.ours)) / seconds
        return f"{seconds:.0f} s; other processes used {others:.1f} cores"


def _busy() -> float:
    """Seconds all CPUs were at work, of proc_stat(5)'s first line: all but idle and iowait, and guests once."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _, _, irq, softirq, steal = fields[:8]
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
