"""The chair reminds those who have not voted, and nobody else."""

from __future__ import annotations

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.queries import missing_people
from agenda.ballots.rules import Choice
from agenda.room.personal import personal_of_all
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from tests import factories as make


async def test_only_who_has_not_voted_is_reminded_and_it_is_on_record(database: object) -> None:
    hall = await make.ballot_open(members=4)
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id="voted already")
    assert await missing_people(hall.ballot_id) == {member.person_id for member in hall.members[1:]}
    assert await ballots.remind_missing(hall.ballot_id, by=hall.chair) == 3
    event = await Event.filter(kind="ballot.reminded").get()
    assert event.data == {"ballot": hall.ballot_id, "missing": 3}
    mine = await personal_of_all(hall.room_id, [member.person_id or 0 for member in hall.members])
    assert {each["reminded"] for each in mine.values()} == {event.seq}


async def test_a_second_reminder_is_another_one_and_one_sent_again_is_the_same(database: object) -> None:
    hall = await make.ballot_open(members=3)
    for command_id in ("the first one", "the first one", "the second one"):
        await ballots.remind_missing(hall.ballot_id, by=hall.chair, command_id=command_id)
    seqs = await Event.filter(kind="ballot.reminded").values_list("seq", flat=True)
    assert len(seqs) == 2
    mine = await personal_of_all(hall.room_id, [hall.members[0].person_id or 0])
    assert [each["reminded"] for each in mine.values()] == [max(seqs)]


async def test_a_reminder_in_one_ballot_is_none_in_the_next(database: object) -> None:
    hall = await make.ballot_open(members=3)
    await ballots.remind_missing(hall.ballot_id, by=hall.chair)
    await ballots.void_ballot(hall.ballot_id, "开错了", by=hall.chair)
    await ballots.open_ballot(hall.motion_id, by=hall.chair)
    mine = await personal_of_all(hall.room_id, [hall.members[0].person_id or 0])
    assert [each["reminded"] for each in mine.values()] == [0]


async def test_nobody_is_reminded_where_all_have_voted_nor_where_not_everybody_is_asked(database: object) -> None:
    hall = await make.ballot_open(members=2)
    for at, member in enumerate(hall.members):
        await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=member, command_id=f"vote number {at}")
    with pytest.raises(RuleBroken, match="都投过了"):
        await ballots.remind_missing(hall.ballot_id, by=hall.chair)
    hands = await make.ballot_open(members=2, kind=Kind.HANDS)
    with pytest.raises(RuleBroken, match="不用人人都投"):
        await ballots.remind_missing(hands.ballot_id, by=hands.chair)
    with pytest.raises(NotAllowed):
        await ballots.remind_missing(hands.ballot_id, by=hands.members[0])
    assert not await Event.exists(kind="ballot.reminded")
