"""A rule set read out: what it asks and allows, sentence by sentence, for the chair's preview and the body's page."""

from __future__ import annotations

from agenda.ballots.body_rules import QuorumOf, RuleSet
from agenda.ballots.explaining import basis_name
from agenda.ballots.shares import MEASURE_NAMES, Measure, Test
from forum.errors import N_, Sentence

_QUORUMS = {
    QuorumOf.PRESENT: N_("{threshold}到会，才能表决"),
    QuorumOf.PARTICIPATING: N_("{threshold}参与表决，才有效"),
    QuorumOf.DELIVERED: N_("{threshold}送达，才有效"),
}


def described(rule_set: RuleSet) -> tuple[Sentence, ...]:
    """The tests first, then what is allowed."""
    if rule_set.threshold is None:
        return (Sentence(N_("只议事，不作有约束力的表决")),)
    said = [_quorum(rule_set), _threshold(rule_set, rule_set.threshold), *_counted(rule_set)]
    return (*said, *(Sentence(text) for text in _allowed(rule_set)), *_limits(rule_set), *_silence(rule_set))


def _quorum(rule_set: RuleSet) -> Sentence:
    if rule_set.quorum is None:
        return Sentence(N_("不设法定人数"))
    return Sentence(_QUORUMS[rule_set.quorum_of], {"threshold": rule_set.quorum.name})


def _threshold(rule_set: RuleSet, test: Test) -> Sentence:
    params = {"basis": basis_name(rule_set, test), "threshold": test.name}
    if rule_set.objection_only:
        return Sentence(N_("异议{threshold}即不通过，按{basis}计"), params)
    return Sentence(N_("赞成{threshold}才通过，按{basis}计"), params)


def _counted(rule_set: RuleSet) -> list[Sentence]:
    said = []
    if len(rule_set.measures) > 1:
        names = {"first": Sentence(MEASURE_NAMES[rule_set.measures[0]])}
        names["second"] = Sentence(MEASURE_NAMES[rule_set.measures[1]])
        text = N_("{first}和{second}各算一次，任一项超过即不通过") if rule_set.objection_only else None
        said.append(Sentence(text or N_("{first}和{second}都要达到"), names))
    elif rule_set.measures != (Measure.HEADS,):
        said.append(Sentence(N_("按{measure}计"), {"measure": Sentence(MEASURE_NAMES[rule_set.measures[0]])}))
    if rule_set.by_groups:
        said.append(Sentence(N_("各组分别计票，都通过才算通过")))
    if rule_set.seats == "units":
        said.append(Sentence(N_("一单位一票")))
    return said


def _allowed(rule_set: RuleSet) -> list[str]:
    return [
        N_("可以无记名") if rule_set.may_be_secret else N_("只能记名"),
        N_("结束前可以改票") if rule_set.may_change_vote else N_("投出不能改"),
        N_("相等时主持人投决定票") if rule_set.chair_breaks_tie else N_("相等即不通过"),
        N_("回避的人不计入名册") if rule_set.recusal_leaves_roll else N_("回避的人仍计入名册"),
        N_("远程参加的算到会") if rule_set.remote_counts else N_("远程参加的不算到会"),
        N_("委托人算到会") if rule_set.proxied_counts else N_("委托人不算到会"),
        *([N_("当选人空出的名额由得票次多的递补")] if rule_set.next_in_line else []),
    ]


def _limits(rule_set: RuleSet) -> list[Sentence]:
    most, days = rule_set.proxies_at_most, rule_set.notice_days
    proxies = Sentence(N_("一人最多受 {most} 人委托"), {"most": most}) if most else Sentence(N_("不能委托"))
    late = (
        N_("提前 {days} 天通知，不足不能开") if rule_set.short_notice_blocks else N_("提前 {days} 天通知，不足要说明")
    )
    return [proxies, *([Sentence(late, {"days": days})] if days else [])]


def _silence(rule_set: RuleSet) -> list[Sentence]:
    if not rule_set.silence_clause:
        return []
    text = (
        N_("已送达未回的随多数计入：{clause}")
        if rule_set.silence_binds
        else N_("已送达未回的另计一次，不作为结果：{clause}")
    )
    return [Sentence(text, {"clause": rule_set.silence_clause})]
