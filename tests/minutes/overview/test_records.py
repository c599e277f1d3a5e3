"""单位档案, 网格档案: a year in figures, each with the list behind it, for who sees the dashboard and nobody else."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.attendance import admissions
from agenda.attendance import commands as attendance
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum import clock
from forum.access import Actor
from forum.diary.models import HouseholdKind, KeyHousehold, Manner, Visit
from forum.errors import NotAllowed, NotFound
from forum.journal import Event
from forum.offices import commands as offices
from forum.offices.models import Office
from forum.people.models import Person
from forum.topics import answering
from forum.topics import commands as topics
from forum.topics.models import Category, Outcome
from minutes.action_items import checking, working
from minutes.action_items import commands as actions
from minutes.documents.official import sheet_pdf
from minutes.overview import commands, opened, queries, record_routes, records, rules
from minutes.overview.measures import MEASURES
from minutes.overview.records import Record
from minutes.overview.rules import Span, Visits
from minutes.projects import commands as projects
from minutes.projects.models import Project
from tests import factories

Client = Callable[..., Awaitable[Any]]
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
YEAR = rules.year(2026)
NOON = clock.from_local(date(2026, 6, 15), datetime.min.replace(hour=12).time())


@given(DAYS, DAYS)
def test_the_day_itself_is_in_time_and_the_next_is_not(at: date, due: date) -> None:
    assert rules.in_time(due, due) and not rules.in_time(due + timedelta(days=1), due)
    assert rules.in_time(at, due) is not rules.in_time(due + timedelta(days=1), at)


@given(DAYS, st.none() | DAYS, st.integers(1, 4), st.lists(DAYS, max_size=30))
def test_no_more_visits_are_made_than_were_due_and_the_year_bounds_both(
    listed: date, struck: date | None, times: int, days: list[date]
) -> None:
    found = rules.visits(listed, struck, times, days, YEAR)
    assert 0 <= found.made <= found.due <= 12 * times and found.made <= len(days)
    assert rules.visits(listed, struck, times, [*days, *days], YEAR).made >= found.made
    assert rules.visits(listed, struck, times, [], YEAR) == Visits(found.due, 0)


def test_a_household_is_visited_from_the_month_it_is_listed_to_the_one_before_it_is_struck_off() -> None:
    march, may = date(2026, 3, 31), date(2026, 5, 10)
    assert rules.visits(march, None, 2, [], Span(YEAR.first, may)) == Visits(6, 0)
    assert rules.visits(march, may, 2, [], YEAR) == Visits(4, 0)
    crowded = [march, march, march, date(2026, 4, 1)]
    assert rules.visits(march, may, 2, crowded, YEAR) == Visits(4, 3), "a third in March makes up for none in April"
    assert rules.visits(date(2027, 1, 1), None, 1, crowded, YEAR) == Visits()


@pytest.mark.parametrize(
    ("asked", "year"), [("2025", 2025), ("2027", 2026), ("1999", 2026), ("", 2026), ("²²²²", 2026), ("20260", 2026)]
)
def test_the_year_of_an_address_is_one_that_there_has_been(asked: str, year: int) -> None:
    assert rules.asked_year(asked, date(2026, 6, 15)) == year


# ---- a unit ----


def id_of(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


async def task(hall: factories.Hall, text: str, unit: int, days: int, **more: Any) -> int:
    return await actions.assign_action(
        hall.item_id, text, unit, clock.today() + timedelta(days=days), by=hall.recorder, **more
    )


@pytest.fixture
async def story(database: Any) -> Any:
    """June 2026: a unit with one task done in time, one late, one done and reopened, one put off. It sat in one session
    by its substitute, was excused from one, and missed one.
    """
    with clock.set_to(NOON):
        body = await factories.body(2, units=True)
        unit, delegate, office = body.units[1], body.members[1], await factories.secretary()
        first = await factories.item_open(body, present=1)
        await admissions.substitute(first.seat_of(delegate), "替补甲", by=first.recorder)
        await attendance.tick_off(first.seat_of(delegate), by=first.recorder)
        in_time, late = await task(first, "按时的", unit, 10), await task(first, "晚了的", unit, 10)
        await task(first, "配合的", body.units[0], 10, helpers=[unit])
        put_off = await task(first, "延期的", unit, 5)
        second = await factories.item_open(body, present=1)
        await attendance.excuse(second.seat_of(delegate), by=second.recorder)
        again = await task(second, "重办的", unit, 10)
        third = await factories.session_open(body, present=1)
        asked = await working.ask_extension(put_off, clock.today() + timedelta(days=9), "等材料", by=delegate)
        await checking.answer_extension(asked, by=office, granted=True)
        for hall in (first, second, third):
            if hall.item_id:
                await items.close_item(hall.item_id, by=hall.chair)
            await sessions.close_session(hall.session_id, by=hall.chair)
    with clock.set_to(NOON + timedelta(days=10)):
        await working.hand_in(in_time, "好了", by=delegate)
        await factories.finish(again, by=delegate)
        project = await Project.get(action_items__id=again)
        await projects.rate_project(project.id, 1, "没有修好", by=second.topics[0].proposer)
    with clock.set_to(NOON + timedelta(days=11)):
        await factories.finish(late, by=delegate)
    with clock.set_to(NOON + timedelta(days=30)):
        await checking.check(in_time, by=office)
    return SimpleNamespace(unit=unit, other=body.units[0], delegate=delegate, office=office, rival=body.members[0])


def figures(record: Record) -> dict[str, str]:
    return {line.measure or line.word: line.said for part in record.parts for line in part.lines}


async def test_a_units_year_says_what_was_in_time_late_reopened_and_put_off(story: Any) -> None:
    found = figures(await records.of_unit(story.unit, story.delegate, 2026))
    expected = {
        "actions-given": 4, "actions-helped": 1, "actions-done": 2, "actions-in-time": 1, "actions-late": 1,
        "actions-still-late": 2, "actions-reopened": 1, "extensions": 1, "extensions-granted": 1,
        "seats": 3, "seats-taken": 1, "seats-excused": 1, "ratings": 1, "look-backs": 0,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == {name: str(count) for name, count in expected.items()}
    assert found["办结的里面按时的"] == "50%" and found["评价的中位数（分）"] == "1"
    late = await records.late((await records.of_unit(story.unit, story.office, 2026)).board)
    assert {(one.text, one.days > 0) for one in late} == {("晚了的", True), ("延期的", True), ("重办的", True)}


async def test_every_figure_is_the_length_of_its_list(story: Any) -> None:
    for record in (
        await records.of_unit(story.unit, story.office, 2026),
        await records.of_place((await factories.community()).community, story.office, 2026),
    ):
        for part in record.parts:
            for line in part.lines:
                if line.measure:
                    assert record.board.shows(MEASURES[line.measure]), line.measure
                    rows, count = await queries.listed(MEASURES[line.measure], record.board.scope, 1)
                    assert line.said == str(count) == str(len(rows)), line.measure


async def test_a_year_with_nothing_in_it_divides_by_nothing(story: Any) -> None:
    found = await records.of_unit(story.unit, story.office, 2025)
    assert {one.said for part in found.parts for one in part.lines} == {"0", "—"}
    assert await records.late(found.board) == []


async def test_what_was_done_was_done_in_time_or_late_and_another_units_is_no_ones_here(story: Any) -> None:
    board = (await records.of_unit(story.unit, story.office, 2026)).board
    whole = await queries.counts(["actions-done", "actions-in-time", "actions-late"], board.scope)
    assert whole["actions-done"] == whole["actions-in-time"] + whole["actions-late"]
    nowhere = replace(board.scope, unit=0)
    assert set((await queries.counts(whole, nowhere)).values()) == {0}


async def test_the_unit_itself_and_the_office_see_it_and_nobody_else(story: Any) -> None:
    stranger = await factories.person()
    for reader in (story.rival, stranger):
        with pytest.raises(NotAllowed):
            await records.of_unit(story.unit, reader, 2026)
    with pytest.raises(NotFound):
        await records.of_unit(999_999, story.office, 2026)


# ---- a place ----


async def test_a_grids_year_says_which_topics_were_answered_in_time_and_how_often_doors_were_knocked_at(
    database: Any,
) -> None:
    where, office, neighbour = await factories.community(), await factories.secretary(), await factories.person()
    worker = await factories.person()
    await offices.appoint(id_of(worker), Office.GRID_WORKER, where.grid, by=office)
    for days in (1, 30, None):
        with clock.set_to(NOON):
            one = await topics.propose_topic("路灯不亮", "请看看。", Category.FACILITIES, where.block, by=neighbour)
        if days:
            with clock.set_to(NOON + timedelta(days=days)):
                await answering.answer_topic(one, Outcome.SOLVED, "已经修好。", by=office)
    kind = await HouseholdKind.create(name="独居老人家", times=1)
    household = await KeyHousehold.create(
        place_id=where.block, household="101", kind=kind, listed_on=date(2026, 4, 3), struck_on=date(2026, 7, 1)
    )
    for day in (date(2026, 4, 5), date(2026, 4, 6), date(2026, 6, 1)):
        await Visit.create(
            writer_id=worker.person_id, place_id=where.block, household="101", manner=Manner.DOOR, visited_on=day,
            written_at=NOON, key=household,
        )  # fmt: skip
    record = await records.of_place(where.grid, worker, 2026)
    found = figures(record)
    expected = {
        "topics-proposed": "3", "topics-answered": "2", "topics-in-time": "1", "topics-late": "1", "visits": "3",
        "答复的里面按时的": "50%", "重点户应访（次）": "3", "重点户按月访到（次）": "2",
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    assert [one.visits for one in record.households] == [Visits(3, 2)]
    assert "orders-placed" not in found and "orders-placed" in figures(await records.of_place(where.grid, office, 2026))
    with pytest.raises(NotAllowed):
        await records.of_place(where.grid, neighbour, 2026)


# ---- pages and paper ----


@pytest.mark.usefixtures("app")
async def test_the_page_shows_a_year_and_its_figures_lead_to_their_lists(client: Client, story: Any) -> None:
    at = f"/overview/units/{story.unit}"
    delegate = await client(story.delegate)
    page = await delegate.text(f"{at}/record?year=2026")
    assert re.search(r'year=2026" aria-current="page"', page) and f"{at}/record.preview?year=2026" in page
    links = re.findall(rf'href="({at}/[a-z-]+\?year=2026)" aria-label="[^"]+">(\d+)</a>', page)
    assert len(links) >= 12
    for href, figure in links:
        listed = await delegate.text(href)
        assert f"{figure} 件" in listed and listed.count('<li class="matter">') == int(figure), href
    assert "替补到会" in await delegate.text(f"{at}/seats?year=2026")
    assert f"{at}/record" in await delegate.text(at)
    assert (await delegate.get(f"{at}/record?year=nonsense")).status_code == 200
    assert (await delegate.get(f"/overview/units/{story.other}/record")).status_code == 403
    assert (await (await client(story.rival)).get(f"{at}/record.print")).status_code == 403
    assert (await (await client(await factories.person())).get(f"{at}/record")).status_code == 403
    office = await client(story.office)
    assert f"{at}/record" in await office.text(f"/units/{story.unit}")
    where = await factories.community()
    assert f"/overview/places/{where.grid}/record" in await office.text(f"/places/{where.grid}")
    assert (await office.get("/overview/units/999999/record")).status_code == 404


@pytest.mark.usefixtures("app")
async def test_the_sums_of_all_units_are_the_records_figures_and_public_only_where_the_office_opened_them(
    client: Client, story: Any
) -> None:
    at, public, office = "/records/units?year=2026", await client(), await client(story.office)
    assert (await public.get(at)).status_code == 404 and "/records/units" not in await public.text("/board")
    assert "公开给大家看" in await office.text(at)
    with pytest.raises(NotAllowed):
        await commands.open_records(True, by=story.delegate)
    await office.submit("/records/units", is_open=1)
    await office.submit("/records/units", is_open=1)
    assert await Event.filter(kind="records.opened").count() == 1
    page = await public.text(at)
    assert "/records/units" in await public.text("/board")
    for person in await Person.all():
        assert person.name not in page, person.name
    mine = next(one for one in await opened.sums(2026) if one.unit.id == story.unit)
    own = figures(await records.of_unit(story.unit, story.office, 2026))
    assert [mine.given, mine.done, mine.still_late, mine.reopened, mine.rated] == [
        int(own[name])
        for name in ("actions-given", "actions-done", "actions-still-late", "actions-reopened", "ratings")
    ]
    assert mine.in_time == own["办结的里面按时的"] and mine.median == "—", "one rating is no median"
    await office.submit("/records/units")
    assert (await public.get(at)).status_code == 404


@pytest.mark.usefixtures("app")
async def test_on_paper_it_names_what_was_late_and_is_not_to_be_posted(client: Client, story: Any) -> None:
    page = await (await client(story.office)).text(f"/overview/units/{story.unit}/record.print?year=2026")
    assert "单位档案（2026年）" in page and "内部资料，不张贴" in page and "晚了的" in page and "按时的" in page


async def test_it_becomes_a_pdf_with_and_without_anything_in_it(story: Any, settings: Any) -> None:
    for year in (2025, 2026):
        record = await records.of_unit(story.unit, story.office, year)
        made = record_routes.sheet(record, await record_routes.tables(record))
        pdf = await sheet_pdf(made, data_dir=settings.data)
        assert pdf.content.startswith(b"%PDF") and pdf.pages <= 3 and pdf.warnings == ()
