"""The round of the table at a joint council: called, taken down, read out, claimed, told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.exchange import commands as exchange
from agenda.exchange import queries
from agenda.exchange.models import Turn
from agenda.exchange.rules import TurnState
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemKind
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.topics.models import Category
from minutes.action_items import working
from minutes.action_items.models import ActionItem
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from minutes.needs import commands, rules
from minutes.needs.models import Claim, Need, NeedState
from minutes.projects.models import Project
from minutes.record.queries import record
from minutes.resources.models import Resource
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")


async def council(*, open_item: bool = True) -> Hall:
    """Four units, three here, at 互通清单; the first unit's turn is still to come."""
    await make.community()
    hall = await make.session_planned(await make.body(4, "joint_council", units=True), topics=0)
    hall.items = [
        await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.EXCHANGE),
        await items.add_item(hall.session_id, by=hall.secretary, title="其他"),
    ]
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    await sessions.open_session(hall.session_id, by=hall.chair)
    for member in hall.members[:3]:
        await attendance.check_in(hall.session_id, by=member)
    hall.seats = {seat.person_id: seat.id for seat in await Seat.filter(session_id=hall.session_id) if seat.person_id}
    hall.item_id = hall.items[0]
    if open_item:
        await items.open_item(hall.item_id, by=hall.chair)
    return hall


def unit_of(member: Actor) -> int:
    return next(iter(member.units))


async def brought(hall: Hall | None = None) -> Hall:
    """The first unit has brought a need and a resource; `hall.motion_id` is the need."""
    hall = hall or await council()
    await bring(hall)
    hall.motion_id = (await Need.filter(item_id=hall.item_id).order_by("id"))[0].id
    return hall


async def bring(hall: Hall, by: Actor | None = None, **kw: Any) -> int:
    unit = unit_of(hall.members[0])
    return await commands.bring(
        hall.item_id,
        unit,
        ["放学后要一间教室"],
        ["会议室周末可用"],
        Category.PUBLIC_AFFAIRS,
        by=by or hall.recorder,
        **kw,
    )


def claim(by: str = "recorder", of: int = 1) -> Any:
    def act(hall: Hall, **kw: Any) -> Any:
        who = hall.members[int(by)] if by.isdigit() else getattr(hall, by)
        return commands.claim_need(hall.motion_id, unit_of(hall.members[of]), by=who, **kw)

    return act


def call(at: int = 0, by: str = "chair") -> Any:
    return lambda h, **kw: exchange.call_unit(h.item_id, h.seat_of(h.members[at]), by=getattr(h, by), **kw)


async def in_turn() -> Hall:
    hall = await council()
    await call()(hall)
    return hall


DEEDS = [
    Deed("call_unit", council, call(), "turn.called", lambda h, _: {"seat": h.seat_of(h.members[0])}),
    Deed("end_turn", in_turn, lambda h, **kw: exchange.end_turn(h.item_id, TurnState.PASSED, by=h.chair, **kw),
         "turn.ended", lambda h, _: {"state": "passed"}),
    Deed("read_need", brought, lambda h, **kw: exchange.read_need(h.item_id, h.motion_id, by=h.chair, **kw),
         "turn.need_read", lambda h, _: {"need": h.motion_id}),
    Deed("bring", council, bring, "need.raised", others=frozenset({"resource.offered"})),
    Deed("bring on the phone", council, lambda h, **kw: bring(h, h.members[0], **kw), "resource.offered",
         others=frozenset({"need.raised"})),
    Deed("take back", brought, lambda h, **kw: commands.take_back_need(h.motion_id, by=h.members[0], **kw),
         "need.taken_back"),
    Deed("claim", brought, claim(), "need.claimed", others=frozenset({"action.assigned", "project.started"})),
    Deed("claim on the phone", brought, claim("1"), "need.claimed",
         others=frozenset({"action.assigned", "project.started"})),
]  # fmt: skip

