"""The doors to the records of units and places: looked at by the year, and on paper."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, request

from forum import clock, i18n, pages, parts
from forum.errors import N_
from minutes.documents.official import Sheet
from minutes.documents.showing import FORMS, Paper, shown
from minutes.documents.tables import column_widths
from minutes.drafting.wording import full_date
from minutes.overview import opened_routes, records, rules
from minutes.overview.records import Record
from minutes.overview.report import Table

blueprint = Blueprint("records", __name__)


def offer(app: Any) -> None:
    """The pages themselves, and the ways to them from the register."""
    app.register_blueprint(blueprint)
    app.register_blueprint(opened_routes.blueprint)
    parts.records_of_unit.append(records.of_unit_page)
    parts.records_of_place.append(records.of_place_page)


@blueprint.get("/overview/units/<int:unit_id>/record")
async def of_unit(unit_id: int) -> Response:
    return await _page(await records.of_unit(unit_id, pages.signed_in(), _year()))


@blueprint.get("/overview/places/<int:place_id>/record")
async def of_place(place_id: int) -> Response:
    return await _page(await records.of_place(place_id, pages.signed_in(), _year()))


@blueprint.get(f"/overview/units/<int:unit_id>/record.<{FORMS}:form>")
async def paper_of_unit(unit_id: int, form: str) -> Response:
    return await _paper(await records.of_unit(unit_id, pages.signed_in(), _year()), form)


@blueprint.get(f"/overview/places/<int:place_id>/record.<{FORMS}:form>")
async def paper_of_place(place_id: int, form: str) -> Response:
    return await _paper(await records.of_place(place_id, pages.signed_in(), _year()), form)


def _year() -> int:
    return rules.asked_year(request.args.get("year", ""), clock.today())


async def _page(record: Record) -> Response:
    years = sorted({*await records.years(), record.year}, reverse=True)
    return await pages.page("minutes/overview/record.html", record=record, board=record.board, years=years)


async def _paper(record: Record, form: str) -> Response:
    at = f"{record.board.at}/record"
    asked = {"year": str(record.year)}
    back = (f"{at}?year={record.year}", i18n.say(N_("{name}档案"), name=record.board.title))
    made = sheet(record, await tables(record))
    return await shown(Paper(made, record.title, record.title, at, back, asked, by_staff=True), form)


async def tables(record: Record) -> list[Table]:
    found = [Table("", one.title, ("项目", "数字"), tuple((x.word, x.said) for x in one.lines)) for one in record.parts]
    late = tuple((x.text, x.lead, x.due, x.at or "还没有办完", x.days) for x in await records.late(record.board))
    heads = ("任务", "牵头单位", "时限", "报办结", "超期天数")
    found.append(Table("", "超期的任务", heads, late, "没有超期的任务。"))
    if record.households:
        rows = tuple((x.link.text, x.link.note, x.visits.due, x.visits.made) for x in record.households)
        found.append(Table("", "重点户走访", ("重点户", "类别", "应访（次）", "按月访到（次）"), rows))
    return found


def sheet(record: Record, parts: list[Table]) -> Sheet:
    rows = [[tuple(map(str, row)) for row in (table.heads, *table.rows)] for table in parts]
    widths = [column_widths([list(column) for column in zip(*one, strict=True)]) for one in rows]
    said = {
        "title": record.title, "year": record.year, "tables": parts, "widths": widths,
        "day": full_date(clock.today()), "document_title": record.title,
    }  # fmt: skip
    return Sheet("yearly_record.html", said)
