from __future__ import annotations

import ast
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from agenda.ballots import rule_sets
from agenda.ballots.methods import approval, consent, election, hands, objection, ranked, score, single, temperature
from agenda.ballots.methods import yes_no as plain
from agenda.ballots.methods.kinds import KIND_NAMES, KINDS, Decides, Kind, check_rules
from agenda.ballots.methods.papers import text
from agenda.ballots.rule_sets import PRESETS, Basis
from agenda.ballots.rules import Amount, Choice, Roll
from forum.errors import BadInput, RuleBroken, Sentence
from tests.agenda.ballots.methods.voting import FOUR, HALF_OF_PRESENT, HALL, SIMPLE

FOLDER = Path(single.__file__).parent

SETTINGS: dict[Kind, Any] = {
    Kind.YES_NO: plain.Settings(),
    Kind.SINGLE: single.Settings(FOUR, HALF_OF_PRESENT),
    Kind.APPROVAL: approval.Settings(FOUR, 2, 1, HALF_OF_PRESENT),
    Kind.SCORE: score.Settings(FOUR, 5),
    Kind.RANKED: ranked.Settings(FOUR, HALF_OF_PRESENT),
    Kind.ELECTION: election.Settings(FOUR, 2, True, HALF_OF_PRESENT),
    Kind.HANDS: hands.Settings.of(HALL),
    Kind.CONSENT: consent.Settings(),
    Kind.TEMPERATURE: temperature.Settings(FOUR),
    Kind.OBJECTION: objection.Settings(),
}
SENT: dict[Kind, Any] = {
    Kind.YES_NO: {"choice": "for"},
    Kind.SINGLE: {"option": 2},
    Kind.APPROVAL: {"options": [4, 2]},
    Kind.SCORE: {"scores": {"2": 5, "1": 0}},
    Kind.RANKED: {"ranks": [[2], [1]]},
    Kind.ELECTION: {"write_ins": [], "for": [2], "against": [3]},
    Kind.HANDS: {
        "teller": [{"group": "", "for": 31, "against": 9, "abstain": 2}],
        "scrutineer": [{"group": "", "for": 31, "against": 9, "abstain": 2}],
    },
    Kind.CONSENT: {"objects": False},
    Kind.TEMPERATURE: {"option": 2},
    Kind.OBJECTION: {"objects": True},
}


def test_every_kind_of_the_issue_is_there_with_its_name() -> None:
    assert list(KINDS) == list(Kind) == list(KIND_NAMES)
    names = ["赞成反对弃权", "单选", "多选", "打分", "排序", "差额选举", "举手", "无异议通过", "意向摸底", "异议表决"]
    assert [KINDS[kind].name for kind in Kind] == names


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_goes_from_a_question_to_a_result_in_words(kind: Kind) -> None:
    method, settings = KINDS[kind], SETTINGS[kind]
    rule_set = PRESETS["objection_only"] if kind is Kind.OBJECTION else SIMPLE
    roll = Roll(60, 47, weighed=Roll(60, 47)) if kind is Kind.OBJECTION else HALL
    method.check_settings(settings, rule_set)
    assert method.settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
    kept = method.accept(settings, SENT[kind])
    assert method.accept(settings, json.loads(kept)) == kept
    rows = [(kept, Amount(1, 1))] * (1 if kind is Kind.HANDS else 30)
    result = method.count(settings, rows, roll, rule_set)
    assert all(isinstance(one, Sentence) and "{" not in one.said(str) for one in result.sentences)
    assert result.sentences[0].said(str)
    json.dumps(result.to_json())


@pytest.mark.parametrize("kind", [kind for kind in Kind if KINDS[kind].has_options])
def test_a_device_cannot_choose_what_is_not_on_the_paper(kind: Kind) -> None:
    far = json.loads(json.dumps(SENT[kind]).replace("2", "77"))
    with pytest.raises(RuleBroken, match="选票上没有第"):
        KINDS[kind].accept(SETTINGS[kind], far)


@pytest.mark.parametrize("kind", [kind for kind in Kind if KINDS[kind].has_options])
def test_a_question_without_options_cannot_be_put(kind: Kind) -> None:
    empty = KINDS[kind].settings.from_json({**SETTINGS[kind].to_json(), "options": []})
    with pytest.raises(BadInput) as refused:
        KINDS[kind].check_settings(empty, SIMPLE)
    assert "options" in refused.value.fields


def test_kinds_say_who_decides() -> None:
    assert {kind for kind in Kind if KINDS[kind].decides is Decides.RULES} == {Kind.YES_NO, Kind.HANDS, Kind.OBJECTION}
    assert {kind for kind in Kind if KINDS[kind].decides is Decides.NOBODY} == {Kind.TEMPERATURE}
    assert {kind for kind in Kind if not KINDS[kind].by_paper} == {Kind.HANDS}


