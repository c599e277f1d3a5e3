"""Another process holds the database: who presses waits a little, then hears why not; who reads does not notice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum.config import Settings
from tests.crash.phone import Said
from tests.crash.play import Seated
from tests.crash.presses import NOT_STORED, Press, pressed
from tests.crash.rounds import Run, run, told_ready
from tests.crash.town import found
from tests.helpers.nursery import PATIENCE, Nursery

VOTERS = 8
_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""

pytestmark = pytest.mark.crash


class Holder:
    """Another process with the database in its hand."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def let_go(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(PATIENCE)

    def die(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)


@contextmanager
def held(database: Path) -> Iterator[Holder]:
    command = [sys.executable, "-c", _HOLD, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"held\n"
        try:
            yield Holder(process)
        finally:
            process.kill()


@contextmanager
def sent(town_run: Run) -> Iterator[dict[Press, asyncio.Task[Said | None]]]:
    """Everybody presses at once: voters and who writes by event and by form, who comes late, the recorder."""
    play = town_run.play
    voters, late, recorder = play.seated[:VOTERS], play.seated[VOTERS:-2], play.seated[-2]
    asked: list[tuple[Seated, Press, bool]] = [
        (one, pressed(one.citizen, "/ballots/1/votes", choice="for"), number % 2 == 0)
        for number, one in enumerate(voters)
    ]
    asked += [
        (one, pressed(one.citizen, "/items/1/contributions", text=f"{one.citizen.name}的话"), number % 2 == 1)
        for number, one in enumerate(voters)
    ]
    asked += [(one, pressed(one.citizen, f"/c/{play.sitting.code}"), False) for one in late]
    seat = play.sitting.seats[voters[0].citizen.id]
    asked += [(recorder, pressed(recorder.citizen, f"/seats/{seat}/check-out"), False)]
    tasks = {press: asyncio.create_task(play.send(one, press, as_event=event)) for one, press, event in asked}
    try:
        yield tasks
    finally:
        for task in tasks.values():
            task.cancel()


async def begun(town_run: Run) -> None:
    await town_run.start()
    await town_run.play.come_back()
    chair = town_run.play.seated[-1]
    said = await town_run.play.send(chair, pressed(chair.citizen, "/motions/1/ballot"))
    assert said is not None and said.done


async def reading_goes_on(town_run: Run) -> None:
    await asyncio.wait_for(town_run.comparison.screens(), PATIENCE)
    await asyncio.wait_for(town_run.comparison.pages(), PATIENCE)


async def answers(tasks: dict[Press, asyncio.Task[Said | None]]) -> dict[Press, Said]:
    """What everybody was answered, all of them within the patience of one."""
    done = await asyncio.wait_for(asyncio.gather(*tasks.values()), PATIENCE)
    found = dict(zip(tasks, done, strict=True))
    assert None not in found.values()
    return {press: said for press, said in found.items() if said is not None}


async def once_more(town_run: Run, presses: list[Press]) -> None:
    everybody = {one.citizen: one for one in town_run.play.seated}
    again = await asyncio.gather(*(town_run.play.send(everybody[press.by], press) for press in presses))
    assert all(said is not None and said.done for said in again), again


@pytest.mark.parametrize("end", ["let go", "killed"])
async def test_a_database_held_for_a_moment_only_makes_everybody_wait(
    settings: Settings, children: Nursery, end: str
) -> None:
    async with run(await found(settings, 1), children, in_trouble=True) as town_run:
        await begun(town_run)
        with held(settings.database_file) as holder, sent(town_run) as tasks:
            async with town_run.play.http.get(town_run.town.address + "/topics") as page:
                assert page.status == 200
            waiting = [press for press, task in tasks.items() if not task.done()]
            assert waiting, "nobody is refused at once"
            holder.let_go() if end == "let go" else holder.die()
            told = await answers(tasks)
            assert any(told[press].done for press in waiting), "who waited was not in vain"
        await once_more(town_run, [press for press, said in told.items() if not said.done])
        await town_run.comparison.all()
        town_run.check_log()


async def test_a_database_held_for_long_is_said_to_everybody_and_works_again(
    settings: Settings, children: Nursery
) -> None:
    async with run(await found(settings, 1), children, in_trouble=True) as town_run:
        await begun(town_run)
        with held(settings.database_file) as holder, sent(town_run) as tasks:
            await reading_goes_on(town_run)
            told = await answers(tasks)
            assert all(not said.done and NOT_STORED in said.words and said.status in (0, 503) for said in told.values())
            town_run.comparison.books("while it is held")
            await told_ready(town_run.play.http, town_run.town.address, expected=False)
            holder.let_go()
        await told_ready(town_run.play.http, town_run.town.address, expected=True)
        await once_more(town_run, list(told))
        await town_run.comparison.all()
        town_run.check_log()


async def test_what_was_answered_outlives_a_server_killed_while_the_database_is_held(
    settings: Settings, children: Nursery
) -> None:
    async with run(await found(settings, 1), children, in_trouble=True) as town_run:
        await begun(town_run)
        early = town_run.play.seated[0]
        vote = pressed(early.citizen, "/ballots/1/votes", choice="against")
        assert (await town_run.play.send(early, vote)) is not None and vote.said and vote.said.done
        with held(settings.database_file) as holder, sent(town_run) as tasks:
            async with town_run.play.http.get(town_run.town.address + "/topics") as page:
                assert page.status == 200
            await town_run.kill()
            cut_off = [press for press, task in tasks.items() if await task is None]
            assert cut_off
            await town_run.start()  # still held: who reads is served
            town_run.comparison.books("after the kill")
            await town_run.play.connect()
            await reading_goes_on(town_run)
            holder.let_go()
        waiting = [press for press in town_run.ledger.all if not (press.said and press.said.done)]
        second_vote = [press for press in waiting if press.by is early.citizen and press.is_vote]
        await once_more(town_run, [press for press in waiting if press not in second_vote])
        assert len(second_vote) == 1 and await town_run.play.send(early, second_vote[0])
        assert second_vote[0].said and not second_vote[0].said.done, "one voter, one vote"
        await town_run.comparison.all()
        town_run.check_log()
