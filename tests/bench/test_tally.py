from __future__ import annotations

from bench import tally


async def test_every_paper_is_counted_and_each_kind_has_its_two_times() -> None:
    case = await tally.measure(40)
    assert len(case.rows) == 6 and all(len(row) == len(case.columns) for row in case.rows.values())
    assert case.figure(tally.SLOWEST) is not None
