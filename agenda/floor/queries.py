from __future__ import annotations

from dataclasses import dataclass

from agenda.floor import rules
from agenda.floor.models import Contribution, Hand, HandState
from agenda.floor.rules import FloorRules, RaisedHand, Speech, Suggestion
from forum.errors import N_, NotFound

RULES = FloorRules()


@dataclass(frozen=True)
class Queue:
    """The floor of one item: who speaks, who waits in the order the rules suggest, and why the first is first."""

    speaking: Hand | None
    waiting: list[Hand]
    suggestion: Suggestion | None
    heard: frozenset[int]


async def raised(item_id: int) -> list[RaisedHand]:
    """Hands in the queue and at the microphone."""
    hands = await Hand.filter(item_id=item_id, state__in=[HandState.WAITING, HandState.SPEAKING]).order_by("id")
    return [_raised(hand) for hand in hands]


async def speeches(item_id: int) -> list[Speech]:
    """Turns taken, in order; the one at the microphone counts."""
    taken = [HandState.SPOKEN, HandState.SPEAKING]
    hands = await Hand.filter(item_id=item_id, state__in=taken).order_by("started_at", "id")
    return [Speech(hand.seat_id, hand.stance) for hand in hands]


async def suggestion(item_id: int) -> Suggestion | None:
    waiting = await Hand.filter(item_id=item_id, state=HandState.WAITING).order_by("id")
    return rules.next_speaker([_raised(hand) for hand in waiting], await speeches(item_id), RULES)


async def queue(item_id: int) -> Queue:
    """With each hand's seat, person and unit."""
    hands = await Hand.filter(item_id=item_id).exclude(state=HandState.WITHDRAWN).order_by("id").prefetch_related(
        "seat__person", "seat__unit"
    )  # fmt: skip
    by_id = {hand.id: hand for hand in hands}
    waiting = [_raised(hand) for hand in hands if hand.state is HandState.WAITING]
    turns = sorted((hand for hand in hands if hand.started_at), key=lambda hand: (hand.started_at, hand.id))
    spoken = [Speech(hand.seat_id, hand.stance) for hand in turns]
    return Queue(
        next((hand for hand in hands if hand.state is HandState.SPEAKING), None),
        [by_id[hand.id] for hand in rules.ordered(waiting, spoken, RULES)],
        rules.next_speaker(waiting, spoken, RULES),
        frozenset(speech.person for speech in spoken),
    )


async def contributions(item_id: int, most: int = 50) -> list[Contribution]:
    """The newest `most`, oldest first, with seat, person and unit."""
    newest = await Contribution.filter(item_id=item_id).order_by("-id").limit(most).prefetch_related(
        "seat__person", "seat__unit"
    )  # fmt: skip
    return list(reversed(newest))


def _raised(hand: Hand) -> RaisedHand:
    return RaisedHand(hand.id, hand.seat_id, hand.stance, hand.id)


async def item_of(hand_id: int) -> int:
    """Raises NotFound."""
    hand = await Hand.get_or_none(id=hand_id)
    if hand is None:
        raise NotFound(N_("找不到这只手。"))
    return hand.item_id
