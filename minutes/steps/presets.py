"""Sequences as they are practised; nobody defines them with authority, so a body adopts one and edits it."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.steps.models import StepKind
from minutes.steps.rules import Step

K = StepKind


@dataclass(frozen=True)
class Preset:
    title: str
    basis: str
    steps: tuple[Step, ...]


PRESETS = {
    "two_two_two": Preset(
        "两议两评两公开",
        "基层通行做法，各地步骤不一，请照本地文件修改。",
        (
            Step("一议：商议方案", K.DELIBERATE, "居民议事会"),
            Step("二议：议决方案", K.DELIBERATE, "居民议事会", threshold="到会过半数同意"),
            Step("一公开：议决结果", K.DISCLOSE, "社区居民委员会", 7),
            Step("一评：办结评价", K.RATE, "提出人和受影响的居民"),
            Step("二公开：办理结果", K.DISCLOSE, "社区居民委员会", 7),
            Step("二评：回头看", K.RATE, "社区居民委员会请居民评"),
        ),
    ),
    "four_two": Preset(
        "四议两公开",
        "中共中央办公厅、国务院办公厅推广的村级做法，社区参照，请照本地文件修改。",
        (
            Step("提议", K.OTHER, "社区党组织"),
            Step("商议", K.OTHER, "社区两委"),
            Step("审议", K.OTHER, "党员大会", threshold="三分之二以上党员到会，到会党员过半数同意"),
            Step("决议", K.DELIBERATE, "居民代表会议", threshold="三分之二以上代表到会，到会代表过半数同意"),
            Step("决议公开", K.DISCLOSE, "社区居民委员会", 7),
            Step("实施结果公开", K.DISCLOSE, "社区居民委员会", 7),
        ),
    ),
}
