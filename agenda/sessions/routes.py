from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, Literal

from pydantic import Field
from quart import Blueprint, Response, request

from agenda.afterwards import queries as afterwards
from agenda.attachments import queries as attachments
from agenda.attendance import queries as attendance
from agenda.ballots.rule_sets import RuleSet
from agenda.bench import queries as bench
from agenda.convocation import queries as convocation
from agenda.items import commands as item_commands
from agenda.items import queries as items
from agenda.items.models import ItemKind
from agenda.masking import queries as masking
from agenda.matters import routes as matters
from agenda.papers import queries as papers
from agenda.planning import commands as planning_commands
from agenda.planning import queries as planning
from agenda.planning.rules import TEMPLATES
from agenda.recount import queries as recount
from agenda.sessions import commands, queries, rules
from agenda.sessions.models import SESSION_KIND_NAMES, SessionKind, SessionState
from agenda.sessions.proceedings import proceedings
from agenda.whistles import queries as whistles
from agenda.written import queries as written
from forum import clock, pages, parts
from forum.access import Permission, allowed, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Refusal, RuleBroken
from forum.forms import Form, given, line, optional_line, parse
from forum.parts import Link
from forum.people import queries as people
from forum.topics import queries as topics

blueprint = Blueprint("sessions", __name__)


class SessionForm(Form):
    body_id: int
    kind: SessionKind
    title: line(80)  # type: ignore[valid-type]
    day: date
    at: time
    planned_minutes: int = Field(default=90, ge=10, le=600)
    venue: line(80)  # type: ignore[valid-type]
    chair_id: int
    recorder_id: int
    template: optional_line(20) = ""  # type: ignore[valid-type]
    topic_id: int | None = None


PlainKind = Literal[
    ItemKind.FREE, ItemKind.APPROVAL, ItemKind.FOLLOW_UP, ItemKind.EXCHANGE, ItemKind.CLAIMING, ItemKind.REPORT
]  # fmt: skip


class ItemForm(Form):
    topic_id: int = 0
    kind: PlainKind = ItemKind.FREE
    title: optional_line(60) = ""  # type: ignore[valid-type]
    planned_minutes: int = Field(default=15, ge=1, le=240)
    presenter: optional_line(40) = ""  # type: ignore[valid-type]


class CancelForm(Form):
    reason: optional_line(200) = ""  # type: ignore[valid-type]


@blueprint.get("/sessions")
async def index() -> Response:
    found = await queries.sessions()
    await masking.as_read(found, pages.reader())
    may_open_bench = bool(await bench.may_open_for(pages.reader()))
    return await pages.page("agenda/sessions/index.html", sessions=found, may_open_bench=may_open_bench)


@blueprint.get("/sessions/new")
async def new() -> Response:
    require(pages.reader(), Permission.PLAN_SESSION)
    topic_id = request.args.get("topic", 0, int)
    proposed = await matters.proposed(topic_id) if topic_id else None
    fields = proposed["fields"] if proposed else {}
    return await pages.page("agenda/sessions/new.html", proposed=proposed, given=fields, **await _choices())


@blueprint.post("/sessions")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(SessionForm, {name: value for name, value in typed.items() if name != "topic_id" or value})
        fields = form.model_dump(exclude={"day", "at"})
        session_id = await planning_commands.plan(
            **fields,
            starts_at=clock.from_local(form.day, form.at),
            by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )
    except Refusal as refusal:
        return await pages.refused_page("agenda/sessions/new.html", refusal, typed, proposed=None, **await _choices())
    return await pages.done(f"/sessions/{session_id}", N_("会议已建好。接着把议题列入议程，再发通知。"))


@blueprint.get("/sessions/<int:session_id>")
async def show(session_id: int) -> Response:
    shown = await _shown(session_id)
    return await pages.page(_template(shown), **shown)


@blueprint.post("/sessions/<int:session_id>/items")
async def add_item(session_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ItemForm, {name: value for name, value in typed.items() if value})
        await item_commands.add_item(
            session_id,
            topic_id=form.topic_id or None,
            title=form.title,
            planned_minutes=form.planned_minutes,
            kind=form.kind,
            presenter=form.presenter,
            by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )
    except Refusal as refusal:
        shown = await _shown(session_id)
        return await pages.refused_page(_template(shown), refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}#agenda", N_("已列入议程。"))


@blueprint.post("/items/<int:item_id>/drop")
async def drop_item(item_id: int) -> Response:
    typed = await given()
    _, session = await item_commands.item_and_session(item_id)
    await item_commands.drop_item(item_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session.id}#agenda", N_("已从议程中移出。"))


