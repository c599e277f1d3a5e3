from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.errors import BadInput, RuleBroken
from forum.topics import rules
from forum.topics.models import Lane, Outcome, TopicState
from forum.topics.rules import Moments, Terms
from forum.workdays.rules import Calendar

THEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
moments = some.one_of(some.none(), some.datetimes(datetime(2026, 11, 2), datetime(2026, 12, 31)))


def reached(state: TopicState, lane: Lane = Lane.SESSION, **at: datetime) -> tuple[str, int]:
    """The word of the station where it stands, or the last one; and how many lie behind it."""
    way = rules.way(state, lane, Moments(THEN, **at))
    return way.stations[min(way.reached, len(way.stations) - 1)][0], way.reached


def test_the_way_of_a_topic_never_goes_back_but_when_it_is_reopened() -> None:
    usual = [
        TopicState.PROPOSED, TopicState.ACCEPTED, TopicState.SCHEDULED, TopicState.DECIDED, TopicState.IN_HAND,
        TopicState.DONE, TopicState.CLOSED,
    ]  # fmt: skip
    behind = [reached(state)[1] for state in usual]
    assert behind == sorted(behind) and behind[0] == 1 and behind[-1] == len(rules.STATIONS)
    assert reached(TopicState.REOPENED, done=THEN)[1] < reached(TopicState.DONE)[1]


@pytest.mark.parametrize(
    ("state", "lane", "at", "stands"),
    [
        (TopicState.FAST, Lane.FAST, {}, ("快办", 1)),
        (TopicState.ANSWERED, Lane.FAST, {"settled": THEN}, ("评价", 3)),
        (TopicState.ANSWERED, Lane.FAST, {"settled": THEN, "rated": THEN}, ("评价", 4)),
        (TopicState.REOPENED, Lane.FAST, {}, ("答复", 2)),
        (TopicState.REFERRED, Lane.UNIT, {"decided": THEN}, ("转办", 4)),
        (TopicState.ANSWERED, Lane.SESSION, {"settled": THEN}, ("评价", 2)),
        (TopicState.ANSWERED, Lane.SESSION, {"decided": THEN, "settled": THEN}, ("评价", 5)),
        (TopicState.MERGED, Lane.SESSION, {"settled": THEN}, ("并入另一件", 2)),
        (TopicState.RETURNED, Lane.SESSION, {"settled": THEN}, ("退回", 2)),
    ],
)
def test_a_shorter_way_has_its_own_stations(
    state: TopicState, lane: Lane, at: dict[str, datetime], stands: tuple[str, int]
) -> None:
    assert reached(state, lane, **at) == stands


@given(some.sampled_from(TopicState), some.sampled_from(Lane), some.builds(Moments, some.just(THEN), *[moments] * 4))
def test_every_topic_stands_somewhere_on_its_way(state: TopicState, lane: Lane, at: Moments) -> None:
    way = rules.way(state, lane, at)
    assert 1 <= way.reached <= len(way.stations) and way.stations[0] == ("提出", THEN)
    assert len({word for word, _ in way.stations}) == len(way.stations)


def test_every_state_is_settled_or_somebody_can_go_on_from_it() -> None:
    """The floors above move what is scheduled, in hand or done; from everything else the office has a way on."""
    above = {TopicState.SCHEDULED, TopicState.IN_HAND, TopicState.DONE}
    for state in rules.OPEN - above:
        assert any(rules.may(deed, state) for deed in ("accept", "answer")), state
    for state in rules.SETTLED:
        assert not any(rules.may(deed, state) for deed in rules.FROM), state


def test_the_seconds_asked_for_are_enough() -> None:
    rules.check_accept(TopicState.PROPOSED, 2, 2)
    with pytest.raises(RuleBroken) as refused:
        rules.check_accept(TopicState.PROPOSED, 1, 2)
    assert "1" in refused.value.said(str)


@pytest.mark.parametrize("state", sorted(set(TopicState) - rules.FROM["accept"]))
def test_a_topic_past_its_first_stage_is_neither_seconded_nor_accepted(state: TopicState) -> None:
    with pytest.raises(RuleBroken):
        rules.check_second(state, 1, [], 2)
    with pytest.raises(RuleBroken):
        rules.check_accept(state, 9, 2)


def test_what_a_project_has_in_hand_again_is_not_answered_away() -> None:
    assert rules.may("answer", TopicState.REOPENED) and not rules.may("answer", TopicState.REOPENED, in_project=True)
    assert rules.may("progress", TopicState.REOPENED, in_project=True)


@pytest.mark.parametrize("into", sorted(rules.SETTLED))
def test_a_topic_is_merged_only_into_another_that_goes_on(into: TopicState) -> None:
    with pytest.raises(BadInput):
        rules.check_merge(1, TopicState.PROPOSED, 2, into)
    with pytest.raises(BadInput):
        rules.check_merge(1, TopicState.PROPOSED, 1, TopicState.PROPOSED)
    rules.check_merge(1, TopicState.PROPOSED, 2, TopicState.IN_HAND)


def test_nothing_is_closed_by_an_answer_from_before_it_was_done_again() -> None:
    done = (THEN, Outcome.SOLVED)
    rules.check_close([done], THEN)
    for answers in ([], [(THEN, None)], [(THEN, Outcome.ASSIGNED)], [(THEN - timedelta(1), Outcome.SOLVED)]):
        with pytest.raises(RuleBroken):
            rules.check_close(answers, THEN)


@pytest.mark.parametrize(
    ("due", "mark", "words"),
    [
        (date(2026, 11, 26), "overdue", "已超期 1 天"),
        (date(2026, 11, 27), "due", "今天到期"),
        (date(2026, 11, 30), "due", "下一个工作日到期"),  # today is a Friday
        (date(2026, 12, 1), "waiting", "还有 4 天"),
    ],
)
def test_reminders_come_the_working_day_before_on_the_day_and_after_it(due: date, mark: str, words: str) -> None:
    kind, sentence = rules.due_mark(due, date(2026, 11, 27), Calendar())
    assert (kind, sentence.said(str)) == (mark, words)
    assert rules.is_near(due, date(2026, 11, 27), Calendar()) is (mark != "waiting")


@given(some.builds(Terms, seconds=some.integers(0, 50), fast_hours=some.integers(1, 240), fast_rests=some.booleans()))
def test_terms_come_back_as_they_were_kept(terms: Terms) -> None:
    assert Terms.from_json(terms.to_json()) == terms
    assert Terms().to_json() == {}
