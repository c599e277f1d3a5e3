"""The events of a session in words: 会议记录, who did what, in order; pure.

An event holds ids: `Names` says what they stand for. What a table knows better (the text of a motion, the verdict of a
ballot) is taken from there, so that the record reads the same however often it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from agenda.floor.order import STOP_REASON_NAMES
from agenda.floor.rules import HandKind, Stance, StopReason
from agenda.whistles.models import CALL_STATE_NAMES, CallState
from forum import clock
from forum.errors import N_, Sentence
from minutes.notices.rules import Counts, outcome_said
from minutes.record.arrivals import ARRIVALS
from minutes.record.arrivals import of_seat as _seat
from minutes.record.arrivals import who as _who
from minutes.record.happening import Happened, Line, Names, Told
from minutes.record.talk import TALK

__all__ = ["TOLD", "Happened", "Line", "Names", "told"]


def told(event: Happened, names: Names) -> Line | None:
    """None for what is no part of the proceedings: links to a projector, hands that went up and down."""
    if event.kind not in TOLD:
        return None
    said = TOLD[event.kind](event, names)
    sentences = (said,) if isinstance(said, Sentence) else said
    return Line(event.at, sentences, heading=event.kind == "item.opened") if sentences else None


def _plain(text: str) -> Callable[[Happened, Names], Told]:
    return lambda event, names: Sentence(text)


def _by(text: str) -> Callable[[Happened, Names], Told]:
    """{who} is who acted."""
    return lambda event, names: Sentence(text, {"who": names.people.get(event.by or 0, "")})


def _item(text: str) -> Callable[[Happened, Names], Told]:
    def tell(event: Happened, names: Names) -> Told:
        position, title = names.items.get(event.data["item"], (0, ""))
        return Sentence(text, {"position": position, "title": title})

    return tell


def _motion(text: str) -> Callable[[Happened, Names], Told]:
    def tell(event: Happened, names: Names) -> Told:
        said = {"text": names.motions.get(event.data["motion"], "")}
        words = text
        if event.data.get("of"):
            words = N_("{who}提出程序性动议：{text}") if "seat" in event.data else N_("主持人提出程序性动议：{text}")
        return Sentence(words, said | ({"who": _who(names, event.data["seat"])} if "seat" in event.data else {}))

    return tell


def _put(own: str, aloud: str) -> Callable[[Happened, Names], Told]:
    """By the chair: its own, or one that {who} moved and {seconder} seconded in the hall."""

    def tell(event: Happened, names: Names) -> Told:
        if "seconder" not in event.data:
            return _motion(own)(event, names)
        said = {"text": names.motions.get(event.data["motion"], ""), "who": _who(names, event.data["seat"])}
        words = N_("{who}在会场提出程序性动议，{seconder}附议：{text}") if event.data.get("of") else aloud
        return Sentence(words, said | {"seconder": _who(names, event.data["seconder"])})

    return tell


def _withdrawn(event: Happened, names: Names) -> Told:
    return Sentence(N_("征得会场同意，动议撤回") if event.data.get("consent") else N_("动议撤回"))


def _split(event: Happened, names: Names) -> Told:
    return Sentence(N_("动议分{n}部分表决"), {"n": len(event.data["parts"])})


def _recessed(event: Happened, names: Names) -> Told:
    text = N_("休息{minutes}分钟") if event.data["motion"] else N_("主持人征得会场同意，休息{minutes}分钟")
    return Sentence(text, {"minutes": event.data["minutes"]})


def _longer_recess(event: Happened, names: Names) -> Told:
    return Sentence(N_("主持人延长休息{minutes}分钟"), {"minutes": event.data["minutes"]})


def _referred(event: Happened, names: Names) -> Told:
    position, _ = names.items.get(event.data["item"], (0, ""))
    said = {"position": position, "whom": names.reasons.get(("referred", event.data["item"]), "")}
    return Sentence(N_("第{position}项交{whom}研究"), said)


def _floor(event: Happened, names: Names) -> Told:
    texts = {
        Stance.FOR: N_("{who}发言，表示赞成"),
        Stance.AGAINST: N_("{who}发言，表示反对"),
        Stance.QUESTION: N_("{who}发言，提出问题"),
    }
    urgent = {HandKind.REPLY: N_("{who}答辩"), HandKind.ORDER_POINT: N_("{who}提出程序问题")}
    stance, kind = names.hands.get(event.data["hand"]), names.hand_kinds.get(event.data["hand"])
    text = urgent.get(kind or HandKind.SPEECH) or (texts[stance] if stance else N_("{who}发言"))
    said = Sentence(text, {"who": _who(names, event.data["seat"])})
    overruled = Sentence(N_("主持人没有按建议的次序"))
    return (said, overruled) if event.data.get("overruled") else said


def _noted(text: str) -> Callable[[Happened, Names], Told]:
    def tell(event: Happened, names: Names) -> Told:
        kind, noted = names.notes.get(event.data["note"], ("", ""))
        return Sentence(text, {"kind": Sentence(kind), "text": noted})

    return tell


def _extended(event: Happened, names: Names) -> Told:
    said = {"who": _who(names, event.data["seat"]), "seconds": event.data["seconds"]}
    return Sentence(N_("征得会场同意，{who}的发言延长{seconds}秒"), said)


def _stopped(event: Happened, names: Names) -> Told:
    reason = Sentence(STOP_REASON_NAMES[StopReason(event.data["reason"])])
    return Sentence(N_("主持人制止了{who}的发言：{reason}"), {"who": _who(names, event.data["seat"]), "reason": reason})


def _opened(event: Happened, names: Names) -> Told:
    figures = {"entitled": event.data.get("entitled", 0), "present": event.data.get("present", 0)}
    question = {"question": names.ballots.get(event.data["ballot"], "")}
    return (Sentence(N_("开始表决：{question}"), question), Sentence(N_("应到 {entitled}，实到 {present}"), figures))


def _closed(event: Happened, names: Names) -> Told:
    return (Sentence(N_("表决结束，主持人宣布结果")), *names.verdicts.get(event.data["ballot"], ()))


def _voided(event: Happened, names: Names) -> Told:
    reason = names.reasons.get(("void", event.data["ballot"]), "")
    return Sentence(N_("这次表决作废，原因：{reason}"), {"reason": reason})


def _tie_broken(event: Happened, names: Names) -> Told:
    for_ = event.data["choice"] == "for"
    return Sentence(N_("主持人投决定票：赞成") if for_ else N_("主持人投决定票：反对"))


def _confirmed(event: Happened, names: Names) -> Told:
    corrected = event.data.get("corrected")
    return Sentence(N_("监票人更正并确认了清点的票数") if corrected else N_("监票人确认了清点的票数"))


def _action(text: str) -> Callable[[Happened, Names], Told]:
    return lambda event, names: Sentence(text, {"text": names.actions.get(event.data["action"], "")})


def _brought(text: str, kind: str) -> Callable[[Happened, Names], Told]:
    """What a unit brought to the table; nothing of what was struck again."""

    def tell(event: Happened, names: Names) -> Told:
        what = (names.needs if kind == "need" else names.resources).get(event.data[kind], "")
        return Sentence(text, {"unit": names.units.get(event.data["unit"], ""), "text": what}) if what else ()

    return tell


def _claimed(text: str, kind: str) -> Callable[[Happened, Names], Told]:
    """A wish or an order that a seat took on here."""

    def tell(event: Happened, names: Names) -> Told:
        what = (names.wishes if kind == "wish" else names.orders).get(event.data[kind], "")
        return Sentence(text, {"who": _who(names, event.data["seat"]), "text": what}) if what else ()

    return tell


def _turn_ended(event: Happened, names: Names) -> Told:
    texts = {"nothing": N_("{who}没有要报的"), "passed": N_("先跳过{who}")}
    text = texts.get(event.data["state"])
    return Sentence(text, {"who": _who(names, event.data["seat"])}) if text else ()


def _moved(event: Happened, names: Names) -> Told:
    before, after = (clock.local(datetime.fromisoformat(event.data[name])) for name in ("before", "after"))
    if before == after:
        return Sentence(N_("会议换了地点"))
    said = {"before": f"{before:%Y-%m-%d %H:%M}", "after": f"{after:%Y-%m-%d %H:%M}"}
    return Sentence(N_("会议改期：原定{before}，改为{after}"), said)


def whistled(at: datetime, who: str, units: int, due_at: datetime) -> Line:
    """The whistle came before the session had a room of its own. Without `who` it was blown by rule."""
    text = N_("{who}吹哨，召集{n}家单位，{due}前报到") if who else N_("按督办的规则吹哨，召集{n}家单位，{due}前报到")
    said = {"who": who, "n": units, "due": f"{clock.local(due_at):%H:%M}"}
    return Line(at, (Sentence(text, said),))


def _reported(event: Happened, names: Names) -> Told:
    state = Sentence(CALL_STATE_NAMES[CallState(event.data["state"])])
    return Sentence(N_("{who}报到：{state}"), {"who": _who(names, event.data["seat"]), "state": state})


def _on_notice(event: Happened, names: Names) -> Told:
    days = {name: event.data[name] for name in ("first", "last")}
    return Sentence(N_("会议纪要公示：{first}至{last}"), days)


def _notice_ended(event: Happened, names: Names) -> Told:
    counts = Counts(event.data["raised"], event.data["upheld"], event.data["dismissed"])
    day = Sentence(N_("{day}结束公示"), {"day": f"{clock.local(event.at):%Y-%m-%d}"})
    return (day, outcome_said(counts))


def _adjusted(text: str) -> Callable[[Happened, Names], Told]:
    def tell(event: Happened, names: Names) -> Told:
        word, why = (names.reasons.get((key, event.data["adjustment"]), "") for key in ("word", "why"))
        return Sentence(text, {"word": word, "why": why})

    return tell


TOLD: Mapping[str, Callable[[Happened, Names], Told]] = {
    **ARRIVALS,
    "session.closed": _by(N_("{who}宣布闭会")),
    "session.moved": _moved,
    "session.adjourned": _by(N_("没有到法定人数，{who}宣布休会改期，没议完的转到续会")),
    "session.recessed": _recessed,
    "session.recess_extended": _longer_recess,
    "session.recess_undone": _plain(N_("主持人撤回休息，会议继续")),
    "session.recess_extension_undone": _plain(N_("主持人撤回延长的休息")),
    "session.resumed": _plain(N_("会议恢复")),
    "session.resuming_undone": _plain(N_("主持人撤回恢复会议，继续休息")),
    "session.extended": _plain(N_("延长了截止时间")),
    "whistle.reported": _reported,
    "session.entered": _by(N_("会议在纸上召开，会后由{who}补录")),
    "chair.taken": _by(N_("由{who}主持")),
    "note.taken": _noted(N_("记录员记下{kind}：{text}")),
    "note.struck": _noted(N_("记录员划掉了误记的：{text}")),
    "item.opened": _item(N_("第{position}项：{title}")),
    "item.opening_undone": _item(N_("第{position}项没有开始，主持人撤回")),
    "item.closed": _item(N_("第{position}项议毕")),
    "item.reopened": _item(N_("会议回到第{position}项：{title}")),
    "item.debate_closed": _plain(N_("这一项的辩论结束")),
    "item.put_off": _item(N_("“{title}”移到后面，改为第{position}项")),
    "item.referred": _referred,
    "item.carried_over": _item(N_("第{position}项“{title}”转下次会议")),
    "floor.given": _floor,
    "floor.giving_undone": _seat(N_("主持人撤回请{who}发言，{who}回到发言队列")),
    "floor.yield_undone": _seat(N_("{who}继续发言")),
    "floor.extended": _extended,
    "floor.extension_undone": _seat(N_("主持人撤回{who}的发言的延长")),
    "floor.stopped": _stopped,
    "floor.paused": _seat(N_("{who}的发言暂停")),
    "floor.resumed": _seat(N_("{who}继续发言")),
    "motion.moved": _motion(N_("{who}提出动议：{text}")),
    "motion.seconded": _motion(N_("{who}附议")),
    "motion.put": _put(N_("主持人提请会议表决：{text}"), N_("{who}在会场提出，{seconder}附议，提请会议表决：{text}")),
    "motion.putting_undone": _motion(N_("主持人收回刚提出的：{text}")),
    "motion.withdrawn": _withdrawn,
    "motion.split": _split,
    "motion.reconsidered": _motion(N_("动议回到会上重新讨论：{text}")),
    "motion.amendment_moved": _motion(N_("{who}提出修正案，改为：{text}")),
    "motion.amendment_put": _put(
        N_("主持人提出修正案，改为：{text}"), N_("{who}在会场提出修正案，{seconder}附议，改为：{text}")
    ),
    "ballot.opened": _opened,
    "ballot.reminded": _plain(N_("主持人提醒还没有投的人")),
    "ballot.admitted": _seat(N_("主持人准许后到的{who}参加这次表决")),
    "block.entered": _plain(N_("录入了清点的票数")),
    "block.confirmed": _confirmed,
    "block.struck": _plain(N_("删去了录错的票数")),
    "ballot.closed": _closed,
    "ballot.tie_broken": _tie_broken,
    "ballot.voided": _voided,
    "action.assigned": _action(N_("记下任务：{text}")),
    "action.corrected": _action(N_("改正任务：{text}")),
    "action.withdrawn": _action(N_("任务作废：{text}")),
    **TALK,
    "turn.called": _seat(N_("请{who}报需求和资源")),
    "turn.ended": _turn_ended,
    "need.raised": _brought(N_("{unit}提出需求：{text}"), "need"),
    "need.claimed": _brought(N_("{unit}认领需求：{text}"), "need"),
    "wish.claimed": _claimed(N_("{who}认领微心愿：{text}"), "wish"),
    "order.claimed": _claimed(N_("{who}接单：{text}"), "order"),
    "notice.begun": _on_notice,
    "notice.ended": _notice_ended,
    "minutes.word_kept": _adjusted(N_("会议纪要公开版不隐“{word}”：{why}")),
    "minutes.word_hidden": _adjusted(N_("会议纪要公开版另外隐去“{word}”：{why}")),
    "minutes.word_released": _adjusted(N_("会议纪要公开版对“{word}”照规则办")),
    "resource.offered": _brought(N_("{unit}提供资源：{text}"), "resource"),
}
"""By the kind of event. Sentences of a secret ballot say no more than its announcement did."""
