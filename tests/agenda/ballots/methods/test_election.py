from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.methods.election import CandidateStanding, ElectionResult, Paper, Settings, check_paper, count
from agenda.ballots.methods.papers import pile, weighed
from agenda.ballots.methods.picking import Outcome
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

NAMES = ["王小明", "李雷"]
marks = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["for", "against"]))


def paper(marked: dict[int, str], names: list[str]) -> Paper:
    for_, against = ([one for one, mark in marked.items() if mark == want] for want in ("for", "against"))
    return Paper(tuple(for_), tuple(against), tuple(names))


papers = st.none() | st.builds(paper, marks, st.lists(st.sampled_from(NAMES), max_size=2))
piles = st.lists(st.tuples(papers, amounts), max_size=20).map(weighed)
seats = st.integers(1, 4)


def elect(*cast: tuple[int, Paper | None], seats: int = 2, roll: Roll = HALL, **more: Any) -> ElectionResult:
    """Of 甲, 乙, 丙, 丁 with more than half of those present: (so many, such papers)."""
    settings = Settings(FOUR, seats, threshold=more.pop("threshold", HALF_OF_PRESENT), **more)
    return count(settings, weighed((one, Amount(number)) for number, one in cast), roll, SIMPLE)


# ---- who is elected ----------------------------------------------------------------------------------------------


def test_those_with_the_majority_are_elected_the_most_votes_first() -> None:
    result = elect((20, Paper((1, 2), (3, 4))), (8, Paper((2, 3))), (5, Paper((1,), (2,))))
    assert (result.outcome, result.winners, result.open_seats, result.further) == (Outcome.DECIDED, (2, 1), 0, ())
    assert words(result)[0] == "应选 2 人，当选：乙（28 票）、甲（25 票）"


def test_no_more_are_elected_than_there_are_seats() -> None:
    """Three have the majority; the two with the most votes are elected."""
    result = elect((16, Paper((1, 2))), (15, Paper((1, 3))), (14, Paper((2, 3))), (2, Paper((1,))), seats=2)
    assert [one.votes for one in result.standings] == [33, 30, 29, 0]
    assert (result.winners, result.tied) == ((1, 2), ())


def test_a_candidate_is_for_against_or_abstained_on_by_every_valid_paper() -> None:
    result = elect((20, Paper((1, 2), (3,))), (3, Paper()), (2, Paper((1, 2, 3))))
    rows = [one for one in result.standings if isinstance(one, CandidateStanding)]
    assert [(one.held.heads, one.against.heads, one.abstain.heads) for one in rows] == [
        (20, 0, 3), (20, 0, 3), (0, 20, 3), (0, 0, 23),
    ]  # fmt: skip
    assert words(result)[1] == "甲 赞成 20 票，反对 0 票，弃权 3 票；实到 47，过半数 24，未达到"


def test_a_tie_over_the_last_seat_goes_to_a_run_off_among_exactly_the_tied() -> None:
    result = elect((25, Paper((1, 2))), (25, Paper((1, 3))), roll=Roll(60, 50), seats=2, threshold=HALF_OF_CAST)
    assert (result.outcome, result.winners, result.tied) == (Outcome.PARTLY, (1,), (2, 3))
    assert (result.open_seats, result.further) == (1, ())
    assert words(result)[0] == (
        "应选 2 人，当选：甲（50 票）；乙、丙 各得 25 票，票数相等，争余下 1 个名额，须再次投票"
    )


def test_a_tie_for_all_seats_elects_nobody() -> None:
    result = elect((24, Paper((1,))), (24, Paper((2,))), roll=Roll(60, 48), seats=1, threshold=HALF_OF_CAST)
    assert (result.outcome, result.winners, result.tied, result.open_seats) == (Outcome.TIED, (), (1, 2), 1)
    assert words(result)[0] == "应选 1 人，甲、乙 各得 24 票，票数相等，须就票数相等者再次投票"


def test_a_tie_that_needs_no_deciding_is_none() -> None:
    result = elect((30, Paper((1, 2))), seats=2)
    assert (result.outcome, result.winners, result.tied) == (Outcome.DECIDED, (1, 2), ())


def test_seats_left_empty_go_to_a_further_round_among_those_not_elected() -> None:
    result = elect((24, Paper((1, 2))), (10, Paper((1, 3))), (9, Paper((3, 4))), seats=3)
    assert (result.outcome, result.winners, result.open_seats) == (Outcome.PARTLY, (1, 2), 1)
    assert result.further == (3, 4)
    assert words(result)[0] == "应选 3 人，当选：甲（34 票）、乙（24 票）；余下 1 个名额在未当选者中另行选举"


def test_where_nobody_has_the_majority_all_stand_again() -> None:
    result = elect((20, Paper((2,))), (21, Paper((1,))), seats=1)
    assert (result.outcome, result.winners, result.open_seats) == (Outcome.UNDECIDED, (), 1)
    assert result.further == (1, 2, 3, 4)
    assert words(result)[0] == "应选 1 人，没有人得到所需的票数，另行选举"


