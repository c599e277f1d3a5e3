"""Who speaks next: points of order, replies, those not yet heard, for and against in turn (domain.md §4).

The sources are 《罗伯特议事规则》 and 南塘十三条; every rule is a setting of the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from forum.errors import N_, RuleBroken, Sentence


class Stance(StrEnum):
    """What a hand says it will speak to; the values of `agenda.floor.models.Stance`."""

    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"


OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}


class HandKind(StrEnum):
    """What a hand is up for: to speak, to answer what one was asked (答辩), or a point of order (程序问题)."""

    SPEECH = "speech"
    REPLY = "reply"
    ORDER_POINT = "order_point"


class StopReason(StrEnum):
    """Why the chair stops a speech: what the 南塘十三条 forbid a speaker."""

    OFF_TOPIC = "off_topic"
    PERSONAL = "personal"
    OVER_TIME = "over_time"
    DISORDER = "disorder"


class Majority(StrEnum):
    """What carries a procedural motion, of those who may vote: more than half, or two thirds and more."""

    HALF = "half"
    TWO_THIRDS = "two_thirds"


@dataclass(frozen=True)
class FloorRules:
    """A body's rules of the floor; `speeches_per_item` is each person's, and 0 means no limit, as 0 minutes do.

    `state_stance`: who raises a hand says for, against or question first. With `questions_count` off, a question uses
    up none of a person's speeches and doesn't make them heard. So many seconds before its end the speech is warned, and
    the chair may grant it up to `extra_seconds` in all. `called_may_write`: also who is called and not checked in.
    `recess_majority` and those below are what carries a procedural motion of that kind.
    """

    minutes_per_speech: int = 2
    speeches_per_item: int = 2
    unheard_first: bool = True
    alternate: bool = True
    state_stance: bool = False
    questions_count: bool = True
    warning_seconds: int = 20
    extra_seconds: int = 120
    called_may_write: bool = False
    may_be_anonymous: bool = False
    recess_majority: Majority = Majority.HALF
    close_debate_majority: Majority = Majority.TWO_THIRDS
    postpone_majority: Majority = Majority.HALF
    refer_majority: Majority = Majority.HALF
    reconsider_majority: Majority = Majority.HALF
    reconsider_by_winners: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Reverse of `to_json`; what is missing keeps its default, TypeError for what is unknown."""
        return cls(**data)


@dataclass(frozen=True)
class RaisedHand:
    """A hand in the queue. `raised_seq` grows with time and is unique in an item."""

    id: int
    person: int
    stance: Stance | None
    raised_seq: int
    kind: HandKind = HandKind.SPEECH


@dataclass(frozen=True)
class Speech:
    """A turn already taken on this item."""

    person: int
    stance: Stance | None
    kind: HandKind = HandKind.SPEECH


@dataclass(frozen=True)
class Suggestion:
    """The hand the rules would recognise next, and why; the chair decides."""

    hand: RaisedHand
    reason: Sentence


def speeches(person: int, spoken: Iterable[Speech], rules: FloorRules) -> int:
    """How many of a person's speeches on this item are used up. Points of order and replies never count."""
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
        if hand.kind is HandKind.SPEECH and hand.stance in OPPOSITE:
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
    kind: HandKind = HandKind.SPEECH,
) -> None:
    """May this person raise a hand now? RuleBroken if not.

    A point of order or a reply may come from somebody who is in the queue already or has used up their speeches; there
    is nothing to reply to before anybody has spoken.
    """
    if not item_open:
        raise RuleBroken(N_("现在没有讨论中的议题，请等主持人宣布。"))
    if any(hand.person == person and _is_urgent(hand.kind) == _is_urgent(kind) for hand in hands):
        raise RuleBroken(N_("已经在发言队列里，请等候。"))
    turns = list(spoken)
    if kind is HandKind.REPLY and not turns:
        raise RuleBroken(N_("还没有人发言，没有要答辩的。"))
    if kind is HandKind.SPEECH:
        _check_speech(person, stance, turns, rules)


def check_debate(kind: HandKind, *, is_closed: bool) -> None:
    """Once the hall has closed debate only a point of order may be raised. RuleBroken if not."""
    if is_closed and kind is not HandKind.ORDER_POINT:
        raise RuleBroken(N_("会议已经决定结束这一项的辩论，不再发言；有程序问题可以提。"))


