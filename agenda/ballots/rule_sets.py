"""The presets of domain.md §5: each a versioned rule set with its citation and, where it is law, its date in force.

Version 2 of those that only count heads decides as version 1 did; it also says what may be secret and who stands aside.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from agenda.ballots.body_rules import CUSTOM, ImpossibleRules, QuorumOf, RuleSet
from agenda.ballots.shares import BASIS_NAMES, MEASURE_NAMES, SHARE_NAMES, Basis, Measure, Test
from forum.errors import N_

__all__ = [
    "BASIS_NAMES", "CUSTOM", "MEASURE_NAMES", "PRESETS", "SHARE_NAMES",
    "Basis", "ImpossibleRules", "Measure", "QuorumOf", "RuleSet", "Test",
]  # fmt: skip

_HALF_THERE = Test(Basis.ENTITLED, Fraction(1, 2), strict=True)
_TWO_THIRDS_THERE = Test(Basis.ENTITLED, Fraction(2, 3), strict=False)
_HALF_OF_PRESENT = Test(Basis.PRESENT, Fraction(1, 2), strict=True)
_HALF_OF_PAPERS = Test(Basis.PARTICIPATING, Fraction(1, 2), strict=True)
_THREE_QUARTERS_OF_PAPERS = Test(Basis.PARTICIPATING, Fraction(3, 4), strict=False)

_HEADS_AND_AREA = (Measure.HEADS, Measure.AREA)
_CIVIL_CODE = date(2021, 1, 1)
_OWNERS_NOTICE = 15
"""Days; 《物业管理条例》第十四条."""

_SITTINGS = (
    RuleSet(
        preset="simple",
        version=2,
        title=N_("到会过半数"),
        citation=N_("居民议事会通行做法：过半数到会，到会者过半数赞成"),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
        may_be_secret=True,
        recusal_leaves_roll=True,
    ),
    RuleSet(
        preset="two_thirds",
        version=2,
        title=N_("到会三分之二以上"),
        citation=N_("居民议事会通行做法：三分之二以上到会，到会者三分之二以上赞成"),
        quorum=_TWO_THIRDS_THERE,
        threshold=Test(Basis.PRESENT, Fraction(2, 3), strict=False),
        may_be_secret=True,
        recusal_leaves_roll=True,
    ),
    RuleSet(
        preset="absolute",
        version=2,
        title=N_("全体过半数"),
        citation=N_("居民议事会通行做法：过半数到会，全体成员过半数赞成"),
        quorum=_HALF_THERE,
        threshold=Test(Basis.ENTITLED, Fraction(1, 2), strict=True),
        may_be_secret=True,
        recusal_leaves_roll=True,
    ),
    RuleSet(
        preset="parliamentary",
        version=2,
        title=N_("赞成多于反对"),
        citation=N_("《罗伯特议事规则》：赞成多于反对，弃权不计，平票不通过"),
        quorum=_HALF_THERE,
        threshold=Test(Basis.CAST, Fraction(1, 2), strict=True),
        may_change_vote=True,
        may_be_secret=True,
        recusal_leaves_roll=True,
    ),
    RuleSet(
        preset="joint_council",
        version=2,
        title=N_("联席会一单位一票"),
        citation=N_("联席会议通行做法：一单位一票，过半数单位到会，到会单位过半数赞成"),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
        seats="units",
        may_be_secret=True,
        recusal_leaves_roll=True,
    ),
    RuleSet(
        preset="residents_meeting",
        version=2,
        title=N_("居民会议"),
        citation=N_("《中华人民共和国城市居民委员会组织法》（2018年修正）第九条"),
        in_force=date(2018, 12, 29),
        superseded=date(2026, 1, 1),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
        may_be_secret=True,
    ),
    RuleSet(
        preset="residents_delegates",
        version=2,
        title=N_("居民代表会议"),
        citation=N_("居民代表会议议事规则示范文本：三分之二以上到会，到会代表过半数赞成"),
        quorum=_TWO_THIRDS_THERE,
        threshold=_HALF_OF_PRESENT,
        may_be_secret=True,
        recusal_leaves_roll=True,
    ),
    RuleSet(
        preset="two_groups",
        version=2,
        title=N_("分组表决"),
        citation=N_("分组表决通行做法：各组到会者分别过半数赞成"),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
        by_groups=True,
        recusal_leaves_roll=True,
    ),
)

_OWNERS = (
    RuleSet(
        preset="owners_ordinary",
        version=1,
        title=N_("业主共同决定（一般事项）"),
        citation=N_("《中华人民共和国民法典》第二百七十八条第一款第一至五项、第九项，第二款"),
        in_force=_CIVIL_CODE,
        quorum=_TWO_THIRDS_THERE,
        threshold=_HALF_OF_PAPERS,
        measures=_HEADS_AND_AREA,
        quorum_of=QuorumOf.PARTICIPATING,
        notice_days=_OWNERS_NOTICE,
        short_notice_blocks=True,
    ),
    RuleSet(
        preset="owners_special",
        version=1,
        title=N_("业主共同决定（筹集维修资金、改建重建、改变共有部分用途）"),
        citation=N_("《中华人民共和国民法典》第二百七十八条第一款第六至八项，第二款"),
        in_force=_CIVIL_CODE,
        quorum=_TWO_THIRDS_THERE,
        threshold=_THREE_QUARTERS_OF_PAPERS,
        measures=_HEADS_AND_AREA,
        quorum_of=QuorumOf.PARTICIPATING,
        notice_days=_OWNERS_NOTICE,
        short_notice_blocks=True,
    ),
    RuleSet(
        preset="objection_only",
        version=1,
        title=N_("异议表决"),
        citation=N_("异议表决通行做法：逐户送达，异议者的人数和面积都不超过三分之一即为通过；以当地规定和管理规约为准"),
        quorum=Test(Basis.ENTITLED, Fraction(1), strict=False),
        threshold=Test(Basis.ENTITLED, Fraction(1, 3), strict=True),
        measures=_HEADS_AND_AREA,
        quorum_of=QuorumOf.DELIVERED,
        objection_only=True,
        may_change_vote=True,
    ),
)

_TALK = RuleSet(preset="talk", version=2, title=N_("恳谈，不表决"), citation=N_("恳谈会、板凳会不作有约束力的表决"))

PRESETS: dict[str, RuleSet] = {rule_set.preset: rule_set for rule_set in (*_SITTINGS, *_OWNERS, _TALK)}
