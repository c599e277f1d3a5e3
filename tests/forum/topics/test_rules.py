from __future__ import annotations

import pytest

from forum.errors import RuleBroken
from forum.topics import rules
from forum.topics.models import TopicState


def test_the_way_of_a_topic_never_goes_back_but_when_it_is_reopened() -> None:
    way = [
        TopicState.PROPOSED, TopicState.ACCEPTED, TopicState.SCHEDULED, TopicState.DECIDED, TopicState.IN_HAND,
        TopicState.DONE, TopicState.CLOSED,
    ]  # fmt: skip
    reached = [rules.station(state) for state in way]
    assert reached == sorted(reached)
    assert reached[-1] == len(rules.STATIONS)
    assert rules.station(TopicState.REOPENED) < rules.station(TopicState.DONE)


def test_every_state_stands_somewhere() -> None:
    assert all(0 <= rules.station(state) <= len(rules.STATIONS) for state in TopicState)


def test_the_seconds_asked_for_are_enough() -> None:
    rules.check_accept(TopicState.PROPOSED, rules.SECONDS_NEEDED)
    with pytest.raises(RuleBroken) as refused:
        rules.check_accept(TopicState.PROPOSED, rules.SECONDS_NEEDED - 1)
    assert "还差 1 人" in refused.value.said(str)


@pytest.mark.parametrize("state", [state for state in TopicState if state is not TopicState.PROPOSED])
def test_a_topic_past_its_first_stage_is_neither_seconded_nor_accepted(state: TopicState) -> None:
    with pytest.raises(RuleBroken):
        rules.check_second(state, 1, [], 2)
    with pytest.raises(RuleBroken):
        rules.check_accept(state, 9)
