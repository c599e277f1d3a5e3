"""The minutes say who took part through whom, from where, and who stood aside."""

from __future__ import annotations

from datetime import date
from typing import Any

from agenda.attendance import commands as attendance
from agenda.attendance import mandates, recusals
from agenda.ballots import commands as ballots
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from minutes.drafting.draft import draft
from minutes.drafting.queries import gather
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id


def seat(hall: Hall, who: int) -> int:
    return hall.seat_of(hall.members[who])


async def held(**more: Any) -> Hall:
    """Nine on the roll: five came, one takes part remotely; the first voted for the eighth, who is excused."""
    hall = await make.motion_put(members=9, present=5, **more)
    await attendance.tick_off(seat(hall, 5), by=hall.recorder, remote=True)
    await attendance.excuse(seat(hall, 7), by=hall.recorder)
    await mandates.enter_mandate(
        hall.session_id, seat(hall, 7), seat(hall, 0), date(2026, 11, 20), "只限排水主管一项", by=hall.recorder
    )
    return hall


async def voted(hall: Hall) -> str:
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    holder = hall.members[0]
    await ballots.cast_vote(ballot, Choice.FOR, by=holder, command_id=new_id())
    await ballots.cast_vote(ballot, Choice.FOR, by=holder, command_id=new_id(), seat_id=seat(hall, 7))
    await ballots.close_ballot(ballot, by=hall.chair)
    return draft(await gather(hall.session_id))


async def test_the_overview_counts_the_remote_and_those_present_by_mandate(database: Any) -> None:
    hall = await held()
    text = await voted(hall)
    assert "应到9人，实到6人（其中远程参加1人），委托出席1人。" in text
    names = hall.members[7].name, hall.members[0].name
    assert f"凭书面委托代为表决的：{names[0]}委托{names[1]}（2026年11月20日委托书，范围：只限排水主管一项）。" in text
    assert "其中受托人代投1票" in text and "记录员代录" not in text


async def test_a_mandate_counts_towards_the_quorum_in_the_minutes_where_the_rules_count_it(database: Any) -> None:
    hall = await make.motion_put(members=9, present=4)
    await mandates.enter_mandate(hall.session_id, seat(hall, 7), seat(hall, 0), date(2026, 11, 20), by=hall.recorder)
    assert (await gather(hall.session_id)).quorum.met


async def test_principals_are_not_counted_where_the_rules_do_not_count_them(database: Any) -> None:
    hall = await held(rules=PRESETS["simple"].edited(proxied_counts=False, remote_counts=False))
    record = await gather(hall.session_id)
    assert (record.attended.proxied, record.attended.excused, record.quorum.present) == (0, 1, 5)
    assert "委托" not in draft(record)


async def test_a_holder_who_left_early_has_voted_for_the_principal_all_the_same(database: Any) -> None:
    hall = await held()
    await attendance.check_out(seat(hall, 0), by=hall.recorder)
    assert (await gather(hall.session_id)).attended.proxied == 1


async def test_a_principal_who_came_is_not_there_by_mandate(database: Any) -> None:
    hall = await held()
    await attendance.check_in(hall.session_id, by=hall.members[7])
    attended = (await gather(hall.session_id)).attended
    assert (attended.proxied, attended.present) == (0, 7)


async def test_who_stood_aside_is_named_with_the_reason(database: Any) -> None:
    hall = await held()
    await recusals.declare_recusal(hall.item_id, "是承包人的配偶", by=hall.members[1])
    assert f"{hall.members[1].name}就该事项回避（是承包人的配偶）。" in await voted(hall)


async def test_who_came_back_before_any_ballot_is_not_named(database: Any) -> None:
    hall = await held()
    recusal = await recusals.declare_recusal(hall.item_id, "记错了", by=hall.members[1])
    await recusals.end_recusal(recusal, by=hall.members[1])
    assert "回避" not in await voted(hall)
