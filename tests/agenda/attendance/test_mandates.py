from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance import mandates as commands
from agenda.attendance.models import Mandate
from agenda.attendance.recusals import declare_recusal
from agenda.ballots import commands as ballots
from agenda.ballots import queries
from agenda.ballots.models import Ballot, BallotPaper, RollEntry, Vote, VoteSource
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from agenda.room.view import load
from forum import clock
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
    new_id,
)

SIGNED = date(2025, 1, 1)


def seat(hall: Hall, who: int) -> int:
    return hall.seat_of(hall.members[who])


async def given(hall: Hall, principal: int, holder: int = 0, **more: Any) -> int:
    """A mandate from one member to another, by their places."""
    known = {"by": hall.recorder, **more}
    return await commands.enter_mandate(
        hall.session_id, seat(hall, principal), seat(hall, holder), known.pop("signed_on", SIGNED), **known
    )


async def three_here(**more: Any) -> Hall:
    return await make.motion_put(members=5, present=3, **more)


async def mandated(**more: Any) -> Hall:
    """Five on the roll, three here; the first votes for the fourth, who is not."""
    hall = await three_here(**more)
    await given(hall, 3)
    return hall


async def voting(**more: Any) -> Hall:
    is_secret = more.pop("is_secret", False)
    hall = await mandated(**more)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair, is_secret=is_secret)
    return hall


async def full() -> Hall:
    """The first holds as many as the rules allow."""
    hall = await make.motion_put(members=9, present=3)
    for principal in (3, 4, 5):
        await given(hall, principal)
    return hall


async def withdrawn() -> Hall:
    hall = await mandated()
    await commands.withdraw_mandate((await Mandate.get()).id, by=hall.recorder)
    return hall


async def no_proxies() -> Hall:
    return await three_here(rules=PRESETS["simple"].edited(proxies_at_most=0))


def gives(principal: int, holder: int = 0, **more: Any) -> Any:
    return lambda hall, **kw: given(hall, principal, holder, **{**more, **kw})


def by(who: str) -> Any:
    return lambda hall, **kw: given(hall, 3, 0, by=getattr(hall, who) if who != "member" else hall.members[0], **kw)


async def takes_back(hall: Hall, **kw: Any) -> None:
    await commands.withdraw_mandate((await Mandate.get()).id, **{"by": hall.recorder, **kw})


DEEDS = [
    Deed("enter_mandate", three_here, gives(3), "mandate.entered",
         lambda h, answer: {"mandate": answer, "principal": seat(h, 3), "holder": seat(h, 0)}),
    Deed("withdraw_mandate", mandated, takes_back, "mandate.ended", lambda h, _: {"reason": "withdrawn"}),
]  # fmt: skip

