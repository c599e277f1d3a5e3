"""The words of a ranked result: the headline, every round, the choices made in counting, the advice of the pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import Validity
from agenda.ballots.methods.options import texts
from agenda.ballots.methods.pairwise import UNRANKED_NAMES, Pairwise
from agenda.ballots.methods.picking import Outcome
from agenda.ballots.methods.runoff import EQUAL_NAMES, Reason, Round, Runoff
from agenda.ballots.rule_sets import RuleSet
from forum.errors import N_, Sentence

if TYPE_CHECKING:
    from agenda.ballots.methods.ranked import Settings

GOES_OUT = {
    Reason.FEWEST: N_("{out} 票数最少，淘汰"),
    Reason.EARLIER: N_("{tied} 同为最少，按最近有差别的一轮，{out} 较少，淘汰"),
    Reason.TOGETHER: N_("{tied} 同为最少，无论先淘汰哪一项结果都一样，一并淘汰"),
    Reason.LOT: N_("{tied} 同为最少，各轮都没有差别，按抽签或主持人的决定淘汰 {out}"),
    Reason.STOPPED: N_("{tied} 同为最少，各轮都没有差别，计票停在这里"),
}


@dataclass(frozen=True)
class Final:
    """The winner's votes in the last round, where a threshold is asked: `needed` of `base` meets it."""

    votes: int | Fraction
    base: int
    needed: int
    met: bool


def sentences(
    settings: Settings,
    rule_set: RuleSet,
    outcome: Outcome,
    runoff: Runoff,
    pairwise: Pairwise,
    final: Final | None,
    sound: Validity,
) -> tuple[Sentence, ...]:
    words = _Words(settings, rule_set)
    head = words.headline(outcome, runoff, final) if sound.met else wording.void(sound.sentences[0])
    rounds = (words.round(one, runoff.winner) for one in runoff.rounds if one.counting)
    return (head, *rounds, *words.choices(), *words.advice(pairwise, runoff.winner))


class _Words:
    def __init__(self, settings: Settings, rule_set: RuleSet) -> None:
        self.names = {option: wording.quoted(text) for option, text in texts(settings.options).items()}
        self.settings = settings
        self.rule_set = rule_set

    def listed(self, options: Iterable[int]) -> wording.Words:
        return wording.listed([self.names[option] for option in options])

    def headline(self, outcome: Outcome, runoff: Runoff, final: Final | None) -> Sentence:
        last = runoff.rounds[-1]
        if outcome is Outcome.TIED:
            params: dict[str, Any] = {"number": last.number, "tied": self.listed(runoff.tied)}
            return Sentence(
                N_("第 {number} 轮 {tied} 同为最少，票面分不出先后，须抽签或由主持人决定淘汰哪一项"), params
            )
        if runoff.winner is None:
            return Sentence(N_("没有一张选票排出顺序，未选定"))
        won = Sentence(
            N_("{option} 在第 {number} 轮得 {votes} 票，超过在计 {counting} 票的半数"),
            {
                "option": self.names[runoff.winner],
                "number": last.number,
                "votes": wording.decimal(last.votes_of(runoff.winner)),
                "counting": wording.decimal(last.counting),
            },
        )
        if final is None or self.settings.threshold is None:
            return Sentence(N_("{won}，选定"), {"won": won})
        params = {
            "won": won,
            "basis": wording.basis_name(self.rule_set, self.settings.threshold),
            "base": final.base,
            "threshold": self.settings.threshold.name,
            "needed": final.needed,
        }
        if outcome is Outcome.DECIDED:
            return Sentence(N_("{won}；{basis} {base}，{threshold} {needed}，达到，选定"), params)
        return Sentence(N_("{won}；{basis} {base}，{threshold} {needed}，未达到，未选定"), params)

    def round(self, one: Round, winner: int | None) -> Sentence:
        """第 1 轮：甲 5、乙 3、丙 2；丙 票数最少，淘汰. Exhausted papers are named where there are any."""
        order = sorted(one.votes, key=lambda pair: -pair[1])
        held = [self._held(option, votes) for option, votes in order]
        params: dict[str, Any] = {"number": one.number, "votes": wording.listed(held), "then": self._then(one, winner)}
        if one.exhausted:
            text = N_("第 {number} 轮：{votes}，另有 {exhausted} 票已没有可计的选择；{then}")
            return Sentence(text, {**params, "exhausted": one.exhausted})
        return Sentence(N_("第 {number} 轮：{votes}；{then}"), params)

    def _held(self, option: int, votes: Any) -> Sentence:
        return Sentence(N_("{option} {votes}"), {"option": self.names[option], "votes": wording.decimal(votes)})

    def _then(self, one: Round, winner: int | None) -> Sentence:
        if one.reason is not None:
            return Sentence(GOES_OUT[one.reason], {"out": self.listed(one.out), "tied": self.listed(one.tied)})
        return Sentence(N_("{option} 过半数"), {"option": self.names[winner] if winner is not None else ""})

    def choices(self) -> tuple[Sentence, ...]:
        return (
            Sentence(EQUAL_NAMES[self.settings.equal]),
            Sentence(N_("没有排的选项不得票")),
            Sentence(UNRANKED_NAMES[self.settings.unranked]),
        )

    def advice(self, pairwise: Pairwise, winner: int | None) -> tuple[Sentence, ...]:
        if not any(map(any, pairwise.matrix)):
            return ()
        return (Sentence(N_("两两比较，仅供参考：{advice}"), {"advice": self._compared(pairwise, winner)}),)

    def _compared(self, pairwise: Pairwise, winner: int | None) -> Sentence:
        if pairwise.winner is None:
            params = {"options": self.listed(pairwise.smith)}
            if pairwise.cycle:
                return Sentence(N_("{options} 互有胜负，成循环，没有一项胜过其余每一项"), params)
            return Sentence(N_("{options} 之间有平局，没有一项胜过其余每一项"), params)
        option = {"option": self.names[pairwise.winner]}
        if winner is None or winner == pairwise.winner:
            return Sentence(N_("{option} 胜过其余每一项"), option)
        return Sentence(N_("{option} 胜过其余每一项，与逐轮淘汰的结果不同"), option)
