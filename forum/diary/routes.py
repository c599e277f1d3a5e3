"""民情日记: written at a doorstep, by thumb, with or without a network; read by its writer and the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from quart import Blueprint, Response, request

from forum import clock, i18n, pages
from forum.diary import commands, offline, queries, rules
from forum.diary import month as months
from forum.diary.models import FINDING_KIND_NAMES, MANNER_NAMES, OUTCOME_NAMES, FindingKind, Manner, Outcome
from forum.diary.month import GridMonth
from forum.diary.rules import MOST_FINDINGS, Found
from forum.diary.writers import places_of, require_writer
from forum.errors import N_, BadInput, NotAllowed, NotFound, Refusal, Sentence
from forum.forms import Form, given, optional_line, optional_text, parse, text
from forum.pictures import queries as pictures
from forum.pictures.routes import sent
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES, Category

blueprint = Blueprint("diary", __name__)


class VisitForm(Form):
    place_id: int
    household: optional_line(40) = ""  # type: ignore[valid-type]
    who: optional_line(80) = ""  # type: ignore[valid-type]
    manner: Manner = Manner.DOOR
    visited_on: date
    note: optional_text(1000) = ""  # type: ignore[valid-type]


class FoundForm(Form):
    kind: FindingKind
    text: text(500)  # type: ignore[valid-type]
    category: Category = Category.PUBLIC_AFFAIRS
    way: Outcome = Outcome.OPEN
    answer: optional_text(400) = ""  # type: ignore[valid-type]


class SettleForm(Form):
    way: Outcome
    answer: optional_text(400) = ""  # type: ignore[valid-type]


@blueprint.get("/diary")
async def index() -> Response:
    reader = pages.signed_in()
    await require_writer(reader)
    month, place_id = asked_month(), request.args.get("place", 0, int)
    page = max(request.args.get("page", 1, int), 1)
    visits, count = await queries.visits(reader, month, place_id, page)
    return await pages.page(
        "forum/diary/index.html",
        visits=visits, count=count, page=page, page_count=-(-count // queries.PAGE), month=month, place_id=place_id,
        places=await places.choices(), households=await queries.key_households(reader), may_keep=reader.in_office,
        waiting=await queries.count_open(reader), version=offline.version(),
    )  # fmt: skip


def asked_month() -> date:
    """The month of the address as its first day, this month where it says none that there is."""
    try:
        return date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return clock.today().replace(day=1)


@blueprint.get("/diary/month")
async def month() -> Response:
    reader = pages.signed_in()
    await require_writer(reader)
    asked = asked_month()
    rows = await months.by_grid(reader, asked)
    first, following = rules.month_of(asked)
    return await pages.page(
        "forum/diary/month.html",
        month=first, rows=rows, total=sum(rows, GridMonth(i18n.say(N_("合计")))), kinds=list(FindingKind),
        outcomes=list(Outcome), before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{following:%Y-%m}" if following <= clock.today() else "",
    )  # fmt: skip


@blueprint.get("/diary/open")
async def waiting() -> Response:
    """What was found on visits and still waits for an answer or a way on."""
    reader = pages.signed_in()
    await require_writer(reader)
    findings = await queries.open_findings(reader)
    ways = {finding.id: ways_said(finding.kind, finding.outcome) for finding in findings}
    count = await queries.count_open(reader)
    photos = await pictures.beside_each("visit", {finding.visit_id for finding in findings}, reader)
    return await pages.page("forum/diary/open.html", findings=findings, ways=ways, count=count, photos_of=photos)


@blueprint.get("/diary/new")
async def new() -> Response:
    reader = pages.signed_in()
    await require_writer(reader)
    last = await queries.last_of(reader)
    given = {
        "place_id": request.args.get("place", last.place_id if last else "", int),
        "household": request.args.get("household", "")[:40],
    }
    last_door = last.household if last and last.place_id == given["place_id"] else ""
    return await pages.page("forum/diary/new.html", given=given, last_door=last_door, **await _choices())


@blueprint.get("/diary/worker.js")
async def worker() -> Response:
    """For all of the diary, not only for what lies under its own address."""
    headers = {"Service-Worker-Allowed": "/diary"}
    return Response(offline.worker(), content_type="text/javascript; charset=utf-8", headers=headers)


@blueprint.post("/diary")
async def write() -> Response:
    """`writer` is whose page it was written on: what waits on a shared phone is nobody else's."""
    typed = await given()
    try:
        if typed.get("writer", str(pages.signed_in().person_id)) != str(pages.signed_in().person_id):
            raise NotAllowed(N_("这一条是别人写的，请本人登录后再送出。"))
        form, found = parse(VisitForm, {name: value for name, value in typed.items() if value}), found_in(typed)
        async with sent() as photos:
            visit_id = await commands.write_visit(
                **form.model_dump(),
                found=found,
                photos=photos,
                along=[photo for number, photo in enumerate(photos, 1) if typed.get(f"along_{number}")],
                by=pages.signed_in(),
                command_id=typed.get("command_id"),
            )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        await require_writer(pages.signed_in())
        return await pages.refused_page("forum/diary/new.html", refusal, typed, last_door="", **await _choices())
    return await pages.done(f"/diary/visits/{visit_id}", N_("已记入民情日记。"))


