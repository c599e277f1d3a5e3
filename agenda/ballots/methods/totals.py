"""Papers counted by hand into sums, as scrutineers write them down: no paper by itself, and nobody's name.

What can be counted from sums alone takes them in the place of papers; a ranking cannot (see bundles.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods.options import check_known
from agenda.ballots.methods.papers import Returned, malformed, number
from agenda.ballots.rules import Amount
from forum.errors import N_, RuleBroken

RETURNED, OPTIONS, WRITE_INS = "returned", "options", "write_ins"


@dataclass(frozen=True)
class Totals:
    """`marked` papers choose something, `blank` ones nothing, and `invalid` ones nobody can read.

    `options` are (option, first, second): votes and 0; of an election for and against; of scores how many gave one and
    their points together. `write_ins` are (name, votes).
    """

    marked: int
    blank: int = 0
    invalid: int = 0
    options: tuple[tuple[int, int, int], ...] = ()
    write_ins: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(sorted(self.options)))
        object.__setattr__(self, "write_ins", tuple(sorted(self.write_ins)))

    @property
    def returned(self) -> Returned:
        return Returned(Amount(self.marked), Amount(self.blank), Amount(self.invalid))

    @property
    def readable(self) -> int:
        """How many papers say something, or nothing."""
        return self.marked + self.blank

    @property
    def first(self) -> dict[int, Amount]:
        return {option: Amount(first) for option, first, _ in self.options}

    @property
    def second(self) -> dict[int, Amount]:
        return {option: Amount(second) for option, _, second in self.options}

    @property
    def marks(self) -> int:
        """All first figures together, names written in among them."""
        return sum(first for _, first, _ in self.options) + sum(votes for _, votes in self.write_ins)

    def to_json(self) -> dict[str, list[Any]]:
        """As a closed ballot's row keeps it in the place of its papers."""
        data: dict[str, list[Any]] = {
            RETURNED: [self.marked, self.blank, self.invalid],
            OPTIONS: [list(row) for row in self.options],
        }
        return data | ({WRITE_INS: [list(row) for row in self.write_ins]} if self.write_ins else {})

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but what `to_json` gives."""
        try:
            assert isinstance(data, Mapping) and not set(data) - {RETURNED, OPTIONS, WRITE_INS}
            marked, blank, invalid = map(number, data[RETURNED])
            rows = tuple((number(option), number(first), number(second)) for option, first, second in data[OPTIONS])
            named = tuple((str(name), number(votes)) for name, votes in data.get(WRITE_INS, ()))
        except (AssertionError, KeyError, TypeError, ValueError):
            raise malformed() from None
        return cls(marked, blank, invalid, rows, named)


def are_totals(tally: Mapping[str, Any]) -> bool:
    """Whether a ballot's kept figures are these, and not papers."""
    return RETURNED in tally


def check_sums(totals: Totals, known: Iterable[int]) -> None:
    """What holds of any count: nothing is less than nobody, every option has its row, no mark is without a paper."""
    check_known(frozenset(known), [option for option, *_ in totals.options])
    figures = [totals.marked, totals.blank, totals.invalid, *(votes for _, votes in totals.write_ins)]
    figures += [figure for _, first, second in totals.options for figure in (first, second)]
    if min(figures) < 0:
        raise RuleBroken(N_("票数不能是负数。"))
    if [option for option, *_ in totals.options] != sorted(known):
        raise RuleBroken(N_("每一项都要有票数，没有得票的写 0。"))


def check_at_most(figure: int, most: int, name: str) -> None:
    """RuleBroken where an option has more than there are papers to have it on."""
    if figure > most:
        raise RuleBroken(
            N_("“{name}”有 {figure} 票，多于作了选择的 {papers} 张票。"), name=name, figure=figure, papers=most
        )


def check_marks(totals: Totals, least: int, most: int) -> None:
    """Together the options have as many marks as so many papers can hold. Raises RuleBroken."""
    if not least <= totals.marks <= most:
        text = N_("各项加起来是 {marks} 票，{papers} 张作了选择的票上应有 {least} 到 {most} 票，请重新核对。")
        raise RuleBroken(text, marks=totals.marks, papers=totals.marked, least=least, most=most)
