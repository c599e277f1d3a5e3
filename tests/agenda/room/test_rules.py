from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from agenda.room.rules import BallotFacts, Facts, Prepared, Step, Steps, steps
from forum.errors import Sentence

NOTICED = Facts(1, noticed=True)
OPEN = Facts(1, open=True, quorum_met=True, present=5, needed=4, next_item=(3, 2, "楼道照明"), items_left=2)
ITEM = replace(OPEN, item_id=2)
PUT = replace(ITEM, motion_id=7)
SECOND = (9, "王秀兰", Sentence("按举手先后"))


def every_state() -> list[Facts]:
    """All that can be the case while an item is open or none is."""
    found = []
    for item, motion, unseconded, ballot in [(0, 0, 0, 0), (1, 0, 0, 0), (1, 1, 1, 0), (1, 1, 0, 0), (1, 1, 0, 1)]:
        for speaking, queue, quorum, binding, begun in product((0, 1), repeat=5):
            found.append(
                replace(
                    OPEN,
                    item_id=2 if item else None,
                    motion_id=7 if motion else None,
                    motion_waits_for_second=bool(unseconded),
                    ballot=BallotFacts(5) if ballot else None,
                    speaking="李建国" if speaking and item else "",
                    next_speaker=SECOND if queue and item else None,
                    waiting=3 if queue and item else 0,
                    quorum_met=bool(quorum),
                    binding=bool(binding),
                    begun=bool(begun),
                )
            )
    return found


def told(step: Step | None) -> str:
    assert step is not None
    return step.label.text


def beside(given: Steps) -> str:
    return "".join(step.key for step in given.others)


@pytest.mark.parametrize("facts", [NOTICED, OPEN, *every_state()])
def test_there_is_one_next_step_by_the_space_bar_and_it_leads_somewhere_or_says_why_not(facts: Facts) -> None:
    given = steps(facts)
    assert given.next is not None and given.next.key == " "
    assert given.next.path or given.next.blocked
    for step in given.others:
        assert step.key.strip() and step.path
        assert step.blocked is None or step.blocked.text
        assert not step.grave or step.note, "what is lost is said before the key is pressed"
    keys = [given.next.letter, *(step.key for step in given.others)]
    assert len({key for key in keys if key}) == len([key for key in keys if key]), "one letter, one step"


@pytest.mark.parametrize("facts", every_state())
def test_the_space_bar_never_loses_a_motion_a_queue_or_an_agenda(facts: Facts) -> None:
    following = steps(facts).next
    assert (following is not None and not following.grave) or not facts.binding


@pytest.mark.parametrize("facts", every_state())
def test_steps_beside_the_next_one_keep_their_order(facts: Facts) -> None:
    assert beside(steps(facts)) in {"A", "R", "RQ", "EBTRX", "EBTR", "ETRX", "BTRX", "ERX", "ER", "RX"}


def test_a_session_opens_without_quorum_and_says_what_it_cannot_do_then() -> None:
    assert told(steps(NOTICED).next) == "宣布开会"
    assert steps(NOTICED).next.note is not None  # type: ignore[union-attr]
    assert steps(replace(NOTICED, quorum_met=True)).next.note is None  # type: ignore[union-attr]


def test_opening_long_before_its_hour_is_grave_and_says_what_the_hour_is() -> None:
    early = Sentence("会议定在12月5日14:00，还没到时间")
    for facts in (replace(NOTICED, early=early), replace(NOTICED, early=early, quorum_met=True)):
        step = steps(facts).next
        assert step is not None and step.grave and step.note is early and not step.blocked
    assert not steps(replace(NOTICED, quorum_met=True)).next.grave  # type: ignore[union-attr]


@pytest.mark.parametrize("facts", [Facts(1), Facts(1, quorum_met=True)])
def test_nothing_is_next_before_the_notice_and_after_the_end(facts: Facts) -> None:
    assert steps(facts) == Steps(None)


def test_closing_with_items_left_is_grave_and_says_how_many() -> None:
    given = steps(OPEN)
    assert told(given.next) == "开始第 {position} 项"
    close = given.others[-1]
    assert close.key == "Q" and close.grave and close.note and close.note.params == {"n": 2}


def test_closing_is_next_when_the_agenda_is_done() -> None:
    given = steps(replace(OPEN, next_item=None, items_left=0))
    assert told(given.next) == "宣布闭会" and beside(given) == "R"
    assert given.next is not None and given.next.letter == "Q" and not given.next.grave


def test_a_fresh_item_waits_for_the_hall_and_can_be_ended_by_its_letter() -> None:
    given = steps(ITEM)
    assert told(given.next) == "请大家举手发言" and given.next.blocked  # type: ignore[union-attr]
    assert beside(given) == "EBTRX"
    assert told(steps(replace(ITEM, begun=True)).next) == "结束本项"


