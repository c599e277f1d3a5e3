"""The board on a screen in the hall: pages of large type that turn by themselves. In Chinese, and public."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from quart import Blueprint, Response, current_app, request

from agenda.projectors.rules import SCALES, Theme
from forum import i18n, pages
from forum.people.slips import qr_picture
from minutes.board import news
from minutes.board.around import Around, around
from minutes.board.keeping import MadeOnce, kept
from minutes.board.sections import SECTION_NAMES, Section, sections

blueprint = Blueprint("board_screen", __name__)
_for_everybody: MadeOnce[bytes] = MadeOnce()
SECONDS, LEAST, LONGEST = 15, 5, 120
MOST = 8
"""Lines of a section: whoever passes by is not to wait long for the next one. The code leads to the rest."""
FILES = ("css/wall.css", "css/board-screen.css", "js/board-screen.js")


@blueprint.get("/board/screen")
async def screen() -> Response:
    here, shown = await _shown()
    asked, leaves = request.args, shown["leaves"]
    theme, scale = asked.get("theme", ""), asked.get("scale", 100, int)
    seconds = min(max(LEAST, asked.get("seconds", SECONDS, int)), LONGEST)
    first = asked.get("leaf", 0, int) % max(1, len(leaves))
    query = {**here.asked, **({"show": asked["show"]} if asked.get("show") else {})}
    address = _board(here)
    return await pages.page(
        "minutes/board/screen.html",
        **shown,
        first=first,
        next=f"/board/screen?{urlencode({**asked.to_dict(), 'leaf': first + 1})}",
        more=f"/board/screen/leaves?{urlencode(query)}",
        seconds=seconds,
        touch=asked.get("touch") == "1",
        address=address,
        qr=qr_picture(address),
        wall_theme=theme if theme in set(Theme) else Theme.DARK.value,
        wall_scale=scale if scale in SCALES else 100,
    )


@blueprint.get("/board/screen/leaves")
async def leaves() -> Response:
    """The pages alone, for a screen that is on and asks again and again."""
    return kept(await _for_everybody.get(request.query_string, _made), "text/html; charset=utf-8", fresh=0)


async def _made() -> bytes:
    _, shown = await _shown()
    made = pages.environment.get_template("minutes/board/_leaves.html").render(first=0, **shown)
    return made.encode()


async def _shown() -> tuple[Around, dict[str, Any]]:
    """Sections with nothing in them have no page."""
    i18n.language.set("zh")
    here = await around(request.args.get("at", ""))
    asked = [one for one in request.args.get("show", "").split(",") if one in SECTION_NAMES]
    found: list[Section] = [one for one in await sections(asked or list(SECTION_NAMES), here, MOST) if one.lines]
    look = " ".join(pages.static(name) for name in FILES)
    return here, {"leaves": found, "community": await news.community(), "around": here, "look": look}


def _board(here: Around) -> str:
    address: str = current_app.settings.base_url  # type: ignore[attr-defined]
    return f"{address}/board" + (f"?{urlencode(here.asked)}" if here.asked else "")
