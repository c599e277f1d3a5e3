from __future__ import annotations

from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.discussion import commands, moderating, queries
from agenda.discussion.models import Contribution, Support
from agenda.discussion.rules import AnswerWay, ContributionKind
from agenda.floor import commands as floor
from agenda.floor.rules import FloorRules
from agenda.items import commands as items
from agenda.room.personal import personal
from agenda.room.view import load
from agenda.sessions import commands as sessions
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
)

TEXT = "他家的狗天天叫"
REASON = "说的是别人家的私事"


class Talking(Hall):
    """A hall where the second member has written `text`."""

    text: int = 0


async def open_hall(**rules: bool) -> Talking:
    made = await make.body(5)
    if rules:
        await floor.adopt_floor_rules(made.id, FloorRules(**rules), by=await make.secretary())
    return Talking(**vars(await make.item_open(body=made, present=4)))


async def written() -> Talking:
    hall = await open_hall()
    hall.text = await commands.contribute(hall.item_id, TEXT, by=hall.members[1])
    return hall


async def shown() -> Talking:
    hall = await written()
    await moderating.show_contribution(hall.text, by=hall.chair)
    return hall


async def hidden() -> Talking:
    hall = await shown()
    await moderating.hide_contribution(hall.text, REASON, by=hall.chair)
    return hall


async def asked() -> Talking:
    hall = await open_hall()
    hall.text = await commands.contribute(
        hall.item_id, "电费谁出？", by=hall.members[1], kind=ContributionKind.QUESTION
    )
    return hall


async def parked() -> Talking:
    hall = await asked()
    await moderating.park_question(hall.text, by=hall.recorder)
    return hall


async def answered() -> Talking:
    hall = await asked()
    await moderating.answer_question(hall.text, AnswerWay.SPOKEN, "", 3, by=hall.recorder)
    return hall


async def supported() -> Talking:
    hall = await written()
    await commands.support(hall.text, by=hall.members[2])
    return hall


async def crowded_wall() -> Talking:
    hall = await written()
    for n in range(6):
        one = await commands.contribute(hall.item_id, f"第{n}条", by=hall.members[0])
        await moderating.show_contribution(one, by=hall.chair)
    return hall


def on(name: str, *given: Any, by: str = "chair") -> Any:
    """A command of the chair or the recorder on the text."""
    return lambda hall, **kw: getattr(moderating, name)(hall.text, *given, by=getattr(hall, by), **kw)


def writes(who: int, **how: Any) -> Any:
    return lambda h, **kw: commands.contribute(h.item_id, "先测管径再定方案", by=h.members[who], **how, **kw)


def enters(number: int, by: str = "recorder", **how: Any) -> Any:
    return lambda h, **kw: commands.enter_contribution(h.item_id, number, TEXT, by=getattr(h, by), **how, **kw)


def supports(who: int, act: str = "support") -> Any:
    return lambda h, **kw: getattr(commands, act)(h.text, by=h.members[who], **kw)


def answers(way: AnswerWay = AnswerWay.SPOKEN, text: str = "", number: int | None = None, **how: Any) -> Any:
    return lambda h, **kw: moderating.answer_question(h.text, way, text, number, by=h.recorder, **how, **kw)


async def left(hall: Hall) -> list[int]:
    """What earlier sessions of its body have left without an answer."""
    found = await queries.left_from_before(await sessions.session_for_command(hall.session_id))
    return [one.id for one in found]


def of_text(h: Talking, _: Any) -> dict[str, Any]:
    return {"contribution": h.text, "seat": h.seat_of(h.members[1]), "item": h.item_id}


def by_third(h: Talking, _: Any) -> dict[str, Any]:
    return {"contribution": h.text, "seat": h.seat_of(h.members[2])}


DEEDS = [
    Deed("contribute", open_hall, writes(2), "contribution.posted",
         lambda h, answer: {"contribution": answer, "seat": h.seat_of(h.members[2]), "item": h.item_id}),
    Deed("contribute: a question without a name", lambda: open_hall(may_be_anonymous=True),
         writes(2, kind=ContributionKind.QUESTION, anonymous=True), "contribution.posted",
         lambda h, answer: {"contribution": answer, "seat": h.seat_of(h.members[2]), "of": "question"}),
    Deed("contribute: from home", lambda: open_hall(called_may_write=True), writes(4), "contribution.posted",
         lambda h, answer: {"contribution": answer, "seat": h.seat_of(h.members[4])}),
    Deed("enter_contribution", open_hall, enters(3), "contribution.posted",
         lambda h, answer: {"contribution": answer, "seat": h.seat_of(h.members[2])}),
    Deed("support", written, supports(2), "contribution.supported", by_third),
    Deed("take_back_support", supported, supports(2, "take_back_support"), "contribution.unsupported", by_third),
    Deed("hide_contribution", written, on("hide_contribution", REASON), "contribution.hidden", of_text),
    Deed("show_contribution", written, on("show_contribution"), "contribution.shown", of_text),
    Deed("take_down_contribution", shown, on("take_down_contribution"), "contribution.taken_down", of_text),
    Deed("park_question", asked, on("park_question", by="recorder"), "contribution.parked", of_text),
    Deed("answer_question", parked, answers(AnswerWay.WRITTEN, "由物业出。", 3), "contribution.answered",
         lambda h, _: {"contribution": h.text, "way": "written", "answerer": h.seat_of(h.members[2])}),
]  # fmt: skip

