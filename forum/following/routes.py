from __future__ import annotations

from markupsafe import Markup
from quart import Blueprint, Response

from forum import pages
from forum.errors import N_
from forum.following import commands, queries
from forum.forms import given

blueprint = Blueprint("following", __name__)


@blueprint.post("/topics/<int:topic_id>/follow")
async def follow(topic_id: int) -> Response:
    command_id = (await given()).get("command_id")
    await commands.follow_topic(topic_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/topics/{topic_id}", N_("已关注：有进展会在“回音”里告诉您。"))


@blueprint.post("/topics/<int:topic_id>/unfollow")
async def unfollow(topic_id: int) -> Response:
    command_id = (await given()).get("command_id")
    await commands.unfollow_topic(topic_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/topics/{topic_id}", N_("已取消关注。"))


async def section(topic_id: int) -> Markup:
    """On the topic's page."""
    return Markup(pages.render("forum/following/_follow.html", **await queries.shown(topic_id, pages.reader())))
