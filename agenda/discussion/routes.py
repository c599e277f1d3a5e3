from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator
from quart import Blueprint, Response

from agenda.discussion import commands, moderating, queries
from agenda.discussion.rules import AnswerWay, ContributionKind
from agenda.groups import queries as groups
from agenda.items.commands import item_and_session
from agenda.sessions import queries as sessions
from agenda.statements import queries as statements
from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse, text

blueprint = Blueprint("discussion", __name__)

# A box that is not ticked is not sent, and a number may be left out.
Ticked = Annotated[bool, BeforeValidator(bool)]
MaybeNumber = Annotated[int | None, BeforeValidator(lambda typed: typed or None)]


class ContributionForm(Form):
    text: text(200)  # type: ignore[valid-type]
    question: Ticked = False
    anonymous: Ticked = False

    @property
    def kind(self) -> ContributionKind:
        return ContributionKind.QUESTION if self.question else ContributionKind.REMARK


class EnteredForm(ContributionForm):
    number: int


class HidingForm(Form):
    reason: line(200)  # type: ignore[valid-type]


class AnswerForm(Form):
    way: AnswerWay = AnswerWay.SPOKEN
    answer: optional_line(400) = ""  # type: ignore[valid-type]
    number: MaybeNumber = None
    session: MaybeNumber = None


@blueprint.get("/sessions/<int:session_id>/discussion")
async def show(session_id: int) -> Response:
    """What was written in a session, and the questions that still wait for an answer."""
    reader = pages.signed_in()
    may_record = allowed(reader, Permission.RECORD, await sessions.session(session_id))
    return await pages.page("agenda/discussion/show.html", **await _discussion(session_id, may_record=may_record))


@blueprint.post("/items/<int:item_id>/contributions")
async def contribute(item_id: int) -> Response:
    typed = await given()
    form = parse(ContributionForm, typed)
    await commands.contribute(
        item_id, form.text, by=pages.signed_in(), kind=form.kind, anonymous=form.anonymous,
        command_id=typed.get("command_id"),
    )  # fmt: skip
    return await _back(item_id, N_("已发出。"))


@blueprint.post("/items/<int:item_id>/contributions/hall")
async def enter_contribution(item_id: int) -> Response:
    typed = await given()
    form = parse(EnteredForm, typed)
    await commands.enter_contribution(
        item_id, form.number, form.text, by=pages.signed_in(), kind=form.kind, anonymous=form.anonymous,
        command_id=typed.get("command_id"),
    )  # fmt: skip
    return await _back(item_id, N_("已替{number}号发出。"), number=form.number)


@blueprint.post("/contributions/<int:contribution_id>/support")
async def support(contribution_id: int) -> Response:
    """`back` takes it back."""
    typed = await given()
    act = commands.take_back_support if typed.get("back") else commands.support
    await act(contribution_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_from(contribution_id)


@blueprint.post("/contributions/<int:contribution_id>/hide")
async def hide_contribution(contribution_id: int) -> Response:
    typed = await given()
    form = parse(HidingForm, typed)
    await moderating.hide_contribution(
        contribution_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _back_from(contribution_id, N_("已隐藏，并告诉了写的人。"))


@blueprint.post("/contributions/<int:contribution_id>/wall")
async def show_contribution(contribution_id: int) -> Response:
    typed = await given()
    await moderating.show_contribution(contribution_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_from(contribution_id)


@blueprint.post("/contributions/<int:contribution_id>/wall/down")
async def take_down_contribution(contribution_id: int) -> Response:
    typed = await given()
    await moderating.take_down_contribution(contribution_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_from(contribution_id)


@blueprint.post("/contributions/<int:contribution_id>/park")
async def park_question(contribution_id: int) -> Response:
    typed = await given()
    await moderating.park_question(contribution_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_from(contribution_id, N_("已记为待答复，会写进会议纪要，下次会议再提出来。"))


@blueprint.post("/contributions/<int:contribution_id>/answer")
async def answer_question(contribution_id: int) -> Response:
    """`session`: a later one, in which it is answered."""
    typed = await given()
    try:
        form = parse(AnswerForm, typed)
        await moderating.answer_question(
            contribution_id, form.way, form.answer, form.number, by=pages.signed_in(), session_id=form.session,
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        item = (await queries.contribution(contribution_id)).item
        shown = {**await _discussion(item.session_id, may_record=True), "refused": contribution_id}
        return await pages.refused_page("agenda/discussion/show.html", refusal, typed, **shown)
    if form.session:
        return await pages.done(f"/sessions/{form.session}/console", N_("已记下答复。"))
    return await _back_from(contribution_id, N_("已记下答复。"))


async def _discussion(session_id: int, *, may_record: bool) -> dict[str, Any]:
    session = await sessions.session(session_id)
    return {
        "session": session,
        "items": await queries.of_session(session_id),
        "phases": await groups.of_session(session_id),
        "rounds": await statements.of_session(session_id),
        "before": await queries.left_from_before(session) if may_record else [],
        "may_record": may_record,
        "refused": 0,
    }


async def _back_from(contribution_id: int, words: str = "") -> Response:
    return await _back((await queries.contribution(contribution_id)).item_id, words)


async def _back(item_id: int, words: str = "", **params: int) -> Response:
    """To the screen it came from; after the session to the page of what was written."""
    _, session = await item_and_session(item_id)
    records = allowed(pages.reader(), Permission.RECORD, session)
    page = "discussion" if session.closed_at else "console" if records else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words, **params)
