"""What one person marked on a paper with their name, as a recorder types it: the options' numbers, or their words.

    2                  one option
    1 3                several
    1:5 3:2            an option's number, a colon, its score
    2 > 1 > 3          first, second, third, as a tally sheet has it
    1 3 -2 +王小明     for 1 and 3, against 2, somebody else written in
    0                  a blank paper

As Chinese keyboards type it too: ： ＋ － ， 、 and wide digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from agenda.ballots.formats import tally_sheet
from agenda.ballots.formats.files import BadLine
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.ranked import Paper as Ranking
from forum.errors import N_, BadInput, Sentence

BLANK = {"0", "弃权", "空白"}
EXAMPLES = {
    Kind.SINGLE: "2",
    Kind.APPROVAL: "1 3",
    Kind.SCORE: "1:5 3:2",
    Kind.RANKED: "2 > 1 > 3",
    Kind.ELECTION: "1 3 -2",
}
_EMPTY: dict[Kind, dict[str, Any]] = {
    Kind.SINGLE: {"option": None},
    Kind.APPROVAL: {"options": []},
    Kind.SCORE: {"scores": {}},
    Kind.RANKED: Ranking().to_json(),
    Kind.ELECTION: {"for": [], "against": [], "write_ins": []},
}
_BETWEEN = re.compile(r"[,、;。\s]+")


def read(kind: Kind, settings: Any, typed: str) -> str:
    """The canonical text of the paper. `settings`: the kind's own. BadInput for the field "paper", RuleBroken for a
    paper that the question does not allow.
    """
    line = " ".join(unicodedata.normalize("NFKC", typed).split())
    sent = _EMPTY[kind] if line in BLANK else _READERS[kind](settings, line)
    return KINDS[kind].accept(settings, sent)


def _one(settings: Any, line: str) -> dict[str, Any]:
    own = [one.id for one in settings.options if one.text == line]
    return {"option": own[0] if len(own) == 1 else _number(Kind.SINGLE, line)}


def _several(settings: Any, line: str) -> dict[str, Any]:
    return {"options": [_number(Kind.APPROVAL, one) for one in _marks(line)]}


def _scores(settings: Any, line: str) -> dict[str, Any]:
    scores: dict[str, int] = {}
    for mark in _marks(re.sub(r" ?: ?", ":", line)):
        option, colon, score = mark.partition(":")
        if not colon or str(_number(Kind.SCORE, option)) in scores:
            raise _unclear(Kind.SCORE)
        scores[str(_number(Kind.SCORE, option))] = _number(Kind.SCORE, score)
    return {"scores": scores}


def _ranks(settings: Any, line: str) -> dict[str, Any]:
    try:
        return tally_sheet.ranking(1, line, settings).to_json()
    except BadLine as bad:
        raise BadInput({"paper": bad.problem}) from None


def _election(settings: Any, line: str) -> dict[str, Any]:
    marks = _marks(re.sub(r"([-+]) ", r"\1", line))
    names = [mark[1:] for mark in marks if mark.startswith("+")]
    against = [_number(Kind.ELECTION, mark[1:]) for mark in marks if mark.startswith("-")]
    chosen = [_number(Kind.ELECTION, mark) for mark in marks if mark[0] not in "+-"]
    return {"for": chosen, "against": against, "write_ins": names}


_READERS: dict[Kind, Callable[[Any, str], dict[str, Any]]] = {
    Kind.SINGLE: _one,
    Kind.APPROVAL: _several,
    Kind.SCORE: _scores,
    Kind.RANKED: _ranks,
    Kind.ELECTION: _election,
}


def _marks(line: str) -> list[str]:
    return [mark for mark in _BETWEEN.split(line) if mark]


def _number(kind: Kind, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise _unclear(kind)
    return int(text)


def _unclear(kind: Kind) -> BadInput:
    return BadInput(
        {"paper": Sentence(N_("照选项的号码写，例如“{example}”；空白票写 0。"), {"example": EXAMPLES[kind]})}
    )
