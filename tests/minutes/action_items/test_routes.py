from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from quart.datastructures import FileStorage

from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum import clock
from forum.pictures.models import Picture
from minutes.action_items import commands, working
from minutes.action_items.models import ActionExtension, ActionHelper, ActionItem, ActionNote, ActionStep
from tests import factories
from tests.forum.pictures.test_pictures import photo

pytestmark = pytest.mark.usefixtures("app")


def form(unit_id: int, **changed: str) -> dict[str, Any]:
    due_on = (clock.today() + timedelta(days=10)).isoformat()
    return {"text": "换防滑砖", "lead_id": unit_id, "due_on": due_on, "responsible": "", "project_id": "", **changed}


async def test_the_consoles_form_records_an_action_item_and_comes_back(client: Any) -> None:
    hall, unit_id = await factories.item_open(), await factories.unit()
    recorder = await client(hall.recorder)
    assert "记任务" in await recorder.text(f"/items/{hall.item_id}/actions")
    response = await recorder.submit(f"/items/{hall.item_id}/actions", **form(unit_id))
    assert response.status_code == 303 and response.location == f"/sessions/{hall.session_id}/console"
    assert (await ActionItem.get()).item_id == hall.item_id


async def test_in_json_it_answers_in_json(client: Any) -> None:
    hall, unit_id = await factories.item_open(), await factories.unit()
    recorder = await client(hall.recorder, Accept="application/json")
    answer = await (await recorder.submit(f"/items/{hall.item_id}/actions", **form(unit_id))).get_json()
    assert answer["done"] and answer["where"] == f"/sessions/{hall.session_id}/console"
    refused = await recorder.submit(f"/items/{hall.item_id}/actions", **form(unit_id, due_on="明天"))
    assert refused.status_code == 422 and "due_on" in (await refused.get_json())["fields"]


async def test_a_refused_form_keeps_what_was_typed(client: Any) -> None:
    hall, unit_id = await factories.item_open(), await factories.unit()
    recorder = await client(hall.recorder)
    response = await recorder.submit(
        f"/items/{hall.item_id}/actions", **form(unit_id, due_on="2020-01-01", responsible="老赵")
    )
    text = await response.get_data(as_text=True)
    assert response.status_code == 422
    assert "不能早于今天" in text and "换防滑砖" in text and "老赵" in text and f'value="{unit_id}" selected' in text


async def test_the_sessions_form_records_under_what_is_discussed(client: Any) -> None:
    hall, unit_id = await factories.session_open(topics=2), await factories.unit()
    recorder = await client(hall.recorder)
    path = f"/sessions/{hall.session_id}/actions"
    assert (await recorder.submit(path, **form(unit_id))).status_code == 409
    for item_id in hall.items:
        await items.open_item(item_id, by=hall.chair)
        assert (await recorder.submit(path, **form(unit_id))).status_code == 303
        await items.close_item(item_id, by=hall.chair)
    assert (await recorder.submit(path, **form(unit_id))).status_code == 303
    assert [action.item_id for action in await ActionItem.all()] == [*hall.items, hall.items[1]]


async def test_a_member_cannot_open_the_form(client: Any) -> None:
    hall = await factories.item_open()
    assert (await (await client(hall.members[0])).get(f"/items/{hall.item_id}/actions")).status_code == 403


async def two_actions() -> tuple[Any, int, int]:
    hall, mine, theirs = await factories.item_open(), await factories.unit(), await factories.unit()
    ids = [
        await commands.assign_action(
            hall.item_id, text, unit_id, clock.today() + timedelta(days=days), by=hall.recorder
        )
        for text, unit_id, days in (("我单位的任务", mine, 5), ("别单位的任务", theirs, 1))
    ]
    return await factories.person(unit_id=mine), ids[0], ids[1]


async def test_a_delegate_sees_the_own_units_and_the_office_all_most_pressing_first(client: Any) -> None:
    delegate, _, _ = await two_actions()
    own = await (await client(delegate)).text("/actions")
    assert "我单位的任务" in own and "别单位的任务" not in own
    office = await (await client(await factories.secretary())).text("/actions")
    assert office.index("别单位的任务") < office.index("我单位的任务")
    assert "别单位的任务" in await (await client(await factories.secretary())).text("/")


