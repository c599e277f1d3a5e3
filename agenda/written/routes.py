from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, request

from agenda.ballots import forms
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import QuorumOf, RuleSet
from agenda.deliveries.models import DELIVERY_MEANS_NAMES
from agenda.items.commands import item_and_session
from agenda.kiosk import queries as kiosk
from agenda.sessions import commands as sessions
from agenda.sessions import queries as session_queries
from agenda.sessions.models import Session, SessionKind
from agenda.written import commands, queries, returned, rules
from agenda.written.returned import STATUSES, Wanted
from forum import clock, pages
from forum.access import Permission, allowed, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Refusal, RuleBroken
from forum.forms import Form, given, line, optional_line, parse
from forum.people import queries as people

blueprint = Blueprint("written", __name__)
NOTICE = timedelta(days=RuleSet.notice_days)
PLAIN_KINDS = (Kind.YES_NO, Kind.OBJECTION)
CHOICE_KINDS = tuple(kind for kind in forms.OPTION_KINDS if kind is not Kind.TEMPERATURE)


class PlanForm(Form):
    body_id: int
    title: line(80)  # type: ignore[valid-type]
    day: date
    at: time
    until_day: date
    until_at: time
    venue: line(80)  # type: ignore[valid-type]
    chair_id: int
    recorder_id: int


class ExtendForm(Form):
    until_day: date
    until_at: time
    reason: optional_line(rules.LONGEST_REASON) = ""  # type: ignore[valid-type]


# ---- planning ----------------------------------------------------------------------------------------------------


@blueprint.get("/sessions/new/written")
async def new() -> Response:
    require(pages.reader(), Permission.PLAN_SESSION)
    begun = {name: request.args.get(name, "")[:80] for name in ("body_id", "title")}
    return await pages.page("agenda/written/new.html", given=begun, **await _choices())


@blueprint.post("/sessions/written")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(PlanForm, typed)
        begins = clock.from_local(form.day, form.at)
        ends = clock.from_local(form.until_day, form.until_at)
        session_id = await sessions.plan_session(
            form.body_id,
            SessionKind.WRITTEN,
            form.title,
            begins,
            form.venue,
            form.chair_id,
            form.recorder_id,
            planned_minutes=int((ends - begins).total_seconds()) // 60,
            by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )
    except Refusal as refusal:
        return await pages.refused_page("agenda/written/new.html", refusal, typed, **await _choices())
    return await pages.done(f"/sessions/{session_id}", N_("已建好。接着列入事项，写好要大家表决的问题，再发通知。"))


async def _choices() -> dict[str, Any]:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    found = await bodies.bodies()
    begins = clock.today() + NOTICE
    return {
        "bodies": [(b.id, b.name) for b in found if RuleSet.from_json(b.rules).quorum_of is not QuorumOf.PRESENT],
        "people": [(person.id, person.name) for person in await people.chairs_and_recorders()],
        "default_day": begins,
        "default_until": begins + 5 * NOTICE,
    }


@blueprint.get("/items/<int:item_id>/matters/new")
async def new_matter(item_id: int) -> Response:
    return await pages.page("agenda/written/matter.html", **await _matter(item_id))


@blueprint.post("/items/<int:item_id>/matters")
async def put_matter(item_id: int) -> Response:
    typed = await given()
    shown = await _matter(item_id)
    try:
        question = _question(typed, shown["rule_set"])
        await commands.put_matter(item_id, question, by=pages.signed_in(), command_id=typed.get("command_id"))
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/written/matter.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{shown['session'].id}#agenda", N_("问题已写好。"))


