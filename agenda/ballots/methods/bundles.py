"""Papers sorted by hand into bundles that say the same: for a count that sums are not enough for, as of rankings.

They are kept as a closed ballot keeps papers of any kind, so that what counts, compares or shows these needs no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from agenda.ballots.methods.papers import malformed, number, text

PAPERS: Final = "papers"
INVALID: Final = text(None)


@dataclass(frozen=True)
class Bundles:
    """(canonical text, how many) of each, sorted by text; blank papers are one, and those nobody can read another."""

    papers: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        """Equal ones together, empty ones away."""
        sums: dict[str, int] = {}
        for kept, heads in self.papers:
            sums[kept] = sums.get(kept, 0) + heads
        object.__setattr__(self, "papers", tuple((kept, sums[kept]) for kept in sorted(sums) if sums[kept]))

    @property
    def readable(self) -> int:
        """How many papers say something, or nothing."""
        return sum(heads for kept, heads in self.papers if kept != INVALID)

    def to_json(self) -> dict[str, list[Any]]:
        """As a closed ballot's row keeps papers; the 0 is the weight, which none has."""
        return {PAPERS: [[kept, heads, 0] for kept, heads in self.papers]}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but what `to_json` gives."""
        try:
            assert isinstance(data, Mapping) and set(data) == {PAPERS}
            rows = tuple((kept, number(heads)) for kept, heads, weight in data[PAPERS])
            assert all(isinstance(kept, str) and heads > 0 for kept, heads in rows)
        except (AssertionError, TypeError, ValueError):
            raise malformed() from None
        return cls(rows)


def are_bundles(counted: Mapping[str, Any]) -> bool:
    """Whether a block's row is of these, and not of sums or of hands."""
    return PAPERS in counted
