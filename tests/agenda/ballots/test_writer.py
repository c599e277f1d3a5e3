"""Votes are written in groups, answered after their commit, and neither lost nor doubled."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest
from tortoise.connection import get_connection

from agenda.ballots import commands
from agenda.ballots.models import Ballot, Vote
from agenda.ballots.rules import Choice
from agenda.ballots.writer import PendingVote
from forum.errors import RuleBroken, Unavailable
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id

pytestmark = pytest.mark.threaded


def cast(hall: Hall, who: int, choice: Choice = Choice.FOR, command_id: str = "") -> Any:
    return commands.cast_vote(hall.ballot_id, choice, by=hall.members[who], command_id=command_id or new_id())


async def votes(hall: Hall) -> int:
    return await Vote.filter(ballot_id=hall.ballot_id).count()


async def test_two_hundred_votes_at_once_are_two_hundred_votes(database: Any) -> None:
    hall = await make.ballot_open(members=200)
    groups: list[int] = []

    async def written(group: Sequence[PendingVote]) -> None:
        groups.append(len(group))

    commands.writer.written = written
    choices = [list(Choice)[who % 3] for who in range(200)]
    await asyncio.gather(*(cast(hall, who, choice) for who, choice in enumerate(choices)))
    stored = dict(await Vote.filter(ballot_id=hall.ballot_id).values_list("seat_id", "choice"))
    assert stored == {hall.seat_of(member): choice for member, choice in zip(hall.members, choices, strict=True)}
    assert sum(groups) == 200
    assert len(groups) < 20, "votes waiting together are committed together"
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    tally = [choices.count(choice) for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)]
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": tally}


async def test_a_vote_is_on_disk_when_it_is_answered(database: Any) -> None:
    hall = await make.ballot_open(members=8)

    async def and_look(who: int) -> int:
        await cast(hall, who)
        with closing(sqlite3.connect(database.database_file)) as other:
            seat = (hall.seat_of(hall.members[who]),)
            return int(other.execute("SELECT count(*) FROM vote WHERE seat_id = ?", seat).fetchone()[0])

    assert await asyncio.gather(*(and_look(who) for who in range(8))) == [1] * 8


async def test_one_person_voting_twice_at_once_has_one_vote(database: Any) -> None:
    hall = await make.ballot_open()
    answers = await asyncio.gather(
        cast(hall, 0, Choice.FOR), cast(hall, 0, Choice.AGAINST), cast(hall, 1), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["RuleBroken", "str", "str"]
    kept = await Vote.get(ballot_id=hall.ballot_id, seat_id=hall.seat_of(hall.members[0]))
    told = Choice.FOR if answers[0] == "for" else Choice.AGAINST
    assert kept.choice == told
    assert await votes(hall) == 2


@pytest.mark.parametrize("copies", [2, 20])
async def test_a_vote_sent_again_is_the_same_vote(database: Any, copies: int) -> None:
    hall = await make.ballot_open()
    assert await asyncio.gather(*(cast(hall, 0, command_id="the-same") for _ in range(copies))) == ["for"] * copies
    assert await cast(hall, 0, command_id="the-same") == "for"
    assert await votes(hall) == 1


async def test_device_and_desk_at_once_are_one_vote(database: Any) -> None:
    hall = await make.ballot_open()
    seat = hall.seat_of(hall.members[0])
    desk = commands.enter_vote(hall.ballot_id, seat, Choice.AGAINST, by=hall.recorder, command_id=new_id())
    answers = await asyncio.gather(cast(hall, 0), desk, return_exceptions=True)
    assert sum(isinstance(one, RuleBroken) for one in answers) == 1
    kept = await Vote.get(ballot_id=hall.ballot_id)
    assert kept.source == ("desk" if isinstance(answers[0], RuleBroken) else "device")


@pytest.mark.parametrize("at", [0, 3, 9, 20, 40])
async def test_closing_counts_every_vote_that_was_answered_and_none_that_was_refused(database: Any, at: int) -> None:
    hall = await make.ballot_open(members=60)
    casting = [asyncio.create_task(cast(hall, who)) for who in range(60)]
    for _ in range(at):
        await asyncio.sleep(0)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    answers = await asyncio.gather(*casting, return_exceptions=True)
    taken = sum(not isinstance(answer, Exception) for answer in answers)
    assert all(isinstance(answer, str | RuleBroken) for answer in answers)
    assert await votes(hall) == taken
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [taken, 0, 0]}
    with pytest.raises(RuleBroken):
        await cast(hall, 0)
    assert await votes(hall) == taken


async def test_votes_of_two_halls_in_one_group_stay_apart(database: Any) -> None:
    one, two = await make.ballot_open(members=4), await make.ballot_open(members=4)
    await commands.close_ballot(two.ballot_id, by=two.chair)
    answers = await asyncio.gather(
        *(cast(one, who) for who in range(4)), *(cast(two, who) for who in range(4)), return_exceptions=True
    )
    assert [isinstance(answer, str) for answer in answers] == [True] * 4 + [False] * 4
    assert (await votes(one), await votes(two)) == (4, 0)


async def test_voters_who_hang_up_lose_nothing_that_was_answered(database: Any) -> None:
    hall = await make.ballot_open(members=60)
    ids = [new_id() for _ in range(60)]
    casting = [asyncio.create_task(cast(hall, who, command_id=ids[who])) for who in range(60)]
    for who, task in enumerate(casting):
        if who % 3:
            await asyncio.sleep(0)
            task.cancel()
    answers = await asyncio.gather(*casting, return_exceptions=True)
    assert sum(isinstance(answer, asyncio.CancelledError) for answer in answers) >= 20
    await commands.writer.finish()
    seats = set(await Vote.filter(ballot_id=hall.ballot_id).values_list("seat_id", flat=True))
    assert {hall.seat_of(hall.members[who]) for who, answer in enumerate(answers) if isinstance(answer, str)} <= seats
    await asyncio.gather(*(cast(hall, who, command_id=ids[who]) for who in range(60)))
    assert await votes(hall) == 60


async def test_a_busy_database_is_said_and_the_same_vote_is_taken_afterwards(database: Any) -> None:
    hall = await make.ballot_open()
    await get_connection("default").execute_script("PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(database.database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = await asyncio.gather(cast(hall, 0, command_id="the-same"), cast(hall, 1), return_exceptions=True)
        other.execute("ROLLBACK")
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert await votes(hall) == 0
    await cast(hall, 0, command_id="the-same")
    assert await votes(hall) == 1


async def test_screens_that_fail_do_not_fail_a_vote(database: Any, errors: Any) -> None:
    hall = await make.ballot_open()

    async def broken(_: Sequence[PendingVote]) -> None:
        raise ValueError("a screen broke")

    commands.writer.written = broken
    await asyncio.gather(cast(hall, 0), cast(hall, 1))
    await commands.writer.finish()
    errors.take("listener of votes failed")
    await cast(hall, 2)
    assert await votes(hall) == 3
