"""Entering a question with options that was answered on paper: the question first, then what was counted of secret
papers, or what each voter marked on papers with their names.

A door like routes.py; nothing is kept between the two pages but what stands in the form.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from pydantic import Field
from quart import Response

from agenda.afterwards import commands, queries
from agenda.afterwards.commands import CountedQuestion, NamedQuestion
from agenda.afterwards.routes import WhenForm, blueprint, box_of, entering_item, moment
from agenda.afterwards.rules import Box
from agenda.ballots import forms as ballot_forms
from agenda.ballots.formats import named_line, tally_sheet
from agenda.ballots.forms import OPTION_KINDS
from agenda.ballots.methods import ranked
from agenda.ballots.methods.bundles import Bundles
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.papers import text as canonical
from agenda.ballots.methods.totals import Totals
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import RuleSet
from agenda.sessions.commands import frozen_rules
from agenda.sessions.models import Session
from forum import clock, pages
from forum.errors import N_, BadInput, Refusal, RuleBroken, Sentence
from forum.forms import Form, given, optional_line, parse

__all__ = ["blueprint"]

Typed = Mapping[str, str]
FIRST_WORDS = {Kind.SCORE: N_("几张票打了分"), Kind.ELECTION: N_("赞成")}
SECOND_WORDS = {Kind.SCORE: N_("合计几分"), Kind.ELECTION: N_("反对")}


class CountForm(Form):
    blank: int = Field(default=0, ge=0)
    teller: optional_line(40) = ""  # type: ignore[valid-type]
    scrutineer: optional_line(40) = ""  # type: ignore[valid-type]


def countable(rule_set: RuleSet) -> list[Kind]:
    """The kinds with options that papers can be counted of, under the body's rules."""
    return [kind for kind in ballot_forms.kinds_allowed(OPTION_KINDS, rule_set) if KINDS[kind].by_hand]


@blueprint.get("/items/<int:item_id>/afterwards/question")
async def question(item_id: int) -> Response:
    return await pages.page("agenda/afterwards/question.html", **await _item(item_id))


@blueprint.post("/items/<int:item_id>/afterwards/question")
async def enter_question(item_id: int) -> Response:
    """As asked, shown again with a place for each figure, or for each voter where the papers had names; with these,
    entered. `change`: back to the question.
    """
    typed = await given()
    shown = await _item(item_id)
    by_name = typed.get("way") == "named" or not shown["rule_set"].may_be_secret
    try:
        asked = ballot_forms.question({**typed, "is_secret": "" if by_name else "1"}, shown["rule_set"])
        if asked.kind not in shown["kinds"]:
            raise BadInput({"kind": Sentence(N_("这种表决要一张票一张票地录，不能只录总数。"))})
    except Refusal as refusal:
        return await pages.refused_page("agenda/afterwards/question.html", refusal, typed, **shown)
    if typed.get("change"):
        return await pages.page("agenda/afterwards/question.html", **{**shown, "given": typed})
    template = "agenda/afterwards/marks.html" if by_name else "agenda/afterwards/counts.html"
    counting = {**shown, **(await _marking(asked, shown["session"]) if by_name else _counting(asked))}
    if not typed.get("counted"):
        return await pages.page(template, **{**counting, "given": typed})
    try:
        await (_enter_named if by_name else _enter)(item_id, shown["session"], asked, typed)
    except Refusal as refusal:
        return await pages.refused_page(template, refusal, typed, **counting)
    return await pages.done(f"/items/{item_id}/afterwards", N_("表决和结果已记下。"))


async def _enter_named(item_id: int, session: Session, asked: Question, typed: dict[str, str]) -> None:
    at = moment(session, parse(WhenForm, typed).at)
    named = NamedQuestion(asked, papers_of(asked, typed))
    by, command_id = pages.signed_in(), typed.get("command_id") or uuid.uuid4().hex
    await commands.enter_named_question(item_id, named, at, by=by, command_id=command_id)


