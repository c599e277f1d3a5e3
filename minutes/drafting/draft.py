"""The draft 会议纪要, written from the record: Markdown in the wording of official minutes (domain.md §6); pure.

The paper is Chinese whatever language the screens speak. What the record doesn't hold is left out, never said as 无.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agenda.ballots.closing import NEEDS_VOTE
from agenda.ballots.rules import Outcome
from forum.markdown import escaped
from minutes.drafting import chapters, fields, wording
from minutes.drafting.exchange import exchanged, taken
from minutes.drafting.follow_up import follow_up
from minutes.drafting.ground import leanings
from minutes.drafting.overview import overview
from minutes.drafting.record import (
    Assigned,
    Counted,
    ItemRecord,
    MotionRecord,
    SessionRecord,
    TopicRecord,
)
from minutes.drafting.sections import OVERVIEW, Part, composed
from minutes.drafting.views import STANCES, group_notes, numbered, questions, views
from minutes.drafting.votes import bare, bound_as, motion_told, procedure_told, said, vote, who
from minutes.scribe.models import Kind as NoteKind

__all__ = ["STANCES", "draft", "drafted", "said"]

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
        Part("carried-over", "转入下次会议的议题", chapters.carried_over(record)),
        Part("actions", "任务分解表", fields.bound("任务分解表", chapters.action_sheet(actions)) if actions else ""),
        Part("steps", "办事步骤进展", chapters.ways(record)),
    ]


# ---- an item -----------------------------------------------------------------------------------------------------


def _item(item: ItemRecord) -> str:
    sections = [
        ("基本情况", _background(item.topic) if item.topic else ""),
        ("清单互通", exchanged(item.exchange) if item.exchange else ""),
        ("认领情况", taken(item.taken, item.read_out)),
        ("主要意见", _views(item)),
        ("小组讨论", group_notes(item)),
        ("提问和答复", questions(item)),
        ("意向", leanings(item.leanings)),
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
    return [
        f"{aside}。" if aside else "",
        *map(motion_told, item.motions),
        *map(procedure_told, item.procedures),
        *map(vote, item.questions),
    ]


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
    return "\n\n".join(filter(None, [views(item), *_noted(item, NoteKind.OPINION, "会议认为，")]))


def _noted(item: ItemRecord, kind: NoteKind, begins: str) -> list[str]:
    """What the recorder noted of that kind, a paragraph each."""
    return [f"{begins}{wording.ended(escaped(one.text))}" for one in item.noted if one.kind is kind]


# ---- 议定事项 ----------------------------------------------------------------------------------------------------


def _decisions(item: ItemRecord) -> str:
    parts = [bound_as("议定", motion.number, "\n\n".join(_decided(motion))) for motion in item.motions]
    if item.referred_to:
        parts.append(f"会议决定：该事项交{escaped(item.referred_to)}研究，提出意见后再议。")
    if item.postponed:
        parts.append("会议决定：该事项延期，转入下次会议再议。")
    parts += [bound_as("结果", one.number, _choice(one)) for one in item.questions if not one.leaning]
    parts += _noted(item, NoteKind.DECISION, "当场解决：" if item.on_the_spot else "会议决定：")
    if item.actions:
        parts.append("会议要求：")
        parts.append(numbered(bound_as("任务", one.number, _task(one)) for one in item.actions))
    parts += _noted(item, NoteKind.PENDING, "会后跟进：")
    return "\n\n".join(filter(None, parts))


def _decided(motion: MotionRecord) -> list[str]:
    """One voted on in parts is decided as those carried read together."""
    if motion.reopened:
        return []
    if not motion.parts:
        return [_decision(ballot) for ballot in _last(motion.ballots)]
    lost = [f"“{bare(part.text)}”未获通过。" for part in motion.parts if part.ballots and not part.carried]
    return ([f"会议决定：{bare(motion.text)}。"] if motion.carried else []) + lost


def _last(ballots: Sequence[Counted], *, each: bool = False) -> list[Counted]:
    """Those that stand and were to decide something; of a motion the last, of questions `each`."""
    standing = [one for one in ballots if not one.void_reason and not one.leaning and one.outcome != NEEDS_VOTE]
    return standing if each else standing[-1:]


def _choice(ballot: Counted) -> str:
    """What a question of its own came to: the rules' verdict, or its first sentence."""
    if not _last([ballot]):
        return ""
    if ballot.verdict is not None:
        return _decision(ballot)
    return f"“{bare(ballot.question)}”：{escaped(said(ballot.sentences[0]))}。"


def _decision(ballot: Counted) -> str:
    question, outcome = bare(ballot.question), ballot.verdict.outcome if ballot.verdict else ballot.outcome
    if outcome == Outcome.CARRIED:
        whether = _WHETHER.match(question)
        if whether:
            return f"{who(ballot) or '表决'}同意{whether['what']}。"
        hall = who(ballot) or "表决"
        return (
            f"{hall}通过“{question}”。" if question.endswith(("？", "?")) else f"{hall}决定：{wording.ended(question)}"
        )
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
    """The hall had taken it up before it broke up, or put it off."""
    return bool(
        item.speeches or item.written or item.noted or item.motions or item.procedures or item.questions or item.actions
    )


# ---- small words -------------------------------------------------------------------------------------------------
