"""What was typed into the form of open questions, as answers; pure.

For each question `answer-<key>` holds an option, or TYPED with `text-<key>`, or GROUPS with a number for each
candidate in `group-<key>-<place>`: those with the same number are the same person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.errors import N_, Sentence
from forum.owners.questions import Answer, Kind, Problem, Typed
from forum.owners.staging import sealed

TYPED, GROUPS = "typed", "groups"
MANY = 4
"""Questions of a kind from which one answer for all of them is offered."""


def field_of(key: str) -> str:
    return f"answer-{key}"


@dataclass(frozen=True)
class Bulk:
    """So many open questions of a kind that one choice may answer all of them that have it."""

    field: str
    count: int
    options: Mapping[str, Sentence]


def bulk(problems: Iterable[Problem]) -> list[Bulk]:
    by_kind: dict[Kind, list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(problem.kind, []).append(problem)
    return [
        Bulk(field_of(f"{kind}:*"), len(found), options)
        for kind, found in by_kind.items()
        if len(found) >= MANY and (options := _shared(found))
    ]


def _shared(found: Sequence[Problem]) -> dict[str, Sentence]:
    """A choice whose words speak of one question's people or rows is named for all of them."""
    words: dict[str, list[Sentence]] = {}
    for problem in found:
        for name, said in problem.options.items():
            words.setdefault(name, []).append(said)
    return {
        name: said[0] if all(one == said[0] for one in said) else Sentence(N_("是，都是名册上的那一位"))
        for name, said in words.items()
        if len(said) >= MANY
    }


def given(problems: Iterable[Problem], typed: Mapping[str, str]) -> dict[str, Answer]:
    """Answers by key; a question that was left empty, and that no choice for all of its kind fits, has none.

    A choice for all is written down for each: it answers what was asked, not what a later file will ask.
    """
    found: dict[str, Answer] = {}
    for problem in problems:
        option = typed.get(field_of(problem.key), "")
        for_all = typed.get(field_of(f"{problem.kind}:*"), "")
        if (text := _typed(problem, typed)) and option in (TYPED, ""):
            found[problem.key] = text
        elif option == GROUPS and problem.typed is Typed.GROUPS:
            found[problem.key] = _groups(problem, typed)
        elif option or for_all in problem.options:
            found[problem.key] = option or for_all
    return found


def _typed(problem: Problem, typed: Mapping[str, str]) -> str:
    """What was written is an answer also where nobody ticked that they would write one; "" where nothing may be."""
    if problem.typed in (Typed.NOTHING, Typed.GROUPS):
        return ""
    text = typed.get(f"text-{problem.key}", "").strip()[:500]
    return sealed(text) if problem.typed is Typed.DOCUMENTS and text else text


def _groups(problem: Problem, typed: Mapping[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for place, candidate in enumerate(problem.candidates):
        number = typed.get(f"group-{problem.key}-{place}", f"alone-{place}")
        groups.setdefault(number, []).extend(candidate.flats)
    return list(groups.values())
