"""看板 and the lists behind its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, redirect, request

from forum import clock, i18n, pages
from forum.errors import N_, NotAllowed, NotFound
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.overview import boards, queries, reach, rules
from minutes.overview.boards import Board
from minutes.overview.measures import COLUMN_NAMES, MEASURES, STANDING, Measure
from minutes.overview.rules import Span

blueprint = Blueprint("overview", __name__)
SPAN_NAMES = {"recent": N_("近12个月"), "year": N_("今年"), "last": N_("上个月"), "month": N_("本月")}


@blueprint.get("/overview")
async def index() -> Response:
    """The widest that the reader can see."""
    mine = await reach.mine(pages.signed_in())
    if not mine:
        raise NotAllowed(N_("看板给社区工作人员、单位代表和负责网格、楼栋的人看。"))
    return redirect(mine[0][0])  # type: ignore[return-value]


@blueprint.get("/overview/places/<int:place_id>")
async def of_place(place_id: int) -> Response:
    name, span = _span()
    return await _shown(await boards.of_place(place_id, pages.signed_in(), span), name)


@blueprint.get("/overview/units/<int:unit_id>")
async def of_unit(unit_id: int) -> Response:
    name, span = _span()
    return await _shown(await boards.of_unit(unit_id, pages.signed_in(), span), name)


async def _shown(board: Board, span: str) -> Response:
    found = await boards.shown(board)
    return await pages.page(
        "minutes/overview/show.html",
        **found,
        mine=await reach.mine(board.scope.reader),
        quiet=boards.is_quiet(found),
        columns=[column for column in STANDING if any(column in row for row in found["rows"].values())],
        column_names=COLUMN_NAMES,
        measures=MEASURES,
        categories=CATEGORY_NAMES,
        span=span,
        spans=SPAN_NAMES,
        by_group=queries.BY_GROUP,
        of_child=boards.OF_CHILD,
        href=lambda name, at=board.at, **more: address(at, name, span, **more),
    )


def address(at: str, name: str, span: str, **more: Any) -> str:
    """Where the list behind a figure is."""
    asked = {key: value for key, value in {"span": span, **more}.items() if value}
    asked.pop("span" if asked.get("span") == rules.USUAL or "month" in asked else "", None)
    return f"{at}/{name}{'?' if asked else ''}{urlencode(asked)}"


# ---- lists ----


@blueprint.get("/overview/places/<int:place_id>/<measure>")
async def list_of_place(place_id: int, measure: str) -> Response:
    _, span = _span()
    only = "only" in request.args
    return await _listed(await boards.of_place(place_id, pages.signed_in(), span, only=only), measure)


@blueprint.get("/overview/units/<int:unit_id>/<measure>")
async def list_of_unit(unit_id: int, measure: str) -> Response:
    _, span = _span()
    return await _listed(await boards.of_unit(unit_id, pages.signed_in(), span), measure)


async def _listed(board: Board, name: str) -> Response:
    measure = MEASURES.get(name)
    if measure is None or not board.shows(measure):
        raise NotFound(N_("没有这一项数字。"))
    asked = request.args.get("category", "")
    category = Category(asked) if asked in set(Category) and measure.kind.category else None
    page = max(request.args.get("page", 1, int), 1)
    rows, count = await queries.listed(measure, replace(board.scope, category=category), page)
    kept = {key: value for key, value in request.args.items() if key != "page"}
    return await pages.page(
        "minutes/overview/list.html",
        board=board,
        heading=heading(measure),
        notes=_notes(board, measure, category),
        rows=rows,
        count=count,
        page=page,
        page_count=-(-count // queries.PAGE),
        base=f"{board.at}/{name}?{urlencode({**kept, 'page': ''})}",
    )


def heading(measure: Measure) -> str:
    return i18n.translate(measure.word)


def _notes(board: Board, measure: Measure, category: Category | None) -> list[str]:
    """What the list is of, beside its heading."""
    notes = [i18n.translate(CATEGORY_NAMES[category])] if category else []
    if "only" in request.args:
        notes.append(i18n.translate(N_("不分网格、楼栋的")))
    if measure.column.value == "happened":
        span = board.scope.span
        notes.append(i18n.say(N_("{first}到{last}"), first=i18n.day(span.first), last=i18n.day(span.last)))
    return notes


def _span() -> tuple[str, Span]:
    """The span asked for: by its name, one month, or one year."""
    if "year" in request.args:
        return "", rules.year(rules.asked_year(request.args["year"], clock.today()))
    try:
        day = date.fromisoformat(f"{request.args.get('month', '')}-01")
        if rules.FIRST <= day <= rules.LAST:
            return "", rules.month(day)
    except ValueError:
        pass
    return rules.asked(request.args.get("span", ""), clock.today())
