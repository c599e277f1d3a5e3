from __future__ import annotations

from typing import Any

import pytest

from agenda.items import commands as items
from agenda.room.personal import personal
from agenda.sessions import queries as sessions
from agenda.statements import commands, queries
from agenda.statements.models import Statement, StatementMark, StatementRound
from agenda.statements.rules import Mark
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.record import queries as record
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

TEXTS = ["先修再说钱", "夜里十点以后不施工"]


class Weighing(Hall):
    """A round of two statements is open; `other` waits for the chair."""

    round: int = 0
    first: int = 0
    other: int = 0


async def asked(**how: Any) -> Weighing:
    hall = Weighing(**vars(await make.item_open(members=5, present=4)))
    hall.round = await commands.open_round(hall.item_id, TEXTS, by=hall.chair, **how)
    hall.first = (await Statement.filter(round_id=hall.round).order_by("id"))[0].id
    return hall


async def proposed() -> Weighing:
    hall = await asked()
    hall.other = await commands.propose_statement(hall.round, "由物业出钱", by=hall.members[1])
    return hall


async def declined() -> Weighing:
    hall = await proposed()
    await commands.decline_statement(hall.other, "和上一条一样", by=hall.chair)
    return hall


async def closed() -> Weighing:
    hall = await asked()
    await commands.mark_statement(hall.first, Mark.AGREE, by=hall.members[0])
    await commands.close_round(hall.round, by=hall.chair)
    return hall


def marks(who: int, mark: Mark = Mark.AGREE) -> Any:
    return lambda h, **kw: commands.mark_statement(h.first, mark, by=h.members[who], **kw)


def settles(name: str, *given: Any, by: str = "chair") -> Any:
    return lambda h, **kw: getattr(commands, name)(h.other, *given, by=getattr(h, by), **kw)


def on(name: str, *given: Any, by: str = "chair") -> Any:
    return lambda h, **kw: getattr(commands, name)(h.round, *given, by=getattr(h, by), **kw)


def proposes(who: int) -> Any:
    return lambda h, **kw: commands.propose_statement(h.round, "谁用谁出钱", by=h.members[who], **kw)


def enters(number: int, by: str = "recorder", mark: Mark | None = Mark.SKIP) -> Any:
    return lambda h, **kw: commands.mark_for(h.round, number, {h.first: mark} if mark else {}, by=getattr(h, by), **kw)


DEEDS = [
    Deed("open_round", make.item_open, lambda h, **kw: commands.open_round(h.item_id, TEXTS, by=h.chair, **kw),
         "statements.opened", lambda h, answer: {"round": answer, "item": h.item_id, "count": 2}),
    Deed("add_statement", asked, on("add_statement", "再想想"), "statement.added", lambda h, one: {"statement": one}),
    Deed("propose_statement", asked, proposes(2), "statement.proposed",
         lambda h, one: {"statement": one, "seat": h.seat_of(h.members[2])}),
    Deed("admit_statement", proposed, settles("admit_statement"), "statement.admitted",
         lambda h, _: {"statement": h.other, "seat": h.seat_of(h.members[1])}),
    Deed("decline_statement", proposed, settles("decline_statement", "重复"), "statement.declined",
         lambda h, _: {"statement": h.other, "person": h.members[1].person_id}),
    Deed("mark_statement", asked, marks(0), "statement.marked",
         lambda h, _: {"statement": h.first, "seat": h.seat_of(h.members[0])}),
    Deed("mark_for", asked, enters(2), "statement.entered",
         lambda h, _: {"round": h.round, "seat": h.seat_of(h.members[1])}),
    Deed("close_round", asked, on("close_round"), "statements.closed", lambda h, _: {"round": h.round}),
]  # fmt: skip

REFUSED = [
    Refused("a member asks", make.item_open, lambda h, **kw: commands.open_round(
        h.item_id, TEXTS, by=h.members[0], **kw), NotAllowed, "只有本次会议的主持人"),
    Refused("a second round", asked, lambda h, **kw: commands.open_round(h.item_id, TEXTS, by=h.chair, **kw),
            RuleBroken, "先结束它"),
    Refused("not here", asked, marks(4), RuleBroken, "请先签到"),
    Refused("marked when it is over", closed, marks(0), RuleBroken, "已经结束"),
    Refused("marked before it is taken up", proposed, lambda h, **kw: commands.mark_statement(
        h.other, Mark.AGREE, by=h.members[0], **kw), RuleBroken, "还没有采用"),
    Refused("proposed where only the chair does", lambda: asked(may_propose=False), proposes(0), RuleBroken,
            "只用主持人的"),
    Refused("settled twice", declined, settles("admit_statement"), RuleBroken, "已经处理过"),
    Refused("the recorder settles", proposed, settles("admit_statement", by="recorder"), NotAllowed,
            "只有本次会议的主持人"),
    Refused("entered for who is not here", asked, enters(5), BadInput, "5号没有签到"),
    Refused("entered empty", asked, enters(2, mark=None), BadInput, "至少替他选一条"),
    Refused("closed twice", closed, on("close_round"), RuleBroken, "已经结束"),
    Refused("no such statement", asked, lambda h, **kw: commands.mark_statement(
        999, Mark.AGREE, by=h.members[0], **kw), NotFound, "找不到这条说法"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", [DEEDS[0], DEEDS[2], DEEDS[5]], ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_seat_has_one_mark_a_statement_the_last_it_said_and_events_do_not_tell_which(database: Any) -> None:
    hall = await asked()
    for mark in (Mark.AGREE, Mark.SKIP, Mark.DISAGREE):
        await commands.mark_statement(hall.first, mark, by=hall.members[0])
    assert [one.mark for one in await StatementMark.all()] == [Mark.DISAGREE]
    mine = await personal(hall.room_id, hall.members[0].person_id or 0)
    assert mine["marks"] == {hall.first: "disagree"}
    assert all(word not in str(event.data) for event in await Event.all() for word in ("agree", "skip"))


async def test_the_author_of_what_was_not_taken_up_is_told_why_and_nobody_else(database: Any) -> None:
    hall = await declined()
    told = [(await personal(hall.room_id, one.person_id or 0))["declined"] for one in hall.members[:2]]
    assert told == [[], [{"text": "由物业出钱", "reason": "和上一条一样"}]]


async def test_a_round_ends_with_its_item_and_stands_in_the_record_and_the_draft_as_no_decision(database: Any) -> None:
    hall = await declined()
    for who in range(3):
        await commands.mark_statement(hall.first, Mark.AGREE, by=hall.members[who])
    await items.close_item(hall.item_id, by=hall.chair)
    assert (await StatementRound.get(id=hall.round)).closed_at is not None
    session = await sessions.session(hall.session_id)
    said = "\n".join(sentence.said(str) for line in await record.record(session) for sentence in line.sentences)
    for words in ("由物业出钱", "原因：和上一条一样", "“先修再说钱”：同意3，说不准0，不同意0"):
        assert words in said, said
    await make.sessions.close_session(hall.session_id, by=hall.chair)
    await drafting.draft_minutes(hall.session_id, by=hall.recorder)
    text = (await Minutes.get(session_id=hall.session_id)).text
    assert "3人表态。以下为意向，不是决定" in text and "| 先修再说钱 | 3 | 0 | 0 | 多数同意 |" in text
    assert "由物业出钱" not in text


async def test_nobody_sees_how_it_stands_before_the_end_unless_the_chair_wants_it(database: Any) -> None:
    for how, shows in (({}, False), ({"shown_live": True}, True)):
        hall = await asked(**how)
        found = await queries.last_of_item(hall.item_id)
        assert found is not None and found.shows is shows
