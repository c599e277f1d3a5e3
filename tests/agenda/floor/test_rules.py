from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.floor.rules import (
    OPPOSITE,
    FloorRules,
    HandKind,
    RaisedHand,
    Speech,
    Stance,
    check_raise,
    next_speaker,
    ordered,
    speeches,
)
from forum.errors import RuleBroken

RULES = FloorRules()
SPEECH, REPLY, POINT = HandKind.SPEECH, HandKind.REPLY, HandKind.ORDER_POINT
FOR, AGAINST, QUESTION = Stance.FOR, Stance.AGAINST, Stance.QUESTION

people = st.integers(1, 6)
kinds = st.sampled_from(HandKind)
stances = st.sampled_from([FOR, AGAINST, QUESTION, None])
turns = st.lists(st.builds(Speech, people, stances, kinds), max_size=8)
settings = st.builds(
    FloorRules,
    minutes_per_speech=st.just(2),
    speeches_per_item=st.integers(1, 3),
    unheard_first=st.booleans(),
    alternate=st.booleans(),
    state_stance=st.booleans(),
    questions_count=st.booleans(),
)


@st.composite
def queues(draw: st.DrawFn) -> list[RaisedHand]:
    """Hands as they come from the database: in no particular order."""
    drawn = draw(st.lists(st.tuples(people, stances, kinds), max_size=10))
    hands = [RaisedHand(100 + n, person, stance, n, kind) for n, (person, stance, kind) in enumerate(drawn)]
    return draw(st.permutations(hands))


def hand(seq: int, person: int, stance: Stance | None = None, kind: HandKind = SPEECH) -> RaisedHand:
    return RaisedHand(seq, person, stance, seq, kind)


def order(hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules = RULES) -> list[int]:
    return [raised.person for raised in ordered(hands, spoken, rules)]


def reason(hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules = RULES) -> str:
    suggestion = next_speaker(hands, spoken, rules)
    assert suggestion is not None
    return suggestion.reason.said(str)


@given(queues(), turns, settings)
def test_no_hand_is_lost_or_heard_twice(hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules) -> None:
    assert sorted(ordered(hands, spoken, rules), key=lambda h: h.id) == sorted(hands, key=lambda h: h.id)


@given(queues(), turns, settings, st.randoms())
def test_the_order_depends_on_nothing_but_hands_and_speeches(
    hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules, random: Random
) -> None:
    shuffled = random.sample(hands, len(hands))
    assert ordered(shuffled, spoken, rules) == ordered(hands, spoken, rules)


@given(queues(), turns, settings)
def test_the_suggestion_is_the_head_of_the_queue(
    hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules
) -> None:
    suggestion = next_speaker(hands, spoken, rules)
    assert (suggestion.hand if suggestion else None) == next(iter(ordered(hands, spoken, rules)), None)


@given(queues(), turns)
def test_the_suggestion_stays_right_as_the_queue_is_worked_off(hands: list[RaisedHand], spoken: list[Speech]) -> None:
    """With one hand a person, hearing the queue in turn gives the order that was shown beforehand."""
    one_each = list({(h.person, h.kind): h for h in hands}.values())
    shown = ordered(one_each, spoken, RULES)
    heard: list[RaisedHand] = []
    while suggestion := next_speaker(one_each, spoken, RULES):
        heard.append(suggestion.hand)
        one_each.remove(suggestion.hand)
        spoken = [*spoken, Speech(suggestion.hand.person, suggestion.hand.stance, suggestion.hand.kind)]
    assert heard == shown


@given(queues(), turns, settings)
def test_points_of_order_come_first_in_the_order_raised(
    hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules
) -> None:
    queue = ordered(hands, spoken, rules)
    points = [raised for raised in queue if raised.kind is POINT]
    assert queue[: len(points)] == points == sorted(points, key=lambda h: h.raised_seq)


@given(queues(), turns, settings)
def test_who_has_not_been_heard_is_always_ahead_of_who_has(
    hands: list[RaisedHand], spoken: list[Speech], rules: FloorRules
) -> None:
    rules = replace(rules, unheard_first=True)
    heard = [bool(speeches(h.person, spoken, rules)) for h in ordered(hands, spoken, rules) if h.kind is SPEECH]
    assert heard == sorted(heard)


@given(queues(), turns)
def test_for_and_against_alternate_while_both_are_waiting(hands: list[RaisedHand], spoken: list[Speech]) -> None:
    rules = FloorRules(unheard_first=False, speeches_per_item=99)
    queue = [h for h in ordered(hands, spoken, rules) if h.kind is SPEECH]
    for n, (one, other) in enumerate(pairwise(queue)):
        if one.stance in OPPOSITE and one.stance is other.stance:
            assert OPPOSITE[one.stance] not in {later.stance for later in queue[n + 1 :]}


@given(queues(), turns)
def test_without_priorities_hands_are_heard_as_raised(hands: list[RaisedHand], spoken: list[Speech]) -> None:
    plain = [replace(h, kind=SPEECH) for h in hands]
    rules = FloorRules(unheard_first=False, alternate=False, speeches_per_item=99)
    assert ordered(plain, spoken, rules) == sorted(plain, key=lambda h: h.raised_seq)


