from __future__ import annotations

from bench import matching


async def test_both_sizes_are_matched_and_held_against_their_targets() -> None:
    case = await matching.measure(times=2)
    assert list(case.rows) == [matching.REAL, matching.LARGE]
    for name in case.rows:
        figure = case.figure(name)
        assert figure is not None and figure.target
