from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from forum import clock
from forum.diary import commands, month
from forum.diary.models import FindingKind, Manner, Outcome
from forum.diary.rules import Found
from forum.people.models import Role
from tests import factories as make

pytestmark = pytest.mark.usefixtures("app")

LAMP = Found(FindingKind.OPINION, "楼道灯不亮，张大妈摔了一跤，打13812345678", outcome=Outcome.SOLVED, answer="换好了")


async def a_month(writer: Any) -> date:
    """Two visits to one door and one to another in this month, one in the month before."""
    where, office = await make.community(), await make.secretary()
    today = clock.today()
    await commands.list_household(where.block, "101室", "独居老人", by=office)
    await commands.list_household(where.block, "102室", "独居老人", by=office)
    for door, found in (("101室", [LAMP]), ("101室", []), ("301室", [Found(FindingKind.NEED, "要扶手")])):
        await commands.write_visit(where.block, door, "张大妈", Manner.DOOR, today, found, "私下说的", by=writer)
    before = today.replace(day=1) - timedelta(days=1)
    await commands.write_visit(where.grid, "", "", Manner.PHONE, before, [], by=writer)
    return today


async def test_a_month_is_counted_by_grid_and_doors_once() -> None:
    writer = await make.person("", Role.RECORDER)
    today = await a_month(writer)
    (row,) = await month.by_grid(writer, today)
    assert (row.place, row.visits, row.doors, row.seen, row.due, row.found) == ("第三网格", 3, 2, 1, 2, 2)
    assert row.kinds == {FindingKind.OPINION: 1, FindingKind.NEED: 1}
    assert row.outcomes == {Outcome.SOLVED: 1, Outcome.OPEN: 1}
    whole = month.GridMonth("合计") + row
    assert (whole.visits, whole.outcomes) == (row.visits, row.outcomes)
    assert [row.visits for row in await month.by_grid(writer, today.replace(day=1) - timedelta(days=1))] == [1]


async def test_each_writer_counts_their_own_and_the_office_all() -> None:
    writer = await make.person("", Role.RECORDER)
    today = await a_month(writer)
    assert [row.visits for row in await month.by_grid(await make.secretary(), today)] == [3]
    assert [row.visits for row in await month.by_grid(await make.person("", Role.RECORDER), today)] == [0]


async def test_the_sheets_say_what_was_found_and_neither_doors_nor_names_nor_notes(client: Any) -> None:
    office = await client(await make.secretary())
    writer = await make.person("", Role.RECORDER)
    today = await a_month(writer)
    asked = f"?month={today:%Y-%m}"
    assert "第三网格" in await office.text(f"/diary/month{asked}")
    figures = await office.text(f"/diary/month.print{asked}")
    assert "第三网格" in figures and "1/2" in figures
    register = await office.text(f"/diary/visits.print{asked}")
    assert "楼道灯不亮" in register and "换好了" in register and "138****5678" in register
    for secret in ("张大妈", "101室", "私下说的", "13812345678"):
        assert secret not in register and secret not in figures, secret
    for path in ("/diary/month", "/diary/month.print", "/diary/visits.print"):
        assert (await (await client(await make.person())).get(path)).status_code == 403
    assert "还没有走访记录" in await office.text("/diary/month?month=2020-01")
    assert (await office.get("/diary/month?month=x")).status_code == 200
