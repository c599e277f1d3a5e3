from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots import rule_sets, rules
from agenda.ballots.rule_sets import PRESETS, Basis, RuleSet
from agenda.ballots.rules import Choice, Count, GroupRoll, Outcome, Paper, Roll, Tally, decide
from forum.errors import RuleBroken, Sentence

DIVISIONS = Path("../shared/data/named-divisions.json")
FOR, AGAINST, ABSTAIN = Choice
BINDING = [rule_set for rule_set in PRESETS.values() if rule_set.binding and not rule_set.weighed]
WHOLE = [rule_set for rule_set in BINDING if not rule_set.by_groups]

shares = st.builds(Fraction, st.integers(1, 12), st.integers(1, 12)).filter(lambda share: share <= 1)
majorities = st.builds(rule_sets.Test, st.sampled_from(Basis), shares.filter(lambda share: share < 1), st.booleans())
papers = st.lists(st.builds(Paper, st.sampled_from(Choice), st.sampled_from(["A", "B"])), max_size=40)


@st.composite
def ballots(draw: st.DrawFn) -> tuple[list[Paper], Roll]:
    """Papers and a roll of two groups they can come from: some present are silent, some entitled are away."""
    cast = draw(papers)
    seats = [("A", draw(st.booleans())), ("B", draw(st.booleans())), *((paper.group, True) for paper in cast)]
    seats += draw(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.booleans()), max_size=20))
    return cast, Roll.of(seats)


def tally(for_: int, against: int = 0, abstain: int = 0) -> Tally:
    return Tally(for_, against, abstain)


def said(sentences: tuple[Sentence, ...]) -> list[str]:
    return [sentence.said(str) for sentence in sentences]


# ---- tests of a share --------------------------------------------------------------------------------------------


@given(majorities, st.integers(0, 3000), st.integers(0, 3000))
def test_a_test_agrees_with_fractions(test: rule_sets.Test, count: int, base: int) -> None:
    want = test.share * base
    assert test.met(count, base) is (count > 0 and (count > want if test.strict else count >= want))


@given(majorities, st.integers(0, 3000))
def test_needed_is_the_least_count_that_meets_the_test(test: rule_sets.Test, base: int) -> None:
    assert test.met(test.needed(base), base)
    assert not test.met(test.needed(base) - 1, base)


@given(st.integers(0, 500), st.integers(0, 500))
def test_parliamentary_is_more_for_than_against(for_: int, against: int) -> None:
    test = rule_sets.Test(Basis.CAST, Fraction(1, 2), strict=True)
    assert test.met(for_, for_ + against) is (for_ > against)


def test_at_least_includes_the_number_and_more_than_does_not() -> None:
    two_thirds = Fraction(2, 3)
    assert rule_sets.Test(Basis.PRESENT, two_thirds, strict=False).met(40, 60)
    assert not rule_sets.Test(Basis.PRESENT, two_thirds, strict=True).met(40, 60)
    assert rule_sets.Test(Basis.PRESENT, two_thirds, strict=True).met(41, 60)


@pytest.mark.parametrize(("share", "strict"), [("0", False), ("-1/2", False), ("1", True), ("3/2", False)])
def test_a_share_that_everybody_or_nobody_meets_is_no_test(share: str, strict: bool) -> None:
    with pytest.raises(ValueError, match="no count can be tested"):
        rule_sets.Test(Basis.PRESENT, Fraction(share), strict)


@pytest.mark.parametrize(
    ("share", "strict", "name"),
    [
        ("1/2", True, "过半数"),
        ("1/2", False, "半数以上"),
        ("2/3", False, "三分之二以上"),
        ("2/3", True, "超过三分之二"),
        ("4/5", False, "五分之四以上"),
        ("5/9", False, "5/9以上"),
    ],
)
def test_a_majority_has_its_name(share: str, strict: bool, name: str) -> None:
    assert rule_sets.Test(Basis.PRESENT, Fraction(share), strict).name.said(str) == name


# ---- the law's worked example (Civil Code §278, domain.md §5), heads and area each by itself ----------------------

