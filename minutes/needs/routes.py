from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quart import Blueprint, Response, request

from forum import pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse, text
from forum.intake.queries import candidates
from forum.people.queries import named_in, public_words
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES, Category
from forum.units import picking
from minutes.matching.queries import uses_of_project
from minutes.matching.showing import matching_of
from minutes.needs import commands, links, queries
from minutes.needs.models import NEED_STATE_NAMES, Need, NeedState
from minutes.projects.queries import sessions_published

blueprint = Blueprint("needs", __name__)


class NeedForm(Form):
    category: Category
    text: line(200)  # type: ignore[valid-type]
    whom: optional_line(80) = ""  # type: ignore[valid-type]
    available: optional_line(80) = ""  # type: ignore[valid-type]
    place_id: int


class SaidByForm(Form):
    who: optional_line(40) = ""  # type: ignore[valid-type]
    person: int = 0
    unit_id: int = 0


WHO = N_("名册上有这样的人，请选是哪一位；不在名册上的，请先登记。")
UNKNOWN = N_("名册上没有这个人，请先登记；也可以空着，记在您名下。")


class AnswerForm(Form):
    words: text(400)  # type: ignore[valid-type]


@blueprint.get("/needs")
async def index() -> Response:
    asked = {name: request.args.get(name, "")[:80].strip() for name in ("q", "state", "category", "place")}
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    needs, count = await queries.page_of(
        page, words=asked["q"],
        state=NeedState(asked["state"]) if asked["state"] in set(NeedState) else None,
        category=Category(asked["category"]) if asked["category"] in set(Category) else None,
        place_ids=await places.within(int(where)) if (where := asked["place"]).isdecimal() and len(where) < 10 else (),
    )  # fmt: skip
    return await pages.page(
        "minutes/needs/index.html", needs=needs, count=count, page=page, pages=-(-count // queries.PAGE),
        first=(page - 1) * queries.PAGE, asked=asked, states=list(NEED_STATE_NAMES.items()),
        categories=list(CATEGORY_NAMES.items()), places=await places.choices(), **await _as_read(needs),
    )  # fmt: skip


@blueprint.get("/needs/new")
async def new() -> Response:
    return await pages.page("minutes/needs/new.html", **await _choices(pages.signed_in()))


@blueprint.post("/needs")
async def create() -> Response:
    typed, reader = await given(), pages.signed_in()
    try:
        form, typed_of = parse(NeedForm, typed), await picking.filled(typed, "unit_id")
        await commands.raise_need(
            **form.model_dump(), **await _said_by(typed_of, reader), by=reader, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/needs/new.html", refusal, typed, **await _choices(reader, typed))
    return await pages.done("/needs", N_("已列入需求清单。有单位能帮上忙时，社区会来对接。"))


@blueprint.get("/needs/<int:need_id>")
async def show(need_id: int) -> Response:
    """`?resource=` names what was found to fit on the list of resources: it is ticked."""
    asked = request.args.get("resource", type=int)
    return await pages.page("minutes/needs/show.html", **await shown(need_id, [asked] if asked else []))


@blueprint.post("/needs/<int:need_id>/answer")
async def answer(need_id: int) -> Response:
    typed = await given()
    try:
        form = parse(AnswerForm, typed)
        await commands.answer_need(need_id, form.words, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/needs/show.html", refusal, typed, **await shown(need_id))
    return await pages.done(f"/needs/{need_id}", N_("已答复提出人。以后有合适的资源，还可以再对接。"))


async def shown(need_id: int, resources: Sequence[int] = (), helpers: Sequence[int] = ()) -> dict[str, Any]:
    """A need's page, with what fits it for those who may bring the two together, and which boxes are ticked."""
    need, reader = await queries.need(need_id), pages.reader()
    used = await uses_of_project(need.project_id) if need.project_id else []
    written = [*(use.resource.text for use in used), *([need.item.session.title] if need.item else [])]
    return {
        "need": need, "waits": await links.waits(need), "uses": used, "ticked": resources, "ticked_helpers": helpers,
        "published": bool(need.item and await sessions_published([need.item.session_id])),
        "public": await public_words(written, []) if reader is None else str,
        **await _as_read([need]), **await matching_of(need, reader, resources, helpers), "may_answer": _office(reader),
    }  # fmt: skip


async def _as_read(needs: list[Need]) -> dict[str, Any]:
    """Names of people that the texts name are for those who signed in."""
    known = pages.reader() is not None
    texts = " ".join(f"{need.text} {need.whom} {need.available} {need.answer}" for need in needs)
    return {"may_see_names": known, "names": [] if known else sorted(await named_in(texts))}


def _office(reader: Actor | None) -> bool:
    return reader is not None and reader.in_office


async def _choices(reader: Actor, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Whoever is at the desk says for whom it is taken down."""
    choices = {"categories": list(CATEGORY_NAMES.items()), "places": await places.choices()}
    if not allowed(reader, Permission.TAKE_DOWN):
        return {**choices, "at_desk": False}
    who = (typed or {}).get("who", "")
    desk = {"candidates": await candidates(who), "who": who, "chosen": (typed or {}).get("person", "")}
    return {**choices, **desk, "at_desk": True, "units": await picking.offered()}


async def _said_by(typed: Mapping[str, str], reader: Actor) -> dict[str, int]:
    """For whom the desk takes it down. Raises BadInput where the name may mean several, or nobody of the register."""
    form = parse(SaidByForm, {name: value for name, value in typed.items() if value})
    if not allowed(reader, Permission.TAKE_DOWN) or not (form.who or form.person or form.unit_id):
        return {}
    if form.unit_id:
        return {"unit_id": form.unit_id}
    if form.person:
        return {"said_by": form.person}
    meant = [person.id for person in await candidates(form.who)]
    if len(meant) != 1 or typed.get("person"):
        raise BadInput({"who": Sentence(WHO if meant else UNKNOWN)})
    return {"said_by": meant[0]}
