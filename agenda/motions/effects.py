"""What a procedural motion does once the hall has carried it, and by which rules it is voted on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from fractions import Fraction

from agenda.ballots.rule_sets import Basis, Measure, QuorumOf, RuleSet, Test
from agenda.floor.models import Hand, HandState
from agenda.floor.queries import rules_of
from agenda.floor.rules import HandKind, Majority
from agenda.items import rules as items
from agenda.items.commands import clear_floor, lower_hands, pause_clock
from agenda.items.models import AgendaItem, ItemState
from agenda.motions.models import Motion, MotionKind, MotionState
from agenda.motions.settling import unsettle
from agenda.planning.commands import arrange
from agenda.recess import commands as recess
from agenda.sessions.commands import carry_over
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import record
from forum.topics import commands as topics

CITATION = N_("《罗伯特议事规则》和本会发言规则：程序性动议的多数")
_SHARES = {Majority.HALF: (Fraction(1, 2), True), Majority.TWO_THIRDS: (Fraction(2, 3), False)}


def rules_for(motion: Motion | None, session: Session) -> RuleSet:
    """The session's own; a procedural motion has its own majority, of the whole hall by heads."""
    rule_set = RuleSet.from_json(session.rules)
    if motion is None or not motion.is_procedural or rule_set.threshold is None:
        return rule_set
    share, strict = _SHARES[Majority(getattr(rules_of(session), f"{motion.kind.value}_majority"))]
    basis = Basis.CAST if rule_set.threshold.basis is Basis.CAST else Basis.PRESENT
    in_the_hall = rule_set.quorum_of is QuorumOf.PRESENT and not rule_set.weighed
    return replace(
        rule_set,
        quorum=rule_set.quorum if in_the_hall else Test(Basis.ENTITLED, Fraction(1, 2), strict=True),
        threshold=Test(basis, share, strict=strict),
        quorum_of=QuorumOf.PRESENT,
        measures=(Measure.HEADS,),
        by_groups=False,
        objection_only=False,
        silence_clause="",
        silence_binds=False,
        citation=CITATION,
        in_force=None,
        superseded=None,
    )


async def carry_out(motion: Motion, session: Session, by: Actor) -> None:
    """Part of the command that closes the ballot."""
    await _DOES[motion.kind](motion, session, by)


async def _recess(motion: Motion, session: Session, by: Actor) -> None:
    await recess.begin(session, motion.details["minutes"], by, motion.id)


async def _close_debate(motion: Motion, session: Session, by: Actor) -> None:
    """Who waits to speak is told; a point of order may still be raised."""
    await AgendaItem.filter(id=motion.item_id).update(debate_closed_at=clock.now())
    waiting = Hand.filter(item_id=motion.item_id, state=HandState.WAITING).exclude(kind=HandKind.ORDER_POINT)
    for hand in await waiting.prefetch_related("seat"):
        await Hand.filter(id=hand.id).update(state=HandState.WITHDRAWN, ended_at=clock.now())
        record("hand.lowered", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id)
    record("item.debate_closed", by, item=motion.item_id, motion=motion.id)


async def _postpone(motion: Motion, session: Session, by: Actor) -> None:
    """To the next session, or to a later place today: then what is before the hall stays so, and waits."""
    item = await AgendaItem.get(id=motion.item_id)
    await pause_clock(item)
    if "after" not in motion.details:
        await clear_floor(item.id, MotionState.SET_ASIDE)
        await AgendaItem.filter(id=item.id).update(closed_at=clock.now())
        await carry_over(item, by)
        return
    await lower_hands(item.id)
    order = [each.id for each in await AgendaItem.filter(session_id=session.id).order_by("position")]
    others = [each for each in order if each != item.id]
    after = motion.details["after"]
    place = others.index(after) + 2 if after in others else len(order)
    await arrange(items.moved(order, item.id, place))
    await AgendaItem.filter(id=item.id).update(state=ItemState.WAITING)
    record("item.put_off", by, item=item.id, motion=motion.id, place=place)


async def _refer(motion: Motion, session: Session, by: Actor) -> None:
    """The item ends with it; its topic waits for an agenda that takes up the report."""
    item = await AgendaItem.get(id=motion.item_id)
    await clear_floor(item.id, MotionState.SET_ASIDE)
    await pause_clock(item)
    item.state, item.closed_at, item.referred_to = ItemState.REFERRED, clock.now(), motion.details["to"]
    await item.save(update_fields=["state", "closed_at", "referred_to"])
    if item.topic_id:
        await topics.unschedule_topic(item.topic_id, by=by)
    record("item.referred", by, item=item.id, motion=motion.id)


async def _reconsider(motion: Motion, session: Session, by: Actor) -> None:
    """The motion is before the hall again, and may be debated and amended."""
    again = await Motion.get(id=motion.details["motion"])
    await unsettle(again)
    await AgendaItem.filter(id=motion.item_id).update(debate_closed_at=None)
    record("motion.reconsidered", by, motion=again.id)


_DOES: dict[MotionKind, Callable[[Motion, Session, Actor], Awaitable[None]]] = {
    MotionKind.RECESS: _recess,
    MotionKind.CLOSE_DEBATE: _close_debate,
    MotionKind.POSTPONE: _postpone,
    MotionKind.REFER: _refer,
    MotionKind.RECONSIDER: _reconsider,
}


async def take_back(motion: Motion) -> None:
    """The ballot that carried it is void. Raises RuleBroken where the hall has gone on from it."""
    if motion.kind is MotionKind.RECONSIDER:
        raise RuleBroken(N_("动议已经回到会上，不能作废这次表决：请对动议重新表决。"))
    if motion.kind is MotionKind.CLOSE_DEBATE:
        await AgendaItem.filter(id=motion.item_id).update(debate_closed_at=None)
