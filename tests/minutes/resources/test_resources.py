from __future__ import annotations

from typing import Any

import pytest

from forum.access import SYSTEM
from forum.bodies import commands as bodies
from forum.bodies.models import UnitKind
from forum.errors import BadInput, NotAllowed
from forum.journal import Event
from forum.topics.models import Category
from minutes.resources import commands
from minutes.resources.models import Resource
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


async def test_a_delegate_offers_for_the_own_unit_once() -> None:
    unit_id = await factories.unit()
    delegate = await factories.person(unit_id=unit_id)
    given = (unit_id, Category.PUBLIC_AFFAIRS, "一楼会议室")
    first = await commands.offer_resource(*given, by=delegate, command_id="same")
    assert await commands.offer_resource(*given, by=delegate, command_id="same") == first
    assert (await Event.filter(kind="resource.offered").get()).data == {"resource": first, "unit": unit_id}


async def test_nobody_else_offers_for_a_unit_but_the_office() -> None:
    unit_id = await factories.unit()
    stranger = await factories.person(unit_id=await factories.unit())
    with pytest.raises(NotAllowed):
        await commands.offer_resource(unit_id, Category.SAFETY, "会议室", by=stranger)
    with pytest.raises(BadInput):
        await commands.offer_resource(999, Category.SAFETY, "会议室", by=await factories.secretary())
    assert await Resource.all().count() == 0
    assert not await Event.exists(kind="resource.offered")
    await commands.offer_resource(unit_id, Category.SAFETY, "会议室", by=await factories.secretary())


async def test_contacts_are_for_those_who_signed_in(client: Any) -> None:
    contact = "周雨桐 13812345678"
    unit_id = await bodies.keep_unit("第二实验小学", UnitKind.SCHOOL, by=SYSTEM, contact=contact)
    await commands.offer_resource(unit_id, Category.SAFETY, "阶梯教室", by=await factories.secretary())
    public = await (await client()).text("/resources")
    assert "阶梯教室" in public and "周雨桐" not in public and "13812345678" not in public
    assert contact in await (await client(await factories.person())).text("/resources")


async def test_the_form_offers_only_own_units_and_keeps_what_was_typed(client: Any) -> None:
    mine, theirs = await factories.unit("梧桐里物业"), await factories.unit("别家物业")
    browser = await client(await factories.person(unit_id=mine))
    assert "别家物业" not in await browser.text("/resources/new")
    typed = {"unit_id": mine, "text": "维修师傅上门", "amount": "每月 10 人次", "available": "工作日"}
    refused = await browser.submit("/resources", **typed)
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "维修师傅上门" in page and "每月 10 人次" in page
    assert (await browser.submit("/resources", **{**typed, "unit_id": theirs}, category="safety")).status_code == 403
    assert (await browser.submit("/resources", **typed, category="facilities")).status_code == 303
    assert "维修师傅上门" in await browser.text("/resources")


async def test_a_resident_without_a_unit_is_not_asked(client: Any) -> None:
    browser = await client(await factories.person())
    assert "/resources/new" not in await browser.text("/resources")
    assert (await browser.get("/resources/new")).status_code == 403