def papers_of(asked: Question, typed: Typed) -> dict[int, str]:
    """From the fields `seat-7`, …; who returned no paper has an empty one. Raises BadInput by field."""
    settings = KINDS[asked.kind].settings.from_json(asked.settings)
    found, wrong = {}, dict[str, Sentence]()
    for field, line in typed.items():
        if not (field.startswith("seat-") and field[5:].isdecimal() and line.strip()):
            continue
        try:
            found[int(field[5:])] = named_line.read(asked.kind, settings, line)
        except BadInput as bad:
            wrong[field] = next(iter(bad.fields.values()))
        except RuleBroken as broken:
            wrong[field] = broken.sentence
    if wrong:
        raise BadInput(wrong)
    return found


async def _enter(item_id: int, session: Session, asked: Question, typed: dict[str, str]) -> None:
    at, form, box = moment(session, parse(WhenForm, typed).at), parse(CountForm, _filled(typed)), box_of(typed)
    read = bundles_of if asked.kind is Kind.RANKED else totals_of
    counted = CountedQuestion(asked, read(asked, form.blank, box, typed), box, form.teller, form.scrutineer)
    by, command_id = pages.signed_in(), typed.get("command_id")
    await commands.enter_question(item_id, counted, at, by=by, command_id=command_id)


def bundles_of(asked: Question, blank: int, box: Box, typed: Typed) -> Bundles:
    """From the tally sheet's lines in `rankings`. Raises BadInput by field."""
    settings = ranked.Settings.from_json(asked.settings)
    try:
        found = tally_sheet.read(typed.get("rankings", ""), settings)
    except BadInput as bad:
        raise BadInput({"rankings": bad.fields["file"]}) from None
    papers = [*found.items(), (ranked.Paper(), blank), (None, box.invalid)]
    return Bundles(tuple((canonical(paper), number) for paper, number in papers))


def totals_of(asked: Question, blank: int, box: Box, typed: Typed) -> Totals:
    """From the fields `first-1`, `second-1`, …; an empty one is 0. Raises BadInput by field."""
    marked = box.returned - box.invalid - blank
    if marked < 0:
        raise BadInput({"returned": Sentence(N_("无效票和空白票加起来多于收回的票。"))})
    ids = [int(option["id"]) for option in asked.settings["options"]]
    figures = _figures([f"{name}-{one}" for one in ids for name in ("first", "second")], typed)
    rows = tuple((one, figures[f"first-{one}"], figures[f"second-{one}"]) for one in ids)
    return Totals(marked, blank, box.invalid, rows, _written_in(typed.get("write_ins_counted", "")))


def _figures(fields: list[str], typed: Typed) -> dict[str, int]:
    found, wrong = {}, {}
    for field in fields:
        text = typed.get(field, "").strip() or "0"
        if text.isascii() and text.isdigit() and len(text) < 7:
            found[field] = int(text)
        else:
            wrong[field] = Sentence(N_("请填整数。"))
    if wrong:
        raise BadInput(wrong)
    return found


def _written_in(text: str) -> tuple[tuple[str, int], ...]:
    """A name and how many votes a line: 王小明 3."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, votes = line.replace("\u3000", " ").rpartition(" ")
        if not name.strip() or not (votes.isascii() and votes.isdigit() and len(votes) < 7):
            raise BadInput({"write_ins_counted": Sentence(N_("一行一个：姓名、空格、票数，例如“王小明 3”。"))})
        found.append((name.strip(), int(votes)))
    return tuple(found)


def _filled(typed: Typed) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value}


def _counting(asked: Question) -> dict[str, Any]:
    second = SECOND_WORDS.get(asked.kind, "")
    return {"asked": asked, "first_word": FIRST_WORDS.get(asked.kind, N_("得票")), "second_word": second}


async def _marking(asked: Question, session: Session) -> dict[str, Any]:
    return {"asked": asked, "voters": await queries.voters(session.id), "example": named_line.EXAMPLES[asked.kind]}


async def _item(item_id: int) -> dict[str, Any]:
    item, session = await entering_item(item_id)
    rule_set = frozen_rules(session)
    last = clock.local(await commands.last_moment(session))
    return {"item": item, "session": session, "rule_set": rule_set, "kinds": countable(rule_set), "last": last}