def test_nobody_is_suggested_when_no_hand_is_up() -> None:
    assert next_speaker([], [Speech(1, FOR)], RULES) is None


def test_the_first_hand_up_speaks_first() -> None:
    hands = [hand(2, 8), hand(1, 7)]
    assert order(hands, []) == [7, 8]
    assert reason(hands, []) == "按举手先后"


def test_a_point_of_order_jumps_the_queue_and_says_so() -> None:
    hands = [hand(1, 7), hand(2, 8, kind=POINT)]
    assert order(hands, []) == [8, 7]
    assert reason(hands, []) == "程序问题优先"


def test_a_newcomer_goes_before_who_has_spoken() -> None:
    hands, spoken = [hand(1, 7), hand(2, 8)], [Speech(7, None)]
    assert order(hands, spoken) == [8, 7]
    assert reason(hands, spoken) == "还没有发言的人优先"


def test_a_point_of_order_does_not_make_its_speaker_heard() -> None:
    assert order([hand(1, 7), hand(2, 8)], [Speech(7, None, kind=POINT)]) == [7, 8]


def test_after_a_speech_for_comes_one_against() -> None:
    hands, spoken = [hand(1, 7, FOR), hand(2, 8, AGAINST)], [Speech(6, FOR)]
    assert order(hands, spoken) == [8, 7]
    assert reason(hands, spoken) == "正反方轮流：请反对方发言"
    assert reason([hand(1, 7, AGAINST), hand(2, 8, FOR)], [Speech(6, AGAINST)]) == "正反方轮流：请赞成方发言"


def test_a_question_between_does_not_change_whose_turn_it_is() -> None:
    assert order([hand(1, 7, FOR), hand(2, 8, AGAINST)], [Speech(6, FOR), Speech(5, QUESTION)]) == [8, 7]


def test_not_yet_heard_outranks_alternation() -> None:
    hands, spoken = [hand(1, 8, AGAINST), hand(2, 9, FOR)], [Speech(8, AGAINST), Speech(6, FOR)]
    assert order(hands, spoken) == [9, 8]


def test_a_question_is_no_speech_where_the_body_says_so() -> None:
    rules = FloorRules(questions_count=False)
    assert order([hand(1, 7), hand(2, 8)], [Speech(7, QUESTION)], rules) == [7, 8]
    assert order([hand(1, 7), hand(2, 8)], [Speech(7, QUESTION)]) == [8, 7]


def test_who_is_beyond_the_limit_waits_for_those_who_are_not() -> None:
    hands, spoken = [hand(1, 7), hand(2, 8)], [Speech(7, None), Speech(7, None), Speech(8, None)]
    assert order(hands, spoken) == [8, 7]
    assert reason(hands, spoken) == "还有发言次数的人优先"
    assert reason(hands[:1], spoken) == "发言次数已经用完，由主持人决定"


def test_a_hand_can_be_raised() -> None:
    check_raise(7, None, [hand(1, 8)], [Speech(7, FOR)], RULES, item_open=True)


def test_no_hand_without_an_open_item() -> None:
    with pytest.raises(RuleBroken, match="没有讨论中的议题"):
        check_raise(7, FOR, [], [], RULES, item_open=False)
    with pytest.raises(RuleBroken, match="没有讨论中的议题"):
        check_raise(7, None, [], [], RULES, item_open=False, kind=POINT)


def test_nobody_queues_twice() -> None:
    with pytest.raises(RuleBroken, match="已经在发言队列里"):
        check_raise(7, AGAINST, [hand(1, 7, FOR)], [], RULES, item_open=True)


def test_nobody_raises_the_same_point_of_order_twice() -> None:
    with pytest.raises(RuleBroken, match="已经在发言队列里"):
        check_raise(7, None, [hand(1, 7, kind=POINT)], [], RULES, item_open=True, kind=POINT)


def test_who_is_in_the_queue_can_still_raise_a_point_of_order() -> None:
    spoken = [Speech(7, FOR), Speech(7, FOR)]
    check_raise(7, None, [hand(1, 7, FOR)], spoken, RULES, item_open=True, kind=POINT)


def test_the_third_speech_is_refused_with_the_limit() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_raise(7, FOR, [], [Speech(7, FOR), Speech(8, FOR), Speech(7, QUESTION)], RULES, item_open=True)
    assert refused.value.said(str) == "每人每项议题最多发言 2 次，已经用完。"


def test_a_question_is_still_allowed_after_the_last_speech_where_it_does_not_count() -> None:
    rules, spoken = FloorRules(questions_count=False), [Speech(7, FOR), Speech(7, FOR)]
    check_raise(7, QUESTION, [], spoken, rules, item_open=True)
    with pytest.raises(RuleBroken, match="最多发言"):
        check_raise(7, FOR, [], spoken, rules, item_open=True)


def test_the_stance_comes_first_where_the_body_asks_for_it() -> None:
    rules = FloorRules(state_stance=True)
    with pytest.raises(RuleBroken, match="赞成、反对还是提问"):
        check_raise(7, None, [], [], rules, item_open=True)
    check_raise(7, QUESTION, [], [], rules, item_open=True)


@given(settings)
def test_rules_of_the_floor_survive_json(rules: FloorRules) -> None:
    assert FloorRules.from_json(rules.to_json()) == rules
