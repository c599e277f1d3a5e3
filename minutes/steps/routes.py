"""步骤: a body's sequences, and how far a topic has come in the one it goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal

from pydantic import Field
from quart import Blueprint, Response, request

from forum import clock, pages
from forum.access import Actor, Permission, allowed, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, NotFound, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.topics import queries as topics
from forum.topics.showing import masking
from minutes.steps import commands, links, queries
from minutes.steps.models import STEP_KIND_NAMES, StepKind
from minutes.steps.presets import PRESETS
from minutes.steps.rules import BY_HAND, MOST_DAYS, MOST_STEPS, Step, next_open

blueprint = Blueprint("steps", __name__)


class TemplateForm(Form):
    title: line(40)  # type: ignore[valid-type]
    basis: optional_line(200) = ""  # type: ignore[valid-type]
    replaces: int = 0


class StepForm(Form):
    name: line(40)  # type: ignore[valid-type]
    kind: StepKind
    who: optional_line(40) = ""  # type: ignore[valid-type]
    days: int = Field(default=0, ge=0, le=MOST_DAYS)
    threshold: optional_line(80) = ""  # type: ignore[valid-type]


class ChoiceForm(Form):
    template_id: int


class EntryForm(Form):
    deed: Literal["enter", "skip"]
    day: date | None = None
    first_day: date | None = None
    note: optional_line(200) = ""  # type: ignore[valid-type]


def office() -> Actor:
    actor = pages.signed_in()
    require(actor, Permission.KEEP_STEPS)
    return actor


# ---- a body's sequences ----


@blueprint.get("/bodies/<int:body_id>/steps")
async def of_body(body_id: int) -> Response:
    body, may_keep = await bodies.body(body_id), allowed(pages.reader(), Permission.KEEP_STEPS)
    templates = await queries.in_force(body_id)
    taken = {one.title for one in templates}
    return await pages.page(
        "minutes/steps/body.html", body=body, templates=[(one, queries.steps_of(one)) for one in templates],
        earlier=await queries.earlier(body_id), may_keep=may_keep,
        presets=[(key, one) for key, one in PRESETS.items() if one.title not in taken] if may_keep else [],
    )  # fmt: skip


@blueprint.get("/bodies/<int:body_id>/steps/new")
async def new(body_id: int) -> Response:
    """Beginning with a preset, with a version of the body's own, or with nothing."""
    office()
    body, origin = await bodies.body(body_id), request.args.get("from", "")
    return await pages.page("minutes/steps/edit.html", body=body, **_form(), given=await _begun_with(body_id, origin))


async def _begun_with(body_id: int, origin: str) -> dict[str, str]:
    if origin in PRESETS:
        preset = PRESETS[origin]
        return {"title": preset.title, "basis": preset.basis, "replaces": "0", **_fields(list(preset.steps))}
    if not origin.isdecimal():
        return {"replaces": "0"}
    found = await queries.template(int(origin))
    if found.body_id != body_id:
        raise NotFound(N_("找不到这套步骤。"))
    steps = _fields(queries.steps_of(found))
    return {"title": found.title, "basis": found.basis, "replaces": str(found.id), **steps}


def _fields(steps: list[Step]) -> dict[str, str]:
    return {
        f"{name}-{at}": str(value or "")
        for at, step in enumerate(steps)
        for name, value in {**step.to_json(), "kind": step.kind.value}.items()
    }


def _form() -> dict[str, Any]:
    places = [(at, at) for at in range(1, MOST_STEPS + 1)]
    return {"rows": range(MOST_STEPS), "places": places, "kinds": list(STEP_KIND_NAMES.items()), "most_days": MOST_DAYS}


@blueprint.post("/bodies/<int:body_id>/steps")
async def adopt(body_id: int) -> Response:
    office()
    typed, body = await given(), await bodies.body(body_id)
    try:
        form, steps = parse(TemplateForm, typed), _steps(typed)
        with _said_by_row(list(steps)):
            await commands.adopt_steps(
                body_id, form.title, list(steps.values()), basis=form.basis, replaces=form.replaces,
                by=pages.signed_in(), command_id=typed.get("command_id"),
            )  # fmt: skip
    except Refusal as refusal:
        return await pages.refused_page("minutes/steps/edit.html", refusal, typed, body=body, **_form())
    return await pages.done(f"/bodies/{body_id}/steps", N_("已采用。以后开始的议题照新步骤走；正在走的不变。"))


