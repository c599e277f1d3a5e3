"""福分: a ledger that always balances; who earns by what; what is asked for comes back or is handed over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.sessions import commands as sessions
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies.models import TeamKind, Unit, UnitKind
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.people.models import Person
from forum.units import commands as units
from minutes.points import commands, links, offering, queries
from minutes.points.models import AccountKind, PointAccount, PointEntry, PointOffer, Redemption, RedemptionState
from minutes.points.rules import Terms
from minutes.wishes import commands as wishes
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_acts_once_at_once, check_recorded, check_refused
from tests.minutes.orders import test_orders as orders

pytestmark = pytest.mark.usefixtures("app")

ON = Terms(on=True)
IN_STOCK = 3


@dataclass
class Made:
    """Points are kept; `resident` has ten of them, the team twenty, and there is something to be had for six."""

    office: Actor
    resident: Actor
    other: Actor
    delegate: Actor
    unit: int
    account: int
    team: int
    offer: int
    asked: int = 0


async def serve(office: Actor, hours: int, what: str, **who: Any) -> int:
    return await commands.enter_service(60 * hours, clock.today(), what, "楼栋长", by=office, **who)


async def made() -> Made:
    office, resident, other = await make.secretary(), await make.person(), await make.person()
    await commands.keep_terms(ON, by=office)
    unit = await make.unit(kind=UnitKind.VOLUNTEERS)
    await Unit.filter(id=unit).update(team=TeamKind.FREE)
    delegate = await make.person(unit_id=unit)
    await units.join_team(unit, other.person_id or 0, by=SYSTEM)
    await serve(office, 5, "扫雪", person_id=resident.person_id)
    await serve(office, 10, "巡逻", unit_id=unit)
    offer = await offering.keep_offer("大米", 6, "一楼", in_stock=IN_STOCK, by=office)
    account, team = await queries.account_of(resident.person_id), (await queries.accounts_of_units([unit]))[0]
    assert account is not None
    return Made(office, resident, other, delegate, unit, account.id, team.id, offer)


async def asked() -> Made:
    at = await made()
    return replace(at, asked=await offering.ask_for(at.offer, at.account, by=at.resident))


async def service_line(at: Made) -> int:
    return (await PointEntry.get(taker_id=at.account, kind="service")).id


# ---- what every command owes ----


async def _enter(at: Made, **kw: Any) -> int:
    return await commands.enter_service(
        120, clock.today(), "铲冰", "签到表", person_id=at.other.person_id, by=at.office, **kw
    )


async def _correct(at: Made, **kw: Any) -> int:
    return await commands.correct_entry(await service_line(at), "记错人了", by=at.office, **kw)


async def _share(at: Made, points: int = 4, by: Actor | None = None, **kw: Any) -> int:
    who = at.other.person_id or 0
    return await commands.share_points(at.team, who, points, "开车", by=by or at.delegate, **kw)


DEEDS = [
    Deed("terms", made, lambda at, **kw: commands.keep_terms(Terms(on=True, hour=3), by=at.office, **kw),
         "points.terms_kept", lambda at, _: {"on": True}),
    Deed("service", made, _enter, "points.entered", lambda at, points: {"points": points, "minutes": 120}),
    Deed("correction", made, _correct, "points.corrected", lambda at, entry: {"entry": entry, "points": 10}),
    Deed("shared", made, _share, "points.shared", lambda at, _: {"account": at.team, "points": 4}),
    Deed("offer", made, lambda at, **kw: offering.keep_offer("面粉", 5, "一楼", by=at.office, **kw), "offer.kept",
         lambda at, offer: {"offer": offer}),
    Deed("offer ended", made, lambda at, **kw: offering.end_offer(at.offer, by=at.office, **kw), "offer.ended",
         lambda at, _: {"offer": at.offer}),
    Deed("asked", made, lambda at, **kw: offering.ask_for(at.offer, at.account, by=at.resident, **kw),
         "redemption.asked", lambda at, id: {"redemption": id, "offer": at.offer, "points": 6}),
    Deed("handed over", asked, lambda at, **kw: offering.hand_over(at.asked, by=at.office, **kw),
         "redemption.handed_over", lambda at, _: {"redemption": at.asked}),
    Deed("refused", asked, lambda at, **kw: offering.refuse_request(at.asked, "没货了", by=at.office, **kw),
         "redemption.refused", lambda at, _: {"redemption": at.asked}),
    Deed("withdrawn", asked, lambda at, **kw: offering.withdraw_request(at.asked, by=at.resident, **kw),
         "redemption.withdrawn", lambda at, _: {"redemption": at.asked}),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_command_is_recorded_with_ids_only(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.name in {"service", "asked", "shared"}], ids=str)
async def test_five_copies_sent_at_once_move_points_once(deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_command_sent_twice_acts_once(deed: Deed) -> None:
    await check_acts_once(deed)


def tomorrow() -> Any:
    return clock.today() + timedelta(days=1)


async def _again(at: Made, **kw: Any) -> Any:
    return await commands.enter_service(
        300, clock.today(), "扫雪", "另一位", person_id=at.resident.person_id, by=at.office, **kw
    )


REFUSED = [
    Refused("terms by a resident", made, lambda at, **kw: commands.keep_terms(ON, by=at.resident, **kw), NotAllowed,
            "记福分"),
    Refused("off while somebody waits", asked, lambda at, **kw: commands.keep_terms(Terms(), by=at.office, **kw),
            RuleBroken, "先答复再关"),
    Refused("service by a delegate", made,
            lambda at, **kw: commands.enter_service(60, clock.today(), "x", "y", unit_id=at.unit, by=at.delegate, **kw),
            NotAllowed, "记福分"),
    Refused("service to come", made,
            lambda at, **kw: commands.enter_service(60, tomorrow(), "x", "y", unit_id=at.unit, by=at.office, **kw),
            BadInput, "晚于今天"),
    Refused("the same service again", made, _again, RuleBroken, "已经记过"),
    Refused("by nobody", made,
            lambda at, **kw: commands.enter_service(60, clock.today(), "x", "y", person_id=9999, by=at.office, **kw),
            BadInput, "没有这个姓名"),
    Refused("a correction without a line", made, lambda at, **kw: commands.correct_entry(9999, "x", by=at.office, **kw),
            NotFound, "找不到"),
    Refused("shared by another", made, lambda at, **kw: _share(at, by=at.other, **kw), NotAllowed, "代表"),
    Refused("more shared than there is", made, lambda at, **kw: _share(at, 21, **kw), RuleBroken, "福分不够"),
    Refused("shared with who is not of the team", made,
            lambda at, **kw: commands.share_points(at.team, at.resident.person_id, 1, "x", by=at.delegate, **kw),
            BadInput, "从列表"),
    Refused("another's points", made, lambda at, **kw: offering.ask_for(at.offer, at.account, by=at.other, **kw),
            NotAllowed, "自己的福分"),
    Refused("more than there is", asked, lambda at, **kw: offering.ask_for(at.offer, at.account, by=at.resident, **kw),
            RuleBroken, "福分不够"),
    Refused("without an account", made, lambda at, **kw: offering.ask_for(at.offer, 9999, by=at.other, **kw),
            RuleBroken, "还没有福分"),
    Refused("handed over by oneself", asked, lambda at, **kw: offering.hand_over(at.asked, by=at.resident, **kw),
            NotAllowed, "兑换"),
    Refused("withdrawn by another", asked, lambda at, **kw: offering.withdraw_request(at.asked, by=at.other, **kw),
            NotAllowed, "自己的福分"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


# ---- the ledger ----


async def check_balanced() -> None:
    """All accounts together are zero, and nothing that was given out is lost."""
    known = await queries.balances()
    assert sum(known.values()) == 0
    figures = await queries.figures()
    assert figures.issued == figures.held + figures.reserved + figures.redeemed == sum(n for _, n in figures.by_kind)
    open_points = sum(await Redemption.filter(state=RedemptionState.ASKED).values_list("points", flat=True))  # type: ignore[arg-type]
    assert figures.reserved == open_points


async def check_told() -> None:
    """Each account's page adds up to what it has, all of a wrong line comes back, no offer is lost or given twice."""
    known = await queries.balances()
    for account in await PointAccount.filter(id__in=list(known)):
        told, _ = await queries.lines(account.id, size=500)
        assert told[0].after == known[account.id] and told[-1].after == told[-1].points
    for back in await PointEntry.filter(corrects_id__not_isnull=True).prefetch_related("corrects"):
        wrong = back.corrects
        assert wrong and (back.giver_id, back.taker_id, back.points) == (wrong.taker_id, wrong.giver_id, wrong.points)
    for offer in await PointOffer.all():
        out = Redemption.filter(offer_id=offer.id, state__in=[RedemptionState.ASKED, RedemptionState.HANDED_OVER])
        assert offer.in_stock is not None and offer.in_stock + await out.count() == IN_STOCK


