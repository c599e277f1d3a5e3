from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agenda.ballots.methods import runoff
from agenda.ballots.methods.options import Option, options
from agenda.ballots.methods.pairwise import Pairwise, Unranked, compare
from agenda.ballots.methods.papers import pile, weighed
from agenda.ballots.methods.picking import Outcome
from agenda.ballots.methods.ranked import Paper, RankedResult, Settings, check_paper, count
from agenda.ballots.methods.runoff import Equal, Reason, Runoff, run
from agenda.ballots.rules import Amount, Roll
from forum.errors import RuleBroken
from tests.agenda.ballots.methods.voting import (
    ESTATE,
    FOUR,
    HALF_OF_CAST,
    HALF_OF_PRESENT,
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

TENNESSEE = options(["Memphis", "Nashville", "Chattanooga", "Knoxville"])
MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE = (option.id for option in TENNESSEE)

strict = st.lists(st.sampled_from(IDS), unique=True).map(lambda chosen: Paper(tuple((one,) for one in chosen)))
level = st.builds(Paper.of, st.dictionaries(st.sampled_from(IDS), st.integers(1, 3)))
papers = st.none() | strict | level
piles = st.lists(st.tuples(papers, amounts), max_size=20).map(weighed)
strict_piles = st.lists(st.tuples(strict, amounts), max_size=20).map(weighed)
equals, unrankeds = st.sampled_from(Equal), st.sampled_from(Unranked)


def order(text: str) -> tuple[tuple[int, ...], ...]:
    """ "2>13": 2, then 1 and 3 level."""
    return tuple(tuple(int(one) for one in rank) for rank in text.split(">")) if text else ()


def cast(*rows: tuple[int, str]) -> dict[tuple[tuple[int, ...], ...], int]:
    return {order(text): number for number, text in rows}


def tennessee() -> dict[Paper | None, Amount]:
    return {
        Paper(order("1>2>3>4")): Amount(42),
        Paper(order("2>3>4>1")): Amount(26),
        Paper(order("3>4>2>1")): Amount(15),
        Paper(order("4>3>2>1")): Amount(17),
    }


def rounds(found: Runoff) -> list[dict[int, Any]]:
    return [dict(one.votes) for one in found.rounds]


# ---- instant run-off: vectors worked by hand ---------------------------------------------------------------------


def test_the_capital_of_tennessee() -> None:
    """The textbook's case: Knoxville wins the run-off, and Nashville would beat each of the others."""
    result = count(Settings(TENNESSEE), tennessee(), Roll(100, 100), SIMPLE)
    assert rounds(result.runoff) == [
        {MEMPHIS: 42, NASHVILLE: 26, CHATTANOOGA: 15, KNOXVILLE: 17},
        {MEMPHIS: 42, NASHVILLE: 26, KNOXVILLE: 32},
        {MEMPHIS: 42, KNOXVILLE: 58},
    ]
    assert [one.out for one in result.runoff.rounds] == [(CHATTANOOGA,), (NASHVILLE,), ()]
    assert (result.outcome, result.winners, result.pairwise.winner) == (Outcome.DECIDED, (KNOXVILLE,), NASHVILLE)


def test_a_ranked_result_shows_every_round_in_words() -> None:
    said = words(count(Settings(TENNESSEE, HALF_OF_PRESENT), tennessee(), Roll(100, 100), SIMPLE))
    assert said == [
        "“Knoxville” 在第 3 轮得 58 票，超过在计 100 票的半数；实到 100，过半数 51，达到，选定",
        "第 1 轮：“Memphis” 42、“Nashville” 26、“Knoxville” 17、“Chattanooga” 15；“Chattanooga” 票数最少，淘汰",
        "第 2 轮：“Memphis” 42、“Knoxville” 32、“Nashville” 26；“Nashville” 票数最少，淘汰",
        "第 3 轮：“Knoxville” 58、“Memphis” 42；“Knoxville” 过半数",
        "同一名次排了几个选项的选票无效",
        "没有排的选项不得票",
        "两两比较时，没有排的选项视为并列最后",
        "两两比较，仅供参考：“Nashville” 胜过其余每一项，与逐轮淘汰的结果不同",
        "收回 100 票：有效 100（其中空白 0，作弃权），无效 0",
        "应到 100，实到 100，法定人数 51，达到法定人数",
        "依据：居民议事会通行做法：过半数到会，到会者过半数赞成",
    ]


def test_a_paper_without_a_further_choice_is_exhausted() -> None:
    found = run(IDS[:3], cast((5, "1"), (4, "2"), (3, "3")))
    assert rounds(found) == [{1: 5, 2: 4, 3: 3}, {1: 5, 2: 4}]
    assert [one.exhausted for one in found.rounds] == [0, 3]
    assert found.winner == 1  # 5 of the 9 still counting, of 12 papers


def test_a_winner_of_the_run_off_can_still_miss_the_threshold() -> None:
    papers = pile([Paper(order("1"))] * 5 + [Paper(order("2"))] * 4 + [Paper(order("3"))] * 3)
    result = count(Settings(FOUR[:3], HALF_OF_CAST), papers, Roll(12, 12), SIMPLE)
    assert (result.outcome, result.winners, result.runoff.winner) == (Outcome.UNDECIDED, (), 1)
    assert words(result)[0] == "“甲” 在第 2 轮得 5 票，超过在计 9 票的半数；作出选择的 12，过半数 7，未达到，未选定"
    assert "第 2 轮：“甲” 5、“乙” 4，另有 3 票已没有可计的选择；“甲” 过半数" in words(result)


def test_no_marked_paper_chooses_nothing() -> None:
    result = count(Settings(FOUR), pile([Paper()] * 3), Roll(4, 4), SIMPLE)
    assert (result.outcome, result.winners, result.runoff.winner) == (Outcome.UNDECIDED, (), None)
    assert words(result)[0] == "没有一张选票排出顺序，未选定"
    assert not any("第 1 轮" in sentence or "两两比较，" in sentence for sentence in words(result))


def test_without_a_quorum_the_rounds_are_shown_and_nobody_wins() -> None:
    result = count(Settings(TENNESSEE), tennessee(), Roll(250, 100), SIMPLE)
    assert (result.outcome, result.valid, result.winners) == (Outcome.INVALID, False, ())
    assert len(result.runoff.rounds) == 3
    assert words(result)[0] == "应到 250，实到 100，法定人数 126，未达到法定人数，表决无效"


# ---- ties for elimination ----------------------------------------------------------------------------------------


def test_of_those_tied_the_one_with_fewer_in_the_last_round_that_differs_goes_out() -> None:
    """1 and 2 are level at 7 in round two; in round one 1 had 5 and 2 had 6."""
    found = run(IDS, cast((9, "3"), (5, "1>2"), (6, "2>1"), (2, "4>1"), (1, "4>2")))
    assert rounds(found)[:2] == [{1: 5, 2: 6, 3: 9, 4: 3}, {1: 7, 2: 7, 3: 9}]
    second = found.rounds[1]
    assert (second.tied, second.out, second.reason) == ((1, 2), (1,), Reason.EARLIER)
    assert found.winner == 2


def test_the_last_round_that_differs_tells_the_tied_apart_not_the_first() -> None:
    """2 and 5 are level at the end; 5 had one less in round three, and one more in round one."""
    found = run([1, 2, 3, 4, 5], cast((1, "4>3>1>2"), (2, "3>5>2"), (4, "5>1>4>3>2"), (2, "1>4>2>5>3"), (3, "2>4")))
    assert [(one[2], one[5]) for one in rounds(found)[:4]] == [(3, 4), (3, 4), (5, 4), (6, 6)]
    last = found.rounds[3]
    assert (last.tied, last.out, last.reason, found.winner) == ((2, 5), (5,), Reason.EARLIER, 2)


def test_tied_options_that_cannot_matter_go_out_together() -> None:
    """2, 3 and 4 have two each and their papers pass among all: 1 wins whichever goes first."""
    found = run(IDS, cast((3, "1"), (1, "2>1"), (1, "2>3"), (1, "3>1"), (1, "3>4"), (1, "4>1"), (1, "4>2")))
    first = found.rounds[0]
    assert (first.tied, first.out, first.reason) == ((2, 3, 4), (2, 3, 4), Reason.TOGETHER)
    assert found.winner == 1


def test_tied_options_with_fewer_together_than_the_next_go_out_together() -> None:
    found = run(IDS, cast((5, "1"), (6, "2"), (1, "3>1"), (1, "4>1")))
    assert (found.rounds[0].out, found.rounds[0].reason, found.winner) == ((3, 4), Reason.TOGETHER, 1)


def test_tied_options_that_together_hold_as_much_as_the_next_may_matter() -> None:
    """3 passes to 4 or 4 to 3, and the one left then ties with 2 and can win; if both went at once 1 would."""
    found = run(IDS, cast((3, "1"), (2, "2>4"), (1, "3>4"), (1, "4>3")))
    assert (found.rounds[0].reason, found.tied) == (Reason.STOPPED, (3, 4))


def test_tied_options_do_not_go_together_where_that_would_change_the_winner() -> None:
    """2 wins whichever of 1 and 3 goes first; if both went at once 4 would."""
    papers = cast((2, "3>1>4"), (4, "2"), (1, "4"), (2, "4>2>1>3"), (2, "1>3>4>2"), (1, "2>4"))
    assert run(IDS, papers).tied == (1, 3)
    assert [run(IDS, papers, lots=[lost]).winner for lost in (1, 3)] == [2, 2]
    assert run([2, 4], papers).winner == 4


def test_a_tie_that_matters_stops_the_count_until_a_lot_is_drawn() -> None:
    """1 and 2 are level for the fewest, and each would make 3 or the other win."""
    papers = cast((4, "3"), (3, "1>2"), (3, "2>3"))
    stopped = run(IDS[:3], papers)
    assert (stopped.winner, stopped.tied, stopped.rounds[0].reason) == (None, (1, 2), Reason.STOPPED)
    assert [run(IDS[:3], papers, lots=[lost]).winner for lost in (1, 2)] == [2, 3]
    lot = run(IDS[:3], papers, lots=[1]).rounds[0]
    assert (lot.out, lot.tied, lot.reason) == ((1,), (1, 2), Reason.LOT)


def test_a_lot_of_somebody_who_is_not_tied_moves_nothing() -> None:
    papers = cast((4, "3"), (3, "1>2"), (3, "2>3"))
    assert run(IDS[:3], papers, lots=[3]) == run(IDS[:3], papers)


def test_the_last_two_level_throughout_need_a_lot() -> None:
    result = count(Settings(FOUR[:2]), pile([Paper(order("1>2")), Paper(order("2>1"))]), Roll(2, 2), SIMPLE)
    assert (result.outcome, result.winners, result.tied) == (Outcome.TIED, (), (1, 2))
    assert words(result)[0] == "第 1 轮 “甲”、“乙” 同为最少，票面分不出先后，须抽签或由主持人决定淘汰哪一项"
    assert words(result)[1] == "第 1 轮：“甲” 1、“乙” 1；“甲”、“乙” 同为最少，各轮都没有差别，计票停在这里"
    drawn = count(Settings(FOUR[:2], lots=(1,)), pile([Paper(order("1>2")), Paper(order("2>1"))]), Roll(2, 2), SIMPLE)
    assert (drawn.outcome, drawn.winners) == (Outcome.DECIDED, (2,))
    assert words(drawn)[1].endswith("各轮都没有差别，按抽签或主持人的决定淘汰 “甲”")


def test_whether_a_tie_matters_is_found_out_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = cast((3, "1"), (1, "2>1"), (1, "2>3"), (1, "3>1"), (1, "3>4"), (1, "4>1"), (1, "4>2"))
    monkeypatch.setattr(runoff, "MOST_WORK", 10)
    assert run(IDS, papers).tied == (2, 3, 4)


# ---- equal ranks -------------------------------------------------------------------------------------------------


def test_level_options_share_a_paper_in_exact_parts() -> None:
    found = run(IDS[:3], cast((1, "123"), (1, "1"), (2, "2"), (2, "3>1")), Equal.SHARED)
    assert rounds(found)[0] == {1: Fraction(4, 3), 2: Fraction(7, 3), 3: Fraction(7, 3)}
    assert rounds(found)[1] == {2: Fraction(5, 2), 3: Fraction(5, 2)}


def test_a_shared_paper_goes_wholly_to_the_one_that_is_left() -> None:
    found = run(IDS[:3], cast((1, "12>3"), (2, "2"), (3, "3"), (1, "1")), Equal.SHARED)
    assert rounds(found)[:2] == [{1: Fraction(3, 2), 2: Fraction(5, 2), 3: 3}, {2: 3, 3: 3}]
    assert found.rounds[1].reason is Reason.EARLIER


def test_a_paper_can_stop_where_several_that_stand_are_level() -> None:
    found = run(IDS[:3], cast((1, "12>3"), (2, "2"), (3, "3"), (2, "1")), Equal.STOPS)
    assert rounds(found)[0] == {1: 2, 2: 2, 3: 3}
    assert found.rounds[0].exhausted == 1


def test_where_papers_may_stop_tied_options_do_not_go_together() -> None:
    """Which papers stop depends on who went before, so that nobody can say beforehand that a tie does not matter."""
    papers = cast((5, "1"), (6, "2"), (1, "3>1"), (1, "4>12"))
    assert run(IDS, papers, Equal.STOPS).tied == (3, 4)
    assert run(IDS, papers, Equal.SHARED).rounds[0].out == (3, 4)


def test_a_level_rank_of_which_one_is_left_is_no_tie() -> None:
    found = run(IDS[:3], cast((1, "1>12"), (2, "2"), (2, "3")), Equal.STOPS)
    assert rounds(found)[1] == {2: 3, 3: 2}


def test_level_ranks_are_refused_unless_the_question_allows_them() -> None:
    both = Paper(((1, 2), (3,)))
    with pytest.raises(RuleBroken, match="每个名次只能排一个选项"):
        check_paper(Settings(FOUR), both)
    check_paper(Settings(FOUR, equal=Equal.SHARED), both)
    result = count(Settings(FOUR), pile([both, Paper(order("1"))]), Roll(2, 2), SIMPLE)
    assert (result.returned.invalid, result.winners) == (Amount(1), (1,))


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [(Paper(((1,), (1,))), "同一个选项排了两次。"), (Paper(((7,),)), "选票上没有第 7 个选项。")],
)
def test_a_paper_ranks_each_option_once(paper: Paper, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_paper(Settings(FOUR), paper)
    assert refused.value.said(str) == sentence


# ---- pairs -------------------------------------------------------------------------------------------------------


def test_the_matrix_of_tennessee() -> None:
    ranks = {paper.ranks: held.heads for paper, held in tennessee().items() if paper}
    found = compare([1, 2, 3, 4], ranks, Unranked.LAST)
    assert found.matrix == ((0, 42, 42, 42), (58, 0, 68, 68), (58, 32, 0, 83), (58, 32, 17, 0))
    assert (found.winner, found.smith, found.prefer(NASHVILLE, MEMPHIS)) == (NASHVILLE, (NASHVILLE,), 58)


def test_a_circle_has_no_winner_and_is_named() -> None:
    """The paradox: each of three beats the next; 丁 loses to all."""
    papers = {Paper(order(one)): Amount(n) for one, n in (("1>2>3>4", 4), ("2>3>1>4", 3), ("3>1>2>4", 2))}
    result = count(Settings(FOUR), papers, Roll(9, 9), SIMPLE)
    assert (result.pairwise.winner, result.pairwise.smith, result.pairwise.cycle) == (None, (1, 2, 3), True)
    said = "两两比较，仅供参考：“甲”、“乙”、“丙” 互有胜负，成循环，没有一项胜过其余每一项"
    assert said in words(result)


def test_level_pairs_are_no_circle() -> None:
    found = compare(IDS[:3], cast((1, "1>2>3"), (1, "2>1>3")), Unranked.LAST)
    assert (found.winner, found.smith, found.cycle) == (None, (1, 2), False)


def test_what_leaving_an_option_unranked_says_is_a_choice_and_changes_the_pairs() -> None:
    """Two papers know only 甲; three prefer 乙 to 甲."""
    papers = cast((2, "2>1"), (3, "1"))
    assert compare([1, 2], papers, Unranked.LAST).winner == 1
    assert compare([1, 2], papers, Unranked.SILENT).winner == 2
    assert compare([1, 2], papers, Unranked.SILENT).matrix == ((0, 0), (2, 0))
    for rule, said in (
        (Unranked.LAST, "两两比较时，没有排的选项视为并列最后"),
        (Unranked.SILENT, "两两比较时，没有排的选项不参加比较"),
    ):
        result = count(Settings(FOUR, unranked=rule), pile([Paper(order("1"))]), Roll(1, 1), SIMPLE)
        assert said in words(result)


# ---- properties --------------------------------------------------------------------------------------------------


def ranked(cast: dict[Any, Amount], equal: Equal = Equal.SHARED, **more: Any) -> RankedResult:
    return count(Settings(FOUR, equal=equal, **more), cast, whole_roll(cast))


@given(piles, equals)
def test_every_round_and_the_exhausted_add_up_to_the_marked_papers(cast: dict[Any, Amount], equal: Equal) -> None:
    result = ranked(cast, equal)
    assert result.returned.total.heads == sum(held.heads for held in cast.values())
    for one in result.runoff.rounds:
        assert one.counting + one.exhausted == result.returned.marked.heads
        assert all(votes >= 0 for _, votes in one.votes)


@given(piles, equals)
def test_each_round_goes_on_with_those_who_did_not_go_out(cast: dict[Any, Amount], equal: Equal) -> None:
    found = ranked(cast, equal).runoff
    for before, after in zip(found.rounds, found.rounds[1:], strict=False):
        assert before.out
        assert {one for one, _ in after.votes} == {one for one, _ in before.votes} - set(before.out)
        assert all(before.votes_of(one) == min(votes for _, votes in before.votes) for one in before.out)


@given(st.lists(st.tuples(papers, amounts), max_size=15), st.randoms(), equals, unrankeds, thresholds)
def test_the_order_of_papers_changes_nothing(
    rows: list[Any], random: Any, equal: Equal, unranked: Unranked, threshold: Any
) -> None:
    settings, roll = Settings(FOUR, threshold, equal, unranked), whole_roll(weighed(rows))
    shuffled = weighed(random.sample(rows, len(rows)))
    assert count(settings, shuffled, roll) == count(settings, weighed(rows), roll)


@given(piles, orders, equals, unrankeds)
def test_renumbering_the_options_renumbers_the_result(
    cast: Any, numbers: list[int], equal: Equal, unranked: Any
) -> None:
    moved, became = renumbered(FOUR, numbers)
    again = weighed(
        (paper and Paper(tuple(tuple(became[one] for one in rank) for rank in paper.ranks)), held)
        for paper, held in cast.items()
    )
    before = ranked(cast, equal, unranked=unranked)
    after = count(Settings(moved, equal=equal, unranked=unranked), again, whole_roll(cast))
    assert (after.outcome, after.pairwise.cycle) == (before.outcome, before.pairwise.cycle)
    assert tuple(became[one] for one in before.winners) == after.winners
    assert {became[one] for one in before.tied} == set(after.tied)
    assert {became[one] for one in before.pairwise.smith} == set(after.pairwise.smith)
    assert [{became[one] for one in r.out} for r in before.runoff.rounds] == [set(r.out) for r in after.runoff.rounds]


@given(piles, st.integers(1, 7), equals)
def test_weights_scale(cast: dict[Any, Amount], factor: int, equal: Equal) -> None:
    more = {paper: Amount(held.heads * factor, held.weight * factor) for paper, held in cast.items()}
    before, after = ranked(cast, equal), ranked(more, equal)
    assert (after.outcome, after.winners, after.tied) == (before.outcome, before.winners, before.tied)
    assert [one.counting for one in after.runoff.rounds] == [one.counting * factor for one in before.runoff.rounds]
    assert after.pairwise.smith == before.pairwise.smith


@given(piles, equals)
def test_a_majority_of_first_choices_wins_in_round_one(cast: dict[Any, Amount], equal: Equal) -> None:
    first = ranked(cast, equal).runoff
    votes = dict(first.rounds[0].votes)
    ahead = [one for one, held in votes.items() if 2 * held > sum(votes.values())]
    if ahead:
        assert (first.winner, len(first.rounds)) == (ahead[0], 1)
    elif any(votes.values()):
        assert len(first.rounds) > 1 or first.tied


@given(strict_piles)
def test_a_lot_always_lets_the_count_go_on_to_a_winner(cast: dict[Any, Amount]) -> None:
    assume(any(paper.ranks for paper in cast))
    lots: list[int] = []
    while (found := ranked(cast, lots=tuple(lots)).runoff).tied:
        lots.append(found.tied[-1])
    assert found.winner is not None
    assert len(lots) < len(FOUR)


@given(strict_piles)
def test_options_that_go_out_together_could_not_have_changed_the_winner(cast: dict[Any, Amount]) -> None:
    """Against every order of elimination, counted again from the papers without memory of earlier rounds."""
    ranks = {paper.ranks: held.heads for paper, held in cast.items()}
    found = run(IDS, ranks)
    for one in found.rounds:
        if one.reason is Reason.TOGETHER:
            standing = frozenset(option for option, _ in one.votes)
            assert _possible_winners(standing, ranks) == _possible_winners(standing - set(one.out), ranks)


def _possible_winners(standing: frozenset[int], ranks: dict[Any, int]) -> set[int]:
    votes: Counter[int] = Counter(dict.fromkeys(standing, 0))
    for paper, weight in ranks.items():
        votes.update({one: weight for one in [rank[0] for rank in paper if rank[0] in standing][:1]})
    for one in standing:
        if 2 * votes[one] > votes.total():
            return {one}
    least = min(votes.values())
    return set().union(*(_possible_winners(standing - {one}, ranks) for one in standing if votes[one] == least))


@given(piles, unrankeds)
def test_the_winner_of_all_pairs_beats_each_other_one(cast: dict[Any, Amount], unranked: Unranked) -> None:
    found = ranked(cast, unranked=unranked).pairwise
    beats = {(one, other): _prefer(cast, one, other, unranked) for one, other in permutations(IDS, 2)}
    assert all(found.prefer(*pair) == votes for pair, votes in beats.items())
    winners = [one for one in IDS if all(beats[one, other] > beats[other, one] for other in IDS if other != one)]
    assert ([found.winner] if found.winner else []) == winners
    assert not found.winner or (found.smith, found.cycle) == ((found.winner,), False)


def _prefer(cast: dict[Any, Amount], one: int, other: int, unranked: Unranked) -> int:
    votes = 0
    for paper, held in cast.items():
        places = {option: place for place, rank in enumerate(paper.ranks if paper else ()) for option in rank}
        if one in places and (places[one] < places[other] if other in places else unranked is Unranked.LAST):
            votes += held.heads
    return votes


@given(piles)
def test_the_smith_set_is_the_smallest_that_beats_all_others(cast: dict[Any, Amount]) -> None:
    found = ranked(cast).pairwise
    groups = [set(group) for size in range(1, 5) for group in combinations(IDS, size)]
    dominant = [group for group in groups if _beats_all(found, group)]
    assert set(found.smith) == min(dominant, key=len)


def _beats_all(found: Pairwise, group: set[int]) -> bool:
    return all(found.prefer(a, b) > found.prefer(b, a) for a in group for b in set(IDS) - group)


@given(strict_piles)
def test_without_level_ranks_it_makes_no_difference_how_they_would_count(cast: dict[Any, Amount]) -> None:
    refused, shared = ranked(cast, Equal.REFUSED).runoff, ranked(cast, Equal.SHARED).runoff
    assert refused == shared == ranked(cast, Equal.STOPS).runoff


# ---- settings ----------------------------------------------------------------------------------------------------


@given(thresholds, equals, unrankeds)
def test_settings_survive_json(threshold: Any, equal: Equal, unranked: Unranked) -> None:
    settings = Settings(FOUR, threshold, equal, unranked, (3, 1))
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_a_ranked_result_is_json_safe_and_exact() -> None:
    cast = {Paper(order("12")): Amount(1), Paper(order("1")): Amount(3)}
    data = json.loads(json.dumps(ranked(cast, threshold=HALF_OF_CAST).to_json()))
    assert data["runoff"]["rounds"][0]["votes"][0] == [1, "7/2"]
    assert data["final"] == {"votes": "7/2", "base": 4, "needed": 3, "met": True}
    assert data["pairwise"]["matrix"][0][1] == 3


def test_rankings_are_not_decided_by_floor_area() -> None:
    with pytest.raises(ValueError, match="in votes alone"):
        count(Settings(FOUR), {}, ESTATE, OWNERS)


def test_many_options_are_listed_without_end() -> None:
    """A list of sentences within sentences must not be too deep to say."""
    many = tuple(Option(number, f"第{number}项") for number in range(1, 400))
    result = count(Settings(many), pile([Paper(((1,),)), Paper(((2,),))]), Roll(2, 2), SIMPLE)
    assert len(words(result)[1]) > 3_000
    json.dumps(result.to_json())
