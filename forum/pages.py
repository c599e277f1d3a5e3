"""Rendering: one synchronous Jinja environment for pages and slots, and what every page knows about its reader."""

from __future__ import annotations

import hashlib
import math
import re
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from quart import Response, g, has_request_context, jsonify, make_response, redirect, request

from forum import clock, forms, i18n
from forum.access import Actor, Permission, allowed, require
from forum.errors import N_, BadInput, NotAllowed, Refusal

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATES = HERE / "_templates" if (HERE / "_templates").is_dir() else HERE.parent / "templates"


@dataclass(frozen=True)
class NavItem:
    """A link of the main navigation; `shown` decides by the reader. Those `under` one word share a menu."""

    path: str
    label: str
    order: int
    shown: Callable[[Actor | None], bool] = lambda _: True
    under: str = ""


navigation: list[NavItem] = []
NavLink = tuple[str, str, bool]
"""Path, word, and whether it leads here."""
# What every page's head shows of its reader, asked before it is rendered.
heads: list[Callable[[Actor | None], Awaitable[dict[str, Any]]]] = []
_digests: dict[str, str] = {}
_flash: ContextVar[list[tuple[str, str]] | None] = ContextVar("flash", default=None)


def static(path: str) -> str:
    """A static file's address with a fingerprint, so that it can be cached for ever."""
    if path not in _digests:
        file = STATIC / path
        _digests[path] = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else "missing"
    return f"/static/{path}?v={_digests[path]}"


def command_id() -> str:
    """A new id for a form: the form sent twice acts once. It says whose page it is on, too: see `forms.given`."""
    actor = reader()
    return f"{uuid.uuid4().hex}{forms.OF_PERSON}{actor.person_id}" if actor else uuid.uuid4().hex


def make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=i18n.say_html,
        say=i18n.say,
        static=static,
        command_id=command_id,
        Permission=Permission,
        allowed=allowed,
        now=clock.now,
        today=clock.today,
    )
    environment.filters.update(
        day=i18n.day, short_day=i18n.short_day, hour=i18n.hour, moment=i18n.moment, ms=_milliseconds
    )
    environment.filters.update(
        left=_left, gone=_gone, minutes=lambda lasted: minutes(lasted.total_seconds()), seconds=minutes
    )
    return environment


def _left(ends: datetime) -> str:
    return minutes((ends - clock.now()).total_seconds())


def _gone(began: datetime) -> str:
    return minutes((clock.now() - began).total_seconds())


