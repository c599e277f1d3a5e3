"""Whose signature stands for what, and when minutes may be changed, signed and published; pure."""

from __future__ import annotations

from collections.abc import Iterable

from agenda.sessions.models import SessionState
from forum.errors import N_, NotAllowed, RuleBroken
from minutes.drafting.models import MinutesState

RECORDER, CHAIR = "recorder", "chair"


def check_draft(state: SessionState) -> None:
    """Raises RuleBroken."""
    if state is not SessionState.CLOSED:
        raise RuleBroken(N_("会议还没有结束，闭会后自动起草会议纪要。"))


def check_save(state: MinutesState, *, base: int, current: int) -> None:
    """`base` is the revision that the writer began from. Raises RuleBroken."""
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要已经公布，不能再改。"))
    if base != current:
        raise RuleBroken(
            N_("您编辑的时候，别人保存了第 {current} 稿。您写的还在下面；对照之后再保存，就以您的为准。"),
            current=current,
        )


def roles_of(person_id: int | None, *, recorder_id: int, chair_id: int) -> frozenset[str]:
    """As what a person may sign. Raises NotAllowed: nobody signs for somebody else."""
    roles = frozenset(role for role, holder in ((RECORDER, recorder_id), (CHAIR, chair_id)) if holder == person_id)
    if not roles:
        raise NotAllowed(N_("只有本次会议的记录员和主持人可以签署会议纪要。"))
    return roles


def check_sign(state: MinutesState, wanted: Iterable[str], signed: Iterable[str], *, seen: int, current: int) -> None:
    """`seen` is the revision on the signer's screen. Raises RuleBroken."""
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要已经公布。"))
    if not set(wanted) - set(signed):
        raise RuleBroken(N_("您已经签署过了。"))
    if seen != current:
        raise RuleBroken(N_("会议纪要刚刚改过，现在是第 {current} 稿。请看过再签署。"), current=current)


def check_amend(state: MinutesState) -> None:
    """Raises RuleBroken."""
    if state is not MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要还没有公布，或者正在修改，直接改文字就可以。"))


def check_publish(state: MinutesState) -> None:
    """Raises RuleBroken."""
    if state is MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要已经公布。"))
    if state is not MinutesState.SIGNED:
        raise RuleBroken(N_("记录员和主持人都签署以后，才能公布。"))
