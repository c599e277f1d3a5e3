"""The roll of owners: what the law merges is merged, what is not certain is asked, and answers hold."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import RuleBroken
from forum.owners.questions import Answer, Decisions, Kind, Problem
from forum.owners.rows import FlatRow
from forum.owners.rules import OwnerKind, OwnersRoll, merge


def rows(*cells: tuple[str, ...]) -> list[FlatRow]:
    """(flat, owners, documents, kind, area) each, the later ones as far as given; 100.00 m² each."""
    made = []
    for line, one in enumerate(cells, start=2):
        flat, owners, documents, kind, area = (*one, *("", "", "", "", "")[len(one) :])
        made.append(FlatRow(line, flat, area or "100.00", owners, documents, kind))
    return made


def owned(roll: OwnersRoll) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(owner.names, owner.flats) for owner in roll.owners]


def only(roll: OwnersRoll) -> Problem:
    assert len(roll.problems) == 1, [problem.sentence.said(str) for problem in roll.problems]
    return roll.problems[0]


def answered(given: list[FlatRow], *answers: Answer, **declared: int) -> OwnersRoll:
    """Answer each first question in turn."""
    decisions: dict[str, Answer] = {}
    for answer in answers:
        decisions[merge(given, decisions, **declared).problems[0].key] = answer
    roll = merge(given, decisions, **declared)
    roll.check_settled()
    return roll


def kinds(roll: OwnersRoll) -> list[Kind]:
    return [problem.kind for problem in roll.problems]


# ---- what the law merges -----------------------------------------------------------------------------------------


def test_an_owner_of_several_flats_is_one_person_and_the_areas_add() -> None:
    roll = merge(rows(("1-1", "王芳", "D1", "", "89.12"), ("1-2", "王芳", "D1", "", "90.5"), ("1-3", "李红", "D2")))
    roll.check_settled()
    assert owned(roll) == [(("王芳",), ("1-1", "1-2")), (("李红",), ("1-3",))]
    assert [owner.area for owner in roll.owners] == [179_62, 100_00]
    assert (roll.heads, roll.area, roll.flats) == (2, 279_62, 3)


def test_what_the_developer_has_not_sold_or_handed_over_is_one_person() -> None:
    roll = merge(rows(("1", "甲置业", "", "未售"), ("2", "", "", "未售"), ("3", "甲置业", "", "未交付"), ("4", "王芳")))
    roll.check_settled()
    assert owned(roll) == [(("甲置业",), ("1", "2", "3")), (("王芳",), ("4",))]
    assert [owner.kind for owner in roll.owners] == [OwnerKind.DEVELOPER, OwnerKind.SOLE]


def test_co_owners_are_one_person_for_their_flat_and_the_same_co_owners_one_for_all_of_theirs() -> None:
    roll = merge(
        rows(
            ("1", "王芳、李明", "D1、D2"),
            ("2", "李明,王芳", "D2,D1"),
            ("3", "王芳/赵强", "D1/D3"),
            ("4", "赵强;钱进", "D3;D4"),
        )
    )
    roll.check_settled()
    assert [owner.flats for owner in roll.owners] == [("1", "2"), ("3",), ("4",)]
    assert {owner.kind for owner in roll.owners} == {OwnerKind.JOINT}


def test_the_order_of_the_register_is_the_order_of_the_roll() -> None:
    roll = merge(rows(("1", "乙"), ("2", "甲", "D1"), ("3", "丙"), ("4", "甲", "D1")))
    assert [(owner.number, owner.names[0]) for owner in roll.owners] == [(1, "乙"), (2, "甲"), (3, "丙")]


# ---- who is the same person --------------------------------------------------------------------------------------

SAME_NAME = rows(("1", "王伟"), ("2", "王伟"), ("3", "王伟"))


@pytest.mark.parametrize(
    ("given", "kind", "sentence"),
    [
        (SAME_NAME, Kind.SAME_NAME, "“王伟”出现在 3 处，没有证件号可以核对，是不是同一个人？"),
        (rows(("1", "王伟", "D1"), ("2", "王伟")), Kind.SAME_NAME, "“王伟”出现在 2 处"),
        (rows(("1", "王伟", "D1"), ("2", "王伟", "D2")), Kind.OTHER_DOCUMENT, "“王伟”有 2 个不同的证件号"),
        (rows(("1", "王伟", "D1"), ("2", "王纬", "D1")), Kind.SAME_DOCUMENT, "2 个姓名写着同一个证件号"),
        (rows(("1", "郭偉強"), ("2", "郭偉强")), Kind.ALIKE, "“郭偉強”与“郭偉强”写法相近"),
        (rows(("1", "郭伟强", "D1"), ("2", "郭偉強")), Kind.ALIKE, "“郭伟强”与“郭偉強”写法相近"),
        (rows(("1", "买买提·艾力"), ("2", "买买提艾力")), Kind.ALIKE, "写法相近"),
        (rows(("1", "王明"), ("2", "王明（已故）")), Kind.ALIKE, "写法相近"),
        (rows(("1", "甲置业", "", "未售"), ("2", "乙置业", "", "未售")), Kind.DEVELOPERS, "2 个建设单位"),
        (rows(("1", "甲置业", "", "未售"), ("2", "甲置业")), Kind.DEVELOPER_OWNS, "“甲置业”名下还有已售的房屋"),
        (rows(("1", "王伟", "6528****1234"), ("2", "王伟", "6528****1234")), Kind.SAME_NAME, "没有证件号可以核对"),
    ],
)
def test_who_may_be_the_same_person_is_asked_and_never_merged(given: list[FlatRow], kind: Kind, sentence: str) -> None:
    roll = merge(given)
    problem = only(roll)
    assert problem.kind is kind
    assert sentence in problem.sentence.said(str)
    assert roll.heads == len(given)
    assert answered(given, "same").heads == 1
    assert answered(given, "different").heads == len(given)


def test_a_document_that_two_names_share_is_asked_before_names_are_compared() -> None:
    given = rows(("1", "郭偉強", "D1"), ("2", "郭伟强", "D1"))
    assert only(merge(given)).kind is Kind.SAME_DOCUMENT


def test_documents_that_tell_people_apart_leave_no_question_about_alike_names() -> None:
    roll = merge(rows(("1", "郭偉強", "D1"), ("2", "郭伟强", "D2")))
    roll.check_settled()
    assert roll.heads == 2


def test_widths_blanks_and_dots_make_no_other_name() -> None:
    given = rows(("1", "王　明", "d1"), ("2", "王明", "Ｄ１"), ("3", "买买提·艾力", "D2"), ("4", "买买提•艾力", "D2"))
    roll = merge(given)
    roll.check_settled()
    assert [owner.flats for owner in roll.owners] == [("1", "2"), ("3", "4")]


def test_some_of_one_name_can_be_the_same_and_others_not() -> None:
    assert owned(answered(SAME_NAME, [["1", "3"]])) == [(("王伟",), ("1", "3")), (("王伟",), ("2",))]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("perhaps", "请从所列的答案中选一个。"),
        ([["1", "9"]], "分组里有不在这个问题里的房号。"),
    ],
)
def test_an_answer_that_does_not_fit_leaves_the_question_open_and_says_why(answer: Answer, why: str) -> None:
    question = only(merge(SAME_NAME))
    problem = only(merge(SAME_NAME, {question.key: answer}))
    assert problem.refused
    assert (problem.key, problem.refused.said(str)) == (question.key, why)


def test_nobody_can_be_put_into_two_groups() -> None:
    given = rows(("1", "王伟", "D1"), ("2", "王伟", "D1"), ("3", "王伟", "D2"))
    problem = only(merge(given, {only(merge(given)).key: [["1"], ["2", "3"]]}))
    assert problem.refused
    assert problem.refused.said(str) == "同一个人的房屋被分到了两组。"


def test_answers_that_contradict_each_other_are_asked_about_again() -> None:
    given = rows(("1", "郭伟强"), ("2", "郭伟强"), ("3", "郭偉強"))
    same_name, alike = merge(given).problems
    decisions = {same_name.key: "different", alike.key: "same"}
    roll = merge(given, decisions)
    assert kinds(roll) == [Kind.CONTRADICTION]
    with pytest.raises(RuleBroken, match="要先决定"):
        roll.check_settled()
    settled = merge(given, {**decisions, alike.key: [["1", "3"]]})
    assert owned(settled) == [(("郭伟强",), ("1", "3")), (("郭伟强",), ("2",))]


def test_a_question_names_candidates_with_no_more_than_the_end_of_a_document() -> None:
    given = rows(("1", "王伟", "652801198001011234"), ("2", "王伟", "652801199002025678"))
    problem = only(merge(given))
    assert [(one.tail, one.flats) for one in problem.candidates] == [("1234", ("1",)), ("5678", ("2",))]
    assert "6528" not in json.dumps(asdict(problem), ensure_ascii=False, default=str)
    assert "王伟" not in problem.key


def test_a_decision_holds_for_the_same_question_and_asks_again_when_it_changes() -> None:
    key = only(merge(SAME_NAME)).key
    moved = [replace(row, line=row.line + 7) for row in SAME_NAME]
    assert merge(moved, {key: "same"}).is_settled
    grown = merge([*SAME_NAME, FlatRow(9, "4", "100.00", "王伟")], {key: "same"})
    assert only(grown).key != key
    assert grown.unused == (key,)


def test_one_decision_can_answer_all_questions_of_a_kind() -> None:
    given = rows(("1", "王伟"), ("2", "王伟"), ("3", "李娜"), ("4", "李娜"), ("5", "张敏"), ("6", "张敏"))
    decisions: Decisions = {"same_name:*": "same"}
    assert merge(given, decisions).heads == 3
    first = merge(given).problems[0].key
    roll = merge(given, {**decisions, first: "different"})
    assert (roll.heads, roll.unused, len(roll.settled)) == (4, (), 3)


# ---- co-owners who own alone as well -----------------------------------------------------------------------------


def test_a_co_owner_with_a_flat_of_their_own_is_asked_about() -> None:
    given = rows(("1", "王芳", "D1"), ("2", "王芳、李明", "D1、D2"), ("3", "李明", "D2"))
    problem = only(merge(given))
    assert problem.kind is Kind.JOINT
    assert list(problem.options) == ["apart", "with-1", "with-3"]
    assert problem.options["with-3"].said(str) == "并入独有 3 的李明"
    assert answered(given, "apart").heads == 3
    assert owned(answered(given, "with-3")) == [(("王芳",), ("1",)), (("李明", "王芳"), ("3", "2"))]


# ---- rows that cannot be taken as they stand ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "hundredths"),
    [
        ("89.12", 89_12), ("89.1", 89_10), ("89", 89_00), ("８９．１２", 89_12), ("1,089.12㎡", 1089_12),
        (" 89.12 平方米", 89_12), ("89.12 m²", 89_12), ("89.120", 89_12), ("120.30000000000001", 120_30),
        ("120.29999999999999", 120_30), ("0.01", 1),
    ],
)  # fmt: skip
def test_an_area_is_taken_to_the_hundredth_as_offices_write_it(area: str, hundredths: int) -> None:
    roll = merge(rows(("1", "王芳", "", "", area)))
    roll.check_settled()
    assert roll.area == hundredths


@pytest.mark.parametrize(
    ("area", "why"),
    [
        (" ", "没有面积"),
        ("0.00", "面积是 0"),
        ("-89", "看不懂"),
        ("89,12", "看不懂"),
        ("约90", "看不懂"),
        ("89.125", "超过两位小数"),
        ("89.999999", "超过两位小数"),
        ("99999999.99", "不像一套房"),
    ],
)
def test_an_area_that_is_not_certain_is_asked_for(area: str, why: str) -> None:
    given = rows(("1", "王芳"), ("2", "李红", "", "", area))
    roll = merge(given)
    problem = only(roll)
    assert (problem.kind, problem.lines) == (Kind.AREA, (3,))
    assert why in problem.sentence.said(str)
    assert roll.heads == 1
    assert answered(given, "89.12").area == 189_12
    left = answered(given, "skip")
    assert (left.heads, left.left_out) == (1, (3,))


def test_an_area_typed_in_answer_is_read_as_strictly() -> None:
    given = rows(("1", "王芳", "", "", "89.125"))
    problem = only(merge(given, {only(merge(given)).key: "89.128"}))
    assert problem.refused
    assert problem.refused.said(str) == "面积超过两位小数，请写明取多少。"


def test_a_row_without_a_flat_or_an_owner_is_asked_about() -> None:
    given = rows(("", "王芳"), ("2", ""))
    assert kinds(merge(given)) == [Kind.FLAT_MISSING, Kind.OWNER_MISSING]
    roll = answered(given, "1-1", "developer")
    assert owned(roll) == [(("王芳",), ("1-1",)), ((), ("2",))]
    assert roll.owners[1].kind is OwnerKind.DEVELOPER
    assert owned(answered(given, "skip", "李红、赵强")) == [(("李红", "赵强"), ("2",))]


def test_a_word_nobody_knows_is_asked_about_once_for_all_its_rows() -> None:
    given = rows(("1", "甲置业", "", "抵押"), ("2", "甲置业", "", "抵押"), ("3", "王芳", "", "已售"))
    assert only(merge(given)).kind is Kind.STATE
    assert answered(given, "developer").heads == 2
    assert merge(given).left_out == ()


def test_two_names_in_one_are_asked_about() -> None:
    given = rows(("1", "王明 李红"), ("2", "王明和李红"))
    assert kinds(merge(given)) == [Kind.ONE_OR_SEVERAL] * 2
    decisions: Decisions = {"one_or_several:*": "several", "same_name:*": "same"}
    assert owned(merge(given, decisions)) == [(("王明", "李红"), ("1", "2"))]
    assert merge(rows(("1", "李和平"), ("2", "欧阳和平"), ("3", "John Smith"))).is_settled


@pytest.mark.parametrize(
    ("owners", "documents"),
    [("王芳、李明", "D1"), ("王芳", "D1、D2"), ("王芳", "6.52801E+17")],
)
def test_documents_that_do_not_fit_the_owners_are_asked_about(owners: str, documents: str) -> None:
    given = rows(("1", owners, documents))
    assert only(merge(given)).kind is Kind.DOCUMENTS
    assert answered(given, "none").heads == 1
    typed = "、".join(f"T{number}" for number in range(len(owners.split("、"))))
    assert answered(given, typed).heads == 1


def test_what_stands_for_no_document_is_none() -> None:
    roll = merge(rows(("1", "王芳", "无"), ("2", "李红", "-"), ("3", "赵强", "不详、"), ("4", "钱进", "D9、")))
    roll.check_settled()


# ---- flats that stand there twice --------------------------------------------------------------------------------


def test_a_flat_in_two_rows_is_asked_about() -> None:
    given = rows(("1-101", "王芳", "D1"), ("1－101", "李明", "D2"), ("2", "赵强"))
    roll = merge(given)
    problem = only(roll)
    assert (problem.kind, problem.lines) == (Kind.FLAT_TWICE, (2, 3))
    assert list(problem.options) == ["co_owners", "separate", "row-2", "row-3"]
    assert owned(answered(given, "co_owners")) == [(("王芳", "李明"), ("1-101",)), (("赵强",), ("2",))]
    assert answered(given, "co_owners").area == 200_00
    assert [flats for _, flats in owned(answered(given, "separate"))] == [("1-101#1",), ("1－101#2",), ("2",)]
    assert owned(answered(given, "row-3"))[0] == (("李明",), ("1－101",))


def test_rows_of_shares_with_areas_of_their_own_can_be_added_up() -> None:
    given = rows(("1", "王芳", "D1", "", "40.01"), ("1", "李明", "D2", "", "49.11"))
    assert list(only(merge(given)).options) == ["add_up", "separate", "row-2", "row-3"]
    roll = answered(given, "add_up")
    assert (roll.heads, roll.area) == (1, 89_12)


def test_a_register_with_a_row_for_each_co_owner_is_answered_once() -> None:
    given = rows(*((f"{flat}", f"业主{flat}{one}", f"D{flat}{one}") for flat in range(1, 51) for one in "甲乙"))
    assert len(merge(given).problems) == 50
    roll = merge(given, {"flat_twice:*": "co_owners"})
    roll.check_settled()
    assert (roll.heads, roll.area) == (50, 5_000_00)


# ---- totals ------------------------------------------------------------------------------------------------------


def test_totals_that_differ_from_what_is_declared_are_asked_about() -> None:
    given = rows(("1", "王芳"), ("2", "李红"))
    roll = merge(given, declared_area=200_01, declared_flats=3)
    assert [problem.sentence.said(str) for problem in roll.problems] == [
        "应有 3 套，读到 2 套。",
        "总面积应为 200.01 平方米，各行相加是 200.00 平方米。",
    ]
    assert answered(given, "accept", "accept", declared_area=200_01, declared_flats=3).area == 200_00
    merge(given, declared_area=200_00, declared_flats=2).check_settled()


def test_totals_wait_until_every_row_is_settled() -> None:
    given = rows(("1", "王芳"), ("2", "李红", "", "", "0"))
    assert kinds(merge(given, declared_area=1)) == [Kind.AREA]


def test_an_unsettled_or_empty_roll_is_not_to_be_used() -> None:
    with pytest.raises(RuleBroken) as refused:
        merge(SAME_NAME).check_settled()
    assert refused.value.said(str) == "业主名册还有 1 处要先决定。"
    with pytest.raises(RuleBroken, match="空的"):
        merge([]).check_settled()


# ---- properties --------------------------------------------------------------------------------------------------

people = st.sampled_from(["王伟", "李娜", "張敏", "张敏", "刘洋", "王伟、李娜", "李娜/王伟", "张敏,刘洋", ""])
papers = st.sampled_from(["", "D1", "D2", "D3", "D1、D2", "无"])
registers = st.lists(
    st.tuples(
        st.integers(1, 12).map(str), people, papers, st.sampled_from(["", "未售", "已售"]), st.integers(0, 99_999)
    ),
    max_size=14,
).map(lambda cells: rows(*((*one[:4], f"{one[4] // 100}.{one[4] % 100:02}") for one in cells)))


@st.composite
def settled(draw: st.DrawFn) -> tuple[list[FlatRow], dict[str, Answer], OwnersRoll]:
    """A register whose questions somebody has answered with some option of each."""
    given = draw(registers)
    decisions: dict[str, Answer] = {}
    for _ in range(60):
        roll = merge(given, decisions)
        open_ = [problem for problem in roll.problems if problem.kind is not Kind.CONTRADICTION]
        if not open_:
            break
        for problem in open_:
            decisions[problem.key] = draw(st.sampled_from(sorted(problem.options)))
    return given, decisions, merge(given, decisions)


@given(settled())
def test_every_flat_belongs_to_exactly_one_person_and_the_areas_add_up(
    case: tuple[list[FlatRow], dict[str, Answer], OwnersRoll],
) -> None:
    _, _, roll = case
    flats = [flat for owner in roll.owners for flat in owner.flats]
    assert len(flats) == roll.flats
    assert sum(owner.area for owner in roll.owners) == roll.area
    assert [owner.number for owner in roll.owners] == list(range(1, roll.heads + 1))
    assert roll.heads <= roll.flats
    assert sum(owner.kind is OwnerKind.JOINT and not owner.names for owner in roll.owners) == 0


@given(settled())
def test_the_same_register_with_the_same_decisions_gives_the_same_roll(
    case: tuple[list[FlatRow], dict[str, Answer], OwnersRoll],
) -> None:
    given, decisions, roll = case
    assert merge(given, decisions) == roll
    assert merge(given, dict(reversed(decisions.items()))) == roll


@given(settled(), st.randoms())
def test_the_order_of_rows_changes_neither_persons_nor_area(
    case: tuple[list[FlatRow], dict[str, Answer], OwnersRoll], random: Any
) -> None:
    given, decisions, roll = case
    if not roll.is_settled or any(one.problem.kind is Kind.FLAT_TWICE for one in roll.settled):
        return
    shuffled = merge(random.sample(given, len(given)), decisions)
    by_flats = {(frozenset(owner.flats), owner.area) for owner in shuffled.owners}
    if shuffled.is_settled:
        assert by_flats == {(frozenset(owner.flats), owner.area) for owner in roll.owners}
        assert (shuffled.heads, shuffled.area) == (roll.heads, roll.area)


@given(st.lists(st.builds(FlatRow, st.integers(1, 9), *[st.text(max_size=9)] * 5), max_size=6))
def test_whatever_stands_in_a_register_is_read_or_asked_about(given: list[FlatRow]) -> None:
    roll = merge(given)
    assert all(problem.sentence.said(str) for problem in roll.problems)
    assert roll.is_settled or roll.problems
    answer_everything: Decisions = {f"{kind}:*": "skip" for kind in Kind}
    assert merge(given, answer_everything).heads <= len(given)


def test_a_hundred_estates_at_once_are_merged_alike() -> None:
    """30,000 flats: what grows with the square of the register would not come back from this."""
    cells = [cell for estate in range(100) for number in range(300) for cell in [_one_of_an_estate(estate, number)]]
    roll = merge(rows(*cells))
    roll.check_settled()
    assert (roll.flats, roll.heads, roll.area) == (30_000, 100 * (279 - 1) + 1, 30_000 * 100_00)


def _one_of_an_estate(estate: int, number: int) -> tuple[str, ...]:
    """As in the worked example of domain.md, with one developer for all."""
    if number < 20:
        return f"{estate}-{number}", "甲置业", "", "未售"
    if number < 23:
        return f"{estate}-{number}", f"王{estate}", f"W{estate}"
    return f"{estate}-{number}", f"业主{estate}号{number}", f"D{estate}-{number}"
