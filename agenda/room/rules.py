"""The chair's next lawful step, and why the others are not possible yet; pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from forum.errors import N_, Sentence


@dataclass(frozen=True)
class BallotFacts:
    """An open ballot. `tells_turnout`: how many voted gives nothing away. `waits_for_count`: why hands hold it up."""

    id: int
    voted: int = 0
    on_roll: int = 0
    tells_turnout: bool = True
    decides: bool = True
    waits_for_count: Sentence | None = None


@dataclass(frozen=True)
class Prepared:
    """A ballot made ready for the item. `puts_motion`: its text goes before the hall as a motion."""

    id: int
    question: str
    puts_motion: bool = True
    decides: bool = True


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
    waiting: int = 0
    begun: bool = False  # somebody has spoken or written on this item, or a motion of it is settled
    items_left: int = 0
    motion_id: int | None = None
    motion_waits_for_second: bool = False
    amending: bool = False  # the motion is an amendment, to be settled before the one it amends
    present: int = 0
    needed: int = 0
    preview: Sentence | None = None  # what a ballot on the motion would take
    ballot: BallotFacts | None = None
    tied_ballot_id: int | None = None  # for the chair to decide
    prepared: tuple[Prepared, ...] = ()  # for this item, not opened yet


@dataclass(frozen=True)
class Step:
    """One button: `path` is where it posts, `key` what the keyboard calls it, `blocked` why it is not possible yet.

    The next step has the space bar as its key, and keeps its `letter`. `grave`: something is lost by it that
    `note` names; a key pressed by mistake must not do it at once. `form`: the id of the form on the page whose
    fields go with it.
    """

    key: str
    label: Sentence
    path: str
    note: Sentence | None = None
    blocked: Sentence | None = None
    grave: bool = False
    letter: str = ""
    form: str = ""
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
    if facts.ballot is not None:
        return Steps(_close_ballot(facts.ballot))
    if facts.tied_ballot_id is not None:
        return _break_tie(facts, facts.tied_ballot_id, facts.item_id)
    return _during_item(facts, facts.item_id)


def _open_session(facts: Facts) -> Step:
    note = None if facts.quorum_met else Sentence(N_("还没有到法定人数：可以开会议事，暂时不能表决"))
    return Step(" ", Sentence(N_("宣布开会")), f"/sessions/{facts.session_id}/open", note)


def _between_items(facts: Facts) -> Steps:
    close = Step("Q", Sentence(N_("宣布闭会")), f"/sessions/{facts.session_id}/close")
    if facts.next_item is None:
        note = Sentence(N_("议程已经议完，闭会后自动起草会议纪要"))
        return Steps(_by_space(replace(close, note=note)))
    item_id, position, title = facts.next_item
    label = Sentence(N_("开始第 {position} 项"), {"position": position})
    begin = Step(" ", label, f"/items/{item_id}/open", Sentence("{title}", {"title": title}))
    left = Sentence(N_("还有 {n} 项，转到下次会议"), {"n": facts.items_left})
    return Steps(begin, (replace(close, note=left, grave=True),))


def _close_ballot(ballot: BallotFacts) -> Step:
    label = Sentence(N_("结束表决，宣布结果") if ballot.decides else N_("结束摸底，公布结果"))
    note = None
    if ballot.tells_turnout:
        note = Sentence(N_("已投 {voted}，应投 {on_roll}"), {"voted": ballot.voted, "on_roll": ballot.on_roll})
    return Step(" ", label, f"/ballots/{ballot.id}/close", note, ballot.waits_for_count)


def _break_tie(facts: Facts, ballot_id: int, item_id: int) -> Steps:
    """The space bar must not throw away the chair's own vote: it is cast by its letter, or the item is ended.

    A tie on an amendment leaves its motion to be voted on.
    """
    on = (_vote(facts),) if facts.motion_id is not None else ()
    why = Sentence(N_("赞成与反对相等；不投决定票，就是不通过"))
    votes = (
        Step("Y", Sentence(N_("决定票投赞成")), f"/ballots/{ballot_id}/casting", fields={"choice": "for"}),
        Step("N", Sentence(N_("决定票投反对")), f"/ballots/{ballot_id}/casting", fields={"choice": "against"}),
    )
    return Steps(
        Step(" ", Sentence(N_("等主持人投决定票")), "", blocked=why),
        (*votes, _thank(facts, item_id), *on, _end_item(facts, item_id)),
    )


def _during_item(facts: Facts, item_id: int) -> Steps:
    """The steps beside the next one stand in one order always: thank, vote, timed vote, end."""
    thank, vote, end = _thank(facts, item_id), _vote(facts), _end_item(facts, item_id)
    ready = _prepared(facts)
    timed = replace(vote, key="T", label=Sentence(N_("限时两分钟表决")), fields={"seconds": "120"})
    beside = (thank, vote, timed, *ready, end) if facts.binding else (thank, *ready, end)
    if facts.next_speaker:
        hand_id, name, reason = facts.next_speaker
        label = Sentence(N_("请下一位：{name}"), {"name": name})
        return Steps(Step(" ", label, f"/hands/{hand_id}/floor", reason), beside)
    following = thank if facts.speaking else vote if vote.blocked is None else _wait(facts) or _first(ready) or end
    others = tuple(step for step in beside if step is not following)
    return Steps(_by_space(replace(following, note=facts.preview) if following is vote else following), others)


def _by_space(step: Step) -> Step:
    return replace(step, key=" ", letter=step.key.strip())


def _thank(facts: Facts, item_id: int) -> Step:
    blocked = None if facts.speaking else Sentence(N_("现在没有人在发言"))
    return Step("E", Sentence(N_("结束发言")), f"/items/{item_id}/yield", None, blocked)


def _end_item(facts: Facts, item_id: int) -> Step:
    lost = None
    if facts.motion_id is not None:
        lost = Sentence(N_("动议未表决，记为撤回"))
    elif facts.prepared:
        lost = Sentence(N_("备好的表决还没有打开"))
    elif facts.waiting:
        lost = Sentence(N_("还有 {n} 人在排队"), {"n": facts.waiting})
    return Step("X", Sentence(N_("结束本项")), f"/items/{item_id}/close", lost, grave=lost is not None)


def _vote(facts: Facts) -> Step:
    path = f"/motions/{facts.motion_id or 0}/ballot"
    label = N_("先表决修正案") if facts.amending else N_("开始表决")
    return Step("B", Sentence(label), path, None, _no_vote_yet(facts), form="put-to-vote")


_KEYS_OF_PREPARED = "789"


def _prepared(facts: Facts) -> tuple[Step, ...]:
    """What was made ready for this item, each with a key of its own."""
    return tuple(
        Step(
            key,
            Sentence(N_("打开备好的表决：{question}"), {"question": _shortened(one.question)}),
            f"/prepared/{one.id}/open",
            None,
            _not_opened_yet(facts, one),
        )
        for key, one in zip(_KEYS_OF_PREPARED, facts.prepared, strict=False)
    )


def _first(steps: tuple[Step, ...]) -> Step | None:
    return next((step for step in steps if step.blocked is None), None)


def _shortened(question: str) -> str:
    return question if len(question) <= 24 else f"{question[:23]}…"


def _not_opened_yet(facts: Facts, one: Prepared) -> Sentence | None:
    if one.decides and not facts.binding:
        return Sentence(N_("恳谈会不作表决"))
    if one.puts_motion and facts.motion_id is not None:
        return Sentence(N_("先处理眼前的动议"))
    if one.decides and not facts.quorum_met:
        return Sentence(N_("没有达到法定人数"))
    return None


def _no_vote_yet(facts: Facts) -> Sentence | None:
    if not facts.binding:
        return Sentence(N_("恳谈会不作表决"))
    if facts.motion_waits_for_second:
        return Sentence(N_("修正案还没有人附议") if facts.amending else N_("动议还没有人附议"))
    if facts.motion_id is None:
        return Sentence(N_("先把动议提交会议"))
    if not facts.quorum_met:
        return Sentence(N_("没有达到法定人数"))
    return None


def _wait(facts: Facts) -> Step | None:
    """What the hall waits for. The space bar must not end an item whose motion is pending, or that has just begun."""
    if facts.motion_waits_for_second:
        text = N_("一位成员在手机上附议后就能表决；没有人附议，可以撤回动议")
        if facts.amending:
            text = N_("修正案要先处理：一位成员附议后表决它；没有人附议，可以撤回修正案")
        return Step(" ", Sentence(N_("等人附议")), "", blocked=Sentence(text))
    if facts.motion_id is not None and facts.binding:
        why = Sentence(N_("实到 {present}，法定人数 {needed}"), {"present": facts.present, "needed": facts.needed})
        return Step(" ", Sentence(N_("等人到齐再表决")), "", blocked=why)
    if not facts.begun:
        return Step(" ", Sentence(N_("请大家举手发言")), "", blocked=Sentence(N_("有人举手，这里就是“请下一位”")))
    return None
