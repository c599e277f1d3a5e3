"""The numbers that fields of the minutes go by; pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from minutes.drafting.record import Counted, ItemRecord, MotionRecord


def numbered(items: Sequence[ItemRecord]) -> tuple[ItemRecord, ...]:
    """With the numbers by which the text names ballots, motions, action items and opinions."""
    ballots, motions, actions = itertools.count(1), itertools.count(1), itertools.count(1)

    def of_motion(motion: MotionRecord) -> MotionRecord:
        amendments = tuple(map(of_motion, motion.amendments))
        parts, voted = tuple(map(of_motion, motion.parts)), counted(motion.ballots)
        return replace(motion, number=next(motions), amendments=amendments, parts=parts, ballots=voted)

    def counted(found: tuple[Counted, ...]) -> tuple[Counted, ...]:
        return tuple(replace(one, number=next(ballots)) for one in found)

    return tuple(
        replace(
            item,
            number=at,
            motions=tuple(map(of_motion, item.motions)),
            procedures=tuple(map(of_motion, item.procedures)),
            questions=counted(item.questions),
            actions=tuple(replace(one, number=next(actions)) for one in item.actions),
        )
        for at, item in enumerate(items, 1)
    )
