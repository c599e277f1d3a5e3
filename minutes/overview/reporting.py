"""The door to the monthly report: looked at and printed, or taken along as a workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from quart import Blueprint, Response, request

from forum import clock, i18n, pages
from forum.errors import N_
from minutes.documents.official import Sheet
from minutes.documents.showing import FORMS, Paper, sent, shown
from minutes.documents.tables import column_widths
from minutes.drafting.wording import full_date
from minutes.overview import report, rules
from minutes.overview.report import Report
from minutes.overview.workbook import as_xlsx

blueprint = Blueprint("reporting", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_month() -> date:
    """The month of the address as its first day; the last one that is over where it says none that there is."""
    try:
        day = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        day = rules.before(clock.today())
    return min(max(day.replace(day=1), rules.FIRST), clock.today().replace(day=1))


@blueprint.get(f"/overview/places/<int:place_id>/report.<{FORMS}:form>")
async def paper(place_id: int, form: str) -> Response:
    made = await _report(place_id)
    asked = {"month": f"{made.month:%Y-%m}", **({"public": "1"} if made.public else {})}
    at = f"/overview/places/{place_id}"
    book = (
        f"{at}/report.xlsx?month={made.month:%Y-%m}{'&public=1' if made.public else ''}",
        i18n.translate(N_("表格")),
    )
    name = f"{made.title}{'公开版' if made.public else ''}"
    return await shown(
        Paper(sheet(made), name, made.title, f"{at}/report", (at, made.place), asked, by_staff=True, more=(book,)), form
    )


@blueprint.get("/overview/places/<int:place_id>/report.xlsx")
async def workbook(place_id: int) -> Response:
    made = await _report(place_id)
    return sent(as_xlsx(made), f"{made.title}{'公开版' if made.public else ''}", XLSX, "xlsx")


async def _report(place_id: int) -> Report:
    return await report.of_place(place_id, pages.signed_in(), asked_month(), public="public" in request.args)


def sheet(made: Report) -> Sheet:
    tables = [
        replace(table, rows=tuple(tuple(map(report.in_words, row)) for row in table.rows)) for table in made.tables
    ]
    rows = [[table.heads, *table.rows] for table in tables]
    widths = [column_widths([list(column) for column in zip(*one, strict=True)]) for one in rows]
    shown = replace(made, tables=tuple(tables))
    said = {"s": shown, "widths": widths, "day": full_date(made.day), "document_title": made.title}
    return Sheet("monthly_report.html", said)
