from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots import rule_sets
from agenda.ballots.methods.options import options
from agenda.ballots.methods.papers import pile, weighed
from agenda.ballots.methods.picking import Outcome, pick
from agenda.ballots.methods.single import Paper, Settings, check_paper, count
from agenda.ballots.rules import Amount, Roll
from forum.errors import BadInput, RuleBroken
from tests.agenda.ballots.methods.voting import (
    ESTATE,
    FOUR,
    HALF_OF_CAST,
    HALF_OF_PRESENT,
    HALL,
    IDS,
    OWNERS,
    SIMPLE,
    amounts,
    orders,
    renumbered,
    thresholds,
    whole_roll,
    words,
)

papers = st.none() | st.builds(Paper, st.none() | st.sampled_from(IDS))
piles = st.lists(st.tuples(papers, amounts), max_size=25).map(weighed)


def cast(*votes: int, blank: int = 0, spoilt: int = 0) -> list[Paper | None]:
    """So many papers for 甲, 乙, 丙, 丁."""
    chosen = [Paper(option) for option, number in enumerate(votes, 1) for _ in range(number)]
    return [*chosen, *[Paper(None)] * blank, *[None] * spoilt]


# ---- what wins ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "threshold", "outcome", "winners"),
    [
        ((24, 20, 3), HALF_OF_PRESENT, "decided", (1,)),
        ((23, 20, 4), HALF_OF_PRESENT, "undecided", ()),
        ((23, 20, 0), HALF_OF_PRESENT, "undecided", ()),  # who returned nothing was present
        ((23, 20, 0), HALF_OF_CAST, "decided", (1,)),
        ((20, 20, 0), HALF_OF_CAST, "undecided", ()),
        ((2, 1, 1), None, "decided", (1,)),
        ((2, 1, 2), None, "tied", ()),
        ((0, 0, 0), None, "undecided", ()),
    ],
)
def test_the_most_votes_win_where_they_meet_the_threshold(
    votes: tuple[int, ...], threshold: Any, outcome: str, winners: tuple[int, ...]
) -> None:
    result = count(Settings(FOUR, threshold), pile(cast(*votes)), HALL, SIMPLE)
    assert (result.outcome, result.winners) == (outcome, winners)
    assert result.open_seats == (0 if winners else 1)


def test_a_tie_names_the_tied_and_chooses_nobody() -> None:
    result = count(Settings(FOUR), pile(cast(9, 3, 9)), HALL, SIMPLE)
    assert (result.outcome, result.winners, result.tied) == (Outcome.TIED, (), (1, 3))
    assert words(result)[0] == "“甲”、“丙” 各得 9 票，并列，还不能选定，须就并列者再次表决"


def test_a_blank_paper_abstains_and_counts_as_returned() -> None:
    result = count(Settings(FOUR, HALF_OF_CAST), pile(cast(6, 5, blank=30)), HALL, SIMPLE)
    assert result.winners == (1,)
    assert (result.returned.marked, result.returned.blank) == (Amount(11), Amount(30))
    assert result.standings[0].bars[0].base == 11


def test_an_invalid_paper_was_returned_and_counts_among_those_taking_part() -> None:
    half_of_papers = rule_sets.Test(rule_sets.Basis.PARTICIPATING, Fraction(1, 2), strict=True)
    cast_ = pile(cast(6, 5, blank=1, spoilt=1))
    result = count(Settings(FOUR, half_of_papers), cast_, HALL, SIMPLE)
    assert (result.standings[0].bars[0].base, result.winners) == (13, ())


def test_a_result_explains_itself_in_words() -> None:
    result = count(Settings(FOUR[:3], HALF_OF_PRESENT), pile(cast(31, 3, 10, blank=2, spoilt=1)), HALL, SIMPLE)
    assert words(result) == [
        "选定：“甲”（31 票）",
        "“甲” 31 票；实到 47，过半数 24，达到",
        "“丙” 10 票；实到 47，过半数 24，未达到",
        "“乙” 3 票；实到 47，过半数 24，未达到",
        "收回 47 票：有效 46（其中空白 2，作弃权），无效 1",
        "应到 60，实到 47，法定人数 31，达到法定人数",
        "依据：居民议事会通行做法：过半数到会，到会者过半数赞成",
    ]


