"""提出议题, and 受理台: what others say at the desk, on the telephone, in a letter is written down for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, request

from forum import clock, pages
from forum.access import Actor, Permission, allowed, require
from forum.errors import N_, BadInput, Refusal, RuleBroken, Sentence
from forum.forms import Form, given, line, optional_line, optional_text, parse, text
from forum.intake import commands, queries, telling
from forum.intake.commands import Caller, Source, Written
from forum.intake.models import TOLD_HOW_NAMES, ToldHow
from forum.moderation import queries as moderating
from forum.pictures import queries as pictures
from forum.pictures.routes import sent
from forum.places import queries as places
from forum.rounds import queries as rounds
from forum.topics import links
from forum.topics import queries as topics
from forum.topics.models import CATEGORY_NAMES, CHANNEL_NAMES, Category, Channel
from forum.workdays import queries as workdays

blueprint = Blueprint("intake", __name__)

AT_THE_DESK = (Channel.HOTLINE, Channel.DESK, Channel.LETTER, Channel.VISIT)
NOT_ON_REGISTER = "0"


class TopicForm(Form):
    title: line(60)  # type: ignore[valid-type]
    text: text(2000)  # type: ignore[valid-type]
    category: Category
    place_id: int
    anonymous: bool = False


class DeskForm(TopicForm):
    channel: Channel
    said_on: date
    reference: optional_line(40) = ""  # type: ignore[valid-type]
    call_back: bool = False


class CallerForm(Form):
    who: optional_line(40) = ""  # type: ignore[valid-type]
    person: optional_line(12) = ""  # type: ignore[valid-type]
    phone: optional_line(32) = ""  # type: ignore[valid-type]


class ToldForm(Form):
    how: ToldHow
    note: optional_text(200) = ""  # type: ignore[valid-type]


# ---- one's own ----


@blueprint.get("/topics/new")
async def new() -> Response:
    require(pages.reader(), Permission.PROPOSE_TOPIC)
    asked = {"place_id": request.args.get("place", ""), "channel": request.args.get("from", "")}
    return await pages.page("forum/intake/new.html", given=asked, **await _choices(), alike=[])


@blueprint.post("/topics")
async def create() -> Response:
    typed, by = await given(), pages.signed_in()
    shown: dict[str, Any] = {"alike": []}
    try:
        form = parse(TopicForm, typed)
        shown["alike"] = await _much_alike(typed, by)
        if shown["alike"] and not typed.get("confirmed"):
            return await pages.page("forum/intake/new.html", 409, given=typed, **{**await _choices(), **shown})
        channel = Channel.POSTER if typed.get("channel") == Channel.POSTER else Channel.OWN
        async with sent() as photos:
            made = await commands.propose(
                _written(form), anonymous=form.anonymous, channel=channel, photos=photos, by=by,
                command_id=typed.get("command_id"),
            )  # fmt: skip
    except Refusal as refusal:
        if isinstance(refusal, RuleBroken) and by.person_id:
            shown["same"] = await queries.said_already(form.title, form.text, by.person_id)
        return await pages.refused_page("forum/intake/new.html", refusal, typed, **{**await _choices(), **shown})
    if "held" in made:
        return await pages.done(f"/receipt/{made['held']}", N_("收到了，等社区看过再公开。"))
    terms = await topics.terms()
    said = N_("已提交。请{seconds}位邻居附议，社区会在{days}个工作日内答复您。")
    return await pages.done(f"/topics/{made['topic']}", said, seconds=terms.seconds, days=terms.reply_days)


@blueprint.get("/topics/similar")
async def similar() -> Response:
    """What may be the same matter, for the page on which one is being written."""
    asked, reader = dict(request.args), pages.reader()
    at_desk = bool(asked.get("desk")) and allowed(reader, Permission.TAKE_DOWN)
    return await pages.page("forum/intake/_alike.html", alike=await _alike(asked, reader), at_desk=at_desk)


# ---- somebody else's ----


@blueprint.get("/intake")
async def index() -> Response:
    require(pages.signed_in(), Permission.TAKE_DOWN)
    return await pages.page(
        "forum/intake/index.html",
        untold=len(await telling.untold(pages.signed_in())),
        recent=await queries.recent(),
        rounds=await rounds.recent(),
        to_read=len(await moderating.waiting()),
    )


@blueprint.get("/intake/untold")
async def untold() -> Response:
    """Whom to tell what was answered, and a press that it is done."""
    reader = pages.signed_in()
    require(reader, Permission.TAKE_DOWN)
    asked, calendar = dict(request.args), await workdays.calendar()
    channel = next((one for one in Channel if one == asked.get("channel")), None)
    found = await telling.untold(reader, channel, late=asked.get("late") == "1")
    return await pages.page(
        "forum/intake/untold.html",
        lines=[(one, links.due_mark(one.due, calendar)) for one in found],
        asked=pages.Typed(asked), channels=list(CHANNEL_NAMES.items()), ways=telling.WAYS, means=telling.MEANS,
    )  # fmt: skip


@blueprint.get("/intake/posters")
async def posters() -> Response:
    """A poster for each place."""
    require(pages.signed_in(), Permission.TAKE_DOWN)
    return await pages.page("forum/intake/posters.html", places=await places.choices())


@blueprint.get("/intake/new")
async def desk() -> Response:
    require(pages.signed_in(), Permission.TAKE_DOWN)
    asked = {"channel": request.args.get("channel", ""), "said_on": clock.today().isoformat(), "call_back": "1"}
    return await pages.page("forum/intake/desk.html", given=asked, **await _desk_choices())


@blueprint.post("/intake")
async def take_down() -> Response:
    typed, by = await given(), pages.signed_in()
    require(by, Permission.TAKE_DOWN)
    try:
        form = parse(DeskForm, typed)
        caller = await _caller(typed)
        source = Source(form.channel, form.said_on, form.reference)
        async with sent() as photos:
            topic_id = await commands.take_down(
                _written(form), caller, source, anonymous=form.anonymous, call_back=form.call_back, photos=photos,
                by=by, command_id=typed.get("command_id"),
            )  # fmt: skip
    except Refusal as refusal:
        return await _desk_again(refusal, typed, by)
    days = (await topics.terms()).reply_days
    return await pages.done(f"/topics/{topic_id}", N_("已登记。{days}个工作日内要答复，答复后请转告本人。"), days=days)


@blueprint.get("/intake/people")
async def people() -> Response:
    """Who may be meant, for the form that is being filled in."""
    require(pages.signed_in(), Permission.TAKE_DOWN)
    who = request.args.get("who", "")
    return await pages.page("forum/intake/_people.html", candidates=await queries.candidates(who), who=who, chosen="")


@blueprint.post("/topics/<int:topic_id>/second-for")
async def second_for(topic_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    require(by, Permission.TAKE_DOWN)
    try:
        await commands.second_for(topic_id, await _caller(typed), by=by, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _desk_again(refusal, typed, by)
    return await pages.done(f"/topics/{topic_id}", N_("已替这位居民附议。"))


@blueprint.post("/topics/<int:topic_id>/told")
async def told(topic_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ToldForm, typed)
        await commands.note_told(
            topic_id, form.how, form.note, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except BadInput as refusal:
        intake = await queries.of_topic(topic_id)
        return await pages.refused_page("forum/intake/told.html", refusal, typed, **_ways(), intake=intake)
    return await pages.done(typed.get("next") or f"/topics/{topic_id}", N_("已记下：答复转告了本人。"))


async def photos(topic_id: int) -> Markup:
    """On the topic's page, for neighbours: faces and doors in a photo cannot be masked."""
    reader = pages.reader()
    if reader is None:
        return Markup()
    found = await pictures.beside("topic", topic_id, reader)
    return Markup(pages.render("forum/intake/_photos.html", pictures=found, topic_id=topic_id))


