"""The draft 会议纪要, written from the record: Markdown in the wording of official minutes (domain.md §6); pure.

The paper is Chinese whatever language the screens speak. What the record doesn't hold is left out, never said as 无.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agenda.ballots.closing import NEEDS_VOTE
from agenda.ballots.rules import Outcome
from agenda.floor.rules import Stance
from forum.errors import Sentence
from forum.markdown import escaped
from minutes.drafting import fields, wording
from minutes.drafting.exchange import exchanged
from minutes.drafting.follow_up import action_sheet, carried_over, follow_up
from minutes.drafting.overview import overview
from minutes.drafting.record import (
    Assigned,
    Counted,
    ItemRecord,
    MotionRecord,
    SessionRecord,
    Speech,
    TopicRecord,
)
from minutes.drafting.sections import OVERVIEW, Part, composed
from minutes.scribe.models import Kind as NoteKind

STANCES = {Stance.FOR: "赞成", Stance.AGAINST: "反对", Stance.QUESTION: "提问"}
_SPACES = re.compile(r"(?<=[^\x00-\x7f]) (?=[0-9])|(?<=[0-9]) (?=[^\x00-\x7f])")
_WHETHER = re.compile(r"^(本次会议|会议)?是否(同意)?(?P<what>.+?)[?？。]*$")


def draft(record: SessionRecord) -> str:
    """The whole text as it reads, figures and all."""
    return fields.plain(composed(drafted(record)))


def drafted(record: SessionRecord) -> list[Part]:
    """The sections, with what is bound to the record between marks; those with nothing to say are empty."""
    discussed = [item for item in record.items if not item.carried_over or _begun(item)]
    actions = [action for item in discussed for action in item.actions]
    return [
        Part(OVERVIEW, "", overview(record)),
        Part("follow-up", "上次会议议定事项落实情况", follow_up(record.last) if record.last else ""),
        *(Part(f"item-{at}", item.title, _item(item)) for at, item in enumerate(discussed, 1)),
        Part("carried-over", "转入下次会议的议题", carried_over(record)),
        Part("actions", "任务分解表", fields.bound("任务分解表", action_sheet(actions)) if actions else ""),
    ]


def said(sentence: Sentence) -> str:
    """A verdict's sentence as the paper has it: in Chinese, and without the screen's blanks around figures."""
    return _SPACES.sub("", sentence.said(lambda text: text))


# ---- an item -----------------------------------------------------------------------------------------------------


def _item(item: ItemRecord) -> str:
    sections = [
        ("基本情况", _background(item.topic) if item.topic else ""),
        ("清单互通", exchanged(item.exchange) if item.exchange else ""),
        ("主要意见", _views(item)),
        ("表决情况", "\n\n".join(filter(None, [*_voting(item)]))),
        ("议定事项", _decisions(item)),
    ]
    filled = [(title, text) for title, text in sections if text]
    if not filled:
        return "会议对该事项进行了讨论。"
    return "\n\n".join(
        f"### （{wording.numeral(number)}）{title}\n\n{text}" for number, (title, text) in enumerate(filled, 1)
    )


def _voting(item: ItemRecord) -> list[str]:
    aside = "；".join(f"{escaped(one.name)}就该事项回避（{escaped(one.reason)}）" for one in item.aside)
    return [f"{aside}。" if aside else "", *map(_motion, item.motions), *map(_vote, item.questions)]


def _background(topic: TopicRecord) -> str:
    seconded = f"，{topic.seconds}人附议" if topic.seconds else ""
    return (
        f"该议题由{escaped(topic.proposer)}于{wording.full_date(topic.proposed_on)}提出{seconded}，"
        f"类别为{topic.category}，涉及{escaped(topic.place)}。议题反映：{wording.ended(escaped(_run_on(topic.text)))}"
    )


def _run_on(text: str) -> str:
    """Several lines as one sentence after the other."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "".join(line if line[-1] in "。！？；，、：" else f"{line}，" for line in lines).rstrip("，")


def _views(item: ItemRecord) -> str:
    parts = [f"会议听取了{_speakers(item.speeches)}的发言。"] if item.speeches else []
    if item.written:
        parts.append("与会人员提出以下意见：")
        written = (f"{escaped(one.speaker)}提出：{wording.ended(escaped(one.text))}" for one in item.written)
        parts.append(_numbered(written))
    parts += _noted(item, NoteKind.OPINION, "会议认为，")
    return "\n\n".join(parts)


