"""What the chair's next step depends on, gathered for `rules.steps`."""

from __future__ import annotations

from datetime import datetime, timedelta

from agenda.ballots import figures
from agenda.ballots.methods.kinds import Kind, asks_everybody
from agenda.ballots.models import Ballot, BallotState, Block
from agenda.ballots.questions import MOTION_KINDS
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Quorum
from agenda.floor.queries import Queue
from agenda.items.models import AgendaItem, ItemState
from agenda.motions.models import Motion, MotionState
from agenda.papers import queries as papers
from agenda.room.rules import BallotFacts, Facts, Prepared
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.errors import N_, Sentence

PUNCTUAL = timedelta(minutes=30)
"""So long before its hour a session may open without a second thought."""


def facts_of(
    session: Session,
    agenda: list[AgendaItem],
    quorum: Quorum,
    rule_set: RuleSet,
    item: AgendaItem | None,
    queue: Queue | None,
    motion: Motion | None,
) -> Facts:
    waiting = next((each for each in agenda if each.state is ItemState.WAITING), None)
    pending = motion is not None and motion.state in {MotionState.MOVED, MotionState.PUT}
    first = queue.waiting[0] if queue and queue.waiting else None
    return Facts(
        session_id=session.id,
        noticed=session.state is SessionState.NOTICED,
        open=session.is_open,
        early=_early(session.starts_at),
        quorum_met=quorum.met,
        binding=rule_set.binding,
        item_id=item.id if item else None,
        next_item=(waiting.id, waiting.position, waiting.title) if waiting else None,
        speaking=queue.speaking.seat.label if queue and queue.speaking else "",
        next_speaker=(first.id, first.seat.label, queue.suggestion.reason)
        if first and queue and queue.suggestion
        else None,
        waiting=len(queue.waiting) if queue else 0,
        begun=bool(queue and queue.heard)
        or (motion is not None and not pending)
        or bool(item and (item.debate_closed_at or item.used_seconds)),
        items_left=sum(each.state is ItemState.WAITING for each in agenda),
        present=quorum.present,
        needed=quorum.needed,
        motion_id=motion.id if motion and pending else None,
        motion_waits_for_second=motion is not None and motion.state is MotionState.MOVED,
        amending=motion is not None and pending and motion.amends_id is not None,
        procedure=motion.kind if motion is not None and pending and motion.is_procedural else None,
        recess=session.in_recess,
    )


def _early(starts_at: datetime) -> Sentence | None:
    if starts_at - clock.now() <= PUNCTUAL:
        return None
    called = clock.local(starts_at)
    when = {"month": called.month, "day": called.day, "hour": f"{called:%H:%M}"}
    return Sentence(N_("会议定在{month}月{day}日{hour}，还没到时间"), when)


def voters(ballot: Ballot) -> int:
    return ballot.present if figures.by_presence(ballot) else ballot.entitled


async def ballot_facts(ballot: Ballot | None, voted: int) -> BallotFacts | None:
    if ballot is None or ballot.state is not BallotState.OPEN:
        return None
    return BallotFacts(
        id=ballot.id,
        voted=voted,
        on_roll=voters(ballot),
        tells_turnout=asks_everybody(ballot.kind),
        decides=ballot.kind is not Kind.TEMPERATURE,
        waits_for_count=await _waits_for_count(ballot),
    )


async def _waits_for_count(ballot: Ballot) -> Sentence | None:
    """Why a ballot with hands in it cannot be announced yet."""
    blocks = await Block.filter(ballot_id=ballot.id, struck_at=None)
    if ballot.kind is Kind.HANDS and not blocks:
        return Sentence(N_("先录入举手的票数（按 2）"))
    waiting = sum(block.confirmed is None for block in blocks)
    return Sentence(N_("还有 {n} 笔票数等监票人确认"), {"n": waiting}) if waiting else None


async def prepared(item: AgendaItem | None) -> tuple[Prepared, ...]:
    """What was made ready for the item under discussion."""
    found = await papers.waiting(item.id) if item else []
    return tuple(
        Prepared(one.id, one.question, one.kind in MOTION_KINDS, one.kind is not Kind.TEMPERATURE) for one in found
    )