def minutes(seconds: float) -> str:
    """1:05, as the browser's clocks write it; never below zero."""
    whole = max(0, math.ceil(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def _milliseconds(value: Any) -> int:
    return int(value.timestamp() * 1000) if value else 0


class Typed(dict[str, Any]):
    """What was typed, or the sentences about it, by field; a field that is not there is empty."""

    def __missing__(self, name: str) -> str:
        return ""


environment = make_environment()


def reader() -> Actor | None:
    """Who is signed in on this request."""
    return getattr(g, "actor", None) if has_request_context() else None


def personal() -> bool:
    """Whether this request's page says something to its reader alone, signed in or not: what was done just now, and who
    else uses this phone."""
    return bool(reader() or request.cookies.get("notice") or getattr(g, "others", {}))


def signed_in() -> Actor:
    """Raises NotAllowed for a reader who is not signed in; pages answer that with the way to join."""
    actor = reader()
    if actor is None:
        raise NotAllowed(N_("请先登录。"))
    return actor


def office() -> Actor:
    """Who keeps the register, on this request. Raises NotAllowed for everybody else."""
    actor = signed_in()
    require(actor, Permission.KEEP_REGISTER)
    return actor


def render(template: str, **context: Any) -> str:
    actor = reader()
    language = i18n.language.get()
    frame: dict[str, Any] = {
        "lang": {"zh": "zh-CN"}.get(language, language),
        "view": request.cookies.get("view", "standard"),
        "theme": "light",
        "actor": actor,
        "person_name": actor.name if actor else "",
        "person_href": "/me",
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "on_this_phone": list(getattr(g, "others", {}).values()),
        "nav_items": _navigation(actor),
        "notices": _take_flashes(),
        "body_class": "",
        "wall_theme": "dark",
        "waits_for_me": None,
        "given": {},
        "errors": {},
    }
    known = {**frame, **context}
    known["given"], known["errors"] = Typed(known["given"]), Typed(known["errors"])
    return environment.get_template(template).render(known)


def _navigation(actor: Actor | None) -> list[tuple[str, str, bool, list[NavLink]]]:
    """(path, word, whether it is here, what is in its menu) of each; a menu has no path, and at least two in it."""
    shown = [item for item in sorted(navigation, key=lambda item: item.order) if item.shown(actor)]
    menus = {name: [_link(item) for item in shown if item.under == name] for name in {item.under for item in shown}}
    entries: list[tuple[str, str, bool, list[NavLink]]] = []
    for item in shown:
        menu = menus[item.under]
        if not item.under or len(menu) < 2:
            entries.append((*_link(item), []))
        elif menu[0] == _link(item):
            entries.append(("", i18n.translate(item.under), any(here for _, _, here in menu), menu))
    return entries


def _link(item: NavItem) -> NavLink:
    return item.path, i18n.translate(item.label), request.path.startswith(item.path)


async def page(template: str, status: int = 200, **context: Any) -> Response:
    head = {name: shown for of_reader in heads for name, shown in (await of_reader(reader())).items()}
    return cast(Response, await make_response(render(template, **head, **context), status))


async def refused_page(template: str, refusal: Refusal, given: dict[str, str], **context: Any) -> Response:
    """The form again with what was typed, and the sentence where it belongs; a script gets the sentences alone."""
    if wants_json():
        return refusal_json(refusal)
    errors = {}
    if isinstance(refusal, BadInput):
        errors = {name: i18n.say(sentence) for name, sentence in refusal.fields.items()}
    notices = [("error", refusal.said(i18n.translate))] if not errors else []
    return await page(template, refusal.status, given=given, errors=errors, notices=notices, **context)


def wants_json() -> bool:
    return "application/json" in request.headers.get("Accept", "")


async def done(where: str, words: str = "", **params: Any) -> Response:
    """After a write: a script is told in JSON, a plain form is sent on to a page that says so."""
    said = i18n.say(words, **params) if words else ""
    if wants_json():
        return jsonify({"done": True, "said": said, "where": safe_path(where)})
    response = redirect(safe_path(where), 303)
    if said:
        response.set_cookie("notice", _packed(said), max_age=60, samesite="Lax", httponly=True)
        g.flash_set = True
    return cast(Response, response)


def refusal_json(refusal: Refusal) -> Response:
    fields = {}
    if isinstance(refusal, BadInput):
        fields = {name: i18n.say(sentence) for name, sentence in refusal.fields.items()}
    response = jsonify({"done": False, "said": refusal.said(i18n.translate), "fields": fields})
    response.status_code = refusal.status
    return response


# Browsers take \ for /, and drop blanks and controls: what is left must not begin with another site's name.
_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def safe_path(target: str | None) -> str:
    """A path on this site; anything else becomes the front page."""
    return target if target and len(target) <= 2000 and _PATH.fullmatch(target) else "/"


def _packed(text: str) -> str:
    return text.encode().hex()


def _take_flashes() -> list[tuple[str, str]]:
    packed = request.cookies.get("notice")
    if not packed:
        return []
    g.notice_shown = True
    try:
        return [("good", bytes.fromhex(packed).decode()[:300])]
    except ValueError:
        return []


async def forget_notice(response: Response) -> Response:
    if getattr(g, "notice_shown", False) and not getattr(g, "flash_set", False):
        response.delete_cookie("notice", samesite="Lax", httponly=True)
    return response
