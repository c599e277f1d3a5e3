"""A body's rules as they are read and chosen: what they say, and what they come to with numbers in them; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import NamedTuple

from agenda.ballots.describing import described
from agenda.ballots.rule_sets import CUSTOM, PRESETS, Basis, Measure, QuorumOf, RuleSet, Test
from agenda.ballots.shares import area_text
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence

# ---- choosing ----------------------------------------------------------------------------------------------------


def offered(preset: str, *, seats_units: bool) -> RuleSet:
    """The preset, for seats like this body's. Raises NotFound."""
    if preset not in PRESETS:
        raise NotFound(N_("没有这一套议事规则。"))
    return replace(PRESETS[preset], seats="units" if seats_units else "members")


def check_adoption(now: RuleSet, chosen: RuleSet, note: str, *, is_newest: bool) -> None:
    """BadInput without a reason; RuleBroken if nothing changes, or if others have changed the rules meanwhile."""
    if not note.strip():
        raise BadInput({"note": Sentence(N_("请写明为什么改、由谁通过，例如：2026年11月20日居民代表会议通过。"))})
    if not is_newest:
        raise RuleBroken(N_("您看的时候，规则已经由别人改过了。请先看现在的规则，再决定要不要改。"))
    if _says(now) == _says(chosen):
        raise RuleBroken(N_("这和现在的规则一样，没有什么要改。"))


def _says(rule_set: RuleSet) -> RuleSet:
    """Without the numbers of an edited copy: every edit counts one on, also one that changes nothing."""
    return replace(rule_set, version=0, preset="", based_on="")


# ---- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A rule set for a page. `based_on` is the title of the preset an edited copy began as, "" for others.

    `superseded` is the day from which another text applies, once it has come.
    """

    preset: str
    title: str
    citation: str
    version: int
    in_force: date | None
    based_on: str
    superseded: date | None
    words: tuple[Sentence, ...]
    examples: tuple[Sentence, ...]


def told(rule_set: RuleSet, today: date) -> Told:
    origin = PRESETS.get(rule_set.based_on.split("@")[0]) if rule_set.preset == CUSTOM else None
    return Told(
        rule_set.preset,
        rule_set.title,
        rule_set.citation,
        rule_set.version,
        rule_set.in_force,
        origin.title if origin else "",
        rule_set.superseded if rule_set.is_superseded(today) else None,
        described(rule_set),
        examples(rule_set),
    )


# ---- with numbers in them ----------------------------------------------------------------------------------------


class Hall(NamedTuple):
    """An example's figures: on the roll, there (or with papers returned), and of these for or against."""

    entitled: int
    there: int
    cast: int


SITTING = Hall(60, 47, 40)
UNITS = Hall(12, 9, 8)
OWNERS = Hall(279, 190, 180)
AREA = Hall(30_000_00, 20_500_00, 19_500_00)
VOTES = Hall(1_000, 700, 640)
GROUPS = (("甲", Hall(32, 25, 22)), ("乙", Hall(28, 22, 20)))


def examples(rule_set: RuleSet) -> tuple[Sentence, ...]:
    """What it takes in a hall, or an estate, of ordinary size; nothing where nothing binding is decided."""
    test = rule_set.threshold
    if test is None:
        return ()
    return (*_quorum(rule_set), _threshold(rule_set, test))


def _halls(rule_set: RuleSet) -> dict[Measure, Hall]:
    by_papers = rule_set.quorum_of is not QuorumOf.PRESENT or rule_set.weighed is Measure.AREA
    heads = OWNERS if by_papers else UNITS if rule_set.seats == "units" else SITTING
    figures = {Measure.HEADS: heads, Measure.AREA: AREA, Measure.VOTES: VOTES}
    return {measure: figures[measure] for measure in rule_set.measures}


_QUORUMS = {
    QuorumOf.PRESENT: N_("应到{whole}时：要有{needed}到会，才能表决。"),
    QuorumOf.PARTICIPATING: N_("全体{whole}时：要有{needed}参与表决，才有效。"),
    QuorumOf.DELIVERED: N_("全体{whole}时：要送达{needed}，才有效。"),
}
_THRESHOLDS = {
    QuorumOf.PRESENT: N_("应到{whole}、实到{there}时：需要{needed}赞成才通过。"),
    QuorumOf.PARTICIPATING: N_("全体{whole}、参与表决{there}时：需要{needed}赞成才通过。"),
}


def _quorum(rule_set: RuleSet) -> list[Sentence]:
    test, halls = rule_set.quorum, _halls(rule_set)
    if test is None:
        return []
    params = {
        "whole": _amounts(rule_set, halls, lambda hall: hall.entitled),
        "needed": _amounts(rule_set, halls, lambda hall: test.needed(hall.entitled)),
    }
    return [Sentence(_QUORUMS[rule_set.quorum_of], params)]


def _threshold(rule_set: RuleSet, test: Test) -> Sentence:
    halls = _halls(rule_set)
    if rule_set.by_groups:
        return _in_groups(rule_set, test)
    whole = _amounts(rule_set, halls, lambda hall: hall.entitled)
    if rule_set.objection_only:
        most = _amounts(rule_set, halls, lambda hall: test.needed(hall.entitled) - 1)
        return Sentence(N_("全体{whole}时：异议不超过{most}才通过。"), {"whole": whole, "most": most})
    params = {
        "whole": whole,
        "there": _amounts(rule_set, halls, lambda hall: hall.there),
        "needed": _amounts(rule_set, halls, lambda hall: test.needed(_base(test, hall))),
    }
    if test.basis is Basis.CAST:
        text = N_("实到或参与表决{there}、赞成与反对合计{cast}时：需要{needed}赞成才通过。")
        return Sentence(text, {**params, "cast": _amounts(rule_set, halls, lambda hall: hall.cast)})
    return Sentence(_THRESHOLDS[rule_set.quorum_of], params)


def _in_groups(rule_set: RuleSet, test: Test) -> Sentence:
    params = {}
    for name, hall in zip(("first", "second"), (hall for _, hall in GROUPS), strict=True):
        params[f"{name}_there"] = _amount(rule_set, Measure.HEADS, hall.there)
        params[f"{name}_needed"] = _amount(rule_set, Measure.HEADS, test.needed(_base(test, hall)))
    text = N_(
        "甲组实到{first_there}、乙组实到{second_there}时：甲组需要{first_needed}、乙组需要{second_needed}赞成，"
        "都达到才通过。"
    )
    return Sentence(text, params)


def _base(test: Test, hall: Hall) -> int:
    return {Basis.ENTITLED: hall.entitled, Basis.CAST: hall.cast}.get(test.basis, hall.there)


def _amounts(rule_set: RuleSet, halls: dict[Measure, Hall], of: Callable[[Hall], int]) -> Sentence:
    return _joined(_amount(rule_set, measure, of(hall)) for measure, hall in halls.items())


def _amount(rule_set: RuleSet, measure: Measure, value: int) -> Sentence:
    if measure is Measure.AREA:
        return Sentence(N_("{area}平方米"), {"area": area_text(value)})
    if measure is Measure.VOTES:
        return Sentence(N_("{votes}票权"), {"votes": f"{value:,}"})
    return Sentence(N_("{n}家") if rule_set.seats == "units" else N_("{n}人"), {"n": value})


def _joined(said: Iterable[Sentence]) -> Sentence:
    return reduce(lambda first, second: Sentence(N_("{first}、{second}"), {"first": first, "second": second}), said)
