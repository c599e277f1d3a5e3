"""Puts the house together: floors by name, the frame of every page, the live side, the database's life."""

from __future__ import annotations

import asyncio
import importlib
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

import socketio
import structlog
from itsdangerous import BadSignature
from quart import Quart, Request, Response, g, jsonify, redirect, request, send_from_directory
from quart.typing import ResponseTypes
from quart_auth import QuartAuth, current_user
from werkzeug.exceptions import BadHost, HTTPException

from forum import frames, i18n, journal, live, pages, parts, security
from forum.config import Settings
from forum.database import check_storage, close_database, open_database
from forum.errors import N_, NotAllowed, NotFound, Refusal, Unavailable
from forum.forms import given
from forum.joining import phones
from forum.people import credentials
from forum.people import queries as people

PARTS = ("forum", "agenda", "minutes")
UPLOAD_PATIENCE = 15.0
log = structlog.get_logger()


USUAL_ROOM = 4 * 1024 * 1024


class HallRequest(Request):
    """A request with room for what is uploaded there (`parts.room_for`), and no more."""

    def __init__(self, method: str, scheme: str, path: str, *args: Any, **known: Any) -> None:
        known["max_content_length"] = parts.room_for.get(path, USUAL_ROOM)
        super().__init__(method, scheme, path, *args, **known)
        self.max_content_length = known["max_content_length"]


class House(Quart):
    """The application, with its settings and the hub of its live screens."""

    request_class = HallRequest

    settings: Settings
    hub: live.Hub
    auth: QuartAuth

    async def handle_request(self, request: Request) -> ResponseTypes:
        """As Quart's, which lets an impossible host out as an exception: it is refused before there is a page."""
        try:
            return await super().handle_request(request)
        except BadHost:
            return Response("400", 400, content_type="text/plain")


def create_app(settings: Settings) -> House:
    app = House("forum", static_folder=None)
    app.settings = settings
    app.secret_key = settings.secret
    app.config.update(MAX_CONTENT_LENGTH=USUAL_ROOM, BODY_TIMEOUT=60, RESPONSE_TIMEOUT=120)
    credentials.configure(settings.secret, quick=settings.quick_passwords)
    app.hub = live.Hub(settings.tally_interval, settings.direct_sending)
    app.auth = _sign_in_cookie(app)
    _frame(app)
    parts.forget()
    for part in PARTS:
        importlib.import_module(f"{part}.install").install(app)
    app.extensions["outside_sign_in"] = _outside(settings.outside_sign_in)
    _life(app)
    live_or_page = socketio.ASGIApp(app.hub.sio, app.asgi_app, socketio_path="live")
    app.asgi_app = frames.Guard(live_or_page, "/live")  # type: ignore[method-assign, assignment]
    return app


def _outside(named: str) -> Any:
    """The sign-in service that the settings name as module:attribute; None for none. A wrong name stops the start."""
    module, _, attribute = named.partition(":")
    return getattr(importlib.import_module(module), attribute) if named else None


def _sign_in_cookie(app: House) -> QuartAuth:
    # Instances side by side on one host share its cookies: each has a name of its own.
    app.hub.cookie_name = f"yishi_{credentials.digest('instance', '')[:8]}"
    auth = QuartAuth(
        app, cookie_name=app.hub.cookie_name, cookie_secure=False, cookie_samesite="Lax", cookie_http_only=True
    )
    app.hub.load_token = _token_reader(app, auth)
    return auth


def _token_reader(app: House, auth: QuartAuth) -> Callable[[str], str | None]:
    """As quart-auth's own, which makes its serializer anew for each of three thousand phones."""
    serializer = auth.serializer_class([str(app.secret_key)], str(auth.salt))

    def load(token: str) -> str | None:
        try:
            return serializer.loads(token, max_age=auth.duration) if token else None
        except BadSignature:
            return None

    return load


def _frame(app: House) -> None:
    security.install(app)
    app.before_request(_know_reader)
    app.after_request(pages.forget_notice)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OverflowError, _out_of_range)
    app.register_error_handler(Exception, _failed)
    app.add_url_rule("/static/<path:path>", "static", _static)
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/readyz", "readyz", _readyz)