REFUSED = [
    Refused("not on the roll", open_hall, lambda h, **kw: commands.contribute(h.item_id, TEXT, by=h.secretary, **kw),
            RuleBroken, "可以旁听"),
    Refused("not checked in", open_hall, writes(4), RuleBroken, "请先签到"),
    Refused("without a name where names are shown", open_hall, writes(2, anonymous=True), RuleBroken, "要显示名字"),
    Refused("entered for nobody", open_hall, enters(99), BadInput, "没有99号"),
    Refused("entered for who is not here", open_hall, enters(5), BadInput, "5号还没有签到"),
    Refused("entered without a name", open_hall, enters(2, anonymous=True), RuleBroken, "要显示名字"),
    Refused("supporting oneself", written, supports(1), RuleBroken, "不用再支持"),
    Refused("supporting twice", supported, supports(2), RuleBroken, "已经支持过"),
    Refused("taking back nothing", written, supports(2, "take_back_support"), RuleBroken, "没有支持过"),
    Refused("supporting what is hidden", hidden, supports(2), RuleBroken, "已经隐藏"),
    Refused("supporting from home", written, supports(4), RuleBroken, "请先签到"),
    Refused("the recorder hides", written, on("hide_contribution", REASON, by="recorder"), NotAllowed,
            "只有本次会议的主持人"),
    Refused("hidden twice", hidden, on("hide_contribution", REASON), RuleBroken, "已经隐藏"),
    Refused("hidden on the wall", hidden, on("show_contribution"), RuleBroken, "不能上大屏"),
    Refused("shown twice", shown, on("show_contribution"), RuleBroken, "已经在大屏上"),
    Refused("a seventh on the wall", crowded_wall, on("show_contribution"), RuleBroken, "已经有6条"),
    Refused("taken down twice", written, on("take_down_contribution"), RuleBroken, "不在大屏上"),
    Refused("no such text", open_hall, lambda h, **kw: moderating.show_contribution(999, by=h.chair, **kw), NotFound,
            "找不到这条留言"),
    Refused("a remark is put off", written, on("park_question"), RuleBroken, "不是提问"),
    Refused("put off twice", parked, on("park_question"), RuleBroken, "已经记为待答复"),
    Refused("put off when answered", answered, on("park_question"), RuleBroken, "已经答复"),
    Refused("answered twice", answered, answers(), RuleBroken, "已经答复"),
    Refused("written and empty", asked, answers(AnswerWay.WRITTEN), BadInput, "写出内容"),
    Refused("answered by nobody", asked, answers(number=99), BadInput, "没有99号"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", [DEEDS[0], DEEDS[4], DEEDS[10]], ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_what_is_hidden_keeps_its_text_leaves_the_wall_and_its_author_is_told_why(database: Any) -> None:
    hall = await hidden()
    kept = await Contribution.get(id=hall.text)
    assert kept.text == TEXT and kept.hidden_reason == REASON and kept.shown_at is None
    assert (await load(hall.room_id)).shown == []
    author, other = [(await personal(hall.room_id, one.person_id or 0))["hidden"] for one in hall.members[1:3]]
    assert author == [{"text": TEXT, "reason": REASON}] and other == []


async def test_the_wall_shows_several_texts_in_the_order_the_chair_chose(database: Any) -> None:
    hall = await written()
    second = await commands.contribute(hall.item_id, "先量一量管径", by=hall.members[2])
    for one in (second, hall.text):
        await moderating.show_contribution(one, by=hall.chair)
    assert [one.id for one in (await load(hall.room_id)).shown] == [second, hall.text]
    await moderating.take_down_contribution(second, by=hall.chair)
    assert [one.id for one in (await load(hall.room_id)).shown] == [hall.text]


async def test_a_text_of_an_item_that_is_over_does_not_come_to_the_wall(database: Any) -> None:
    hall = await written()
    await items.close_item(hall.item_id, by=hall.chair)
    with pytest.raises(RuleBroken, match="没有在议"):
        await moderating.show_contribution(hall.text, by=hall.chair)


async def test_observers_may_write_and_what_they_write_is_kept_as_it_is(database: Any) -> None:
    hall = await make.item_open(members=3, observers=1)
    text = "<b>不是粗体</b> {name} %s 👍🏽 \u200f"
    await commands.contribute(hall.item_id, text, by=hall.members[3])
    assert (await Contribution.get(item_id=hall.item_id)).text == text
    assert all(text not in str(event.data) for event in await Event.all())


async def test_who_takes_part_from_elsewhere_writes_as_those_in_the_hall(database: Any) -> None:
    hall = await open_hall()
    await attendance.tick_off(hall.seat_of(hall.members[4]), by=hall.recorder, remote=True)
    assert await writes(4)(hall)


async def test_support_is_counted_once_a_seat_and_shown_to_its_giver_alone(database: Any) -> None:
    hall = await supported()
    await commands.support(hall.text, by=hall.members[3])
    assert (await Contribution.get(id=hall.text)).supported == await Support.all().count() == 2
    mine, others = [(await personal(hall.room_id, one.person_id or 0)) for one in (hall.members[2], hall.members[1])]
    assert mine["supports"] == [hall.text] and mine["own"] == []
    assert others["supports"] == [] and others["own"] == [hall.text]


async def test_a_question_nobody_answered_comes_up_in_the_body_s_next_session_and_can_be_answered_there(
    database: Any,
) -> None:
    hall = await parked()
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    later = await make.session_open(make.BodyMade(hall.body_id, hall.members))
    other = await make.session_open()
    assert [await left(one) for one in (later, other)] == [[hall.text], []]
    with pytest.raises(NotFound):
        await answers(session_id=other.session_id)(hall)
    await moderating.answer_question(
        hall.text, AnswerWay.SPOKEN, "居委会出", 2, by=later.recorder, session_id=later.session_id
    )
    assert await left(later) == []
    assert (await Event.get(kind="contribution.answered")).room_id == later.room_id
