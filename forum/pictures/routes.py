"""Photos: taken with a form of whatever they show, shown to who may see that, taken off again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from quart import Blueprint, Response, request, send_file

from forum import files, pages
from forum.errors import N_, NotFound
from forum.files import Kept
from forum.forms import given
from forum.pictures import commands, queries
from forum.pictures.models import Picture

blueprint = Blueprint("pictures", __name__)


@asynccontextmanager
async def sent(field: str = "photos") -> AsyncIterator[list[Kept]]:
    """The photos of the form, kept on disk for the command within. What no row leads to afterwards is forgotten.

    Raises BadInput at the field for what is no picture.
    """
    kept: list[Kept] = []
    try:
        for photo in (await request.files).getlist(field):
            if photo.filename:
                kept.append(await files.keep_picture(photo.read(), field))
        yield kept
    finally:
        led_to: set[Any] = set(
            await Picture.filter(stored__in=[one.stored for one in kept]).values_list("stored", flat=True)
        )
        for one in kept:
            if one.stored not in led_to:
                files.forget(one.stored)


@blueprint.get("/pictures/<int:picture_id>")
async def show(picture_id: int) -> Response:
    found = await queries.picture(picture_id, pages.reader())
    return await _sent(found.stored)


@blueprint.get("/pictures/<int:picture_id>/small")
async def small(picture_id: int) -> Response:
    found = await queries.picture(picture_id, pages.reader())
    return await _sent(files.small(found.stored))


@blueprint.post("/pictures/<int:picture_id>/remove")
async def remove(picture_id: int) -> Response:
    typed = await given()
    await commands.take_off(picture_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(typed.get("next", "/"), N_("照片已取下。"))


async def _sent(stored: str) -> Response:
    path = files.path_of(stored)
    if path is None:
        raise NotFound(N_("找不到这张照片。"))
    response = await send_file(path, mimetype="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
