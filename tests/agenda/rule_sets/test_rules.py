"""Rules in words and with numbers in them."""

from __future__ import annotations

from datetime import date

import pytest

from agenda.ballots.rule_sets import PRESETS
from agenda.rule_sets import rules
from forum.errors import BadInput, NotFound, RuleBroken

TODAY = date(2026, 11, 21)


def examples(preset: str) -> list[str]:
    return [sentence.said(str) for sentence in rules.examples(PRESETS[preset])]


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("simple", ["应到60人时：要有31人到会，才能表决。", "应到60人、实到47人时：需要24人赞成才通过。"]),
        ("two_thirds", ["应到60人时：要有40人到会，才能表决。", "应到60人、实到47人时：需要32人赞成才通过。"]),
        ("absolute", ["应到60人时：要有31人到会，才能表决。", "应到60人、实到47人时：需要31人赞成才通过。"]),
        ("joint_council", ["应到12家时：要有7家到会，才能表决。", "应到12家、实到9家时：需要5家赞成才通过。"]),
        ("talk", []),
    ],
)
def test_an_example_says_what_it_takes_in_a_hall(preset: str, said: list[str]) -> None:
    assert examples(preset) == said


def test_an_example_on_the_votes_cast_says_how_many_were_cast() -> None:
    assert examples("parliamentary")[1] == "实到或参与表决47人、赞成与反对合计40人时：需要21人赞成才通过。"


def test_an_example_for_owners_counts_persons_and_area_as_the_civil_code_does() -> None:
    quorum, threshold = examples("owners_ordinary")
    assert quorum == "全体279人、30,000.00平方米时：要有186人、20,000.00平方米参与表决，才有效。"
    whole = "全体279人、30,000.00平方米、参与表决190人、20,500.00平方米时"
    assert threshold == f"{whole}：需要96人、10,250.01平方米赞成才通过。"
    assert "需要143人、15,375.00平方米" in examples("owners_special")[1]


def test_an_example_of_objections_says_how_many_may_object() -> None:
    assert examples("objection_only")[1] == "全体279人、30,000.00平方米时：异议不超过93人、10,000.00平方米才通过。"


def test_an_example_in_groups_has_figures_for_each() -> None:
    assert "甲组需要13人、乙组需要12人赞成" in examples("two_groups")[1]


def test_every_preset_is_offered_with_seats_like_the_body_s() -> None:
    assert {rules.offered(name, seats_units=True).seats for name in PRESETS} == {"units"}
    with pytest.raises(NotFound):
        rules.offered("none", seats_units=False)


def test_a_superseded_law_is_named_and_an_own_copy_says_where_it_began() -> None:
    law = PRESETS["residents_meeting"]
    assert rules.told(law, TODAY).superseded == date(2026, 1, 1)
    assert rules.told(law, date(2025, 12, 31)).superseded is None
    own = law.edited(citation="本社区居民会议议事规则第三条")
    assert rules.told(own, TODAY).superseded is None and rules.told(own, TODAY).based_on == "居民会议"
    assert rules.told(PRESETS["simple"], TODAY).superseded is None


def test_rules_are_adopted_with_a_reason_as_something_new_and_over_what_was_seen() -> None:
    now, other = PRESETS["simple"], PRESETS["absolute"]
    rules.check_adoption(now, other, "代表会议通过", is_newest=True)
    with pytest.raises(BadInput) as nothing:
        rules.check_adoption(now, other, "  ", is_newest=True)
    assert set(nothing.value.fields) == {"note"}
    for chosen in (now, now.edited()):
        with pytest.raises(RuleBroken, match="一样"):
            rules.check_adoption(now, chosen, "代表会议通过", is_newest=True)
    with pytest.raises(RuleBroken, match="由别人改过"):
        rules.check_adoption(now, other, "代表会议通过", is_newest=False)
