"""What is allowed now: RuleBroken with the reason if it is not."""

from __future__ import annotations

from datetime import datetime, timedelta

from agenda.ballots import explaining
from agenda.ballots.body_rules import RuleSet
from agenda.ballots.counting import Roll
from agenda.ballots.quorums import quorum
from forum.errors import N_, BadInput, RuleBroken, Sentence


def check_open(rule_set: RuleSet, roll: Roll, *, question: str, another_open: bool) -> None:
    """May the chair open this ballot? RuleBroken if not; quorum comes last, since it is what time can mend."""
    if not rule_set.binding:
        raise RuleBroken(N_("恳谈会不作表决。"))
    check_one_at_a_time(question=question, another_open=another_open)
    if rule_set.by_groups:
        _check_groups(roll)
    if rule_set.weighed and not (roll.weighed and roll.weighed.entitled):
        raise RuleBroken(N_("{why}，不能表决。"), why=explaining.no_weights(rule_set.weighed))
    there = quorum(rule_set, roll.entitled, roll.present, roll.weighed)
    if not there.met:
        raise RuleBroken(N_("{quorum}，不能表决。"), quorum=there.sentence)
    if not roll.entitled:
        raise RuleBroken(N_("名册是空的，没有人可以表决。"))


def check_one_at_a_time(*, question: str, another_open: bool) -> None:
    """All that a temperature check needs: it decides nothing, and asks for no quorum."""
    if not question.strip():
        raise RuleBroken(N_("请先写明付表决的问题。"))
    if another_open:
        raise RuleBroken(N_("另一项表决还没有结束，一次只表决一件事。"))


def _check_groups(roll: Roll) -> None:
    if len(roll.groups) < 2:
        raise RuleBroken(N_("按组表决至少要有两个组，请先在名册上分组。"))
    without = roll.entitled - sum(group.entitled for group in roll.groups.values())
    if without:
        raise RuleBroken(N_("按组表决，还有 {count} 人没有分组。"), count=without)


def check_secret(rule_set: RuleSet) -> None:
    if not rule_set.may_be_secret:
        raise RuleBroken(N_("按规则这项表决要记名，不能无记名。"))


def check_cast(rule_set: RuleSet, *, is_open: bool, on_roll: bool, has_voted: bool) -> None:
    """May this seat's vote be taken? RuleBroken if not. A vote of any source blocks a second from any other."""
    if not is_open:
        raise RuleBroken(N_("表决已经结束。"))
    if not on_roll:
        raise RuleBroken(N_("不在本次表决的名单上。"))
    if has_voted and not rule_set.may_change_vote:
        raise RuleBroken(N_("已经投过票，按规则不能更改。"))


def check_close(*, is_open: bool) -> None:
    if not is_open:
        raise RuleBroken(N_("表决已经结束。"))


def check_prepared(*, is_opened: bool, is_withdrawn: bool) -> None:
    """May what was prepared still be changed, printed anew or opened?"""
    if is_withdrawn:
        raise RuleBroken(N_("这项备好的表决已经撤下。"))
    if is_opened:
        raise RuleBroken(N_("这项备好的表决已经打开过。"))


def check_box(*, handed_out: int, returned: int) -> None:
    """Printed papers of a secret ballot: what comes out of the box was handed out."""
    if returned > handed_out:
        raise RuleBroken(
            N_("录入的纸质票有 {returned} 张，领票的只有 {handed_out} 人：先勾上漏记的领票人。"),
            returned=returned, handed_out=handed_out,
        )  # fmt: skip


def check_remind(*, is_open: bool, by_everybody: bool, missing: int) -> None:
    """`by_everybody`: the question wants an answer of each, not only of who objects."""
    check_close(is_open=is_open)
    if not by_everybody:
        raise RuleBroken(N_("这次不用人人都投，不提醒。"))
    if not missing:
        raise RuleBroken(N_("都投过了，不用提醒。"))


def check_void(reason: str, *, is_void: bool, is_last: bool) -> None:
    if is_void:
        raise RuleBroken(N_("这次表决已经作废。"))
    if not is_last:
        raise RuleBroken(N_("之后又表决过，不能再作废这一次。"))
    if not reason.strip():
        raise BadInput({"reason": Sentence(N_("请写明作废的原因，原因会记入会议记录。"))})


def check_mandate(rule_set: RuleSet, *, held: int) -> None:
    """May somebody who holds so many mandates take one more?"""
    if not rule_set.proxies_at_most:
        raise RuleBroken(N_("按规则不能委托他人表决。"))
    if held >= rule_set.proxies_at_most:
        raise RuleBroken(N_("一人最多受 {most} 人委托。"), most=rule_set.proxies_at_most)


def check_notice(rule_set: RuleSet, noticed_at: datetime, starts_at: datetime) -> Sentence | None:
    """The warning for a short notice, None for one in time; RuleBroken where the rule set lets it block."""
    if starts_at - noticed_at >= timedelta(days=rule_set.notice_days):
        return None
    if rule_set.short_notice_blocks:
        raise RuleBroken(N_("按规则要提前 {days} 天通知，现在发通知已经来不及，请改期。"), days=rule_set.notice_days)
    return Sentence(N_("按规则要提前 {days} 天通知，现在不足，将记入会议记录。"), {"days": rule_set.notice_days})
