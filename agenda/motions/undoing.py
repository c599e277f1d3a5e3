"""Taking back a text that the chair has just put to the hall."""

from __future__ import annotations

from agenda.ballots.models import Ballot, BallotState
from agenda.motions.commands import is_amended
from agenda.motions.models import Motion, MotionState
from agenda.sessions.models import Session
from agenda.undoing.way import Way, plain
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import Event, record


async def _check(event: Event) -> None:
    motion = await Motion.get(id=event.data["motion"])
    if motion.state is not MotionState.PUT or await is_amended(motion.id):
        raise RuleBroken(N_("会场已经在处理这个动议，不能撤销。"))
    if await Ballot.filter(motion_id=motion.id).exclude(state=BallotState.VOID).exists():
        raise RuleBroken(N_("已表决，不能撤销；可以提出复议。"))


async def _withdraw(event: Event, session: Session, by: Actor) -> None:
    motion_id = event.data["motion"]
    await Motion.filter(id=motion_id).update(state=MotionState.WITHDRAWN)
    record("motion.putting_undone", by, motion=motion_id)


WAYS = {
    "motion.put": Way(plain(N_("把动议提交会议")), _check, _withdraw, "motion.putting_undone"),
    "motion.amendment_put": Way(plain(N_("提出修正案")), _check, _withdraw, "motion.putting_undone"),
}
