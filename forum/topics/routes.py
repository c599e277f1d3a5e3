from __future__ import annotations

from pydantic import Field
from quart import Blueprint, Response

from forum import pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, parse
from forum.topics import answering, commands, queries
from forum.topics.rules import Terms
from forum.topics.showing import shown

blueprint = Blueprint("topics", __name__)


class TermsForm(Form):
    seconds: int = Field(ge=0, le=50)
    reply_days: int = Field(ge=1, le=60)
    fast_hours: int = Field(ge=1, le=240)
    fast_rests: bool = False
    unit_days: int = Field(ge=1, le=60)
    agenda_days: int = Field(ge=1, le=120)
    result_days: int = Field(ge=1, le=60)
    progress_days: int = Field(ge=1, le=120)
    rating_days: int = Field(ge=0, le=90)
    call_back_days: int = Field(ge=1, le=60)


@blueprint.get("/topics")
async def index() -> Response:
    topics = await queries.topics()
    titles = {} if pages.reader() else await queries.public_titles(topics)
    return await pages.page("forum/topics/index.html", topics=topics, titles=titles)


@blueprint.get("/topics/<int:topic_id>")
async def show(topic_id: int) -> Response:
    on_page = await shown(topic_id)
    page = await pages.page("forum/topics/show.html", **on_page)
    if on_page["unseen"]:
        await answering.see_answers(topic_id, by=pages.signed_in())
    return page


@blueprint.post("/topics/<int:topic_id>/second")
async def second(topic_id: int) -> Response:
    typed = await given()
    try:
        await commands.second_topic(topic_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/topics/show.html", refusal, typed, **await shown(topic_id))
    return await pages.done(f"/topics/{topic_id}", N_("已附议，谢谢您。"))


# ---- how long things may take ----


@blueprint.get("/topics/terms")
async def terms() -> Response:
    require(pages.signed_in(), Permission.KEEP_CALENDAR)
    return await pages.page("forum/topics/terms.html", terms=await queries.terms())


@blueprint.post("/topics/terms")
async def keep_terms() -> Response:
    typed = await given()
    try:
        form = parse(TermsForm, typed)
        await commands.keep_terms(Terms(**form.model_dump()), by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/topics/terms.html", refusal, typed, terms=await queries.terms())
    return await pages.done("/topics/terms", N_("已改好。以后提出的议题按新的时限，已经答应的日期不变。"))
