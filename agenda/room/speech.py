"""What the chair may do with the speech that is under way: buttons beside its clock."""

from __future__ import annotations

from agenda.floor import rules
from agenda.floor.chairing import EXTENSIONS
from agenda.floor.models import Hand
from agenda.floor.rules import FloorRules
from agenda.room.keys import KEYS
from agenda.room.rules import Step
from forum.errors import N_, Sentence

_LONGER = {30: (KEYS["half_minute"].key, N_("+30秒")), 60: (KEYS["minute"].key, N_("+1分钟"))}


def speech_steps(hand: Hand, floor_rules: FloorRules) -> tuple[Step, ...]:
    """Pausing or going on, then more time where the body lets the chair grant it and some of it is left."""
    if hand.paused_at is None:
        clock = Step(KEYS["pause"].key, Sentence(N_("暂停")), f"/items/{hand.item_id}/pause")
    else:
        clock = Step(KEYS["pause"].key, Sentence(N_("继续计时")), f"/items/{hand.item_id}/resume")
    return (clock, *(_longer(hand, seconds, floor_rules) for seconds in EXTENSIONS if _may_grant(hand, floor_rules)))


def _may_grant(hand: Hand, floor_rules: FloorRules) -> bool:
    return hand.ends_at is not None and floor_rules.extra_seconds > 0


def _longer(hand: Hand, seconds: int, floor_rules: FloorRules) -> Step:
    key, label = _LONGER[seconds]
    assert hand.started_at is not None and hand.ends_at is not None
    left = floor_rules.extra_seconds - rules.granted(hand.started_at, hand.ends_at, floor_rules)
    blocked = Sentence(N_("剩下的延长时间不够")) if left < seconds else None
    fields = {"seconds": str(seconds)}
    return Step(key, Sentence(label), f"/items/{hand.item_id}/extend", blocked=blocked, fields=fields)