async def test_a_correction_names_what_it_takes_back_even_where_it_is_spent() -> None:
    at = await asked()
    entry = await _correct(at)
    line = await PointEntry.get(id=entry)
    assert (line.corrects_id, line.giver_id, line.points) == (await service_line(at), at.account, 10)
    assert await queries.balance(at.account) == -6
    with pytest.raises(RuleBroken, match="更正过"):
        await _correct(at)
    with pytest.raises(RuleBroken, match="不能再更正"):
        await commands.correct_entry(entry, "x", by=at.office)
    await check_balanced()
    await serve(at.office, 5, "扫雪", person_id=at.resident.person_id)
    assert await queries.balance(at.account) == 4, "what was taken back can be entered again"


async def test_lines_are_added_and_never_changed() -> None:
    at = await asked()
    before = {row["id"]: row for row in await PointEntry.all().values()}
    await offering.hand_over(at.asked, by=at.office)
    await _correct(at)
    after = {row["id"]: row for row in await PointEntry.all().values()}
    assert {id: after[id] for id in before} == before and len(after) == len(before) + 2


async def test_points_asked_for_are_set_aside_and_come_back_or_are_spent() -> None:
    at = await asked()
    assert (await queries.balance(at.account), (await PointOffer.get(id=at.offer)).in_stock) == (4, 2)
    await offering.refuse_request(at.asked, "没货了", by=at.office)
    assert (await queries.balance(at.account), (await PointOffer.get(id=at.offer)).in_stock) == (10, 3)
    again = await offering.ask_for(at.offer, at.account, by=at.office)
    await offering.hand_over(again, "儿子来领", by=at.office)
    assert (await queries.balance(at.account), (await PointOffer.get(id=at.offer)).in_stock) == (4, 2)
    figures = await queries.figures()
    assert (figures.reserved, figures.redeemed) == (0, 6)
    lines, count = await queries.lines(at.account)
    assert [(line.points, line.after) for line in lines] == [(-6, 4), (6, 10), (-6, 4), (10, 10)] and count == 4
    older, _ = await queries.lines(at.account, page=2, size=2)
    assert [(line.points, line.after) for line in older] == [(-6, 4), (10, 10)]


