from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.floor import order
from agenda.floor.rules import FloorRules, Majority
from forum.bodies.models import Body
from forum.errors import RuleBroken
from tests import factories as make

rule_sets = st.builds(
    FloorRules,
    minutes_per_speech=st.integers(0, 5),
    speeches_per_item=st.integers(0, 3),
    unheard_first=st.booleans(),
    alternate=st.booleans(),
    state_stance=st.booleans(),
    questions_count=st.booleans(),
    warning_seconds=st.sampled_from([0, 20]),
    extra_seconds=st.sampled_from([0, 60]),
    close_debate_majority=st.sampled_from(Majority),
    reconsider_majority=st.sampled_from(Majority),
    reconsider_by_winners=st.booleans(),
)
FORM = {"minutes_per_speech": "3", "speeches_per_item": "1", "warning_seconds": "30", "extra_seconds": "60"}


def words(rules: FloorRules) -> str:
    return "".join(sentence.said(str) for sentence in order.described(rules))


@given(rule_sets, rule_sets)
def test_two_sets_that_differ_read_differently(one: FloorRules, other: FloorRules) -> None:
    """But for questions where no number of speeches is set: then they cannot use one up."""
    one, other = order.fitting(one), order.fitting(other)
    same = all(
        getattr(one, name) == getattr(other, name)
        for name in one.to_json()
        if name != "questions_count" or one.speeches_per_item
    )
    assert (words(one) == words(other)) is same


@given(rule_sets)
def test_a_set_comes_back_from_what_is_stored(rules: FloorRules) -> None:
    assert FloorRules.from_json(rules.to_json()) == rules


def test_the_ready_sets_say_what_their_titles_promise() -> None:
    said = [words(ready) for _, ready in order.PRESETS.values()]
    assert "不超过2分钟" in said[0] and "最多发言2次" in said[0]
    assert "不超过3分钟" in said[1] and "最多发言2次" in said[1]
    assert "发言不限时。发言不限次数。" in said[2] and "提醒" not in said[2]
    assert [order.preset_of(ready) for _, ready in order.PRESETS.values()] == list(order.PRESETS)
    assert order.preset_of(FloorRules(minutes_per_speech=7)) == ""


def test_nothing_is_adopted_that_changes_nothing() -> None:
    with pytest.raises(RuleBroken, match="没有什么要改"):
        order.check_adoption(FloorRules(), FloorRules())


async def test_a_body_s_page_says_its_rules_of_order_and_the_office_changes_them(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    assert "每次发言不超过2分钟。" in await office.text(f"/bodies/{made.id}")
    done = await office.submit(f"/bodies/{made.id}/floor-rules", **FORM, alternate="on")
    assert done.status_code == 303
    kept = FloorRules.from_json((await Body.get(id=made.id)).floor_rules)
    assert kept == FloorRules(
        3, 1, unheard_first=False, questions_count=False, warning_seconds=30, extra_seconds=60,
        reconsider_by_winners=False,
    )  # fmt: skip
    page = await office.text(f"/bodies/{made.id}/floor-rules")
    assert "每次发言不超过3分钟。" in page and "一次发言最多延长60秒" in page


async def test_members_read_the_rules_and_are_offered_no_form(client: Any) -> None:
    made = await make.body(3)
    page = await (await client(made.members[0])).text(f"/bodies/{made.id}/floor-rules")
    assert "还没有发言的人优先。" in page and "采用这套发言规则" not in page


async def test_a_ready_set_fills_the_form_and_writes_nothing(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    page = await office.text(f"/bodies/{made.id}/floor-rules?from=talk")
    assert 'name="minutes_per_speech" value="0"' in page and (await Body.get(id=made.id)).floor_rules == {}


async def test_what_cannot_be_taken_is_said_beside_its_field_and_the_rest_is_kept(client: Any) -> None:
    made = await make.body(3)
    office = await client(await make.secretary())
    typed = FORM | {"minutes_per_speech": "90", "speeches_per_item": "两次", "state_stance": "on"}
    answer = await office.submit(f"/bodies/{made.id}/floor-rules", **typed)
    page = html.unescape(await answer.get_data(as_text=True))
    assert answer.status_code == 422 and "不能大于 60" in page and "请填一个整数" in page
    assert 'value="两次"' in page and 'name="state_stance" value="on" checked' in page
    assert (await Body.get(id=made.id)).floor_rules == {}
