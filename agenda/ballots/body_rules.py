"""A body's rules for deciding, as stored with the body and frozen into each session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Self, get_args

from agenda.ballots.shares import Basis, Measure, Test
from forum.errors import N_, Sentence

Seats = Literal["members", "units"]
CUSTOM = "custom"
"""The `preset` of an edited copy."""


class QuorumOf(StrEnum):
    """Who the quorum test counts against the whole roll."""

    PRESENT = "present"  # who is in the hall when the ballot opens
    PARTICIPATING = "participating"  # who returned a paper: written and owners' ballots
    DELIVERED = "delivered"  # to whom the matter was delivered on record: objection-only ballots


class ImpossibleRules(ValueError):
    """Rules that contradict each other; `fields` names each with a sentence."""

    def __init__(self, found: Mapping[str, Sentence]) -> None:
        super().__init__("; ".join(f"{name}: {sentence.text}" for name, sentence in found.items()))
        self.fields = dict(found)


@dataclass(frozen=True)
class RuleSet:
    """One version of a body's rules for deciding.

    `title` and `citation` are source strings, translated where they are presets' own. `in_force` is the date the cited
    text took effect, None for custom; from `superseded` on another text applies. `based_on` is the preset that an
    edited copy began as, "simple@2".

    `quorum` tests those that `quorum_of` names against the whole roll; None: none asked. `threshold` tests the votes
    for, and is None exactly where nothing binding is decided. Each test is asked in every one of `measures`.
    `by_groups`: each group carries by itself. `objection_only`: the matter is carried unless those against reach
    `threshold`. `chair_breaks_tie`: on a tie the chair's casting vote is added; otherwise a tie fails as it stands.

    `recusal_leaves_roll`: who stands aside counts in no base. `silence_clause` is the text by which those who were
    delivered to and said nothing follow the majority, "" where there is none; only with `silence_binds` is that count
    the result, else it is reported beside the strict one. `notice_days` before a sitting; less warns, or blocks.
    `next_in_line`: a seat of this body that an elected member does not take or leaves goes to who had the next most
    votes; otherwise there is a by-election.

    Defaults are what a rule set stored before there was the field said.
    """

    preset: str
    version: int
    title: str
    citation: str
    in_force: date | None = None
    quorum: Test | None = None
    threshold: Test | None = None
    seats: Seats = "members"
    by_groups: bool = False
    may_change_vote: bool = False
    chair_breaks_tie: bool = False
    superseded: date | None = None
    based_on: str = ""
    measures: tuple[Measure, ...] = (Measure.HEADS,)
    quorum_of: QuorumOf = QuorumOf.PRESENT
    objection_only: bool = False
    may_be_secret: bool = False
    recusal_leaves_roll: bool = False
    remote_counts: bool = True
    proxied_counts: bool = True
    proxies_at_most: int = 3
    notice_days: int = 3
    short_notice_blocks: bool = False
    silence_clause: str = ""
    silence_binds: bool = False
    next_in_line: bool = False

    def __post_init__(self) -> None:
        if self.seats not in get_args(Seats):
            raise ValueError(f"seats are members or units, not {self.seats}")
        if not self.measures or len(set(self.measures)) < len(self.measures):
            raise ValueError("votes are counted in something, and in nothing twice")
        if found := self._contradictions():
            raise ImpossibleRules(found)

    @property
    def binding(self) -> bool:
        return self.threshold is not None

    @property
    def weighed(self) -> Measure | None:
        """The measure besides heads, for which the roll must hold everybody's weight."""
        return next((measure for measure in self.measures if measure is not Measure.HEADS), None)

    def is_superseded(self, on: date) -> bool:
        """Does another text apply by now, which the body should enter?"""
        return self.superseded is not None and on >= self.superseded

    def edited(self, **changes: Any) -> Self:
        """A body's own copy, one version on. Raises ImpossibleRules for what contradicts itself.

        The dates of the cited text go with it: another citation has none until it says so.
        """
        origin = self.based_on or f"{self.preset}@{self.version}"
        own: dict[str, Any] = {"preset": CUSTOM, "based_on": origin, "version": self.version + 1}
        if changes.get("citation", self.citation) != self.citation:
            own |= {"in_force": None, "superseded": None}
        return replace(self, **{**own, **changes})

    def _contradictions(self) -> dict[str, Sentence]:
        """By the field to mend."""
        return {name: Sentence(text) for name, broken, text in _contradictions(self) if broken}

    def to_json(self) -> dict[str, Any]:
        """JSON-safe; fractions as "2/3", dates as 2026-11-21."""
        plain = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return {**plain, "binding": self.binding}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of `to_json`; fields younger than a stored rule set keep their default.

        KeyError, TypeError or ValueError for anything else.
        """
        known = {field.name: _READ[field.name] for field in fields(cls)}
        missing = _FROM_THE_BEGINNING - data.keys()
        if missing:
            raise KeyError(*sorted(missing))
        return cls(**{name: read(data[name]) for name, read in known.items() if name in data})


def _contradictions(rules: RuleSet) -> tuple[tuple[str, bool, str], ...]:
    """(field to mend, is it broken, what to say)."""
    weighed, threshold, written = rules.weighed, rules.threshold, rules.quorum_of is not QuorumOf.PRESENT
    on_the_present = threshold is not None and threshold.basis is Basis.PRESENT
    objections = rules.objection_only
    tie = rules.chair_breaks_tie
    two_weights = {Measure.AREA, Measure.VOTES} <= set(rules.measures)
    clause = bool(rules.silence_clause)
    by_papers = rules.quorum_of is QuorumOf.PARTICIPATING and not objections
    wrong_objections = threshold is None or threshold.basis is not Basis.ENTITLED
    return (
        ("measures", two_weights, N_("面积和票权只能选一种。")),
        ("by_groups", rules.by_groups and bool(weighed), N_("按组表决只按人数计，不能同时按面积或票权计。")),
        (
            "may_be_secret",
            rules.may_be_secret and bool(weighed),
            N_("选票上的面积或票权等于写明了是谁，不能无记名。"),
        ),
        ("may_be_secret", rules.may_be_secret and objections, N_("异议要写明是谁提出的，不能无记名。")),
        ("chair_breaks_tie", tie and bool(weighed), N_("决定票只是一票，按面积或票权计票时不能用。")),
        ("chair_breaks_tie", tie and rules.by_groups, N_("各组分别计票时，主持人不能投决定票。")),
        ("chair_breaks_tie", tie and objections, N_("异议表决没有相等，不能用决定票。")),
        (
            "threshold",
            written and on_the_present,
            N_("不开会表决的没有实到人数，请按参与表决、全体或赞成与反对合计计算。"),
        ),
        ("threshold", objections and wrong_objections, N_("异议表决按全体的份额计算，请选全体。")),
        ("by_groups", objections and rules.by_groups, N_("异议表决不分组。")),
        (
            "quorum_of",
            written and (rules.quorum is None or rules.quorum.basis is not Basis.ENTITLED),
            N_("请写明参与或送达要占全体的多少。"),
        ),
        (
            "quorum_of",
            rules.quorum_of is QuorumOf.DELIVERED and not objections,
            N_("按送达计算只用于异议表决；其他表决按参与表决计算。"),
        ),
        (
            "quorum_of",
            objections and rules.quorum_of is not QuorumOf.DELIVERED,
            N_("异议表决要逐户送达，请按送达计算。"),
        ),
        ("silence_clause", clause and not by_papers, N_("从多数的规定只用于按参与表决计算的书面表决。")),
        ("silence_clause", clause and rules.by_groups, N_("各组分别计票时，不能把没有回的票计入多数。")),
        ("silence_binds", rules.silence_binds and not clause, N_("没有录入从多数的规定，不能以它为准。")),
        ("proxies_at_most", rules.proxies_at_most < 0, N_("不能小于 0。")),
        ("notice_days", rules.notice_days < 0, N_("不能小于 0。")),
    )


# ---- JSON --------------------------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if isinstance(value, Test):
        return value.to_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [measure.value for measure in value]
    return value.value if isinstance(value, StrEnum) else value


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return read


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _test(value: Mapping[str, Any] | None) -> Test | None:
    return Test.from_json(value) if value else None


_PLAIN: dict[Any, Callable[[Any], Any]] = {"bool": _exactly(bool), "int": _exactly(int), "str": _exactly(str)}
_READ: dict[str, Callable[[Any], Any]] = {
    **{field.name: _PLAIN[field.type] for field in fields(RuleSet) if field.type in _PLAIN},
    "in_force": _day,
    "superseded": _day,
    "quorum": _test,
    "threshold": _test,
    "seats": _exactly(str),
    "measures": lambda value: tuple(Measure(measure) for measure in value),
    "quorum_of": QuorumOf,
}
_FROM_THE_BEGINNING = {field.name for field in fields(RuleSet)[:11]}
"""What every stored rule set has said from the first version on."""
