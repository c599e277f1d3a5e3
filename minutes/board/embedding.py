"""The board in other sites' pages: a frame without cookies or sign-in, and for the office the line for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, current_app, request

from forum import i18n, pages, security
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_text, parse
from minutes.board import commands, news, queries, rules
from minutes.board.around import around, choices
from minutes.board.keeping import MadeOnce, kept
from minutes.board.sections import SECTION_NAMES, sections

blueprint = Blueprint("board_embedding", __name__)
_for_everybody: MadeOnce[bytes] = MadeOnce()
USUAL = ("notices", "week", "sessions", "projects")
LINES, MOST_LINES = 6, 30
THEMES = {"light": N_("浅色"), "dark": N_("深色")}
HEIGHTS = (400, 600, 900)


class FramingForm(Form):
    origins: optional_text(5000) = ""  # type: ignore[valid-type]


@blueprint.get("/board/embed")
async def embed() -> Response:
    return await _frame(rules.framed_by(await queries.framed_by()))


@blueprint.get("/board/elsewhere/preview")
async def preview() -> Response:
    """The same inside our own page, for the office."""
    pages.office()
    return await _frame("'self'")


async def _frame(framed_by: str) -> Response:
    """Rendered without anything of its reader: who is signed in here reads there what everybody reads."""
    same = (i18n.language.get(), request.query_string)
    response = kept(await _for_everybody.get(same, _made), "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = security.policy(request.host, framed_by)
    return response


async def _made() -> bytes:
    here, asked = await around(request.args.get("at", "")), _asked()
    made = pages.environment.get_template("minutes/board/embed.html").render(
        lang=i18n.language.get(), theme=asked["theme"], community=await news.community(), around=here,
        address=_address(), sections=await sections(asked["show"], here, asked["lines"]),
    )  # fmt: skip
    return made.encode()


def _asked() -> dict[str, Any]:
    """What of the board, as the address says; what it doesn't say, or says wrongly, is as usual."""
    theme = request.args.get("theme", "")
    chosen = [one for said in request.args.getlist("show") for one in said.split(",") if one in SECTION_NAMES]
    lines = request.args.get("lines", LINES, int)
    return {
        "show": list(dict.fromkeys(chosen)) or list(USUAL),
        "theme": theme if theme in THEMES else "light",
        "lines": min(max(1, lines), MOST_LINES),
    }


def _address() -> str:
    address: str = current_app.settings.base_url  # type: ignore[attr-defined]
    return address


# ---- the office ----


@blueprint.get("/board/elsewhere")
async def elsewhere() -> Response:
    pages.office()
    return await pages.page("minutes/board/elsewhere.html", **await _shown())


@blueprint.post("/board/elsewhere")
async def allow() -> Response:
    typed = await given()
    pages.office()
    try:
        form = parse(FramingForm, typed)
        await commands.allow_framing(form.origins, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/board/elsewhere.html", refusal, typed, **await _shown())
    return await pages.done("/board/elsewhere", N_("已改，从现在起按这份名单。"))


async def _shown() -> dict[str, Any]:
    here, asked = await around(request.args.get("at", "")), _asked()
    height = request.args.get("height", HEIGHTS[1], int)
    query = urlencode({"show": ",".join(asked["show"]), **here.asked, "lines": asked["lines"], "theme": asked["theme"]})
    return {
        "asked": asked,
        "around": here,
        "height": height if height in HEIGHTS else HEIGHTS[1],
        "heights": HEIGHTS,
        "themes": list(THEMES.items()),
        "most_lines": MOST_LINES,
        "names": list(SECTION_NAMES.items()),
        "places": await choices(),
        "origins": await queries.framed_by(),
        "query": query,
        "frame": f"{_address()}/board/embed?{query}",
        "wall": f"{_address()}/board/screen" + (f"?{urlencode(here.asked)}" if here.asked else ""),
        "community": await news.community(),
    }
