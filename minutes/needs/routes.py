from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, request

from forum import pages
from forum.access import Actor
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse, text
from forum.people.queries import named_in
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.matching.showing import matching_of
from minutes.needs import commands, queries
from minutes.needs.models import NEED_STATE_NAMES, Need, NeedState

blueprint = Blueprint("needs", __name__)


class NeedForm(Form):
    category: Category
    text: line(200)  # type: ignore[valid-type]
    whom: optional_line(80) = ""  # type: ignore[valid-type]
    available: optional_line(80) = ""  # type: ignore[valid-type]
    place_id: int


class AnswerForm(Form):
    words: text(400)  # type: ignore[valid-type]


@blueprint.get("/needs")
async def index() -> Response:
    asked = {name: request.args.get(name, "")[:80].strip() for name in ("q", "state", "category")}
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    needs, count = await queries.page_of(
        page, words=asked["q"],
        state=NeedState(asked["state"]) if asked["state"] in set(NeedState) else None,
        category=Category(asked["category"]) if asked["category"] in set(Category) else None,
    )  # fmt: skip
    return await pages.page(
        "minutes/needs/index.html", needs=needs, count=count, page=page, pages=-(-count // queries.PAGE),
        first=(page - 1) * queries.PAGE, asked=asked, states=list(NEED_STATE_NAMES.items()),
        categories=list(CATEGORY_NAMES.items()), **await _as_read(needs),
    )  # fmt: skip


@blueprint.get("/needs/new")
async def new() -> Response:
    pages.signed_in()
    return await pages.page("minutes/needs/new.html", **await _choices())


@blueprint.post("/needs")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(NeedForm, typed)
        await commands.raise_need(**form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/needs/new.html", refusal, typed, **await _choices())
    return await pages.done("/needs", N_("已列入需求清单。有单位能帮上忙时，社区会来对接。"))


@blueprint.get("/needs/<int:need_id>")
async def show(need_id: int) -> Response:
    return await pages.page("minutes/needs/show.html", **await shown(need_id))


@blueprint.post("/needs/<int:need_id>/answer")
async def answer(need_id: int) -> Response:
    typed = await given()
    try:
        form = parse(AnswerForm, typed)
        await commands.answer_need(need_id, form.words, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/needs/show.html", refusal, typed, **await shown(need_id))
    return await pages.done(f"/needs/{need_id}", N_("已答复提出人。以后有合适的资源，还可以再对接。"))


async def shown(need_id: int) -> dict[str, Any]:
    """A need's page, with what fits it for those who may bring the two together."""
    need, reader = await queries.need(need_id), pages.reader()
    return {"need": need, **await _as_read([need]), **await matching_of(need, reader), "may_answer": _office(reader)}


async def _as_read(needs: list[Need]) -> dict[str, Any]:
    """Names of people that the texts name are for those who signed in."""
    known = pages.reader() is not None
    texts = " ".join(f"{need.text} {need.whom} {need.answer}" for need in needs)
    return {"may_see_names": known, "names": [] if known else sorted(await named_in(texts))}


def _office(reader: Actor | None) -> bool:
    return reader is not None and reader.in_office


async def _choices() -> dict[str, Any]:
    return {"categories": list(CATEGORY_NAMES.items()), "places": await places.choices()}
