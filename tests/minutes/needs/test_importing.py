"""Topics, needs and resources as lists: in, out, and again without doubling."""

from __future__ import annotations

from typing import Any

import pytest

from forum import clock
from forum.people.models import Person
from forum.topics.models import Category, Channel, Topic
from minutes.action_items.models import ActionItem
from minutes.needs.commands import answer_need
from minutes.needs.models import Need, NeedState
from minutes.projects.models import Project
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


async def test_every_column_of_the_lists_goes_out_and_comes_in(office: Any) -> None:
    school, said = await make.unit("第三小学"), await make.person("王秀兰")
    await make.person("张伟")
    await make.person("张伟")
    head = "类别,内容,对象,什么时候要,网格,提出人,时间\n"
    await put_in(
        office, "needs",
        head + "安全健康,要一副轮椅,老人,周六上午,7号楼,王秀兰,2026.10.5\n安全健康,要保洁,,,,第三小学,2026年10月6日\n",
    )  # fmt: skip
    chair, cleaner = await Need.get(text="要一副轮椅"), await Need.get(text="要保洁")
    assert (chair.raised_by_id, chair.available, f"{chair.at:%Y-%m-%d}") == (said.person_id, "周六上午", "2026-10-05")
    assert (cleaner.unit_id, f"{cleaner.at:%m-%d}") == (school, "10-06")
    page = await upload(office, "needs", head + ",甲,,,,没有这人,\n,乙,,,,张伟,\n,丙,,,,,下周\n,丁,,,,,2999-1-1\n")
    assert figures(page) == [0, 0, 0, 0, 4]
    for words in ("名册上没有居民或单位叫“没有这人”", "有几位都叫“张伟”", "“下周”不是日期", "日期不能晚于今天"):
        assert words in page
    head = "单位,内容,数量,可用时间,联系人,在哪里,别的社区可用\n"
    await put_in(office, "resources", head + "第三小学,多功能厅,1间,周末,周老师 13800001111,7号楼,否\n")
    room = await Resource.get().prefetch_related("place")
    assert room.place and (room.contact, room.place.name, room.shared) == ("周老师 13800001111", "7号楼", False)
    page = await upload(office, "resources", head + "第三小学,操场,,,,月球,\n")
    assert "没有登记叫“月球”的地点" in page
    await answer_need(chair.id, "下周送到家里", by=await make.secretary())
    for key, words in (
        (
            "needs",
            ["什么时候要", "提出人", "时间", "状态", "王秀兰", "2026-10-05", "第三小学", "已答复", "下周送到"],
        ),
        ("resources", ["联系人", "周老师 13800001111", "在哪里", "否"]),
    ):
        data = await (await office.submit(f"/register/export/{key}", form="csv")).get_data()
        assert not [word for word in words if word not in data.decode("utf-8-sig")]
        assert figures(await upload(office, key, data))[:2] == [0, 0], "what went out comes back as it was"
    await put_in(office, "resources", head + "第三小学,多功能厅,1间,周末,李老师,第三网格,是\n")
    room = await Resource.get().prefetch_related("place")
    assert room.place and (room.contact, room.place.name, room.shared) == ("李老师", "第三网格", True)


async def test_projects_come_in_with_a_task_of_their_lead_and_go_out_whole(office: Any) -> None:
    lead, helper = await make.unit("康乐物业"), await make.unit("第三小学")
    head = "名称,牵头,配合,时限,经费（元）\n"
    await put_in(office, "projects", head + "加装坡道,康乐物业,第三小学,2099-01-01,12000\n修凉亭,康乐物业,,2020-1-1,\n")
    ramp = await Project.get(title="加装坡道").prefetch_related("action_items__helpers")
    (action,) = ramp.action_items
    assert (ramp.lead_id, ramp.budget_yuan, action.lead_id, str(action.due_on)) == (lead, 12_000, lead, "2099-01-01")
    assert [one.unit_id for one in action.helpers] == [helper]
    assert (await ActionItem.get(text="修凉亭")).due_on > clock.today(), "a day gone by is no term"
    for form in ("csv", "xlsx"):
        data = await (await office.submit("/register/export/projects", form=form)).get_data()
        assert figures(await upload(office, "projects", data)) == [0, 0, 2, 0, 0]
    page = await upload(office, "projects", head + "甲,没有这家,也没有,不是日子,999999999\n")
    assert "还没有登记单位“没有这家”" in page and "“不是日子”不是日期" in page and "经费最多100,000,000元" in page
    await put_in(office, "projects", head + "加装坡道,康乐物业,第三小学,2099-01-01,9000\n")
    assert (await Project.get(title="加装坡道")).budget_yuan == 9_000 and await ActionItem.all().count() == 2


async def test_a_need_that_somebody_took_on_keeps_its_words(office: Any) -> None:
    await put_in(office, "needs", NEEDS)
    await Need.filter(text="要一副轮椅").update(state=NeedState.IN_HAND)
    page = await upload(office, "needs", NEEDS.replace("高龄老人", "别人"))
    assert figures(page)[-1] == 1 and "已经在办" in page
