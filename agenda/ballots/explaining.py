"""Verdicts in words: what was counted, out of what, and how much was needed.

A sitting that counts heads has the short sentences of the hall (赞成 31，实到 47，过半数 24，通过); others name what
they count each time (参与表决 190 人（应达 186），面积 20,500.00 平方米（应达 20,000.00），达到).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from agenda.ballots.body_rules import QuorumOf, RuleSet
from agenda.ballots.counting import CHOICE_NAMES, Amount
from agenda.ballots.shares import BASIS_NAMES, MEASURE_NAMES, Basis, Measure, Test, area_text
from agenda.ballots.verdicts import OUTCOME_NAMES, PART_NAMES, Bar, Figures, Outcome, Part, Silence, Verdict
from forum.errors import N_, Sentence


def _counts_heads_in_the_hall(rule_set: RuleSet) -> bool:
    return rule_set.measures == (Measure.HEADS,) and rule_set.quorum_of is QuorumOf.PRESENT


# ---- amounts -----------------------------------------------------------------------------------------------------


def amount(rule_set: RuleSet, measure: Measure, value: int) -> Sentence:
    """190 人, 12 家, 面积 20,500.00 平方米, 35 票权."""
    if measure is Measure.AREA:
        return Sentence(N_("面积 {value} 平方米"), {"value": area_text(value)})
    if measure is Measure.VOTES:
        return Sentence(N_("{value} 票权"), {"value": value})
    return Sentence(N_("{value} 家") if rule_set.seats == "units" else N_("{value} 人"), {"value": value})


def amounts(rule_set: RuleSet, values: Iterable[tuple[Measure, int]]) -> Sentence:
    said = [amount(rule_set, measure, value) for measure, value in values]
    return reduce(lambda first, second: Sentence(N_("{first}、{second}"), {"first": first, "second": second}), said)


def _tested(rule_set: RuleSet, bars: Iterable[Bar]) -> Sentence:
    """Each amount with what it needed; in an objection-only ballot with what it must not exceed."""
    said = [_one_tested(rule_set, bar) for bar in bars]
    return reduce(lambda first, second: Sentence(N_("{first}，{second}"), {"first": first, "second": second}), said)


def _one_tested(rule_set: RuleSet, bar: Bar) -> Sentence:
    needed = area_text(bar.needed) if bar.measure is Measure.AREA else bar.needed
    if bar.part is Part.OBJECTION:
        text = N_("{amount}（至多 {needed}）") if bar.met else N_("{amount}（至多 {needed}，已超过）")
    else:
        text = N_("{amount}（应达 {needed}）") if bar.met else N_("{amount}（应达 {needed}，不足）")
    return Sentence(text, {"amount": amount(rule_set, bar.measure, bar.value), "needed": needed})


# ---- quorum ------------------------------------------------------------------------------------------------------


def no_quorum(entitled: int, present: int) -> Sentence:
    return Sentence(N_("应到 {entitled}，实到 {present}，不设法定人数"), {"entitled": entitled, "present": present})


def no_weights(measure: Measure) -> Sentence:
    return Sentence(N_("名册上还没有{measure}"), {"measure": Sentence(MEASURE_NAMES[measure])})


def quorum(rule_set: RuleSet, bars: tuple[Bar, ...]) -> Sentence:
    met = all(bar.met for bar in bars)
    if not _counts_heads_in_the_hall(rule_set):
        text = N_("{part} {amounts}，达到") if met else N_("{part} {amounts}，未达到")
        return Sentence(text, {"part": Sentence(PART_NAMES[bars[0].part]), "amounts": _tested(rule_set, bars)})
    text = (
        N_("应到 {entitled}，实到 {present}，法定人数 {needed}，达到法定人数")
        if met
        else N_("应到 {entitled}，实到 {present}，法定人数 {needed}，未达到法定人数")
    )
    return Sentence(text, {"entitled": bars[0].base, "present": bars[0].value, "needed": bars[0].needed})


# ---- verdict -----------------------------------------------------------------------------------------------------


def verdict(rule_set: RuleSet, test: Test, decided: Verdict) -> tuple[Sentence, ...]:
    """Headline, each group's, all figures, quorum, and the tie where there was one."""
    in_the_hall = _counts_heads_in_the_hall(rule_set)
    said = [_headline(test, decided) if in_the_hall else _measured_headline(rule_set, test, decided)]
    said += [
        Sentence(N_("{group}：{result}"), {"group": part.group, "result": _result(test, part)})
        for part in decided.groups
    ]
    said += [_figures(decided.figures), decided.quorum.sentence] if in_the_hall else _measured(rule_set, decided)
    return (*said, *_tie(rule_set, decided))


def _headline(test: Test, decided: Verdict) -> Sentence:
    if decided.outcome is Outcome.INVALID:
        figures = {"present": decided.quorum.present, "needed": decided.quorum.needed}
        return Sentence(N_("实到 {present}，未达到法定人数 {needed}，表决无效"), figures)
    if decided.groups:
        return Sentence(N_("须各组分别通过，{outcome}"), {"outcome": Sentence(OUTCOME_NAMES[decided.outcome])})
    return _result(test, decided.figures)


def _result(test: Test, part: Figures) -> Sentence:
    """赞成 31，实到 47，过半数 24，通过. On the votes cast both sides are named: 赞成 12，反对 10，过半数 12，通过."""
    casting = Sentence(N_("{for_}（另加主持人决定票 1）"), {"for_": part.for_})
    params: dict[str, Any] = {
        "for_": casting if part.casting else part.for_,
        "threshold": test.name,
        "needed": part.needed,
        "outcome": Sentence(OUTCOME_NAMES[Outcome.CARRIED if part.met else Outcome.NOT_CARRIED]),
    }
    if test.basis is Basis.CAST:
        text = N_("赞成 {for_}，反对 {against}，{threshold} {needed}，{outcome}")
        return Sentence(text, {**params, "against": part.against})
    text = N_("赞成 {for_}，{basis} {base}，{threshold} {needed}，{outcome}")
    return Sentence(text, {**params, "basis": Sentence(BASIS_NAMES[test.basis]), "base": part.base})


