"""Printed papers: what can be printed, what a typed code means, and whether a paper may be entered. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from agenda.ballots.methods.kinds import KIND_NAMES, Kind
from agenda.ballots.models import BallotState
from forum.errors import N_, BadInput, RuleBroken, Sentence

AT_ONCE = 500
"""Papers made in one go; more are made in several."""
NAMED, SECRET = 8, 16
"""Signs in a code."""
BADGE = 12
"""Signs in the code of a badge, which is no paper."""
_LOOKALIKES = str.maketrans("", "", "-‐‑–—_·. ")


def read_code(typed: str) -> str:
    """A code as it is printed: capitals in fours. Takes blanks, small letters, full-width signs, line ends.

    BadInput for what cannot be one.
    """
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).translate(_LOOKALIKES).upper()
    if not bare:
        raise BadInput({"code": Sentence(N_("请扫票上的二维码，或输入它下面的编码。"))})
    if len(bare) == BADGE:
        raise BadInput({"code": Sentence(N_("这是胸牌的编码，不是表决票的。请扫票上的二维码。"))})
    if len(bare) not in {NAMED, SECRET} or not re.fullmatch(r"[2-9A-HJ-NP-Z]+", bare):
        text = N_("这不是表决票的编码：编码是八位或十六位字母和数字，没有 0、1、I、O。请对照票面再输一次。")
        raise BadInput({"code": Sentence(text)})
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def check_printable(kind: Kind) -> None:
    if kind is Kind.HANDS:
        raise RuleBroken(N_("{kind}不用纸质票。"), kind=Sentence(KIND_NAMES[kind]))


def check_copies(copies: int) -> None:
    """BadInput by field unless it is a number of papers that can be made at once."""
    if not 1 <= copies <= AT_ONCE:
        raise BadInput({"copies": Sentence(N_("一次印 1 到 {most} 张。"), {"most": AT_ONCE})})


def check_changeable(*, printed: int) -> None:
    """A question that stands on paper stays as it is."""
    if printed:
        raise RuleBroken(N_("已经印了 {n} 张票，题目不能再改：要改就撤下这一项，另备一项。"), n=printed)


@dataclass(frozen=True)
class Standing:
    """Where a printed paper stands. `ballot` is None before it is opened. Of a named paper `voted` is how its voter has
    voted, "" for not yet; of a secret one `handed_out` and `back` count its ballot's papers, or its group's.
    """

    named: bool
    struck: bool
    ballot: BallotState | None
    returned: bool = False
    on_roll: bool = True
    voted: str = ""
    handed_out: int = 0
    back: int = 0
    ballot_id: int = 0


def hindrance(at: Standing) -> Sentence | None:
    """Why the paper cannot be entered now; None where it can."""
    if at.struck:
        return Sentence(N_("这张票已经作废，不能录入。"))
    if at.ballot is None:
        return Sentence(N_("这张票的表决还没有打开，打开以后再录。"))
    if at.ballot is BallotState.VOID:
        return Sentence(N_("这张票的表决已经作废。"))
    if at.ballot is BallotState.CLOSED:
        return Sentence(N_("这张票的表决已经结束，不再收票。"))
    return _named(at) if at.named else _from_the_box(at)


def _named(at: Standing) -> Sentence | None:
    if at.voted == "paper":
        return Sentence(N_("这张票已经录入过，一张票只算一次。"))
    if at.voted == "device":
        return Sentence(N_("票主已经在手机上投过，一人一票，这张纸质票不算。"))
    if at.voted:
        return Sentence(N_("票主的一票已经由别的方式录入，这张纸质票不算。"))
    if not at.on_roll:
        return Sentence(N_("票主不在这次表决的名单上：开始时没有签到。主持人准许参加后再录。"))
    return None


def _from_the_box(at: Standing) -> Sentence | None:
    if at.returned:
        return Sentence(N_("这张票已经录入过，一张票只算一次。"))
    if at.back >= at.handed_out:
        params = {"handed_out": at.handed_out, "back": at.back}
        return Sentence(N_("登记领票 {handed_out} 人，已经收回 {back} 张：先勾上漏记的领票人，再录这一张。"), params)
    return None


def check_enter(at: Standing) -> None:
    why = hindrance(at)
    if why:
        raise RuleBroken(why.text, **why.params)


def check_strike(at: Standing) -> None:
    """RuleBroken where the paper counts already, or for good."""
    if at.struck:
        raise RuleBroken(N_("这张票已经作废。"))
    if at.ballot in {BallotState.CLOSED, BallotState.VOID}:
        raise RuleBroken(N_("表决已经结束，不用再换票。"))
    if at.returned or at.voted == "paper":
        raise RuleBroken(N_("这张票已经录入，不能作废。"))
