from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from agenda.claiming.rules import Claiming
from agenda.room.rules import BallotFacts, Facts, Step, Steps
from agenda.room.table import claiming_steps
from forum.errors import Sentence
from forum.parts import Claimable

USUAL = Steps(Step(" ", Sentence("结束本项"), "/items/1/close", letter="X"), (Step("B", Sentence("开始表决"), "/b"),))
FACTS = Facts(1, open=True, item_id=1)


def wishes(count: int) -> tuple[Claimable, ...]:
    return tuple(Claimable("wish", id, "心愿", f"心愿{id}") for id in range(1, count + 1))


@given(st.lists(st.booleans(), max_size=8))
def test_each_is_read_once_and_what_is_claimed_before_its_turn_never(claimed: list[bool]) -> None:
    lines = tuple(
        replace(one, claimed_by="李梅" if taken else "") for one, taken in zip(wishes(8), claimed, strict=False)
    )
    claiming = Claiming(lines)
    while claiming.next:
        assert not claiming.next.claimed_by and claiming.next.key not in claiming.read
        claiming = replace(claiming, read=(*claiming.read, claiming.next.key))
        assert claiming.reading is not None and claiming.reading.key == claiming.read[-1]
    assert list(claiming.read) == [one.key for one in lines if not one.claimed_by]
    assert claiming.claimed == sum(claimed)


def test_space_reads_the_next_and_then_goes_on_as_usual() -> None:
    claiming = Claiming(wishes(2), ("wish-1",))
    steps = claiming_steps(USUAL, FACTS, claiming)
    assert steps.next is not None and (steps.next.path, steps.next.fields) == ("/items/1/read-out", {"what": "wish-2"})
    assert [step.key for step in steps.others] == ["X", "B"]
    assert claiming_steps(USUAL, FACTS, Claiming(wishes(2), ("wish-1", "wish-2"))) == USUAL
    assert claiming_steps(USUAL, FACTS, None) == USUAL


def test_a_ballot_comes_before_reading_on() -> None:
    facts = replace(FACTS, ballot=BallotFacts(1))
    assert claiming_steps(USUAL, facts, Claiming(wishes(1))) == USUAL