def test_who_waits_comes_before_everything_but_an_open_ballot() -> None:
    queue: dict[str, Any] = {"next_speaker": SECOND, "waiting": 1}
    assert steps(replace(PUT, **queue)).next.path == "/hands/9/floor"  # type: ignore[union-attr]
    assert steps(replace(PUT, speaking="李建国", **queue)).next.path == "/hands/9/floor"  # type: ignore[union-attr]
    assert steps(replace(PUT, ballot=BallotFacts(5), **queue)).next.path == "/ballots/5/close"  # type: ignore[union-attr]


def test_the_ballot_is_next_when_nobody_speaks_or_waits() -> None:
    given = steps(PUT)
    assert given.next is not None and given.next.path == "/motions/7/ballot" and given.next.letter == "B"
    assert [step.fields for step in given.others if step.key == "T"] == [{"seconds": "120"}]
    assert told(steps(replace(PUT, speaking="李建国")).next) == "结束发言"


def test_a_motion_without_a_second_and_a_hall_without_quorum_are_waited_for() -> None:
    given = steps(replace(PUT, motion_waits_for_second=True))
    assert told(given.next) == "等人附议"
    given = steps(replace(PUT, quorum_met=False, present=3))
    assert told(given.next) == "等人到齐再表决"
    assert given.next is not None and given.next.blocked is not None
    assert given.next.blocked.params == {"present": 3, "needed": 4}
    reasons = {step.key: step.blocked.text for step in given.others if step.blocked}
    assert reasons["B"] == reasons["T"] == "没有达到法定人数"


def test_ending_an_item_says_what_it_loses() -> None:
    def end(facts: Facts) -> Step:
        return next(step for step in steps(facts).others if step.key == "X")

    assert end(PUT).grave and "撤回" in end(PUT).note.text  # type: ignore[union-attr]
    queue = replace(ITEM, next_speaker=SECOND, waiting=4)
    assert end(queue).grave and end(queue).note.params == {"n": 4}  # type: ignore[union-attr]
    assert not end(ITEM).grave


def test_a_talk_offers_no_ballot() -> None:
    assert beside(steps(replace(ITEM, binding=False))) == "ERX"


def test_an_open_ballot_leaves_only_its_closing() -> None:
    given = steps(replace(PUT, ballot=BallotFacts(5, voted=3, on_roll=5)))
    assert given.next is not None and beside(given) == "RX"
    assert all(step.blocked and not step.grave for step in given.others)
    assert given.next.note == Sentence("已投 {voted}，应投 {on_roll}", {"voted": 3, "on_roll": 5})


def test_a_tie_waits_for_the_chairs_own_vote_and_the_space_bar_does_not_throw_it_away() -> None:
    given = steps(replace(ITEM, tied_ballot_id=5, begun=True, next_speaker=SECOND, waiting=2))
    assert given.next is not None and given.next.blocked and not given.next.path
    assert beside(given) == "YNERX"
    for_, against = given.others[:2]
    assert for_.path == against.path == "/ballots/5/casting"
    assert (for_.fields, against.fields) == ({"choice": "for"}, {"choice": "against"})


def test_hands_that_nobody_confirmed_hold_the_announcement_up() -> None:
    why = Sentence("先录入")
    given = steps(replace(PUT, ballot=BallotFacts(5, tells_turnout=False, waits_for_count=why)))
    assert given.next is not None and given.next.blocked is why and given.next.note is None


def test_how_many_objected_is_not_said_while_the_question_is_open() -> None:
    given = steps(replace(PUT, ballot=BallotFacts(5, voted=1, on_roll=5, tells_turnout=False)))
    assert given.next is not None and given.next.note is None


def test_asking_for_the_mood_ends_in_words_that_decide_nothing() -> None:
    given = steps(replace(ITEM, binding=False, ballot=BallotFacts(5, decides=False)))
    assert told(given.next) == "结束摸底，公布结果"


def test_the_button_that_opens_a_ballot_says_what_it_takes_and_sends_how_it_is_taken() -> None:
    preview = Sentence("{voters} 人可以投票", {"voters": 5})
    given = steps(replace(PUT, preview=preview))
    assert given.next is not None and given.next.note is preview and given.next.form == "put-to-vote"
    assert next(step.form for step in given.others if step.key == "T") == "put-to-vote"


def test_three_prepared_ballots_have_keys_that_are_no_tabs() -> None:
    ready = tuple(Prepared(number, f"备好的第{number}问", puts_motion=False) for number in range(1, 5))
    assert beside(steps(replace(ITEM, begun=True, prepared=ready))) == "EBT89RX"
    assert beside(steps(replace(PUT, prepared=ready))) == "ET789RX"
