"""The pages of a body's rules, without a script."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from agenda.ballots import editing
from agenda.ballots.rule_sets import PRESETS
from forum.bodies.models import Body, RuleVersion
from tests import factories as make

BOXES = " ".join(editing.BOXES)


def fields(preset: str, **changed: str) -> dict[str, str]:
    """The form as a browser sends it: boxes that are not ticked are not sent."""
    shown = {name: value for name, value in editing.fields_of(PRESETS[preset]).items() if name != "seats"}
    typed = {**shown, "origin": "own", "boxes": BOXES, **changed}
    return {name: value for name, value in typed.items() if value or name not in editing.BOXES}


def hidden(page: str) -> dict[str, str]:
    """What the form that adopts would send."""
    form = page[page.index('id="read"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


async def test_a_body_s_page_shows_its_rules_and_leads_to_all_of_them(client: Any) -> None:
    made = await make.body(3, "two_thirds")
    office = await client(await make.secretary())
    page = await office.text(f"/bodies/{made.id}")
    assert "三分之二以上到会，才能表决" in page and f"/bodies/{made.id}/rules" in page
    rules = await office.text(f"/bodies/{made.id}/rules")
    assert "应到60人、实到47人时：需要32人赞成才通过。" in rules and "建立组织时选的" in rules
    assert "一人最多受 3 人委托" in rules and "法律已经修订" not in rules


async def test_everybody_signed_in_reads_the_rules_and_only_the_office_changes_them(client: Any) -> None:
    made = await make.body(3)
    member = await client(made.members[0])
    page = await member.text(f"/bodies/{made.id}/rules")
    assert "过半数到会" in page and "/rules/edit" not in page
    for path in ("edit", "presets", "presets/absolute"):
        assert (await member.get(f"/bodies/{made.id}/rules/{path}")).status_code == 403


async def test_rules_of_a_law_that_was_revised_say_so_and_that_its_text_is_to_be_entered(client: Any) -> None:
    made = await make.body(3, "residents_meeting")
    office = await client(await make.secretary())
    for path in ("", "/rules", "/rules/presets/residents_meeting"):
        assert "2026年1月1日起施行。新的法定人数等条文" in await office.text(f"/bodies/{made.id}{path}")
    assert "法律已修订" in await office.text(f"/bodies/{made.id}/rules/presets")


async def test_all_presets_are_offered_with_what_they_ask_and_where_from(client: Any) -> None:
    made = await make.body(3)
    page = await (await client(await make.secretary())).text(f"/bodies/{made.id}/rules/presets")
    for preset in PRESETS.values():
        assert html.escape(preset.citation) in page
    assert "2021年1月1日起施行" in page


async def test_a_preset_is_adopted_with_a_reason(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    address = f"/bodies/{made.id}/rules/presets/absolute"
    replaces = str((await RuleVersion.get(body_id=made.id)).id)
    without = await office.submit(address, replaces=replaces, note="")
    assert without.status_code == 422 and "请写明为什么改" in await without.get_data(as_text=True)
    assert (await Body.get(id=made.id)).rules["preset"] == "simple"
    done = await office.submit(address, replaces=replaces, note="代表会议通过")
    assert done.status_code == 303 and (await Body.get(id=made.id)).rules["preset"] == "absolute"
    assert "代表会议通过" in await office.text(f"/bodies/{made.id}/rules")
    assert (await office.get(f"/bodies/{made.id}/rules/presets/none")).status_code == 404


async def test_an_own_copy_is_read_first_and_what_was_read_is_adopted(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    address = f"/bodies/{made.id}/rules"
    assert 'value="1/2"' in await office.text(f"{address}/edit")
    typed = fields("simple", threshold_share="3/5", threshold_strict="", citation="本会议事规则第九条", title="我们的")
    answer = await office.submit(f"{address}/preview", **typed)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 200 and "赞成五分之三以上才通过" in page
    assert "应到60人、实到47人时：需要29人赞成才通过。" in page
    assert (await Body.get(id=made.id)).rules["preset"] == "simple", "reading changes nothing"
    done = await office.submit(address, **{**hidden(page), "note": "代表会议通过"})
    assert done.status_code == 303, await done.get_data(as_text=True)
    rules = (await Body.get(id=made.id)).rules
    assert (rules["preset"], rules["title"], rules["threshold"]["share"]) == ("custom", "我们的", "3/5")
    assert rules["may_be_secret"] is True and rules["seats"] == "members"


async def test_a_copy_begins_from_a_preset_too(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    page = await office.text(f"/bodies/{made.id}/rules/edit?from=owners_ordinary")
    assert "从“业主共同决定（一般事项）”改起" in page and 'name="origin" value="owners_ordinary"' in page
    assert (await office.get(f"/bodies/{made.id}/rules/edit?from=none")).status_code == 404


@pytest.mark.parametrize("path", ["/rules/preview", "/rules"])
async def test_every_mistake_is_said_at_its_field_and_nothing_typed_is_lost(client: Any, path: str) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    typed = fields("simple", threshold_share="一半多", notice_days="100", title="没有丢的名称", note="没有丢的理由")
    del typed["remote_counts"]
    answer = await office.submit(f"/bodies/{made.id}{path}", **typed)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请写成分数或百分数" in page and "不能大于 60。" in page and 'value="没有丢的名称"' in page
    assert 'value="一半多"' in page and not re.search(r'name="remote_counts"[^>]*checked', page)
    assert re.search(r'name="proxied_counts"[^>]*checked', page)
    assert await RuleVersion.filter(body_id=made.id).count() == 1


async def test_contradictory_rules_are_refused_before_anybody_can_adopt_them(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    typed = fields("simple", by_groups="on", chair_breaks_tie="on", citation="本会规则")
    page = await (await office.submit(f"/bodies/{made.id}/rules/preview", **typed)).get_data(as_text=True)
    assert "各组分别计票时，主持人不能投决定票。" in page and "采用这套规则" not in page


async def test_a_session_names_the_rules_frozen_into_it(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    await Body.filter(id=hall.body_id).update(rules=PRESETS["absolute"].to_json())
    page = await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}")
    assert "到会过半数" in page and "（第2版）" in page and "发通知时定下的" in page
    planned = await make.session_planned(make.BodyMade(hall.body_id, hall.members))
    page = await (await client(hall.members[0])).text(f"/sessions/{planned.session_id}")
    assert "全体过半数" in page and "发出通知时定下来" in page


async def test_the_date_of_a_law_does_not_stay_under_a_citation_of_the_body_s_own(client: Any) -> None:
    made = await make.body(3, "residents_meeting")
    office = await client(await make.secretary())
    address = f"/bodies/{made.id}/rules"
    typed = fields("residents_meeting", citation="本社区居民会议议事规则第三条")
    page = await (await office.submit(f"{address}/preview", **typed)).get_data(as_text=True)
    assert "没有写明日期" in page and "2018" not in hidden(page)["in_force"]
    typed["in_force"] = "2026-03-08"
    page = await (await office.submit(f"{address}/preview", **typed)).get_data(as_text=True)
    assert "2026年3月8日起" in page
    assert (await office.submit(address, **{**hidden(page), "note": "代表会议通过"})).status_code == 303
    rules = (await Body.get(id=made.id)).rules
    assert (rules["in_force"], rules["superseded"]) == ("2026-03-08", None)
    assert "法律已经修订" not in await office.text(address)
