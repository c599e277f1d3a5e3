"""What a typed code means, and when a paper is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.models import BallotState
from agenda.ballots.secret import SIGNS, in_fours
from agenda.papers import rules
from agenda.papers.rules import Standing
from forum.errors import BadInput, RuleBroken

NAMED = Standing(True, False, BallotState.OPEN)
SECRET = Standing(False, False, BallotState.OPEN, handed_out=2, back=1)


@pytest.mark.parametrize("typed", [
    "ab2c-defg", "AB2CDEFG", " ab2c defg\r\n", "ＡＢ２Ｃ－ＤＥＦＧ", "ａｂ２ｃ　ｄｅｆｇ", "AB2C—DEFG",
])  # fmt: skip
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert rules.read_code(typed) == "AB2C-DEFG"


@given(st.text(alphabet=SIGNS, min_size=16, max_size=16))
def test_every_printed_code_is_read_as_itself(signs: str) -> None:
    assert rules.read_code(in_fours(signs).lower()) == in_fours(signs)


@pytest.mark.parametrize("typed", ["", "  ", "AB2C-DEF", "AB2C-DEFGH", "AB2C-DEF0", "https://x/AB2CDEFG", "王秀英"])
def test_what_cannot_be_a_code_is_told_so(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        rules.read_code(typed)
    assert set(caught.value.fields) == {"code"}


def test_a_paper_that_can_be_entered_has_nothing_against_it() -> None:
    assert rules.hindrance(NAMED) is None
    assert rules.hindrance(SECRET) is None


@pytest.mark.parametrize(("at", "says"), [
    (replace(NAMED, struck=True), "已经作废，不能录入"),
    (replace(NAMED, ballot=None), "还没有打开"),
    (replace(NAMED, ballot=BallotState.CLOSED), "已经结束"),
    (replace(NAMED, ballot=BallotState.VOID), "表决已经作废"),
    (replace(NAMED, voted="paper"), "已经录入过"),
    (replace(NAMED, voted="device"), "手机上投过"),
    (replace(NAMED, voted="phone"), "别的方式"),
    (replace(NAMED, on_roll=False), "不在这次表决的名单上"),
    (replace(SECRET, returned=True), "已经录入过"),
    (replace(SECRET, back=2), "先勾上漏记的领票人"),
    (replace(SECRET, handed_out=0, back=0), "先勾上漏记的领票人"),
])  # fmt: skip
def test_each_hindrance_has_its_sentence(at: Standing, says: str) -> None:
    why = rules.hindrance(at)
    assert why is not None and says in why.text
    with pytest.raises(RuleBroken):
        rules.check_enter(at)


@pytest.mark.parametrize("at", [
    replace(NAMED, struck=True), replace(NAMED, voted="paper"), replace(SECRET, returned=True),
    replace(NAMED, ballot=BallotState.CLOSED),
])  # fmt: skip
def test_a_paper_that_counts_or_is_over_is_not_struck(at: Standing) -> None:
    with pytest.raises(RuleBroken):
        rules.check_strike(at)


def test_a_voter_who_voted_by_phone_may_still_have_the_useless_paper_struck() -> None:
    rules.check_strike(replace(NAMED, voted="device"))
