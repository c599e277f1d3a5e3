"""A typed form is the paper, the question or the count it says, and what is wrong is said by field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots import forms
from agenda.ballots.methods import approval, election, ranked, score, single
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.options import options
from agenda.ballots.rule_sets import PRESETS
from forum.errors import BadInput, RuleBroken

SIMPLE = PRESETS["simple"]
FOUR = options(["甲", "乙", "丙", "丁"])
SETTINGS: dict[Kind, Any] = {
    Kind.SINGLE: single.Settings(FOUR),
    Kind.APPROVAL: approval.Settings(FOUR, most=4),
    Kind.SCORE: score.Settings(FOUR, top=5),
    Kind.RANKED: ranked.Settings(FOUR),
    Kind.ELECTION: election.Settings(FOUR, seats=4, write_ins=True),
}
PUT = {"question": "建在哪里", "options": "北门\n\n  南门 \n", "kind": "single"}


def sent(kind: Kind, **typed: str) -> str:
    """The paper as it is kept, or the refusal's own words."""
    settings = SETTINGS[kind]
    return KINDS[kind].accept(settings, forms.given(kind, settings.to_json(), typed).paper)


def fields(**typed: str) -> set[str]:
    with pytest.raises(BadInput) as refused:
        forms.question({**PUT, **typed}, SIMPLE)
    return set(refused.value.fields)


# ---- papers ----


@given(st.sets(st.sampled_from([1, 2, 3, 4]), min_size=1))
def test_the_boxes_ticked_are_the_options_approved(chosen: set[int]) -> None:
    assert sent(Kind.APPROVAL, **{f"option-{one}": "1" for one in chosen}) == f'{{"options":{sorted(chosen)}}}'.replace(
        " ", ""
    )


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.integers(0, 5), min_size=1))
def test_the_scores_written_are_the_scores_given(scores: dict[int, int]) -> None:
    kept = sent(Kind.SCORE, **{f"score-{one}": str(value) for one, value in scores.items()})
    assert dict(KINDS[Kind.SCORE].read(kept).scores) == scores


@given(st.permutations([1, 2, 3, 4]), st.integers(1, 4), st.integers(1, 5))
def test_the_places_chosen_rank_the_options_and_gaps_say_nothing(order: list[int], most: int, gap: int) -> None:
    typed = {f"place-{one}": str(1 + at * gap) for at, one in enumerate(order[:most])}
    assert KINDS[Kind.RANKED].read(sent(Kind.RANKED, **typed)).ranks == tuple((one,) for one in order[:most])


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.sampled_from(["for", "against", ""])))
def test_each_candidate_is_favoured_opposed_or_left(said: dict[int, str]) -> None:
    typed = {f"person-{one}": choice for one, choice in said.items()}
    if not any(said.values()):
        typed["blank"] = "1"
    paper = KINDS[Kind.ELECTION].read(sent(Kind.ELECTION, **typed))
    assert set(paper.for_) == {one for one, choice in said.items() if choice == "for"}
    assert set(paper.against) == {one for one, choice in said.items() if choice == "against"}


def test_names_are_written_in_one_a_line() -> None:
    assert '"write_ins":["孙大海","钱多多"]' in sent(Kind.ELECTION, write_ins="孙大海\n\n 钱多多 ")


@pytest.mark.parametrize("kind", list(SETTINGS))
def test_nothing_chosen_is_a_slip_unless_the_voter_says_that_they_abstain(kind: Kind) -> None:
    with pytest.raises(BadInput, match="还没有选"):
        sent(kind)
    blank = {"option": "blank"} if kind is Kind.SINGLE else {"blank": "1"}
    assert KINDS[kind].read(sent(kind, **blank)).is_blank


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.APPROVAL, {"option-1": "1"}),
        (Kind.SCORE, {"score-1": "3"}),
        (Kind.RANKED, {"place-1": "1"}),
        (Kind.ELECTION, {"person-1": "for"}),
        (Kind.ELECTION, {"write_ins": "孙大海"}),
    ],
)
def test_an_abstention_and_a_choice_do_not_go_together(kind: Kind, typed: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="请只留一样"):
        sent(kind, blank="1", **typed)


