from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.workdays import commands, queries
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"


def set_days(
    by: Any, first: str = "2027-02-09", last: str = "2027-02-11", works: bool | None = False, **given: Any
) -> Any:
    return commands.set_days(date.fromisoformat(first), date.fromisoformat(last), works, "春节", by=by, **given)


DEEDS = [
    Deed("set_days", make.secretary, set_days, "calendar.changed", lambda *_: {"first": "2027-02-09", "works": False}),
    Deed(
        "confirm_year",
        make.secretary,
        lambda by, **given: commands.confirm_year(2027, NOTICE, by=by, **given),
        "calendar.confirmed",
        lambda *_: {"year": 2027},
    ),
]
REFUSED = [
    Refused("a neighbour changes no day", make.person, set_days, NotAllowed, "只有社区书记可以改工作日历"),
    Refused("a neighbour confirms no year", make.person, lambda by, **given: commands.confirm_year(
        2027, NOTICE, by=by, **given), NotAllowed, "只有社区书记可以改工作日历"),
    Refused("the end comes before the beginning", make.secretary, lambda by, **given: set_days(
        by, "2027-02-12", **given), BadInput, "最后一天不能早于第一天"),
    Refused("a year that is whole", make.secretary, lambda by, **given: commands.confirm_year(
        2026, NOTICE, by=by, **given), RuleBroken, "已经是完整的"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_its_fact(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_what_the_office_sets_goes_before_what_is_published_until_it_is_taken_back(database: Any) -> None:
    office = await make.secretary()
    thursday = date(2027, 2, 4)
    assert await queries.after(thursday, 1) == date(2027, 2, 9)
    await set_days(office)
    await set_days(office, "2027-02-07", "2027-02-07", works=True)
    assert await queries.after(thursday, 1) == date(2027, 2, 7)
    assert await queries.after(thursday, 2) == date(2027, 2, 12)
    assert not await queries.is_working(date(2027, 2, 10))
    await set_days(office, "2027-02-01", "2027-02-28", works=None)
    assert await queries.after(thursday, 1) == date(2027, 2, 9)


async def test_forty_eight_hours_wait_for_the_office_to_come_back(database: Any) -> None:
    """From Friday noon in Shanghai over a weekend, and into the days off that the office has added."""
    friday = datetime(2026, 11, 27, 4, tzinfo=UTC)
    assert (await queries.hours_after(friday, 48)).isoformat() == "2026-12-01T12:00:00+08:00"
    await set_days(await make.secretary(), "2026-11-30", "2026-11-30")
    assert (await queries.hours_after(friday, 48)).isoformat() == "2026-12-02T12:00:00+08:00"
