"""A closed ballot as every screen and paper tells it: one word, its bars, its sentences; whatever kind it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from agenda.ballots import figures
from agenda.ballots.closing import NEEDS_VOTE
from agenda.ballots.methods.consent import Consent
from agenda.ballots.methods.kinds import KINDS, Decides, Kind
from agenda.ballots.methods.options import read_options, texts
from agenda.ballots.methods.picking import OUTCOME_NAMES as CHOSEN_NAMES
from agenda.ballots.methods.picking import Outcome as Chosen
from agenda.ballots.methods.ranked import RankedResult
from agenda.ballots.methods.results import Result
from agenda.ballots.methods.temperature import Leaning
from agenda.ballots.methods.wording import decimal
from agenda.ballots.models import Ballot
from agenda.ballots.rules import CHOICE_NAMES, FOLLOW_NAME, OUTCOME_NAMES, Bar, Choice, Outcome, Verdict
from agenda.ballots.shares import MEASURE_NAMES, Measure, area_text
from agenda.ballots.verdicts import PART_NAMES, Part
from forum.errors import N_, Sentence

PARTS_CARRIED = "parts_carried"
"""Of a motion voted on in parts: some are carried and some are not."""

MARKS = {
    PARTS_CARRIED: "decided",
    Outcome.CARRIED.value: "carried",
    Outcome.NOT_CARRIED.value: "lost",
    Outcome.INVALID.value: "invalid",
    Chosen.DECIDED.value: "carried",
    Chosen.PARTLY.value: "decided",
    Chosen.TIED.value: "lost",
    Chosen.UNDECIDED.value: "lost",
    NEEDS_VOTE: "lost",
    figures.LEANING: "leaning",
}
WORDS = {
    **{outcome.value: name for outcome, name in OUTCOME_NAMES.items()},
    **{outcome.value: name for outcome, name in CHOSEN_NAMES.items()},
    PARTS_CARRIED: N_("部分通过"),
    NEEDS_VOTE: N_("有异议，须表决"),
    figures.LEANING: N_("意向"),
}


@dataclass(frozen=True)
class Line:
    """A bar of the tally: `word` is a source string or an option's own text, `shown` the figure as read."""

    kind: str
    word: str
    value: int | Fraction
    shown: str


@dataclass(frozen=True)
class Announced:
    """`outcome` keys `WORDS`, `mark` is the state's look. `bars` are a verdict's tests in two measures, or by group.

    `rounds` are an instant run-off's, each its lines. `of` is the whole the lines are measured on (0: their sum).
    """

    ballot: Ballot
    outcome: str
    lines: tuple[Line, ...]
    sentences: tuple[Sentence, ...]
    citation: str
    of: int = 0
    needed: int = 0
    bars: tuple[Bar, ...] = ()
    rounds: tuple[tuple[Line, ...], ...] = ()
    verdict: Verdict | None = None

    @property
    def mark(self) -> str:
        return MARKS[self.outcome]

    @property
    def word(self) -> str:
        return WORDS[self.outcome]

    @property
    def decides(self) -> bool:
        """A temperature check decides nothing and must not look as if it did."""
        return self.outcome != figures.LEANING


class BarWords(NamedTuple):
    """A test in words: what is counted, and how far it is."""

    label: Sentence
    figure: Sentence


def bar_words(bar: Bar) -> BarWords:
    """参与表决 · 人数; 141 / 300，应达 200, in square metres where that is what is counted."""
    label = Sentence(
        N_("{part} · {measure}"),
        {"part": Sentence(PART_NAMES[bar.part]), "measure": Sentence(MEASURE_NAMES[bar.measure])},
    )
    if bar.group:
        label = Sentence(N_("{group} 组{part}"), {"group": bar.group, "part": Sentence(PART_NAMES[bar.part])})
    show = area_text if bar.measure is Measure.AREA else str
    params = {"value": show(bar.value), "base": show(bar.base), "needed": show(bar.needed)}
    if bar.part is Part.OBJECTION:
        return BarWords(label, Sentence(N_("{value} / {base}，至多 {needed}"), params))
    return BarWords(label, Sentence(N_("{value} / {base}，应达 {needed}"), params))


