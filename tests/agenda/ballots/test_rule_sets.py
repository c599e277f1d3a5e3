"""Rule sets as they are stored, edited and read out."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots import editing, rule_sets, rules
from agenda.ballots.describing import described
from agenda.ballots.editing import edited, fields_of
from agenda.ballots.rule_sets import PRESETS, Basis, ImpossibleRules, Measure, QuorumOf, RuleSet
from agenda.ballots.rules import Roll, Tally, decide
from forum.errors import BadInput, RuleBroken

STORED: dict[str, Any] = {
    "preset": "simple",
    "version": 1,
    "title": "到会过半数",
    "citation": "居民议事会通行做法：过半数到会，到会者过半数赞成",
    "in_force": None,
    "quorum": {"basis": "entitled", "share": "1/2", "strict": True},
    "threshold": {"basis": "present", "share": "1/2", "strict": True},
    "seats": "members",
    "by_groups": False,
    "may_change_vote": False,
    "chair_breaks_tie": False,
    "binding": True,
}
"""As version 1 was stored with bodies and sessions."""


def wrong(rule_set: RuleSet, typed: dict[str, str]) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        edited(rule_set, typed)
    return {name: sentence.said(str) for name, sentence in refused.value.fields.items()}


# ---- stored ------------------------------------------------------------------------------------------------------


def test_a_rule_set_of_the_first_version_still_reads_and_decides() -> None:
    read = RuleSet.from_json(STORED)
    assert (read.measures, read.quorum_of, read.silence_clause) == ((Measure.HEADS,), QuorumOf.PRESENT, "")
    assert not read.may_be_secret
    assert decide(read, Tally(24, 20, 3), Roll(60, 47)).carried
    assert RuleSet.from_json(read.to_json()) == read


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "1"),
        ("by_groups", 1),
        ("measures", ["heads", "heads"]),
        ("measures", []),
        ("measures", ["flats"]),
        ("quorum_of", "sleeping"),
        ("in_force", "yesterday"),
        ("threshold", {"basis": "present", "share": "3/2", "strict": False}),
    ],
)
def test_what_is_no_rule_set_is_not_read(field: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        RuleSet.from_json({**STORED, field: value})


def test_a_rule_set_without_what_it_always_said_is_not_read() -> None:
    with pytest.raises(KeyError, match="threshold"):
        RuleSet.from_json({name: value for name, value in STORED.items() if name != "threshold"})


# ---- presets -----------------------------------------------------------------------------------------------------


def test_the_owners_presets_are_law_since_the_civil_code() -> None:
    for name in ("owners_ordinary", "owners_special"):
        preset = PRESETS[name]
        assert preset.in_force == date(2021, 1, 1)
        assert "民法典" in preset.citation
        assert preset.measures == (Measure.HEADS, Measure.AREA)
        assert (preset.quorum_of, preset.notice_days) == (QuorumOf.PARTICIPATING, 15)


def test_the_residents_meeting_is_superseded_by_the_law_of_2026() -> None:
    preset = PRESETS["residents_meeting"]
    assert not preset.is_superseded(date(2025, 12, 31))
    assert preset.is_superseded(date(2026, 1, 1))
    assert not PRESETS["simple"].is_superseded(date(2026, 1, 1))


def test_every_binding_preset_says_what_may_be_secret_and_what_may_change() -> None:
    secret = {name for name, preset in PRESETS.items() if preset.may_be_secret}
    assert secret == {
        "simple", "two_thirds", "absolute", "parliamentary", "joint_council", "residents_meeting",
        "residents_delegates",
    }  # fmt: skip
    assert {name for name, preset in PRESETS.items() if preset.may_change_vote} == {"parliamentary", "objection_only"}
    assert not any(preset.chair_breaks_tie or preset.silence_clause for preset in PRESETS.values())


# ---- edited ------------------------------------------------------------------------------------------------------


def test_an_edited_copy_is_a_version_of_its_own_and_remembers_its_origin() -> None:
    once = PRESETS["simple"].edited(chair_breaks_tie=True)
    twice = once.edited(title="本会规则")
    assert (once.preset, once.version, once.based_on) == ("custom", 3, "simple@2")
    assert (twice.preset, twice.version, twice.based_on) == ("custom", 4, "simple@2")
    assert RuleSet.from_json(twice.to_json()) == twice


def test_the_dates_of_a_law_stay_with_its_citation() -> None:
    law = PRESETS["residents_meeting"]
    assert law.edited(may_change_vote=True).superseded == date(2026, 1, 1)
    own = law.edited(citation="《本社区居民会议规则》")
    assert (own.in_force, own.superseded) == (None, None)
    assert law.edited(citation="《新法》", in_force=date(2026, 1, 1)).in_force == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("preset", "changes", "field"),
    [
        ("owners_ordinary", {"may_be_secret": True}, "may_be_secret"),
        ("owners_ordinary", {"chair_breaks_tie": True}, "chair_breaks_tie"),
        ("owners_ordinary", {"by_groups": True}, "by_groups"),
        ("owners_ordinary", {"quorum": None}, "quorum_of"),
        ("owners_ordinary", {"threshold": rule_sets.Test(Basis.PRESENT, Fraction(1, 2), True)}, "threshold"),
        ("owners_ordinary", {"measures": (Measure.AREA, Measure.VOTES)}, "measures"),
        ("owners_ordinary", {"silence_binds": True}, "silence_binds"),
        ("owners_ordinary", {"objection_only": True}, "quorum_of"),
        ("owners_ordinary", {"quorum_of": QuorumOf.DELIVERED}, "quorum_of"),
        ("objection_only", {"may_be_secret": True}, "may_be_secret"),
        ("objection_only", {"chair_breaks_tie": True}, "chair_breaks_tie"),
        ("objection_only", {"threshold": None}, "threshold"),
        ("objection_only", {"silence_clause": "从多数"}, "silence_clause"),
        ("two_groups", {"chair_breaks_tie": True}, "chair_breaks_tie"),
        ("simple", {"silence_clause": "从多数"}, "silence_clause"),
        ("simple", {"measures": (Measure.VOTES,)}, "may_be_secret"),
        ("simple", {"proxies_at_most": -1}, "proxies_at_most"),
        ("simple", {"notice_days": -1}, "notice_days"),
    ],
)
def test_rules_that_contradict_each_other_are_refused_by_field(
    preset: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ImpossibleRules) as refused:
        PRESETS[preset].edited(**changes)
    assert field in refused.value.fields


def test_impossible_rules_are_not_read_from_a_file_either() -> None:
    with pytest.raises(ImpossibleRules, match="面积和票权只能选一种"):
        RuleSet.from_json({**STORED, "measures": ["area", "votes"]})


# ---- from a form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule_set", PRESETS.values(), ids=PRESETS)
def test_a_form_sent_back_unchanged_changes_nothing_but_the_version(rule_set: RuleSet) -> None:
    copy = edited(rule_set, fields_of(rule_set))
    expected = rule_set.to_json() | {
        "preset": "custom",
        "version": rule_set.version + 1,
        "based_on": f"{rule_set.preset}@{rule_set.version}",
    }
    assert copy.to_json() == expected


def test_a_form_makes_any_majority_on_any_basis() -> None:
    typed = {
        "title": "本小区规则",
        "citation": "《本小区业主大会议事规则》第十二条",
        "in_force": "2026-03-01",
        "quorum_share": "３／５",
        "threshold_basis": "entitled",
        "threshold_share": "66.5%",
        "threshold_strict": "on",
        "silence_clause": "视为同意多数意见。",
        "boxes": "silence_binds may_change_vote",
        "silence_binds": "on",
    }
    rule_set = edited(PRESETS["owners_ordinary"], typed)
    assert rule_set.quorum == rule_sets.Test(Basis.ENTITLED, Fraction(3, 5), strict=False)
    assert rule_set.threshold == rule_sets.Test(Basis.ENTITLED, Fraction(133, 200), strict=True)
    assert (rule_set.in_force, rule_set.silence_binds, rule_set.may_change_vote) == (date(2026, 3, 1), True, False)


def test_a_box_that_the_form_does_not_show_stays_as_it_was() -> None:
    assert edited(PRESETS["parliamentary"], {"title": "甲"}).may_change_vote
    assert not edited(PRESETS["parliamentary"], {"title": "甲", "boxes": "may_change_vote"}).may_change_vote


def test_every_mistake_is_answered_by_field_and_all_at_once() -> None:
    typed = {
        "title": " \u202e ",
        "citation": "依" * 201,
        "in_force": "去年",
        "counted": "shoes",
        "quorum_of": "ghosts",
        "quorum_share": "3/2",
        "threshold_basis": "mood",
        "threshold_share": "1/2",
        "seats": "chairs",
        "proxies_at_most": "三",
        "notice_days": "61",
        "silence_clause": "多" * 501,
    }
    assert wrong(PRESETS["simple"], typed) == {
        "title": "请填写这一项。",
        "citation": "最多 200 个字，现在是 201 个。",
        "in_force": "请填一个日期，例如 2026-12-10。",
        "counted": "请从列表中选一项。",
        "quorum_of": "请从列表中选一项。",
        "quorum_share": "要大于 0，不能超过全体。",
        "threshold_basis": "请从列表中选一项。",
        "seats": "请从列表中选一项。",
        "proxies_at_most": "请填一个整数。",
        "notice_days": "不能大于 60。",
        "silence_clause": "最多 500 个字，现在是 501 个。",
    }


@pytest.mark.parametrize("text", ["half", "1/0", "2/000", "0.5", "1//2", "-1/2", "1/2/3", "%", "2"])
def test_what_is_no_share_is_not_taken_for_one(text: str) -> None:
    sentences = wrong(PRESETS["simple"], {"threshold_share": text, "citation": "本会规则"})
    assert sentences == {"threshold_share": "请写成分数或百分数，例如 2/3 或 60%。"}


@pytest.mark.parametrize(
    ("text", "share"), [("½", "1/2"), ("２／３", "2/3"), (" 3 / 4 ", "3/4"), ("60%", "3/5"), ("1", "1")]
)
def test_a_share_is_taken_as_people_write_it(text: str, share: str) -> None:
    threshold = edited(PRESETS["simple"], {"threshold_share": text, "citation": "本会规则"}).threshold
    assert threshold
    assert threshold.share == Fraction(share)


@pytest.mark.parametrize(("text", "strict"), [("0/3", ""), ("4/3", ""), ("101%", ""), ("1", "on"), ("1/1001", "")])
def test_a_share_that_nobody_or_everybody_meets_is_refused(text: str, strict: str) -> None:
    assert "quorum_share" in wrong(PRESETS["simple"], {"quorum_share": text, "quorum_strict": strict})


def test_a_law_is_not_the_ground_of_another_majority() -> None:
    typed = fields_of(PRESETS["owners_special"]) | {"threshold_share": "4/5"}
    assert "citation" in wrong(PRESETS["owners_special"], typed)
    own = edited(PRESETS["owners_special"], typed | {"citation": "《本小区管理规约》第八条"})
    assert edited(own, fields_of(own) | {"threshold_share": "5/6"}).threshold


def test_contradictions_are_shown_at_the_field_of_the_form() -> None:
    typed = fields_of(PRESETS["simple"]) | {"counted": "heads_and_area", "citation": "本会规则"}
    assert wrong(PRESETS["simple"], typed) == {"may_be_secret": "选票上的面积或票权等于写明了是谁，不能无记名。"}


def test_every_way_of_counting_has_a_name_on_the_form() -> None:
    assert editing.COUNTED.keys() == editing.COUNTED_NAMES.keys()
    assert set(editing.QUORUM_OF_NAMES) == set(QuorumOf)


likely = st.sampled_from(
    ["", "on", "1/2", "2/3", "100%", "0", "3", "entitled", "delivered", "participating", "votes", "面积"]
)


@given(
    st.sampled_from([*PRESETS.values()]),
    st.dictionaries(st.sampled_from([*fields_of(PRESETS["simple"]), "boxes"]), likely | st.text(max_size=12)),
)
def test_whatever_is_typed_gives_rules_that_can_be_kept_or_sentences(rule_set: RuleSet, typed: dict[str, str]) -> None:
    try:
        copy = edited(rule_set, typed)
    except BadInput as refused:
        assert all(sentence.said(str) for sentence in refused.fields.values())
        assert refused.fields.keys() <= fields_of(rule_set).keys()
    else:
        assert RuleSet.from_json(json.loads(json.dumps(copy.to_json()))) == copy
        assert read_out(copy)


# ---- read out ----------------------------------------------------------------------------------------------------


def read_out(rule_set: RuleSet) -> list[str]:
    return [sentence.said(str) for sentence in described(rule_set)]


def test_a_rule_set_reads_itself_out() -> None:
    assert read_out(PRESETS["owners_special"]) == [
        "三分之二以上参与表决，才有效",
        "赞成四分之三以上才通过，按参与表决计",
        "人数和专有部分面积都要达到",
        "只能记名",
        "投出不能改",
        "相等即不通过",
        "回避的人仍计入名册",
        "远程参加的算到会",
        "委托人算到会",
        "一人最多受 3 人委托",
        "提前 15 天通知，不足不能开",
    ]
    assert read_out(PRESETS["simple"])[:2] == ["过半数到会，才能表决", "赞成过半数才通过，按实到计"]
    assert read_out(PRESETS["talk"]) == ["只议事，不作有约束力的表决"]
    assert read_out(PRESETS["objection_only"])[:3] == [
        "全体送达，才有效",
        "异议超过三分之一即不通过，按全体计",
        "人数和专有部分面积各算一次，任一项超过即不通过",
    ]


# ---- what is allowed ---------------------------------------------------------------------------------------------


def test_nobody_takes_more_mandates_than_the_rules_allow() -> None:
    rules.check_mandate(PRESETS["simple"], held=2)
    with pytest.raises(RuleBroken) as refused:
        rules.check_mandate(PRESETS["simple"], held=3)
    assert refused.value.said(str) == "一人最多受 3 人委托。"
    with pytest.raises(RuleBroken, match="不能委托"):
        rules.check_mandate(PRESETS["simple"].edited(proxies_at_most=0), held=0)


def test_short_notice_warns_and_blocks_only_where_the_rules_say_so() -> None:
    begins = datetime(2026, 12, 10, 19)
    simple, owners = PRESETS["simple"], PRESETS["owners_ordinary"]
    assert rules.check_notice(simple, begins - timedelta(days=3), begins) is None
    warning = rules.check_notice(simple, begins - timedelta(days=3) + timedelta(seconds=1), begins)
    assert warning
    assert warning.said(str) == "按规则要提前 3 天通知，现在不足，将记入会议记录。"
    assert rules.check_notice(owners, begins - timedelta(days=15), begins) is None
    with pytest.raises(RuleBroken, match="要提前"):
        rules.check_notice(owners, begins - timedelta(days=14), begins)


def test_a_ballot_is_secret_only_where_the_rules_allow_it() -> None:
    rules.check_secret(PRESETS["simple"])
    with pytest.raises(RuleBroken, match="要记名"):
        rules.check_secret(PRESETS["owners_ordinary"])
