from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.markdown import escaped, render
from minutes.drafting import fields
from minutes.drafting.draft import draft, drafted
from minutes.drafting.numbering import numbered
from minutes.drafting.sections import composed
from tests.minutes.drafting.test_draft import RECORD, replace

NUMBERED = replace(RECORD, items=numbered(RECORD.items))
MARKED = composed(drafted(NUMBERED))
VALUES = fields.valued(MARKED) | fields.figures(NUMBERED)


def test_the_draft_names_what_the_record_holds_and_reads_the_same_with_its_values() -> None:
    text = fields.named(MARKED)
    assert fields.used(text) == ["出席情况", "法定人数情况", "意见1", "表决1", "议定1", "任务1", "任务分解表"]
    assert fields.resolved(text, VALUES) == draft(NUMBERED) == draft(RECORD)
    assert "31" not in text.split("## ")[0] and "赞成31票" not in text


def test_single_figures_can_stand_in_a_sentence_of_the_recorders_own() -> None:
    text = "应到{{应到}}人，实到{{实到}}人；赞成{{表决1.赞成}}票，{{表决1.结果}}。"
    assert fields.resolved(text, VALUES) == "应到60人，实到47人；赞成31票，通过。"


@pytest.mark.parametrize("typed", ["{{表决1.赞成}}", "｛｛表决１．赞成｝｝", "{{ 表决 1。赞成 }}"])
def test_full_width_figures_and_braces_are_welcome(typed: str) -> None:
    assert fields.resolved(typed, VALUES) == "31"


def test_what_the_record_does_not_know_stays_as_typed_and_is_named() -> None:
    text = "{{应道}}人，{{应到}}人，{{表决9.赞成}}"
    assert fields.resolved(text, VALUES) == "{{应道}}人，60人，{{表决9.赞成}}"
    assert fields.unknown(text, VALUES) == ["应道", "表决9.赞成"]


def test_a_correction_is_told_where_the_field_is_used_and_nowhere_else() -> None:
    now = {**VALUES, "实到": "46", "应到": "61"}
    assert fields.changed(["实到{{实到}}人"], VALUES, now) == {"实到": ("47", "46")}
    gone = {name: value for name, value in VALUES.items() if name != "议定1"}
    assert fields.changed(["{{议定1}}"], VALUES, gone) == {"议定1": (VALUES["议定1"], "")}


@given(some.text("{}｛｝应到 甲\\*", max_size=20))
def test_what_people_said_is_never_taken_for_a_field(said: str) -> None:
    assert fields.used(escaped(said)) == [] or "｛｛" in said
    assert fields.used(escaped(said).replace("｛", "")) == []


def test_braces_that_people_wrote_are_shown_as_they_wrote_them() -> None:
    assert "甲{{应到}}乙" in render(escaped("甲{{应到}}乙"))
