"""The calendar by year, and the office's changes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from quart import Blueprint, Response

from forum import clock, pages
from forum.access import Permission, allowed
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.workdays import commands, queries, rules

blueprint = Blueprint("workdays", __name__)


class DayKind(StrEnum):
    OFF = "off"
    ON = "on"
    PUBLISHED = "published"


KIND_NAMES = [
    (DayKind.OFF, N_("放假")),
    (DayKind.ON, N_("上班（调休）")),
    (DayKind.PUBLISHED, N_("恢复成公布的样子")),
]
WORKS = {DayKind.OFF: False, DayKind.ON: True, DayKind.PUBLISHED: None}


class DaysForm(Form):
    first: date
    last: date | None = None
    kind: DayKind
    name: optional_line(20) = ""  # type: ignore[valid-type]


class YearForm(Form):
    citation: line(120)  # type: ignore[valid-type]


@blueprint.get("/workdays")
async def this_year() -> Response:
    return await pages.page("forum/workdays/show.html", **await _shown(clock.today().year))


@blueprint.get("/workdays/<int:year>")
async def show(year: int) -> Response:
    return await pages.page("forum/workdays/show.html", **await _shown(year))


@blueprint.post("/workdays/<int:year>")
async def set_days(year: int) -> Response:
    typed = await given()
    shown = await _shown(year)
    try:
        form = parse(DaysForm, {name: value for name, value in typed.items() if value})
        last = form.last or form.first
        await commands.set_days(
            form.first, last, WORKS[form.kind], form.name, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/workdays/show.html", refusal, typed, **shown)
    return await pages.done(f"/workdays/{form.first.year}", N_("工作日历已改。已经答应的日期不变。"))


@blueprint.post("/workdays/<int:year>/complete")
async def confirm(year: int) -> Response:
    typed = await given()
    shown = await _shown(year)
    try:
        form = parse(YearForm, typed)
        await commands.confirm_year(year, form.citation, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/workdays/show.html", refusal, typed, **shown)
    return await pages.done(f"/workdays/{year}", N_("记下了：这一年的安排是完整的。"))


async def _shown(year: int) -> dict[str, Any]:
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        raise NotFound(N_("没有这一年的工作日历。"))
    calendar = await queries.calendar()
    now = clock.today().year
    return {
        "year": year,
        "years": sorted({now, now + 1, year, *calendar.notices}),
        "months": [(month, rules.weeks(year, month)) for month in range(1, 13)],
        "days": calendar.days,
        "spans": calendar.spans(year),
        "citation": calendar.notices.get(year),
        "kinds": KIND_NAMES,
        "may_keep": allowed(pages.reader(), Permission.KEEP_CALENDAR),
    }
