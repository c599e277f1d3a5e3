"""What a register leaves open, as questions to a person, and the answers given to them. Nothing is guessed.

A question's key is drawn from what the person was shown: an answer holds as long as that stays the same, also for the
next file, and a change asks again. `"same_name:*"` answers every question of a kind that has no answer of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from forum.errors import N_, Sentence

Answer = str | Sequence[Sequence[str]]
"""An option, or text where it may be typed, or flats in lists: those of one list belong to the same person."""
Decisions = Mapping[str, Answer]

T = TypeVar("T")


class Kind(StrEnum):
    FLAT_MISSING = "flat_missing"
    FLAT_TWICE = "flat_twice"
    AREA = "area"
    OWNER_MISSING = "owner_missing"
    ONE_OR_SEVERAL = "one_or_several"
    DOCUMENTS = "documents"
    STATE = "state"
    SAME_NAME = "same_name"
    OTHER_DOCUMENT = "other_document"
    SAME_DOCUMENT = "same_document"
    ALIKE = "alike"
    DEVELOPERS = "developers"
    DEVELOPER_OWNS = "developer_owns"
    JOINT = "joint"
    TOTAL_AREA = "total_area"
    TOTAL_FLATS = "total_flats"
    CONTRADICTION = "contradiction"
    KNOWN_PERSON = "known_person"


class Typed(StrEnum):
    """What may be typed instead of choosing an option."""

    NOTHING = ""
    FLAT = "flat"
    AREA = "area"
    OWNERS = "owners"
    DOCUMENTS = "documents"
    GROUPS = "groups"  # lists of flats


@dataclass(frozen=True)
class Candidate:
    """One who may be the same as another: `tail` is the end of the document number, "" without one."""

    name: str
    tail: str
    flats: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """A question that stands open. `lines` are rows of the file, `options` answers with their words.

    `refused` says why the answer that was given does not fit.
    """

    key: str
    kind: Kind
    lines: tuple[int, ...]
    sentence: Sentence
    options: Mapping[str, Sentence]
    typed: Typed = Typed.NOTHING
    candidates: tuple[Candidate, ...] = ()
    refused: Sentence | None = None


@dataclass(frozen=True)
class Settled:
    """A question that a person has answered."""

    problem: Problem
    answer: Answer


class NotAnAnswer(Exception):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.sentence = Sentence(text)


class Desk:
    """Where questions are asked while a register is read, and answered from the decisions at hand."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions
        self.open: list[Problem] = []
        self.settled: list[Settled] = []
        self.left_out: list[int] = []
        self._known: dict[str, Any] = {}

    def ask(self, problem: Problem, read: Callable[[Answer], T]) -> T | None:
        """What the answer comes to; None while there is none. `read` raises NotAnAnswer.

        What has been asked once is not asked again: it stands for all its rows.
        """
        if problem.key not in self._known:
            self._known[problem.key] = self._asked(problem, read)
        known: T | None = self._known[problem.key]
        return known

    def _asked(self, problem: Problem, read: Callable[[Answer], T]) -> T | None:
        given = self.decisions.get(problem.key, self.decisions.get(f"{problem.kind}:*"))
        if given is None:
            self.open.append(problem)
            return None
        try:
            taken = read(given)
        except NotAnAnswer as refusal:
            self.open.append(replace(problem, refused=refusal.sentence))
            return None
        self.settled.append(Settled(problem, given))
        return taken

    @property
    def used(self) -> set[str]:
        return {one.problem.key for one in self.settled} | {f"{one.problem.kind}:*" for one in self.settled}


def key(kind: Kind, evidence: Iterable[object]) -> str:
    """Names nobody: same_name:4f0c81d2a9be."""
    text = "\x1f".join(map(str, evidence))
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def chosen(options: Iterable[str]) -> Callable[[Answer], str]:
    known = set(options)

    def read(answer: Answer) -> str:
        if not isinstance(answer, str) or answer not in known:
            raise NotAnAnswer(N_("请从所列的答案中选一个。"))
        return answer

    return read
