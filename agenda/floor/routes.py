from __future__ import annotations

from typing import Annotated, Any

from markupsafe import Markup
from pydantic import Field
from quart import Blueprint, Response, request

from agenda.attendance import badges
from agenda.attendance.models import Seat
from agenda.floor import chairing, commands, order, queries
from agenda.floor.rules import FloorRules, HandKind, Majority, Stance, StopReason
from agenda.items.commands import item_and_session
from forum import i18n, pages
from forum.access import Permission, allowed, require
from forum.bodies import queries as bodies
from forum.errors import N_, Refusal
from forum.forms import Form, given, parse

blueprint = Blueprint("floor", __name__)


class HandForm(Form):
    stance: Stance | None = None
    kind: HandKind = HandKind.SPEECH


class HallHandForm(HandForm):
    number: int


class ExtensionForm(Form):
    seconds: int


class StopForm(Form):
    reason: StopReason


class FloorRulesForm(Form):
    """A box that is not ticked is not sent."""

    minutes_per_speech: Annotated[int, Field(**order.LIMITS["minutes_per_speech"])]
    speeches_per_item: Annotated[int, Field(**order.LIMITS["speeches_per_item"])]
    warning_seconds: Annotated[int, Field(**order.LIMITS["warning_seconds"])]
    extra_seconds: Annotated[int, Field(**order.LIMITS["extra_seconds"])]
    unheard_first: bool = False
    alternate: bool = False
    state_stance: bool = False
    questions_count: bool = False
    called_may_write: bool = False
    may_be_anonymous: bool = False
    recess_majority: Majority = Majority.HALF
    close_debate_majority: Majority = Majority.TWO_THIRDS
    postpone_majority: Majority = Majority.HALF
    refer_majority: Majority = Majority.HALF
    reconsider_majority: Majority = Majority.HALF
    reconsider_by_winners: bool = False


# ---- a body's rules of order ----


async def on_body_page(body_id: int) -> Markup:
    """What the body's page says of its rules of order."""
    body = await bodies.body(body_id)
    words = order.described(queries.rules_of_body(body))
    return Markup(pages.render("agenda/floor/_body.html", body=body, words=words))


@blueprint.get("/bodies/<int:body_id>/floor-rules")
async def show_floor_rules(body_id: int) -> Response:
    """`from` names a ready set to fill the form with."""
    pages.signed_in()
    shown = await _floor_rules(body_id)
    ready = order.PRESETS.get(request.args.get("from", ""))
    typed = (ready[1] if ready else shown["rules"]).to_json()
    return await pages.page("agenda/floor/rules.html", given=_boxes(typed), **shown)


@blueprint.post("/bodies/<int:body_id>/floor-rules")
async def adopt_floor_rules(body_id: int) -> Response:
    typed = await given()
    actor = pages.signed_in()
    require(actor, Permission.KEEP_REGISTER)
    try:
        form = parse(FloorRulesForm, typed)
        chosen = FloorRules(**form.model_dump())
        await commands.adopt_floor_rules(body_id, chosen, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("agenda/floor/rules.html", refusal, typed, **await _floor_rules(body_id))
    said = N_("已采用。以后发通知的会议按新规则；已经发出通知的不变。")
    return await pages.done(f"/bodies/{body_id}/floor-rules", said)


async def _floor_rules(body_id: int) -> dict[str, Any]:
    body = await bodies.body(body_id)
    now = queries.rules_of_body(body)
    return {
        "body": body,
        "rules": now,
        "words": order.described(now),
        "presets": [(name, title) for name, (title, _) in order.PRESETS.items()],
        "preset": order.preset_of(now),
        "limits": order.LIMITS,
        "majorities": order.MAJORITIES,
        "majority_names": [(value.value, i18n.translate(word)) for value, word in order.MAJORITY_NAMES.items()],
        "may_change": allowed(pages.reader(), Permission.KEEP_REGISTER),
    }


def _boxes(fields: dict[str, Any]) -> dict[str, str]:
    """As a browser would send them."""
    return {name: "on" if value is True else "" if value is False else str(value) for name, value in fields.items()}


# ---- the queue ----


@blueprint.post("/items/<int:item_id>/hand")
async def raise_hand(item_id: int) -> Response:
    typed = await given()
    form = parse(HandForm, {name: value for name, value in typed.items() if value})
    await commands.raise_hand(
        item_id, form.stance, by=pages.signed_in(), kind=form.kind, command_id=typed.get("command_id")
    )
    return await _back(item_id, N_("已举手，请等主持人请您发言。"))


@blueprint.post("/items/<int:item_id>/hands")
async def enter_hand(item_id: int) -> Response:
    """`meant` is a stance, or a kind of hand that has none; `number` a seat's, or the code on its badge.

    With `now` the chair gives that seat the floor at once.
    """
    typed = await given()
    number = await _number(item_id, typed.get("number", ""))
    meant = typed.get("meant", "")
    said = {"stance": meant} if meant in set(Stance) else {"kind": meant or HandKind.SPEECH}
    form = parse(HallHandForm, {**said, "number": number})
    act, done = commands.enter_hand, N_("{number}号已排进发言队列。")
    if typed.get("now"):
        act, done = chairing.call_on, N_("已请{number}号发言。")
    known = {"by": pages.signed_in(), "command_id": typed.get("command_id")}
    await act(item_id, form.number, form.stance, kind=form.kind, **known)
    return await _back(item_id, done, number=form.number)


async def _number(item_id: int, typed: str) -> str:
    """A scanner types the badge's code into the same field."""
    code = badges.read_code(typed)
    if not code:
        return typed
    item, session = await item_and_session(item_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return str((await Seat.get(id=await badges.seat_of_code(item.session_id, code, "number"))).number)


@blueprint.post("/hands/<int:hand_id>/lower")
async def lower_hand(hand_id: int) -> Response:
    await commands.lower_hand(hand_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(await queries.item_of(hand_id), N_("手已放下。"))


@blueprint.post("/hands/<int:hand_id>/floor")
async def give_floor(hand_id: int) -> Response:
    await commands.give_floor(hand_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(await queries.item_of(hand_id))


# ---- the speech under way ----


@blueprint.post("/items/<int:item_id>/yield")
async def yield_floor(item_id: int) -> Response:
    await commands.yield_floor(item_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(item_id)


@blueprint.post("/items/<int:item_id>/pause")
async def pause_speech(item_id: int) -> Response:
    await chairing.pause_speech(item_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(item_id)


@blueprint.post("/items/<int:item_id>/resume")
async def resume_speech(item_id: int) -> Response:
    await chairing.resume_speech(item_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(item_id)


@blueprint.post("/items/<int:item_id>/extend")
async def extend_speech(item_id: int) -> Response:
    typed = await given()
    form = parse(ExtensionForm, typed)
    await chairing.extend_speech(item_id, form.seconds, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(item_id)


@blueprint.post("/items/<int:item_id>/stop")
async def stop_speech(item_id: int) -> Response:
    typed = await given()
    form = parse(StopForm, typed)
    await chairing.stop_speech(item_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(item_id, N_("发言已制止，原因记入会议记录。"))


async def _back(item_id: int, words: str = "", **params: int) -> Response:
    """To the screen it came from: the chair lowers hands too, and speakers end their own speech."""
    _, session = await item_and_session(item_id)
    page = "console" if allowed(pages.reader(), Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words, **params)
