"""A unit is picked from a list where there are few, and found by its name where there are thousands."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from forum import clock
from forum.bodies.models import Unit, UnitKind
from forum.topics.models import Category
from forum.units import picking
from minutes.action_items.models import ActionHelper, ActionItem
from minutes.needs import commands as needs
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")

DUE = "2099-01-01"


async def many(count: int = 3400) -> dict[str, int]:
    """By name: companies with numbers, a few that are called otherwise, and one that has left."""
    names = [f"第{number}号公司" for number in range(count)]
    others = ["康乐物业", "康乐诊所", "康乐学校", "梧桐养老院"]
    await Unit.bulk_create([Unit(name=name, kind=UnitKind.COMPANY) for name in [*names, *others]])
    await Unit.create(name="康乐旧厂", kind=UnitKind.COMPANY, left_on=clock.today() - timedelta(days=1))
    return {unit.name: unit.id for unit in await Unit.all()}


def listed(page: str, name: str) -> list[tuple[int, bool]]:
    """The boxes of a field: which unit, and whether it is ticked."""
    boxes = re.findall(rf'<input type="(?:radio|checkbox)" name="{name}" value="(\d+)"( checked)?', page)
    return [(int(id), bool(checked)) for id, checked in boxes]


async def test_few_are_all_listed_and_of_many_those_that_suggest_themselves() -> None:
    few = [await make.unit(f"单位{number}") for number in range(3)]
    offered = await picking.offered(few[2:])
    assert offered.whole and [id for id, _ in offered] == few
    ids = await many()
    offered = await picking.offered([ids["康乐物业"], ids["康乐旧厂"], ids["第7号公司"]], without=[ids["第7号公司"]])
    assert not offered.whole and [name for _, name in offered] == ["康乐物业"]
    mine = await picking.offered([], only=[ids["康乐诊所"]])
    assert mine.whole and [name for _, name in mine] == ["康乐诊所"]


async def test_a_part_of_a_name_its_sound_and_a_skill_find_a_unit_and_a_whole_name_that_one() -> None:
    ids = await many()
    await Unit.filter(name="第5号公司").update(name="修脚志愿队", skills="修脚 理发")
    for words, meant in (
        ("康乐", ["康乐物业", "康乐诊所", "康乐学校"]),
        ("klzs", ["康乐诊所"]),
        ("理发", ["修脚志愿队"]),
    ):
        found = await picking.meant(words)
        assert ([name for _, name in found.units], found.more) == (meant, 0), words
    await Unit.create(name="康乐", kind=UnitKind.COMPANY)
    assert [name for _, name in (await picking.meant("康乐")).units] == ["康乐"]
    found = await picking.meant("号公司")
    assert len(found.units) == picking.FOUND and found.more == 3399 - picking.FOUND
    assert not (await picking.meant("康乐旧厂")).units and ids


async def need_of(office: Any) -> int:
    return await needs.raise_need(Category.SAFETY, "要量血压", (await make.community()).block, by=office)


async def test_the_page_of_a_need_stays_small_at_thousands_and_asks_which_of_several_is_meant(client: Any) -> None:
    ids, office = await many(), await make.secretary()
    need = await need_of(office)
    browser = await client(office)
    page = await browser.text(f"/needs/{need}")
    assert len(page) < 40_000 and "lead_id-called" in page and "helpers-called" in page and "第12号公司" not in page
    sent = {"due_on": DUE, "responsible": "李经理", "lead_id-called": "康乐诊所", "helpers-called": "康乐"}
    answer = await browser.submit(f"/needs/{need}/match", **sent)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "单位有3家，请选是哪一家" in page and "李经理" in page
    assert listed(page, "lead_id") == [(ids["康乐诊所"], True)], "the one that is meant"
    assert [id for id, _ in listed(page, "helpers")] == [ids[name] for name in ("康乐物业", "康乐诊所", "康乐学校")]
    ticked = [ids["康乐学校"], ids["第9号公司"]]
    answer = await browser.submit(f"/needs/{need}/match", **{**sent, "due_on": "1999-01-01", "helpers": ticked})
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and {id for id, checked in listed(page, "helpers") if checked} == set(ticked)
    again = {"due_on": "1999-01-01", "lead_id": ids["第8号公司"], "lead_id-called": "", "helpers-called": ""}
    page = await (await browser.submit(f"/needs/{need}/match", **again)).get_data(as_text=True)
    assert (ids["第8号公司"], True) in listed(page, "lead_id"), "chosen, and what was typed taken away"
    answer = await browser.submit(f"/needs/{need}/match", **sent, helpers=ticked)
    assert answer.status_code == 303
    action = await ActionItem.get()
    assert action.lead_id == ids["康乐诊所"]
    assert {helper.unit_id for helper in await ActionHelper.all()} == set(ticked)
    page = await browser.text(f"/needs/{await need_of(office)}")
    assert listed(page, "lead_id") == [(ids["康乐诊所"], False)], "who was given work lately suggests itself"


async def test_what_is_typed_counts_before_what_was_chosen_and_means_somebody(client: Any) -> None:
    ids, office = await many(50), await make.secretary()
    browser, need = await client(office), await need_of(office)
    sent = {"due_on": DUE, "lead_id": ids["梧桐养老院"]}
    for words, said in (("没有这家", "没有名称里有“没有这家”的单位"), ("康乐", "单位有3家")):
        answer = await browser.submit(f"/needs/{need}/match", **sent, **{"lead_id-called": words})
        assert answer.status_code == 422 and said in await answer.get_data(as_text=True)
    await browser.submit(f"/needs/{need}/match", **sent, **{"lead_id-called": "康乐物"})
    assert (await ActionItem.get()).lead_id == ids["康乐物业"]


async def test_whoever_is_signed_in_is_told_whom_a_name_means(client: Any) -> None:
    ids = await many(3)
    asked = f"/units/meant?words={quote('康乐')}"
    assert (await (await client()).get(asked)).status_code != 200
    neighbour = await client(await make.person())
    page = await neighbour.text(f"{asked}&field=helpers&kind=checkbox")
    assert listed(page, "helpers") == [(ids[name], False) for name in ("康乐物业", "康乐诊所", "康乐学校")]
    assert "没有名称里有" in await neighbour.text("/units/meant?field=lead_id&words=%3Cb%3E")
    assert not listed(await neighbour.text("/units/meant?field=lead_id&words="), "lead_id")


async def test_the_register_of_units_goes_a_page_at_a_time_and_is_searched(client: Any) -> None:
    ids, office = await many(120), await client(await make.secretary())
    for path in ("/units", "/claim-links"):
        page = await office.text(path)
        assert page.count('<a href="/units/') - page.count("康乐旧厂") == 100 and "第1页，共2页" in page, path
        found = await office.text(f"{path}?q={quote('康乐')}")
        named = {name for name, id in ids.items() if f'href="/units/{id}"' in found}
        assert named - {"康乐旧厂"} == {"康乐物业", "康乐诊所", "康乐学校"}, path
        assert "没有找到“没有这家”" in await office.text(f"{path}?q={quote('没有这家')}")
    given = {"unit_id": ids["康乐诊所"], "q": "康乐"}
    answer = await office.submit("/claim-links", **given)
    assert answer.location == f"/claim-links?q={quote('康乐')}#unit-{ids['康乐诊所']}"
