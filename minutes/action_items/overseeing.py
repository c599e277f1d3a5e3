"""The office's part of an action item's page: check, decide who does it, answer for more time."""

from __future__ import annotations

from quart import Blueprint, Response

from forum import pages
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.units import picking
from minutes.action_items import checking, queries
from minutes.action_items.routes import refused

blueprint = Blueprint("overseeing", __name__)


class CheckForm(Form):
    words: optional_line(200) = ""  # type: ignore[valid-type]


class ReasonForm(Form):
    reason: line(200)  # type: ignore[valid-type]


class ReassignForm(ReasonForm):
    lead_id: int


class AnswerForm(Form):
    answer: optional_line(200) = ""  # type: ignore[valid-type]
    granted: bool


@blueprint.post("/actions/<int:action_id>/check")
async def check(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(CheckForm, typed)
        await checking.check(action_id, form.words, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await refused(refusal, action_id, "check", typed)
    return await pages.done(f"/actions/{action_id}", N_("已核验办结。同一项目的任务都办结后，就请提出人评价。"))


@blueprint.post("/actions/<int:action_id>/send-back")
async def send_back(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ReasonForm, typed)
        await checking.send_back(action_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await refused(refusal, action_id, "send-back", typed)
    return await pages.done(f"/actions/{action_id}", N_("已退回再办，原因写在进展里。"))


@blueprint.post("/actions/<int:action_id>/uphold")
async def uphold(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ReasonForm, typed)
        await checking.uphold(action_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await refused(refusal, action_id, "uphold", typed)
    return await pages.done(f"/actions/{action_id}", N_("已定：仍由原来的单位办，等它接单。"))


@blueprint.post("/actions/<int:action_id>/reassign")
async def reassign(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ReassignForm, await picking.filled(typed, "lead_id"))
        await checking.reassign(
            action_id, form.lead_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await refused(refusal, action_id, "reassign", typed)
    return await pages.done(f"/actions/{action_id}", N_("已改由这家单位牵头，等它接单。"))


@blueprint.post("/extensions/<int:extension_id>")
async def answer_extension(extension_id: int) -> Response:
    typed = await given()
    asked = await queries.extension(extension_id)
    try:
        form = parse(AnswerForm, typed)
        await checking.answer_extension(
            extension_id, form.answer, granted=form.granted, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await refused(refusal, asked.action_id, "answer", typed)
    said = N_("已同意延期，新的时限从现在起算数。") if form.granted else N_("已答复不同意延期。")
    return await pages.done(f"/actions/{asked.action_id}", said)
