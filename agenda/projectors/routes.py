"""The projectors' pages, and what the chair does with them."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app, request

from agenda.projectors import commands, queries
from agenda.projectors.models import WallLink
from agenda.projectors.rules import LONGEST, Theme
from agenda.room import live
from agenda.room.view import load
from agenda.sessions.models import Session
from forum import i18n, pages, security
from forum.access import Permission, require
from forum.errors import N_, NotFound
from forum.forms import Form, given, line, optional_line, parse
from forum.live import Hub

blueprint = Blueprint("projectors", __name__)


class WallForm(Form):
    name: line(20)  # type: ignore[valid-type]
    shows: optional_line(16) = ""  # type: ignore[valid-type]
    scale: int
    theme: Theme


class SceneForm(Form):
    scene: optional_line(16) = ""  # type: ignore[valid-type]


class MessageForm(Form):
    """`wall` is one projector's id, or nothing for all of them."""

    text: line(LONGEST)  # type: ignore[valid-type]
    wall: int | None = None


class NetworkForm(Form):
    wifi_name: optional_line(32) = ""  # type: ignore[valid-type]
    wifi_password: optional_line(63) = ""  # type: ignore[valid-type]


# ---- the wall ----------------------------------------------------------------------------------------------------


@blueprint.get("/wall/<string(maxlength=40):token>")
async def wall(token: str) -> Response:
    link, session = await queries.by_token(token)
    return await _wall(link, session, live.PROJECTOR, str(link.id))


@blueprint.get("/walls/<int:wall_id>/preview")
async def preview(wall_id: int) -> Response:
    """As it is now, or with `next` as it will be: small, on the console."""
    link, session = await queries.projector(wall_id)
    require(pages.signed_in(), Permission.RECORD, session)
    if link.revoked_at is not None:
        raise NotFound(N_("这个大屏的链接已经收回。"))
    comes = request.args.get("next") and link.queued
    return await _wall(link, session, live.PREVIEW, f"next-{link.id}" if comes else str(link.id))


async def _wall(link: WallLink, session: Session, audience: str, of: str) -> Response:
    """With its own picture alone, and the version that it has; what the hall reads is in Chinese."""
    i18n.language.set("zh")
    hub: Hub = current_app.hub  # type: ignore[attr-defined]
    screen = await hub.screen(session.room_id, audience)
    view = await load(session.room_id)
    screen["slots"]["wall"] = pages.render("agenda/room/_wall.html", view=view, audience=audience, only=of)
    shown: dict[str, Any] = {"session": session, "screen": screen, "audience": audience, "wall": link, "of": of}
    response = await pages.page("agenda/room/wall.html", wall_theme=link.theme.value, wall_scale=link.scale, **shown)
    response.headers["Content-Security-Policy"] = security.policy(request.host, framed_by="'self'")
    return response


# ---- the chair ---------------------------------------------------------------------------------------------------


@blueprint.post("/sessions/<int:session_id>/wall")
async def link_wall(session_id: int) -> Response:
    typed = await given()
    token = await commands.link_wall(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/wall/{token}")


@blueprint.post("/sessions/<int:session_id>/wall/revoke")
async def revoke_walls(session_id: int) -> Response:
    typed = await given()
    await commands.revoke_wall(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(session_id, N_("投影链接已收回。"))


@blueprint.post("/walls/<int:wall_id>/revoke")
async def revoke_wall(wall_id: int) -> Response:
    typed = await given()
    link, session = await queries.projector(wall_id)
    await commands.revoke_wall(session.id, wall_id=link.id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(session.id, N_("投影链接已收回。"))


@blueprint.post("/walls/<int:wall_id>")
async def set_up_wall(wall_id: int) -> Response:
    typed = await given()
    _, session = await queries.projector(wall_id)
    form = parse(WallForm, typed)
    await commands.set_up_wall(wall_id, **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(session.id, N_("大屏已改好。"))


@blueprint.post("/walls/<int:wall_id>/queue")
async def queue_scene(wall_id: int) -> Response:
    typed = await given()
    _, session = await queries.projector(wall_id)
    scene = parse(SceneForm, typed).scene
    await commands.queue_scene(wall_id, scene, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(session.id)


@blueprint.post("/sessions/<int:session_id>/walls/message")
async def queue_message(session_id: int) -> Response:
    typed = await given()
    form = parse(MessageForm, {name: value for name, value in typed.items() if value})
    await commands.queue_message(
        session_id, form.text, wall_id=form.wall, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _console(session_id, N_("已备好，按 W 放上大屏。"))


@blueprint.post("/sessions/<int:session_id>/walls/show")
async def show_next(session_id: int) -> Response:
    typed = await given()
    await commands.show_next(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(session_id)


@blueprint.post("/sessions/<int:session_id>/walls/follow")
async def follow_meeting(session_id: int) -> Response:
    typed = await given()
    await commands.follow_meeting(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(session_id)


@blueprint.post("/sessions/<int:session_id>/wifi")
async def tell_network(session_id: int) -> Response:
    typed = await given()
    form = parse(NetworkForm, typed)
    await commands.tell_network(
        session_id, form.wifi_name, form.wifi_password, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    said = N_("欢迎画面上会写这个 Wi-Fi。") if form.wifi_name else N_("欢迎画面上不写 Wi-Fi。")
    return await _console(session_id, said)


async def _console(session_id: int, words: str = "") -> Response:
    return await pages.done(f"/sessions/{session_id}/console#walls", words)
