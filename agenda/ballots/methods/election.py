"""差额选举: k seats among n candidates, each marked 赞成, 反对 or left as 弃权; with a required majority.

As published rules for residents' committees have it: a paper that favours more people than there are seats is invalid,
one that favours fewer is valid; whoever has the majority is elected, the most votes first; a tie over the last seats is
voted on again among exactly the tied; seats left empty are filled in a further round among those not elected. Where the
question allows it a voter may write in somebody else (另选他人), who needs the same majority.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots import explaining
from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN, bars
from agenda.ballots.methods.options import (
    Option,
    Options,
    Question,
    check_between,
    check_known,
    check_options,
    read_options,
    read_test,
    texts,
)
from agenda.ballots.methods.papers import NOTHING, Pile, Returned, fields, malformed, numbers, sort_papers, total
from agenda.ballots.methods.picking import Outcome, Pick
from agenda.ballots.methods.results import Poll, Result, Standing, add_up, decide
from agenda.ballots.methods.totals import Totals, check_at_most, check_marks, check_sums
from agenda.ballots.rule_sets import RuleSet, Test
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, RuleBroken, Sentence
from forum.people.names import DOTS

MOST_CHARACTERS = 50


@dataclass(frozen=True)
class Settings(Question):
    options: Options
    seats: int
    write_ins: bool = False
    threshold: Test | None = None

    @property
    def contested(self) -> bool:
        """差额; as many candidates as seats is 等额."""
        return len(self.options) > self.seats

    def check(self) -> None:
        """May the chair put this question? BadInput by field if not."""
        check_options(self.options)
        check_between("seats", self.seats, 1, len(self.options))

    def to_json(self) -> dict[str, Any]:
        return {
            "options": [option.to_json() for option in self.options],
            "seats": self.seats,
            "write_ins": self.write_ins,
            "threshold": self.threshold.to_json() if self.threshold else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        options, threshold = read_options(data["options"]), read_test(data["threshold"])
        return cls(options, int(data["seats"]), bool(data["write_ins"]), threshold)


@dataclass(frozen=True)
class Paper:
    """Candidates by id; those in neither list are abstained on. Names written in are tidied, one person is one name."""

    for_: tuple[int, ...] = ()
    against: tuple[int, ...] = ()
    write_ins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "for_", tuple(sorted(set(self.for_))))
        object.__setattr__(self, "against", tuple(sorted(set(self.against))))
        object.__setattr__(self, "write_ins", tuple(sorted({tidy(name) for name in self.write_ins} - {""})))

    @property
    def is_blank(self) -> bool:
        return not (self.for_ or self.against or self.write_ins)

    def to_json(self) -> dict[str, Any]:
        return {"for": list(self.for_), "against": list(self.against), "write_ins": list(self.write_ins)}

    def said(self, names: Mapping[int, str]) -> Sentence:
        """赞成 甲、乙；反对 丙；另选 王小明"""
        parts = (
            (N_("赞成 {people}"), [names.get(one, str(one)) for one in self.for_]),
            (N_("反对 {people}"), [names.get(one, str(one)) for one in self.against]),
            (N_("另选 {people}"), self.write_ins),
        )
        return wording.joined([Sentence(text, {"people": wording.listed(people)}) for text, people in parts if people])

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"for": [1], "against": [2], "write_ins": ["王小明"]}."""
        for_, against, names = fields(data, "for", "against", "write_ins")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise malformed()
        return cls(numbers(for_), numbers(against), tuple(names))


def tidy(name: str) -> str:
    """One way to write a name: composed, one dot for all, no blanks within Chinese, single ones elsewhere."""
    name = unicodedata.normalize("NFC", name).translate({ord(dot): "·" for dot in DOTS})
    words = name.split()
    return ("" if all(ord(char) > 0x2E7F or char == "·" for word in words for char in word) else " ").join(words)


def check_paper(settings: Settings, paper: Paper) -> None:
    check_known(settings.ids, (*paper.for_, *paper.against))
    if both := set(paper.for_) & set(paper.against):
        raise RuleBroken(N_("对{name}既写了赞成又写了反对。"), name=texts(settings.options)[min(both)])
    if paper.write_ins:
        _check_write_ins(settings, paper)
    if (favoured := len(paper.for_) + len(paper.write_ins)) > settings.seats:
        raise RuleBroken(N_("应选 {seats} 人，您赞成了 {count} 人。"), seats=settings.seats, count=favoured)


def _check_write_ins(settings: Settings, paper: Paper) -> None:
    if not settings.write_ins:
        raise RuleBroken(N_("这次选举不能另选他人。"))
    candidates = {tidy(option.text) for option in settings.options}
    for name in paper.write_ins:
        if name in candidates:
            raise RuleBroken(N_("{name}是候选人，请在候选人栏里表示。"), name=name)
        if len(name) > MOST_CHARACTERS or any(unicodedata.category(char) in {"Cc", "Cf", "Cn", "Cs"} for char in name):
            raise RuleBroken(N_("另选他人的姓名写得不对，请重写。"))


