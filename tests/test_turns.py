"""Tests that run side by side are handed out so that all processes end together; a long run says what took long."""

from __future__ import annotations

from itertools import groupby
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.slowest import LONG_RUN, slowest
from tests.helpers.turns import FIRST_PART, in_order, seconds_of, turn_of

FILES = ("tests/agenda/test_a.py", "tests/browser/test_b.py", "tests/test_permissions.py", "tests/forum/test_c.py")
FIXTURES = ("house", "server", "app", "database", "tmp_path")


def made(file: str, number: int, fixture: str, long: float | None = None) -> Any:
    mark = SimpleNamespace(args=(long,)) if long else None
    return SimpleNamespace(
        nodeid=f"{file}::test_{number}", fixturenames=(fixture,), get_closest_marker=lambda name: mark
    )


tests = st.lists(st.tuples(st.sampled_from(FILES), st.sampled_from(FIXTURES), st.none() | st.floats(0.1, 90)))


@given(tests)
def test_each_test_has_its_turn_once_and_those_of_a_file_stay_together(given_: list[Any]) -> None:
    items = [made(file, number, fixture, long) for number, (file, fixture, long) in enumerate(given_)]
    ordered = in_order(items)
    assert sorted(map(id, ordered)) == sorted(map(id, items))
    turns = [turn_of(item.nodeid) for item in ordered]
    assert len([name for name, _ in groupby(turns)]) == len(set(turns))
    for turn in set(turns):
        assert [item for item in ordered if turn_of(item.nodeid) == turn] == [
            item for item in items if turn_of(item.nodeid) == turn
        ]


def test_what_is_handed_out_by_itself_is_begun_in_the_first_part_the_longest_first() -> None:
    quick = [made(f"tests/agenda/test_{file}.py", number, "database") for file in range(50) for number in range(40)]
    long = [made("tests/browser/test_b.py", number, "house", long=8 + number) for number in range(20)]
    ordered = in_order(quick + long)
    places = [ordered.index(item) for item in reversed(long)]
    assert places == sorted(places) and ordered[0] is long[-1]
    before = sum(item in quick for item in ordered[: places[-1]]) / len(quick)
    assert FIRST_PART / 2 < before < FIRST_PART + 40 / len(quick)


def test_a_test_takes_as_long_as_the_dearest_it_uses_unless_it_knows_better() -> None:
    assert seconds_of(made(FILES[0], 1, "house")) > seconds_of(made(FILES[0], 1, "server")) > 0
    assert seconds_of(made(FILES[0], 1, "tmp_path")) > 0
    assert seconds_of(made(FILES[0], 1, "house", long=60)) == 60


def test_a_long_run_says_which_files_took_longest_and_a_short_one_nothing() -> None:
    phases = [
        SimpleNamespace(nodeid=f"{file}::test_{number}", duration=seconds)
        for file, seconds in ((FILES[0], LONG_RUN / 4), (FILES[1], LONG_RUN / 3))
        for number in range(2)
    ]
    total, first, second = slowest(phases)
    assert total.split() == ["140", "s", "in", "2", "files"]
    assert first.split() == ["80.0", "s", FILES[1]]
    assert second.split() == ["60.0", "s", FILES[0]]
    assert slowest(phases[:2]) == []
