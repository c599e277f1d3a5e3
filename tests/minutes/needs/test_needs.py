from __future__ import annotations

from typing import Any

import pytest

from forum.access import SYSTEM
from forum.errors import BadInput, NotAllowed
from forum.journal import Event
from forum.topics.models import Category
from minutes.needs import commands
from minutes.needs.models import Need
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


async def test_a_need_is_raised_once_and_its_event_names_nobody() -> None:
    where, resident = await factories.community(), await factories.person("欧阳明月")
    given = (Category.SAFETY, "上门量血压", where.block)
    first = await commands.raise_need(*given, whom="独居老人", by=resident, command_id="same")
    assert await commands.raise_need(*given, whom="独居老人", by=resident, command_id="same") == first
    event = await Event.filter(kind="need.raised").get()
    assert event.data == {"need": first} and event.by_id == resident.person_id


async def test_an_unknown_place_or_nobody_raises_no_need() -> None:
    resident, where = await factories.person(), await factories.community()
    with pytest.raises(BadInput):
        await commands.raise_need(Category.SAFETY, "上门量血压", 999, by=resident)
    with pytest.raises(NotAllowed):
        await commands.raise_need(Category.SAFETY, "上门量血压", where.block, by=SYSTEM)
    assert await Need.all().count() == 0
    assert not await Event.exists(kind="need.raised")


async def test_the_public_list_masks_who_raised_it_and_whom_the_text_names(client: Any) -> None:
    where, resident = await factories.community(), await factories.person("欧阳明月")
    await factories.person("赵建军")
    text = "欧阳明月请人教用手机,可打 13812345678 找赵建军"
    await commands.raise_need(Category.SAFETY, text, where.block, by=resident, whom="赵建军家老人")
    public = await (await client()).text("/needs")
    for secret in ("欧阳明月", "赵建军", "13812345678"):
        assert secret not in public
    assert "欧阳某某" in public and "138****5678" in public
    assert "欧阳明月" in await (await client(resident)).text("/needs")


async def test_the_form_lists_the_need_or_keeps_what_was_typed(client: Any) -> None:
    where, browser = await factories.community(), await client(await factories.person())
    await browser.text("/needs/new")
    typed = {"text": "放学后有地方写作业", "whom": "小学生", "category": "public_affairs"}
    refused = await browser.submit("/needs", **typed, place_id="")
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "放学后有地方写作业" in page and "小学生" in page
    long = await browser.submit("/needs", **{**typed, "text": "长" * 10_000}, place_id=where.block)
    assert long.status_code == 422 and "最多 200 个字" in await long.get_data(as_text=True)
    assert (await browser.submit("/needs", **typed, place_id=where.block)).status_code == 303
    assert "放学后有地方写作业" in await browser.text("/needs")


async def test_the_desk_takes_a_need_down_for_a_resident_or_a_unit_and_nobody_else_does(client: Any) -> None:
    where, office, unit = await factories.community(), await client(await factories.secretary()), await factories.unit()
    said, other = await factories.person("王秀兰"), await factories.person("张伟")
    await factories.person("张伟")
    typed = {"text": "要一副轮椅", "category": "safety", "place_id": where.block}
    several = await office.submit("/needs", **typed, who="张伟")
    page = await several.get_data(as_text=True)
    assert several.status_code == 422 and "请选是哪一位" in page and f'value="{other.person_id}"' in page
    assert (await office.submit("/needs", **typed, who="没有这人")).status_code == 422
    assert await Need.all().count() == 0
    for more in ({"who": "王秀兰"}, {"who": "张伟", "person": other.person_id}, {"unit_id": unit}, {}):
        assert (await office.submit("/needs", **typed, **more)).status_code == 303
    needs = await Need.all().order_by("id")
    assert [need.raised_by_id for need in needs[:2]] == [said.person_id, other.person_id]
    assert needs[2].unit_id == unit and needs[3].unit_id is None
    neighbour = await client(said)
    assert "替居民或单位记" not in await neighbour.text("/needs/new")
    assert (await neighbour.submit("/needs", **typed, person=other.person_id)).status_code == 303
    assert (await Need.all().order_by("-id").first()).raised_by_id == said.person_id  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        await commands.raise_need(Category.SAFETY, "轮椅", where.block, by=said, said_by=other.person_id)
    assert "要一副轮椅" in await neighbour.text(f"/needs?place={where.grid}")
    assert "没有这样的需求" in await neighbour.text("/needs?place=999")


async def test_without_sign_in_the_form_leads_to_joining(client: Any) -> None:
    assert "还没有人提需求" in await (await client()).text("/needs")
    assert (await (await client()).get("/needs/new")).status_code == 302