@pytest.mark.parametrize("text", ["五", "3.5", "١", "99999999999", "1e3"])
def test_what_is_no_number_is_said_at_its_field(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        sent(Kind.SCORE, **{"score-2": text})
    assert set(refused.value.fields) == {"score-2"}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.SINGLE, {"option": "9"}),
        (Kind.SCORE, {"score-1": "6"}),
        (Kind.RANKED, {"place-1": "1", "place-2": "1"}),
        (Kind.ELECTION, {"person-1": "for", "write_ins": "甲"}),
    ],
)
def test_a_paper_that_breaks_the_rules_of_its_kind_is_refused_with_a_sentence(
    kind: Kind, typed: dict[str, str]
) -> None:
    with pytest.raises(RuleBroken):
        sent(kind, **typed)


def test_an_objection_is_said_or_not_and_never_guessed() -> None:
    assert forms.given(Kind.CONSENT, {}, {"objects": "1"}).paper == {"objects": True}
    assert forms.given(Kind.CONSENT, {}, {"objects": "0"}).paper == {"objects": False}
    with pytest.raises(BadInput):
        forms.given(Kind.CONSENT, {}, {})


def test_a_paper_sent_as_json_is_taken_as_it_is() -> None:
    given = forms.given(Kind.SINGLE, SETTINGS[Kind.SINGLE].to_json(), {"paper": '{"option":2}', "receipt": "R"})
    assert (given.paper, given.receipt) == ('{"option":2}', "R")


# ---- questions ----


@pytest.mark.parametrize("kind", forms.OPTION_KINDS)
def test_every_kind_of_question_can_be_put_with_nothing_but_its_words(kind: Kind) -> None:
    asked = forms.question({**PUT, "kind": kind.value}, SIMPLE)
    assert asked.kind is kind
    assert [one["text"] for one in asked.settings["options"]] == ["北门", "南门"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"question": " "}, {"question"}),
        ({"options": "北门"}, {"options"}),
        ({"options": "北门\n北门"}, {"options"}),
        ({"kind": "approval", "most": "9"}, {"most"}),
        ({"kind": "approval", "most": "两"}, {"most"}),
        ({"kind": "score", "top": "500"}, {"top"}),
        ({"kind": "election", "seats": "3"}, {"seats"}),
        ({"kind": "yes_no"}, {"kind"}),
        ({"kind": ""}, {"kind"}),
        ({"seconds": "5"}, {"seconds"}),
        ({"minutes": "900"}, {"minutes"}),
        ({"question": "", "options": "", "seconds": "x"}, {"question", "options", "seconds"}),
    ],
)
def test_every_wrong_field_of_a_question_is_named(typed: dict[str, str], wrong: set[str]) -> None:
    assert fields(**typed) == wrong


def test_a_question_has_the_settings_of_its_kind() -> None:
    asked = forms.question({**PUT, "kind": "election", "seats": "2", "write_ins": "1", "threshold": "rules"}, SIMPLE)
    assert asked.settings["seats"] == 2 and asked.settings["write_ins"] is True
    assert asked.settings["threshold"] == SIMPLE.threshold.to_json()  # type: ignore[union-attr]
    asked = forms.question({**PUT, "threshold": "half", "minutes": "2", "is_secret": "1"}, SIMPLE)
    assert asked.settings["threshold"] == {"basis": "participating", "share": "1/2", "strict": True}
    assert asked.seconds == 120 and asked.is_secret


def test_a_talk_may_only_ask_for_the_mood() -> None:
    talk = PRESETS["talk"]
    assert forms.kinds_allowed(forms.OPTION_KINDS, talk) == [Kind.TEMPERATURE]
    assert forms.kinds_allowed(forms.SITTING_KINDS, talk) == []
    with pytest.raises(RuleBroken):
        forms.question(PUT, talk)


def test_objections_alone_are_no_way_to_vote_in_a_sitting() -> None:
    assert Kind.OBJECTION not in forms.SITTING_KINDS
    with pytest.raises(BadInput):
        forms.motion_kind({"kind": "objection"})
    assert forms.motion_kind({}) is Kind.YES_NO


# ---- hands ----


def test_a_row_of_hands_for_each_group_and_an_empty_field_is_nobody() -> None:
    typed = {"for-1": "7", "against-1": "", "for-2": "2", "against-2": "1", "abstain-2": "4"}
    assert forms.hands_rows(typed, ["A", "B"]) == [Hands(7, 0, 0, "A"), Hands(2, 1, 4, "B")]
    assert forms.groups_of({}) == [""] and forms.groups_of({"B": [1, 1], "A": [1, 1]}) == ["A", "B"]


def test_a_count_that_is_no_number_is_said_at_its_field() -> None:
    with pytest.raises(BadInput) as refused:
        forms.hands_rows({"for-1": "七", "abstain-1": "x"}, [""])
    assert set(refused.value.fields) == {"for-1", "abstain-1"}
