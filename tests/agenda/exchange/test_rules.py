from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.exchange.rules import Place, Table, TurnState
from agenda.room.rules import BallotFacts, Facts, Step, Steps
from agenda.room.table import table_steps
from forum.errors import Sentence
from forum.parts import Brought

USUAL = Steps(Step(" ", Sentence("结束本项"), "/items/1/close", letter="X"), (Step("B", Sentence("开始表决"), "/b"),))
FACTS = Facts(1, open=True, item_id=1)


def units(count: int) -> tuple[Place, ...]:
    return tuple(Place(number, 100 + number, f"单位{number}") for number in range(1, count + 1))


def called(table: Table, state: TurnState) -> Table:
    """The next unit has been called and its turn ended so."""
    place = table.next
    assert place is not None
    done = replace(place, state=state, passes=place.passes + (state is TurnState.PASSED))
    return replace(table, places=tuple(done if each.seat == place.seat else each for each in table.places))


@given(
    st.lists(st.sampled_from([TurnState.HEARD, TurnState.NOTHING, TurnState.PASSED]), max_size=12), st.integers(1, 5)
)
def test_the_round_calls_every_unit_in_order_and_ends(ends: list[TurnState], count: int) -> None:
    """Whatever each one does: nobody is left out, who was passed over is asked once more, and then it is over."""
    table, order = Table(units(count)), []
    for _ in range(2 * count):
        if table.next is None:
            break
        order.append(table.next.seat)
        table = called(table, ends[len(order) - 1] if len(order) <= len(ends) else TurnState.HEARD)
    assert table.next is None
    assert order[:count] == list(range(1, count + 1))
    assert order[count:] == [seat for seat, end in zip(order, ends[:count], strict=False) if end is TurnState.PASSED]


def test_a_unit_that_has_gone_home_is_not_called() -> None:
    first, second = units(2)
    assert Table((replace(first, present=False), second)).next == second


def need(id: int, *claimed_by: str) -> Brought:
    return Brought(id, True, 101, "单位1", f"需求{id}", claimed_by)


def test_space_goes_round_the_table_then_through_the_needs_and_then_on() -> None:
    table = Table(units(1), (need(7), need(9, "单位2")))
    step = table_steps(USUAL, FACTS, table).next
    assert step is not None and (step.path, step.fields) == ("/items/1/turns", {"seat": "1"})
    table = called(table, TurnState.HEARD)
    for number, id in ((1, 7), (2, 9)):
        step = table_steps(USUAL, FACTS, table).next
        assert step is not None and step.fields == {"need": str(id)} and step.label.params["n"] == number
        table = replace(table, read=table.read | {id}, last_read=id)
    assert table_steps(USUAL, FACTS, table) == USUAL
    assert table.reading == need(9, "单位2") and table.claimed == 1


def test_what_would_be_next_otherwise_keeps_its_own_key() -> None:
    steps = table_steps(USUAL, FACTS, Table(units(2)))
    assert [(step.key, step.path) for step in steps.others] == [("X", "/items/1/close"), ("B", "/b")]


def test_a_unit_at_its_turn_can_be_passed_over_or_has_nothing() -> None:
    first, second = units(2)
    table = Table((replace(first, state=TurnState.CALLED), second))
    states = [step.fields["state"] for step in table_steps(USUAL, FACTS, table).others if "state" in step.fields]
    assert states == ["nothing", "passed"]
    assert table.reading is None


@pytest.mark.parametrize("facts", [Facts(1, open=True), replace(FACTS, ballot=BallotFacts(3)),
                                   replace(FACTS, tied_ballot_id=3)])  # fmt: skip
def test_a_ballot_comes_before_the_table(facts: Facts) -> None:
    assert table_steps(USUAL, facts, Table(units(2))) is USUAL
