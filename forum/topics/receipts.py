"""回执: the slip somebody takes home, and the page its code opens: where the matter stands."""

from __future__ import annotations

from typing import Literal

from quart import Blueprint, Response, current_app, request

from forum import pages
from forum.access import Permission, require
from forum.errors import N_, NotFound
from forum.people.slips import qr_picture
from forum.places import queries as places
from forum.topics import queries, showing

blueprint = Blueprint("receipts", __name__)
Size = Literal["a5", "till"]


@blueprint.get("/topics/<int:topic_id>/receipt")
async def receipt(topic_id: int) -> Response:
    """For whoever takes matters down, who prints it; `size` is a5, or till for a roll of 80 mm."""
    require(pages.signed_in(), Permission.TAKE_DOWN)
    topic = await queries.topic(topic_id)
    if topic.token is None:
        raise NotFound(N_("这个议题没有回执。"))
    link = f"{current_app.settings.base_url}/t/{topic.token}"  # type: ignore[attr-defined]
    size: Size = "till" if request.args.get("size") == "till" else "a5"
    return await pages.page(
        "forum/topics/receipt.html",
        topic=topic,
        title=(await showing.masking(topic))(topic.title),
        community=await places.community(),
        link=link,
        picture=qr_picture(link),
        size=size,
    )


@blueprint.get("/t/<string(maxlength=40):token>")
async def opened(token: str) -> Response:
    """Without names whoever reads it: the slip may lie on any table."""
    topic = await queries.topic_by(token)
    next_one = await queries.end_of(topic)
    goes_on = next_one.id != topic.id
    return await pages.page(
        "forum/topics/opened.html",
        topic=topic,
        public=await showing.masking(topic),
        goes_on_in=next_one if goes_on else None,
        title_of_next=(await queries.public_titles([next_one]))[next_one.id] if goes_on else "",
        **await showing.clock_of(topic),
    )
