"""Consent without objection, objection-only, the temperature check, and the plain motion's papers."""

from __future__ import annotations

import json
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.methods import consent, objection, temperature, yes_no
from agenda.ballots.methods.papers import pile, weighed
from agenda.ballots.methods.single import Paper as Choice
from agenda.ballots.methods.temperature import Leaning
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Amount, Count, GroupRoll, Roll, decide
from agenda.ballots.rules import Choice as YesNo
from tests.agenda.ballots.methods.voting import ESTATE, FOUR, HALL, IDS, OWNERS, SIMPLE, words

OBJECTS, NONE = objection.Paper(True), objection.Paper(False)


# ---- consent -----------------------------------------------------------------------------------------------------


def test_silence_consents() -> None:
    result = consent.count(consent.Settings(), {}, HALL, SIMPLE)
    assert (result.adopted, result.needs_vote, result.objections) == (True, False, 0)
    assert words(result)[:2] == ["没有人提出异议，通过", "应到 60，实到 47，法定人数 31，达到法定人数"]


def test_papers_that_do_not_object_change_nothing() -> None:
    assert consent.count(consent.Settings(), pile([NONE] * 20), HALL, SIMPLE).adopted


def test_one_objection_calls_for_a_real_vote() -> None:
    result = consent.count(consent.Settings(), pile([NONE] * 20 + [OBJECTS]), HALL, SIMPLE)
    assert (result.adopted, result.needs_vote, result.objections) == (False, True, 1)
    assert words(result)[0] == "有 1 人提出异议，不能以无异议通过，须正式表决"


def test_a_paper_nobody_can_read_may_have_objected() -> None:
    assert consent.count(consent.Settings(), pile([None]), HALL, SIMPLE).needs_vote


def test_without_a_quorum_silence_adopts_nothing() -> None:
    result = consent.count(consent.Settings(), {}, Roll(60, 30), SIMPLE)
    assert (result.adopted, result.needs_vote) == (False, False)
    assert words(result)[0] == "应到 60，实到 30，法定人数 31，未达到法定人数，表决无效"
    assert json.loads(json.dumps(result.to_json()))["adopted"] is False


@given(st.integers(0, 40), st.integers(0, 5))
def test_consent_is_exactly_no_objection(silent: int, objecting: int) -> None:
    result = consent.count(consent.Settings(), pile([NONE] * silent + [OBJECTS] * objecting), HALL, SIMPLE)
    assert (result.adopted, result.needs_vote) == (not objecting, bool(objecting))


# ---- objection only ----------------------------------------------------------------------------------------------


def test_objectors_are_added_up_in_heads_and_area() -> None:
    rows = [(OBJECTS, Amount(1, 99_50)), (OBJECTS, Amount(2, 200_00)), (NONE, Amount(1, 80_00)), (None, Amount(1, 7))]
    result = objection.count(objection.Settings(), weighed(rows), ESTATE, PRESETS["objection_only"])
    assert (result.objectors, result.returned.total) == (Amount(3, 299_50), Amount(5, 379_57))
    assert words(result)[0] == "异议 3 人、面积 299.50 平方米；全体 279 人、面积 30,000.00 平方米"
    assert not hasattr(result, "carried")
    assert json.loads(json.dumps(result.to_json()))["objectors"] == {"heads": 3, "weight": 29950}


# ---- temperature -------------------------------------------------------------------------------------------------


def test_a_temperature_check_is_a_distribution_and_says_that_it_decides_nothing() -> None:
    result = temperature.count(
        temperature.Settings(FOUR), pile([Choice(1)] * 3 + [Choice(3), Choice(None), Choice(9)]), HALL
    )
    assert [(one.text, one.held.heads) for one in result.leans] == [("甲", 3), ("乙", 0), ("丙", 1), ("丁", 0)]
    assert words(result)[0] == "意向摸底，不是决定，不作为表决结果"
    assert (result.returned.blank, result.returned.invalid) == (Amount(1), Amount(1))


def test_nothing_of_a_temperature_check_can_be_taken_for_a_decision() -> None:
    result = temperature.count(temperature.Settings(FOUR), pile([Choice(1)] * 47), HALL, SIMPLE)
    words_of_decisions = {"carried", "outcome", "winners", "winner", "adopted", "met", "valid", "bars"}
    assert not words_of_decisions & {*dir(result), *dir(result.leans[0]), *result.to_json()}
    assert {field.name for field in fields(Leaning)} == {"leans", "returned", "roll", "sentences"}


@given(st.lists(st.none() | st.builds(Choice, st.none() | st.sampled_from(IDS))), st.randoms())
def test_each_paper_leans_once(papers: list[Choice | None], random: object) -> None:
    result = temperature.count(temperature.Settings(FOUR), pile(papers), HALL)
    assert sum(
        one.held.heads for one in result.leans
    ) + result.returned.blank.heads + result.returned.invalid.heads == len(papers)
    assert result.leans == temperature.count(temperature.Settings(FOUR), pile(papers[::-1]), HALL).leans


# ---- yes, no, abstain --------------------------------------------------------------------------------------------


def test_the_papers_of_a_plain_motion_make_the_tally_that_decides() -> None:
    cast = {
        yes_no.Paper(YesNo.FOR): Amount(141, 15_900_00),
        yes_no.Paper(YesNo.AGAINST): Amount(30, 3_000_00),
        yes_no.Paper(YesNo.ABSTAIN): Amount(19, 1_600_00),
    }
    result = yes_no.count(yes_no.Settings(), cast, ESTATE, OWNERS)
    assert (result.tally.for_, result.tally.against, result.tally.abstain) == (141, 30, 19)
    assert result.tally.weighed == Count(15_900_00, 3_000_00, 1_600_00)
    assert decide(OWNERS, result.tally, ESTATE).carried
    assert not decide(PRESETS["owners_special"], result.tally, ESTATE).carried
    assert words(result)[0].startswith("赞成 141 人、面积 15,900.00 平方米；反对 30 人")


@given(st.lists(st.sampled_from(YesNo), max_size=40))
def test_each_plain_paper_is_counted_once(choices: list[YesNo]) -> None:
    roll = Roll(len(choices), len(choices), weighed=GroupRoll(0, 0))
    result = yes_no.count(yes_no.Settings(), pile(yes_no.Paper(one) for one in choices), roll)
    assert [result.tally.of(one) for one in YesNo] == [choices.count(one) for one in YesNo]
