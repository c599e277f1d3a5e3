from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from quart import Blueprint, Response

from agenda.items.models import AgendaItem
from agenda.sessions import queries as sessions
from agenda.statements import commands, queries
from agenda.statements.rules import Mark
from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_
from forum.forms import Form, given, line, optional_text, parse

blueprint = Blueprint("statements", __name__)

Ticked = Annotated[bool, BeforeValidator(bool)]


class RoundForm(Form):
    """One statement a line."""

    statements: optional_text(4000) = ""  # type: ignore[valid-type]
    shown_live: Ticked = False
    may_propose: Ticked = False

    @property
    def texts(self) -> list[str]:
        return [text for text in (" ".join(row.split()) for row in self.statements.splitlines()) if text]


class StatementForm(Form):
    text: line(80)  # type: ignore[valid-type]


class DecliningForm(Form):
    reason: line(200)  # type: ignore[valid-type]


class MarkForm(Form):
    mark: Mark


class NumberForm(Form):
    number: int


@blueprint.post("/items/<int:item_id>/statements")
async def open_round(item_id: int) -> Response:
    typed = await given()
    form = parse(RoundForm, typed)
    opened = await commands.open_round(
        item_id, form.texts, by=pages.signed_in(), shown_live=form.shown_live, may_propose=form.may_propose,
        command_id=typed.get("command_id"),
    )  # fmt: skip
    return await _back(await queries.item_of_round(opened), N_("请大家表态：手机上已经可以点。"))


@blueprint.post("/rounds/<int:round_id>/statements")
async def add_statement(round_id: int) -> Response:
    """`presiding`: the chair's own stand at once, others wait for the chair."""
    typed = await given()
    form = parse(StatementForm, typed)
    own = bool(typed.get("presiding"))
    add = commands.add_statement if own else commands.propose_statement
    await add(round_id, form.text, by=pages.signed_in(), command_id=typed.get("command_id"))
    said = N_("已加上。") if own else N_("已交给主持人，采用后大家就能表态。")
    return await _back(await queries.item_of_round(round_id), said)


@blueprint.post("/rounds/<int:round_id>/hall")
async def mark_for(round_id: int) -> Response:
    """`mark-<statement>` for each, left empty where nothing was said."""
    typed = await given()
    form = parse(NumberForm, typed)
    said = {name.removeprefix("mark-"): mark for name, mark in typed.items() if name.startswith("mark-")}
    marks = {int(id): Mark(mark) for id, mark in said.items() if id.isdigit() and mark in set(Mark)}
    await commands.mark_for(round_id, form.number, marks, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(await queries.item_of_round(round_id), N_("已替{number}号记下。"), number=form.number)


@blueprint.post("/rounds/<int:round_id>/close")
async def close_round(round_id: int) -> Response:
    typed = await given()
    await commands.close_round(round_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(await queries.item_of_round(round_id), N_("表态结束，结果已经公布。"))


@blueprint.post("/statements/<int:statement_id>/admit")
async def admit_statement(statement_id: int) -> Response:
    typed = await given()
    await commands.admit_statement(statement_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(await queries.item_of_statement(statement_id))


@blueprint.post("/statements/<int:statement_id>/decline")
async def decline_statement(statement_id: int) -> Response:
    typed = await given()
    form = parse(DecliningForm, typed)
    await commands.decline_statement(
        statement_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _back(await queries.item_of_statement(statement_id), N_("没有采用，并告诉了提的人。"))


@blueprint.post("/statements/<int:statement_id>/mark")
async def mark_statement(statement_id: int) -> Response:
    typed = await given()
    form = parse(MarkForm, typed)
    await commands.mark_statement(statement_id, form.mark, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(await queries.item_of_statement(statement_id))


async def _back(item: AgendaItem, words: str = "", **params: int) -> Response:
    session = await sessions.session(item.session_id)
    page = "console" if allowed(pages.reader(), Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words, **params)
