"""Fields of the minutes that are bound to the record: in the text a name, {{应到}}, on paper what the record has;
pure.

So a figure can't be mistyped, and where a ballot is declared void or a count corrected, the paper says so by itself.
The draft is written with its values in place, each between marks that nobody can type: `named` and `valued` make of it
the text with names, and what each name stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from agenda.ballots.rules import OUTCOME_NAMES
from minutes.drafting.record import Attended, Counted, MotionRecord, SessionRecord

_OPENS, _SAYS, _ENDS = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPENS}([^{_SAYS}]*){_SAYS}([^{_ENDS}]*){_ENDS}")
_MARKS = re.compile(f"[{_OPENS}{_SAYS}{_ENDS}]")
_FIELD = re.compile(r"(?:\{\{|｛｛)([^{}｛｝\n]*)(?:\}\}|｝｝)")


def bound(name: str, value: str) -> str:
    """A value as the draft carries it."""
    return f"{_OPENS}{name}{_SAYS}{value}{_ENDS}"


def plain(text: str) -> str:
    """A draft with its values, as it reads."""
    return _MARKED.sub(lambda found: found[2], text)


def named(text: str) -> str:
    """A draft with the names of its fields instead."""
    return _MARKED.sub(lambda found: f"{{{{{found[1]}}}}}", text)


def valued(text: str) -> dict[str, str]:
    """What the fields of a draft stand for."""
    return {found[1]: found[2] for found in _MARKED.finditer(text)}


def unmarked(text: str) -> str:
    """A typed text without characters that would pass for our marks."""
    return _MARKS.sub("", text)


# ---- in a text that somebody has edited --------------------------------------------------------------------------


def name_of(typed: str) -> str:
    """As it is looked up: full-width letters, figures and points are welcome, and blanks."""
    return unicodedata.normalize("NFKC", typed).replace(" ", "").replace("。", ".")


def used(text: str) -> list[str]:
    """The names in a text, each once, in order."""
    return list(dict.fromkeys(name_of(found[1]) for found in _FIELD.finditer(text)))


def unknown(text: str, values: Mapping[str, str]) -> list[str]:
    """Names in the text that the record doesn't know."""
    return [name for name in used(text) if name not in values]


def resolved(text: str, values: Mapping[str, str], show: Callable[[str, str], str] | None = None) -> str:
    """The text as it reads; what is unknown stays as it was typed. `show(name, value)` may mark the values."""

    def said(found: re.Match[str]) -> str:
        name = name_of(found[1])
        if name not in values:
            return found[0]
        return show(name, values[name]) if show else values[name]

    return _FIELD.sub(said, text)


def changed(texts: Iterable[str], before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Fields in use whose value is another one than before: (before, now)."""
    names = dict.fromkeys(name for text in texts for name in used(text))
    return {
        name: (before[name], now.get(name, "")) for name in names if name in before and before[name] != now.get(name)
    }


# ---- single figures ----------------------------------------------------------------------------------------------


def figures(record: SessionRecord) -> dict[str, str]:
    """Beside the sentences of the draft: what a recorder may want to put into a sentence of their own."""
    found = _of_attendance(record.attended) | {"法定人数": str(record.quorum.needed)}
    for item in record.items:
        for ballot in (*_ballots((*item.motions, *item.procedures)), *item.questions):
            found |= _of_ballot(ballot)
    return found


def _ballots(motions: Iterable[MotionRecord]) -> Iterator[Counted]:
    for motion in motions:
        yield from motion.ballots
        yield from _ballots((*motion.amendments, *motion.parts))


def _of_attendance(came: Attended) -> dict[str, str]:
    return {
        "应到": str(came.entitled),
        "实到": str(came.present),
        "请假": str(came.excused),
        "列席": str(came.observers),
        "提前离场": str(came.left),
        "委托出席": str(came.proxied),
    }


def _of_ballot(ballot: Counted) -> dict[str, str]:
    if not ballot.number or ballot.verdict is None or ballot.void_reason:
        return {}
    counted = ballot.verdict.figures
    said = {"赞成": counted.for_, "反对": counted.against, "弃权": counted.abstain}
    found = {f"表决{ballot.number}.{word}": str(count) for word, count in said.items()}
    return found | {f"表决{ballot.number}.结果": OUTCOME_NAMES[ballot.verdict.outcome]}
