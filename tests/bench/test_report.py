"""What a run says: ratios round by round, percentiles, and whether a target is met."""

from __future__ import annotations

import re

import pytest

from bench.machine import Spent
from bench.report import Case, Figure, Ratio, paired, percentile


def test_a_ratio_is_the_median_of_each_rounds_own_ratio() -> None:
    """A round in which the whole machine was slow counts like any other."""
    assert paired([10, 400, 30], [20, 800, 30]) == 0.5


def test_rounds_that_are_not_pairs_are_no_ratio() -> None:
    with pytest.raises(ValueError):
        paired([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("rank", "expected"), [(50, 50), (99, 99), (100, 100), (1, 1)])
def test_a_percentile_is_a_figure_that_was_seen(rank: int, expected: int) -> None:
    assert percentile([float(one) for one in range(100, 0, -1)], rank) == expected


def test_one_figure_is_all_of_its_percentiles() -> None:
    assert [percentile([7.0], rank) for rank in (1, 50, 99)] == [7.0, 7.0, 7.0]


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Ratio("time", 1.1, 1.1), True),
        (Ratio("time", 1.11, 1.1), False),
        (Ratio("votes/s", 0.8, 0.8, at_most=False), True),
        (Ratio("votes/s", 0.79, 0.8, at_most=False), False),
        (Ratio("no target", 99.0), True),
    ],
)
def test_a_target_is_met_from_its_own_side(figure: Figure, met: bool) -> None:
    assert figure.met is met
    assert ("missed" in figure.said()) is (not met)


def test_a_figure_says_its_unit_and_its_target() -> None:
    assert Figure("memory", 1234.5, 45, unit="KB").said() == "  1,234.50 KB   target ≤ 45 KB   missed"


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    assert not re.search("met|missed|target", Ratio("plain", 2.0).said())


def test_a_table_has_a_line_for_each_server_each_figure_and_the_note() -> None:
    case = Case("Title", ["ms", "µs"], {"ours": [1.0, 2.0], "theirs": [3.0, 4.0]}, [Ratio("of theirs", 0.5, 1.0)], "so")
    title, columns, *lines = case.text().splitlines()
    assert title == "Title"
    assert columns.split() == ["ms", "µs"]
    assert [line.split()[0] for line in lines] == ["ours", "theirs", "of", "so"]
    assert case.figure("of theirs") == Ratio("of theirs", 0.5, 1.0)
    assert case.figure("of ours") is None


def test_what_other_processes_used_is_what_is_left_of_the_machine() -> None:
    before, after = Spent(clock=100.0, everybody=50.0, ours=10.0), Spent(clock=110.0, everybody=68.0, ours=23.0)
    assert after.since(before) == "10 s; other processes used 0.5 cores"


def test_the_machine_spends_at_least_what_this_process_does() -> None:
    before = Spent.now()
    sum(range(2_000_000))
    after = Spent.now()
    assert after.ours > before.ours
    assert after.everybody >= before.everybody
