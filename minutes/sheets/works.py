"""年度实事 on paper: a year's works with how far each is."""

from __future__ import annotations

from collections.abc import Callable

from quart import Blueprint, Response, request

from forum import clock, i18n, pages
from forum.errors import N_, NotFound
from minutes.documents import lists
from minutes.documents.lists import ListSheet
from minutes.documents.showing import FORMS, Paper, shown
from minutes.sheets.lists import organ
from minutes.works import links, queries
from minutes.works.models import YearWork

blueprint = Blueprint("work_sheets", __name__)
COLUMNS = ("实事", "牵头单位", "经费", "完成时限", "点位（完成/共）", "节点（完成/共）", "状态", "说明")


@blueprint.get(f"/works.<{FORMS}:form>")
async def works(form: str) -> Response:
    year = request.args.get("year", 0, int) or await queries.newest_year()
    found = await queries.of_year(year)
    if not found:
        raise NotFound(N_("这一年还没有列实事。"))
    public = await queries.readable(found, pages.reader())
    together = queries.together(found)
    said = f"共{together.works.of}件，办成{together.works.done}件"
    if together.sites.of:
        said += f"；{together.sites.of}处，已完成{together.sites.done}处，占{together.sites.percent}%"
    rows = tuple(_row(one, public) for one in found)
    sheet = ListSheet(f"{year}年度实事进展表", await organ(), clock.today(), COLUMNS, rows, f"{said}。")
    back = (f"/works?year={year}", i18n.translate(N_("年度实事")))
    return await shown(
        Paper(lists.list_sheet(sheet), sheet.title, sheet.title, "/works", back, {"year": str(year)}), form
    )


def _row(work: YearWork, public: Callable[[str], str]) -> tuple[str, ...]:
    sites, milestones = queries.sites(work), queries.milestones(work)
    return (
        public(work.title),
        work.lead.name,
        f"{work.budget_yuan:,}元" if work.budget_yuan is not None else "",
        f"{work.due_on:%Y.%m.%d}",
        f"{sites.done}/{sites.of}" if sites.of else "",
        f"{milestones.done}/{milestones.of}" if milestones.of else "",
        links.word(work),
        "；".join(filter(None, [
            f"第{work.round}轮办理" if work.round > 1 else "",
            f"结转原因：{public(work.carried_reason)}" if work.carried_reason else "",
        ])),
    )  # fmt: skip
