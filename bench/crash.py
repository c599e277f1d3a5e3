"""Kill the server while a hall acts, as often as one likes, and hold it to what it answered: tests/crash/rounds.py.

    python -m bench.crash                        100 rounds, two to three minutes on a quiet machine
    python -m bench.crash --rounds 1000 --seed 7 --data some/empty/directory

Exit status 1 and the seed when a promise was not kept. The data stays where --data says, with the server's log.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from forum import config
from tests.crash import rounds, town
from tests.crash.killing import Tally
from tests.crash.rounds import Broken
from tests.helpers.nursery import nursery

ROUNDS_OF_A_SITTING = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.crash", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100, help="how often it is killed while the hall acts (100)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="of what happens when")
    parser.add_argument("--data", type=Path, help="an empty directory on the disk to try it on")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yishi-crash-") as temporary:
        try:
            tally = asyncio.run(_kill(given.data or Path(temporary), given.rounds, given.seed))
        except Broken as broken:
            print(f"\n{broken}")
            return 1
    print(f"\nseed {given.seed}: {tally.text()}\nNothing that was answered is lost, nothing is counted twice.")
    return 0


async def _kill(data: Path, count: int, seed: int) -> Tally:
    settings = config.load(data=data, quick_passwords=True, tally_interval=0.05, log="warning")
    made = await town.found(settings, 2 + count // ROUNDS_OF_A_SITTING, seed=seed)
    with nursery() as children:
        return await rounds.play(made, children, count, seed, _told)


def _told(tally: Tally) -> None:
    print("." if tally.rounds % 50 else f" {tally.rounds}\n", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
