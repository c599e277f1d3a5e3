"""What a file of ranked ballots holds, and how a mistake in it is named by its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agenda.ballots.methods.options import Options
from agenda.ballots.methods.pairwise import Unranked
from agenda.ballots.methods.papers import weighed
from agenda.ballots.methods.ranked import Paper, Settings
from agenda.ballots.methods.runoff import Equal
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, BadInput, RuleBroken, Sentence

MOST_OPTIONS = 500
LONGEST_NUMBER = 12
"""Digits: more papers than there are people is a slip."""


class BadLine(BadInput):
    """A line that the format does not allow. `line` counts from 1; `problem` says it without the line."""

    def __init__(self, line: int, problem: str, **params: Any) -> None:
        self.line, self.problem = line, Sentence(problem, params)
        words = {"line": line, "problem": self.problem}
        super().__init__({"file": Sentence(N_("第 {line} 行：{problem}"), words)})


@dataclass(frozen=True)
class RankedFile:
    """`papers` as in the file, those equal together; `withdrawn` options are no longer counted."""

    options: Options
    papers: Mapping[Paper, Amount]
    title: str = ""
    seats: int = 1
    withdrawn: tuple[int, ...] = ()

    @property
    def standing(self) -> Options:
        return tuple(option for option in self.options if option.id not in self.withdrawn)

    @property
    def roll(self) -> Roll:
        """Nobody is known but those whose papers are here."""
        number = sum(amount.heads for amount in self.papers.values())
        return Roll(number, number)

    def settings(self, equal: Equal = Equal.SHARED, unranked: Unranked = Unranked.LAST) -> Settings:
        """The question as `ranked.count` takes it. RuleBroken where the file asks for a count the product lacks."""
        if self.seats != 1:
            raise RuleBroken(
                N_("这份选票要选出 {seats} 人，须用单记可转移票制（STV）计票；议事没有这种计票方法，只能选出一人。"),
                seats=self.seats,
            )
        if len(self.standing) > MOST_OPTIONS:
            raise RuleBroken(
                N_("选项太多：{count} 个，最多能计 {most} 个。"), count=len(self.standing), most=MOST_OPTIONS
            )
        return Settings(self.standing, equal=equal, unranked=unranked)

    def counted(self) -> dict[Paper | None, Amount]:
        """The papers without those withdrawn; what was ranked below them moves up."""
        return weighed((self._without_withdrawn(paper), amount) for paper, amount in self.papers.items())

    def _without_withdrawn(self, paper: Paper) -> Paper:
        return Paper(tuple(tuple(one for one in rank if one not in self.withdrawn) for rank in paper.ranks))


def papers_of(rows: list[tuple[Paper, int]]) -> dict[Paper, Amount]:
    found: dict[Paper, int] = {}
    for paper, number in rows:
        found[paper] = found.get(paper, 0) + number
    return {paper: Amount(number) for paper, number in found.items() if number}