async def test_others_are_told_where_to_look_and_the_unknown_to_sign_in(client: Any) -> None:
    assert (await (await client(await factories.person())).get("/actions")).status_code == 403
    assert (await (await client()).get("/actions")).status_code == 302


async def test_overdue_is_said_in_words(client: Any) -> None:
    delegate, action_id, _ = await two_actions()
    await ActionItem.filter(id=action_id).update(due_on=clock.today() - timedelta(days=3))
    browser = await client(delegate)
    assert "已超期 3 天" in await browser.text("/actions")
    assert "已超期 3 天" in await browser.text("/")


async def test_a_delegate_does_the_whole_way_on_the_action_items_page(client: Any) -> None:
    delegate, action_id, other = await two_actions()
    browser, at = await client(delegate), f"/actions/{action_id}"
    page = await browser.text(at)
    assert "接单" in page and "核验通过，办结" not in page
    assert (await browser.submit(f"{at}/accept", responsible="老赵")).status_code == 303
    day = clock.today().isoformat()
    plan = await browser.submit(f"{at}/plan", **{"step-1": "备料", "day-1": day, "step-2": "施工", "day-2": "明天"})
    text = await plan.get_data(as_text=True)
    assert plan.status_code == 422 and "请填这一步哪天做完" in text and "备料" in text and "施工" in text
    assert (await browser.submit(f"{at}/plan", **{"step-1": "备料", "day-1": day})).status_code == 303
    step = await ActionStep.get()
    assert (await browser.submit(f"{at}/step", step_id=step.id)).status_code == 303
    assert (await browser.submit(f"{at}/progress", text="料已备齐")).status_code == 303
    empty = await browser.submit(f"{at}/hand-in", text="  ")
    assert empty.status_code == 422 and "请填写这一项" in await empty.get_data(as_text=True)
    assert (await browser.submit(f"/actions/{other}/hand-in", text="办好了")).status_code == 403
    assert (await browser.submit(f"{at}/hand-in", text="办好了")).status_code == 303
    assert "等社区核验" in await browser.text(at)
    assert "没有没办完的任务" not in await browser.text("/actions")


async def test_the_office_checks_answers_and_decides_on_the_same_page(client: Any) -> None:
    delegate, action_id, other = await two_actions()
    unit, office = await client(delegate), await client(await factories.secretary())
    at = f"/actions/{action_id}"
    later = (clock.today() + timedelta(days=20)).isoformat()
    assert (await unit.submit(f"{at}/extension", until=later, reason="等材料")).status_code == 303
    assert "等社区答复延期申请" in await office.text("/")
    extension = await ActionExtension.get()
    refused = await office.submit(f"/extensions/{extension.id}", granted="0")
    assert refused.status_code == 422 and "请写明原因" in await refused.get_data(as_text=True)
    assert (await office.submit(f"/extensions/{extension.id}", granted="1")).status_code == 303
    assert "已延期 1 次" in await office.text(at)
    await unit.submit(f"{at}/hand-in", text="办好了")
    assert "核验通过，办结" in await office.text(at)
    assert (await office.submit(f"{at}/send-back", reason="")).status_code == 422
    assert (await office.submit(f"{at}/send-back", reason="还漏")).status_code == 303
    assert "等" in await unit.text("/") and "还漏" in await unit.text(at)
    assert (await office.submit(f"{at}/check")).status_code == 409
    another = await factories.unit()
    assert (await office.submit(f"/actions/{other}/reassign", lead_id=another, reason="归它")).status_code == 303