def test_on_the_votes_cast_only_for_and_against_that_candidate_count() -> None:
    result = elect((12, Paper((1,), ())), (11, Paper((), (1,))), (20, Paper((2,))), seats=2, threshold=HALF_OF_CAST)
    assert result.standings[0].bars[0].base == 23
    assert result.winners == (2, 1)
    assert "甲 赞成 12 票，反对 11 票，弃权 20 票；赞成与反对合计 23，过半数 12，达到" in words(result)


def test_an_election_without_quorum_elects_nobody() -> None:
    result = elect((30, Paper((1, 2))), roll=Roll(60, 30))
    assert (result.outcome, result.winners, result.further) == (Outcome.INVALID, (), ())
    assert words(result)[0].endswith("表决无效")


def test_more_papers_returned_than_voters_void_the_election() -> None:
    assert elect((48, Paper((1, 2)))).outcome is Outcome.INVALID


# ---- papers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (Paper((1, 2, 3)), "应选 2 人，您赞成了 3 人。"),
        (Paper((1, 2), (), ("王小明",)), "应选 2 人，您赞成了 3 人。"),
        (Paper((1,), (1,)), "对甲既写了赞成又写了反对。"),
        (Paper((9,)), "选票上没有第 9 个选项。"),
        (Paper((), (-1,)), "选票上没有第 -1 个选项。"),
        (Paper((), (), ("乙",)), "乙是候选人，请在候选人栏里表示。"),
        (Paper((), (), ("王" * 51,)), "另选他人的姓名写得不对，请重写。"),
        (Paper((), (), ("王\u202e小明",)), "另选他人的姓名写得不对，请重写。"),
        (Paper((), (), ("\ud800",)), "另选他人的姓名写得不对，请重写。"),
    ],
)
def test_an_invalid_paper_is_refused_on_a_phone_and_counted_as_invalid_on_paper(bad: Paper, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_paper(Settings(FOUR, 2, write_ins=True), bad)
    assert refused.value.said(str) == sentence
    result = elect((1, bad), (24, Paper((3,))), write_ins=True)
    assert (result.returned.invalid, result.returned.marked) == (Amount(1), Amount(24))
    assert [one.votes for one in result.standings] == [0, 0, 24, 0]


@pytest.mark.parametrize("good", [Paper(), Paper((1,)), Paper((1, 2), (3, 4)), Paper((1,), (2,), ("王小明",))])
def test_fewer_favoured_than_seats_is_valid(good: Paper) -> None:
    check_paper(Settings(FOUR, 2, write_ins=True), good)


def test_nobody_is_written_in_where_the_question_does_not_allow_it() -> None:
    with pytest.raises(RuleBroken, match="不能另选他人"):
        check_paper(Settings(FOUR, 2), Paper((), (), ("王小明",)))


# ---- written in --------------------------------------------------------------------------------------------------


def test_somebody_written_in_needs_the_same_majority() -> None:
    cast = (24, Paper((1,), (2,), ("王小明",))), (10, Paper((1, 2))), (1, Paper((), (), ("李雷",)))
    result = elect(*cast, write_ins=True)
    assert [(one.option, one.text, one.votes) for one in result.standings[4:]] == [(-1, "李雷", 1), (-2, "王小明", 24)]
    assert (result.outcome, result.winners) == (Outcome.DECIDED, (1, -2))
    assert words(result)[0] == "应选 2 人，当选：甲（34 票）、王小明（24 票）"
    assert "王小明（另选）赞成 24 票；实到 47，过半数 24，达到" in words(result)


def test_one_vote_does_not_elect_somebody_written_in_where_only_votes_cast_count() -> None:
    """A candidate has a for and an against; for somebody written in there is no against."""
    cast = (20, Paper((1,), (2,))), (1, Paper((), (), ("王小明",)))
    result = elect(*cast, write_ins=True, threshold=HALF_OF_CAST)
    assert (result.standings[4].bars[0].base, result.standings[4].met) == (21, False)
    assert (result.winners, result.open_seats) == ((1,), 1)


def test_one_name_written_in_several_ways_is_one_person() -> None:
    names = ["王小明", " 王 小明", "王小明\u3000"]
    result = elect(*((8, Paper((), (), (name,))) for name in names), write_ins=True)
    assert [(one.text, one.votes) for one in result.standings[4:]] == [("王小明", 24)]
    assert Paper((), (), ("阿依古丽•买买提",)) == Paper((), (), ("阿依古丽·买买提",))
    assert Paper((), (), ("John  Smith",)).write_ins == ("John Smith",)


# ---- owners ------------------------------------------------------------------------------------------------------


def test_a_committee_of_owners_needs_the_majority_by_heads_and_by_area() -> None:
    cast = {
        Paper((1, 2), (3,)): Amount(100, 9_000_00),
        Paper((2, 3), (1,)): Amount(50, 11_000_00),
        Paper(): Amount(40, 1_000_00),
    }
    result = count(Settings(FOUR, 2, threshold=OWNERS.threshold), cast, ESTATE, OWNERS)
    assert [[bar.met for bar in one.bars] for one in result.standings[:3]] == [
        [True, False], [True, True], [False, True],
    ]  # fmt: skip
    assert (result.winners, result.open_seats, result.further) == ((2,), 1, (1, 3, 4))


# ---- properties --------------------------------------------------------------------------------------------------


@given(piles, seats, thresholds)
def test_never_more_than_the_seats_and_never_without_the_majority(cast: Any, seats: int, threshold: Any) -> None:
    result = count(Settings(FOUR, seats, True, threshold), cast, whole_roll(cast, away=2))
    assert len(result.winners) + result.open_seats == seats
    standings = {one.option: one for one in result.standings}
    for one in (*result.winners, *result.tied):
        assert standings[one].votes > 0
        assert all(bar.met for bar in standings[one].bars)
    assert not result.tied or not result.further


@given(piles, seats)
def test_each_paper_is_counted_once_for_each_candidate(cast: Any, seats: int) -> None:
    result = count(Settings(FOUR, seats, True), cast, whole_roll(cast))
    assert result.returned.total.heads == sum(held.heads for held in cast.values())
    for one in result.standings:
        assert isinstance(one, CandidateStanding)
        assert one.held.heads + one.against.heads + one.abstain.heads == result.returned.valid.heads
        assert one.held.weight + one.against.weight + one.abstain.weight == result.returned.valid.weight
        assert one.abstain.heads >= 0


@given(st.lists(st.tuples(papers, amounts), max_size=15), st.randoms(), seats, thresholds)
def test_the_order_of_papers_changes_nothing(rows: list[Any], random: Any, seats: int, threshold: Any) -> None:
    settings, roll = Settings(FOUR, seats, True, threshold), whole_roll(weighed(rows))
    shuffled = weighed(random.sample(rows, len(rows)))
    assert count(settings, shuffled, roll) == count(settings, weighed(rows), roll)


@given(piles, orders, seats, thresholds)
def test_renumbering_the_candidates_renumbers_the_result(
    cast: Any, order: list[int], seats: int, threshold: Any
) -> None:
    moved, became = renumbered(FOUR, order)
    again = weighed((one and _renumbered(one, became), held) for one, held in cast.items())
    before = count(Settings(FOUR, seats, True, threshold), cast, whole_roll(cast))
    after = count(Settings(moved, seats, True, threshold), again, whole_roll(cast))
    assert after.outcome is before.outcome
    for name in ("winners", "tied", "further"):
        assert {became.get(one, one) for one in getattr(before, name)} == set(getattr(after, name))


def _renumbered(one: Paper, became: dict[int, int]) -> Paper:
    return Paper(tuple(became[n] for n in one.for_), tuple(became[n] for n in one.against), one.write_ins)


@given(piles, st.integers(1, 7), seats, thresholds)
def test_weights_scale(cast: dict[Any, Amount], factor: int, seats: int, threshold: Any) -> None:
    more = {one: Amount(held.heads * factor, held.weight * factor) for one, held in cast.items()}
    settings = Settings(FOUR, seats, True, threshold)
    before, after = count(settings, cast, whole_roll(cast)), count(settings, more, whole_roll(more))
    assert (after.outcome, after.winners, after.tied) == (before.outcome, before.winners, before.tied)


@given(piles, seats, thresholds, st.integers(0, 100))
def test_a_no_turned_into_a_yes_never_costs_the_seat(cast: Any, seats: int, threshold: Any, at: int) -> None:
    settings, roll = Settings(FOUR, seats, True, threshold), whole_roll(cast)
    before = count(settings, cast, roll)
    winners = [one for one in before.winners if one > 0]
    against = [
        one for one in cast if one and winners and winners[0] in one.against and len(one.for_ + one.write_ins) < seats
    ]
    if against:
        changed, winner = against[at % len(against)], winners[0]
        turned = Paper((*changed.for_, winner), tuple(n for n in changed.against if n != winner), changed.write_ins)
        again = weighed((turned if one == changed else one, held) for one, held in cast.items())
        assert winner in count(settings, again, roll).winners


# ---- settings ----------------------------------------------------------------------------------------------------


@given(thresholds, seats, st.booleans())
def test_settings_survive_json(threshold: Any, seats: int, write_ins: bool) -> None:
    settings = Settings(FOUR, seats, write_ins, threshold)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize("seats", [0, 5])
def test_there_are_between_one_seat_and_as_many_as_candidates(seats: int) -> None:
    with pytest.raises(BadInput) as refused:
        Settings(FOUR, seats).check()
    assert refused.value.said(str) == f"应在 1 到 4 之间，这里是 {seats}。"
    Settings(FOUR, 4).check()
    assert Settings(FOUR, 3).contested
    assert not Settings(FOUR, 4).contested


def test_a_result_is_json_safe() -> None:
    data = json.loads(json.dumps(elect((24, Paper((1,), (2,), ("王小明",))), write_ins=True).to_json()))
    assert (data["winners"], data["standings"][1]["against"]) == ([1, -1], {"heads": 24, "weight": 0})


def test_papers_of_the_same_kind_are_gathered() -> None:
    assert pile([Paper((2, 1)), Paper((1, 2))]) == {Paper((1, 2)): Amount(2)}
