"""Needs and resources as lists: in, out, and again without doubling."""

from __future__ import annotations

from typing import Any

import pytest

from forum.people.models import Person
from forum.topics.models import Category
from minutes.needs.models import Need, NeedState
from minutes.resources.models import Resource
from tests import factories as make
from tests.forum.importing.conftest import figures, put_in, upload

NEEDS = "类别,内容,对象,地点\n安全健康,要一副轮椅,高龄老人,7号楼\n,周末有人教用手机,老年居民,\n"
RESOURCES = "单位,类别,内容,数量,可用时间\n第三小学,公共事务,多功能厅,1间,周末\n"


@pytest.fixture
async def office(client: Any) -> Any:
    await make.community()
    return await client(await make.secretary())


async def test_needs_and_resources_come_in_go_out_and_come_back(office: Any) -> None:
    await make.unit("第三小学")
    for key, text, count in (("needs", NEEDS, 2), ("resources", RESOURCES, 1)):
        await put_in(office, key, text)
        assert figures(await upload(office, key, text)) == [0, 0, count, 0, 0]
        for form in ("csv", "xlsx"):
            data = await (await office.submit(f"/register/export/{key}", form=form)).get_data()
            assert figures(await upload(office, key, data)) == [0, 0, count, 0, 0]
    need = await Need.get(text="周末有人教用手机")
    assert need.category is Category.PUBLIC_AFFAIRS and need.raised_by_id == (await Person.all().first()).id  # type: ignore[union-attr]
    await put_in(office, "needs", NEEDS.replace("高龄老人", "高龄独居老人"))
    assert (await Need.get(text="要一副轮椅")).whom == "高龄独居老人" and await Need.all().count() == 2
    await put_in(office, "resources", RESOURCES.replace("1间", "2间"))
    assert (await Resource.get()).amount == "2间"
    assert "还没有登记单位“第九小学”" in await upload(office, "resources", RESOURCES.replace("第三小学", "第九小学"))


async def test_a_need_that_somebody_took_on_keeps_its_words(office: Any) -> None:
    await put_in(office, "needs", NEEDS)
    await Need.filter(text="要一副轮椅").update(state=NeedState.IN_HAND)
    page = await upload(office, "needs", NEEDS.replace("高龄老人", "别人"))
    assert figures(page)[-1] == 1 and "已经在办" in page
