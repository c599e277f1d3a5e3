"""What can be chosen in a ballot. An option keeps its id for good; its text is what was put to the vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from agenda.ballots.rule_sets import Test
from forum.errors import N_, BadInput, RuleBroken, Sentence

MOST_OPTIONS = 100
MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Option:
    id: int
    text: str

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "text": self.text}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(int(data["id"]), str(data["text"]))


Options = tuple[Option, ...]


def options(texts: Iterable[str]) -> Options:
    """Numbered from 1 in the order they were put."""
    return tuple(Option(number, text) for number, text in enumerate(texts, 1))


def read_options(data: Sequence[Mapping[str, Any]]) -> Options:
    return tuple(Option.from_json(one) for one in data)


def read_test(data: Mapping[str, Any] | None) -> Test | None:
    return Test.from_json(data) if data else None


def texts(of: Options) -> dict[int, str]:
    return {option.id: option.text for option in of}


class Question:
    """What all settings with `options` share. Options whose ids are not positive and their own raise ValueError: a
    fault of the program, not of a person."""

    options: Options

    def __post_init__(self) -> None:
        if len(self.ids) < len(self.options) or any(one < 1 for one in self.ids):
            raise ValueError(f"options need positive ids of their own: {[option.id for option in self.options]}")

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(option.id for option in self.options)


def check_options(of: Options) -> None:
    """May the chair put these? BadInput for the field "options" if not."""
    seen: set[str] = set()
    if len(of) < 2:
        raise _refused(N_("至少要有两个选项。"))
    if len(of) > MOST_OPTIONS:
        raise _refused(N_("选项最多 {most} 个，这里有 {count} 个。"), most=MOST_OPTIONS, count=len(of))
    for option in of:
        text = " ".join(option.text.split())
        if not text:
            raise _refused(N_("第 {number} 个选项是空的。"), number=option.id)
        if len(text) > MOST_CHARACTERS:
            raise _refused(N_("第 {number} 个选项超过 {most} 个字。"), number=option.id, most=MOST_CHARACTERS)
        if text in seen:
            raise _refused(N_("选项“{option}”出现了两次。"), option=text)
        seen.add(text)


def _refused(text: str, **params: Any) -> BadInput:
    return BadInput({"options": Sentence(text, params)})


def check_known(ids: frozenset[int], chosen: Iterable[int]) -> None:
    """RuleBroken if a paper chooses what is not on it."""
    for one in chosen:
        if one not in ids:
            raise RuleBroken(N_("选票上没有第 {number} 个选项。"), number=one)


def check_between(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        params = {"least": least, "most": most, "value": value}
        raise BadInput({field: Sentence(N_("应在 {least} 到 {most} 之间，这里是 {value}。"), params)})
