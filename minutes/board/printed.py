"""The board on paper, for the glass case by the gate: A3 in two columns, or A4. In Chinese, and public."""

from __future__ import annotations

import asyncio
import base64
from typing import Literal
from urllib.parse import urlencode

from quart import Blueprint, Response, current_app, request

from forum import clock, files, i18n
from forum.errors import N_
from forum.forms import Form, parse
from forum.people.slips import qr_picture
from forum.pictures.models import Picture
from minutes.board import news
from minutes.board.around import Around, around
from minutes.board.posters import SIZES
from minutes.board.sections import SECTION_NAMES, Section, sections
from minutes.documents.official import Sheet
from minutes.documents.showing import FORMS, Paper, shown
from minutes.drafting import wording

blueprint = Blueprint("board_printed", __name__)
MOST = 6
"""Lines of a section: who wants more scans the code."""
FIRST = ("notices", "contacts")
"""What who stands before the glass case needs most."""


class SheetForm(Form):
    size: Literal["a4", "a3"] = "a3"


@blueprint.get(f"/board/sheet.<{FORMS}:form>")
async def sheet(form: str) -> Response:
    asked = {name: value for name, value in request.args.items() if name == "size"}
    size, here = parse(SheetForm, asked).size, await around(request.args.get("at", ""))
    chosen = {"size": size, **{name: str(id) for name, id in here.asked.items()}}
    other = "a4" if size == "a3" else "a3"
    paper = Paper(
        await _sheet(here, size), f"{await news.community()}公示栏{clock.today():%Y%m%d}",
        i18n.translate(N_("公示栏")), "/board/sheet", ("/board", i18n.translate(N_("公示栏"))), chosen,
        more=((f"/board/sheet.preview?{urlencode({**chosen, 'size': other})}", other.upper()),),
    )  # fmt: skip
    return await shown(paper, form)


async def _sheet(here: Around, size: str) -> Sheet:
    told = i18n.language.set("zh")
    parts = [one for one in await sections(list(dict.fromkeys([*FIRST, *SECTION_NAMES])), here, MOST) if one.lines]
    i18n.language.reset(told)
    root: str = current_app.settings.base_url  # type: ignore[attr-defined]
    address = f"{root}/board" + (f"?{urlencode(here.asked)}" if here.asked else "")
    width, height = SIZES[size]
    said = {
        "community": await news.community(), "place": here.place.path if here.place else "", "sections": parts,
        "photos": await _photos(parts), "day": wording.full_date(clock.today()), "address": address,
        "qr": qr_picture(address), "width": width, "height": height, "columns": 2 if size == "a3" else 1,
        "document_title": "公示栏",
    }  # fmt: skip
    return Sheet("board_sheet.html", said)


async def _photos(parts: list[Section]) -> dict[int, str]:
    """The first photo of each line, small, to be printed without asking anybody for it."""
    ids = [line.photos[0] for part in parts for line in part.lines if line.photos]
    found = await Picture.filter(id__in=ids, office_only=False)
    return {one.id: data for one in found if (data := await asyncio.to_thread(_read, files.small(one.stored)))}


def _read(stored: str) -> str:
    path = files.path_of(stored)
    return f"data:image/jpeg;base64,{base64.b64encode(path.read_bytes()).decode()}" if path else ""
