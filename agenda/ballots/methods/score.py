"""打分: 0 to `top` for each option. How options left without a score count is a stated choice of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN, one_measure
from agenda.ballots.methods.options import (
    Options,
    Question,
    check_between,
    check_known,
    check_options,
    read_options,
    texts,
)
from agenda.ballots.methods.papers import Pile, Returned, fields, malformed, number, sort_papers
from agenda.ballots.methods.results import Poll, Result, Standing, add_up, choice_headline, decide
from agenda.ballots.methods.totals import Totals, check_at_most, check_marks, check_sums
from agenda.ballots.rule_sets import Measure, RuleSet
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, RuleBroken, Sentence


class Unscored(StrEnum):
    """An option without a score on a paper that scores others. A paper without any score abstains either way."""

    ZERO = "zero"  # counts 0: the mean is of all marked papers
    LEFT_OUT = "left_out"  # says nothing: the mean is of those who scored the option


UNSCORED_NAMES = {
    Unscored.ZERO: N_("选票上没有打分的选项按 0 分计"),
    Unscored.LEFT_OUT: N_("选票上没有打分的选项不计入该项的平均分"),
}


@dataclass(frozen=True)
class Settings(Question):
    options: Options
    top: int = 10
    unscored: Unscored = Unscored.ZERO
    seats: int = 1

    def check(self) -> None:
        """May the chair put this question? BadInput by field if not."""
        check_options(self.options)
        check_between("top", self.top, 1, 100)
        check_between("seats", self.seats, 1, len(self.options) - 1)

    def to_json(self) -> dict[str, Any]:
        return {
            "options": [option.to_json() for option in self.options],
            "top": self.top,
            "unscored": self.unscored.value,
            "seats": self.seats,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            read_options(data["options"]),
            int(data["top"]),
            Unscored(data["unscored"]),
            int(data["seats"]),
        )


@dataclass(frozen=True)
class Paper:
    """(option, score) in the order of option ids; none: a blank paper, an abstention."""

    scores: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, scores: Mapping[int, int]) -> Self:
        return cls(tuple(sorted(scores.items())))

    @property
    def is_blank(self) -> bool:
        return not self.scores

    def to_json(self) -> dict[str, Any]:
        return {"scores": {str(option): score for option, score in self.scores}}

    def said(self, names: Mapping[int, str]) -> Sentence:
        scores = [
            Sentence(N_("{option} {score} 分"), {"option": wording.options(names, [option]), "score": score})
            for option, score in self.scores
        ]
        return Sentence(N_("打分 {scores}"), {"scores": wording.listed(scores)})

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"scores": {"1": 5, "3": 0}}."""
        (scores,) = fields(data, "scores")
        if not isinstance(scores, dict) or not all(_is_number(option) for option in scores):
            raise malformed()
        return cls.of({int(option): number(score) for option, score in scores.items()})


def _is_number(text: object) -> bool:
    """Written the one way we write it, so that no option is scored twice as "1" and "01"."""
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 and str(int(text)) == text


def check_paper(settings: Settings, paper: Paper) -> None:
    check_known(settings.ids, (option for option, _ in paper.scores))
    for _, score in paper.scores:
        if not 0 <= score <= settings.top:
            raise RuleBroken(N_("分数应在 0 到 {top} 之间，这里是 {score}。"), top=settings.top, score=score)


@dataclass(frozen=True)
class ScoreStanding(Standing):
    """`votes` scored it with `total` points together; `mean` is exact, None where nobody counts into it."""

    total: int = 0
    mean: Fraction | None = None

    @property
    def met(self) -> bool:
        return self.total > 0

    @property
    def value(self) -> int | Fraction:
        return self.mean or 0

    def figure(self, rule_set: RuleSet) -> wording.Words:
        return Sentence(N_("{mean} 分"), {"mean": wording.decimal(self.mean or 0)})

    def said(self, rule_set: RuleSet) -> Sentence:
        return Sentence(
            N_("{option} 共 {total} 分，{votes}打分，平均 {figure}"),
            {
                "option": wording.quoted(self.text),
                "total": self.total,
                "votes": wording.votes(rule_set, self.held),
                "figure": self.figure(rule_set),
            },
        )


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Result:
    """The highest mean wins. Where an option without a score counts 0 that is the highest sum as well.

    ValueError for a rule set that counts floor area, alone or beside heads.
    """
    measure = one_measure(rule_set)
    marked, returned = sort_papers(settings, papers, check_paper)
    points = dict.fromkeys((option.id for option in settings.options), 0)
    for paper, amount in marked.items():
        for one, score in paper.scores:
            points[one] += score * amount.measured(measure)
    marks = (([one for one, _ in paper.scores], amount) for paper, amount in marked.items())
    return _chosen(settings, add_up(marks, settings.options), points, returned, roll, rule_set)


def count_totals(settings: Settings, totals: Totals, roll: Roll, rule_set: RuleSet = PLAIN) -> Result:
    """How many scored each option, and their points together. RuleBroken where they cannot be of so many papers."""
    check_sums(totals, settings.ids)
    names = texts(settings.options)
    for option, scored, points in totals.options:
        check_at_most(scored, totals.marked, names[option])
        if points > scored * settings.top:
            text = N_("“{name}”共 {points} 分，{scored} 张票最多 {most} 分。")
            raise RuleBroken(text, name=names[option], points=points, scored=scored, most=scored * settings.top)
    check_marks(totals, totals.marked, totals.marked * len(settings.options))
    points_of = {option: amount.heads for option, amount in totals.second.items()}
    return _chosen(settings, totals.first, points_of, totals.returned, roll, rule_set)


def _chosen(
    settings: Settings,
    held: Mapping[int, Amount],
    points: Mapping[int, int],
    returned: Returned,
    roll: Roll,
    rule_set: RuleSet,
) -> Result:
    measure = one_measure(rule_set)
    standings = _standings(settings, held, points, returned.marked.measured(measure), measure)
    note = Sentence(N_("{rule}；平均分高的选定"), {"rule": Sentence(UNSCORED_NAMES[settings.unscored])})
    return decide(Poll(standings, settings.seats, None, rule_set, roll, returned, (note,)), choice_headline)


def _standings(
    settings: Settings, held: Mapping[int, Amount], points: Mapping[int, int], papers: int, measure: Measure
) -> tuple[ScoreStanding, ...]:
    found = []
    for option in settings.options:
        scored = held[option.id].measured(measure)
        mean = _mean(points[option.id], papers if settings.unscored is Unscored.ZERO else scored)
        found.append(ScoreStanding(option.id, option.text, scored, held[option.id], (), points[option.id], mean))
    return tuple(found)


def _mean(total: int, votes: int) -> Fraction | None:
    return Fraction(total, votes) if votes else None