async def test_the_last_one_is_had_by_one_only() -> None:
    at = await made()
    await offering.keep_offer("大米", 2, "一楼", in_stock=1, offer_id=at.offer, by=at.office)
    await offering.ask_for(at.offer, at.account, by=at.resident)
    with pytest.raises(RuleBroken, match="换完"):
        await offering.ask_for(at.offer, at.account, by=at.resident)


async def test_requests_that_come_at_once_spend_what_is_there_and_no_more() -> None:
    at = await made()
    asked_at_once = [offering.ask_for(at.offer, at.account, by=by) for by in (at.resident, at.office, at.resident)]
    answers = await asyncio.gather(*asked_at_once, return_exceptions=True)
    assert sorted(type(one).__name__ for one in answers) == ["RuleBroken", "RuleBroken", "int"]
    assert await queries.balance(at.account) == 4
    await check_balanced()


# ---- earning ----


async def earned(person: Actor) -> int:
    account = await queries.account_of(person.person_id)
    return await queries.balance(account.id) if account else 0


async def newest(kind: str) -> Event:
    event = await Event.filter(kind=kind).order_by("-id").first()
    assert event is not None
    return event


async def test_who_was_at_a_session_earns_once_when_it_closes() -> None:
    await commands.keep_terms(ON, by=await make.secretary())
    hall = await make.session_open(members=4, present=3)
    here, left, official, away = hall.members
    await attendance.check_out(hall.seat_of(left), by=hall.recorder)
    await Person.filter(id=official.person_id).update(official=True)
    assert await earned(here) == 0
    await sessions.close_session(hall.session_id, by=hall.chair)
    assert [await earned(one) for one in (here, left, official, away)] == [2, 2, 0, 0]
    event = await newest("session.closed")
    assert await commands.credit_for(event.room_id, event.seq, by=SYSTEM) == 0, "credited already"
    account = await queries.account_of(here.person_id)
    assert account is not None
    await commands.correct_entry((await PointEntry.get(taker_id=account.id)).id, "没有来", by=hall.secretary)
    await commands.credit_for(event.room_id, event.seq, by=SYSTEM)
    assert await earned(here) == 0, "what was corrected stays corrected"
    assert (await newest("points.credited")).data == {"session": hall.session_id, "entries": 2, "points": 4}


