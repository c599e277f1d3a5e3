"""The field diary's month on paper: figures by grid, and the register of visits. Private notes stand on neither."""

from __future__ import annotations

from datetime import date

from quart import Blueprint, Response

from forum import clock, i18n, pages
from forum.access import Actor
from forum.diary import month as months
from forum.diary.models import FINDING_KIND_NAMES, OUTCOME_NAMES, FindingKind, Outcome, Visit
from forum.diary.month import GridMonth
from forum.diary.routes import asked_month
from forum.diary.writers import require_writer
from forum.errors import N_
from forum.people.names import Show, masked
from forum.people.queries import public_words
from minutes.documents import lists
from minutes.documents.lists import ListSheet
from minutes.documents.showing import FORMS, Paper, shown
from minutes.sheets.lists import MASKED, organ

blueprint = Blueprint("diary_sheets", __name__)

FIGURES = ("网格", "走访", "户", "重点户已访/应访", *FINDING_KIND_NAMES.values(), *OUTCOME_NAMES.values())
REGISTER = ("日期", "网格、楼栋", "见到", "了解到", "处理", "走访人")


@blueprint.get(f"/diary/month.<{FORMS}:form>")
async def month(form: str) -> Response:
    reader, asked = await _reader(), asked_month()
    rows = await months.by_grid(reader, asked)
    said = f"民情日记月报（{asked.year}年{asked.month}月）"
    figures = tuple(_figures(row) for row in rows)
    sheet = ListSheet(said, await organ(), clock.today(), FIGURES, figures, _together(sum(rows, GridMonth(""))))
    return await _shown(sheet, "/diary/month", asked, form)


def _figures(row: GridMonth) -> tuple[str, ...]:
    found = [row.kinds[kind] for kind in FindingKind]
    became = [row.outcomes[outcome] for outcome in Outcome]
    seen = f"{row.seen}/{row.due}" if row.due else ""
    return (row.place, str(row.visits), str(row.doors), seen, *(str(count or "") for count in [*found, *became]))


def _together(total: GridMonth) -> str:
    became = "，".join(f"{name}{total.outcomes[outcome]}件" for outcome, name in OUTCOME_NAMES.items())
    return (
        f"合计：走访{total.visits}次、{total.doors}户，重点户应访{total.due}户、已访{total.seen}户；"
        f"了解到{total.found}件，其中{became}。"
    )


@blueprint.get(f"/diary/visits.<{FORMS}:form>")
async def visits(form: str) -> Response:
    """It goes round the office: no doors, and residents' names masked."""
    reader, asked = await _reader(), asked_month()
    found = await months.visits_in(reader, asked)
    texts = [text for visit in found for one in visit.findings for text in (one.text, one.answer)]
    show = await public_words(texts, [], [visit.who for visit in found if len(visit.who) > 1])
    said = f"走访登记表（{asked.year}年{asked.month}月）"
    rows = tuple(_line(visit, show) for visit in found)
    return await _shown(
        ListSheet(said, await organ(), clock.today(), REGISTER, rows, MASKED), "/diary/visits", asked, form
    )


def _line(visit: Visit, show: Show) -> tuple[str, ...]:
    found = list(visit.findings)
    return (
        f"{visit.visited_on.day}日",
        visit.place.name,
        masked(visit.who) if visit.who else "",
        "；".join(f"{FINDING_KIND_NAMES[one.kind]}：{show(one.text)}" for one in found) or "一切正常",
        "；".join(OUTCOME_NAMES[one.outcome] + (f"（{show(one.answer)}）" if one.answer else "") for one in found),
        visit.writer.name,
    )


async def _reader() -> Actor:
    reader = pages.signed_in()
    await require_writer(reader)
    return reader


async def _shown(sheet: ListSheet, at: str, asked: date, form: str) -> Response:
    month = f"{asked:%Y-%m}"
    back = (f"/diary/month?month={month}", i18n.translate(N_("民情日记月报")))
    paper = Paper(lists.list_sheet(sheet), sheet.title, sheet.title, at, back, {"month": month})
    return await shown(paper, form)