def _noted(item: ItemRecord, kind: NoteKind, begins: str) -> list[str]:
    """What the recorder noted of that kind, a paragraph each."""
    return [f"{begins}{wording.ended(escaped(one.text))}" for one in item.noted if one.kind is kind]


def _speakers(speeches: Sequence[Speech]) -> str:
    """Each once, in the order of the first turn, with every stance taken."""
    taken: dict[str, list[str]] = {}
    for speech in speeches:
        stances = taken.setdefault(speech.speaker, [])
        if speech.stance and STANCES[speech.stance] not in stances:
            stances.append(STANCES[speech.stance])
    names = (escaped(name) + (f"（{'、'.join(stances)}）" if stances else "") for name, stances in taken.items())
    return wording.joined(names)


# ---- ballots -----------------------------------------------------------------------------------------------------


def _motion(motion: MotionRecord) -> str:
    moved = _moved(motion)
    amended = [_amendment(one) for one in motion.amendments]
    voted = [_vote(one) for one in motion.ballots] or ["该动议未付表决。"] * bool(moved)
    if amended:
        return "\n\n".join([moved, *amended, *voted])
    return moved + "\n\n".join(voted)


def _moved(motion: MotionRecord) -> str:
    """Nothing of a plain question of the chair's: its ballot says it."""
    if not motion.mover and not motion.amendments:
        return ""
    seconded = f"，{escaped(motion.seconder)}附议" if motion.seconder else ""
    who = f"{escaped(motion.mover)}提出动议" if motion.mover else "主持人提请会议表决"
    return f"{who}：“{_bare(motion.original or motion.text)}”{seconded}。"


def _amendment(amendment: MotionRecord) -> str:
    """Both texts: the one as it would read, after the one that it was to change."""
    seconded = f"，{escaped(amendment.seconder)}附议" if amendment.seconder else ""
    who = escaped(amendment.mover) if amendment.mover else "主持人"
    moved = f"{who}提出修正案，将“{_bare(amendment.original)}”改为“{_bare(amendment.text)}”{seconded}。"
    if not amendment.ballots:
        return f"{moved}该修正案未付表决。"
    adopted = f"修正案通过，动议改为“{_bare(amendment.text)}”。" if amendment.carried else "修正案未获通过，动议不变。"
    voted = "".join(_vote(one, of="修正案") for one in amendment.ballots)
    return moved + voted + _bound("修正", amendment.number, adopted)


def _bound(kind: str, number: int, said: str) -> str:
    return fields.bound(f"{kind}{number}", said) if number and said else said


def _vote(ballot: Counted, of: str = "") -> str:
    return _bound("表决", ballot.number, _ballot(ballot, of))


def _ballot(ballot: Counted, of: str = "") -> str:
    if ballot.void_reason:
        why = wording.ended(escaped(ballot.void_reason))
        return f"{_who(ballot)}就{of}“{_bare(ballot.question)}”进行的{_how(ballot)}已作废，不作为结果。原因：{why}"
    citation = f"依据：{escaped(ballot.citation)}。" if ballot.citation else ""
    if ballot.verdict is None:
        result = "；".join(escaped(said(one)) for one in ballot.sentences if one.text != "依据：{citation}")
        taken = f"{_who(ballot)}就{of}“{_bare(ballot.question)}”{_verb(ballot)}{_beside(ballot)}"
        return f"{taken}：{result}。{citation}{_list(ballot)}"
    figures = ballot.verdict.figures
    votes = wording.vote_figures(figures.for_, figures.against, figures.abstain, figures.silent, figures.follow)
    # The sentence of all figures is said above with 票.
    plain = f"赞成{figures.for_}，反对{figures.against}，弃权{figures.abstain}，未表决{figures.silent}"
    verdict = "；".join(sentence for sentence in map(said, ballot.verdict.sentences) if sentence != plain)
    return (
        f"{_who(ballot)}就{of}“{_bare(ballot.question)}”进行{_how(ballot)}：{votes}{_beside(ballot)}。{_by_hand(ballot)}"
        f"结果：{verdict}。依据：{escaped(ballot.verdict.citation)}。{_list(ballot)}"
    )


def _who(ballot: Counted) -> str:
    return "" if ballot.writing else "会议"


def _how(ballot: Counted) -> str:
    """记名表决, 举手表决, 无记名单选表决, 意向摸底."""
    if ballot.leaning:
        return ballot.kind
    named = "无记名" if ballot.secret else "记名"
    if ballot.kind in {"", "赞成反对弃权"}:
        return f"{named}表决"
    if ballot.kind in {"举手", "异议表决"}:
        return f"{ballot.kind.removesuffix('表决')}表决"
    return "无异议表决" if ballot.kind == "无异议通过" else f"{named}{ballot.kind}表决"


