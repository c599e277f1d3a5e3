"""便笺: a sheet for each who records, that no second tab and no lost network takes a line from, and no record holds."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.scratch import commands, queries, rules
from agenda.scratch.models import ScratchSheet
from forum.errors import BadInput, NotAllowed
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import everything

line_s = st.sampled_from(["", "甲", "乙", "丙", "丁：月底", "戊", " "])
text_s = st.lists(line_s, max_size=7).map("\n".join)


def lines(text: str) -> set[str]:
    return set(text.split("\n"))


# ---- two texts ----


@given(text_s, text_s, text_s)
def test_no_line_that_either_wrote_is_lost(was: str, mine: str, theirs: str) -> None:
    stands = lines(rules.merged(was, mine, theirs))
    assert lines(mine) - lines(was) <= stands
    assert lines(theirs) - lines(was) <= stands


@given(text_s, text_s, text_s)
def test_sent_twice_it_stands_once(was: str, mine: str, theirs: str) -> None:
    assert rules.merged(was, mine, mine) == mine
    assert rules.merged(was, was, theirs) == theirs
    assert rules.merged(was, mine, was) == mine


def test_what_is_written_in_two_places_stands_in_both() -> None:
    was = "一、下水道\n\n二、停车"
    stands = rules.merged(was, "一、下水道：王工月底前报价\n\n二、停车", "一、下水道\n\n二、停车\n李建国反对收费")
    assert stands == "一、下水道：王工月底前报价\n\n二、停车\n李建国反对收费"


def test_where_both_changed_a_line_both_stand() -> None:
    assert rules.merged("王工", "王工 月底", "王工 下周") == "王工 下周\n王工 月底"


def test_a_line_that_one_took_out_and_the_other_left_is_out() -> None:
    assert rules.merged("甲\n乙\n丙", "甲\n丙", "甲\n乙\n丙\n丁") == "甲\n丙\n丁"


def test_what_no_font_shows_is_left_out_and_spaces_stay() -> None:
    assert rules.plain("甲 \r\n\u202e乙\ud800\t ") == "甲 \n乙\t "


# ---- keeping it ----

pytest_database = pytest.mark.usefixtures("database")


async def kept(hall: Hall, text: str, was: str = "") -> str:
    return await commands.save_sheet(hall.session_id, was, text, by=hall.recorder)


@pytest_database
async def test_each_has_a_sheet_of_their_own_and_reads_the_others() -> None:
    hall = await make.item_open(members=3)
    await kept(hall, "王工说月底")
    await commands.save_sheet(hall.session_id, "", "别忘了合影", by=hall.chair)
    await kept(hall, "王工说月底\n物业不在", "王工说月底")
    own, others = await queries.own_and_others(hall.session_id, hall.recorder)
    assert own == "王工说月底\n物业不在"
    assert [(sheet.person.name, sheet.text) for sheet in others] == [(hall.chair.name, "别忘了合影")]


@pytest_database
async def test_two_tabs_of_one_person_keep_what_both_wrote() -> None:
    hall = await make.item_open(members=3)
    await kept(hall, "开头")
    await asyncio.gather(*(kept(hall, f"开头\n第{n}页写的", "开头") for n in range(6)))
    own, _ = await queries.own_and_others(hall.session_id, hall.recorder)
    assert lines(own) == {"开头", *(f"第{n}页写的" for n in range(6))}
    assert await ScratchSheet.all().count() == 1


@pytest_database
async def test_it_leaves_nothing_in_the_record() -> None:
    hall = await make.item_open(members=3)
    before = await Event.all().count()
    await kept(hall, "只给自己看")
    assert await Event.all().count() == before


@pytest_database
async def test_before_and_after_the_session_it_can_be_written_too() -> None:
    hall = await make.session_planned(members=3)
    assert await kept(hall, "先问物业") == "先问物业"


@pytest_database
async def test_who_does_not_record_the_session_writes_nothing() -> None:
    hall = await make.item_open(members=3)
    before = await everything()
    with pytest.raises(NotAllowed):
        await commands.save_sheet(hall.session_id, "", "我也写", by=hall.members[0])
    assert await everything() == before


@pytest_database
async def test_too_long_a_sheet_is_refused_and_the_old_one_stands() -> None:
    hall = await make.item_open(members=3)
    await kept(hall, "旧的")
    with pytest.raises(BadInput, match="便笺最多"):
        await kept(hall, "长" * (rules.LONGEST + 1), "旧的")
    assert (await queries.own_and_others(hall.session_id, hall.recorder))[0] == "旧的"


def test_what_can_be_taken_over_are_its_lines() -> None:
    assert queries.paragraphs("甲\n\n  乙 \n") == ["甲", "乙"]