TAKING_PART = rule_sets.Test(Basis.ENTITLED, Fraction(2, 3), strict=False)
ORDINARY = rule_sets.Test(Basis.PARTICIPATING, Fraction(1, 2), strict=True)
SPECIAL = rule_sets.Test(Basis.PARTICIPATING, Fraction(3, 4), strict=False)


def test_278_needs_two_thirds_of_persons_and_of_area() -> None:
    assert TAKING_PART.needed(279) == 186
    assert TAKING_PART.needed(30_000_00) == 20_000_00
    assert TAKING_PART.met(186, 279)
    assert not TAKING_PART.met(185, 279)


def test_278_ordinary_matters_carry_and_special_ones_do_not_in_the_worked_example() -> None:
    assert TAKING_PART.met(190, 279)
    assert TAKING_PART.met(20_500_00, 30_000_00)
    assert ORDINARY.met(141, 190)
    assert ORDINARY.met(15_900_00, 20_500_00)
    assert not SPECIAL.met(141, 190)
    assert SPECIAL.needed(190) == 143


def test_278_half_of_those_taking_part_fails() -> None:
    assert not ORDINARY.met(95, 190)
    assert ORDINARY.needed(190) == 96


def test_the_silence_clause_makes_the_difference_in_the_real_vector() -> None:
    entitled, returned, silent = 2261, 995 + 27 + 125, 1071
    assert not TAKING_PART.met(returned, entitled)
    assert TAKING_PART.met(returned + silent, entitled)
    assert ORDINARY.met(995 + silent, returned + silent)


# ---- counting ----------------------------------------------------------------------------------------------------


@given(papers)
def test_every_paper_is_counted_once(cast: list[Paper]) -> None:
    counted = Tally.count(cast)
    assert counted.participating == len(cast)
    assert (counted.for_, counted.against, counted.abstain) == tuple(
        sum(paper.choice is choice for paper in cast) for choice in Choice
    )
    assert sum(group.participating for group in counted.groups.values()) == len(cast)


@given(ballots(), st.sampled_from(BINDING), st.randoms())
def test_the_order_of_papers_changes_nothing(ballot: tuple[list[Paper], Roll], rule_set: RuleSet, random: Any) -> None:
    cast, roll = ballot
    shuffled = random.sample(cast, len(cast))
    assert Tally.count(shuffled) == Tally.count(cast)
    assert decide(rule_set, Tally.count(shuffled), roll) == decide(rule_set, Tally.count(cast), roll)


def test_choices_are_taken_as_text_from_a_file() -> None:
    assert Tally.count([Paper("for"), Paper("abstain")]) == Tally(1, 0, 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="yes"):
        Tally.count([Paper("yes")])  # type: ignore[arg-type]


def test_a_roll_adds_up_its_groups() -> None:
    roll = Roll.of([("A", True), ("A", False), ("B", True), ("", True)])
    assert roll == Roll(4, 3, {"A": GroupRoll(2, 1), "B": GroupRoll(1, 1)})


def test_more_present_than_entitled_is_no_roll() -> None:
    with pytest.raises(ValueError, match="4 present of 3"):
        Roll(3, 4)


# ---- quorum ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "entitled", "needed"),
    [
        ("simple", 60, 31),
        ("simple", 61, 31),
        ("two_thirds", 60, 40),
        ("two_thirds", 61, 41),
        ("joint_council", 34, 18),
        ("residents_meeting", 279, 140),
        ("residents_delegates", 50, 34),
        ("talk", 50, 0),
    ],
)
def test_a_quorum_starts_at_its_boundary(preset: str, entitled: int, needed: int) -> None:
    there = rules.quorum(PRESETS[preset], entitled, needed)
    assert (there.met, there.needed) == (True, needed)
    assert not needed or not rules.quorum(PRESETS[preset], entitled, needed - 1).met


def test_an_empty_roll_has_no_quorum() -> None:
    assert not rules.quorum(PRESETS["two_thirds"], 0, 0).met


