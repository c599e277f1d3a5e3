"""Who talks in which group, and who writes its notes; pure."""

from __future__ import annotations

from enum import StrEnum

from forum.errors import N_, BadInput, RuleBroken, Sentence

FEWEST, MOST = 2, 12
LONGEST_NOTE = 2000


class Way(StrEnum):
    """By the table one sits at, chosen on the phone; or dealt out by seat number, which needs no phone."""

    TABLE = "table"
    NUMBER = "number"


def dealt(number: int, groups: int) -> int:
    """The group of a seat, from 1: whoever knows their number knows their group."""
    return (number - 1) % groups + 1


def check_open(count: int, *, one_open: bool) -> None:
    if one_open:
        raise RuleBroken(N_("小组讨论已经开始，先收回记录。"))
    if not FEWEST <= count <= MOST:
        raise BadInput({"count": Sentence(N_("分{fewest}到{most}组。"), {"fewest": FEWEST, "most": MOST})})


def check_join(way: Way, *, collected: bool) -> None:
    check_not_collected(collected=collected)
    if way is Way.NUMBER:
        raise RuleBroken(N_("这次按席号分组，不用自己选。"))


def check_not_collected(*, collected: bool) -> None:
    if collected:
        raise RuleBroken(N_("各组的记录已经收回。"))


def check_note(*, taker: bool, records: bool, seen: int, now: int) -> None:
    """`seen` is the revision that the writer began from. Nothing that somebody else has written is overwritten."""
    if not (taker or records):
        raise RuleBroken(N_("这一组现在由别人记录；您写的还在这里，可以念给他。"))
    if seen != now:
        raise RuleBroken(N_("这一组的记录刚刚在另一台设备上改过；您写的还在这里，刷新后对照着再写。"))
