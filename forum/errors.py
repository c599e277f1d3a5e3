"""What can go wrong with a command, said as sentences that are translated once, at the edge.

A `Sentence` is a Chinese source string with named parameters; `forum.i18n.say` turns it into the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Mark a source string for translation without translating it yet."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A source string and its parameters; parameters may be sentences themselves."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str]) -> str:
        params = {
            name: value.said(translate) if isinstance(value, Sentence) else value for name, value in self.params.items()
        }
        return translate(self.text).format(**params) if params else translate(self.text)


class Refusal(Exception):
    """A command that did not act. `status` is the HTTP answer, `sentence` what the reader is told."""

    status = 400

    def __init__(self, text: str, /, **params: Any) -> None:
        super().__init__(text)
        self.sentence = Sentence(text, params)

    def said(self, translate: Callable[[str], str]) -> str:
        return self.sentence.said(translate)


class RuleBroken(Refusal):
    """The body's rules, or the state of the matter, do not allow this now."""

    status = 409


class NotAllowed(Refusal):
    """This person may not do this."""

    status = 403


class NotFound(Refusal):
    status = 404


class TooMany(Refusal):
    """Too many tries in a short time."""

    status = 429


class Unavailable(Refusal):
    """The machine cannot store this now; nothing was changed."""

    status = 503


class BadInput(Refusal):
    """Input that cannot be taken; `fields` maps a field's name to its sentence."""

    status = 422

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        super().__init__(next(iter(fields.values())).text)
        self.fields = dict(fields)
        self.sentence = next(iter(fields.values()))