def _figures(part: Figures) -> Sentence:
    return Sentence(
        N_("赞成 {for_}，反对 {against}，弃权 {abstain}，未表决 {silent}"),
        {"for_": part.for_, "against": part.against, "abstain": part.abstain, "silent": part.silent},
    )


def _tie(rule_set: RuleSet, decided: Verdict) -> list[Sentence]:
    if decided.casting is not None:
        choice = Sentence(CHOICE_NAMES[decided.casting])
        return [Sentence(N_("赞成与反对相等，主持人投决定票：{choice}"), {"choice": choice})]
    single = not decided.groups and len(decided.measures) == 1
    if not single or decided.outcome is not Outcome.NOT_CARRIED or not decided.figures.tied or rule_set.objection_only:
        return []
    if rule_set.chair_breaks_tie:
        return [Sentence(N_("赞成与反对相等，主持人没有投决定票，不通过"))]
    return [Sentence(N_("赞成与反对相等，不通过"))]


# ---- where papers, area or votes are counted ---------------------------------------------------------------------


def _measured_headline(rule_set: RuleSet, test: Test, decided: Verdict) -> Sentence:
    if decided.outcome is Outcome.INVALID:
        return Sentence(N_("{quorum}，表决无效"), {"quorum": decided.quorum.sentence})
    outcome = Sentence(OUTCOME_NAMES[decided.outcome])
    if decided.groups:
        return Sentence(N_("须各组分别通过，{outcome}"), {"outcome": outcome})
    tested = _tested(rule_set, decided.bars[len(decided.quorum.bars) :])
    if rule_set.objection_only:
        return Sentence(N_("异议 {amounts}，{outcome}"), {"amounts": tested, "outcome": outcome})
    return Sentence(
        N_("赞成 {amounts}，按{basis}计须{threshold}，{outcome}"),
        {"amounts": tested, "basis": basis_name(rule_set, test), "threshold": test.name, "outcome": outcome},
    )


def basis_name(rule_set: RuleSet, test: Test) -> Sentence:
    """应到 is a word of sittings: where there is none the whole roll is 全体."""
    if test.basis is Basis.ENTITLED and rule_set.quorum_of is not QuorumOf.PRESENT:
        return Sentence(N_("全体"))
    return Sentence(BASIS_NAMES[test.basis])


def _measured(rule_set: RuleSet, decided: Verdict) -> list[Sentence]:
    def of_all(name: str) -> Sentence:
        return amounts(rule_set, [(part.measure, getattr(part, name)) for part in decided.measures])

    said = [Sentence(N_("名册上 {amounts}"), {"amounts": of_all("entitled")})]
    if not rule_set.objection_only:
        named = {name: of_all(name) for name in ("for_", "against", "abstain", "silent")}
        if any(part.follow for part in decided.measures):
            said.insert(0, Sentence(N_("从众{follow}"), {"follow": of_all("follow")}))
        said.insert(0, Sentence(N_("赞成 {for_}；反对 {against}；弃权 {abstain}；未表决 {silent}"), named))
    return said if decided.outcome is Outcome.INVALID else [*said, decided.quorum.sentence]


# ---- the silence clause ------------------------------------------------------------------------------------------


def silence(rule_set: RuleSet, counts: Silence) -> list[Sentence]:
    """Both counts, which of them is the result, and the rule's own words."""
    silent, undelivered = (
        amounts(rule_set, [(measure, some.measured(measure)) for measure in rule_set.measures])
        for some in (counts.silent, counts.undelivered)
    )
    said = [Sentence(N_("只计收回的票：{result}"), {"result": _whole(counts.strict)})]
    if counts.follow != Amount():
        said.append(_followers(rule_set, counts))
    if counts.with_silent is None or counts.follows is None:
        said.append(Sentence(N_("没有一种意见领先，已送达未回的 {silent} 不计入"), {"silent": silent}))
    else:
        choice = Sentence(CHOICE_NAMES[counts.follows])
        params = {"silent": silent, "choice": choice, "result": _whole(counts.with_silent)}
        said.append(Sentence(N_("已送达未回的 {silent} 随多数计为{choice}：{result}"), params))
    said.append(Sentence(N_("没有送达的 {undelivered} 不计入"), {"undelivered": undelivered}))
    binds = N_("按规则以计入未回者的结果为准") if counts.binds else N_("以只计收回的票的结果为准")
    return [*said, Sentence(binds), Sentence(N_("规则原文：{clause}"), {"clause": counts.clause})]


def _followers(rule_set: RuleSet, counts: Silence) -> Sentence:
    follow = amounts(rule_set, [(measure, counts.follow.measured(measure)) for measure in rule_set.measures])
    if counts.follows is None:
        return Sentence(N_("填从众的{follow}算参与表决，没有一种意见领先，不计入任何一方"), {"follow": follow})
    params = {"follow": follow, "choice": Sentence(CHOICE_NAMES[counts.follows])}
    return Sentence(N_("填从众的{follow}算参与表决，计入未回者时一并计为{choice}"), params)


def _whole(counted: Verdict) -> Sentence:
    """The headline with the quorum before it."""
    headline = counted.sentences[0]
    if counted.outcome is Outcome.INVALID:
        return headline
    return Sentence(N_("{quorum}；{result}"), {"quorum": counted.quorum.sentence, "result": headline})