@blueprint.post("/matters/<int:matter_id>/withdraw")
async def withdraw_matter(matter_id: int) -> Response:
    typed = await given()
    await commands.withdraw_matter(matter_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    session_id = await queries.session_of_matter(matter_id)
    return await pages.done(f"/sessions/{session_id}#agenda", N_("已撤下。"))


def _question(typed: dict[str, str], rule_set: RuleSet) -> Question:
    """A motion's text answered by yes or no, or options of its own. BadInput by field."""
    if typed.get("kind") in PLAIN_KINDS:
        text, is_secret = typed.get("question", "").strip(), bool(typed.get("is_secret"))
        question = Question(Kind(typed["kind"]), text, is_secret=is_secret)
        question.check(rule_set)
        return question
    return forms.question({**typed, "seconds": "", "minutes": ""}, rule_set)


async def _matter(item_id: int) -> dict[str, Any]:
    item, session = await item_and_session(item_id)
    require(pages.signed_in(), Permission.PLAN_SESSION)
    rules.check_is_in_writing(session.kind)
    rule_set = RuleSet.from_json(session.rules)
    kinds = forms.kinds_allowed((*PLAIN_KINDS, *CHOICE_KINDS), rule_set)
    return {"item": item, "session": session, "rule_set": rule_set, "kinds": kinds}


# ---- taking papers -----------------------------------------------------------------------------------------------


@blueprint.post("/sessions/<int:session_id>/papers/open")
async def open_papers(session_id: int) -> Response:
    await commands.open_papers(session_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await pages.done(f"/sessions/{session_id}/returns", N_("开始收票：居民登录后在首页就能看到。"))


@blueprint.post("/sessions/<int:session_id>/papers/close")
async def close_papers(session_id: int) -> Response:
    await commands.close_papers(session_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await pages.done(f"/sessions/{session_id}/returns", N_("已统一计票，结果已公布，纪要草稿已经写好。"))


@blueprint.post("/sessions/<int:session_id>/papers/extend")
async def extend(session_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ExtendForm, typed)
        until = clock.from_local(form.until_day, form.until_at)
        by = pages.signed_in()
        await commands.extend_deadline(session_id, until, form.reason, by=by, command_id=typed.get("command_id"))
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/written/returns.html", refusal, typed, **await _returns(session_id))
    return await pages.done(f"/sessions/{session_id}/returns", N_("截止时间已经延长，原因记入记录。"))


# ---- the office's list -------------------------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/returns")
async def returns(session_id: int) -> Response:
    return await pages.page("agenda/written/returns.html", **await _returns(session_id))


@blueprint.get("/sessions/<int:session_id>/returns/sheet")
async def sheet(session_id: int) -> Response:
    """To be printed: for signatures as the papers are delivered, or to go from door to door."""
    session = await _recorded(session_id)
    wanted = _wanted()
    lines = [line for line in await returned.lines(session_id) if wanted.takes(line)]
    weighed = RuleSet.from_json(session.rules).weighed
    doors = wanted.status == "missing"
    return await pages.page("agenda/written/sheet.html", session=session, lines=lines, weighed=weighed, doors=doors)


async def returns_page(session_id: int, refusal: Refusal, typed: dict[str, str]) -> Response:
    """The list again, with what was typed into one of its forms and why it could not be taken."""
    return await pages.refused_page("agenda/written/returns.html", refusal, typed, **await _returns(session_id))


async def _returns(session_id: int) -> dict[str, Any]:
    session = await _recorded(session_id)
    wanted = _wanted()
    found = await returned.returns(session, wanted, request.args.get("page", 1, type=int))
    return {
        "session": session,
        "returns": found,
        "groups": [(group, group) for group in found.groups],
        "blocks": [(block, block) for block in found.blocks],
        "wanted": wanted,
        "kiosks": await kiosk.linked(session_id),
        "numbers": {one.ballot.id: number for number, one in enumerate(found.progress, 1)},
        "query": urlencode(wanted.query),
        "over": clock.now() >= session.planned_end,
        "may_preside": allowed(pages.reader(), Permission.PRESIDE, session),
        "means": list(DELIVERY_MEANS_NAMES.items()),
    }


def _wanted() -> Wanted:
    asked = {name: request.args.get(name, "").strip()[:80] for name in ("q", "group", "block", "status")}
    return Wanted(**{**asked, "status": asked["status"] if asked["status"] in STATUSES else ""})


async def _recorded(session_id: int) -> Session:
    reader = pages.signed_in()
    session = await session_queries.session(session_id)
    require(reader, Permission.RECORD, session)
    rules.check_is_in_writing(session.kind)
    return session
