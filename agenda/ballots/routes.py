from __future__ import annotations

import uuid
from typing import Any

from quart import Blueprint, Response

from agenda.attendance.models import Seat
from agenda.ballots import commands, figures, forms, queries
from agenda.ballots.methods.kinds import KINDS
from agenda.ballots.models import VoteSource
from agenda.ballots.queries import FrozenRoll
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Choice
from agenda.items.commands import item_and_session
from agenda.motions.commands import motion_and_session
from agenda.sessions import queries as sessions
from forum import i18n, pages
from forum.access import Permission, person_of, require
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("ballots", __name__)

# ---- the chair ---------------------------------------------------------------------------------------------------


@blueprint.post("/motions/<int:motion_id>/ballot")
async def open_ballot(motion_id: int) -> Response:
    typed = await given()
    await commands.open_ballot(
        motion_id,
        seconds=forms.seconds(typed),
        kind=forms.motion_kind(typed),
        is_secret=bool(typed.get("is_secret")),
        by=pages.signed_in(),
        command_id=typed.get("command_id"),
    )
    _, session = await motion_and_session(motion_id)
    return await pages.done(f"/sessions/{session.id}/console")


@blueprint.post("/items/<int:item_id>/questions")
async def open_question(item_id: int) -> Response:
    typed = await given()
    item, session = await item_and_session(item_id)
    by, rule_set = pages.signed_in(), RuleSet.from_json(session.rules)
    require(by, Permission.PRESIDE, session)
    try:
        question = forms.question(typed, rule_set)
        await commands.open_question(item_id, question, by=by, command_id=typed.get("command_id"))
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page(
            "agenda/room/question.html", refusal, typed, session=session, item=item, rule_set=rule_set
        )
    return await pages.done(f"/sessions/{session.id}/console")