@contextmanager
def _said_by_row(rows: list[int]) -> Iterator[None]:
    """What is wrong with the second step stands at the row that the second step came from."""
    try:
        yield
    except BadInput as bad:
        names = {f"name-{step}": f"name-{row}" for step, row in enumerate(rows)}
        raise BadInput({names.get(name, name): sentence for name, sentence in bad.fields.items()}) from bad


def _steps(typed: Mapping[str, str]) -> dict[int, Step]:
    """By row, in order; rows that say nothing are left out. Raises BadInput by field and row."""
    found, wrong = dict[int, Step](), dict[str, Sentence]()
    for at in _in_order(typed):
        row = {name: typed.get(f"{name}-{at}", "").strip() for name in StepForm.model_fields}
        if not any(row[name] for name in ("name", "who", "threshold", "days")):
            continue
        try:
            found[at] = Step(**parse(StepForm, {name: value for name, value in row.items() if value}).model_dump())
        except BadInput as bad:
            wrong |= {f"{name}-{at}": sentence for name, sentence in bad.fields.items()}
    if wrong:
        raise BadInput(wrong)
    return found


def _in_order(typed: Mapping[str, str]) -> list[int]:
    """The rows by the places they are to have; one that was moved stands before the one whose place it takes."""
    places = {at: typed.get(f"place-{at}", "") for at in range(MOST_STEPS)}
    wanted = {at: int(place) if place.isdecimal() and len(place) < 3 else at + 1 for at, place in places.items()}
    # Moved down, it comes behind the one that stood there, which moves up.
    return sorted(wanted, key=lambda at: (wanted[at], (at + 1 < wanted[at]) - (at + 1 > wanted[at]), at))


@blueprint.post("/steps/<int:template_id>/retire")
async def retire(template_id: int) -> Response:
    office()
    typed = await given()
    body_id = await commands.retire_steps(template_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/bodies/{body_id}/steps", N_("已停用。正在走的议题照旧走完。"))


# ---- a topic's ----


@blueprint.get("/topics/<int:topic_id>/steps")
async def of_topic(topic_id: int) -> Response:
    return await pages.page("minutes/steps/topic.html", **await _shown(topic_id))


async def _shown(topic_id: int) -> dict[str, Any]:
    topic, course = await topics.topic(topic_id), await queries.course_of(topic_id)
    stations = await queries.stations(course) if course else []
    may_keep = allowed(pages.reader(), Permission.KEEP_STEPS)
    entered = queries.entered(course) if course else {}
    templates = await queries.in_force() if may_keep and not entered else []
    now = next_open(stations)
    return {
        "topic": topic,
        "title": (str if pages.reader() else await masking(topic))(topic.title),
        "course": course,
        "way": stations,
        "now": now if topic.state not in queries.OVER else None,
        "by_hand": now is not None and now.step.kind in BY_HAND,
        "newest": max(entered, default=None),
        "templates": [(one.id, f"{one.body.name} · {one.title}") for one in templates],
        "public": await links.readable(stations),
        "may_keep": may_keep,
        "today_iso": clock.today().isoformat(),
        "blank": pages.Typed(),
    }


@blueprint.post("/topics/<int:topic_id>/steps")
async def begin(topic_id: int) -> Response:
    typed, actor = await given(), office()
    try:
        form = parse(ChoiceForm, typed)
        await commands.begin_course(topic_id, form.template_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/steps/topic.html", refusal, typed, **await _shown(topic_id))
    return await pages.done(f"/topics/{topic_id}/steps", N_("选好了，照这套步骤走。"))


@blueprint.post("/topics/<int:topic_id>/steps/<int:position>")
async def enter(topic_id: int, position: int) -> Response:
    typed, actor = await given(), office()
    command_id = typed.get("command_id")
    try:
        form = parse(EntryForm, {name: value for name, value in typed.items() if value})
        if form.deed == "skip":
            await commands.skip_step(topic_id, position, form.note, by=actor, command_id=command_id)
        else:
            await commands.enter_step(
                topic_id, position, form.day or clock.today(), form.note, first_day=form.first_day, by=actor,
                command_id=command_id,
            )  # fmt: skip
    except Refusal as refusal:
        return await pages.refused_page("minutes/steps/topic.html", refusal, typed, **await _shown(topic_id))
    return await pages.done(
        f"/topics/{topic_id}/steps", N_("记下了。") if form.deed == "enter" else N_("已跳过，理由公开。")
    )


@blueprint.post("/topics/<int:topic_id>/steps/<int:position>/take-back")
async def take_back(topic_id: int, position: int) -> Response:
    typed, actor = await given(), office()
    await commands.take_back_step(topic_id, position, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/topics/{topic_id}/steps", N_("已撤回。"))