async def section(topic_id: int) -> Markup:
    """How it came in, on the topic's page; names and forms for those who take matters down."""
    intake = await queries.of_topic(topic_id)
    may = allowed(pages.reader(), Permission.TAKE_DOWN)
    if intake is None:
        return Markup()
    return Markup(pages.render("forum/intake/_source.html", intake=intake, may_take_down=may, **_ways()))


# ---- what the forms need ----


def _written(form: TopicForm) -> Written:
    return Written(form.title, form.text, form.category, form.place_id)


def _ways() -> dict[str, Any]:
    return {"ways": list(TOLD_HOW_NAMES.items())}


async def _choices() -> dict[str, Any]:
    return {"categories": list(CATEGORY_NAMES.items()), "places": await places.choices(), "at_desk": False,
            "terms": await topics.terms(), "same": None}  # fmt: skip


async def _desk_choices(who: str = "", chosen: str = "") -> dict[str, Any]:
    channels = [(channel, CHANNEL_NAMES[channel]) for channel in AT_THE_DESK]
    candidates = await queries.candidates(who)
    return {**await _choices(), "at_desk": True, "channels": channels, "candidates": candidates, "who": who,
            "chosen": chosen, "alike": []}  # fmt: skip


async def _desk_again(refusal: Refusal, typed: dict[str, str], by: Actor) -> Response:
    choices = await _desk_choices(typed.get("who", ""), typed.get("person", ""))
    choices["alike"] = await _alike(typed, by)
    return await pages.refused_page("forum/intake/desk.html", refusal, typed, **choices)


async def _caller(typed: dict[str, str]) -> Caller:
    """Raises BadInput where the name may mean somebody on the register and nobody has said whom."""
    form = parse(CallerForm, typed)
    if form.person and form.person != NOT_ON_REGISTER:
        return Caller(parse(_Chosen, {"person": form.person}).person)
    if not form.person and await queries.candidates(form.who):
        raise BadInput({"who": Sentence(N_("名册上有这样的人，请选是哪一位，或选“不在名册上”。"))})
    return Caller(None, form.who, form.phone)


class _Chosen(Form):
    person: int


async def _alike(typed: dict[str, str], reader: Actor | None) -> list[queries.Alike]:
    given_place = typed.get("place_id", "")
    place_id = int(given_place) if given_place.isdecimal() and len(given_place) < 10 else None
    mine = await queries.matter(
        typed.get("title", "")[:60], typed.get("text", "")[:2000], typed.get("category", "")[:20], place_id
    )
    return await queries.alike(mine, reader)


async def _much_alike(typed: dict[str, str], reader: Actor | None) -> list[queries.Alike]:
    return [one for one in await _alike(typed, reader) if one.much]
