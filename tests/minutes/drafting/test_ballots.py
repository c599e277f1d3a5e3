"""What minutes say of every way of voting: what it came to, how it was counted, what decides nothing."""

from __future__ import annotations

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots import secret
from agenda.ballots.commands import Given
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, VoteSource
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum.checking import findings
from forum.config import Settings
from minutes.drafting import queries
from minutes.drafting.draft import draft
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id


@pytest.fixture(autouse=True)
def keys(database: Settings) -> None:
    secret.configure(database.data / "keys")


async def written(hall: Hall) -> str:
    """The draft after the item and the session are closed."""
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    assert await findings() == []
    return draft(await queries.gather(hall.session_id))


async def closed(hall: Hall) -> Hall:
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def cast(hall: Hall, *papers: object) -> None:
    for who, paper in enumerate(papers):
        await ballots.cast_vote(hall.ballot_id, Given(paper), by=hall.members[who], command_id=new_id())


async def test_hands_are_told_with_who_counted_who_confirmed_and_what_was_corrected() -> None:
    hall = await make.ballot_open(kind=Kind.HANDS)
    block = await ballots.enter_block(hall.ballot_id, [Hands(2, 2, 0)], VoteSource.HAND, "李建国", by=hall.recorder)
    await ballots.confirm_block(block, [Hands(3, 1, 1)], "王秀兰", by=hall.recorder)
    text = await written(await closed(hall))
    assert "进行举手表决：赞成3票，反对1票，弃权1票" in text
    assert "其中举手赞成3票，反对1票，弃权1票，由李建国清点、王秀兰监票" in text
    assert "计票人原先清点为赞成2票，反对2票，弃权0票" in text
    assert "会议同意更换3号楼2单元排水主管" in text


async def test_a_void_ballot_is_told_with_its_reason_and_decides_nothing() -> None:
    hall = await make.ballot_open()
    await cast(hall, "for", "for", "for")
    await closed(hall)
    await ballots.void_ballot(hall.ballot_id, "有人没有听清", by=hall.chair)
    text = await written(hall)
    assert "进行的记名表决已作废，不作为结果。原因：有人没有听清。" in text
    assert "议定事项" not in text and "赞成3票" not in text


async def test_a_ballot_repeated_after_a_void_one_decides() -> None:
    hall = await make.ballot_open()
    await ballots.void_ballot(hall.ballot_id, "开错了", by=hall.chair)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await cast(hall, "for", "for", "for")
    text = await written(await closed(hall))
    assert "已作废" in text and "会议同意更换" in text


async def test_a_secret_question_is_told_with_its_choice_and_the_hash_of_its_list() -> None:
    hall = await make.question_open(put=make.question(is_secret=True))
    await cast(hall, {"option": 2}, {"option": 2}, {"option": 1})
    text = await written(await closed(hall))
    assert "会议就“电动车棚建在哪里？”进行无记名单选表决：选定：“南门”（2票）" in text
    assert f"清单校验值（SHA-256）：{(await Ballot.get(id=hall.ballot_id)).list_hash}" in text
    assert "议定事项\n\n“电动车棚建在哪里？”：选定：“南门”" in text


async def test_how_the_hall_leaned_is_told_and_is_no_decision() -> None:
    hall = await make.question_open(put=make.question(Kind.TEMPERATURE, settings=make.question_of_mood()))
    await cast(hall, {"option": 1})
    text = await written(await closed(hall))
    assert "作意向摸底：意向摸底，不是决定" in text and "议定事项" not in text


async def test_what_nobody_objected_to_is_decided_and_an_objection_decides_nothing() -> None:
    hall = await make.ballot_open(kind=Kind.CONSENT)
    text = await written(await closed(hall))
    assert "征询异议：没有人提出异议，通过" in text and "会议同意更换" in text
    hall = await make.ballot_open(kind=Kind.CONSENT)
    await cast(hall, {"objects": True})
    text = await written(await closed(hall))
    assert "有1人提出异议" in text and "议定事项" not in text


async def test_votes_entered_for_others_latecomers_and_the_casting_vote_are_in_the_record() -> None:
    hall = await make.ballot_open(members=5, present=4, rules=make.casting())
    await attendance.tick_off(hall.seat_of(hall.members[4]), by=hall.recorder)
    await ballots.admit_late(hall.ballot_id, hall.seat_of(hall.members[4]), by=hall.chair)
    await cast(hall, "for", "against")
    for who, choice, source in ((2, Choice.FOR, VoteSource.PAPER), (3, Choice.AGAINST, VoteSource.PHONE)):
        seat = hall.seat_of(hall.members[who])
        await ballots.enter_vote(hall.ballot_id, seat, choice, by=hall.recorder, command_id=new_id(), source=source)
    await closed(hall)
    await ballots.break_tie(hall.ballot_id, Choice.FOR, by=hall.chair)
    text = await written(hall)
    assert "其中记录员代录2票（纸质票1票、电话1票）" in text
    assert "主持人准许表决开始后到场的1人参加" in text
    assert "主持人投决定票：赞成" in text and "会议同意更换" in text


async def test_what_is_kept_in_no_plain_votes_is_no_fault_of_the_data() -> None:
    """Only named for-and-against votes can be compared with the figures that were announced."""
    for hall in (
        await make.ballot_open(is_secret=True),
        await make.question_open(),
        await make.ballot_open(kind=Kind.CONSENT),
    ):
        await closed(hall)
    mixed = await make.ballot_open()
    await cast(mixed, "for")
    block = await ballots.enter_block(mixed.ballot_id, [Hands(2, 0, 0)], VoteSource.HAND, "甲", by=mixed.recorder)
    await ballots.confirm_block(block, [Hands(2, 0, 0)], "乙", by=mixed.recorder)
    await closed(mixed)
    assert await findings() == []
