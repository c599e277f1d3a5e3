from __future__ import annotations

import asyncio

from quart import Blueprint, Response

from agenda.recount.routes import download
from forum import i18n, markdown, pages
from forum.access import Actor
from forum.errors import N_, NotFound, Refusal
from forum.forms import given
from minutes.documents.official import minutes_word
from minutes.documents.showing import FORMS, Paper, data_dir, sent, shown
from minutes.drafting import queries as drafting
from minutes.drafting.models import Minutes, MinutesState
from minutes.drafting.routes import editor, for_staff
from minutes.publication import commands, queries

blueprint = Blueprint("publication", __name__)


@blueprint.get("/minutes")
async def index() -> Response:
    actor = pages.reader()
    mine = [minutes for minutes in await drafting.in_work() if actor and drafting.concerns(minutes, actor)]
    missing = await drafting.without_minutes() if actor and actor.in_office else []
    return await pages.page(
        "minutes/publication/index.html", published=await queries.published(), in_work=mine, missing=missing
    )


@blueprint.get("/minutes/<int:minutes_id>")
async def show(minutes_id: int) -> Response:
    minutes = await drafting.minutes(minutes_id)
    if minutes.state is not MinutesState.PUBLISHED:
        await for_staff(minutes_id)
        return await pages.page("minutes/drafting/edit.html", **await editor(minutes, minutes.text))
    matters = await queries.matters(minutes.session_id)
    return await pages.page(
        "minutes/publication/show.html",
        minutes=minutes,
        heading=queries.heading(minutes),
        number=queries.number_said(minutes),
        body=await asyncio.to_thread(markdown.render, minutes.published_text),
        matters=matters,
        public=str if pages.reader() else await queries.titles_as_public(minutes, matters),
        may_see_revisions=_concerned(minutes, pages.reader()),
    )


def _concerned(minutes: Minutes, actor: Actor | None) -> bool:
    return actor is not None and drafting.concerns(minutes, actor)


@blueprint.post("/minutes/<int:minutes_id>/publish")
async def publish(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        number = await commands.publish_minutes(minutes_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        minutes = await drafting.minutes(minutes_id)
        if minutes.state is MinutesState.PUBLISHED:
            raise
        shown = await editor(minutes, minutes.text)
        return await pages.refused_page("minutes/drafting/edit.html", refusal, {}, **shown)
    return await pages.done(f"/minutes/{minutes_id}", N_("已公布，编为 {n} 号。居民现在可以看到。"), n=number)


@blueprint.get("/minutes/<int:minutes_id>/record.json")
async def record(minutes_id: int) -> Response:
    """The votes of published minutes, for everybody: voters are pseudonyms, names are masked."""
    minutes = await drafting.minutes(minutes_id)
    if minutes.state is not MinutesState.PUBLISHED:
        raise NotFound(N_("会议纪要还没有公布。"))
    name, text = await queries.public_record(minutes)
    return download(text, "application/json", name)


@blueprint.get(f"/minutes/<int:minutes_id>.<{FORMS}:form>")
async def printed(minutes_id: int, form: str) -> Response:
    """The official paper; before publication a draft with full names, for those it concerns."""
    minutes = await _readable(minutes_id)
    paper = Paper(
        await queries.official_minutes(minutes),
        queries.file_name(minutes),
        i18n.translate(N_("会议纪要")),
        f"/minutes/{minutes_id}",
        (f"/minutes/{minutes_id}", minutes.session.title),
        attached=await queries.public_record(minutes) if minutes.state is MinutesState.PUBLISHED else None,
        by_staff=_concerned(minutes, pages.reader()),
        more=((f"/minutes/{minutes_id}.docx", i18n.translate(N_("下载 Word"))),),
    )
    return await shown(paper, form)


@blueprint.get("/minutes/<int:minutes_id>.docx")
async def word(minutes_id: int) -> Response:
    """The same to be edited."""
    minutes = await _readable(minutes_id)
    made = await minutes_word(await queries.official_minutes(minutes), data_dir=data_dir())
    return sent(made, queries.file_name(minutes), DOCX, "docx")


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def _readable(minutes_id: int) -> Minutes:
    """Raises NotFound for whom unpublished minutes do not concern."""
    minutes = await drafting.minutes(minutes_id)
    if minutes.state is not MinutesState.PUBLISHED:
        await for_staff(minutes_id)
    return minutes
