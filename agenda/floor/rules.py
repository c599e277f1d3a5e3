"""Who speaks next: points of order, those not yet heard, for and against in turn (domain.md §4).

The sources are 《罗伯特议事规则》 and 南塘十三条; every rule is a setting of the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from forum.errors import N_, RuleBroken, Sentence


class Stance(StrEnum):
    """What a hand says it will speak to; the values of `agenda.floor.models.Stance`."""

    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"


OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}


@dataclass(frozen=True)
class FloorRules:
    """A body's rules of the floor; `speeches_per_item` is each person's.

    `state_stance`: who raises a hand says for, against or question first. With `questions_count` off, a question uses
    up none of a person's speeches and doesn't make them heard.
    """

    minutes_per_speech: int = 2
    speeches_per_item: int = 2
    unheard_first: bool = True
    alternate: bool = True
    state_stance: bool = False
    questions_count: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Reverse of `to_json`; what is missing keeps its default, TypeError for what is unknown."""
        return cls(**data)


@dataclass(frozen=True)
class RaisedHand:
    """A hand in the queue. `raised_seq` grows with time and is unique in an item; `order_point` is 程序问题."""

    id: int
    person: int
    stance: Stance | None
    raised_seq: int
    order_point: bool = False


@dataclass(frozen=True)
class Speech:
    """A turn already taken on this item."""

    person: int
    stance: Stance | None
    order_point: bool = False


@dataclass(frozen=True)
class Suggestion:
    """The hand the rules would recognise next, and why; the chair decides."""

    hand: RaisedHand
    reason: Sentence


def speeches(person: int, spoken: Iterable[Speech], rules: FloorRules) -> int:
    """How many of a person's speeches on this item are used up. Points of order never count."""
    return sum(speech.person == person and _counts(speech, rules) for speech in spoken)


def ordered(hands: Iterable[RaisedHand], spoken: Sequence[Speech], rules: FloorRules) -> list[RaisedHand]:
    """The whole queue as it would be heard if nobody else raised a hand: every hand once."""
    waiting = sorted(hands, key=lambda hand: (hand.raised_seq, hand.id))
    used = {hand.person: speeches(hand.person, spoken, rules) for hand in waiting}
    side = _last_side(spoken)
    queue: list[RaisedHand] = []
    while waiting:
        hand = _next(waiting, used, side, rules)
        waiting.remove(hand)
        queue.append(hand)
        if not hand.order_point and hand.stance in OPPOSITE:
            side = hand.stance
    return queue


def next_speaker(hands: Iterable[RaisedHand], spoken: Sequence[Speech], rules: FloorRules) -> Suggestion | None:
    """The head of `ordered` with its reason; None when no hand is up."""
    waiting = sorted(hands, key=lambda hand: (hand.raised_seq, hand.id))
    if not waiting:
        return None
    used = {hand.person: speeches(hand.person, spoken, rules) for hand in waiting}
    side = _last_side(spoken)
    hand = _next(waiting, used, side, rules)
    return Suggestion(hand, _reason(hand, waiting, used, side, rules))


def check_raise(
    person: int,
    stance: Stance | None,
    hands: Iterable[RaisedHand],
    spoken: Iterable[Speech],
    rules: FloorRules,
    *,
    item_open: bool,
    order_point: bool = False,
) -> None:
    """May this person raise a hand now? RuleBroken if not.

    A point of order may come from somebody who is in the queue already or has used up their speeches.
    """
    if not item_open:
        raise RuleBroken(N_("现在没有讨论中的议题，请等主持人宣布。"))
    if any(hand.person == person and hand.order_point == order_point for hand in hands):
        raise RuleBroken(N_("已经在发言队列里，请等候。"))
    if order_point:
        return
    if rules.state_stance and stance is None:
        raise RuleBroken(N_("请先表明：赞成、反对还是提问。"))
    free = stance is Stance.QUESTION and not rules.questions_count
    if not free and speeches(person, spoken, rules) >= rules.speeches_per_item:
        raise RuleBroken(N_("每人每项议题最多发言 {limit} 次，已经用完。"), limit=rules.speeches_per_item)


def _counts(turn: Speech | RaisedHand, rules: FloorRules) -> bool:
    return not turn.order_point and (rules.questions_count or turn.stance is not Stance.QUESTION)


def _last_side(spoken: Sequence[Speech]) -> Stance | None:
    """The side heard last; questions and points of order between don't change whose turn it is."""
    sides = (speech.stance for speech in reversed(spoken) if not speech.order_point and speech.stance in OPPOSITE)
    return next(sides, None)


def _rank(hand: RaisedHand, used: dict[int, int], rules: FloorRules) -> int:
    """0 point of order, 1 not yet heard, 2 heard, 3 beyond the limit (it was raised before the last turn)."""
    if hand.order_point:
        return 0
    if _counts(hand, rules) and used[hand.person] >= rules.speeches_per_item:
        return 3
    return 2 if rules.unheard_first and used[hand.person] else 1


def _next(waiting: list[RaisedHand], used: dict[int, int], side: Stance | None, rules: FloorRules) -> RaisedHand:
    """`waiting` is not empty and in the order hands went up."""
    best = min(_rank(hand, used, rules) for hand in waiting)
    equals = [hand for hand in waiting if _rank(hand, used, rules) == best]
    first = equals[0]
    if best == 0 or not rules.alternate or side is None or first.stance is not side:
        return first
    return next((hand for hand in equals if hand.stance is OPPOSITE[side]), first)


def _reason(
    hand: RaisedHand, waiting: list[RaisedHand], used: dict[int, int], side: Stance | None, rules: FloorRules
) -> Sentence:
    if hand.order_point:
        return Sentence(N_("程序问题优先"))
    rank = _rank(hand, used, rules)
    earlier = waiting[: waiting.index(hand)]
    if any(_rank(other, used, rules) == rank for other in earlier):
        return Sentence(N_("正反方轮流：请反对方发言") if side is Stance.FOR else N_("正反方轮流：请赞成方发言"))
    if earlier:
        return Sentence(N_("还没有发言的人优先") if rank == 1 else N_("还有发言次数的人优先"))
    return Sentence(N_("发言次数已经用完，由主持人决定") if rank == 3 else N_("按举手先后"))