def test_a_quorum_says_its_figures() -> None:
    simple = PRESETS["simple"]
    assert rules.quorum(simple, 60, 47).sentence.said(str) == "应到 60，实到 47，法定人数 31，达到法定人数"
    assert rules.quorum(simple, 60, 30).sentence.said(str) == "应到 60，实到 30，法定人数 31，未达到法定人数"
    assert rules.quorum(PRESETS["talk"], 60, 3).sentence.said(str) == "应到 60，实到 3，不设法定人数"


# ---- verdicts ----------------------------------------------------------------------------------------------------


@given(ballots(), st.sampled_from(BINDING))
def test_an_added_no_of_somebody_present_never_carries(ballot: tuple[list[Paper], Roll], rule_set: RuleSet) -> None:
    cast, roll = ballot
    for group, there in roll.groups.items():
        silent = there.present - sum(paper.group == group for paper in cast)
        before = decide(rule_set, Tally.count(cast), roll)
        if silent and not before.carried:
            assert not decide(rule_set, Tally.count([*cast, Paper(AGAINST, group)]), roll).carried


@given(ballots(), st.sampled_from(BINDING), st.sampled_from("AB"))
def test_a_newcomer_who_votes_no_never_carries_what_was_valid_before(
    ballot: tuple[list[Paper], Roll], rule_set: RuleSet, group: str
) -> None:
    cast, roll = ballot
    before = decide(rule_set, Tally.count(cast), roll)
    old = roll.groups.get(group, GroupRoll(0, 0))
    newcomer = {**roll.groups, group: GroupRoll(old.entitled + 1, old.present + 1)}
    grown = Roll(roll.entitled + 1, roll.present + 1, newcomer)
    after = decide(rule_set, Tally.count([*cast, Paper(AGAINST, group)]), grown)
    if before.valid and not before.carried:
        assert not after.carried


@given(ballots(), st.sampled_from(BINDING), st.integers(0, 100))
def test_turning_a_no_into_a_yes_never_defeats(ballot: tuple[list[Paper], Roll], rule_set: RuleSet, at: int) -> None:
    cast, roll = ballot
    against = [n for n, paper in enumerate(cast) if paper.choice is AGAINST]
    if against and decide(rule_set, Tally.count(cast), roll).carried:
        turned = against[at % len(against)]
        cast = [paper._replace(choice=FOR) if n == turned else paper for n, paper in enumerate(cast)]
        assert decide(rule_set, Tally.count(cast), roll).carried


@given(st.integers(0, 60), st.integers(0, 30), st.integers(0, 30), st.sampled_from(WHOLE))
def test_a_tie_fails_under_every_preset(each: int, abstain: int, away: int, rule_set: RuleSet) -> None:
    roll = Roll(2 * each + abstain + away, 2 * each + abstain)
    assert not decide(rule_set, tally(each, each, abstain), roll).carried


@given(ballots(), st.sampled_from(WHOLE))
def test_a_verdict_agrees_with_fractions(ballot: tuple[list[Paper], Roll], rule_set: RuleSet) -> None:
    cast, roll = ballot
    choices = Counter(paper.choice for paper in cast)
    base = {
        Basis.PRESENT: roll.present,
        Basis.ENTITLED: roll.entitled,
        Basis.CAST: choices[FOR] + choices[AGAINST],
        Basis.PARTICIPATING: len(cast),
    }
    assert rule_set.quorum
    assert rule_set.threshold
    valid = bool(roll.entitled) and _beyond(rule_set.quorum, Fraction(roll.present, roll.entitled))
    total = base[rule_set.threshold.basis]
    carried = valid and bool(total) and _beyond(rule_set.threshold, Fraction(choices[FOR], total))
    verdict = decide(rule_set, Tally.count(cast), roll)
    assert (verdict.valid, verdict.carried) == (valid, carried)


def _beyond(test: rule_sets.Test, share: Fraction) -> bool:
    return share > test.share if test.strict else share >= test.share


