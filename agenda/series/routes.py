from __future__ import annotations

from datetime import date, time
from typing import Any, Literal

from pydantic import Field
from quart import Blueprint, Response

from agenda.planning.rules import TEMPLATES
from agenda.series import commands, queries, rules
from agenda.sessions.models import SESSION_KIND_NAMES, SessionKind
from forum import clock, i18n, pages
from forum.access import Permission, require
from forum.bodies import queries as bodies
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people import queries as people

blueprint = Blueprint("series", __name__)


class SeriesForm(Form):
    body_id: int
    kind: Literal[SessionKind.FORUM, SessionKind.JOINT_COUNCIL, SessionKind.TALK]
    title: line(60)  # type: ignore[valid-type]
    nth: int = Field(ge=0, le=5)
    weekday: int = Field(ge=0, le=6)
    at: time
    planned_minutes: int = Field(default=90, ge=10, le=600)
    venue: line(80)  # type: ignore[valid-type]
    chair_id: int
    recorder_id: int
    template: optional_line(20) = ""  # type: ignore[valid-type]
    starts_on: date
    ends_on: date | None = None


@blueprint.get("/series")
async def index() -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    found = [(one, i18n.say(rules.said(one.nth, one.weekday, one.at_minute))) for one in await queries.going_on()]
    return await pages.page("agenda/series/index.html", series=found)


@blueprint.get("/series/new")
async def new() -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    return await pages.page("agenda/series/new.html", **await _choices())


@blueprint.post("/series")
async def start() -> Response:
    typed = await given()
    try:
        form = parse(SeriesForm, {name: value for name, value in typed.items() if value})
        fields = form.model_dump(exclude={"at"})
        minute = form.at.hour * 60 + form.at.minute
        series_id = await commands.start_series(
            **fields, at_minute=minute, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        return await pages.refused_page("agenda/series/new.html", refusal, typed, **await _choices())
    return await pages.done(f"/series/{series_id}", N_("系列已建好，前几次会议已经排上。"))


@blueprint.get("/series/<int:series_id>")
async def show(series_id: int) -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    return await pages.page("agenda/series/show.html", **await _shown(series_id))


@blueprint.post("/series/<int:series_id>/plan")
async def plan_ahead(series_id: int) -> Response:
    typed = await given()
    count = await commands.plan_ahead(series_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/series/{series_id}", N_("又排了{count}次。"), count=count)


@blueprint.post("/series/<int:series_id>/end")
async def end(series_id: int) -> Response:
    typed = await given()
    await commands.end_series(series_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/series/{series_id}", N_("系列已结束。"))


async def _shown(series_id: int) -> dict[str, Any]:
    series = await queries.series(series_id)
    return {
        "series": series,
        "said": i18n.say(rules.said(series.nth, series.weekday, series.at_minute)),
        "sessions": await queries.sessions_of(series_id),
        "ahead": rules.AHEAD,
        "local_day": lambda session: clock.local(session.starts_at).date(),
    }


async def _choices() -> dict[str, Any]:
    kinds = (SessionKind.FORUM, SessionKind.JOINT_COUNCIL, SessionKind.TALK)
    return {
        "bodies": [(body.id, body.name) for body in await bodies.bodies()],
        "kinds": [(kind, SESSION_KIND_NAMES[kind]) for kind in kinds],
        "people": [(person.id, person.name) for person in await people.chairs_and_recorders()],
        "agenda_templates": [(name, one.name) for name, one in TEMPLATES.items()],
        "every": list(rules.EVERY.items()),
        "weekdays": list(enumerate(rules.WEEKDAYS)),
        "default_day": clock.today(),
    }
