"""For the office: who is told of what becomes public, whether they can be reached, and what could not be sent."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app

from forum import i18n, pages
from forum.echoes import queries as echoes
from forum.errors import N_, NotFound, Refusal, TooMany
from forum.forms import given
from forum.security import Bucket
from minutes.board import news
from minutes.hooks import commands, queries, sending
from minutes.hooks.channels import CHANNEL_NAMES, configured

blueprint = Blueprint("hooks", __name__)
tries = Bucket(5, 30.0)


@blueprint.get("/hooks")
async def show() -> Response:
    pages.office()
    return await pages.page("minutes/hooks/show.html", **await _shown())


async def _shown() -> dict[str, Any]:
    settings = current_app.settings  # type: ignore[attr-defined]
    return {
        "channels": configured(settings),
        "names": {name: i18n.translate(words) for name, words in CHANNEL_NAMES.items()},
        "minutes": settings.hook_minutes,
        "bulletins": await queries.newest(),
        "unsent": await echoes.unsent(),
    }


@blueprint.post("/hooks/<any(email,wecom,dingtalk):name>/test")
async def test(name: str) -> Response:
    """A message that says it is a test, at once."""
    office = pages.office()
    settings = current_app.settings  # type: ignore[attr-defined]
    channel = next((one for one in configured(settings) if one.name == name), None)
    if channel is None:
        raise NotFound(N_("这个通道已经不在设置里。"))
    if not tries.take(str(office.person_id)):
        raise TooMany(N_("试发得太频繁了，请过一分钟再试。"))
    title = i18n.say(N_("{community}：试发"), community=await news.community())
    said = i18n.say(N_("收到这一条，说明公示栏的消息能发到这里。{address}/board"), address=settings.base_url)
    try:
        await sending.send(channel, title, f"{title}\n\n{said}")
    except Refusal as refusal:
        return await pages.refused_page("minutes/hooks/show.html", refusal, await given(), **await _shown())
    return await pages.done("/hooks", N_("已经发出，请到那边看看收到没有。"))


@blueprint.post("/bulletins/<int:bulletin_id>/again")
async def again(bulletin_id: int) -> Response:
    office = pages.office()
    fields = await given()
    try:
        await commands.send_again(bulletin_id, by=office, command_id=fields.get("command_id"))
    except NotFound:
        raise
    except Refusal as refusal:
        return await pages.refused_page("minutes/hooks/show.html", refusal, fields, **await _shown())
    return await pages.done("/hooks", N_("会在几分钟内再发一次。"))