def test_nobody_has_the_votes_and_the_result_says_so() -> None:
    assert words(count(Settings(FOUR, HALF_OF_PRESENT), {}, HALL, SIMPLE))[0] == "没有一项得到所需的票数，未选定"


# ---- validity ----------------------------------------------------------------------------------------------------


def test_without_a_quorum_nothing_is_chosen_whatever_the_votes() -> None:
    result = count(Settings(FOUR), pile(cast(30)), Roll(60, 30), SIMPLE)
    assert (result.outcome, result.valid, result.winners, result.tied) == (Outcome.INVALID, False, (), ())
    assert result.standings[0].votes == 30
    assert words(result)[0] == "应到 60，实到 30，法定人数 31，未达到法定人数，表决无效"


def test_more_papers_than_voters_void_the_vote() -> None:
    result = count(Settings(FOUR, HALF_OF_PRESENT), pile(cast(48)), HALL, SIMPLE)
    assert result.outcome is Outcome.INVALID
    assert words(result)[0] == "收回的票多于可以投票的人，表决无效"
    assert count(Settings(FOUR, HALF_OF_PRESENT), pile(cast(47)), HALL, SIMPLE).valid


def test_a_paper_that_chooses_what_is_not_on_it_is_invalid_and_counted_as_such() -> None:
    result = count(Settings(FOUR), pile([Paper(1), Paper(9)]), HALL, SIMPLE)
    assert (result.returned.invalid, result.returned.marked) == (Amount(1), Amount(1))
    with pytest.raises(RuleBroken, match="没有第"):
        check_paper(Settings(FOUR), Paper(9))
    check_paper(Settings(FOUR), Paper(None))


# ---- owners: heads and floor area at once ------------------------------------------------------------------------


def owners(*votes: tuple[int, int]) -> dict[Paper | None, Amount]:
    return {Paper(option): Amount(heads, area) for option, (heads, area) in enumerate(votes, 1)}


def test_owners_choose_by_heads_and_by_area() -> None:
    chosen = count(Settings(FOUR, OWNERS.threshold), owners((141, 15_900_00), (49, 4_600_00)), ESTATE, OWNERS)
    assert chosen.winners == (1,)
    assert words(chosen)[1] == (
        "“甲” 141 人、面积 15,900.00 平方米；参与表决 190，过半数 96，达到；"
        "面积：参与表决 20,500.00，过半数 10,250.01，达到"
    )


def test_a_majority_of_heads_without_one_of_area_chooses_nothing() -> None:
    result = count(Settings(FOUR, OWNERS.threshold), owners((141, 10_250_00), (49, 10_250_00)), ESTATE, OWNERS)
    assert (result.outcome, [bar.met for bar in result.standings[0].bars]) == (Outcome.UNDECIDED, [True, False])


def test_too_few_owners_by_area_void_the_vote() -> None:
    result = count(Settings(FOUR, OWNERS.threshold), owners((186, 19_999_99)), ESTATE, OWNERS)
    assert result.outcome is Outcome.INVALID
    assert words(result)[0] == (
        "参与表决 186 人（应达 186），面积 19,999.99 平方米（应达 20,000.00，不足），未达到，表决无效"
    )


# ---- properties --------------------------------------------------------------------------------------------------


@given(piles)
def test_every_paper_is_counted_once(papers: dict[Any, Amount]) -> None:
    result = count(Settings(FOUR), papers, whole_roll(papers))
    assert result.returned.total == whole_roll_amount(papers)
    assert sum(one.votes for one in result.standings) == result.returned.marked.heads
    assert sum(one.held.weight for one in result.standings) == result.returned.marked.weight


def whole_roll_amount(papers: dict[Any, Amount]) -> Amount:
    return Amount(sum(one.heads for one in papers.values()), sum(one.weight for one in papers.values()))


