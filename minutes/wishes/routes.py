"""微心愿: wished, published, claimed, delivered, thanked; and claimed on the spot in a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from quart import Blueprint, Response

from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.pictures import queries as pictures
from forum.pictures.routes import sent
from forum.places import queries as places
from forum.units import picking
from minutes.wishes import commands, queries
from minutes.wishes.rules import WAY, Step

blueprint = Blueprint("wishes", __name__)


class WishForm(Form):
    text: line(120)  # type: ignore[valid-type]
    whom: line(60)  # type: ignore[valid-type]
    name: optional_line(80) = ""  # type: ignore[valid-type]
    place_id: int
    due_on: date | None = None


class PublishForm(Form):
    text: line(120)  # type: ignore[valid-type]
    whom: line(60)  # type: ignore[valid-type]


class WordsForm(Form):
    words: line(200)  # type: ignore[valid-type]


class ClaimForm(Form):
    unit_id: int | None = None


@blueprint.get("/wishes")
async def index() -> Response:
    reader = pages.reader()
    found = await queries.wishes(reader)
    public = str if reader else await queries.masking([wish for _, of in found for wish in of])
    return await pages.page("minutes/wishes/index.html", wishes=found, public=public, most_over=queries.MOST_OVER)


@blueprint.get("/wishes/new")
async def new() -> Response:
    pages.signed_in()
    return await pages.page("minutes/wishes/new.html", places=await places.choices())


@blueprint.post("/wishes")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(WishForm, {name: value for name, value in typed.items() if value})
        wish_id = await commands.make_wish(
            **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.reader() is None:
            raise
        return await pages.refused_page("minutes/wishes/new.html", refusal, typed, places=await places.choices())
    return await pages.done(f"/wishes/{wish_id}", N_("记下了。社区看过就公布，请大家来认领。"))


@blueprint.get("/wishes/<int:wish_id>")
async def show(wish_id: int) -> Response:
    return await pages.page("minutes/wishes/show.html", **await _shown(wish_id))


Act = Callable[[dict[str, str], str | None], Awaitable[Any]]


async def _step(wish_id: int, step: Step, act: Act, said: str) -> Response:
    """One step of a wish: done and told, or its page again with what was typed."""
    typed = await given()
    try:
        await act(typed, typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        shown = await _shown(wish_id)
        return await pages.refused_page("minutes/wishes/show.html", refusal, typed, taking=step.value, **shown)
    return await pages.done(f"/wishes/{wish_id}", said)


@blueprint.post("/wishes/<int:wish_id>/publish")
async def publish(wish_id: int) -> Response:
    async def act(typed: dict[str, str], command_id: str | None) -> None:
        form = parse(PublishForm, typed)
        await commands.publish_wish(wish_id, form.text, form.whom, by=pages.signed_in(), command_id=command_id)

    return await _step(wish_id, Step.PUBLISH, act, N_("已公布，等人认领。"))


@blueprint.post("/wishes/<int:wish_id>/answer")
async def answer(wish_id: int) -> Response:
    async def act(typed: dict[str, str], command_id: str | None) -> None:
        words = parse(WordsForm, typed).words
        await commands.answer_wish(wish_id, words, by=pages.signed_in(), command_id=command_id)

    return await _step(wish_id, Step.ANSWER, act, N_("已答复，许愿的人会看到。"))


@blueprint.post("/wishes/<int:wish_id>/claim")
async def claim(wish_id: int) -> Response:
    async def act(typed: dict[str, str], command_id: str | None) -> None:
        sent = await picking.filled(typed, "unit_id")
        form = parse(ClaimForm, {name: value for name, value in sent.items() if value})
        await commands.claim_wish(wish_id, form.unit_id, by=pages.signed_in(), command_id=command_id)

    return await _step(wish_id, Step.CLAIM, act, N_("认领好了，谢谢！送到以后回来报一声。"))


@blueprint.post("/wishes/<int:wish_id>/give-back")
async def give_back(wish_id: int) -> Response:
    async def act(typed: dict[str, str], command_id: str | None) -> None:
        await commands.give_back(wish_id, by=pages.signed_in(), command_id=command_id)

    return await _step(wish_id, Step.GIVE_BACK, act, N_("已退回，别人可以认领。"))


@blueprint.post("/wishes/<int:wish_id>/deliver")
async def deliver(wish_id: int) -> Response:
    async def act(typed: dict[str, str], command_id: str | None) -> None:
        words = parse(WordsForm, typed).words
        async with sent() as photos:
            await commands.deliver_wish(wish_id, words, photos, by=pages.signed_in(), command_id=command_id)

    return await _step(wish_id, Step.DELIVER, act, N_("已送达，谢谢您。"))


@blueprint.post("/wishes/<int:wish_id>/thank")
async def thank(wish_id: int) -> Response:
    async def act(typed: dict[str, str], command_id: str | None) -> None:
        words = parse(WordsForm, typed).words
        await commands.thank(wish_id, words, by=pages.signed_in(), command_id=command_id)

    return await _step(wish_id, Step.THANK, act, N_("您的谢意已经记下。"))


async def _shown(wish_id: int) -> dict[str, Any]:
    reader = pages.reader()
    wish = await queries.wish(wish_id, reader)
    office = allowed(reader, Permission.KEEP_WISHES)
    own = reader.units if reader else frozenset[int]()
    return {
        "wish": wish,
        "public": str if reader else await queries.masking([wish]),
        "steps": _steps_for(wish, office=office),
        "units": await picking.offered(only=None if office else own),
        "claims_for": min(own, default=""),
        "may_see_name": queries.may_see_name(wish, reader),
        "photos": await pictures.beside("wish", wish_id, reader) if reader else [],
        "blank": pages.Typed(),
    }


def _steps_for(wish: Any, *, office: bool) -> set[str]:
    """The names of the steps the reader can take now."""
    reader = pages.reader()
    if reader is None:
        return set()
    possible = {step for step, (before, _) in WAY.items() if wish.state in before}
    may = {Step.CLAIM}
    if office:
        may = set(Step)
    if queries.is_claimer(wish, reader):
        may |= {Step.GIVE_BACK, Step.DELIVER}
    if wish.wished_by_id == reader.person_id:
        may |= {Step.THANK}
    return {step.value for step in possible & may}