def found_in(typed: Mapping[str, str]) -> list[Found]:
    """The findings of the form, numbered from 1; without kind and text it is none.

    Raises BadInput, by field_number.
    """
    found: list[tuple[int, Found]] = []
    wrong: dict[str, Sentence] = {}
    for number in range(1, MOST_FINDINGS + 1):
        fields = {name: typed.get(f"{name}_{number}", "") for name in FoundForm.model_fields}
        if not fields["kind"] and not fields["text"].strip():
            continue
        try:
            form = parse(FoundForm, {name: value for name, value in fields.items() if value})
        except BadInput as refusal:
            wrong |= {f"{name}_{number}": sentence for name, sentence in refusal.fields.items()}
            continue
        found.append((number, Found(form.kind, form.text, form.category, form.way, form.answer)))
    if not wrong:
        wrong = _numbered(found)
    if wrong:
        raise BadInput(wrong)
    return [one for _, one in found]


def _numbered(found: list[tuple[int, Found]]) -> dict[str, Sentence]:
    """What the rules say about each, by its number on the form."""
    wrong: dict[str, Sentence] = {}
    for number, one in found:
        try:
            rules.check_found([one])
        except BadInput as refusal:
            wrong |= {f"{name.removesuffix('_1')}_{number}": sentence for name, sentence in refusal.fields.items()}
    return wrong


@blueprint.get("/diary/visits/<int:visit_id>")
async def show(visit_id: int) -> Response:
    return await pages.page("forum/diary/show.html", **await _shown(visit_id))


@blueprint.post("/diary/visits/<int:visit_id>/photos")
async def add_photos(visit_id: int) -> Response:
    """Those that did not fit on the phone while it had no network."""
    typed = await given()
    try:
        async with sent() as photos:
            await commands.add_photos(visit_id, photos, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json() or isinstance(refusal, NotFound):
            raise
        return await pages.refused_page("forum/diary/show.html", refusal, typed, **await _shown(visit_id))
    return await pages.done(f"/diary/visits/{visit_id}", N_("照片放好了。"))


@blueprint.post("/diary/findings/<int:finding_id>")
async def settle(finding_id: int) -> Response:
    typed = await given()
    reader = pages.signed_in()
    try:
        form = parse(SettleForm, typed)
        visit_id = await commands.settle_finding(
            finding_id, form.way, form.answer, along=ticked(typed), by=reader, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _settle_again(finding_id, refusal, typed)
    return await pages.done(f"/diary/visits/{visit_id}", N_("处理好了。"))


@blueprint.post("/diary/findings/<int:finding_id>/photos")
async def take_along(finding_id: int) -> Response:
    typed = await given()
    try:
        visit_id = await commands.take_photos_along(
            finding_id, ticked(typed), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _settle_again(finding_id, refusal, typed)
    return await pages.done(f"/diary/visits/{visit_id}", N_("照片放进议题了。"))


def ticked(typed: Mapping[str, str]) -> set[int]:
    """The ids of the photos that go along into the topic, fields along_3, along_5, …"""
    found = (name.removeprefix("along_") for name in typed if name.startswith("along_"))
    return {int(id) for id in found if id.isascii() and id.isdecimal() and len(id) < 10}


async def _settle_again(finding_id: int, refusal: Refusal, typed: dict[str, str]) -> Response:
    visit = await queries.visit_of(finding_id, pages.signed_in())
    if pages.wants_json() or visit is None:
        raise refusal
    shown = await _shown(visit)
    return await pages.refused_page("forum/diary/show.html", refusal, typed, settling=finding_id, **shown)


async def _shown(visit_id: int) -> dict[str, Any]:
    reader = pages.signed_in()
    visit = await queries.visit(visit_id, reader)
    doors = (await queries.doors()).get(visit.place_id, [])
    seen = await queries.visited_this_month(visit.place_id)
    photos = await pictures.beside("visit", visit_id, reader)
    topics = {finding.topic_id for finding in visit.findings if finding.topic_id}
    shown = {
        id: {one.sha256 for one in there} for id, there in (await pictures.beside_each("topic", topics, reader)).items()
    }
    return {
        "visit": visit,
        "next_door": rules.next_door(doors, visit.household, seen),
        "doors_left": sum(door not in seen for door in doors),
        "ways": {finding.id: ways_said(finding.kind, finding.outcome) for finding in visit.findings},
        "photos": photos,
        "left": {id: [one for one in photos if one.sha256 not in there] for id, there in shown.items()},
        "may_take_off": lambda photo: reader.in_office or photo.added_by_id == reader.person_id,
    }


def ways_said(kind: FindingKind, now: Outcome) -> list[tuple[str, str]]:
    """The ways a finding has from here, as (value, word)."""
    if now not in {Outcome.OPEN, Outcome.NOTED}:
        return []
    return [(way.value, OUTCOME_NAMES[way]) for way in rules.ways(kind) if way not in {Outcome.OPEN, now}]


async def _choices() -> dict[str, Any]:
    mine = await places_of(pages.signed_in())
    return {
        "places": [(id, path) for id, path in await places.choices() if mine is None or id in mine],
        "doors": {id: doors for id, doors in (await queries.doors()).items() if mine is None or id in mine},
        "manners": list(MANNER_NAMES.items()),
        "kinds": list(FINDING_KIND_NAMES.items()),
        "asking": rules.ASKING,
        "categories": list(CATEGORY_NAMES.items()),
        "outcomes": OUTCOME_NAMES,
        "ways": {kind: rules.ways(kind) for kind in FindingKind},
        "version": offline.version(),
        "numbers": range(1, MOST_FINDINGS + 1),
    }
