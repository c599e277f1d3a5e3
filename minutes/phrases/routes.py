from __future__ import annotations

from quart import Blueprint, Response

from forum import pages
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, optional_text, parse
from minutes.phrases import commands, queries, rules

blueprint = Blueprint("phrases", __name__)


class PhrasesForm(Form):
    text: optional_text(rules.MOST) = ""  # type: ignore[valid-type]


@blueprint.get("/minutes/phrases")
async def edit() -> Response:
    if not await commands.may_keep(pages.signed_in()):
        raise NotAllowed(N_("常用语由社区书记和正在整理纪要的人维护。"))
    return await pages.page("minutes/phrases/edit.html", text=await queries.text())


@blueprint.post("/minutes/phrases")
async def keep() -> Response:
    typed = await given()
    try:
        form = parse(PhrasesForm, typed)
        await commands.keep_phrases(form.text, by=pages.signed_in(), command_id=typed.get("command_id"))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return await pages.refused_page("minutes/phrases/edit.html", refusal, typed, text=typed.get("text", ""))
    return await pages.done("/minutes/phrases", N_("常用语已保存。"))
