from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, jsonify

from agenda.scratch import commands, queries, rules
from agenda.sessions import queries as sessions
from forum import pages
from forum.access import Permission, require
from forum.errors import N_
from forum.forms import given

blueprint = Blueprint("scratch", __name__)


@blueprint.get("/sessions/<int:session_id>/scratch.json")
async def sheets(session_id: int) -> Response:
    """{text, others}: one's own sheet, and the others' as the page shows them."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    own, others = await queries.own_and_others(session_id, pages.signed_in())
    return jsonify({"text": own, "others": pages.render("agenda/scratch/_others.html", others=others)})


@blueprint.post("/sessions/<int:session_id>/scratch")
async def save_sheet(session_id: int) -> Any:
    """From a page of ours {text}: what now stands. A plain form goes back to the console."""
    typed = await given()
    was, text = (rules.plain(typed.get(name, "")) for name in ("was", "text"))
    stands = await commands.save_sheet(session_id, was, text, by=pages.signed_in(), command_id=typed.get("command_id"))
    if pages.wants_json():
        return jsonify({"done": True, "text": stands})
    return await pages.done(f"/sessions/{session_id}/console#notes", N_("便笺已保存。"))
