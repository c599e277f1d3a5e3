"""程序性动议: how the hall goes on with what is before it. Each has its own majority, and its place before others."""

from __future__ import annotations

from typing import Any

from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, Block, Vote
from agenda.ballots.rules import Choice
from agenda.floor.rules import FloorRules
from agenda.items.commands import item_and_session, require_item_open, run_clock
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import aloud, commands, rules
from agenda.motions.models import Motion, MotionKind, MotionState
from agenda.recess import rules as recess
from agenda.sessions.commands import require_chair, require_going_on
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed
from forum.errors import N_, RuleBroken
from forum.journal import answer, command, record, transaction


@command
async def move_procedural(
    item_id: int,
    kind: MotionKind,
    *,
    by: Actor,
    minutes: int = 10,
    to: str = "",
    after: int | None = None,
    mover: int | None = None,
    seconder: int | None = None,
) -> int:
    """The chair puts it, its own or one made aloud in the hall; moved by a member it waits for a second.

    Gives the motion's id.

    `minutes` of a recess; `to` whom a matter is referred; `after` which waiting item a matter is put off, 0 for the end
    of the agenda, None for the next session. What is reconsidered has a command of its own.
    """
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        state, moved_by = await _moved_by(session, by, mover, seconder)
        await require_item_open(item)
        await _require_in_order(kind, item)
        details = await _details(kind, session, minutes=minutes, to=to.strip(), after=after)
        motion = await _create(item_id, kind, await _text(kind, details), details, state, moved_by)
        _record(motion, by, moved_by)
        return answer(motion.id)


async def _moved_by(
    session: Session, by: Actor, mover: int | None = None, seconder: int | None = None
) -> tuple[MotionState, dict[str, int]]:
    """Whose it is, as the event tells it: the seat of a member, whose motion waits for a second; {} of the chair's."""
    await require_going_on(session)
    if allowed(by, Permission.PRESIDE, session):
        await require_chair(session, by)
        return MotionState.PUT, await aloud.seats_named(session, mover, seconder)
    return MotionState.MOVED, {"seat": (await commands.entitled_seat(session, by)).id}


async def _require_in_order(kind: MotionKind, item: AgendaItem) -> None:
    ballot_open = await Ballot.exists(item_id=item.id, state=BallotState.OPEN)
    rules.check_procedural(kind, await commands.pending_ranks(item.id), ballot_open=ballot_open)
    await item.refresh_from_db(fields=["debate_closed_at"])
    if kind is MotionKind.CLOSE_DEBATE:
        rules.check_close_debate(is_closed=item.debate_closed_at is not None)


async def _details(kind: MotionKind, session: Session, *, minutes: int, to: str, after: int | None) -> dict[str, Any]:
    if kind is MotionKind.RECESS:
        recess.check_minutes(minutes)
        return {"minutes": minutes}
    if kind is MotionKind.REFER:
        rules.check_referred_to(to)
        return {"to": to}
    if kind is MotionKind.POSTPONE and after is not None:
        waiting = await AgendaItem.exists(id=after, session_id=session.id, state=ItemState.WAITING)
        return {"after": after if waiting else None}
    return {}


async def _text(kind: MotionKind, details: dict[str, Any]) -> str:
    """As it is put to the hall: in the language of the proceedings, whatever the screens speak."""
    if kind is MotionKind.RECESS:
        return f"休息{details['minutes']}分钟"
    if kind is MotionKind.REFER:
        return f"本项交{details['to']}研究"
    if kind is MotionKind.CLOSE_DEBATE:
        return "结束本项的辩论"
    if "after" not in details:
        return "本项延期，转到下次会议再议"
    before = await AgendaItem.get_or_none(id=details["after"] or 0)
    return f"本项延期，在“{before.title}”之后再议" if before else "本项延期，在其他各项之后再议"


# ---- reconsidering -----------------------------------------------------------------------------------------------


@command
async def reconsider(motion_id: int, *, by: Actor, mover: int | None = None, seconder: int | None = None) -> int:
    """复议: whether a motion that was settled in this session is taken up again. Gives the new motion's id.

    The chair puts its own, or one made aloud in the hall by these seats. Between two items the chair takes up the
    motion's own item again for it. Who presides needs not have won; a member does, where the rules of order say so.
    """
    settled, session = await commands.motion_and_session(motion_id)
    async with transaction(session.room_id):
        state, moved_by = await _moved_by(session, by, mover, seconder)
        await settled.refresh_from_db(fields=["state", "text"])
        rules.check_reconsider(
            settled.state,
            is_whole=not (settled.amends_id or settled.part_of_id or settled.is_procedural),
            before=await _was_reconsidered(settled),
            prevailed=await _prevailed(settled, moved_by["seat"]) if moved_by and _by_winners(session) else None,
        )
        await _before_the_hall(settled.item, session, by)
        await _require_in_order(MotionKind.RECONSIDER, settled.item)
        text = f"复议“{settled.text}”"
        if len(text) > rules.LONGEST:
            text = f"{text[: rules.LONGEST - 2]}…”"
        motion = await _create(settled.item_id, MotionKind.RECONSIDER, text, {"motion": motion_id}, state, moved_by)
        _record(motion, by, moved_by)
        return answer(motion.id)


async def _before_the_hall(item: AgendaItem, session: Session, by: Actor) -> None:
    await item.refresh_from_db()
    if item.state is not ItemState.DONE:
        return await require_item_open(item)
    if await AgendaItem.exists(session_id=session.id, state=ItemState.OPEN):
        raise RuleBroken(N_("这个动议属于另一项：先结束正在议的，再提复议。"))
    await require_chair(session, by)
    item.state, item.closed_at = ItemState.OPEN, None
    await item.save(update_fields=["state", "closed_at"])
    await run_clock(item)
    record("item.reopened", by, item=item.id)


async def _was_reconsidered(motion: Motion) -> bool:
    over = Motion.filter(item_id=motion.item_id, kind=MotionKind.RECONSIDER, state__in=rules.SETTLED)
    return any(one.details["motion"] == motion.id for one in await over)


def _by_winners(session: Session) -> bool:
    return FloorRules.from_json(session.floor_rules).reconsider_by_winners


async def _prevailed(motion: Motion, seat_id: int) -> bool | None:
    """Whether this seat voted with the side that won; None where it is not known: papers were secret, hands counted."""
    ballot = await Ballot.filter(motion_id=motion.id, state=BallotState.CLOSED).order_by("-id").first()
    if ballot is None or ballot.secret:
        return None
    vote = await Vote.get_or_none(ballot_id=ballot.id, seat_id=seat_id)
    if ballot.kind is Kind.CONSENT:
        return motion.state is MotionState.CARRIED
    if vote is None:
        in_lump = await Block.exists(ballot_id=ballot.id, struck_at=None)
        return None if in_lump or ballot.kind is not Kind.YES_NO else motion.state is MotionState.LOST
    return (vote.choice == Choice.FOR) is (motion.state is MotionState.CARRIED)


async def _create(
    item_id: int, kind: MotionKind, text: str, details: dict[str, Any], state: MotionState, moved_by: dict[str, int]
) -> Motion:
    return await Motion.create(
        item_id=item_id, kind=kind, text=text, details=details, state=state, mover_id=moved_by.get("seat"),
        seconder_id=moved_by.get("seconder"), moved_at=clock.now(),
    )  # fmt: skip


def _record(motion: Motion, by: Actor, moved_by: dict[str, int]) -> None:
    kind = "motion.moved" if motion.state is MotionState.MOVED else "motion.put"
    record(kind, by, motion=motion.id, of=motion.kind.value, **moved_by)
