"""Phrases that the results of all kinds share, as sentences to be translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from agenda.ballots import explaining
from agenda.ballots.methods.papers import Returned
from agenda.ballots.rule_sets import Basis, Measure, RuleSet, Test
from agenda.ballots.rules import Amount, Bar
from agenda.ballots.shares import area_text
from forum.errors import N_, Sentence

Words = Sentence | str


def listed(names: Sequence[Words]) -> Words:
    """甲、乙、丙. Nested by halves, so that a long list is not deep."""
    if len(names) < 2:
        return names[0] if names else ""
    half = len(names) // 2
    return Sentence(N_("{first}、{second}"), {"first": listed(names[:half]), "second": listed(names[half:])})


def joined(clauses: Sequence[Sentence]) -> Sentence:
    """甲 31 票；实到 47. At least one."""
    if len(clauses) == 1:
        return clauses[0]
    half = len(clauses) // 2
    return Sentence(N_("{first}；{second}"), {"first": joined(clauses[:half]), "second": joined(clauses[half:])})


def quoted(name: str) -> Sentence:
    return Sentence(N_("“{name}”"), {"name": name})


def decimal(value: int | Fraction) -> str:
    """For reading, to two places: 13/3 → "4.33". The exact figure stands in the result itself."""
    hundredths = round(value * 100)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def options(names: Mapping[int, str], ids: Iterable[int]) -> Words:
    """“甲”、“丙”; one that is not on the paper by its number."""
    return listed([quoted(names.get(one, str(one))) for one in ids])


# ---- amounts and shares ------------------------------------------------------------------------------------------


def amount(rule_set: RuleSet, measure: Measure, value: int) -> Sentence:
    """31 票 where only heads count; 141 人, 面积 15,900.00 平方米, 35 票权 elsewhere."""
    if rule_set.measures == (Measure.HEADS,):
        return Sentence(N_("{votes} 票"), {"votes": value})
    return explaining.amount(rule_set, measure, value)


def votes(rule_set: RuleSet, held: Amount) -> Words:
    return listed([amount(rule_set, measure, held.measured(measure)) for measure in rule_set.measures])


def with_bars(said: Sentence, test: Test, bars: Sequence[Bar], basis: Sentence) -> Sentence:
    """甲 31 票 → 甲 31 票；实到 47，过半数 24，达到. Each measure has its own clause."""
    return joined([said, *(_clause(test, bar, basis) for bar in bars)])


def _clause(test: Test, bar: Bar, basis: Sentence) -> Sentence:
    of_area = bar.measure is Measure.AREA
    params: dict[str, Any] = {
        "basis": basis,
        "base": area_text(bar.base) if of_area else bar.base,
        "threshold": test.name,
        "needed": area_text(bar.needed) if of_area else bar.needed,
        "met": Sentence(N_("达到") if bar.met else N_("未达到")),
    }
    if of_area:
        return Sentence(N_("面积：{basis} {base}，{threshold} {needed}，{met}"), params)
    return Sentence(N_("{basis} {base}，{threshold} {needed}，{met}"), params)


def basis_name(rule_set: RuleSet, test: Test) -> Sentence:
    """On a paper with options the votes cast are those of papers that chose something."""
    return Sentence(N_("作出选择的")) if test.basis is Basis.CAST else explaining.basis_name(rule_set, test)


# ---- how results end ---------------------------------------------------------------------------------------------


def papers(returned: Returned) -> Sentence:
    return Sentence(
        N_("收回 {total} 票：有效 {valid}（其中空白 {blank}，作弃权），无效 {invalid}"),
        {
            "total": returned.total.heads,
            "valid": returned.valid.heads,
            "blank": returned.blank.heads,
            "invalid": returned.invalid.heads,
        },
    )


def void(reason: Sentence) -> Sentence:
    return Sentence(N_("{reason}，表决无效"), {"reason": reason})


def citation(rule_set: RuleSet) -> tuple[Sentence, ...]:
    """依据：…, where something is cited."""
    if not rule_set.citation:
        return ()
    return (Sentence(N_("依据：{citation}"), {"citation": Sentence(rule_set.citation)}),)