REFUSED = [
    Refused("by a member", three_here, by("member"), NotAllowed, "主持人和记录员"),
    Refused("of who is here", three_here, gives(1), BadInput, "本人已经到会"),
    Refused("to oneself", three_here, gives(3, 3), BadInput, "不能是委托人自己"),
    Refused("twice", mandated, gives(3, 1), BadInput, "已经有委托"),
    Refused("on to a third", mandated, gives(4, 3), BadInput, "自己也委托了别人"),
    Refused("a fourth", full, gives(6), RuleBroken, "一人最多受 3 人委托"),
    Refused("where there are none", no_proxies, gives(3), RuleBroken, "不能委托他人"),
    Refused("signed tomorrow", three_here, gives(3, signed_on=clock.today() + timedelta(days=2)), BadInput,
            "不能晚于今天"),
    Refused("taken back twice", withdrawn, takes_back, RuleBroken, "已经终止"),
    Refused("no such mandate", three_here, lambda h, **kw: commands.withdraw_mandate(99, by=h.recorder, **kw), NotFound,
            "找不到这份委托"),
    Refused("no such seat", three_here, lambda h, **kw: commands.enter_mandate(
        h.session_id, 999, seat(h, 0), SIGNED, by=h.recorder, **kw), BadInput, "请从名册上选"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_holder_of_mandates_gives_none(database: Any) -> None:
    hall = await make.session_noticed(members=3)
    await given(hall, 0, 1)
    with pytest.raises(BadInput, match="不能转委托"):
        await given(hall, 1, 2)


# ---- the roll ----


async def test_a_principal_whose_holder_is_here_is_present_and_on_the_roll(database: Any) -> None:
    hall = await voting()
    ballot = await Ballot.get(id=hall.ballot_id)
    assert (ballot.entitled, ballot.present) == (5, 4)
    entry = await RollEntry.get(ballot_id=hall.ballot_id, seat_id=seat(hall, 3))
    assert entry.holder_id == seat(hall, 0)


async def test_a_mandate_can_make_the_quorum(database: Any) -> None:
    hall = await make.motion_put(members=5, present=2)
    assert not (await load(hall.room_id)).quorum.met
    await given(hall, 3)
    view = await load(hall.room_id)
    assert view.quorum.met and view.quorum.present == 3
    assert (view.attendance.present, view.attendance.proxied) == (2, 1)
    await ballots.open_ballot(hall.motion_id, by=hall.chair)


async def test_where_principals_do_not_count_they_are_not_on_the_roll(database: Any) -> None:
    hall = await voting(rules=PRESETS["simple"].edited(proxied_counts=False))
    assert (await Ballot.get(id=hall.ballot_id)).present == 3
    assert not await RollEntry.exists(ballot_id=hall.ballot_id, seat_id=seat(hall, 3))
    assert (await load(hall.room_id)).attendance.proxied == 0


async def test_a_mandate_whose_holder_is_not_here_counts_for_nothing(database: Any) -> None:
    hall = await make.motion_put(members=5, present=3)
    await given(hall, 3, 4)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).present == 3


async def test_who_leaves_and_comes_back_is_on_the_roll_of_each_ballot_as_they_were_there_then(database: Any) -> None:
    hall = await make.motion_put(members=5)
    on_roll = []
    for step in (None, attendance.check_out, attendance.tick_off):
        if step:
            await step(seat(hall, 4), by=hall.recorder)
        ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
        on_roll.append(seat(hall, 4) in (await queries.roll_of(ballot_id)).seats)
        assert (await Ballot.get(id=ballot_id)).present == 4 + on_roll[-1]
        await ballots.void_ballot(ballot_id, "再表决一次", by=hall.chair)
    assert on_roll == [True, False, True]


async def test_the_remote_are_present_only_where_the_rules_say_so(database: Any) -> None:
    for counts, present in ((True, 4), (False, 3)):
        hall = await three_here(rules=replace(PRESETS["simple"], remote_counts=counts))
        await attendance.tick_off(seat(hall, 3), by=hall.recorder, remote=True)
        view = await load(hall.room_id)
        assert (view.attendance.present, view.attendance.remote, view.quorum.present) == (4, 1, present)
        ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
        assert (await Ballot.get(id=ballot_id)).present == present
        assert (seat(hall, 3) in (await queries.roll_of(ballot_id)).seats) is counts


# ---- when it ends ----


async def test_a_mandate_ends_when_its_principal_comes(database: Any) -> None:
    hall = await mandated()
    await attendance.check_in(hall.session_id, by=hall.members[3])
    mandate = await Mandate.get()
    assert mandate.ended_at is not None and mandate.end_reason == "came"


async def test_a_mandate_ends_when_its_holder_leaves_and_stays_ended_when_they_come_back(database: Any) -> None:
    hall = await mandated()
    await attendance.check_out(seat(hall, 0), by=hall.recorder)
    await attendance.tick_off(seat(hall, 0), by=hall.recorder)
    assert (await Mandate.get()).end_reason == "left"
    ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    assert (await Ballot.get(id=ballot_id)).present == 3


async def test_a_principal_who_comes_while_the_ballot_is_open_votes_instead_of_the_holder(database: Any) -> None:
    hall = await voting()
    await attendance.check_in(hall.session_id, by=hall.members[3])
    with pytest.raises(RuleBroken, match="委托已经终止"):
        await vote(hall, 0, for_=3)
    await vote(hall, 3)
    assert (await Vote.get()).source is VoteSource.DEVICE


async def test_a_vote_by_proxy_blocks_the_principals_own(database: Any) -> None:
    hall = await voting()
    await vote(hall, 0, for_=3)
    await attendance.check_in(hall.session_id, by=hall.members[3])
    with pytest.raises(RuleBroken):
        await vote(hall, 3)
    assert await Vote.all().count() == 1


# ---- voting ----


async def vote(hall: Hall, who: int, choice: Choice = Choice.FOR, for_: int | None = None) -> str:
    return await ballots.cast_vote(
        hall.ballot_id, choice, by=hall.members[who], command_id=new_id(),
        seat_id=None if for_ is None else seat(hall, for_),
    )  # fmt: skip


async def test_a_holder_votes_for_both_and_each_vote_says_how_it_came(database: Any) -> None:
    hall = await voting()
    await vote(hall, 0, Choice.FOR)
    await vote(hall, 0, Choice.AGAINST, for_=3)
    own, other = await Vote.get(seat_id=seat(hall, 0)), await Vote.get(seat_id=seat(hall, 3))
    assert (own.choice, own.source, own.entered_by_id) == ("for", VoteSource.DEVICE, None)
    assert (other.choice, other.source) == ("against", VoteSource.PROXY)
    assert other.entered_by_id == hall.members[0].person_id
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [1, 1, 0]}


