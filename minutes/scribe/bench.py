"""What comes of a talk on the spot, noted on the phone of who opened it. A door like routes.py."""

from __future__ import annotations

from typing import Any, Literal

from markupsafe import Markup
from quart import Response

from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, parse, text
from forum.places import queries as places
from forum.topics import queries as topics
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.scribe import commands, queries
from minutes.scribe.models import Kind
from minutes.scribe.routes import blueprint
from minutes.scribe.rules import KIND_NAMES

__all__ = ["blueprint"]


class NoteForm(Form):
    text: line(200)  # type: ignore[valid-type]
    kind: Literal[Kind.OPINION, Kind.DECISION, Kind.PENDING]


class TopicForm(Form):
    title: line(60)  # type: ignore[valid-type]
    details: text(2000)  # type: ignore[valid-type]
    category: Category
    place_id: int


@blueprint.post("/sessions/<int:session_id>/scribe/bench")
async def note(session_id: int) -> Response:
    typed, session = await given(), await _session(session_id)
    try:
        form = parse(NoteForm, typed)
        item = await queries.discussed(session_id)
        line_ = f"{KIND_NAMES[form.kind]}：{form.text}"
        await commands.note_down(item.id, line_, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/scribe/bench.html", refusal, typed, **await _shown(session))
    return await pages.done(f"/sessions/{session_id}/bench#noted")


@blueprint.post("/sessions/<int:session_id>/scribe/topic")
async def raise_topic(session_id: int) -> Response:
    typed, session = await given(), await _session(session_id)
    try:
        form = parse(TopicForm, typed)
        item = await queries.discussed(session_id)
        await commands.raise_topic(
            item.id, form.title, form.details, form.category, form.place_id, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await pages.refused_page("minutes/scribe/bench.html", refusal, typed, **await _shown(session))
    return await pages.done(f"/sessions/{session_id}/bench#noted", N_("已列为议题，也写进了这次的记录。"))


async def bench_form(session_id: int) -> Markup:
    """What the page of a talk on the spot shows."""
    shown = await _shown(await sessions.session(session_id))
    return Markup(pages.render("minutes/scribe/_bench.html", **shown, given={}, errors={}))


async def _session(session_id: int) -> Session:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session


async def _shown(session: Session) -> dict[str, Any]:
    return {
        "session": session,
        "notes": await queries.of_session(session.id),
        "categories": list(CATEGORY_NAMES.items()),
        "places": await places.choices(),
        "terms": await topics.terms(),
    }