@pytest.mark.parametrize(
    ("preset", "votes", "entitled", "present", "outcome"),
    [
        ("simple", (24, 20, 3), 60, 47, "carried"),
        ("simple", (23, 1, 23), 60, 47, "not_carried"),  # abstaining counts as no
        ("simple", (30, 30, 0), 60, 60, "not_carried"),
        ("simple", (30, 0, 0), 60, 30, "invalid"),
        ("two_thirds", (40, 20, 0), 60, 60, "carried"),
        ("two_thirds", (39, 20, 1), 60, 60, "not_carried"),
        ("two_thirds", (39, 0, 0), 60, 39, "invalid"),
        ("absolute", (31, 0, 0), 60, 31, "carried"),
        ("absolute", (30, 1, 0), 60, 31, "not_carried"),
        ("parliamentary", (2, 1, 44), 60, 47, "carried"),
        ("parliamentary", (2, 2, 43), 60, 47, "not_carried"),
        ("joint_council", (10, 8, 0), 34, 18, "carried"),
        ("joint_council", (9, 9, 0), 34, 18, "not_carried"),
        ("residents_meeting", (71, 69, 0), 279, 140, "carried"),
        ("residents_delegates", (18, 16, 0), 50, 34, "carried"),
        ("residents_delegates", (17, 17, 0), 50, 34, "not_carried"),
        ("residents_delegates", (33, 0, 0), 50, 33, "invalid"),
    ],
)
def test_each_preset_decides_at_its_boundary(
    preset: str, votes: tuple[int, int, int], entitled: int, present: int, outcome: str
) -> None:
    assert decide(PRESETS[preset], Tally(*votes), Roll(entitled, present)).outcome == outcome


def test_a_verdict_explains_itself_in_words() -> None:
    verdict = decide(PRESETS["simple"], tally(31, 10, 4), Roll(60, 47))
    assert said(verdict.sentences) == [
        "赞成 31，实到 47，过半数 24，通过",
        "赞成 31，反对 10，弃权 4，未表决 2",
        "应到 60，实到 47，法定人数 31，达到法定人数",
    ]
    assert verdict.needed == 24
    assert verdict.figures.silent == 2
    assert verdict.citation == PRESETS["simple"].citation


def test_each_basis_has_its_words() -> None:
    roll = Roll(60, 47)
    headlines = {
        "two_thirds": "赞成 31，实到 47，三分之二以上 32，未通过",
        "absolute": "赞成 31，应到 60，过半数 31，通过",
        "parliamentary": "赞成 31，反对 10，过半数 21，通过",
    }
    for preset, words in headlines.items():
        assert decide(PRESETS[preset], tally(31, 10, 4), roll).sentences[0].said(str) == words
    taking_part = replace(PRESETS["simple"], threshold=ORDINARY)
    assert decide(taking_part, tally(31, 10, 4), roll).sentences[0].said(str) == "赞成 31，参与表决 45，过半数 23，通过"


def test_a_tie_is_said_to_be_one() -> None:
    words = said(decide(PRESETS["parliamentary"], tally(20, 20, 7), Roll(60, 47)).sentences)
    assert words[0] == "赞成 20，反对 20，过半数 21，未通过"
    assert words[-1] == "赞成与反对相等，不通过"


def test_a_vote_without_quorum_is_invalid_and_says_so_whatever_the_votes() -> None:
    verdict = decide(PRESETS["simple"], tally(30), Roll(60, 30))
    assert (verdict.outcome, verdict.valid, verdict.carried) == (Outcome.INVALID, False, False)
    assert said(verdict.sentences)[0] == "实到 30，未达到法定人数 31，表决无效"


def test_nobody_voting_carries_nothing() -> None:
    assert not decide(PRESETS["parliamentary"], tally(0), Roll(60, 47)).carried