REFUSED = [
    Refused("a delegate calls", council, lambda h, **kw: exchange.call_unit(
        h.item_id, h.seat_of(h.members[0]), by=h.members[0], **kw), NotAllowed, "主持人"),
    Refused("who is not here is called", council, call(3), RuleBroken, "请从本次会议的单位席位里选"),
    Refused("nobody's turn", council, lambda h, **kw: exchange.end_turn(
        h.item_id, TurnState.NOTHING, by=h.chair, **kw), RuleBroken, "没有轮到"),
    Refused("an unknown need", council, lambda h, **kw: exchange.read_need(h.item_id, 99, by=h.chair, **kw),
            NotFound, "清单上没有"),
    Refused("before its item", lambda: council(open_item=False), bring, RuleBroken, "没有在议"),
    Refused("for another unit", council, lambda h, **kw: bring(h, h.members[1], **kw), NotAllowed, "自己的单位"),
    Refused("nothing brought", council, lambda h, **kw: commands.bring(
        h.item_id, unit_of(h.members[0]), [], [], Category.SAFETY, by=h.recorder, **kw), BadInput, "至少写一条"),
    Refused("claimed for another", brought, claim("2"), NotAllowed, "自己的单位"),
    Refused("claimed by who is not here", brought, claim("3", of=3), RuleBroken, "请先签到"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_its_fact_and_acts_once(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_one_unit_has_its_turn_at_a_time_and_comes_again_when_passed_over() -> None:
    hall = await council()
    await call(0)(hall)
    await exchange.end_turn(hall.item_id, TurnState.PASSED, by=hall.chair)
    await call(1)(hall)
    await call(2)(hall)
    table = await queries.table(await AgendaItem.get(id=hall.item_id))
    assert [place.state for place in table.places] == [TurnState.PASSED, TurnState.HEARD, TurnState.CALLED]
    assert table.next == table.places[0]
    assert await Turn.filter(state=TurnState.CALLED).count() == 1


async def test_two_units_claim_a_need_in_one_project_and_its_state_follows_their_work() -> None:
    hall = await brought()
    due = clock.today() + timedelta(days=9)
    await commands.claim_need(hall.motion_id, unit_of(hall.members[1]), due, by=hall.recorder, responsible="李经理")
    await commands.claim_need(hall.motion_id, unit_of(hall.members[2]), by=hall.members[2])
    need = await Need.get(id=hall.motion_id)
    project = await Project.get()
    assert (need.state, need.project_id, project.title) == (NeedState.CLAIMED, project.id, need.text)
    first, second = await ActionItem.all()
    assert (first.due_on, first.responsible, second.due_on) == (due, "李经理", rules.due(clock.today()))
    with pytest.raises(RuleBroken, match="已经认领"):
        await commands.claim_need(hall.motion_id, unit_of(hall.members[1]), by=hall.recorder)
    with pytest.raises(RuleBroken, match="不能删去"):
        await commands.take_back_need(hall.motion_id, by=hall.recorder)
    for action, stands in ((first, NeedState.CLAIMED), (second, NeedState.IN_HAND)):
        assert (await Need.get(id=hall.motion_id)).state is stands
        await working.hand_in(action.id, "办好了", by=hall.secretary)
    assert (await Need.get(id=hall.motion_id)).state is NeedState.MET


async def test_each_claimed_need_is_a_project_of_its_own() -> None:
    hall = await brought()
    await bring(hall)
    for need in await Need.all():
        await commands.claim_need(need.id, unit_of(hall.members[1]), by=hall.recorder)
    assert await Project.all().count() == 2


async def test_the_record_and_the_draft_tell_the_exchange() -> None:
    hall = await brought()
    await call(1)(hall)
    await exchange.end_turn(hall.item_id, TurnState.NOTHING, by=hall.chair)
    await claim()(hall)
    await commands.take_back_resource((await Resource.get()).id, by=hall.recorder)
    lines = [
        "；".join(s.said(str) for s in line.sentences) for line in await record(await Session.get(id=hall.session_id))
    ]
    text = "\n".join(lines)
    assert "提出需求：放学后要一间教室" in text and "没有要报的" in text and "认领需求：放学后要一间教室" in text
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    paper = draft(await drafting.gather(hall.session_id))
    assert "1家单位提出需求1项，认领1项" in paper
    assert "| 1 | " in paper and "放学后要一间教室" in paper


@given(
    st.lists(st.text("要场地床位轮椅", min_size=1, max_size=9), max_size=5),
    st.sampled_from(["", "1. ", "（2）", "3、", "- "]),
)
def test_pasted_lists_lose_their_numbers_and_no_line(texts: list[str], mark: str) -> None:
    assert rules.lines("\r\n".join(f" {mark}{text} " for text in texts)) == texts


def test_a_line_that_begins_with_a_figure_keeps_it() -> None:
    assert rules.lines("3.5米高的梯子\n10台轮椅") == ["3.5米高的梯子", "10台轮椅"]


async def test_the_pages_show_the_table_to_those_called_and_take_down_by_plain_forms(client: Any) -> None:
    hall = await brought()
    recorder = await client(hall.recorder)
    page = await recorder.text(f"/sessions/{hall.session_id}/console")
    assert "放学后要一间教室" in page and "data-bring" in page
    refused = await recorder.submit(f"/sessions/{hall.session_id}/table", unit_id=unit_of(hall.members[1]),
                                    needs="长" * 201)  # fmt: skip
    assert refused.status_code == 422 and "长" * 201 in await refused.get_data(as_text=True)
    await recorder.submit(f"/needs/{hall.motion_id}/claim", unit_id=unit_of(hall.members[1]), due_on="2099-01-01")
    assert await Claim.all().count() == 1
    phone = await client(hall.members[0])
    assert "data-exchanging" in await phone.text(f"/sessions/{hall.session_id}/room")
    assert "2099" in await phone.text(f"/items/{hall.item_id}/table")
    assert (await (await client(await make.person())).get(f"/items/{hall.item_id}/table")).status_code == 403
