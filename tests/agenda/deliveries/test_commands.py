"""送达与催办: on record once a seat, by itself where somebody opens the page, and never a word to who has voted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.deliveries import commands
from agenda.deliveries.models import Delivery, DeliveryMeans, Reminder
from forum import clock
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused, new_id


def deliver(hall: Hall, *members: int, **kw: Any) -> Any:
    seats = [hall.seat_of(hall.members[one]) for one in members]
    given = {"by": hall.recorder, **kw}
    return commands.record_deliveries(
        hall.session_id, seats, DeliveryMeans.HANDED, clock.today(), "楼长王秀兰", **given
    )


async def test_a_list_is_recorded_at_once_and_nobody_twice(database: Any) -> None:
    hall = await make.written_noticed(members=4, observers=1)
    assert await deliver(hall, 0, 1) == 2
    assert await deliver(hall, 1, 2, 4) == 1
    found = await Delivery.all()
    assert [one.seat_id for one in found] == [hall.seat_of(member) for member in hall.members[:3]]
    assert {one.witness for one in found} == {"楼长王秀兰"}


async def test_a_wrong_one_is_taken_back_and_the_record_keeps_both(database: Any) -> None:
    hall = await make.written_noticed(members=2)
    await deliver(hall, 0, 1)
    await commands.take_back_delivery(hall.session_id, hall.seat_of(hall.members[0]), by=hall.recorder)
    assert [one.seat_id for one in await Delivery.all()] == [hall.seat_of(hall.members[1])]
    kinds = list(await Event.filter(room_id=hall.room_id).order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["delivery.recorded", "delivery.withdrawn"]
    with pytest.raises(NotFound):
        await commands.take_back_delivery(hall.session_id, hall.seat_of(hall.members[0]), by=hall.recorder)


async def test_opening_the_page_signed_in_is_a_delivery_once(database: Any, client: Any) -> None:
    hall = await make.written_open(members=3)
    browser = await client(hall.members[0])
    for _ in range(2):
        await browser.text(f"/sessions/{hall.session_id}/room")
    (found,) = await Delivery.all()
    assert (found.seat_id, found.means) == (hall.seat_of(hall.members[0]), DeliveryMeans.DEVICE)
    assert await Event.filter(kind="delivery.recorded").count() == 1


async def test_looking_before_it_opens_or_without_a_seat_is_no_delivery(database: Any, client: Any) -> None:
    noticed = await make.written_noticed(members=2)
    await (await client(noticed.members[0])).text(f"/sessions/{noticed.session_id}/room")
    open_ = await make.written_open(members=2, observers=1)
    await (await client(await make.person())).text(f"/sessions/{open_.session_id}/room")
    await (await client(open_.members[2])).text(f"/sessions/{open_.session_id}/room")
    assert not await Delivery.exists()


async def test_only_who_has_not_answered_is_reminded_and_once_a_day(database: Any, client: Any) -> None:
    hall = await make.written_open(members=3)
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    assert await commands.remind(hall.session_id, by=hall.recorder) == 2
    assert hall.seat_of(hall.members[0]) not in {one.seat_id for one in await Reminder.all()}
    with pytest.raises(RuleBroken, match="今天都催过了"):
        await commands.remind(hall.session_id, by=hall.recorder)
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert await commands.remind(hall.session_id, by=hall.recorder) == 2
    assert "社区催您投票" in await (await client(hall.members[1])).text("/")
    assert "社区催您投票" not in await (await client(hall.members[0])).text("/")


async def test_objections_alone_are_never_asked_for_again(database: Any) -> None:
    """Who is silent there has no objection: to ask again would tell who has sent one."""
    from agenda.ballots.methods.kinds import Kind
    from agenda.ballots.questions import Question
    from agenda.ballots.rule_sets import PRESETS

    rules = PRESETS["objection_only"].edited(measures=PRESETS["simple"].measures)
    hall = await make.written_open(members=2, rules=rules, matters=[Question(Kind.OBJECTION, "设快递柜")])
    with pytest.raises(RuleBroken, match="没有要催的"):
        await commands.remind(hall.session_id, by=hall.recorder)


DEEDS = [
    Deed("record_deliveries", lambda: make.written_noticed(members=2), lambda h, **kw: deliver(h, 0, 1, **kw),
         "delivery.recorded", lambda h, _: {"session": h.session_id, "means": "handed"}),
    Deed("remind", lambda: make.written_open(members=2),
         lambda h, **kw: commands.remind(h.session_id, by=h.recorder, **kw), "reminder.sent"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_records_its_fact_once_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


REFUSALS = [
    Refused("a sitting delivers no papers", lambda: make.session_noticed(members=2),
            lambda h, **kw: deliver(h, 0, **kw), RuleBroken, "只有书面征求意见"),
    Refused("before the notice", lambda: make.written_planned(members=2),
            lambda h, **kw: commands.record_deliveries(
                h.session_id, [1], DeliveryMeans.POST, clock.today(), by=h.recorder, **kw), RuleBroken, "发出通知以后"),
    Refused("a member records none", lambda: make.written_noticed(members=2),
            lambda h, **kw: deliver(h, 0, **{**kw, "by": h.members[1]}), NotAllowed, "记录员"),
    Refused("nobody", lambda: make.written_noticed(members=2),
            lambda h, **kw: deliver(h, **kw), RuleBroken, "一席也没有选"),
    Refused("tomorrow", lambda: make.written_noticed(members=2),
            lambda h, **kw: commands.record_deliveries(
                h.session_id, list(h.seats.values()), DeliveryMeans.POST, clock.today() + timedelta(days=1),
                by=h.recorder, **kw), BadInput, "到今天之间"),
    Refused("reminding before it opens", lambda: make.written_noticed(members=2),
            lambda h, **kw: commands.remind(h.session_id, by=h.recorder, **kw), RuleBroken, "正在收票"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
async def test_it_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)