async def test_a_delegate_is_there_for_the_unit_and_only_teams_earn() -> None:
    await commands.keep_terms(ON, by=await make.secretary())
    body = await make.body(2, "joint_council", units=True)
    hall = await make.session_open(body)
    await Unit.filter(id=body.units[0]).update(kind=UnitKind.VOLUNTEERS)
    await sessions.close_session(hall.session_id, by=hall.chair)
    assert [await earned(member) for member in hall.members] == [0, 0]
    (team,) = await PointAccount.filter(kind=AccountKind.UNIT)
    assert (team.unit_id, await queries.balance(team.id)) == (body.units[0], 2)


async def test_a_team_earns_by_an_order_once_its_orderer_is_content() -> None:
    await commands.keep_terms(ON, by=await make.secretary())
    order = await orders.made(orders.Step.FINISH)
    assert await queries.accounts_of_units([order.unit]) == []
    await orders.TAKEN[orders.Step.RATE](order, score=1)
    assert await queries.accounts_of_units([order.unit]) == [], "it is to be done again"
    for step in (orders.Step.DISPATCH, orders.Step.ACCEPT, orders.Step.FINISH, orders.Step.RATE):
        await orders.TAKEN[step](order)
    (team,) = await queries.accounts_of_units([order.unit])
    assert await queries.balance(team.id) == 3


async def test_who_brings_a_wish_earns_but_not_by_a_wish_of_their_own() -> None:
    office, wisher, neighbour = await make.secretary(), await make.person(), await make.person()
    await commands.keep_terms(ON, by=office)
    where = await make.community()
    for claimer in (neighbour, wisher):
        wish = await wishes.make_wish("一副老花镜", "老人", where.block, by=wisher)
        await wishes.publish_wish(wish, "一副老花镜", "老人", by=office)
        await wishes.claim_wish(wish, by=claimer)
        await wishes.deliver_wish(wish, "送到了", by=claimer)
    assert (await earned(neighbour), await earned(wisher)) == (3, 0)


async def test_what_happened_before_points_were_kept_earns_nothing() -> None:
    office = await make.secretary()
    hall = await make.session_open(members=2, present=1)
    await sessions.close_session(hall.session_id, by=hall.chair)
    await commands.keep_terms(ON, by=office)
    await links.catch_up()
    event = await newest("session.closed")
    assert await commands.credit_for(event.room_id, event.seq, by=SYSTEM) == 0
    assert not await PointEntry.exists()


async def test_what_happened_as_the_server_stopped_is_credited_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await commands.keep_terms(ON, by=await make.secretary())
    hall = await make.session_open(members=2, present=1)
    with monkeypatch.context() as stopped:
        stopped.setattr(links, "credit_for", _nobody_listens)
        await sessions.close_session(hall.session_id, by=hall.chair)
    assert await earned(hall.members[0]) == 0
    await links.catch_up()
    await links.catch_up()
    assert await earned(hall.members[0]) == 2


async def _nobody_listens(*_: Any, **__: Any) -> int:
    return 0


async def test_the_caps_of_a_day_and_a_month_hold_for_people_and_not_for_teams() -> None:
    at = await made()
    await commands.keep_terms(Terms(on=True, a_day=3, a_month=5), by=at.office)
    someone = at.other
    today = clock.today().replace(day=15)
    with clock.set_to(clock.now() + timedelta(days=40)):
        for day, hours, got in ((1, 1, 2), (1, 1, 1), (2, 3, 2)):
            points = await commands.enter_service(
                60 * hours, today.replace(day=day), f"{day}日{got}", "楼栋长", person_id=someone.person_id, by=at.office
            )
            assert points == got
        with pytest.raises(RuleBroken, match="封顶"):
            await commands.enter_service(
                60, today.replace(day=3), "再来", "楼栋长", person_id=someone.person_id, by=at.office
            )
    assert await commands.enter_service(600, clock.today(), "又巡逻", "楼栋长", unit_id=at.unit, by=at.office) == 20


# ---- who is told ----


async def test_every_request_waits_for_the_office_and_its_answer_is_told_to_who_asked() -> None:
    at = await asked()
    assert [task.href for task in await links.tasks(at.office)] == [f"/points/office#redemption-{at.asked}"]
    assert await links.tasks(at.resident) == []
    assert await links.MATTER.people(at.asked) == {at.resident.person_id}
    await offering.refuse_request(at.asked, "没货了", by=at.office)
    assert await links.tasks(at.office) == []
    (link,) = (await links.MATTER.links([at.asked, 999])).values()
    assert link.note == "没货了" and link.state == links.mark(RedemptionState.REFUSED)
    assert set(offering.EVENTS.values()) | {"redemption.asked"} == set(links.ECHOES)
