"""回头看 on paper: what is to be looked at, with room to write, and what was found."""

from __future__ import annotations

from collections.abc import Callable

from quart import Blueprint, Response

from forum import clock, i18n, pages
from forum.errors import N_
from minutes.documents import lists
from minutes.documents.lists import ListSheet
from minutes.documents.showing import FORMS, Paper, shown
from minutes.look_backs import links, queries
from minutes.look_backs.models import FINDING_NAMES, LookBack
from minutes.look_backs.queries import Awaited
from minutes.projects import queries as projects
from minutes.sheets.lists import MASKED, organ

blueprint = Blueprint("look_back_sheets", __name__)
COLUMNS = ("项目", "牵头单位", "办结后", "应看日期", "看的日期", "结果", "现场情况", "居民怎么说")
NEWEST = 60


@blueprint.get(f"/look-backs.<{FORMS}:form>")
async def look_backs(form: str) -> Response:
    waiting, found, reader = await queries.awaited(), await queries.newest(NEWEST), pages.reader()
    of = [*(one.project for one in waiting), *(one.project for one in found)]
    titles = {one.id: one.title for one in of} if reader else await projects.public_titles(of)
    public = await links.readable(found, reader)
    rows = [_waiting(one, titles[one.project.id]) for one in waiting]
    rows += [_entered(one, titles[one.project_id], public) for one in found]
    sheet = ListSheet("项目回头看清单", await organ(), clock.today(), COLUMNS, tuple(rows), "" if reader else MASKED)
    back = ("/look-backs", i18n.translate(N_("回头看")))
    return await shown(Paper(lists.list_sheet(sheet), sheet.title, sheet.title, "/look-backs", back), form)


def _waiting(one: Awaited, title: str) -> tuple[str, ...]:
    return title, one.project.lead.name, f"{one.months}个月", f"{one.due_on:%Y.%m.%d}", "", "", "", ""


def _entered(one: LookBack, title: str, public: Callable[[str], str]) -> tuple[str, ...]:
    said = "；".join(public(voice.words).rstrip("。") for voice in one.voices if voice.words)
    result = FINDING_NAMES[one.finding] + ("，重办" if one.reopened else "")
    looked = f"{one.looked_on:%Y.%m.%d}"
    return title, one.project.lead.name, f"{one.months}个月", "", looked, result, public(one.words), said
