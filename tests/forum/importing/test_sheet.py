"""Out and in again: nothing is lost, nothing doubled, and nothing in the file is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from forum.importing import columns, matching, people, sheet, staging
from forum.importing.addresses import Addresses
from forum.importing.cells import is_no_text
from forum.importing.queries import prepare
from forum.importing.shape import Record, Subject
from forum.importing.tables import tables
from forum.journal import Event
from forum.people.models import Person
from tests.forum.importing.conftest import figures, put_in, upload

DANGEROUS = "=cmd|' /C calc'!A0", "+86 138", "-1+1", "@SUM(A1)", "'=1", "''@x", "＝1+1", '"quoted", and', "a\nb", "0101"

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(DANGEROUS)


@given(st.lists(st.lists(texts, min_size=2, max_size=5), min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_back_to_the_letter(cells: list[list[str]]) -> None:
    lines = [["姓名", "电话"], *cells]
    data = sheet.as_csv(lines)
    assert data.startswith(b"\xef\xbb\xbf")
    (table,) = tables(data, lambda table: columns.known(table, people.COLUMNS))
    assert [list(line) for line in table] == lines


@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=5))
def test_no_cell_of_a_csv_file_begins_like_a_formula(cells: list[list[str]]) -> None:
    text = sheet.as_csv(cells).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell[:1] in "=+-@＝＋－＠\t\r" for cell in line if cell)


def test_a_workbook_holds_text_and_no_formula() -> None:
    data = sheet.as_xlsx([["姓名", "电话"], list(DANGEROUS)], "名册")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert tuple(rows[1]) == DANGEROUS


# ---- people, out and in ----

names = st.text(st.sampled_from("王李张欧阳秀英伟偉强強·A b㧐𥻗"), min_size=1, max_size=5).map(str.strip).filter(bool)
persons = st.fixed_dictionaries({
    "name": names | st.sampled_from([text for text in DANGEROUS if not any(map(is_no_text, text))]),
    "phone": st.sampled_from(["", "13812340001", "+86 138 0000 0000", "010-88880000"]),
    "official": st.sampled_from([people.YES, people.NO]),
})  # fmt: skip


def subject_of(found: list[dict[str, str]]) -> Subject:
    places = Addresses([])
    records = []
    for number, cells in enumerate(found, start=1):
        whole = {"id": str(number), "grid": "", "block": "", "room": "", **cells}
        records.append(Record(str(number), whole, people.marks(whole, places)))

    async def put(*_: Any) -> None: ...

    return Subject(
        "people", "居民名册", people.COLUMNS, records, lambda cells: cells["name"],
        lambda cells: people.marks(cells, places), put, read=places.read,
    )  # fmt: skip


@given(st.lists(persons, max_size=8), st.sampled_from(["csv", "xlsx"]))
def test_a_list_that_goes_out_and_comes_back_changes_nothing(found: list[dict[str, str]], form: str) -> None:
    """Also where several are called the same, or look alike: each knows itself again by its number."""
    subject = subject_of(found)
    lines = sheet.lines_of(subject.written, subject.records)
    data = sheet.as_csv(lines) if form == "csv" else sheet.as_xlsx(lines, "名册")
    ready = prepare(staging.staged(data, "x", subject.columns), subject, {})
    assert not ready.missing and not ready.faults
    assert not ready.plan.questions and not ready.plan.steps and not ready.plan.left
    assert len(ready.plan.unchanged) == len(found)


@given(st.lists(persons, min_size=1, max_size=8), st.data())
def test_one_edited_cell_changes_that_person_alone(found: list[dict[str, str]], data: st.DataObject) -> None:
    subject = subject_of(found)
    lines = sheet.lines_of(subject.written, subject.records)
    at = data.draw(st.integers(1, len(found)))
    phone = [column.key for column in subject.written].index("phone")
    lines[at][phone] = "13999999999"
    plan = prepare(staging.staged(sheet.as_csv(lines), "x", subject.columns), subject, {}).plan
    assert [(step.record.ref, set(step.changes)) for step in plan.steps if step.record] == [(str(at), {"phone"})]
    assert len(plan.unchanged) == len(found) - 1 and not plan.questions


@given(st.lists(persons, max_size=10), st.lists(persons, max_size=6), st.data())
def test_every_row_comes_to_exactly_one_end(
    file: list[dict[str, str]], known: list[dict[str, str]], data: st.DataObject
) -> None:
    """New, changed, unchanged, left or asked; once all is answered nothing is asked, and no record is taken twice."""
    subject = subject_of(known)
    columns_of = [column for column in subject.written if column.key != "id"]
    lines = sheet.lines_of(columns_of, [Record("", cells) for cells in file])
    one = staging.staged(sheet.as_xlsx(lines, "名册"), "x", subject.columns)
    decisions: dict[str, str] = {}
    for _ in range(len(file) + 2):
        plan = prepare(one, subject, decisions).plan
        ends = [step.row.line for step in plan.steps]
        ends += [row.line for row in (*plan.unchanged, *plan.left)] + [asked.row.line for asked in plan.questions]
        assert sorted(ends) == list(range(2, len(file) + 2))
        taken = [step.record.ref for step in plan.steps if step.record]
        assert len(taken) == len(set(taken))
        if not plan.questions:
            return
        for question in plan.questions:
            decisions[question.key] = data.draw(st.sampled_from(sorted(question.options)))
    raise AssertionError("questions without end")


async def test_an_export_goes_out_is_noted_and_comes_back(office: Any) -> None:
    await put_in(office, "people", "姓名,楼栋,户号,电话\n=SUM(A1),7号楼,0101,13812340001\n王秀兰,7号楼,0102,\n")
    for form in ("csv", "xlsx"):
        answer = await office.submit("/register/export/people", form=form)
        data = await answer.get_data()
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
        assert figures(await upload(office, "people", data)) == [0, 0, 3, 0, 0]
    assert b"'=SUM(A1)" in await (await office.submit("/register/export/people", form="csv")).get_data()
    event = await Event.filter(kind="list.exported").first()
    assert event is not None and event.data == {"list": "people", "of": None, "rows": 3, "form": "csv"}
    assert not any("王秀兰" in str(event.data) for event in await Event.all())


async def test_a_number_with_another_name_is_asked(office: Any) -> None:
    await put_in(office, "people", "姓名\n王秀兰\n")
    person = await Person.get(name="王秀兰")
    page = await upload(office, "people", f"编号,姓名\n{person.id},王秀莲\n999999,李建国\n")
    assert figures(page) == [1, 0, 0, 1, 0] and "名称改成“王秀莲”" in page


def test_a_choice_for_all_is_offered_where_many_ask_the_same() -> None:
    subject = subject_of([{"name": "王偉", "phone": f"1381234000{at}", "official": "no"} for at in range(5)])
    lines = [["姓名", "电话"], *(["王伟", f"1381234000{at}"] for at in range(5))]
    plan = prepare(staging.staged(sheet.as_csv(lines), "x", subject.columns), subject, {}).plan
    assert len(plan.questions) == 5
    assert set(matching.bulk(plan.questions)) == {"same-0", "other", "left"}
