from __future__ import annotations

from quart import Blueprint, Response

from agenda.items.commands import item_and_session
from agenda.motions import commands
from agenda.sessions.models import Session
from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_, BadInput, RuleBroken
from forum.forms import Form, given, parse, text

blueprint = Blueprint("motions", __name__)


class MotionForm(Form):
    text: text(400)  # type: ignore[valid-type]


@blueprint.post("/items/<int:item_id>/motions")
async def create(item_id: int) -> Response:
    """The chair puts a question; anybody else moves one."""
    typed = await given()
    form = parse(MotionForm, typed)
    _, session = await item_and_session(item_id)
    act = commands.put_motion if allowed(pages.signed_in(), Permission.PRESIDE, session) else commands.move
    await act(item_id, form.text, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(session, N_("动议已提交。"))


@blueprint.post("/motions/<int:motion_id>/amendments")
async def amend(motion_id: int) -> Response:
    """The chair puts an amendment; anybody else moves one."""
    typed, by = await given(), pages.signed_in()
    motion, session = await commands.motion_and_session(motion_id)
    act = commands.put_amendment if allowed(by, Permission.PRESIDE, session) else commands.move_amendment
    try:
        text = parse(MotionForm, typed).text
        await act(motion_id, text, by=by, command_id=typed.get("command_id"))
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/motions/amend.html", refusal, typed, motion=motion, session=session)
    return await _back(session, N_("修正案已提交。"))


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