@blueprint.post("/ballots/<int:ballot_id>/late")
async def admit_late(ballot_id: int) -> Response:
    typed = await given()
    form = parse(SeatForm, typed)
    await commands.admit_late(ballot_id, form.seat, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_to_console(ballot_id, "#seats", N_("已准许参加这次表决。"))


@blueprint.post("/ballots/<int:ballot_id>/close")
async def close(ballot_id: int) -> Response:
    await commands.close_ballot(ballot_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back_to_console(ballot_id)


@blueprint.post("/ballots/<int:ballot_id>/remind")
async def remind(ballot_id: int) -> Response:
    typed = await given()
    await commands.remind_missing(ballot_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_to_console(ballot_id, "", N_("已提醒还没有投的人。"))


@blueprint.post("/ballots/<int:ballot_id>/casting")
async def break_tie(ballot_id: int) -> Response:
    typed = await given()
    form = parse(ChoiceForm, typed)
    await commands.break_tie(ballot_id, form.choice, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_to_console(ballot_id)


@blueprint.post("/ballots/<int:ballot_id>/void")
async def void(ballot_id: int) -> Response:
    typed = await given()
    form = parse(VoidForm, typed)
    await commands.void_ballot(ballot_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_to_console(ballot_id, "", N_("这次表决已作废，原因记入会议记录。"))


class SeatForm(Form):
    seat: int


class ChoiceForm(Form):
    choice: Choice


class VoidForm(Form):
    reason: optional_line(200) = ""  # type: ignore[valid-type]


# ---- the voters --------------------------------------------------------------------------------------------------


class HeldForm(Form):
    """`seat`: of whom the voter votes for by mandate."""

    seat: int | None = None


@blueprint.post("/ballots/<int:ballot_id>/votes")
async def cast(ballot_id: int) -> Response:
    typed = await given()
    by = pages.signed_in()
    roll = await queries.roll_of(ballot_id)
    paper = forms.given(roll.kind, roll.settings, typed)
    seat_id = parse(HeldForm, typed).seat
    kept = await commands.cast_vote(ballot_id, paper, by=by, command_id=_command_id(typed), seat_id=seat_id)
    where = f"/sessions/{roll.session_id}/room"
    if roll.secret:
        # The words stay out of the notice: it is a cookie.
        return await pages.done(where, N_("已投出。您的凭据是 {receipt}，只显示这一次，请抄下。"), receipt=kept)
    return await pages.done(where, N_("已投：{choice}。"), choice=i18n.say(figures.said_on(roll, paper.paper)))


@blueprint.get("/ballots/<int:ballot_id>/for/<int:seat_id>")
async def for_another(ballot_id: int, seat_id: int) -> Response:
    """The paper of somebody one votes for, where no script lays it beside one's own."""
    roll, ballot = await queries.roll_of(ballot_id), await queries.ballot(ballot_id)
    if not roll.may_vote_for(person_of(pages.signed_in()), seat_id):
        raise NotAllowed(N_("您不能替这一席投票：没有受他委托，或者委托已经终止。"))
    seat = await Seat.get(id=seat_id).prefetch_related("person", "unit")
    session = await sessions.session(ballot.session_id)
    return await pages.page("agenda/room/for_another.html", ballot=ballot, seat=seat, session=session)


# ---- the desk ----------------------------------------------------------------------------------------------------


class DeskForm(Form):
    seat: int
    source: VoteSource = VoteSource.DESK
    witness: optional_line(40) = ""  # type: ignore[valid-type]


@blueprint.get("/ballots/<int:ballot_id>/desk/<int:seat_id>")
async def desk(ballot_id: int, seat_id: int) -> Response:
    return await pages.page("agenda/room/desk.html", **await _at_the_desk(ballot_id, seat_id))


@blueprint.post("/ballots/<int:ballot_id>/desk")
async def enter(ballot_id: int) -> Response:
    typed = await given()
    form = parse(DeskForm, typed)
    by = pages.signed_in()
    roll = await queries.roll_of(ballot_id)
    require(by, Permission.RECORD, await sessions.session(roll.session_id))
    try:
        await commands.enter_vote(
            ballot_id, form.seat, _paper(roll, typed), by=by, command_id=_command_id(typed), source=form.source,
            witness=form.witness,
        )  # fmt: skip
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page(
            "agenda/room/desk.html", refusal, typed, **await _at_the_desk(ballot_id, form.seat)
        )
    return await _back_to_console(ballot_id, "#seats")


def _paper(roll: FrozenRoll, typed: dict[str, str]) -> commands.Given:
    """A secret or counted ballot takes nobody's paper here, and says why itself."""
    if roll.secret or not KINDS[roll.kind].by_paper:
        return commands.Given(None)
    return forms.given(roll.kind, roll.settings, typed)


async def _at_the_desk(ballot_id: int, seat_id: int) -> dict[str, Any]:
    ballot = await queries.ballot(ballot_id)
    session = await sessions.session(ballot.session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    seat = await Seat.get_or_none(id=seat_id, session_id=session.id).prefetch_related("person", "unit")
    if seat is None:
        raise NotFound(N_("找不到这一席。"))
    holder_id = (await queries.roll_of(ballot_id)).holder_of.get(seat_id)
    holder = await Seat.get(id=holder_id).prefetch_related("person", "unit") if holder_id else None
    follow = queries.may_follow(ballot)
    return {"ballot": ballot, "session": session, "seat": seat, "holder": holder, "follow": follow}


# ---- counted in one lump -----------------------------------------------------------------------------------------


class BlockForm(Form):
    source: VoteSource = VoteSource.HAND
    counted_by: optional_line(40) = ""  # type: ignore[valid-type]


class ConfirmForm(Form):
    confirmed_by: optional_line(40) = ""  # type: ignore[valid-type]


@blueprint.post("/ballots/<int:ballot_id>/blocks")
async def enter_block(ballot_id: int) -> Response:
    typed = await given()
    form = parse(BlockForm, typed)
    rows = forms.hands_rows(typed, await _groups(ballot_id))
    await commands.enter_block(
        ballot_id, rows, form.source, form.counted_by, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _back_to_console(ballot_id, "", N_("票数已录入，等监票人确认。"))


@blueprint.post("/blocks/<int:block_id>/confirm")
async def confirm_block(block_id: int) -> Response:
    typed = await given()
    form = parse(ConfirmForm, typed)
    block = await queries.block(block_id)
    rows = forms.hands_rows(typed, await _groups(block.ballot_id))
    await commands.confirm_block(
        block_id, rows, form.confirmed_by, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _back_to_console(block.ballot_id, "", N_("监票人已确认。"))


@blueprint.post("/blocks/<int:block_id>/strike")
async def strike_block(block_id: int) -> Response:
    await commands.strike_block(block_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back_to_console((await queries.block(block_id)).ballot_id, "", N_("这笔票数已删去。"))


async def _groups(ballot_id: int) -> list[str]:
    return forms.groups_of((await queries.ballot(ballot_id)).groups)


# ---- ways back ---------------------------------------------------------------------------------------------------


async def _back_to_console(ballot_id: int, place: str = "", words: str = "") -> Response:
    roll = await queries.roll_of(ballot_id)
    session = await sessions.session(roll.session_id)
    page = "returns" if session.in_writing else "console"
    return await pages.done(f"/sessions/{session.id}/{page}{place}", words)


def _command_id(typed: dict[str, str]) -> str:
    return typed.get("command_id", "")[:64] or uuid.uuid4().hex
