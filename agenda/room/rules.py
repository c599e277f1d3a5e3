"""The chair's next lawful step, and why the others are not possible yet; pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from forum.errors import N_, Sentence


@dataclass(frozen=True)
class Facts:
    """What the procedure depends on. Ids are None where there is nothing of the kind."""

    session_id: int
    noticed: bool = False
    open: bool = False
    quorum_met: bool = False
    binding: bool = True
    item_id: int | None = None
    next_item: tuple[int, int, str] | None = None  # id, position, title
    speaking: str = ""
    next_speaker: tuple[int, str, Sentence] | None = None  # hand, name, reason
    motion_id: int | None = None
    motion_waits_for_second: bool = False
    ballot_id: int | None = None
    voted: int = 0
    on_roll: int = 0


@dataclass(frozen=True)
class Step:
    """One button: `path` is where it posts, `key` what the keyboard calls it, `blocked` why it is not possible yet."""

    key: str
    label: Sentence
    path: str
    note: Sentence | None = None
    blocked: Sentence | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Steps:
    next: Step | None
    others: tuple[Step, ...] = ()


def steps(facts: Facts) -> Steps:
    """The next step and the steps beside it."""
    if not facts.open:
        return Steps(_open_session(facts) if facts.noticed else None)
    if facts.item_id is None:
        return _between_items(facts)
    if facts.ballot_id is not None:
        return Steps(_close_ballot(facts))
    return _during_item(facts, facts.item_id)


def _open_session(facts: Facts) -> Step:
    note = None if facts.quorum_met else Sentence(N_("还没有到法定人数：可以开会议事，暂时不能表决"))
    return Step(" ", Sentence(N_("宣布开会")), f"/sessions/{facts.session_id}/open", note)


def _between_items(facts: Facts) -> Steps:
    close = Step("Q", Sentence(N_("宣布闭会")), f"/sessions/{facts.session_id}/close")
    if facts.next_item is None:
        note = Sentence(N_("议程已经议完，闭会后自动起草会议纪要"))
        return Steps(Step(" ", close.label, close.path, note))
    item_id, position, title = facts.next_item
    label = Sentence(N_("开始第 {position} 项"), {"position": position})
    return Steps(Step(" ", label, f"/items/{item_id}/open", Sentence("{title}", {"title": title})), (close,))


def _close_ballot(facts: Facts) -> Step:
    note = Sentence(N_("已投 {voted}，应投 {on_roll}"), {"voted": facts.voted, "on_roll": facts.on_roll})
    return Step(" ", Sentence(N_("结束表决，宣布结果")), f"/ballots/{facts.ballot_id}/close", note)


def _during_item(facts: Facts, item_id: int) -> Steps:
    end = Step("X", Sentence(N_("结束本项")), f"/items/{item_id}/close")
    vote = _vote(facts)
    timed = Step("T", Sentence(N_("限时两分钟表决")), vote.path, None, vote.blocked, {"seconds": "120"})
    thank = Step(
        "E",
        Sentence(N_("结束发言")),
        f"/items/{item_id}/yield",
        Sentence("{name}", {"name": facts.speaking}) if facts.speaking else None,
        None if facts.speaking else Sentence(N_("现在没有人在发言")),
    )
    if facts.next_speaker:
        hand_id, name, reason = facts.next_speaker
        label = Sentence(N_("请下一位：{name}"), {"name": name})
        return Steps(Step(" ", label, f"/hands/{hand_id}/floor", reason), (thank, vote, timed, end))
    if facts.speaking:
        return Steps(_with_space(thank), (vote, timed, end))
    if vote.blocked is None:
        return Steps(_with_space(vote), (timed, end, thank))
    return Steps(_with_space(end), (vote, timed, thank))


def _vote(facts: Facts) -> Step:
    return Step("B", Sentence(N_("开始表决")), f"/motions/{facts.motion_id or 0}/ballot", None, _no_vote_yet(facts))


def _no_vote_yet(facts: Facts) -> Sentence | None:
    if not facts.binding:
        return Sentence(N_("恳谈会不作表决"))
    if facts.motion_waits_for_second:
        return Sentence(N_("动议还没有人附议"))
    if facts.motion_id is None:
        return Sentence(N_("先把动议提交会议"))
    if not facts.quorum_met:
        return Sentence(N_("没有达到法定人数"))
    return None


def _with_space(step: Step) -> Step:
    return Step(" ", step.label, step.path, step.note, step.blocked, step.fields)
