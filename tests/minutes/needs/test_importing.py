"""Topics, needs and resources as lists: in, out, and again without doubling."""

from __future__ import annotations

from typing import Any

import pytest

from forum.people.models import Person
from forum.topics.models import Category, Channel, Topic
from minutes.needs.models import Need, NeedState
from minutes.resources.models import Resource
from tests import factories as make
from tests.forum.importing.conftest import figures, put_in, questions, send, upload

TOPICS = (
    "标题,内容,类别,地点,提出人,来源\n"
    "楼道灯不亮,三楼到五楼都不亮,安全健康,7号楼,王秀兰,走访\n"
    "垃圾堆在门口,,环境卫生,,,来信\n"
)
NEEDS = "类别,内容,对象,地点\n安全健康,要一副轮椅,高龄老人,7号楼\n,周末有人教用手机,老年居民,\n"
RESOURCES = "单位,类别,内容,数量,可用时间\n第三小学,公共事务,多功能厅,1间,周末\n"


@pytest.fixture
async def office(client: Any) -> Any:
    await make.community()
    return await client(await make.secretary())


async def test_topics_are_taken_down_for_those_who_said_them(office: Any) -> None:
    said = await make.person("王秀兰")
    await put_in(office, "topics", TOPICS)
    lamp = await Topic.get(title="楼道灯不亮").prefetch_related("place")
    assert (lamp.proposer_id, lamp.category, lamp.channel) == (said.person_id, Category.SAFETY, Channel.VISIT)
    assert lamp.place.name == "7号楼" and (await Topic.get(title="垃圾堆在门口")).text == "垃圾堆在门口"
    assert figures(await upload(office, "topics", TOPICS)) == [0, 0, 2, 0, 0]
    page = await upload(office, "topics", TOPICS.replace("三楼到五楼", "三楼至五楼").replace("7号楼", "第三网格"))
    assert figures(page) == [0, 0, 1, 1, 0], "the same words at another place are asked about"
    await send(office, "topics", "decisions", **{questions(page)[0]: "same-0"})
    assert (await send(office, "topics", "apply")).status_code == 303
    assert "三楼至五楼" in (await Topic.get(id=lamp.id)).text and await Topic.all().count() == 2


async def test_who_is_not_on_the_register_and_what_is_under_way_is_named(office: Any) -> None:
    made = await make.accepted_topic(title="单元门坏了")
    await make.person("张伟")
    await make.person("张伟")
    page = await upload(
        office, "topics",
        "标题,内容,类别,地点,提出人\n单元门坏了,换了说法,环境卫生,第三网格7号楼,\n甲,,安全健康,,没有这人\n乙,,安全健康,,张伟\n丙,,安全健康,月球,\n",
    )  # fmt: skip
    assert figures(page) == [0, 0, 0, 0, 4]
    for said in ("已经在办", "居民名册上没有“没有这人”", "有几位都叫“张伟”", "没有登记叫“月球”的地点"):
        assert said in page
    assert "换了说法" not in (await Topic.get(id=made.id)).text


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
