"""The monthly report says what the dashboard says, on paper and in a workbook, for the files and to be posted."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from markupsafe import Markup
from python_calamine import CalamineWorkbook

from forum import clock
from forum.access import SYSTEM
from forum.people import commands as people
from forum.places import commands as places
from forum.topics import commands as topics
from forum.topics.models import Category, Topic
from minutes.action_items import checking
from minutes.action_items import commands as actions
from minutes.documents.official import sheet_pdf
from minutes.overview import boards, kinds, report, reporting, rules
from minutes.overview.measures import MEASURES
from minutes.overview.workbook import SHEETS, as_xlsx
from tests import factories

Client = Callable[..., Awaitable[Any]]


@pytest.fixture
async def town(database: Any) -> Any:
    where, office = await factories.community(), await factories.secretary()
    neighbour = await factories.person("欧阳海棠")
    title = "=1+1 欧阳海棠家门口积水"
    await topics.propose_topic(title, "请看看。", Category.SANITATION, where.block, by=neighbour)
    await topics.propose_topic("路灯不亮", "请看看。", Category.FACILITIES, where.grid, by=neighbour)
    return {"where": where, "office": office, "title": title, "neighbour": neighbour}


def rows_of(made: report.Report, title: str) -> tuple[tuple[Any, ...], ...]:
    return next(table.rows for table in made.tables if table.title == title)


async def test_its_figures_are_the_dashboards(town: Any) -> None:
    place, office, today = town["where"].community, town["office"], clock.today()
    made = await report.of_place(place, office, today, public=False)
    shown = await boards.shown(await boards.of_place(place, office, rules.month(today)))
    words = {one.word: name for name, one in MEASURES.items()}
    happened = rows_of(made, "本月")
    assert ("提出的议题", 2) in happened
    assert [(words[str(word)], figure) for word, figure in happened] == [
        (name, shown["figures"][name]) for name in shown["spanned"]
    ]
    standing = {row[0]: row[1:] for row in rows_of(made, "到制表时")}
    assert shown["rows"].pop(kinds.CALL_BACK), "whom to call now is no figure of a month"
    for kind, columns in shown["rows"].items():
        told = [figure for figure in standing[kind.word] if figure != ""]
        assert told == [shown["figures"][one.name] for one in columns.values()]
    by_category = {row[0]: row[1:] for row in rows_of(made, "议题按类别")}
    assert by_category["环境卫生"] == tuple(shown["by_category"]["sanitation"].values())
    by_place = {row[0]: row[1] for row in rows_of(made, "各网格、楼栋的议题")}
    assert by_place == {row.name: row.figures["topics-proposed"] for row in shown["children"]}


async def test_what_stayed_unanswered_is_named_in_full_for_the_files_and_masked_to_be_posted(town: Any) -> None:
    for public in (False, True):
        made = await report.of_place(town["where"].community, town["office"], clock.today(), public=public)
        titles = [row[0] for row in rows_of(made, "还没有答复的议题")]
        assert len(titles) == 2 and ("欧阳海棠" in "".join(titles)) is not public


async def test_a_workbook_has_a_sheet_a_subject_numbers_as_numbers_and_no_formula(town: Any) -> None:
    made = await report.of_place(town["where"].community, town["office"], clock.today(), public=False)
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(made)))
    assert tuple(book.sheet_names) == SHEETS
    rows = {name: book.get_sheet_by_name(name).to_python() for name in SHEETS}
    assert any(town["title"] in row for row in rows["议题"]), "a text that begins like a formula stays what it is"
    assert ["提出的议题", 2] in [row[:2] for row in rows["概况"]]
    half = report.Table("概况", "用了多久", ("阶段", "工作日"), (("到答复", Fraction(3, 2)),))
    halves = replace(made, tables=(half,))
    said = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(halves))).get_sheet_by_name("概况").to_python()
    assert ["到答复", 1.5] in [row[:2] for row in said], "a median is a number, too"
    assert reporting.sheet(halves).said["s"].tables[0].rows == (("到答复", "1.5"),)
    assert all(any(made.title in row for row in one) for one in rows.values())


async def test_an_empty_month_is_printed_too_and_a_pdf_holds_its_drawing(town: Any, settings: Any) -> None:
    made = await report.of_place(town["where"].community, town["office"], date(2026, 1, 1), public=True)
    assert ("从提出到办结", "—", 0) in rows_of(made, "本月提出的议题用了多久（工作日，中位数）")
    pdf = await sheet_pdf(reporting.sheet(made), data_dir=settings.data)
    assert pdf.content.startswith(b"%PDF") and pdf.pages >= 2 and pdf.warnings == ()


@pytest.mark.usefixtures("app")
async def test_who_answers_for_the_place_takes_it_along_and_nobody_else(client: Client, town: Any) -> None:
    office, at = await client(town["office"]), f"/overview/places/{town['where'].community}/report"
    month = f"{clock.today():%Y-%m}"
    page = await office.text(f"{at}.print?month={month}")
    assert "内部资料，不张贴" in page and town["title"] in page and "<polyline" in page
    posted = await office.text(f"{at}.print?month={month}&public=1")
    assert "公开版" in posted and "欧阳海棠" not in posted
    book = await office.get(f"{at}.xlsx?month={month}")
    assert (await book.get_data()).startswith(b"PK")
    assert (await office.get(f"{at}.print?month=nonsense")).status_code == 200
    resident = await client(town["neighbour"])
    assert (await resident.get(f"{at}.print")).status_code == (await resident.get(f"{at}.xlsx")).status_code == 403


async def test_a_month_printed_later_is_the_same_after_leads_places_and_blocks_have_changed(town: Any) -> None:
    """Who leads and what lies where are those of the month; only names are those of the day it is printed."""
    where, office = town["where"], town["office"]
    other = await people.keep_place("grid", "第九网格", by=SYSTEM, parent_id=where.community)
    hall, (first, second) = await factories.item_open(), [await factories.unit(name) for name in ("甲物业", "乙物业")]
    ids = [
        await actions.assign_action(hall.item_id, f"第{n}项", unit, clock.today(), by=hall.recorder)
        for n, unit in enumerate((first, first, second))
    ]
    month = clock.today()
    late = clock.now() + timedelta(days=40)

    async def printed(days: int) -> list[report.Report]:
        with clock.set_to(late + timedelta(days=days)):
            made = [
                await report.of_place(at, office, month, public=False) for at in (where.community, where.grid, other)
            ]
        return [replace(one, day=month, chart=Markup()) for one in made]

    before = await printed(0)
    assert [row[:2] for row in rows_of(before[0], "各单位的任务")] == [("甲物业", 2), ("乙物业", 1)]
    assert rows_of(before[0], "在办和等评价的项目")[0][1] == "甲物业"
    with clock.set_to(late + timedelta(days=1)):
        await checking.reassign(ids[0], second, "人手不够", by=office)
        await places.move_place(where.block, other, by=office)
        await people.keep_place("block", "新楼", by=SYSTEM, parent_id=where.grid)
        await checking.reassign(ids[1], second, "也给乙", by=office)
    assert await printed(2) == before
    with clock.set_to(late + timedelta(days=3)):
        await checking.reassign(ids[0], first, "又有人了", by=office)
        await places.close_place(where.block, by=office)
    assert await printed(4) == before
    with clock.set_to(late + timedelta(days=4)):
        now = [await report.of_place(at, office, clock.today(), public=False) for at in (where.grid, other)]
    assert rows_of(now[0], "各网格、楼栋的议题") != rows_of(before[1], "各网格、楼栋的议题"), (
        "and a later month tells it"
    )


async def test_an_older_topic_that_came_from_a_file_into_a_newer_block_is_told_where_it_lies(town: Any) -> None:
    where, office, month = town["where"], town["office"], clock.today()
    title = "单元门坏了"
    older = await topics.propose_topic(title, "请看看。", Category.FACILITIES, where.block, by=town["neighbour"])
    with clock.set_to(clock.now() + timedelta(days=40)):
        newer = await people.keep_place("block", "新楼", by=SYSTEM, parent_id=where.grid)
        await Topic.filter(id=older).update(place_id=newer)
        for at in (where.community, where.grid):
            made = await report.of_place(at, office, month, public=False)
            (row,) = [row for row in rows_of(made, "还没有答复的议题") if row[0] == title]
            assert row[1].endswith("新楼")
            assert "新楼" not in str(rows_of(made, "各网格、楼栋的议题")), "it had no line of its own yet"