@pytest.mark.parametrize(
    ("kind", "kept", "words"),
    [
        (Kind.YES_NO, '{"choice":"abstain"}', "弃权"),
        (Kind.SINGLE, '{"option":2}', "选 “乙”"),
        (Kind.SINGLE, '{"option":null}', "空白票（弃权）"),
        (Kind.SINGLE, "null", "无效票"),
        (Kind.SINGLE, '{"option":9}', "选 “9”"),
        (Kind.APPROVAL, '{"options":[1,3]}', "选 “甲”、“丙”"),
        (Kind.SCORE, '{"scores":{"1":5,"3":0}}', "打分 “甲” 5 分、“丙” 0 分"),
        (Kind.RANKED, '{"ranks":[[3],[1,2]]}', "第 1 “丙”；第 2 “甲”、“乙”"),
        (Kind.ELECTION, '{"against":[3],"for":[1,2],"write_ins":["王小明"]}', "赞成 甲、乙；反对 丙；另选 王小明"),
        (Kind.ELECTION, '{"against":[3],"for":[],"write_ins":[]}', "反对 丙"),
        (Kind.ELECTION, '{"against":[],"for":[],"write_ins":[]}', "空白票（弃权）"),
        (Kind.CONSENT, '{"objects":true}', "有异议"),
        (Kind.OBJECTION, '{"objects":false}', "没有异议"),
        (Kind.TEMPERATURE, '{"option":4}', "选 “丁”"),
        (
            Kind.HANDS,
            '{"scrutineer":null,"teller":[{"abstain":1,"against":2,"for":3,"group":""}]}',
            "赞成 3，反对 2，弃权 1",
        ),
        (
            Kind.HANDS,
            '{"scrutineer":[{"abstain":1,"against":2,"for":4,"group":"A"},{"abstain":0,"against":0,"for":0,"group":"B"}],'
            '"teller":[{"abstain":1,"against":2,"for":3,"group":"A"},{"abstain":0,"against":0,"for":0,"group":"B"}]}',
            "A：赞成 4，反对 2，弃权 1；B：赞成 0，反对 0，弃权 0",
        ),
    ],
)
def test_a_paper_is_said_in_words(kind: Kind, kept: str, words: str) -> None:
    assert KINDS[kind].said(SETTINGS[kind], kept).said(str) == words


# ---- rules and kinds ---------------------------------------------------------------------------------------------

EVERYWHERE = {Kind.TEMPERATURE}
ALLOWED = {
    "simple": set(Kind) - {Kind.OBJECTION},
    "joint_council": set(Kind) - {Kind.OBJECTION},
    "two_groups": {Kind.YES_NO, Kind.HANDS, Kind.CONSENT},
    "owners_ordinary": {Kind.YES_NO, Kind.SINGLE, Kind.APPROVAL, Kind.ELECTION},
    "owners_special": {Kind.YES_NO, Kind.SINGLE, Kind.APPROVAL, Kind.ELECTION},
    "objection_only": {Kind.OBJECTION},
    "talk": set[Kind](),
}


@pytest.mark.parametrize("preset", ALLOWED)
@pytest.mark.parametrize("kind", Kind)
def test_a_body_decides_only_in_ways_its_rules_can_count(preset: str, kind: Kind) -> None:
    if kind in ALLOWED[preset] | EVERYWHERE:
        check_rules(kind, PRESETS[preset])
        return
    with pytest.raises(RuleBroken) as refused:
        check_rules(kind, PRESETS[preset])
    assert refused.value.said(str).endswith("。")


def test_a_written_vote_has_nobody_present_to_take_a_share_of() -> None:
    with pytest.raises(BadInput) as refused:
        KINDS[Kind.SINGLE].check_settings(single.Settings(FOUR, HALF_OF_PRESENT), PRESETS["owners_ordinary"])
    assert list(refused.value.fields) == ["threshold"]
    entitled = rule_sets.Test(Basis.ENTITLED, Fraction(1, 2), strict=True)
    KINDS[Kind.SINGLE].check_settings(single.Settings(FOUR, entitled), PRESETS["owners_ordinary"])


# ---- the packages ------------------------------------------------------------------------------------------------

MODULES = sorted([*FOLDER.glob("*.py"), *(FOLDER.parent / "formats").glob("*.py")])
IMPURE = {"tortoise", "quart", "asyncio", "random", "secrets", "time", "datetime", "os", "pathlib", "sqlite3", "io"}
BELOW = ("agenda.ballots", "forum.errors", "forum.people.names")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_counting_needs_no_database_no_clock_and_no_file(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.AsyncFunctionDef | ast.Await)
        if isinstance(node, ast.ImportFrom) and node.module:
            top = node.module.split(".")[0]
            assert top not in IMPURE
            assert top not in {"agenda", "forum", "minutes"} or node.module.startswith(BELOW)
            named = {node.module.split(".")[-1], *(alias.name for alias in node.names)}
            assert not named & {"models", "queries", "commands", "writer", "routes"}
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & IMPURE


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent == FOLDER], ids=lambda path: path.stem)
def test_counting_uses_no_floating_point(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Constant) or not isinstance(node.value, float)
        assert not isinstance(node, ast.Div), f"{path.name}: a division that is not of integers"
        assert not isinstance(node, ast.Name) or node.id != "float"


def test_a_paper_kept_before_is_read_the_same_ever_after() -> None:
    kept = '{"choice":"for"}'
    assert KINDS[Kind.YES_NO].read(kept) == plain.Paper(Choice.FOR)
    assert text(KINDS[Kind.YES_NO].read(kept)) == kept