async def test_the_list_is_filtered_by_what_presses_and_by_unit(client: Any) -> None:
    delegate, action_id, other = await two_actions()
    await ActionItem.filter(id=action_id).update(due_on=clock.today() - timedelta(days=3))
    office = await client(await factories.secretary())
    overdue = await office.text("/actions?show=overdue")
    assert "我单位的任务" in overdue and "别单位的任务" not in overdue
    unit = (await ActionItem.get(id=other)).lead_id
    assert "我单位的任务" not in await office.text(f"/actions?unit={unit}")
    assert "这里现在没有任务" in await office.text("/actions?show=done")
    assert "这里现在没有任务" in await office.text("/actions?show=mine")
    mine = await (await client(delegate)).text("/actions?show=mine")
    assert "我单位的任务" in mine and 'id="unit"' not in mine
    for odd in ("/actions?show=nothing&unit=x&page=-3", "/actions?page=99999"):
        assert (await office.get(odd)).status_code == 200
    sheet = await office.text("/actions.print?show=overdue")
    assert "我单位的任务" in sheet and "别单位的任务" not in sheet


async def test_a_sessions_page_leads_to_what_came_of_each_item(client: Any) -> None:
    delegate, action_id, _ = await two_actions()
    session_id = (await ActionItem.get(id=action_id).prefetch_related("item")).item.session_id
    way = f'href="/actions/{action_id}"'
    assert way in await (await client(delegate)).text(f"/sessions/{session_id}")
    assert way not in await (await client()).text(f"/sessions/{session_id}"), "visitors read it in the minutes, masked"


async def test_the_public_reads_an_action_item_with_names_masked(client: Any) -> None:
    hall, unit = await factories.item_open(), await factories.unit()
    named = await factories.person("欧阳明月")
    action_id = await commands.assign_action(
        hall.item_id, "换防滑砖", unit, clock.today() + timedelta(days=9), by=hall.recorder, responsible="欧阳明月"
    )
    assert named.person_id
    await working.report_progress(action_id, "欧阳明月已到场。", by=await factories.person(unit_id=unit))
    page = await (await client()).text(f"/actions/{action_id}")
    assert "换防滑砖" in page and "欧阳某某" in page and "欧阳明月" not in page
    assert "<form" not in page.split("<main", 1)[1]
    assert (await (await client()).get("/actions/999")).status_code == 404


async def test_afterwards_a_task_is_recorded_while_the_minutes_are_written(client: Any) -> None:
    hall, unit_id = await factories.item_open(), await factories.unit()
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    recorder, path = await client(hall.recorder), f"/items/{hall.item_id}/actions"
    assert (await recorder.submit(path, **form(unit_id, helpers=str(await factories.unit())))).location == path
    assert "换防滑砖" in await recorder.text(path), "what was recorded stands under the form"
    assert await ActionHelper.all().count() == 1


async def test_a_report_comes_with_photos_that_everybody_sees_and_a_refused_one_leaves_none(client: Any) -> None:
    delegate, action_id, other = await two_actions()
    browser, at = await client(delegate), f"/actions/{action_id}"
    assert (await with_photo(browser, f"{at}/progress", text="旧砖已铲")).status_code == 303
    refused = await with_photo(browser, f"{at}/hand-in", text=" ")
    assert refused.status_code == 422
    wrong = await with_photo(browser, f"{at}/hand-in", b"no picture", text="换好了")
    assert wrong.status_code == 422 and "不是能看的照片" in await wrong.get_data(as_text=True)
    assert (await with_photo(browser, f"/actions/{other}/progress", text="旧砖已铲")).status_code == 403
    (kept,) = await Picture.all()
    assert (kept.subject, kept.subject_id) == ("action_note", (await ActionNote.get()).id)
    public = await client()
    project = (await ActionItem.get(id=action_id)).project_id
    for page in (at, f"/projects/{project}"):
        assert f"/pictures/{kept.id}/small" in await public.text(page)
    assert (await public.get(f"/pictures/{kept.id}")).status_code == 200
    assert (await browser.submit(f"/pictures/{kept.id}/remove")).status_code == 303


async def with_photo(browser: Any, path: str, content: bytes = b"", **fields: str) -> Any:
    sent = {"photos": FileStorage(BytesIO(content or photo(60, 40)), filename="现场.jpg")}
    return await browser.post(path, form=fields, files=sent)
