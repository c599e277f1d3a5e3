from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from agenda.groups import commands, rules
from agenda.groups.models import Group, GroupPhase
from agenda.groups.rules import Way
from agenda.items import commands as items
from agenda.room.personal import personal
from agenda.sessions import commands as sessions
from agenda.sessions import queries as found
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.record import queries as record
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

NOTE = "按户摊。\n一楼少摊一些"


class Grouped(Hall):
    """Two groups talk: the first member is in the first and takes its notes, the second is in the second."""

    phase: int = 0
    first: int = 0
    second: int = 0


async def grouped(way: Way = Way.TABLE) -> Grouped:
    hall = Grouped(**vars(await make.item_open(members=5, present=4)))
    hall.phase = await commands.open_groups(hall.item_id, "钱怎么分摊", 2, way, by=hall.chair)
    hall.first, hall.second = [one.id for one in await Group.filter(phase_id=hall.phase)]
    return hall


async def writing() -> Grouped:
    hall = await grouped()
    for member, group in ((hall.members[0], hall.first), (hall.members[1], hall.second)):
        await commands.join_group(group, by=member)
    await commands.take_notes(hall.first, by=hall.members[0])
    return hall


async def collected() -> Grouped:
    hall = await writing()
    await commands.collect_groups(hall.phase, by=hall.chair)
    return hall


def on(name: str, *given: Any, who: int = 0, at: str = "first", **how: Any) -> Any:
    """A command of a member on a group."""
    return lambda h, **kw: getattr(commands, name)(getattr(h, at), *given, by=h.members[who], **how, **kw)


def presiding(name: str, *given: Any, by: str = "chair", at: str = "phase", **how: Any) -> Any:
    return lambda h, **kw: getattr(commands, name)(getattr(h, at), *given, by=getattr(h, by), **how, **kw)


def opens(count: int = 3, by: str = "chair") -> Any:
    return lambda h, **kw: commands.open_groups(h.item_id, "怎么分摊", count, Way.TABLE, by=getattr(h, by), **kw)


DEEDS = [
    Deed("open_groups", make.item_open, opens(), "groups.opened", lambda h, one: {"phase": one, "count": 3}),
    Deed("join_group", grouped, on("join_group"), "group.joined",
         lambda h, _: {"group": h.first, "seat": h.seat_of(h.members[0])}),
    Deed("take_notes", writing, on("take_notes", who=1, at="second"), "group.taken",
         lambda h, _: {"group": h.second, "seat": h.seat_of(h.members[1])}),
    Deed("save_note", writing, on("save_note", NOTE, 0), "group.noted",
         lambda h, revision: {"group": h.first, "revision": revision}),
    Deed("collect_groups", writing, presiding("collect_groups"), "groups.collected", lambda h, _: {"phase": h.phase}),
    Deed("tick_note", collected, presiding("tick_note", by="recorder", at="first", in_draft=False), "group.ticked",
         lambda h, _: {"group": h.first, "in_draft": False}),
]  # fmt: skip

REFUSED = [
    Refused("a member divides the hall", make.item_open, lambda h, **kw: commands.open_groups(
        h.item_id, "题", 3, Way.TABLE, by=h.members[0], **kw), NotAllowed, "只有本次会议的主持人"),
    Refused("one group", make.item_open, opens(1), BadInput, "分2到12组"),
    Refused("twice", grouped, opens(), RuleBroken, "先收回记录"),
    Refused("not here", grouped, on("join_group", who=4), RuleBroken, "请先签到"),
    Refused("chosen where it is dealt", lambda: grouped(Way.NUMBER), on("join_group"), RuleBroken, "按席号分组"),
    Refused("joined after the end", collected, on("join_group", who=2), RuleBroken, "已经收回"),
    Refused("notes of another group", writing, on("take_notes", who=1), RuleBroken, "不在这一组"),
    Refused("written by who does not take notes", writing, on("save_note", NOTE, 0, who=1), RuleBroken,
            "由别人记录"),
    Refused("over what is newer", writing, on("save_note", NOTE, 7), RuleBroken, "另一台设备上改过"),
    Refused("collected twice", collected, presiding("collect_groups"), RuleBroken, "已经收回"),
    Refused("no such group", make.item_open, lambda h, **kw: commands.join_group(999, by=h.members[0], **kw),
            NotFound, "找不到这个小组"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", [DEEDS[0], DEEDS[3]], ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


def test_seats_are_dealt_evenly_by_a_rule_that_everybody_can_follow() -> None:
    assert [rules.dealt(number, 3) for number in (1, 2, 3, 4)] == [1, 2, 3, 1]
    for groups in range(rules.FEWEST, rules.MOST + 1):
        sizes = Counter(rules.dealt(number, groups) for number in range(1, 61))
        assert len(sizes) == groups and max(sizes.values()) - min(sizes.values()) <= 1


async def test_everybody_knows_their_group_and_whether_they_take_its_notes(database: Any) -> None:
    hall, dealt = await writing(), await grouped(Way.NUMBER)
    mine = [(await personal(hall.room_id, one.person_id or 0))["group"] for one in hall.members[:3]]
    assert [one["group"] for one in mine] == [hall.first, hall.second, None]
    assert [one.get("takes") for one in mine] == [True, False, None]
    numbers = [(await personal(dealt.room_id, one.person_id or 0))["group"]["number"] for one in dealt.members[:3]]
    assert numbers == [1, 2, 1]


async def test_a_phone_that_was_offline_still_brings_its_notes_after_they_were_collected(database: Any) -> None:
    hall = await collected()
    assert await on("save_note", NOTE, 0)(hall) == 1
    assert (await Group.get(id=hall.first)).note == NOTE
    assert all("摊" not in str(event.data) for event in await Event.all())


async def test_notes_are_in_the_record_and_those_ticked_in_the_draft(database: Any) -> None:
    hall = await writing()
    await on("save_note", NOTE, 0)(hall)
    await presiding("save_note", "先问物业", 0, by="recorder", at="second")(hall)
    await presiding("tick_note", by="recorder", at="second", in_draft=False)(hall)
    await items.close_item(hall.item_id, by=hall.chair)
    assert (await GroupPhase.get(id=hall.phase)).collected_at is not None
    lines = await record.record(await found.session(hall.session_id))
    said = "\n".join(sentence.said(str) for line in lines for sentence in line.sentences)
    assert "分2组讨论：钱怎么分摊" in said and "第2组：先问物业" in said
    await sessions.close_session(hall.session_id, by=hall.chair)
    await drafting.draft_minutes(hall.session_id, by=hall.recorder)
    text = (await Minutes.get(session_id=hall.session_id)).text
    assert "第1组：按户摊。一楼少摊一些。" in text
    assert "先问物业" not in text