async def test_a_second_vote_by_proxy_is_refused(database: Any) -> None:
    hall = await voting()
    await vote(hall, 0, for_=3)
    with pytest.raises(RuleBroken):
        await vote(hall, 0, Choice.AGAINST, for_=3)


@pytest.mark.parametrize("who", [1, 3])
async def test_nobody_else_votes_for_a_principal_not_even_they_themselves_from_afar(database: Any, who: int) -> None:
    hall = await voting()
    with pytest.raises(RuleBroken, match="不能替这一席投票"):
        await vote(hall, who, for_=3)
    assert not await Vote.exists()


async def test_the_desk_enters_a_principals_vote_as_by_proxy(database: Any) -> None:
    hall = await voting()
    await ballots.enter_vote(hall.ballot_id, seat(hall, 3), Choice.FOR, by=hall.recorder, command_id=new_id())
    entered = await Vote.get()
    assert (entered.source, entered.entered_by_id) == (VoteSource.PROXY, hall.recorder.person_id)
    with pytest.raises(RuleBroken):
        await vote(hall, 0, for_=3)


async def test_a_secret_vote_by_proxy_is_sealed_like_any_other(database: Any) -> None:
    hall = await voting(is_secret=True)
    receipts = {await vote(hall, 0), await vote(hall, 0, Choice.AGAINST, for_=3)}
    assert len(receipts) == 2
    for stored in await Vote.all():
        assert stored.choice == "" and stored.sealed
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert {paper.receipt for paper in await BallotPaper.all()} == receipts


# ---- late ----


async def test_a_late_holder_is_admitted_with_the_principals(database: Any) -> None:
    hall = await make.motion_put(members=7, present=4)
    await given(hall, 5, 4)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await attendance.tick_off(seat(hall, 4), by=hall.recorder)
    with pytest.raises(RuleBroken, match="先准许受托人"):
        await ballots.admit_late(hall.ballot_id, seat(hall, 5), by=hall.chair)
    await ballots.admit_late(hall.ballot_id, seat(hall, 4), by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).present == 6
    await vote(hall, 4, for_=5)
    assert (await Vote.get()).seat_id == seat(hall, 5)


async def test_a_principal_is_admitted_late_by_a_mandate_entered_late(database: Any) -> None:
    hall = await make.motion_put(members=5, present=3)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await given(hall, 3)
    with pytest.raises(RuleBroken, match="不能替这一席"):
        await vote(hall, 0, for_=3)
    await ballots.admit_late(hall.ballot_id, seat(hall, 3), by=hall.chair)
    await vote(hall, 0, for_=3)


async def test_a_holder_who_stands_aside_votes_for_nobody(database: Any) -> None:
    hall = await make.motion_put(members=7, present=5)
    await given(hall, 5)
    await declare_recusal(hall.item_id, "是承包人", by=hall.members[0])
    ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    assert (await Ballot.get(id=ballot_id)).present == 4
