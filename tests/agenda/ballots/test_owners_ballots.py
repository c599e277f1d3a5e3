"""Two tests at once, persons and floor area; written ballots, silence clauses, objections, casting votes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agenda.ballots import rules
from agenda.ballots.rule_sets import PRESETS, Basis, Measure, RuleSet
from agenda.ballots.rules import (
    Amount,
    Choice,
    Count,
    Delivery,
    GroupRoll,
    Outcome,
    Paper,
    Part,
    Presence,
    Roll,
    Tally,
    Voter,
    decide,
    turnout,
)
from agenda.ballots.shares import area_text, percent
from forum.errors import RuleBroken
from forum.owners.rows import FlatRow
from forum.owners.rules import merge

FOR, AGAINST, ABSTAIN = Choice
ORDINARY, SPECIAL, OBJECTIONS = (PRESETS[name] for name in ("owners_ordinary", "owners_special", "objection_only"))
SILENT = "已送达而逾期不交的表决票，视为同意多数意见。"


def owners_roll(heads: int = 279, area: int = 30_000_00) -> Roll:
    return Roll(heads, heads, weighed=GroupRoll(area, area))


def owners_tally(for_: tuple[int, int], against: tuple[int, int] = (0, 0), abstain: tuple[int, int] = (0, 0)) -> Tally:
    """Each (persons, 0.01 m²)."""
    heads, areas = zip(for_, against, abstain, strict=True)
    return Tally(*heads, weighed=Count(*areas))


def said(verdict: rules.Verdict) -> list[str]:
    return [sentence.said(str) for sentence in verdict.sentences]


# ---- §278, the worked example of domain.md and its edges ----------------------------------------------------------

EXAMPLE = owners_tally((141, 15_900_00), (30, 3_000_00), (19, 1_600_00))


def the_estate() -> list[FlatRow]:
    """300 flats, 30,000.00 m²; the developer holds 20 and Wang, who is known by a document, 3."""
    rows = []
    for number in range(1, 301):
        owner, document, kind = f"业主{number:03}", f"D{number:03}", ""
        if number <= 20:
            owner, document, kind = "某某置业有限公司", "", "未售"
        elif number <= 23:
            owner, document = "王芳", "D-WANG"
        rows.append(FlatRow(number + 1, f"1-{number:03}", "100.00", owner, document, kind))
    return rows


def test_278_counts_279_persons_on_30000_square_metres_from_the_register() -> None:
    owners = merge(the_estate())
    assert owners.is_settled
    assert (owners.heads, owners.area) == (279, 30_000_00)
    roll = Roll.of_voters((Voter(weight=owner.area) for owner in owners.owners), ORDINARY)
    assert roll == owners_roll()
    assert [bar.needed for bar in turnout(ORDINARY, roll, Amount()).bars] == [186, 20_000_00]


def test_278_carries_ordinary_matters_and_not_special_ones_in_the_worked_example() -> None:
    assert decide(ORDINARY, EXAMPLE, owners_roll()).carried
    special = decide(SPECIAL, EXAMPLE, owners_roll())
    assert (special.valid, special.carried) == (True, False)
    assert [figures.met for figures in special.measures] == [False, True]


def test_278_shows_four_bars_with_value_base_and_mark() -> None:
    bars = decide(ORDINARY, EXAMPLE, owners_roll()).bars
    assert [(bar.part, bar.measure, bar.value, bar.base, bar.needed, bar.met) for bar in bars] == [
        (Part.PARTICIPATION, Measure.HEADS, 190, 279, 186, True),
        (Part.PARTICIPATION, Measure.AREA, 20_500_00, 30_000_00, 20_000_00, True),
        (Part.ASSENT, Measure.HEADS, 141, 190, 96, True),
        (Part.ASSENT, Measure.AREA, 15_900_00, 20_500_00, 10_250_01, True),
    ]
    assert [bar.percent for bar in bars] == ["68.10%", "68.33%", "74.21%", "77.56%"]


def test_278_explains_itself_in_words() -> None:
    verdict = decide(ORDINARY, EXAMPLE, owners_roll())
    assert said(verdict) == [
        "赞成 141 人（应达 96），面积 15,900.00 平方米（应达 10,250.01），按参与表决计须过半数，通过",
        "赞成 141 人、面积 15,900.00 平方米；反对 30 人、面积 3,000.00 平方米；"
        "弃权 19 人、面积 1,600.00 平方米；未表决 89 人、面积 9,500.00 平方米",
        "名册上 279 人、面积 30,000.00 平方米",
        "参与表决 190 人（应达 186），面积 20,500.00 平方米（应达 20,000.00），达到",
    ]
    assert "第二百七十八条" in verdict.citation
    assert said(decide(SPECIAL, EXAMPLE, owners_roll()))[0] == (
        "赞成 141 人（应达 143，不足），面积 15,900.00 平方米（应达 15,375.00），按参与表决计须四分之三以上，未通过"
    )


@pytest.mark.parametrize(
    ("persons", "area", "valid"),
    [(186, 20_000_00, True), (185, 20_000_00, False), (186, 19_999_99, False), (279, 19_999_99, False)],
)
def test_278_participation_starts_at_186_persons_and_20000_square_metres(persons: int, area: int, valid: bool) -> None:
    verdict = decide(ORDINARY, owners_tally((persons, area)), owners_roll())
    assert verdict.valid is valid
    if not valid:
        assert said(verdict)[0].endswith("未达到，表决无效")


def test_278_half_of_the_persons_or_of_the_area_taking_part_fails() -> None:
    half_of_persons = owners_tally((95, 15_900_00), (95, 4_600_00))
    half_of_area = owners_tally((141, 10_250_00), (49, 10_250_00))
    one_hundredth_more = owners_tally((96, 10_250_01), (94, 10_249_99))
    assert not decide(ORDINARY, half_of_persons, owners_roll()).carried
    assert not decide(ORDINARY, half_of_area, owners_roll()).carried
    assert decide(ORDINARY, one_hundredth_more, owners_roll()).carried


def test_278_special_matters_carry_at_exactly_three_quarters() -> None:
    assert decide(SPECIAL, owners_tally((150, 15_000_00), (50, 5_000_00)), owners_roll()).carried
    assert not decide(SPECIAL, owners_tally((149, 15_000_00), (51, 5_000_00)), owners_roll()).carried
    assert not decide(SPECIAL, owners_tally((150, 14_999_99), (50, 5_000_01)), owners_roll()).carried


def test_two_bars_are_shown_while_the_ballot_is_open() -> None:
    there = turnout(ORDINARY, owners_roll(), Amount(120, 20_000_00))
    assert [(bar.value, bar.needed, bar.met) for bar in there.bars] == [
        (120, 186, False),
        (20_000_00, 20_000_00, True),
    ]
    assert (
        there.sentence.said(str) == "参与表决 120 人（应达 186，不足），面积 20,000.00 平方米（应达 20,000.00），未达到"
    )


def test_who_is_in_the_hall_makes_no_difference_to_a_written_ballot() -> None:
    empty_hall = Roll(279, 0, weighed=GroupRoll(30_000_00, 0))
    assert decide(ORDINARY, EXAMPLE, empty_hall).outcome is Outcome.CARRIED
    assert rules.quorum(ORDINARY, 279, 0).met


# ---- properties ---------------------------------------------------------------------------------------------------

weights = st.integers(1, 500)
cast = st.lists(st.tuples(st.sampled_from([*Choice, None]), weights), min_size=1, max_size=40)
shares = st.builds(Fraction, st.integers(1, 12), st.integers(1, 12)).filter(lambda share: share < 1)


@st.composite
def two_tests(draw: st.DrawFn) -> RuleSet:
    """Any participation and any threshold, on persons and area."""
    quorum, threshold = draw(shares), draw(shares)
    basis = draw(st.sampled_from([Basis.CAST, Basis.PARTICIPATING, Basis.ENTITLED]))
    assert ORDINARY.quorum
    assert ORDINARY.threshold
    return ORDINARY.edited(
        quorum=replace(ORDINARY.quorum, share=quorum, strict=draw(st.booleans())),
        threshold=replace(ORDINARY.threshold, basis=basis, share=threshold, strict=draw(st.booleans())),
    )


def counted(votes: list[tuple[Choice | None, int]]) -> tuple[Tally, Roll]:
    """None is an owner who returns nothing."""
    papers = [Paper(choice, weight=weight) for choice, weight in votes if choice is not None]
    roll = Roll.of_voters((Voter(weight=weight) for _, weight in votes), ORDINARY)
    return Tally.count(papers), roll


@given(cast, two_tests())
def test_a_verdict_asks_persons_and_area_and_agrees_with_fractions(
    votes: list[tuple[Choice | None, int]], rule_set: RuleSet
) -> None:
    verdict = decide(rule_set, *counted(votes))
    assert rule_set.quorum
    assert rule_set.threshold
    fulfilled = []
    for of in (lambda _: 1, lambda weight: weight):
        sums = {choice: sum(of(weight) for one, weight in votes if one is choice) for choice in (*Choice, None)}
        taking_part = sums[FOR] + sums[AGAINST] + sums[ABSTAIN]
        base = {
            Basis.CAST: sums[FOR] + sums[AGAINST],
            Basis.PARTICIPATING: taking_part,
            Basis.ENTITLED: taking_part + sums[None],
        }[rule_set.threshold.basis]
        fulfilled.append(
            (
                _beyond(rule_set.quorum, taking_part, taking_part + sums[None]),
                _beyond(rule_set.threshold, sums[FOR], base),
            )
        )
    assert verdict.valid is all(valid for valid, _ in fulfilled)
    assert verdict.carried is all(valid and met for valid, met in fulfilled)


def _beyond(test: Any, count: int, base: int) -> bool:
    share = Fraction(count, base) if base else Fraction(0)
    return bool(count) and (share > test.share if test.strict else share >= test.share)


@given(cast, two_tests(), weights)
def test_with_validity_unchanged_an_added_no_never_carries(
    votes: list[tuple[Choice | None, int]], rule_set: RuleSet, weight: int
) -> None:
    before = decide(rule_set, *counted([*votes, (None, weight)]))
    after = decide(rule_set, *counted([*votes, (AGAINST, weight)]))
    if before.valid is after.valid:
        assert before.carried or not after.carried


@given(cast, two_tests(), st.integers(0, 100))
def test_a_no_turned_into_a_yes_never_defeats(
    votes: list[tuple[Choice | None, int]], rule_set: RuleSet, at: int
) -> None:
    noes = [number for number, (choice, _) in enumerate(votes) if choice is AGAINST]
    assume(noes)
    turned = noes[at % len(noes)]
    after = [(FOR if number == turned else choice, weight) for number, (choice, weight) in enumerate(votes)]
    assert decide(rule_set, *counted(after)).carried or not decide(rule_set, *counted(votes)).carried


@given(cast, two_tests(), st.integers(2, 1000))
def test_measuring_in_other_units_changes_no_verdict(
    votes: list[tuple[Choice | None, int]], rule_set: RuleSet, factor: int
) -> None:
    scaled = [(choice, weight * factor) for choice, weight in votes]
    assert decide(rule_set, *counted(scaled)).outcome is decide(rule_set, *counted(votes)).outcome


@given(cast, two_tests(), st.randoms())
def test_the_order_of_papers_changes_nothing(
    votes: list[tuple[Choice | None, int]], rule_set: RuleSet, random: Any
) -> None:
    assert decide(rule_set, *counted(random.sample(votes, len(votes)))) == decide(rule_set, *counted(votes))


@given(cast)
def test_each_paper_is_counted_once_with_its_weight(votes: list[tuple[Choice | None, int]]) -> None:
    tally, roll = counted(votes)
    papers = [(choice, weight) for choice, weight in votes if choice is not None]
    assert (tally.participating, tally.weighed.participating) == (len(papers), sum(weight for _, weight in papers))
    assert roll.weighed
    assert roll.weighed.entitled == sum(weight for _, weight in votes)


@given(cast)
def test_two_tests_carry_only_what_each_of_them_carries_alone(votes: list[tuple[Choice | None, int]]) -> None:
    by_heads, by_area = (ORDINARY.edited(measures=(measure,)) for measure in (Measure.HEADS, Measure.AREA))
    alone = [decide(rule_set, *counted(votes)).carried for rule_set in (by_heads, by_area)]
    assert decide(ORDINARY, *counted(votes)).carried is all(alone)


# ---- what cannot be ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tally", "roll", "why"),
    [
        (owners_tally((1, 100)), Roll(2, 2), "needs a roll with weights"),
        (owners_tally((1, 201)), Roll(2, 2, weighed=GroupRoll(200, 200)), "201 papers from 200"),
        (owners_tally((3, 100)), Roll(2, 2, weighed=GroupRoll(200, 200)), "3 papers from 2"),
        (owners_tally((0, 100), (1, 0)), Roll(2, 2, weighed=GroupRoll(200, 200)), "weight without a paper"),
    ],
)
def test_papers_that_cannot_belong_to_the_owners_get_no_verdict(tally: Tally, roll: Roll, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        decide(ORDINARY, tally, roll)


def test_a_ballot_by_area_opens_only_on_a_roll_with_areas() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_open(ORDINARY, Roll(60, 60), question="选聘物业", another_open=False)
    assert refused.value.said(str) == "名册上还没有专有部分面积，不能表决。"
    rules.check_open(ORDINARY, owners_roll(), question="选聘物业", another_open=False)
    with pytest.raises(RuleBroken, match="名册是空的"):
        unasked = ORDINARY.edited(measures=(Measure.HEADS,))
        rules.check_open(unasked, Roll(0, 0), question="选聘物业", another_open=False)


def test_a_verdict_of_two_tests_is_json_safe() -> None:
    verdict = json.loads(json.dumps(asdict(decide(ORDINARY, EXAMPLE, owners_roll()))))
    assert [figures["needed"] for figures in verdict["measures"]] == [96, 10_250_01]


# ---- imported votes, units ---------------------------------------------------------------------------------------


def test_units_can_weigh_by_imported_votes() -> None:
    weighed = PRESETS["joint_council"].edited(measures=(Measure.VOTES,), may_be_secret=False)
    roll = Roll(3, 3, weighed=GroupRoll(10, 10))
    assert decide(weighed, owners_tally((1, 6), (2, 4)), roll).carried
    both = weighed.edited(measures=(Measure.HEADS, Measure.VOTES))
    verdict = decide(both, owners_tally((1, 6), (2, 4)), roll)
    assert not verdict.carried
    assert said(verdict)[0] == "赞成 1 家（应达 2，不足），6 票权（应达 6），按实到计须过半数，未通过"


def test_who_is_present_weighs_in_a_weighed_quorum() -> None:
    weighed = PRESETS["simple"].edited(measures=(Measure.VOTES,), may_be_secret=False)
    assert not rules.quorum(weighed, 3, 2).met
    assert not rules.quorum(weighed, 3, 2, GroupRoll(10, 5)).met
    assert rules.quorum(weighed, 3, 1, GroupRoll(10, 6)).met


# ---- the silence clause ------------------------------------------------------------------------------------------

CLAUSED = ORDINARY.edited(measures=(Measure.HEADS,), silence_clause=SILENT)
RETURNED = Tally(995, 27, 125)
DELIVERED = Delivery(Amount(1147 + 1071), Amount(1071))


def test_the_silence_clause_reports_both_counts_and_is_strict_by_default() -> None:
    verdict = decide(CLAUSED, RETURNED, Roll(2261, 2261), delivery=DELIVERED)
    silence = verdict.silence
    assert silence
    assert silence.with_silent
    assert (verdict.outcome, silence.strict.outcome) == (Outcome.INVALID, Outcome.INVALID)
    assert (silence.with_silent.outcome, silence.follows) == (Outcome.CARRIED, FOR)
    strict, silent = silence.strict.bars, silence.with_silent.bars
    assert [(bar.value, bar.percent) for bar in (strict[0], *silent)] == [
        (1147, "50.73%"),
        (2218, "98.10%"),
        (2066, "93.15%"),
    ]
    assert silence.undelivered == Amount(43)


def test_the_silence_clause_binds_where_the_rules_say_so() -> None:
    binding = CLAUSED.edited(silence_binds=True)
    verdict = decide(binding, RETURNED, Roll(2261, 2261), delivery=DELIVERED)
    assert verdict.carried
    assert said(verdict)[-5:] == [
        "只计收回的票：参与表决 1147 人（应达 1508，不足），未达到，表决无效",
        "已送达未回的 1071 人 随多数计为赞成：参与表决 2218 人（应达 1508），达到；"
        "赞成 2066 人（应达 1110），按参与表决计须过半数，通过",
        "没有送达的 43 人 不计入",
        "按规则以计入未回者的结果为准",
        f"规则原文：{SILENT}",
    ]


def test_without_the_clause_in_the_rules_silence_is_nothing() -> None:
    plain = ORDINARY.edited(measures=(Measure.HEADS,))
    verdict = decide(plain, RETURNED, Roll(2261, 2261), delivery=DELIVERED)
    assert (verdict.outcome, verdict.silence) == (Outcome.INVALID, None)
    assert verdict == decide(plain, RETURNED, Roll(2261, 2261))


def test_only_recorded_deliveries_count_as_silent() -> None:
    verdict = decide(CLAUSED.edited(silence_binds=True), RETURNED, Roll(2261, 2261))
    assert verdict.silence
    assert verdict.silence.silent == Amount(0)
    assert not verdict.valid


def test_the_silent_follow_nobody_where_persons_and_area_lead_different_ways() -> None:
    both = ORDINARY.edited(silence_clause=SILENT, silence_binds=True)
    split = owners_tally((100, 9_000_00), (90, 11_000_00))
    silent = Delivery(Amount(279, 30_000_00), Amount(89, 10_000_00))
    verdict = decide(both, split, owners_roll(), delivery=silent)
    assert verdict.silence
    assert (verdict.silence.follows, verdict.silence.with_silent, verdict.silence.binds) == (None, None, False)
    assert not verdict.carried
    assert "没有一种意见领先，已送达未回的 89 人、面积 10,000.00 平方米 不计入" in said(verdict)


@pytest.mark.parametrize("votes", [Tally(500, 500, 10), Tally(0, 0, 0), Tally(5, 3, 5)])
def test_the_silent_follow_nobody_where_no_option_leads_alone(votes: Tally) -> None:
    assert rules.leading(CLAUSED, votes) is None


def test_the_silent_follow_a_majority_against_as_well() -> None:
    against = decide(CLAUSED.edited(silence_binds=True), Tally(27, 995, 125), Roll(2261, 2261), delivery=DELIVERED)
    assert against.silence
    assert (against.silence.follows, against.outcome) == (AGAINST, Outcome.NOT_CARRIED)


def test_a_silence_clause_is_json_safe() -> None:
    verdict = json.loads(json.dumps(asdict(decide(CLAUSED, RETURNED, Roll(2261, 2261), delivery=DELIVERED))))
    assert verdict["silence"]["with_silent"]["outcome"] == "carried"


@pytest.mark.parametrize(
    "delivery",
    [
        Delivery(Amount(100), Amount(101)),
        Delivery(Amount(2262), Amount(1)),
        Delivery(Amount(2261), Amount(1115)),
    ],
)
def test_deliveries_that_cannot_be_get_no_verdict(delivery: Delivery) -> None:
    with pytest.raises(ValueError, match="on a roll of 2261"):
        decide(CLAUSED, RETURNED, Roll(2261, 2261), delivery=delivery)


def test_deliveries_are_counted_from_the_roll() -> None:
    rows = [(True, True, 100), (True, False, 50), (False, False, 70), (False, True, 30)]
    assert Delivery.of(rows) == Delivery(Amount(2, 150), Amount(1, 50))


# ---- objection-only ----------------------------------------------------------------------------------------------

EVERYBODY = Delivery(Amount(279, 30_000_00), Amount(0))


@pytest.mark.parametrize(
    ("objectors", "area", "carried"),
    [
        (0, 0, True),
        (93, 10_000_00, True),
        (94, 10_000_00, False),
        (93, 10_000_01, False),
        (1, 10_000_01, False),
    ],
)
def test_objections_of_up_to_a_third_of_persons_and_area_do_not_stop_it(
    objectors: int, area: int, carried: bool
) -> None:
    verdict = decide(OBJECTIONS, owners_tally((0, 0), (objectors, area)), owners_roll(), delivery=EVERYBODY)
    assert (verdict.valid, verdict.carried) == (True, carried)
    assert verdict.carried is (3 * objectors <= 279 and 3 * area <= 30_000_00)


def test_an_objection_ballot_needs_every_delivery_on_record() -> None:
    objections = owners_tally((0, 0), (10, 1_000_00))
    missing = Delivery(Amount(278, 29_900_00), Amount(0))
    verdict = decide(OBJECTIONS, objections, owners_roll(), delivery=missing)
    assert said(verdict)[0] == (
        "已送达 278 人（应达 279，不足），面积 29,900.00 平方米（应达 30,000.00，不足），未达到，表决无效"
    )
    assert not decide(OBJECTIONS, objections, owners_roll()).valid


def test_an_objection_ballot_explains_itself() -> None:
    verdict = decide(OBJECTIONS, owners_tally((0, 0), (94, 9_000_00)), owners_roll(), delivery=EVERYBODY)
    assert said(verdict) == [
        "异议 94 人（至多 93，已超过），面积 9,000.00 平方米（至多 10,000.00），未通过",
        "名册上 279 人、面积 30,000.00 平方米",
        "已送达 279 人（应达 279），面积 30,000.00 平方米（应达 30,000.00），达到",
    ]
    assert [(bar.part, bar.value, bar.needed, bar.met) for bar in verdict.bars[2:]] == [
        (Part.OBJECTION, 94, 93, False),
        (Part.OBJECTION, 9_000_00, 10_000_00, True),
    ]


@given(st.integers(0, 100), st.integers(0, 100))
def test_one_more_objector_never_carries(objectors: int, area: int) -> None:
    roll = owners_roll(101, 101)
    delivery = Delivery(Amount(101, 101), Amount(0))
    fewer = decide(OBJECTIONS, owners_tally((0, 0), (objectors, min(area, 101 * objectors))), roll, delivery=delivery)
    more = decide(
        OBJECTIONS, owners_tally((0, 0), (objectors + 1, min(area, 101 * objectors) + 1)), roll, delivery=delivery
    )
    assert fewer.carried or not more.carried


# ---- the chair's casting vote ------------------------------------------------------------------------------------

CASTING = PRESETS["simple"].edited(chair_breaks_tie=True)


@pytest.mark.parametrize(("chair", "carried"), [(FOR, True), (AGAINST, False), (None, False)])
def test_a_tie_is_broken_only_by_a_casting_vote_that_was_given(chair: Choice | None, carried: bool) -> None:
    verdict = decide(CASTING, Tally(20, 20), Roll(41, 40), chair=chair)
    assert (verdict.carried, verdict.casting) == (carried, chair)
    assert (verdict.figures.for_, verdict.figures.against) == (20, 20)


def test_a_casting_vote_is_said_and_drawn_apart_from_the_papers() -> None:
    verdict = decide(CASTING, Tally(20, 20), Roll(41, 40), chair=FOR)
    assert said(verdict) == [
        "赞成 20（另加主持人决定票 1），实到 40，过半数 21，通过",
        "赞成 20，反对 20，弃权 0，未表决 0",
        "应到 41，实到 40，法定人数 21，达到法定人数",
        "赞成与反对相等，主持人投决定票：赞成",
    ]
    assert verdict.bars[-1].value == 21
    assert said(decide(CASTING, Tally(20, 20), Roll(41, 40)))[-1] == "赞成与反对相等，主持人没有投决定票，不通过"


def test_a_casting_vote_cannot_make_a_majority_of_those_present_out_of_abstentions() -> None:
    assert not decide(CASTING, Tally(20, 20, 7), Roll(60, 47), chair=FOR).carried
    parliamentary = PRESETS["parliamentary"].edited(chair_breaks_tie=True)
    assert decide(parliamentary, Tally(20, 20, 7), Roll(60, 47), chair=FOR).carried


@pytest.mark.parametrize(
    ("rule_set", "votes", "present", "chair", "why"),
    [
        (PRESETS["simple"], Tally(20, 20), 40, FOR, "没有决定票"),
        (CASTING, Tally(21, 19), 40, FOR, "没有相等"),
        (CASTING, Tally(10, 10), 20, FOR, "没有相等"),
        (CASTING, Tally(0, 0, 40), 40, FOR, "没有相等"),
        (CASTING, Tally(20, 20), 40, ABSTAIN, "只能是赞成或反对"),
    ],
)
def test_a_casting_vote_is_refused_where_there_is_no_place_for_it(
    rule_set: RuleSet, votes: Tally, present: int, chair: Choice, why: str
) -> None:
    with pytest.raises(RuleBroken, match=why):
        decide(rule_set, votes, Roll(41, present), chair=chair)


def test_the_chair_is_asked_only_on_a_valid_tie_under_such_rules() -> None:
    assert rules.tie_for_the_chair(CASTING, Tally(20, 20), Roll(41, 40))
    assert not rules.tie_for_the_chair(CASTING, Tally(21, 19), Roll(41, 40))
    assert not rules.tie_for_the_chair(CASTING, Tally(10, 10), Roll(41, 20))
    assert not rules.tie_for_the_chair(PRESETS["simple"], Tally(20, 20), Roll(41, 40))


# ---- who is on the roll ------------------------------------------------------------------------------------------


def test_who_stands_aside_leaves_the_roll_where_the_rules_say_so() -> None:
    voters = [Voter(), Voter(recused=True), Voter(presence=Presence.AWAY)]
    assert Roll.of_voters(voters, PRESETS["simple"]) == Roll(2, 1)
    stays = PRESETS["simple"].edited(recusal_leaves_roll=False)
    assert Roll.of_voters(voters, stays) == Roll(3, 1)
    assert [voter.may_vote(stays) for voter in voters] == [True, False, False]


def test_remote_people_and_principals_are_present_unless_the_rules_say_otherwise() -> None:
    voters = [Voter(presence=presence) for presence in Presence]
    assert Roll.of_voters(voters, PRESETS["simple"]) == Roll(4, 3)
    strict = PRESETS["simple"].edited(remote_counts=False, proxied_counts=False)
    assert Roll.of_voters(voters, strict) == Roll(4, 1)


def test_the_roll_weighs_those_present_and_keeps_groups() -> None:
    voters = [Voter("A", weight=5), Voter("B", Presence.AWAY, 7)]
    weighed = PRESETS["simple"].edited(measures=(Measure.VOTES,), may_be_secret=False)
    expected = Roll(2, 1, {"A": GroupRoll(1, 1), "B": GroupRoll(1, 0)}, GroupRoll(12, 5))
    assert Roll.of_voters(voters, weighed) == expected


# ---- for display -------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_the_nearest_hundredth_of_a_percent(value: int, base: int) -> None:
    shown = Fraction(percent(value, base).rstrip("%"))
    assert abs(shown - Fraction(100 * value, base)) <= Fraction(1, 200)


def test_areas_and_percentages_are_written_with_two_decimals() -> None:
    assert [area_text(value) for value in (0, 5, 89_12, 3_000_000_00)] == ["0.00", "0.05", "89.12", "3,000,000.00"]
    assert [percent(1, 3), percent(1, 1), percent(0, 0), percent(1, 8)] == ["33.33%", "100.00%", "0.00%", "12.50%"]