def _verb(ballot: Counted) -> str:
    if ballot.leaning:
        return "作意向摸底"
    return "征询异议" if ballot.consent else f"进行{_how(ballot)}"


def _beside(ballot: Counted) -> str:
    """Who did not vote for themselves, and who came in late."""
    desk = ""
    if ballot.at_desk:
        ways = "、".join(f"{source}{count}票" for source, count in ballot.entered if source != "签到台代录")
        desk = f"，其中记录员代录{ballot.at_desk}票{f'（{ways}）' if ways else ''}"
    proxy = f"，其中受托人代投{ballot.by_proxy}票" if ballot.by_proxy else ""
    return desk + proxy + (f"，主持人准许表决开始后到场的{ballot.late}人参加" if ballot.late else "")


def _by_hand(ballot: Counted) -> str:
    said_ = []
    for one in ballot.by_hand:
        before = f"（监票人更正，计票人原先清点为{one.before}）" if one.before else ""
        said_.append(
            f"其中{one.source}{one.figures}，由{escaped(one.teller)}清点、{escaped(one.scrutineer)}监票{before}。"
        )
    return "".join(said_)


def _list(ballot: Counted) -> str:
    box = f"纸质票发出{ballot.box[0]}张，收回{ballot.box[1]}张。" if ballot.box else ""
    return box + (f"公布的选票清单校验值（SHA-256）：{ballot.list_hash}。" if ballot.list_hash else "")


# ---- 议定事项 ----------------------------------------------------------------------------------------------------


def _decisions(item: ItemRecord) -> str:
    parts = [_bound("议定", motion.number, _decided(motion.ballots)) for motion in item.motions if motion.ballots]
    parts += [_bound("结果", one.number, _choice(one)) for one in item.questions if not one.leaning]
    parts += _noted(item, NoteKind.DECISION, "会议决定：")
    if item.actions:
        parts.append("会议要求：")
        parts.append(_numbered(_bound("任务", one.number, _task(one)) for one in item.actions))
    parts += _noted(item, NoteKind.PENDING, "会后跟进：")
    return "\n\n".join(filter(None, parts))


def _decided(ballots: Sequence[Counted]) -> str:
    """What the last ballot of a motion that stands came to."""
    standing = _standing(ballots)
    return _decision(standing[-1]) if standing else ""


def _standing(ballots: Sequence[Counted]) -> list[Counted]:
    """Those that were to decide something, and have."""
    return [one for one in ballots if not one.void_reason and not one.leaning and one.outcome != NEEDS_VOTE]


def _choice(ballot: Counted) -> str:
    """What a question of its own came to: the rules' verdict, or its first sentence."""
    if not _standing([ballot]):
        return ""
    if ballot.verdict is not None:
        return _decision(ballot)
    return f"“{_bare(ballot.question)}”：{escaped(said(ballot.sentences[0]))}。"


def _decision(ballot: Counted) -> str:
    question, outcome = _bare(ballot.question), ballot.verdict.outcome if ballot.verdict else ballot.outcome
    if outcome == Outcome.CARRIED:
        whether = _WHETHER.match(question)
        if whether:
            return f"{_who(ballot) or '表决'}同意{whether['what']}。"
        who = _who(ballot) or "表决"
        return f"{who}通过“{question}”。" if question.endswith(("？", "?")) else f"{who}决定：{wording.ended(question)}"
    if outcome == Outcome.INVALID:
        if ballot.writing:
            return f"“{question}”的表决无效，未作决定。"
        return f"“{question}”的表决未达到法定人数，表决无效，会议未作决定。"
    return f"“{question}”未获通过。"


def _task(action: Assigned) -> str:
    responsible = f"，责任人{escaped(action.responsible)}" if action.responsible else ""
    due = wording.full_date(action.due_on)
    return f"{wording.ended(escaped(action.text))}由{escaped(action.lead)}牵头{responsible}，{due}前完成。"


def _begun(item: ItemRecord) -> bool:
    """The hall had taken it up before it broke up."""
    return bool(item.speeches or item.written or item.noted or item.motions or item.questions or item.actions)


# ---- small words -------------------------------------------------------------------------------------------------


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _bare(text: str) -> str:
    return escaped(text).rstrip("。；;.")
