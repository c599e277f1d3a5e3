from __future__ import annotations

from quart import Blueprint, Response

from agenda.items.commands import item_and_session
from agenda.motions import commands, procedural, splitting
from agenda.motions.models import MotionKind
from agenda.sessions.models import Session
from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_, BadInput, RuleBroken
from forum.forms import Form, given, optional_line, parse, text

blueprint = Blueprint("motions", __name__)


class MotionForm(Form):
    text: text(400)  # type: ignore[valid-type]


class AloudForm(Form):
    """Numbers of seats, of what was moved aloud in the hall."""

    mover: int | None = None
    seconder: int | None = None


class PutForm(MotionForm, AloudForm):
    pass


@blueprint.post("/items/<int:item_id>/motions")
async def create(item_id: int) -> Response:
    """The chair puts a question, its own or one made in the hall; anybody else moves one."""
    typed, by = await given(), pages.signed_in()
    form = parse(PutForm, {name: value for name, value in typed.items() if value})
    _, session = await item_and_session(item_id)
    known = {"by": by, "command_id": typed.get("command_id")}
    if allowed(by, Permission.PRESIDE, session):
        await commands.put_motion(item_id, form.text, mover=form.mover, seconder=form.seconder, **known)
    else:
        await commands.move(item_id, form.text, **known)
    return await _back(session, N_("动议已提交。"))


@blueprint.post("/motions/<int:motion_id>/amendments")
async def amend(motion_id: int) -> Response:
    """The chair puts an amendment, its own or one made in the hall; anybody else moves one."""
    typed, by = await given(), pages.signed_in()
    motion, session = await commands.motion_and_session(motion_id)
    known = {"by": by, "command_id": typed.get("command_id")}
    try:
        form = parse(PutForm, {name: value for name, value in typed.items() if value})
        if allowed(by, Permission.PRESIDE, session):
            await commands.put_amendment(motion_id, form.text, mover=form.mover, seconder=form.seconder, **known)
        else:
            await commands.move_amendment(motion_id, form.text, **known)
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/motions/amend.html", refusal, typed, motion=motion, session=session)
    return await _back(session, N_("修正案已提交。"))


class ProceduralForm(AloudForm):
    """`after` is a waiting item's id, 0 for the end of the agenda; left out or "" for the next session."""

    kind: MotionKind
    minutes: int = 10
    to: optional_line(60) = ""  # type: ignore[valid-type]
    after: int | None = None


@blueprint.post("/items/<int:item_id>/procedural")
async def move_procedural(item_id: int) -> Response:
    """The chair puts it; anybody else moves it."""
    typed = await given()
    form = parse(ProceduralForm, {name: value for name, value in typed.items() if value})
    _, session = await item_and_session(item_id)
    await procedural.move_procedural(
        item_id, form.kind, by=pages.signed_in(), minutes=form.minutes, to=form.to, after=form.after,
        mover=form.mover, seconder=form.seconder, command_id=typed.get("command_id"),
    )  # fmt: skip
    return await _back(session, N_("程序性动议已提交。"))


@blueprint.post("/motions/<int:motion_id>/reconsider")
async def reconsider(motion_id: int) -> Response:
    """The chair puts it; anybody else moves it."""
    typed = await given()
    form = parse(AloudForm, {name: value for name, value in typed.items() if value})
    await procedural.reconsider(
        motion_id, by=pages.signed_in(), mover=form.mover, seconder=form.seconder, command_id=typed.get("command_id")
    )
    return await _back((await commands.motion_and_session(motion_id))[1], N_("复议已提出。"))


class SplitForm(Form):
    parts: text(800)  # type: ignore[valid-type]


@blueprint.post("/motions/<int:motion_id>/split")
async def split(motion_id: int) -> Response:
    """One part a line."""
    typed = await given()
    lines = [line.strip() for line in parse(SplitForm, typed).parts.splitlines() if line.strip()]
    await splitting.split_motion(motion_id, lines, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back((await commands.motion_and_session(motion_id))[1], N_("动议已分项，逐项表决。"))


@blueprint.post("/motions/<int:motion_id>/second")
async def second(motion_id: int) -> Response:
    await commands.second_motion(motion_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back((await commands.motion_and_session(motion_id))[1], N_("已附议。"))


@blueprint.post("/motions/<int:motion_id>/withdraw")
async def withdraw(motion_id: int) -> Response:
    await commands.withdraw_motion(motion_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back((await commands.motion_and_session(motion_id))[1], N_("动议已撤回。"))


async def _back(session: Session, words: str) -> Response:
    page = "console" if allowed(pages.reader(), Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words)