@given(st.lists(st.tuples(papers, amounts), max_size=20), st.randoms(), thresholds)
def test_the_order_of_papers_changes_nothing(rows: list[Any], random: Any, threshold: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    roll = whole_roll(weighed(rows), away=3)
    assert count(Settings(FOUR, threshold), weighed(shuffled), roll) == count(
        Settings(FOUR, threshold), weighed(rows), roll
    )


@given(piles, orders, thresholds)
def test_renumbering_the_options_renumbers_the_result(papers: Any, order: list[int], threshold: Any) -> None:
    moved, became = renumbered(FOUR, order)
    again = weighed(
        (Paper(became[paper.option]) if paper and paper.option else paper, held) for paper, held in papers.items()
    )
    roll = whole_roll(papers)
    before, after = count(Settings(FOUR, threshold), papers, roll), count(Settings(moved, threshold), again, roll)
    assert after.outcome is before.outcome
    assert {became[one] for one in before.winners} == set(after.winners)
    assert {became[one] for one in before.tied} == set(after.tied)


@given(piles, st.integers(1, 7), thresholds)
def test_weights_scale(papers: dict[Any, Amount], factor: int, threshold: Any) -> None:
    more = {paper: Amount(held.heads * factor, held.weight * factor) for paper, held in papers.items()}
    before = count(Settings(FOUR, threshold), papers, whole_roll(papers))
    after = count(Settings(FOUR, threshold), more, whole_roll(more))
    assert (after.outcome, after.winners, after.tied) == (before.outcome, before.winners, before.tied)
    assert [one.votes for one in after.standings] == [one.votes * factor for one in before.standings]


@given(piles.filter(bool), thresholds, st.integers(0, 100))
def test_a_winner_that_gets_another_paper_still_wins(papers: dict[Any, Amount], threshold: Any, at: int) -> None:
    roll = whole_roll(papers)
    before = count(Settings(FOUR, threshold), papers, roll)
    if before.winners:
        changed = list(papers)[at % len(papers)]
        turned = weighed(
            (Paper(before.winners[0]) if paper == changed else paper, held) for paper, held in papers.items()
        )
        assert count(Settings(FOUR, threshold), turned, roll).winners == before.winners


@given(st.dictionaries(st.integers(1, 8), st.integers(0, 6)), st.integers(1, 8))
def test_picking_takes_the_best_and_breaks_no_tie(values: dict[int, int], seats: int) -> None:
    picked = pick(values, seats)
    out = set(values) - set(picked.chosen) - set(picked.tied)
    assert len(picked.chosen) + picked.open_seats == seats
    assert all(values[one] > values[other] for one in picked.chosen for other in {*picked.tied, *out})
    assert all(values[one] > values[other] for one in picked.tied for other in out)
    assert len({values[one] for one in picked.tied}) <= 1
    assert not picked.tied or len(picked.tied) > picked.open_seats > 0


# ---- settings ----------------------------------------------------------------------------------------------------


@given(thresholds)
def test_settings_survive_json(threshold: Any) -> None:
    settings = Settings(FOUR, threshold)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (["甲"], "至少要有两个选项。"),
        (["甲", " 　"], "第 2 个选项是空的。"),
        (["甲  乙", "甲 乙"], "选项“甲 乙”出现了两次。"),
        (["甲", "乙" * 201], "第 2 个选项超过 200 个字。"),
        ([str(number) for number in range(101)], "选项最多 100 个，这里有 101 个。"),
    ],
)
def test_options_that_cannot_be_put_are_answered_with_a_sentence(texts: list[str], sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        Settings(options(texts)).check()
    assert {field: said.said(str) for field, said in refused.value.fields.items()} == {"options": sentence}


def test_good_options_can_be_put() -> None:
    Settings(FOUR).check()


@pytest.mark.parametrize("ids", [(1, 1), (0, 1), (-1, 2)])
def test_options_have_positive_ids_of_their_own(ids: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="ids of their own"):
        Settings.from_json({"options": [{"id": one, "text": f"{n}"} for n, one in enumerate(ids)], "threshold": None})


def test_a_result_is_json_safe() -> None:
    result = count(Settings(FOUR, HALF_OF_PRESENT), pile(cast(31, 3)), HALL, SIMPLE)
    data = json.loads(json.dumps(result.to_json()))
    assert (data["outcome"], data["winners"], data["standings"][0]["votes"]) == ("decided", [1], 31)
    assert data["standings"][0]["bars"][0]["needed"] == 24
    assert data["sentences"][0]["text"] == "选定：{chosen}"