def test_groups_carry_each_by_itself() -> None:
    roll = Roll(70, 60, {"甲组": GroupRoll(35, 30), "乙组": GroupRoll(35, 30)})
    votes = Tally(45, 15, 0, {"甲组": Count(30, 0, 0), "乙组": Count(15, 15, 0)})
    verdict = decide(PRESETS["two_groups"], votes, roll)
    assert not verdict.carried
    assert [part.met for part in verdict.groups] == [True, False]
    assert said(verdict.sentences)[:3] == [
        "须各组分别通过，未通过",
        "甲组：赞成 30，实到 30，过半数 16，通过",
        "乙组：赞成 15，实到 30，过半数 16，未通过",
    ]


def test_a_group_that_returned_no_paper_has_not_carried() -> None:
    roll = Roll(4, 3, {"A": GroupRoll(2, 2), "B": GroupRoll(2, 1)})
    verdict = decide(PRESETS["two_groups"], Tally.count([Paper(FOR, "A")] * 2), roll)
    assert [(part.group, part.for_, part.met) for part in verdict.groups] == [("A", 2, True), ("B", 0, False)]
    assert not verdict.carried


@pytest.mark.parametrize(
    ("preset", "votes", "roll", "why"),
    [
        ("simple", Tally(5), Roll(9, 4), "5 papers from 4 voters"),
        ("absolute", Tally(10), Roll(9, 9), "10 papers from 9 voters"),
        ("two_groups", Tally(1, groups={"A": Count(1)}), Roll(2, 2), "must place every seat"),
        ("two_groups", Tally(1, groups={"C": Count(1)}), Roll(2, 2, {"A": GroupRoll(2, 2)}), "not on the roll"),
        ("two_groups", Tally(1), Roll(2, 2, {"A": GroupRoll(2, 2)}), "without a group"),
        ("two_groups", Tally(2, groups={"A": Count(2)}), Roll(3, 2, {"A": GroupRoll(3, 1)}), "2 papers from 1 voters"),
    ],
)
def test_a_tally_that_cannot_belong_to_the_roll_gets_no_verdict(
    preset: str, votes: Tally, roll: Roll, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        decide(PRESETS[preset], votes, roll)


def test_a_talk_session_decides_nothing() -> None:
    with pytest.raises(RuleBroken, match="恳谈会不作表决"):
        decide(PRESETS["talk"], tally(1), Roll(1, 1))


# ---- rule sets ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule_set", PRESETS.values(), ids=PRESETS)
def test_a_rule_set_survives_json(rule_set: RuleSet) -> None:
    assert RuleSet.from_json(json.loads(json.dumps(rule_set.to_json()))) == rule_set
    assert rule_set.version >= 1
    assert rule_set.citation


def test_fractions_are_kept_as_text() -> None:
    threshold = {"basis": "present", "share": "2/3", "strict": False}
    assert PRESETS["two_thirds"].to_json()["threshold"] == threshold


def test_a_rule_set_for_no_known_kind_of_seat_is_refused() -> None:
    with pytest.raises(ValueError, match="flats"):
        RuleSet.from_json({**PRESETS["simple"].to_json(), "seats": "flats"})


def test_a_verdict_is_json_safe() -> None:
    verdict = json.loads(json.dumps(asdict(decide(PRESETS["simple"], tally(31, 10, 4), Roll(60, 47)))))
    assert verdict["outcome"] == "carried"
    assert verdict["figures"]["needed"] == 24
    assert verdict["sentences"][0]["params"]["outcome"] == {"text": "通过", "params": {}}


def test_there_is_a_preset_for_every_row_of_the_domain() -> None:
    assert list(PRESETS) == [
        "simple",
        "two_thirds",
        "absolute",
        "parliamentary",
        "joint_council",
        "residents_meeting",
        "residents_delegates",
        "two_groups",
        "owners_ordinary",
        "owners_special",
        "objection_only",
        "talk",
    ]
    assert [preset for preset, rule_set in PRESETS.items() if rule_set.seats == "units"] == ["joint_council"]
    assert [preset for preset, rule_set in PRESETS.items() if not rule_set.binding] == ["talk"]


# ---- what is allowed ---------------------------------------------------------------------------------------------


def test_a_ballot_opens_with_a_question_and_a_quorum() -> None:
    rules.check_open(PRESETS["simple"], Roll(60, 31), question="加装电梯", another_open=False)


@pytest.mark.parametrize(
    ("preset", "roll", "question", "another_open", "sentence"),
    [
        ("talk", Roll(60, 60), "加装电梯", False, "恳谈会不作表决。"),
        ("simple", Roll(60, 60), " 　", False, "请先写明付表决的问题。"),
        ("simple", Roll(60, 60), "加装电梯", True, "另一项表决还没有结束，一次只表决一件事。"),
        (
            "simple",
            Roll(60, 30),
            "加装电梯",
            False,
            "应到 60，实到 30，法定人数 31，未达到法定人数，不能表决。",
        ),
        ("two_groups", Roll(60, 60), "加装电梯", False, "按组表决至少要有两个组，请先在名册上分组。"),
        (
            "two_groups",
            Roll(60, 60, {"A": GroupRoll(30, 30), "B": GroupRoll(28, 28)}),
            "加装电梯",
            False,
            "按组表决，还有 2 人没有分组。",
        ),
    ],
)
def test_a_ballot_is_not_opened_and_the_chair_is_told_why(
    preset: str, roll: Roll, question: str, another_open: bool, sentence: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_open(PRESETS[preset], roll, question=question, another_open=another_open)
    assert refused.value.said(str) == sentence


@pytest.mark.parametrize(
    ("is_open", "on_roll", "has_voted", "sentence"),
    [
        (False, True, False, "表决已经结束。"),
        (True, False, False, "不在本次表决的名单上。"),
        (True, True, True, "已经投过票，按规则不能更改。"),
    ],
)
def test_a_vote_is_not_taken_and_the_voter_is_told_why(
    is_open: bool, on_roll: bool, has_voted: bool, sentence: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_cast(PRESETS["simple"], is_open=is_open, on_roll=on_roll, has_voted=has_voted)
    assert refused.value.said(str) == sentence


def test_a_vote_is_taken_and_changed_only_where_the_rule_set_says_so() -> None:
    rules.check_cast(PRESETS["simple"], is_open=True, on_roll=True, has_voted=False)
    rules.check_cast(PRESETS["parliamentary"], is_open=True, on_roll=True, has_voted=True)


def test_a_closed_ballot_is_not_closed_again() -> None:
    rules.check_close(is_open=True)
    with pytest.raises(RuleBroken, match="已经结束"):
        rules.check_close(is_open=False)


# ---- named divisions ---------------------------------------------------------------------------------------------

AS_CHOICE = {"yes": FOR, "no": AGAINST, "abstain": ABSTAIN}


def test_every_named_division_comes_out_as_the_official_record_has_it() -> None:
    """70 members in two groups; `present` is checked in without a vote. The second group sometimes lacks half its
    members: the quorum is the whole council's."""
    if not DIVISIONS.exists():
        pytest.skip(f"{DIVISIONS} is not here")
    divisions = json.loads(DIVISIONS.read_text(encoding="utf-8"))["divisions"]
    assert len(divisions) == 123
    for division in divisions:
        _check_division(division)


def _check_division(division: dict[str, Any]) -> None:
    votes = division["votes"]
    roll = Roll.of((group, vote != "absent") for _, group, vote in votes)
    counted = Tally.count(Paper(AS_CHOICE[vote], group) for _, group, vote in votes if vote in AS_CHOICE)
    verdict = decide(PRESETS["two_groups" if division["two_groups"] else "simple"], counted, roll)
    where = f"{division['date']} no. {division['number']}"
    assert verdict.valid, where
    assert verdict.carried is (division["overall"] == "passed"), where
    for part in verdict.groups if division["two_groups"] else (verdict.figures,):
        official = division["official"][part.group or "all"]
        voted = part.for_ + part.against + part.abstain
        assert (part.present, voted) == (official["present"], official["vote"]), where
        figures = (official["yes"], official["no"], official["abstain"])
        assert (part.for_, part.against, part.abstain) == figures, where
        assert part.met is (official["result"] == "passed"), where
        assert part.silent == part.present - voted, where
