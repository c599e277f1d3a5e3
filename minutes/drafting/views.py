"""What was said and asked on an item, in the wording of the minutes; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agenda.floor.rules import Stance
from forum.markdown import escaped
from minutes.drafting import wording
from minutes.drafting.record import ItemRecord, Speech, Written
from minutes.drafting.votes import bound_as

OPINIONS = "意见"
STANCES = {Stance.FOR: "赞成", Stance.AGAINST: "反对", Stance.QUESTION: "提问"}


def views(item: ItemRecord) -> str:
    """主要意见: who spoke, and what was written."""
    parts = [f"会议听取了{_speakers(item.speeches)}的发言。"] if item.speeches else []
    remarks = [one for one in item.written if not one.question]
    if remarks:
        parts.append(bound_as(OPINIONS, item.number, _opinions(remarks)))
    return "\n\n".join(parts)


def _opinions(remarks: Sequence[Written]) -> str:
    """Those ticked, in the order they were written; the others are in the record. Never empty: it holds its place."""
    taken = [one for one in remarks if one.ticked]
    rest = len(remarks) - len(taken)
    if not taken:
        return f"与会人员提出书面意见{rest}条，记入会议记录。"
    lines = numbered(f"{_writer(one)}提出：{_ended(one.text)}{_support(one)}" for one in taken)
    more = [f"其余书面意见{rest}条，记入会议记录。"] if rest else []
    return "\n\n".join(["与会人员提出以下意见：", lines, *more])


def questions(item: ItemRecord) -> str:
    """提问和答复: what was answered, then what still waits; nothing asked is lost."""
    asked = [one for one in item.written if one.question]
    answered = [f"{_writer(one)}问：{_ended(one.text)}{_answer(one.answer)}" for one in asked if one.answer]
    waiting = [f"{_writer(one)}问：{_ended(one.text)}{_support(one)}" for one in asked if not one.answer]
    parts = [numbered(answered)] if answered else []
    return "\n\n".join([*parts, "待答复：", numbered(waiting)] if waiting else parts)


def group_notes(item: ItemRecord) -> str:
    """小组讨论: what each group brought back, its lines as one run of sentences."""
    return "\n\n".join(
        f"会议分组讨论“{escaped(one.topic)}”，各组意见如下：\n\n"
        + "\n\n".join(f"第{number}组：{_run_on(note)}" for number, note in one.notes)
        for one in item.groups
    )


def numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _speakers(speeches: Sequence[Speech]) -> str:
    """Each once, in the order of the first turn, with every stance taken."""
    taken: dict[str, list[str]] = {}
    for speech in speeches:
        stances = taken.setdefault(speech.speaker, [])
        if speech.stance and STANCES[speech.stance] not in stances:
            stances.append(STANCES[speech.stance])
    names = (escaped(name) + (f"（{'、'.join(stances)}）" if stances else "") for name, stances in taken.items())
    return wording.joined(names)


def _answer(answer: tuple[str, str]) -> str:
    who, text = answer
    said = f"：{_ended(text)}" if text else "。"
    return f"{escaped(who) or '会议当场'}答复{said}"


def _writer(one: Written) -> str:
    return escaped(one.speaker) or "有居民"


def _support(one: Written) -> str:
    return f"（{one.supported}人支持）" if one.supported else ""


def _run_on(note: str) -> str:
    """Its lines as one sentence after the other."""
    return "".join(_ended(line.strip()) for line in note.splitlines() if line.strip())


def _ended(text: str) -> str:
    return wording.ended(escaped(text))