def _check_speech(person: int, stance: Stance | None, spoken: list[Speech], rules: FloorRules) -> None:
    if rules.state_stance and stance is None:
        raise RuleBroken(N_("请先表明：赞成、反对还是提问。"))
    free = stance is Stance.QUESTION and not rules.questions_count
    if not free and _used_up(speeches(person, spoken, rules), rules):
        raise RuleBroken(N_("每人每项议题最多发言 {limit} 次，已经用完。"), limit=rules.speeches_per_item)


# ---- the clock of a speech ---------------------------------------------------------------------------------------


def ends_at(began: datetime, rules: FloorRules) -> datetime | None:
    """When a speech that begins now is over; None where it has no limit."""
    return began + timedelta(minutes=rules.minutes_per_speech) if rules.minutes_per_speech else None


def granted(began: datetime, ends: datetime, rules: FloorRules) -> int:
    """Seconds that the chair has added to a speech; `began` has moved by as long as it was paused."""
    return round((ends - began).total_seconds()) - 60 * rules.minutes_per_speech


def check_extension(seconds: int, began: datetime, ends: datetime | None, now: datetime, rules: FloorRules) -> datetime:
    """When the speech ends with so many seconds more: from `now` where its time is up, and then what it has overrun is
    part of what is granted. RuleBroken beyond the body's limit."""
    if ends is None:
        raise RuleBroken(N_("本次会议的发言不限时，不用延长。"))
    longer = max(ends, now) + timedelta(seconds=seconds)
    if granted(began, longer, rules) > rules.extra_seconds:
        raise RuleBroken(N_("一次发言最多延长{limit}秒，已经用完。"), limit=rules.extra_seconds)
    return longer


def spoken_for(began: datetime | None, paused: datetime | None, ended: datetime | None) -> timedelta:
    """How long a speech that is over lasted without its pauses; one that ended while paused had stopped then."""
    if began is None or ended is None:
        return timedelta(0)
    return max((paused or ended) - began, timedelta(0))


def _is_urgent(kind: HandKind) -> bool:
    return kind is not HandKind.SPEECH


def _used_up(used: int, rules: FloorRules) -> bool:
    return 0 < rules.speeches_per_item <= used


def _counts(turn: Speech | RaisedHand, rules: FloorRules) -> bool:
    return turn.kind is HandKind.SPEECH and (rules.questions_count or turn.stance is not Stance.QUESTION)


def _last_side(spoken: Sequence[Speech]) -> Stance | None:
    """The side heard last; questions, replies and points of order between don't change whose turn it is."""
    speeches = (speech for speech in reversed(spoken) if speech.kind is HandKind.SPEECH)
    return next((speech.stance for speech in speeches if speech.stance in OPPOSITE), None)


def _rank(hand: RaisedHand, used: dict[int, int], rules: FloorRules) -> int:
    """0 point of order, 1 reply, 2 not yet heard, 3 heard, 4 beyond the limit (it was raised before the last turn)."""
    if _is_urgent(hand.kind):
        return 0 if hand.kind is HandKind.ORDER_POINT else 1
    if _counts(hand, rules) and _used_up(used[hand.person], rules):
        return 4
    return 3 if rules.unheard_first and used[hand.person] else 2


def _next(waiting: list[RaisedHand], used: dict[int, int], side: Stance | None, rules: FloorRules) -> RaisedHand:
    """`waiting` is not empty and in the order hands went up."""
    best = min(_rank(hand, used, rules) for hand in waiting)
    equals = [hand for hand in waiting if _rank(hand, used, rules) == best]
    first = equals[0]
    if best < 2 or not rules.alternate or side is None or first.stance is not side:
        return first
    return next((hand for hand in equals if hand.stance is OPPOSITE[side]), first)


def _reason(
    hand: RaisedHand, waiting: list[RaisedHand], used: dict[int, int], side: Stance | None, rules: FloorRules
) -> Sentence:
    if _is_urgent(hand.kind):
        return Sentence(N_("程序问题优先") if hand.kind is HandKind.ORDER_POINT else N_("被问到的人先答辩"))
    rank = _rank(hand, used, rules)
    earlier = waiting[: waiting.index(hand)]
    if any(_rank(other, used, rules) == rank for other in earlier):
        return Sentence(N_("正反方轮流：请反对方发言") if side is Stance.FOR else N_("正反方轮流：请赞成方发言"))
    if earlier:
        return Sentence(N_("还没有发言的人优先") if rank == 2 else N_("还有发言次数的人优先"))
    return Sentence(N_("发言次数已经用完，由主持人决定") if rank == 4 else N_("按举手先后"))