@blueprint.post("/sessions/<int:session_id>/notice")
async def give_notice(session_id: int) -> Response:
    typed = await given()
    try:
        await commands.give_notice(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        shown = await _shown(session_id)
        return await pages.refused_page(_template(shown), refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}", N_("通知已发出：成员登录后会看到会议时间、地点和议程。"))


@blueprint.post("/sessions/<int:session_id>/cancel")
async def cancel(session_id: int) -> Response:
    typed = await given()
    try:
        reason = parse(CancelForm, typed).reason
        await commands.cancel_session(session_id, reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    except (BadInput, RuleBroken) as refusal:
        shown = await _shown(session_id)
        return await pages.refused_page(_template(shown), refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}", N_("会议已取消，议题留待下次。"))


@blueprint.post("/sessions/<int:session_id>/open")
async def open_session(session_id: int) -> Response:
    typed = await given()
    await commands.open_session(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console")


@blueprint.post("/sessions/<int:session_id>/close")
async def close_session(session_id: int) -> Response:
    typed = await given()
    await commands.close_session(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console", N_("已闭会，会议纪要草稿已经写好。"))


def _template(shown: dict[str, Any]) -> str:
    return "agenda/written/show.html" if shown["session"].in_writing else "agenda/sessions/show.html"


async def _choices() -> dict[str, Any]:
    return {
        "bodies": [(body.id, body.name) for body in await bodies.bodies()],
        "kinds": [(kind, name) for kind, name in SESSION_KIND_NAMES.items() if kind is not SessionKind.WRITTEN],
        "people": [(person.id, person.name) for person in await people.chairs_and_recorders()],
        "agenda_templates": [(name, one.name) for name, one in TEMPLATES.items()],
        "default_day": clock.today() + timedelta(days=RuleSet.notice_days),
    }


async def _came_of_items(session_id: int) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = {}
    for came_of in parts.came_of_items:
        for item_id, lines in (await came_of(session_id)).items():
            found.setdefault(item_id, []).extend(lines)
    return found


async def _followed(session_id: int) -> list[Link]:
    return [line for follow_up in parts.follow_up_of_session for line in await follow_up(session_id)]


async def _shown(session_id: int) -> dict[str, Any]:
    session = await queries.session(session_id)
    reader = pages.reader()
    may_record = allowed(reader, Permission.RECORD, session)
    seats = await attendance.seats(session_id) if reader else []
    my_seat = await attendance.seat_of(session_id, reader.person_id) if reader else None
    agenda = await items.agenda(session_id)
    # Until notice is given the body's own rules are what will be frozen, also if it changes them meanwhile.
    planned = session.state is SessionState.PLANNED
    rule_set = RuleSet.from_json(commands.rules_of(session.body, session.kind) if planned else session.rules)
    short_notice, notice_blocked = rules.notice_so_far(rule_set, clock.now(), session.starts_at)
    await masking.as_read([session], reader)
    return {
        "session": session,
        "agenda": agenda,
        "titles": {} if reader else await items.public_titles(agenda),
        "proceedings": await proceedings(session, seats, names=may_record) if reader and session.opened_at else {},
        "matters": await written.matters(session_id) if session.in_writing else [],
        "links": [link for links_of in parts.links_of_session for link in await links_of(session_id)],
        "papers": [
            link
            for papers_of in parts.papers_of_session
            for link in await papers_of(session_id, allowed(reader, Permission.RECORD, session))
        ],
        **await recount.offered(session, reader),
        "followed": await _followed(session_id) if reader else [],
        "came_of": await _came_of_items(session_id) if reader and session.opened_at else {},
        **await planning.shown(session, agenda, reader, may_plan=allowed(reader, Permission.PLAN_SESSION)),
        "moved": request.args.get("moved", 0, int),
        "moved_way": request.args.get("way", ""),
        "seats": seats,
        "my_seat": my_seat,
        **await convocation.shown(session, my_seat, may_record=may_record),
        "topics": [(topic.id, topic.title) for topic in await topics.ready_for_agenda()],
        "may_plan": allowed(reader, Permission.PLAN_SESSION),
        "may_record": may_record,
        "whistle": await whistles.whistle_of(session_id) if may_record else None,
        "attachments": await attachments.of_session(session_id, reader),
        "may_enter": may_record and afterwards.may_begin(session),
        "may_preside": allowed(reader, Permission.PRESIDE, session),
        "prepared": await papers.of_session(session_id) if may_record else [],
        "rule_set": rule_set,
        "short_notice": short_notice,
        "notice_blocked": notice_blocked,
    }
