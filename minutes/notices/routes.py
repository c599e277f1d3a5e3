"""公示: put minutes on notice, object, answer, end."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from quart import Blueprint, Response

from agenda.masking import queries as masking
from forum import i18n, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse, text
from forum.people import queries as people
from minutes.drafting import queries as drafting
from minutes.notices import commands, queries, rules
from minutes.notices.models import NoticePeriod
from minutes.publication.queries import heading, number_said
from minutes.sheets.ongoing import NoticeForm, notice_fields

blueprint = Blueprint("notices", __name__)


class BeginForm(NoticeForm):
    first_day: date


class TakeUpForm(Form):
    session_id: int
    title: line(60)  # type: ignore[valid-type]


class ObjectionForm(Form):
    text: text(400)  # type: ignore[valid-type]
    name: optional_line(80) = ""  # type: ignore[valid-type]
    person_id: int | None = None


class AnswerForm(Form):
    answer: text(400)  # type: ignore[valid-type]
    outcome: Literal["upheld", "dismissed"]


@blueprint.post("/minutes/<int:minutes_id>/notices")
async def begin(minutes_id: int) -> Response:
    actor, typed = pages.signed_in(), await given()
    try:
        form = parse(BeginForm, typed)
        notice_id = await commands.begin_notice(
            minutes_id, form.first_day, int(form.days), form.objections, by=actor, item_id=form.item,
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        minutes = await drafting.minutes(minutes_id)
        if not (minutes.is_public and allowed(actor, Permission.PRESIDE, minutes.session)):
            raise
        shown = await notice_fields(minutes, {})
        usual, _ = shown.pop("given"), shown.pop("errors")
        return await pages.refused_page("minutes/papers/notice.html", refusal, {**usual, **typed}, **shown)
    return await pages.done(f"/notices/{notice_id}", N_("公示已经登出，居民可以在这里提异议。"))


@blueprint.get("/notices/<int:notice_id>")
async def show(notice_id: int) -> Response:
    return await pages.page("minutes/notices/show.html", **await _shown(await queries.notice(notice_id)))


@blueprint.post("/notices/<int:notice_id>/objections")
async def object_(notice_id: int) -> Response:
    actor, typed = pages.signed_in(), await given()
    try:
        form = parse(ObjectionForm, {name: value for name, value in typed.items() if value or name == "text"})
        person_id = None
        if "name" in typed:
            require(actor, Permission.KEEP_REGISTER)  # nobody else learns who is on the register
            person_id = await _objector(form)
        await commands.raise_objection(
            notice_id, form.text, by=actor, person_id=person_id, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(notice_id, refusal, typed)
    return await pages.done(
        f"/notices/{notice_id}", N_("收到您的异议，{n} 个工作日内答复。"), n=rules.ANSWER_WORKING_DAYS
    )


async def _objector(form: ObjectionForm) -> int:
    """Who came to the desk, by name; of namesakes, the one chosen."""
    if form.person_id:
        return form.person_id
    found = await people.called(form.name) if form.name else []
    if not found:
        raise BadInput({"name": Sentence(N_("名册上没有这个名字，请先登记。"))})
    if len(found) > 1:
        raise BadInput({"person_id": Sentence(N_("有几位同名的，请选一位。"))})
    return found[0].id


@blueprint.post("/objections/<int:objection_id>/answer")
async def answer(objection_id: int) -> Response:
    actor, typed = pages.signed_in(), await given()
    objection = await queries.objection(objection_id)
    try:
        form = parse(AnswerForm, typed)
        await commands.answer_objection(
            objection_id, form.answer, upheld=form.outcome == "upheld", by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(objection.notice_id, refusal, {**typed, "of": str(objection_id)})
    if form.outcome == "upheld":
        return await pages.done(
            f"/minutes/{objection.notice.minutes_id}",
            N_("已答复。异议成立：请改正会议纪要，或在公示页列入下次会议的议程。"),
        )
    return await pages.done(f"/notices/{objection.notice_id}", N_("已答复，提异议的人会看到。"))


@blueprint.post("/objections/<int:objection_id>/agenda")
async def take_up(objection_id: int) -> Response:
    actor, typed = pages.signed_in(), await given()
    objection = await queries.objection(objection_id)
    try:
        form = parse(TakeUpForm, typed)
        await commands.take_up(objection_id, form.session_id, form.title, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(objection.notice_id, refusal, {**typed, "of": str(objection_id)})
    return await pages.done(f"/sessions/{form.session_id}#agenda", N_("已列入议程，提异议的人在公示页上看得到。"))


@blueprint.post("/notices/<int:notice_id>/end")
async def end(notice_id: int) -> Response:
    actor, typed = pages.signed_in(), await given()
    try:
        await commands.end_notice(notice_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(notice_id, refusal, typed)
    return await pages.done(f"/notices/{notice_id}", N_("公示结束，结果已经记入会议记录。"))


async def _refused(notice_id: int, refusal: Refusal, typed: dict[str, str]) -> Response:
    shown = await _shown(await queries.notice(notice_id))
    namesakes = await people.called(typed["name"]) if shown["presides"] and typed.get("name") else []
    context = {**shown, "namesakes": namesakes if len(namesakes) > 1 else []}
    return await pages.refused_page("minutes/notices/show.html", refusal, typed, **context)


async def _shown(notice: NoticePeriod) -> dict[str, Any]:
    reader, minutes = pages.reader(), notice.minutes
    session = minutes.session
    title, coming = queries.title(notice), await queries.coming_sessions(session.body_id)
    taken_up = await queries.taken_up(notice)
    await masking.as_read([item.session for item in taken_up.values()], reader)
    show = await masking.words(session, [title, notice.channel])
    counts, presides = queries.counts(notice), allowed(reader, Permission.PRESIDE, session)
    return {
        "period": notice,
        "title": show(title),
        "coming": [(one.id, f"{i18n.moment(one.starts_at)} · {one.title}") for one in coming],
        "taken_up": taken_up,
        "agenda_title": f"复议：{title}"[:60],
        "may_plan": allowed(reader, Permission.PLAN_SESSION),
        "channel": show(notice.channel),
        "basis": f"{heading(minutes)}{number_said(minutes)}",
        "stage": queries.stage(notice).value,
        "days_left": queries.days_left(notice),
        "counts": counts,
        "said": i18n.say(rules.outcome_said(counts)),
        "objections": await queries.shown(notice, reader),
        "presides": presides,
        "at_desk": allowed(reader, Permission.KEEP_REGISTER),
        "namesakes": [],
        "answer_days": rules.ANSWER_WORKING_DAYS,
    }
