"""All that a unit has to do goes to it in one message and on one slip, each with its own door."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.units import commands as units
from minutes.action_items import commands as actions
from minutes.action_items import working
from minutes.chasing import commands
from minutes.chasing.doors import path_of
from minutes.chasing.models import UnitLink
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


class Given:
    unit: int
    idle: int
    delegate: Actor
    office: Actor


@pytest.fixture
async def given() -> Given:
    """Two things to do and one that is handed in; another unit that has handed in all it had."""
    hall, made = await factories.item_open(), Given()
    made.unit, made.idle = await factories.unit("青石供电所"), await factories.unit("青石银行")
    made.office, made.delegate = await factories.secretary(), await factories.person(unit_id=made.unit)
    due = clock.today() + timedelta(days=9)
    for text in ("修路灯", "换电表"):
        await actions.assign_action(hall.item_id, text, made.unit, due, by=hall.recorder)
    for unit, text in ((made.unit, "查线路"), (made.idle, "送表格")):
        done = await actions.assign_action(hall.item_id, text, unit, due, by=hall.recorder)
        await working.hand_in(done, "办好了", by=await factories.person(unit_id=unit))
    return made


async def paths() -> list[str]:
    return [path_of(link) for link in await UnitLink.all().order_by("id").prefetch_related("unit", "action")]


async def test_one_press_gives_each_its_link_and_message_and_slip_hold_all_of_them(client: Any, given: Given) -> None:
    office, at = await client(given.office), f"/units/{given.unit}/tasks"
    before = await office.text(at)
    assert before.count("还没有链接") == 2 and "/do/" not in before and "查线路" not in before
    assert "<img" not in await office.text(f"/units/{given.unit}/chase.print")
    assert (await office.submit(at)).location == at
    made = await paths()
    assert len(made) == 2
    page = await office.text(at)
    message = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert message and all(path in message[1] for path in made) and "请贵单位牵头办这2件事" in message[1]
    assert "给每件做一个办理链接" not in page
    slip = await office.text(f"/units/{given.unit}/chase.print")
    assert slip.count("<img") == 2 and "扫码办理" in slip and "下列2项任务" in slip and "查线路" not in slip
    await commands.give_links(given.unit, by=given.office)
    assert await paths() == made, "what holds is not made anew"


async def test_a_unit_with_nothing_to_do_is_not_chased(client: Any, given: Given) -> None:
    office = await client(given.office)
    fold = (await office.text("/actions")).split("打印督办单（", 1)[1]
    assert f"/units/{given.unit}/tasks" in fold and f"/units/{given.idle}/tasks" not in fold
    assert "没有还没办完的任务" in await office.text(f"/units/{given.idle}/tasks")
    assert (await office.get(f"/units/{given.idle}/chase.print")).status_code == 404
    listed = await office.text("/actions?show=mine")
    assert "送表格" in listed and "按时报了办结" in listed
    with pytest.raises(NotFound):
        await commands.give_links(given.idle, by=given.office)
    with pytest.raises(NotAllowed):
        await commands.give_links(given.unit, by=given.delegate)
    await units.let_unit_leave(given.unit, by=given.office)
    with pytest.raises(RuleBroken):
        await commands.give_links(given.unit, by=given.office)
    assert not await UnitLink.exists()
