"""Who goes on in which seat when a register comes again, and who is asked about."""

from __future__ import annotations

import pytest

from forum.owners.lookalikes import plain
from forum.owners.questions import Kind
from forum.owners.rows import FlatRow, place_of
from forum.owners.rules import Owner, merge
from forum.owners.seating import Known, Seating, Somebody, seat


def owners(*cells: tuple[str, str, str, str]) -> tuple[Owner, ...]:
    """(flat, owners, documents, kind) each."""
    roll = merge([FlatRow(line, flat, "100.00", who, id, kind) for line, (flat, who, id, kind) in enumerate(cells, 2)])
    assert roll.is_settled
    return roll.owners


def known(id: int, person: int | None, names: str, flats: str, documents: str = "", developer: bool = False) -> Known:
    return Known(
        id,
        person,
        frozenset(plain(name) for name in names.split()),
        frozenset(place_of(flat) for flat in flats.split()),
        frozenset(documents.split()),
        developer,
    )


def places(seating: Seating) -> list[tuple[int | None, int | None]]:
    return [(one.membership_id, one.person_id) for one in seating.seated]


def test_the_same_name_in_the_same_flat_goes_on_and_nobody_is_asked() -> None:
    found = seat(owners(("1-101", "王芳", "", "")), [known(5, 9, "王芳", "1-101")], [Somebody(9, "王芳")], {})
    assert places(found) == [(5, 9)] and not found.problems and not found.ended


def test_the_same_name_with_the_same_document_goes_on_in_another_flat() -> None:
    found = seat(owners(("2-202", "王芳", "D1", "")), [known(5, 9, "王芳", "1-101", "D1")], [], {})
    assert places(found) == [(5, 9)]


def test_a_flat_that_was_sold_has_a_new_owner_and_the_old_seat_ends() -> None:
    found = seat(owners(("1-101", "李红", "", "")), [known(5, 9, "王芳", "1-101")], [], {})
    assert places(found) == [(None, None)] and found.ended == (5,) and found.added == 1


def test_of_seats_that_became_one_owner_s_the_one_with_most_flats_goes_on() -> None:
    now = owners(("1", "王芳", "D1", ""), ("2", "王芳", "D1", ""), ("3", "王芳", "D1", ""))
    found = seat(now, [known(4, 8, "王芳", "1"), known(5, 9, "王芳", "2 3")], [], {})
    assert places(found) == [(5, 9)] and found.ended == (4,)


def test_the_developer_s_seat_goes_on_while_it_has_flats_left() -> None:
    now = owners(("1", "康乐置业", "", "未售"), ("2", "王芳", "", ""))
    found = seat(now, [known(5, None, "康乐", "1 2", developer=True)], [], {})
    assert places(found) == [(5, None), (None, None)]


@pytest.mark.parametrize("name", ["王伟强", "王偉強"])
def test_somebody_of_that_name_on_the_residents_register_is_asked_about_and_never_taken(name: str) -> None:
    now, people = owners(("1", name, "", "")), [Somebody(9, "王伟强", "7号楼")]
    asked = seat(now, [], people, {})
    (problem,) = asked.problems
    assert problem.kind is Kind.KNOWN_PERSON and places(asked) == [(None, None)]
    assert problem.options["same"].said(str) == "是王伟强（7号楼）"
    assert places(seat(now, [], people, {problem.key: "same"})) == [(None, 9)]
    assert places(seat(now, [], people, {problem.key: "new"})) == [(None, None)]
    assert seat(now, [], people, {problem.key: "maybe"}).problems[0].refused


def test_among_several_of_a_name_one_is_picked() -> None:
    now, people = owners(("1", "王芳", "", "")), [Somebody(8, "王芳", "1号楼"), Somebody(9, "王芳", membership_id=3)]
    (problem,) = seat(now, [], people, {}).problems
    assert set(problem.options) == {"person-8", "person-9", "new"}
    assert places(seat(now, [], people, {problem.key: "person-9"})) == [(3, 9)]


def test_nobody_is_two_owners_at_once() -> None:
    roll = merge([FlatRow(2, "1", "100.00", "王芳", "D1"), FlatRow(3, "2", "100.00", "王芳", "D2")])
    now = merge(
        [FlatRow(2, "1", "100.00", "王芳", "D1"), FlatRow(3, "2", "100.00", "王芳", "D2")],
        {roll.problems[0].key: "different"},
    ).owners
    people = [Somebody(9, "王芳", "7号楼")]
    first, second = seat(now, [], people, {}).problems
    found = seat(now, [], people, {first.key: "same", second.key: "same"})
    assert [problem.key for problem in found.problems] == [second.key]
    assert "已经是另一处房屋的业主" in (found.problems[0].refused or found.problems[0].sentence).said(str)
    assert places(seat(now, [], people, {first.key: "same", second.key: "new"})) == [(None, 9), (None, None)]


def test_who_stays_is_not_asked_about_for_another_flat() -> None:
    now = owners(("1", "王芳", "", ""), ("2", "李红", "", ""))
    found = seat(now, [known(5, 9, "王芳", "1")], [Somebody(9, "王芳"), Somebody(10, "李红")], {})
    assert [problem.candidates[0].name for problem in found.problems] == ["李红"]
