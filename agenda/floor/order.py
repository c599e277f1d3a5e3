"""A body's rules of order as they are chosen and read: ready sets, and what a set says in plain sentences; pure."""

from __future__ import annotations

from dataclasses import replace

from agenda.floor.rules import FloorRules, Majority, StopReason
from forum.errors import N_, RuleBroken, Sentence

PRESETS = {
    "two_by_two": (N_("议事厅2分钟×2次"), FloorRules()),
    "three_by_two": (N_("3分钟×2次"), FloorRules(minutes_per_speech=3)),
    "talk": (
        N_("恳谈会，不限"),
        FloorRules(
            minutes_per_speech=0,
            speeches_per_item=0,
            alternate=False,
            questions_count=False,
            warning_seconds=0,
            extra_seconds=0,
        ),
    ),
}

STOP_REASON_NAMES = {
    StopReason.OFF_TOPIC: N_("跑题"),
    StopReason.PERSONAL: N_("人身攻击"),
    StopReason.OVER_TIME: N_("超时不停"),
    StopReason.DISORDER: N_("打断别人、扰乱秩序"),
}


MAJORITIES = {
    "recess_majority": N_("休息"),
    "close_debate_majority": N_("结束辩论"),
    "postpone_majority": N_("延期"),
    "refer_majority": N_("交付研究"),
    "reconsider_majority": N_("复议"),
}
"""The settings of procedural motions, with what each is about."""

MAJORITY_NAMES = {
    Majority.HALF: N_("过半数"),
    Majority.TWO_THIRDS: N_("三分之二以上"),
}


LIMITS = {
    "minutes_per_speech": {"ge": 0, "le": 60},
    "speeches_per_item": {"ge": 0, "le": 20},
    "warning_seconds": {"ge": 0, "le": 300},
    "extra_seconds": {"ge": 0, "le": 600},
}
"""The least and the most that the form takes."""


def check_adoption(now: FloorRules, chosen: FloorRules) -> None:
    """RuleBroken where nothing would change."""
    if now == chosen:
        raise RuleBroken(N_("这和现在的规则一样，没有什么要改。"))


def fitting(chosen: FloorRules) -> FloorRules:
    """Where speeches have no limit there is nothing to warn of and nothing to grant."""
    return chosen if chosen.minutes_per_speech else replace(chosen, warning_seconds=0, extra_seconds=0)


def preset_of(rules: FloorRules) -> str:
    """The ready set this is, "" for one's own."""
    return next((name for name, (_, ready) in PRESETS.items() if ready == rules), "")


def described(rules: FloorRules) -> tuple[Sentence, ...]:
    """Every setting in words."""
    return (*_limits(rules), *_turns(rules), *_clock(rules), *_procedure(rules), *_writing(rules))


def _procedure(rules: FloorRules) -> tuple[Sentence, ...]:
    """By 《罗伯特议事规则》 half carries what only arranges the business, and two thirds what takes the floor away."""
    named = {name: Sentence(MAJORITY_NAMES[getattr(rules, name)]) for name in MAJORITIES}
    text = N_(
        "程序性动议：休息{recess_majority}，延期{postpone_majority}，交付研究{refer_majority}，"
        "复议{reconsider_majority}，结束辩论{close_debate_majority}赞成才通过（《罗伯特议事规则》）。"
    )
    winners = N_("复议由当时投票赢的一方提；无记名的和只记总数的查不到谁投了什么，由提出的人自己说明。")
    anybody = N_("复议谁都可以提。")
    return (Sentence(text, named), Sentence(winners if rules.reconsider_by_winners else anybody))


def _limits(rules: FloorRules) -> tuple[Sentence, ...]:
    minutes, times = rules.minutes_per_speech, rules.speeches_per_item
    length = Sentence(N_("每次发言不超过{n}分钟。"), {"n": minutes}) if minutes else Sentence(N_("发言不限时。"))
    often = Sentence(N_("每人每项议题最多发言{n}次。"), {"n": times}) if times else Sentence(N_("发言不限次数。"))
    if not times:
        return (length, often)
    counts = N_("提问也算一次发言。") if rules.questions_count else N_("提问不算发言次数。")
    return (length, often, Sentence(counts))


def _turns(rules: FloorRules) -> tuple[Sentence, ...]:
    first = N_("还没有发言的人优先。") if rules.unheard_first else N_("发过言的人不排在后面。")
    turns = N_("赞成、反对轮流发言。") if rules.alternate else N_("不按赞成、反对轮流。")
    stance = N_("举手要先说明：赞成、反对还是提问。") if rules.state_stance else N_("举手不用先说明赞成还是反对。")
    urgent = N_("程序问题最先，被问到的人答辩其次；都不占发言次数。")
    return (Sentence(first), Sentence(turns), Sentence(stance), Sentence(urgent))


def _clock(rules: FloorRules) -> tuple[Sentence, ...]:
    if not rules.minutes_per_speech:
        return ()
    warned = N_("剩{n}秒时提醒。") if rules.warning_seconds else N_("时间快到时不提醒，到时响铃。")
    extra = N_("征得会场同意，主持人一次发言最多延长{n}秒。") if rules.extra_seconds else N_("到时就停，不延长。")
    return (Sentence(warned, {"n": rules.warning_seconds}), Sentence(extra, {"n": rules.extra_seconds}))


def _writing(rules: FloorRules) -> tuple[Sentence, ...]:
    who = N_("名册上的人没到会也可以书面发言。") if rules.called_may_write else N_("签到（含远程）的人可以书面发言。")
    unnamed = N_("书面发言可以对会场不显示名字，会议记录里仍有名字。")
    return (Sentence(who), Sentence(unnamed if rules.may_be_anonymous else N_("书面发言显示名字。")))