def announced(ballot: Ballot) -> Announced:
    """Of a closed ballot, from its own row alone."""
    result = _announced(ballot)
    box = box_words(ballot)
    return replace(result, sentences=(*result.sentences, box)) if box else result


def box_words(ballot: Ballot) -> Sentence | None:
    """发出 6 张，收回 5 张, where a secret ballot had papers from a box: what was not returned took no part."""
    if not ballot.printed:
        return None
    if ballot.printed.get("invalid"):
        return Sentence(N_("纸质票发出 {handed_out} 张，收回 {returned} 张，其中无效 {invalid} 张。"), ballot.printed)
    return Sentence(N_("纸质票发出 {handed_out} 张，收回 {returned} 张。"), ballot.printed)


def _announced(ballot: Ballot) -> Announced:
    if KINDS[ballot.kind].decides is Decides.RULES:
        return _of_verdict(ballot, figures.verdict(ballot))
    result = figures.result(ballot)
    lines, of, needed = _lines(ballot, result)
    return Announced(
        ballot, figures.outcome_word(result), lines, result.sentences, getattr(result, "citation", ""),
        of, needed, rounds=_rounds(ballot, result),
    )  # fmt: skip


def _of_verdict(ballot: Ballot, verdict: Verdict) -> Announced:
    figures = verdict.figures
    counts = {Choice.FOR: figures.for_, Choice.AGAINST: figures.against, Choice.ABSTAIN: figures.abstain}
    if ballot.kind is Kind.OBJECTION:
        lines: tuple[Line, ...] = (Line("against", N_("异议"), figures.against, str(figures.against)),)
    else:
        lines = tuple(Line(c.value, CHOICE_NAMES[c], counts[c], str(counts[c])) for c in Choice)
        if figures.follow:
            lines += (Line("other", FOLLOW_NAME, figures.follow, str(figures.follow)),)
    bars = verdict.bars if len(verdict.measures) > 1 or verdict.groups else ()
    return Announced(
        ballot, verdict.outcome.value, lines, verdict.sentences, verdict.citation,
        figures.base, verdict.needed, bars, verdict=verdict,
    )  # fmt: skip


def _lines(ballot: Ballot, result: Any) -> tuple[tuple[Line, ...], int, int]:
    if isinstance(result, Result):
        chosen = set(result.winners)
        share = next((one.bars[0] for one in result.standings if one.bars), None)
        lines = tuple(_line(one.option in chosen, one.text, one.value) for one in result.standings)
        return lines, share.base if share else _whole(ballot, result), share.needed if share else 0
    if isinstance(result, RankedResult):
        rounds = _rounds(ballot, result)
        final = result.final
        return rounds[-1] if rounds else (), final.base if final else 0, final.needed if final else 0
    if isinstance(result, Leaning):
        leans = tuple(_line(False, one.text, one.held.heads) for one in result.leans)
        return leans, result.returned.total.heads, 0
    assert isinstance(result, Consent)
    return (Line("against", N_("异议"), result.objections, str(result.objections)),), ballot.present, 0


def _whole(ballot: Ballot, result: Result) -> int:
    """What an option's votes are of: all papers, or the most points one could have; 0 where that is no whole."""
    if ballot.kind is Kind.SCORE:
        return int(ballot.settings["top"])
    return result.returned.total.heads if ballot.weighed is None else 0


def _rounds(ballot: Ballot, result: Any) -> tuple[tuple[Line, ...], ...]:
    if not isinstance(result, RankedResult):
        return ()
    names = texts(read_options(ballot.settings["options"]))
    chosen = set(result.winners)
    return tuple(
        tuple(_line(option in chosen, names[option], votes) for option, votes in one.votes)
        for one in result.runoff.rounds
    )


def _line(chosen: bool, text: str, value: int | Fraction) -> Line:
    return Line("for" if chosen else "other", text, value, decimal(value))