# ---- counting ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CandidateStanding(Standing):
    """`held` for, `against`, and `abstain` of the valid papers. A person written in has a negative `option`."""

    against: Amount = NOTHING
    abstain: Amount = NOTHING

    def basis_name(self, rule_set: RuleSet, test: Test) -> Sentence:
        return explaining.basis_name(rule_set, test)

    def said(self, rule_set: RuleSet) -> Sentence:
        named = {"held": self.held, "against": self.against, "abstain": self.abstain}
        words = {name: wording.votes(rule_set, amount) for name, amount in named.items()}
        if self.option < 0:
            return Sentence(N_("{option}（另选）赞成 {held}"), {"option": self.text, **words})
        return Sentence(N_("{option} 赞成 {held}，反对 {against}，弃权 {abstain}"), {"option": self.text, **words})


@dataclass(frozen=True)
class ElectionResult(Result):
    """`tied`: the run-off's candidates. `further`: candidates of a further round, the most votes first, where seats
    stay empty without a tie."""

    further: tuple[int, ...] = ()


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> ElectionResult:
    """Elected are those with the majority, by votes, at most as many as seats; a tie over the last seats elects none
    of the tied. The order is by the rule set's first measure; a second one says only who may be elected.
    """
    marked, returned = sort_papers(settings, papers, check_paper)
    people = settings.options + _numbered(name for paper in marked for name in paper.write_ins)
    numbers_of = {person.text: person.id for person in people if person.id < 0}
    for_ = add_up(
        (((*paper.for_, *(numbers_of[name] for name in paper.write_ins)), amount) for paper, amount in marked.items()),
        people,
    )
    against = add_up(((paper.against, amount) for paper, amount in marked.items()), people)
    return _elected(settings, people, for_, against, returned, roll, rule_set)


def count_totals(settings: Settings, totals: Totals, roll: Roll, rule_set: RuleSet = PLAIN) -> ElectionResult:
    """For and against of each candidate, votes of each name written in. RuleBroken where they cannot be of so many
    papers.
    """
    check_sums(totals, settings.ids)
    named = {tidy(name): votes for name, votes in totals.write_ins}
    if named:
        _check_write_ins(settings, Paper(write_ins=tuple(named)))
    names = texts(settings.options)
    for option, for_, against in totals.options:
        check_at_most(for_ + against, totals.marked, names[option])
    for name, votes in named.items():
        check_at_most(votes, totals.marked, name)
    against_ = sum(against for _, _, against in totals.options)
    check_marks(totals, max(totals.marked - against_, 0), totals.marked * settings.seats)
    people = settings.options + _numbered(named)
    held = totals.first | {person.id: Amount(named[person.text]) for person in people if person.id < 0}
    nobody = {person.id: NOTHING for person in people}
    return _elected(settings, people, held, nobody | totals.second, totals.returned, roll, rule_set)


def _elected(
    settings: Settings,
    people: Options,
    for_: Mapping[int, Amount],
    against: Mapping[int, Amount],
    returned: Returned,
    roll: Roll,
    rule_set: RuleSet,
) -> ElectionResult:
    standings = tuple(
        _standing(person, for_[person.id], against[person.id], settings.threshold, rule_set, roll, returned)
        for person in people
    )
    counted = Poll(standings, settings.seats, settings.threshold, rule_set, roll, returned)
    result = decide(counted, _headline)
    return ElectionResult(**vars(result), further=_further(settings, result))


def _numbered(names: Iterable[str]) -> Options:
    """Downwards from -1 in the order of the names, so that the order of papers makes no difference."""
    return tuple(Option(-number, name) for number, name in enumerate(sorted(set(names)), 1))


def _standing(
    person: Option, for_: Amount, against: Amount, test: Test | None, rule_set: RuleSet, roll: Roll, returned: Returned
) -> CandidateStanding:
    cast, valid = total((for_, against)), returned.valid
    return CandidateStanding(
        person.id,
        person.text,
        for_.measured(rule_set.measures[0]),
        for_,
        # Nobody can be against somebody written in: on the votes cast all other papers stand against them.
        bars(test, for_, rule_set, roll, returned, cast if person.id > 0 else returned.marked),
        against=against,
        abstain=Amount(valid.heads - cast.heads, valid.weight - cast.weight),
    )


def _further(settings: Settings, result: Result) -> tuple[int, ...]:
    if not result.valid or result.tied or not result.open_seats:
        return ()
    candidates = {option.id for option in settings.options} - set(result.winners)
    order = sorted(result.standings, key=lambda one: -one.votes)
    return tuple(one.option for one in order if one.option in candidates)


def _headline(counted: Poll, picked: Pick) -> Sentence:
    """应选 3 人，当选：甲（45 票）、乙（30 票）；丙、丁 各得 25 票，票数相等，争余下 1 个名额，须再次投票"""
    params = counted.words(picked, str)
    if picked.outcome is Outcome.DECIDED:
        return Sentence(N_("应选 {seats} 人，当选：{chosen}"), params)
    if picked.outcome is Outcome.TIED:
        return Sentence(N_("应选 {seats} 人，{tied} 各得 {figure}，票数相等，须就票数相等者再次投票"), params)
    if picked.outcome is Outcome.UNDECIDED:
        return Sentence(N_("应选 {seats} 人，没有人得到所需的票数，另行选举"), params)
    if picked.tied:
        text = N_("应选 {seats} 人，当选：{chosen}；{tied} 各得 {figure}，票数相等，争余下 {open} 个名额，须再次投票")
        return Sentence(text, params)
    return Sentence(N_("应选 {seats} 人，当选：{chosen}；余下 {open} 个名额在未当选者中另行选举"), params)
