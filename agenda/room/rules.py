"""The chair's next lawful step, and why the others are not possible yet; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agenda.room.keys import KEYS, SPACE
from agenda.room.step import BallotFacts, Facts, Prepared, Step, Steps
from forum.errors import N_, Sentence

__all__ = ["BallotFacts", "Facts", "Prepared", "Step", "Steps", "steps"]


def steps(facts: Facts) -> Steps:
    """The next step and the steps beside it."""
    if not facts.open:
        return Steps(_open_session(facts) if facts.noticed else None)
    if facts.recess:
        return _in_recess(facts)
    if facts.item_id is None:
        return _between_items(facts)
    if facts.ballot is not None:
        why = Sentence(N_("表决还没有结束，先结束表决。"))
        return Steps(_close_ballot(facts.ballot), _held_up(why, (_recess(facts), *_ends(facts))))
    if facts.tied_ballot_id is not None:
        return _break_tie(facts, facts.tied_ballot_id, facts.item_id)
    return _during_item(facts, facts.item_id)


def _open_session(facts: Facts) -> Step:
    """Opening cannot be taken back: a hand that slipped days before must not do it."""
    note = None if facts.quorum_met else Sentence(N_("还没有到法定人数：可以开会议事，暂时不能表决"))
    path = f"/sessions/{facts.session_id}/open"
    return Step(SPACE, Sentence(N_("宣布开会")), path, facts.early or note, grave=facts.early is not None)


def _in_recess(facts: Facts) -> Steps:
    on = Step(SPACE, Sentence(N_("恢复会议")), f"/sessions/{facts.session_id}/resume")
    path = f"/sessions/{facts.session_id}/recess/extend"
    longer = Step(KEYS["longer"].key, Sentence(N_("再休息5分钟")), path, fields={"minutes": "5"})
    return Steps(on, (longer, *_held_up(Sentence(N_("正在休息：请主持人先恢复会议。")), _ends(facts))))


def _held_up(why: Sentence, steps: Iterable[Step]) -> tuple[Step, ...]:
    """What a chair may want to do now, and why it waits."""
    return tuple(replace(step, blocked=why, note=None, grave=False) for step in steps)


def _ends(facts: Facts) -> tuple[Step, ...]:
    return () if facts.item_id is None else (_end_item(facts, facts.item_id),)


def _recess(facts: Facts) -> Step:
    """Where the hall is asked and nobody objects; a recess somebody objects to is voted on as a motion."""
    label, note = Sentence(N_("休息10分钟")), Sentence(N_("先征得会场同意"))
    path = f"/sessions/{facts.session_id}/recess"
    return Step(KEYS["recess"].key, label, path, note, grave=True, fields={"minutes": "10"})


def _between_items(facts: Facts) -> Steps:
    close = Step(KEYS["close"].key, Sentence(N_("宣布闭会")), f"/sessions/{facts.session_id}/close")
    if facts.next_item is None:
        note = Sentence(N_("议程已经议完，闭会后自动起草会议纪要"))
        return Steps(_by_space(replace(close, note=note)), (_recess(facts),))
    item_id, position, title = facts.next_item
    label = Sentence(N_("开始第 {position} 项"), {"position": position})
    begin = Step(SPACE, label, f"/items/{item_id}/open", Sentence("{title}", {"title": title}))
    left = Sentence(N_("还有 {n} 项，转到下次会议"), {"n": facts.items_left})
    return Steps(begin, (_recess(facts), replace(close, note=left, grave=True)))


def _close_ballot(ballot: BallotFacts) -> Step:
    label = Sentence(N_("结束表决，宣布结果") if ballot.decides else N_("结束摸底，公布结果"))
    note = None
    if ballot.tells_turnout:
        note = Sentence(N_("已投 {voted}，应投 {on_roll}"), {"voted": ballot.voted, "on_roll": ballot.on_roll})
    return Step(SPACE, label, f"/ballots/{ballot.id}/close", note, ballot.waits_for_count)


def _break_tie(facts: Facts, ballot_id: int, item_id: int) -> Steps:
    """The space bar must not throw away the chair's own vote: it is cast by its letter, or the item is ended.

    A tie on an amendment leaves its motion to be voted on.
    """
    on = (_vote(facts),) if facts.motion_id is not None else ()
    why = Sentence(N_("赞成与反对相等；不投决定票，就是不通过"))
    votes = (
        Step(
            KEYS["casting_for"].key,
            Sentence(N_("决定票投赞成")),
            f"/ballots/{ballot_id}/casting",
            fields={"choice": "for"},
        ),
        Step(
            KEYS["casting_against"].key,
            Sentence(N_("决定票投反对")),
            f"/ballots/{ballot_id}/casting",
            fields={"choice": "against"},
        ),
    )
    return Steps(
        Step(SPACE, Sentence(N_("等主持人投决定票")), "", blocked=why),
        (*votes, _thank(facts, item_id), *on, _recess(facts), _end_item(facts, item_id)),
    )


def _during_item(facts: Facts, item_id: int) -> Steps:
    """The steps beside the next one stand in one order always: thank, vote, timed vote, recess, end."""
    thank, vote, end = _thank(facts, item_id), _vote(facts), _end_item(facts, item_id)
    ready, recess = _prepared(facts), _recess(facts)
    timed = replace(
        vote, key=KEYS["timed"].key, label=Sentence(N_("限时两分钟")), form="put-to-vote", fields={"seconds": "120"}
    )
    beside = (thank, vote, timed, *ready, recess, end) if facts.binding else (thank, *ready, recess, end)
    if facts.procedure and not facts.speaking and vote.blocked is None and not facts.objected:
        return Steps(_ask(facts), beside)
    if facts.next_speaker and not facts.procedure:
        hand_id, name, reason = facts.next_speaker
        label = Sentence(N_("请下一位：{name}"), {"name": name})
        return Steps(Step(SPACE, label, f"/hands/{hand_id}/floor", reason), beside)
    following = thank if facts.speaking else vote if vote.blocked is None else _wait(facts) or _first(ready) or end
    others = tuple(step for step in beside if step is not following)
    return Steps(_by_space(replace(following, note=facts.preview) if following is vote else following), others)


def _by_space(step: Step) -> Step:
    return replace(step, key=SPACE, letter=step.key.strip())


def _thank(facts: Facts, item_id: int) -> Step:
    blocked = None if facts.speaking else Sentence(N_("现在没有人在发言"))
    return Step(KEYS["thank"].key, Sentence(N_("结束发言")), f"/items/{item_id}/yield", None, blocked)


def _end_item(facts: Facts, item_id: int) -> Step:
    lost = None
    if facts.motion_id is not None:
        lost = Sentence(N_("动议未表决，记为撤回"))
    elif facts.prepared:
        lost = Sentence(N_("备好的表决还没有打开"))
    elif facts.waiting:
        lost = Sentence(N_("还有 {n} 人在排队"), {"n": facts.waiting})
    return Step(KEYS["end"].key, Sentence(N_("结束本项")), f"/items/{item_id}/close", lost, grave=lost is not None)


def _vote(facts: Facts) -> Step:
    """A procedural motion is voted on by hands, and the others as the form on the page says."""
    path, blocked = f"/motions/{facts.motion_id or 0}/ballot", _no_vote_yet(facts)
    if facts.procedure:
        return Step(KEYS["vote"].key, Sentence(N_("举手表决")), path, None, blocked, fields={"kind": "hands"})
    label = Sentence(N_("先表决修正案") if facts.amending else N_("开始表决"))
    if facts.part:
        label = Sentence(N_("表决第{n}部分，共{all}部分"), {"n": facts.part[0], "all": facts.part[1]})
    return Step(KEYS["vote"].key, label, path, None, blocked, form="put-to-vote")


def _ask(facts: Facts) -> Step:
    """The quick way: nobody objects, and it is carried."""
    note = Sentence(N_("没有人有异议就通过；有异议再表决"))
    path = f"/motions/{facts.motion_id}/ballot"
    return Step(SPACE, Sentence(N_("问会场有没有异议")), path, note, fields={"kind": "consent"})


_KEYS_OF_PREPARED = [KEYS[f"prepared_{n}"].key for n in (1, 2, 3)]


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
        return Step(SPACE, Sentence(N_("等人附议")), "", blocked=Sentence(text))
    if facts.motion_id is not None and facts.binding:
        why = Sentence(N_("实到 {present}，法定人数 {needed}"), {"present": facts.present, "needed": facts.needed})
        return Step(SPACE, Sentence(N_("等人到齐再表决")), "", blocked=why)
    if not facts.begun:
        return Step(SPACE, Sentence(N_("请大家举手发言")), "", blocked=Sentence(N_("有人举手，这里就是“请下一位”")))
    return None