async def _know_reader() -> None:
    chosen = request.cookies.get("language", "")
    language = chosen if chosen in i18n.LANGUAGES else i18n.preferred(request.headers.get("Accept-Language", ""))
    i18n.language.set(language)
    if request.path.startswith(("/static/", "/healthz")):
        return
    key = current_user.auth_id
    g.actor = await people.actor_of(key) if key else None
    if request.method == "GET":
        await phones.others()


async def _refused(refusal: Refusal) -> Response:
    if pages.wants_json():
        return pages.refusal_json(refusal)
    if isinstance(refusal, NotAllowed) and pages.reader() is None and request.method == "GET":
        return redirect(f"/join?next={quote(request.path)}")  # type: ignore[return-value]
    typed = await _typed() if isinstance(refusal, Unavailable) and request.method == "POST" else {}
    return await pages.page(
        "layouts/refused.html", refusal.status, refusal=refusal, typed=typed, path=request.path, back=_page_before()
    )


def _page_before() -> str:
    """Where a form was sent from that is not to be had again: what was typed there is kept on the device."""
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:  # no address at all
        return ""
    if request.method != "POST" or before.netloc != request.host or before.path[:2] in {"", "//"}:
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path


async def _typed() -> dict[str, str]:
    """What can be sent again with one press when there is room for it; nothing where it would show a secret."""
    typed = await given()
    return {} if SECRETS & typed.keys() else typed


SECRETS = {"password", "pin", "token"}
HTTP_SENTENCES = {
    404: N_("没有这个页面。可能是网址打错了，或内容已经移走。"),
    405: N_("这个页面不能这样打开。"),
    413: N_("文件太大，最多 {most} MB。"),
}


async def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 413:
        await _take_the_rest()
    most = parts.room_for.get(request.path, USUAL_ROOM) >> 20
    refusal = Refusal(HTTP_SENTENCES.get(status, N_("这个请求没有办成。")), most=most)
    refusal.status = status
    return await _refused(refusal)


async def _take_the_rest() -> None:
    """Answered in the middle of sending, a browser shows a broken connection and not our sentence."""
    with suppress(TimeoutError):
        await asyncio.wait_for(request.body._complete.wait(), UPLOAD_PATIENCE)


async def _out_of_range(_: Exception) -> Response:
    """An id in the address or a form that is larger than any the database can hold."""
    return await _refused(NotFound(HTTP_SENTENCES[404]))


async def _failed(error: Exception) -> Response:
    # The rule, not the path: that of a slip, a door or a wall is its key.
    log.exception("request failed", page=str(request.url_rule), method=request.method)
    refusal = Refusal(N_("服务器出了问题，没有记下。请再试一次；还不行请告诉社区工作人员。"))
    refusal.status = 500
    return await _refused(refusal)


async def _static(path: str) -> Response:
    response = await send_from_directory(pages.STATIC, path)
    if "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


async def _healthz() -> Response:
    return jsonify({"alive": True})


async def _readyz() -> tuple[Response, int]:
    try:
        await check_storage()
    except Exception as error:
        log.warning("not ready", error=str(error))
        return jsonify({"ready": False, "why": str(error)}), 503
    return jsonify({"ready": True}), 200


def _life(app: House) -> None:
    @app.before_serving
    async def start() -> None:
        began = time.perf_counter()
        try:
            await open_database(app.settings)
        except BaseException:
            await close_database()  # its thread would keep the process from ending
            raise
        journal.listen(app.hub.heard)
        app.hub.screens.compile()
        live.tune_garbage_collector()
        log.info("ready", seconds=round(time.perf_counter() - began, 2))

    @app.after_serving
    async def stop() -> None:
        await journal.finish_commands()
        journal.forget_all()
        await app.hub.fall_silent()
        await close_database()


def configure_logs(level: str) -> None:
    """Structured lines on standard error; never a PIN, a key or a vote."""
    levels = {"debug": 10, "info": 20, "warning": 30, "error": 40}
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(levels.get(level, 20)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
