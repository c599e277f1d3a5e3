"""How the draft tells of motions and ballots: moved, amended, voted on, with figures, basis and verdict; pure."""

from __future__ import annotations

import re

from forum.errors import Sentence
from forum.markdown import escaped
from minutes.drafting import fields, wording
from minutes.drafting.record import Counted, MotionRecord

_SPACES = re.compile(r"(?<=[^\x00-\x7f]) (?=[0-9])|(?<=[0-9]) (?=[^\x00-\x7f])")


def said(sentence: Sentence) -> str:
    """A verdict's sentence as the paper has it: in Chinese, and without the screen's blanks around figures."""
    return _SPACES.sub("", sentence.said(lambda text: text))


def motion_told(motion: MotionRecord) -> str:
    moved = _moved(motion)
    amended = [_amendment(one) for one in motion.amendments]
    if motion.parts:
        split = f"该动议分{len(motion.parts)}部分表决。"
        return "\n\n".join(filter(None, [moved, *amended, split, *map(motion_told, motion.parts)]))
    voted = [vote(one) for one in motion.ballots] or ["该动议未付表决。"] * bool(moved)
    if motion.reopened:
        voted.append("该动议经复议，没有再付表决，原来的表决不再有效。")
    if amended:
        return "\n\n".join([moved, *amended, *voted])
    return moved + "\n\n".join(voted)


def procedure_told(motion: MotionRecord) -> str:
    seconded = f"，{escaped(motion.seconder)}附议" if motion.seconder else ""
    moved = f"{escaped(motion.mover) or '主持人'}提出程序性动议：“{bare(motion.text)}”{seconded}。"
    return moved + "".join(map(vote, motion.ballots)) if motion.ballots else f"{moved}该动议未付表决。"


def _moved(motion: MotionRecord) -> str:
    """Nothing of a plain question of the chair's: its ballot says it."""
    if not motion.mover and not motion.amendments:
        return ""
    seconded = f"，{escaped(motion.seconder)}附议" if motion.seconder else ""
    who = f"{escaped(motion.mover)}提出动议" if motion.mover else "主持人提请会议表决"
    return f"{who}：“{bare(motion.original or motion.text)}”{seconded}。"


def _amendment(amendment: MotionRecord) -> str:
    """Both texts: the one as it would read, after the one that it was to change."""
    seconded = f"，{escaped(amendment.seconder)}附议" if amendment.seconder else ""
    who = escaped(amendment.mover) if amendment.mover else "主持人"
    moved = f"{who}提出修正案，将“{bare(amendment.original)}”改为“{bare(amendment.text)}”{seconded}。"
    if not amendment.ballots:
        return f"{moved}该修正案未付表决。"
    adopted = f"修正案通过，动议改为“{bare(amendment.text)}”。" if amendment.carried else "修正案未获通过，动议不变。"
    voted = "".join(vote(one, of="修正案") for one in amendment.ballots)
    return moved + voted + bound_as("修正", amendment.number, adopted)


def bound_as(kind: str, number: int, said: str) -> str:
    return fields.bound(f"{kind}{number}", said) if number and said else said


def vote(ballot: Counted, of: str = "") -> str:
    return bound_as("表决", ballot.number, _ballot(ballot, of))


def _ballot(ballot: Counted, of: str = "") -> str:
    if ballot.void_reason:
        why = wording.ended(escaped(ballot.void_reason))
        return f"{who(ballot)}就{of}“{bare(ballot.question)}”进行的{_how(ballot)}已作废，不作为结果。原因：{why}"
    citation = f"依据：{escaped(ballot.citation)}。" if ballot.citation else ""
    if ballot.verdict is None:
        result = "；".join(escaped(said(one)) for one in ballot.sentences if one.text != "依据：{citation}")
        taken = f"{who(ballot)}就{of}“{bare(ballot.question)}”{_verb(ballot)}{_beside(ballot)}"
        return f"{taken}：{result}。{_by_hand(ballot)}{citation}{_list(ballot)}"
    figures = ballot.verdict.figures
    votes = wording.vote_figures(figures.for_, figures.against, figures.abstain, figures.silent, figures.follow)
    # The sentence of all figures is said above with 票.
    plain = f"赞成{figures.for_}，反对{figures.against}，弃权{figures.abstain}，未表决{figures.silent}"
    verdict = "；".join(sentence for sentence in map(said, ballot.verdict.sentences) if sentence != plain)
    return (
        f"{who(ballot)}就{of}“{bare(ballot.question)}”进行{_how(ballot)}：{votes}{_beside(ballot)}。{_by_hand(ballot)}"
        f"结果：{verdict}。依据：{escaped(ballot.verdict.citation)}。{_list(ballot)}"
    )


def who(ballot: Counted) -> str:
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
        if not one.figures:
            said_.append(f"{one.source}由{escaped(one.teller)}清点、{escaped(one.scrutineer)}监票。")
            continue
        before = f"（监票人更正，计票人原先清点为{one.before}）" if one.before else ""
        said_.append(
            f"其中{one.source}{one.figures}，由{escaped(one.teller)}清点、{escaped(one.scrutineer)}监票{before}。"
        )
    return "".join(said_)


def _list(ballot: Counted) -> str:
    invalid = f"，其中无效{ballot.invalid}张" if ballot.invalid else ""
    box = f"纸质票发出{ballot.box[0]}张，收回{ballot.box[1]}张{invalid}。" if ballot.box else ""
    return box + (f"公布的选票清单校验值（SHA-256）：{ballot.list_hash}。" if ballot.list_hash else "")


def bare(text: str) -> str:
    return escaped(text).rstrip("。；;.")
