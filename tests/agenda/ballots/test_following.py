"""从众: papers that follow the majority, where a body's rules have a silence clause, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.rule_sets import PRESETS, Measure
from agenda.ballots.rules import (
    FOLLOW,
    Amount,
    Choice,
    Count,
    Delivery,
    GroupRoll,
    Outcome,
    Paper,
    Roll,
    Tally,
    Verdict,
    decide,
    leading,
)

OWNERS = PRESETS["owners_ordinary"]
CLAUSED = OWNERS.edited(measures=(Measure.HEADS,), silence_clause="已送达而逾期不交的表决票，视为同意多数意见。")
BINDING = CLAUSED.edited(silence_binds=True)

counts = st.integers(0, 40)


def said(verdict: Verdict) -> list[str]:
    return [sentence.said(str) for sentence in verdict.sentences]


def test_papers_that_follow_are_counted_once_and_apart() -> None:
    papers = [Paper("for", "", 100), Paper(FOLLOW, "", 250), Paper(FOLLOW, "A", 50), Paper("abstain")]
    tally = Tally.count(papers)
    assert (tally.for_, tally.against, tally.abstain, tally.follow) == (1, 0, 1, 2)
    assert (tally.participating, tally.cast) == (4, 1)
    assert tally.weighed == Count(100, 0, 0, follow=300)
    assert tally.groups["A"] == Count(follow=1)
    assert Count.of_cells(tally.figures) == Count(1, 0, 1, follow=2)


def test_nobody_who_follows_is_not_said_in_the_figures() -> None:
    assert Tally(3, 2, 1).figures == [3, 2, 1]


def test_the_strict_count_takes_who_follows_as_taking_part_and_no_more() -> None:
    """2,000 on the roll: 1,000 for, 300 against and 100 that follow are 1,400 of the 1,334 needed; 701 carry."""
    verdict = decide(CLAUSED, Tally(700, 600, 0, follow=100), Roll(2000, 2000))
    assert verdict.silence
    assert verdict.silence.strict.valid
    assert (verdict.outcome, verdict.figures.base) == (Outcome.NOT_CARRIED, 1400)
    assert verdict.silence.with_silent
    assert verdict.silence.with_silent.figures.for_ == 800
    assert verdict.silence.with_silent.carried
    assert decide(BINDING, Tally(700, 600, 0, follow=100), Roll(2000, 2000)).carried


def test_the_count_with_the_silent_adds_who_follows_to_the_leading_option() -> None:
    """The published vector, with 71 of its 1,071 silent having returned a paper that follows instead."""
    tally, roll = Tally(995, 27, 125, follow=71), Roll(2261, 2261)
    verdict = decide(BINDING, tally, roll, delivery=Delivery(Amount(1147 + 1071), Amount(1000)))
    strict, silent = verdict.silence.strict.bars, verdict.silence.with_silent.bars  # type: ignore[union-attr]
    assert [(bar.value, bar.percent) for bar in (strict[0], *silent)] == [
        (1218, "53.87%"),
        (2218, "98.10%"),
        (2066, "93.15%"),
    ]
    assert verdict.carried
    assert "从众71 人" not in said(verdict)
    assert "从众71 人" in said(decide(CLAUSED, tally, roll))
    assert "填从众的71 人算参与表决，计入未回者时一并计为赞成" in said(verdict)


def test_who_follows_has_nobody_to_follow_where_no_option_leads() -> None:
    verdict = decide(BINDING, Tally(10, 10, 3, follow=5), Roll(30, 30))
    assert verdict.silence
    assert (verdict.silence.follows, verdict.silence.with_silent) == (None, None)
    assert verdict.valid
    assert not verdict.carried
    assert any("没有一种意见领先，不计入任何一方" in sentence for sentence in said(verdict))


def test_who_follows_leads_nowhere() -> None:
    assert leading(CLAUSED, Tally(5, 3, 1, follow=400)) is Choice.FOR


def test_who_follows_brings_their_area() -> None:
    both = OWNERS.edited(silence_clause="从多数", silence_binds=True)
    tally = Tally(100, 20, 0, weighed=Count(10_000_00, 2_000_00, 0, follow=9_000_00), follow=80)
    roll = Roll(279, 279, weighed=GroupRoll(30_000_00, 30_000_00))
    verdict = decide(both, tally, roll)
    assert [figures.for_ for figures in verdict.measures] == [180, 19_000_00]
    assert [figures.base for figures in verdict.measures] == [200, 21_000_00]


def test_papers_that_follow_belong_to_no_ballot_without_a_clause() -> None:
    with pytest.raises(ValueError, match="without a silence clause"):
        decide(OWNERS.edited(measures=(Measure.HEADS,)), Tally(5, 1, 0, follow=1), Roll(9, 9))


@given(counts, counts, counts, counts, st.integers(0, 100))
def test_a_paper_that_follows_is_worth_a_silent_one_with_the_silent_and_an_abstention_without(
    for_: int, against: int, abstain: int, follow: int, silent: int
) -> None:
    roll = Roll(400, 400)
    votes = Tally(for_, against, abstain, follow=follow)
    verdict = decide(CLAUSED, votes, roll, delivery=Delivery(Amount(silent), Amount(silent)))
    abstained = decide(CLAUSED, Tally(for_, against, abstain + follow), roll)
    assert verdict.silence
    assert abstained.silence
    assert verdict.silence.strict.outcome is abstained.silence.strict.outcome
    all_silent = Delivery(Amount(silent + follow), Amount(silent + follow))
    unreturned = decide(CLAUSED, Tally(for_, against, abstain), roll, delivery=all_silent)
    assert unreturned.silence
    one, other = verdict.silence.with_silent, unreturned.silence.with_silent
    assert (one is None) == (other is None)
    assert one is None or other is None or one.outcome is other.outcome


@given(counts, counts, counts, counts)
def test_every_paper_is_counted_once_whoever_it_follows(for_: int, against: int, abstain: int, follow: int) -> None:
    votes = Tally(for_, against, abstain, follow=follow)
    verdict = decide(CLAUSED, votes, Roll(400, 400))
    assert verdict.silence
    for counted in (verdict.silence.strict, verdict.silence.with_silent):
        assert counted is None or counted.figures.participating == for_ + against + abstain + follow
    assert verdict.figures.base == votes.participating
