from __future__ import annotations

import json

import pytest

from agenda.ballots.methods.hands import Hands, HandsResult, Paper, Settings, check_paper, count
from agenda.ballots.methods.papers import pile
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Count, GroupRoll, Roll, decide
from forum.errors import RuleBroken
from tests.agenda.ballots.methods.voting import HALL, SIMPLE, words

GROUPS = Roll(70, 60, {"甲组": GroupRoll(35, 31), "乙组": GroupRoll(35, 29)})


def sheet(teller: tuple[int, int, int], scrutineer: tuple[int, int, int] | None) -> Paper:
    return Paper((Hands(*teller),), None if scrutineer is None else (Hands(*scrutineer),))


def counted(paper: Paper) -> HandsResult:
    return count(Settings.of(HALL), pile([paper]), HALL, SIMPLE)


def test_confirmed_hands_are_decided_as_a_plain_motion() -> None:
    result = counted(sheet((31, 10, 2), (31, 10, 2)))
    assert (result.tally.for_, result.tally.against, result.tally.abstain, result.silent) == (31, 10, 2, 4)
    assert not result.corrected
    assert words(result) == ["举手：赞成 31，反对 10，弃权 2，未举手 4", "计票人清点，监票人确认"]
    assert decide(SIMPLE, result.tally, HALL).carried


def test_a_correction_holds_and_what_was_counted_before_can_be_seen() -> None:
    result = counted(sheet((23, 10, 2), (24, 10, 2)))
    assert result.corrected
    assert words(result) == [
        "举手：赞成 24，反对 10，弃权 2，未举手 11",
        "监票人更正；计票人原先清点为：赞成 23，反对 10，弃权 2",
    ]
    assert decide(SIMPLE, result.tally, HALL).carried
    data = json.loads(json.dumps(result.to_json()))
    assert (data["teller"][0]["for_"], data["scrutineer"][0]["for_"]) == (23, 24)


def test_hands_nobody_has_confirmed_decide_nothing() -> None:
    with pytest.raises(RuleBroken, match="监票人还没有确认"):
        counted(sheet((31, 10, 2), None))


@pytest.mark.parametrize(
    ("papers", "why"),
    [([], "还没有录入"), ([None], "还没有录入"), ([sheet((1, 0, 0), None), sheet((2, 0, 0), None)], "只能有一份")],
)
def test_there_is_one_sheet(papers: list[Paper | None], why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        count(Settings.of(HALL), pile(papers), HALL, SIMPLE)


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (sheet((31, 10, 7), None), "举手共 48，多于在场的 47 人，请重新清点。"),
        (sheet((31, 10, 2), (31, 10, 7)), "举手共 48，多于在场的 47 人，请重新清点。"),
        (sheet((31, -1, 2), None), "票数不能是负数。"),
        (Paper(()), "每个组要有一行票数，不多不少。"),
        (Paper((Hands(1, 0, 0, "甲组"),)), "每个组要有一行票数，不多不少。"),
        (Paper((Hands(1, 0, 0), Hands(1, 0, 0))), "每个组要有一行票数，不多不少。"),
    ],
)
def test_a_sheet_that_cannot_be_right_is_refused(paper: Paper, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_paper(Settings.of(HALL), paper)
    assert refused.value.said(str) == sentence


def test_every_hand_in_the_hall_may_be_up() -> None:
    check_paper(Settings.of(HALL), sheet((30, 10, 7), (47, 0, 0)))


def test_where_groups_carry_each_by_itself_each_has_a_row() -> None:
    rows = (Hands(20, 5, 1, "甲组"), Hands(10, 15, 0, "乙组"))
    result = count(Settings.of(GROUPS), pile([Paper(rows, rows)]), GROUPS, PRESETS["two_groups"])
    assert result.tally.groups == {"乙组": Count(10, 15, 0), "甲组": Count(20, 5, 1)}
    assert (result.tally.for_, result.silent) == (30, 9)
    verdict = decide(PRESETS["two_groups"], result.tally, GROUPS)
    assert {part.group: part.met for part in verdict.groups} == {"甲组": True, "乙组": False}


def test_settings_survive_json() -> None:
    settings = Settings.of(GROUPS)
    assert settings.present == (("乙组", 29), ("甲组", 31))
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
