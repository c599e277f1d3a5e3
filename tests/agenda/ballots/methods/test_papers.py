from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.methods import approval, election, hands, ranked, score, single
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.papers import pile, text, weighed
from agenda.ballots.rules import Amount
from forum.errors import BadInput

MOST_DIFFERENT = [None, 1, "x", [], {}, {"paper": 1}, True, 1.5]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (approval.Paper((3, 1)), approval.Paper((1, 3, 3))),
        (score.Paper.of({10: 1, 2: 5}), score.Paper.of({2: 5, 10: 1})),
        (ranked.Paper(((2,), (3, 1), ())), ranked.Paper(((2,), (1, 3)))),
        (ranked.Paper.of({1: 9, 2: 3, 3: 9}), ranked.Paper(((2,), (1, 3)))),
        (election.Paper((2, 1), (4, 3), ("李 小明", "张三")), election.Paper((1, 2), (3, 4), ("张三", " 李小明 "))),
        (hands.Paper((hands.Hands(1, 2, 3, "B"), hands.Hands(1, 0, 0, "A"))),
         hands.Paper((hands.Hands(1, 0, 0, "A"), hands.Hands(1, 2, 3, "B")))),
    ],
)  # fmt: skip
def test_papers_that_say_the_same_are_one_text(one: Any, same: Any) -> None:
    assert one == same
    assert hash(one) == hash(same)
    assert text(one) == text(same)


def test_the_text_of_a_paper_is_fixed_for_good() -> None:
    """Published lists and receipts hold these texts: a change here is a change of format."""
    assert text(single.Paper(3)) == '{"option":3}'
    assert text(single.Paper(None)) == '{"option":null}'
    assert text(approval.Paper((3, 1))) == '{"options":[1,3]}'
    assert text(score.Paper.of({3: 0, 1: 5})) == '{"scores":{"1":5,"3":0}}'
    assert text(ranked.Paper(((3,), (2, 1)))) == '{"ranks":[[3],[1,2]]}'
    assert text(election.Paper((1,), (2,), ("王小明",))) == '{"against":[2],"for":[1],"write_ins":["王小明"]}'
    assert text(None) == "null"


PAPERS: dict[Kind, Any] = {
    Kind.YES_NO: st.builds(KINDS[Kind.YES_NO].paper, st.sampled_from(["for", "against", "abstain"]))
    .map(lambda paper: KINDS[Kind.YES_NO].paper.from_json({"choice": paper.choice})),
    Kind.SINGLE: st.builds(single.Paper, st.none() | st.integers(1, 9)),
    Kind.APPROVAL: st.builds(approval.Paper, st.lists(st.integers(1, 9)).map(tuple)),
    Kind.SCORE: st.builds(score.Paper.of, st.dictionaries(st.integers(1, 12), st.integers(0, 10))),
    Kind.RANKED: st.builds(ranked.Paper.of, st.dictionaries(st.integers(1, 9), st.integers(1, 5))),
    Kind.ELECTION: st.builds(
        election.Paper, st.lists(st.integers(1, 4)).map(tuple), st.lists(st.integers(5, 9)).map(tuple),
        st.lists(st.text(max_size=4), max_size=2).map(tuple),
    ),
    Kind.HANDS: st.builds(hands.Paper, st.just((hands.Hands(3, 2, 1),)), st.none() | st.just((hands.Hands(3, 2, 0),))),
    Kind.CONSENT: st.builds(KINDS[Kind.CONSENT].paper, st.booleans()),
    Kind.TEMPERATURE: st.builds(single.Paper, st.none() | st.integers(1, 9)),
    Kind.OBJECTION: st.builds(KINDS[Kind.OBJECTION].paper, st.booleans()),
}  # fmt: skip


@given(st.data(), st.sampled_from(Kind))
def test_a_paper_survives_its_text(data: st.DataObject, kind: Kind) -> None:
    paper = data.draw(PAPERS[kind])
    kept = text(paper)
    assert KINDS[kind].read(kept) == paper
    assert text(KINDS[kind].read(kept)) == kept
    assert json.loads(kept) == json.loads(json.dumps(paper.to_json()))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("sent", MOST_DIFFERENT, ids=repr)
def test_what_is_no_paper_is_refused_with_a_sentence(kind: Kind, sent: object) -> None:
    with pytest.raises(BadInput) as refused:
        KINDS[kind].paper.from_json(sent)
    assert "格式不对" in refused.value.said(str)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (Kind.YES_NO, {"choice": "maybe"}),
        (Kind.YES_NO, {"choice": ["for"]}),
        (Kind.YES_NO, {"choice": "for", "also": 1}),
        (Kind.SINGLE, {"option": "1"}),
        (Kind.SINGLE, {"option": True}),
        (Kind.SINGLE, {"option": 1.0}),
        (Kind.SINGLE, {"option": 10**30}),
        (Kind.SINGLE, {"option": 1, "option2": 2}),
        (Kind.APPROVAL, {"options": 1}),
        (Kind.APPROVAL, {"options": ["1"]}),
        (Kind.SCORE, {"scores": [5]}),
        (Kind.SCORE, {"scores": {"one": 5}}),
        (Kind.SCORE, {"scores": {"01": 5}}),
        (Kind.SCORE, {"scores": {"1": "5"}}),
        (Kind.SCORE, {"scores": {"²": 5}}),
        (Kind.RANKED, {"ranks": [1, 2]}),
        (Kind.RANKED, {"ranks": "12"}),
        (Kind.RANKED, {"ranks": [[[1]]]}),
        (Kind.ELECTION, {"for": [1], "against": []}),
        (Kind.ELECTION, {"for": [1], "against": [], "write_ins": [7]}),
        (Kind.ELECTION, {"for": [1], "against": [], "write_ins": "王"}),
        (Kind.HANDS, {"teller": [{"for": 1, "against": 0, "abstain": 0}], "scrutineer": None}),
        (Kind.HANDS, {"teller": [{"for": 1, "against": 0, "abstain": 0, "group": 1}], "scrutineer": None}),
        (Kind.HANDS, {"teller": {"for": 1}, "scrutineer": None}),
        (Kind.CONSENT, {"objects": 1}),
        (Kind.OBJECTION, {"objects": None}),
    ],
)
def test_a_paper_of_the_wrong_shape_is_refused(kind: Kind, sent: object) -> None:
    with pytest.raises(BadInput):
        KINDS[kind].paper.from_json(sent)


def test_a_kept_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(BadInput):
        KINDS[Kind.SINGLE].read("{")


def test_equal_papers_are_gathered_with_what_they_weigh() -> None:
    one, other = single.Paper(1), single.Paper(2)
    assert pile([one, other, one, None]) == {one: Amount(2), other: Amount(1), None: Amount(1)}
    assert weighed([(one, Amount(1, 70)), (one, Amount(1, 30))]) == {one: Amount(2, 100)}


def test_texts_that_read_the_same_are_one_paper() -> None:
    """A published list from elsewhere may write them with blanks."""
    rows = [('{"option": 1}', Amount(1)), ('{"option":1}', Amount(1)), ("null", Amount(1))]
    assert KINDS[Kind.SINGLE].pile(rows) == {single.Paper(1): Amount(2), None: Amount(1)}
