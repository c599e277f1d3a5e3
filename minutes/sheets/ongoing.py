"""The doors to papers that belong to no one session: what units owe, the three lists, and notices."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from markupsafe import Markup
from pydantic import BeforeValidator
from quart import Blueprint, Response, current_app, request

from forum import clock, i18n, pages
from forum.access import Permission, allowed, require
from forum.bodies import queries as bodies
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound
from forum.forms import Form, optional_line, parse
from minutes.action_items import queries as actions
from minutes.action_items.routes import actions_of
from minutes.documents import lists, sheets
from minutes.documents.official import Sheet
from minutes.documents.showing import FORMS, Paper, progress_of, shown
from minutes.drafting import queries as drafting
from minutes.drafting.models import Minutes
from minutes.letterheads.queries import head_of
from minutes.notices import queries as periods
from minutes.sheets import chasing, notices, volumes
from minutes.sheets import lists as queries

blueprint = Blueprint("ongoing", __name__)


@blueprint.get(f"/actions.<{FORMS}:form>")
async def action_sheet(form: str) -> Response:
    """What the reader's list of action items shows, on paper."""
    sheet = lists.action_sheet(await chasing.of_everybody(await actions_of(pages.signed_in())))
    return await _shown(sheet, N_("任务分解表"), "/actions", N_("任务"), form)


@blueprint.get(f"/units/<int:unit_id>/chase.<{FORMS}:form>")
async def chase_slip(unit_id: int, form: str) -> Response:
    reader = pages.signed_in()
    if not reader.in_office and unit_id not in reader.units:
        raise NotAllowed(N_("督办单由社区工作人员和本单位的代表打印。"))
    unit, pending = await Unit.get_or_none(id=unit_id), await actions.to_do_by(unit_id)
    if unit is None or not pending:
        raise NotFound(N_("这个单位没有还没办完的任务。"))
    sheet = lists.chase_slip(await chasing.slip(unit, pending, current_app.settings.base_url))  # type: ignore[attr-defined]
    title = i18n.say(N_("督办单：{unit}"), unit=unit.name)
    paper = Paper(
        sheet, f"督办单{unit.name}", title, f"/units/{unit_id}/chase", ("/actions", i18n.translate(N_("任务")))
    )
    return await shown(paper, form)


@blueprint.get(f"/needs.<{FORMS}:form>")
async def needs(form: str) -> Response:
    sheet = lists.list_sheet(await queries.need_list(pages.reader()))
    return await _shown(sheet, N_("需求清单"), "/needs", N_("需求"), form)


@blueprint.get(f"/resources.<{FORMS}:form>")
async def resources(form: str) -> Response:
    sheet = lists.list_sheet(await queries.resource_list(pages.reader()))
    return await _shown(sheet, N_("资源清单"), "/resources", N_("资源"), form)


@blueprint.get(f"/projects.<{FORMS}:form>")
async def projects(form: str) -> Response:
    sheet = lists.list_sheet(await queries.project_list(pages.reader()))
    return await _shown(sheet, N_("项目清单"), "/projects", N_("项目"), form)


async def _shown(sheet: Sheet, words: str, at: str, back: str, form: str) -> Response:
    return await shown(Paper(sheet, words, i18n.translate(words), at, (at, i18n.translate(back))), form)


# ---- a year's minutes ----


async def on_body_page(body_id: int) -> Markup:
    return Markup(pages.render("minutes/papers/_volumes.html", body_id=body_id, years=await volumes.years(body_id)))


@blueprint.get(f"/bodies/<int:body_id>/volumes/<int:year>.<{FORMS}:form>")
async def volume(body_id: int, year: int, form: str) -> Response:
    """Its minutes are read anew only where they have to be: whoever waits asks every second."""
    require(pages.signed_in(), Permission.KEEP_REGISTER)
    if pages.wants_json() and (told := progress_of(request.path)):
        return told
    body = await bodies.body(body_id)
    made = await volumes.volume(body, year)
    at = f"/bodies/{body_id}"
    paper = Paper(made, made.title, made.title, f"{at}/volumes/{year}", (at, body.name), by_staff=True)
    return await shown(paper, form)


# ---- 公示 ----


class NoticeForm(Form):
    days: Literal["3", "5", "7", "15"] = "7"
    first_day: date | None = None
    objections: optional_line(200) = ""  # type: ignore[valid-type]
    item: Annotated[int | None, BeforeValidator(lambda typed: typed or None)] = None
    """What is put up by itself; empty for all that was decided."""


@blueprint.get("/minutes/<int:minutes_id>/notice")
async def notice_form(minutes_id: int) -> Response:
    minutes = await _for_notice(minutes_id)
    return await pages.page("minutes/papers/notice.html", **await notice_fields(minutes, dict(request.args)))


async def notice_fields(minutes: Minutes, asked: dict[str, str]) -> dict[str, Any]:
    """What the form shows: a notice is printed from it, and begun."""
    head = await head_of(minutes.session.body)
    usual = {"days": str(notices.USUAL_DAYS), "first_day": clock.today().isoformat(), "objections": head.objections}
    usual["item"] = ""
    typed = {**usual, **asked}
    errors: dict[str, str] = {}
    try:
        parse(NoticeForm, typed)
        await notices.notice(minutes, first_day=clock.today(), days=notices.USUAL_DAYS)
    except BadInput as refused:
        errors = {name: i18n.say(sentence) for name, sentence in refused.fields.items()}
    paper = Paper(Sheet("", {}), "", "", f"/minutes/{minutes.id}/notice", ("", ""), usual if errors else typed)
    running = await periods.running(minutes.id)
    return {
        "minutes": minutes, "paper": paper, "days": notices.DAYS, "given": typed, "errors": errors,
        "running": running, "whole": any(one.item_id is None for one in running),
        "matters": [(one.item.id, one.item.title) for one in await notices.matters(minutes.session_id)],
    }  # fmt: skip


@blueprint.get(f"/minutes/<int:minutes_id>/notice.<{FORMS}:form>")
async def notice(minutes_id: int, form: str) -> Response:
    minutes = await _for_notice(minutes_id)
    asked = {name: value for name, value in request.args.items() if value and name in NoticeForm.model_fields}
    chosen = parse(NoticeForm, asked)
    made = await notices.notice(
        minutes,
        first_day=chosen.first_day or clock.today(),
        days=int(chosen.days),
        objections=chosen.objections,
        item=chosen.item,
    )
    at = f"/minutes/{minutes_id}/notice"
    paper = Paper(
        await sheets.public_notice(made), f"{minutes.session.title}公示", i18n.translate(N_("公示")), at,
        (at, minutes.session.title), asked, by_staff=True,
    )  # fmt: skip
    return await shown(paper, form)


async def _for_notice(minutes_id: int) -> Minutes:
    """Who publishes minutes posts their notice. Raises NotAllowed, NotFound."""
    minutes = await drafting.minutes(minutes_id)
    if not allowed(pages.signed_in(), Permission.PRESIDE, minutes.session):
        raise NotAllowed(N_("公示由主持人或社区书记印发。"))
    return minutes
