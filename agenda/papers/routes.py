from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import RuleSet
from agenda.items.commands import item_and_session
from agenda.papers import commands, forms, preparing, queries, rules
from forum import pages
from forum.access import Permission, allowed, require
from forum.errors import N_, BadInput, Refusal, RuleBroken
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("papers", __name__)

# ---- preparing ---------------------------------------------------------------------------------------------------


@blueprint.get("/items/<int:item_id>/prepared")
async def new(item_id: int) -> Response:
    return await pages.page("agenda/papers/prepare.html", **await _preparing(item_id))


@blueprint.post("/items/<int:item_id>/prepared")
async def prepare(item_id: int) -> Response:
    typed = await given()
    shown = await _preparing(item_id)
    try:
        question = forms.question(typed, shown["rule_set"])
        prepared_id = await preparing.prepare_ballot(
            item_id, question, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("agenda/papers/prepare.html", refusal, typed, **shown)
    return await pages.done(f"/prepared/{prepared_id}", N_("已备好。现在可以印表决票；开会时主持台上一键打开。"))


async def _preparing(item_id: int) -> dict[str, Any]:
    item, session = await item_and_session(item_id)
    require(pages.signed_in(), Permission.PRESIDE, session)
    return {"item": item, "session": session, "prepared": None, "rule_set": RuleSet.from_json(session.rules)}


@blueprint.get("/prepared/<int:prepared_id>")
async def show(prepared_id: int) -> Response:
    return await pages.page("agenda/papers/prepared.html", **await _prepared(prepared_id))


@blueprint.get("/prepared/<int:prepared_id>/change")
async def change_form(prepared_id: int) -> Response:
    shown = await _prepared(prepared_id, Permission.PRESIDE)
    one = shown["prepared"]
    asked = Question(one.kind, one.question, one.settings, one.secret, one.seconds)
    return await pages.page("agenda/papers/prepare.html", **{**shown, "given": forms.typed_of(asked)})


@blueprint.post("/prepared/<int:prepared_id>")
async def change(prepared_id: int) -> Response:
    typed = await given()
    shown = await _prepared(prepared_id, Permission.PRESIDE)
    try:
        question = forms.question(typed, shown["rule_set"])
        await preparing.change_prepared(prepared_id, question, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("agenda/papers/prepare.html", refusal, typed, **shown)
    return await pages.done(f"/prepared/{prepared_id}", N_("已改好。"))


@blueprint.post("/prepared/<int:prepared_id>/withdraw")
async def withdraw(prepared_id: int) -> Response:
    typed = await given()
    _, session = await queries.prepared_and_session(prepared_id)
    await preparing.withdraw_prepared(prepared_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session.id}#agenda", N_("已撤下，印出的票不再收。"))


@blueprint.post("/prepared/<int:prepared_id>/open")
async def open_prepared(prepared_id: int) -> Response:
    typed = await given()
    _, session = await queries.prepared_and_session(prepared_id)
    await ballots.open_prepared(prepared_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session.id}/console")


# ---- printing ----------------------------------------------------------------------------------------------------


class PrintForm(Form):
    copies: int = 0
    group: optional_line(8) = ""  # type: ignore[valid-type]


@blueprint.post("/prepared/<int:prepared_id>/papers")
async def print_papers(prepared_id: int) -> Response:
    typed = await given()
    try:
        form = parse(PrintForm, typed)
        made = await commands.print_papers(
            prepared_id, form.copies, by=pages.signed_in(), group=form.group, command_id=typed.get("command_id")
        )
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/papers/prepared.html", refusal, typed, **await _prepared(prepared_id))
    words = N_("做好了 {n} 张表决票，可以打印了。") if made else N_("每位有表决权的人都已经有票。")
    return await pages.done(f"/prepared/{prepared_id}#papers", words, n=made)


@blueprint.post("/ballots/<int:ballot_id>/print")
async def print_open_ballot(ballot_id: int) -> Response:
    typed = await given()
    prepared_id = await commands.print_open_ballot(ballot_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/prepared/{prepared_id}#papers")


@blueprint.post("/papers/<int:paper_id>/strike")
async def strike(paper_id: int) -> Response:
    typed = await given()
    new_id = await commands.strike_paper(paper_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    paper, _ = await queries.paper_and_session(new_id)
    where = f"/prepared/{paper.prepared_id}#papers"
    return await pages.done(where, N_("旧票已作废，换成 {n} 号，请单独打印这一张。"), n=paper.number)


async def _prepared(prepared_id: int, permission: Permission = Permission.RECORD) -> dict[str, Any]:
    prepared, session = await queries.prepared_and_session(prepared_id)
    reader = pages.signed_in()
    require(reader, permission, session)
    rule_set = RuleSet.from_json(session.rules)
    return {
        "prepared": prepared,
        "item": prepared.item,
        "session": session,
        "rule_set": rule_set,
        "papers": await queries.papers(prepared_id),
        "groups": await queries.groups(session) if rule_set.by_groups else [],
        "ballot": await Ballot.get_or_none(id=prepared.ballot_id) if prepared.ballot_id else None,
        "entitled": await queries.entitled(session.id),
        "may_preside": allowed(reader, Permission.PRESIDE, session),
        "at_once": rules.AT_ONCE,
    }
