"""One voter, one vote: whatever is sent again, late, or from another device."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from agenda.ballots import commands
from agenda.ballots.models import Vote
from agenda.ballots.rules import Choice
from forum import clock
from forum.errors import RuleBroken
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id


async def cast(hall: Hall, who: int, choice: Choice, command_id: str) -> None:
    await commands.cast_vote(hall.ballot_id, choice, by=hall.members[who], command_id=command_id)


async def stored(hall: Hall, who: int) -> str:
    return (await Vote.get(ballot_id=hall.ballot_id, seat_id=hall.seat_of(hall.members[who]))).choice


async def closed(hall: Hall) -> None:
    await commands.close_ballot(hall.ballot_id, by=hall.chair)


async def test_a_vote_whose_answer_was_lost_is_acknowledged_when_it_comes_again_after_the_ballot(database: Any) -> None:
    hall = await make.ballot_open()
    await cast(hall, 0, Choice.FOR, "the-lost-answer")
    await closed(hall)
    await cast(hall, 0, Choice.FOR, "the-lost-answer")
    for choice, command_id in ((Choice.AGAINST, "the-lost-answer"), (Choice.FOR, "another-press")):
        with pytest.raises(RuleBroken, match="表决已经结束"):
            await cast(hall, 0, choice, command_id)
    with pytest.raises(RuleBroken, match="表决已经结束"):
        await cast(hall, 1, Choice.FOR, "the-lost-answer")
    assert await Vote.all().count() == 1


async def test_a_vote_in_time_is_acknowledged_when_it_comes_again_out_of_time(database: Any) -> None:
    hall = await make.ballot_open(seconds=60)
    await cast(hall, 0, Choice.FOR, "the-lost-answer")
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        await cast(hall, 0, Choice.FOR, "the-lost-answer")
        with pytest.raises(RuleBroken, match="表决已经结束"):
            await cast(hall, 1, Choice.FOR, new_id())
    assert await Vote.all().count() == 1


async def test_late_copies_and_late_votes_in_one_group_are_told_apart(database: Any) -> None:
    hall = await make.ballot_open(members=8)
    ids = [new_id() for _ in range(8)]
    await asyncio.gather(*(cast(hall, who, Choice.FOR, ids[who]) for who in range(4)))
    await closed(hall)
    answers = await asyncio.gather(*(cast(hall, who, Choice.FOR, ids[who]) for who in range(8)), return_exceptions=True)
    assert [answer is None for answer in answers] == [True] * 4 + [False] * 4


async def test_a_vote_that_was_changed_does_not_come_back_when_it_is_sent_again(database: Any) -> None:
    hall = await make.ballot_open(preset="parliamentary")
    await cast(hall, 0, Choice.FOR, "first-press")
    await cast(hall, 0, Choice.AGAINST, "second-press")
    with pytest.raises(RuleBroken, match="改投"):
        await cast(hall, 0, Choice.FOR, "first-press")
    assert await stored(hall, 0) == Choice.AGAINST
    await cast(hall, 0, Choice.AGAINST, "second-press")
    await cast(hall, 0, Choice.FOR, "third-press")
    assert await stored(hall, 0) == Choice.FOR, "who means it presses again"


@pytest.mark.parametrize("seed", range(6))
async def test_of_many_votes_on_two_devices_the_last_press_stands_whatever_copies_come_late(
    database: Any, seed: int
) -> None:
    chance = random.Random(seed)
    hall = await make.ballot_open(preset="parliamentary")
    presses: list[tuple[Choice, str]] = []
    for _ in range(12):
        if presses and chance.random() < 0.5:
            late = chance.sample(presses, min(2, len(presses)))
            await asyncio.gather(*(cast(hall, 0, *press) for press in late), return_exceptions=True)
        else:
            presses.append((chance.choice(list(Choice)), new_id()))
            await cast(hall, 0, *presses[-1])
        assert await stored(hall, 0) == presses[-1][0]
    assert await Vote.all().count() == 1


async def test_a_group_with_a_changed_and_a_repeated_vote_leaves_the_last_of_them(database: Any) -> None:
    hall = await make.ballot_open(preset="parliamentary")
    first, second = (Choice.FOR, new_id()), (Choice.AGAINST, new_id())
    answers = await asyncio.gather(
        cast(hall, 0, *first), cast(hall, 0, *second), cast(hall, 0, *first), return_exceptions=True
    )
    assert [type(answer).__name__ for answer in answers] == ["NoneType", "NoneType", "RuleBroken"]
    assert await stored(hall, 0) == Choice.AGAINST
