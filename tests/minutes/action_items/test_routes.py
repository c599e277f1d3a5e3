from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from forum import clock
from minutes.action_items import commands
from minutes.action_items.models import ActionItem, ActionState
from tests import factories

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


async def test_done_and_progress_from_the_page(client: Any) -> None:
    delegate, action_id, other = await two_actions()
    browser = await client(delegate)
    assert (await browser.submit(f"/actions/{action_id}/progress", text="料已备齐")).status_code == 303
    empty = await browser.submit(f"/actions/{action_id}/done", text="  ")
    assert empty.status_code == 422 and "请填写这一项" in await empty.get_data(as_text=True)
    assert (await browser.submit(f"/actions/{other}/done", text="办好了")).status_code == 403
    assert (await browser.submit(f"/actions/{action_id}/done", text="办好了")).status_code == 303
    assert (await ActionItem.get(id=action_id)).state is ActionState.DONE
    assert "没有没办完的任务" in await browser.text("/actions")
