"""Who counts as here: 应到, 实到, 请假, 列席, kept right as people come and go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forum.errors import N_, BadInput, RuleBroken, Sentence


class State(StrEnum):
    """What is known of a seat now; the values of `agenda.attendance.models.SeatState`."""

    EXPECTED = "expected"
    EXCUSED = "excused"
    PRESENT = "present"
    LEFT = "left"


@dataclass(frozen=True)
class SeatState:
    """One seat, without its person. An observer never counts, whatever `entitled` says."""

    entitled: bool
    observer: bool
    state: State
    remote: bool = False


@dataclass(frozen=True)
class Attendance:
    """Seats by what is known of them: entitled = present + excused + left + missing. `observers` are those present.

    `remote` are among the present; `proxied` are not here, and somebody who is votes for them.
    """

    entitled: int = 0
    present: int = 0
    excused: int = 0
    left: int = 0
    missing: int = 0
    observers: int = 0
    remote: int = 0
    proxied: int = 0

    @property
    def sentence(self) -> Sentence:
        """应到 15，实到 12，请假 2，列席 3 for the board; 离场 only when somebody has left."""
        params: dict[str, Any] = {
            "entitled": self.entitled,
            "present": self.present,
            "excused": self.excused,
            "left": self.left,
            "observers": self.observers,
        }
        if self.left:
            text = N_("应到 {entitled}，实到 {present}，请假 {excused}，离场 {left}，列席 {observers}")
            return Sentence(text, params)
        return Sentence(N_("应到 {entitled}，实到 {present}，请假 {excused}，列席 {observers}"), params)


def attendance(seats: Iterable[SeatState]) -> Attendance:
    """Counts of all seats called to a session. Who has left is not present, and not lost either (`left`)."""
    called = list(seats)
    voting = [seat.state for seat in called if seat.entitled and not seat.observer]
    return Attendance(
        entitled=len(voting),
        present=voting.count(State.PRESENT),
        excused=voting.count(State.EXCUSED),
        left=voting.count(State.LEFT),
        missing=voting.count(State.EXPECTED),
        observers=sum(seat.observer and seat.state == State.PRESENT for seat in called),
        remote=sum(_votes(seat) and seat.remote and seat.state == State.PRESENT for seat in called),
    )


def _votes(seat: SeatState) -> bool:
    return seat.entitled and not seat.observer


def check_undo(*, acted: bool, on_open_roll: bool) -> None:
    """May a tick be taken back? Raises RuleBroken: who has spoken, written or voted was here."""
    if acted:
        raise RuleBroken(N_("签到以后已经举手、留言或投票，不能撤销签到；人走了请按“离场”。"))
    if on_open_roll:
        raise RuleBroken(N_("正在表决，名单已经定了：表决结束后再撤销签到。"))


# ---- who is not on the roll as it was noticed --------------------------------------------------------------------


def check_substitute(*, sits_for_unit: bool, present: bool, holds_mandate: bool, seated: int | None) -> None:
    """May somebody else sit for a unit's delegate? `seated` is another entitled seat of theirs. Raises RuleBroken."""
    if not sits_for_unit:
        raise RuleBroken(N_("只有单位的席位可以换人代为出席；个人的席位请登记委托。"))
    if present:
        raise RuleBroken(N_("这一席已经签到。要换人，请先给在场的人登记离场。"))
    if holds_mandate:
        raise RuleBroken(N_("这一席受了别人的委托，委托书上写的是原来的代表：请先撤回委托再换人。"))
    if seated is not None:
        raise RuleBroken(N_("他在本次会议已经是{n}号，一个人只能代表一席。"), n=seated)


def check_added(*, in_writing: bool, seated: int | None) -> None:
    """May somebody be added after the notice? `seated` is the number of a seat they have. Raises RuleBroken."""
    if in_writing:
        raise RuleBroken(N_("书面征求意见的名单已经定了，不能再加人。"))
    if seated is not None:
        raise RuleBroken(N_("他已经在名册上：{n}号。"), n=seated)


def check_answer(*, asks: bool, ballot_open: bool) -> None:
    """May the chair answer whether a member added late counts among the entitled? Raises RuleBroken."""
    if not asks:
        raise RuleBroken(N_("这一席没有等主持人同意的增补。"))
    if ballot_open:
        raise RuleBroken(N_("正在表决，应到人数已经定了：表决结束后再决定增补。"))


# ---- mandates ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mandated:
    """One side of a mandate, by its seat."""

    seat: int
    entitled: bool
    present: bool


def check_mandate(principal: Mandated, holder: Mandated, standing: Iterable[tuple[int, int]]) -> None:
    """May this mandate be entered beside the standing ones, as (principal's seat, holder's)? BadInput by field if not.

    A vote goes through one pair of hands: who holds mandates gives none, and who gave one holds none.
    """
    pairs = list(standing)
    principals, holders = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    if not principal.entitled:
        raise BadInput({"principal": Sentence(N_("列席人员没有表决权，不用委托。"))})
    if principal.present:
        raise BadInput({"principal": Sentence(N_("本人已经到会，不能再委托别人表决。"))})
    if principal.seat in principals:
        raise BadInput({"principal": Sentence(N_("这一席已经有委托，要改请先撤回原来的。"))})
    if principal.seat in holders:
        raise BadInput({"principal": Sentence(N_("这一席受了别人的委托，不能转委托；请先撤回那份委托。"))})
    if principal.seat == holder.seat:
        raise BadInput({"holder": Sentence(N_("受托人不能是委托人自己。"))})
    if not holder.entitled:
        raise BadInput({"holder": Sentence(N_("受托人要有表决权，列席人员不能代投。"))})
    if holder.seat in principals:
        raise BadInput({"holder": Sentence(N_("受托人自己也委托了别人，不能再代投。"))})
