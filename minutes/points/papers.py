"""福分 on paper and in files: one's own statement, and for the office all accounts and the whole ledger."""

from __future__ import annotations

from quart import Blueprint, Response

from forum import clock, i18n, pages
from forum.access import Permission, require
from forum.errors import N_
from forum.forms import given
from forum.importing.commands import hand_out
from forum.importing.routes import sent_file
from minutes.documents import lists
from minutes.documents.lists import ListSheet
from minutes.documents.showing import FORMS, Paper
from minutes.documents.showing import shown as shown_paper
from minutes.points import queries
from minutes.points.links import holder, signed
from minutes.points.models import ENTRY_KIND_NAMES, PointEntry
from minutes.points.queries import Line
from minutes.points.routes import account_for, only_when_on
from minutes.sheets.lists import organ

blueprint = Blueprint("points_papers", __name__)
blueprint.before_request(only_when_on)

STATEMENT = ("日期", "事由", "说明", "见证", "增减", "余额")
ACCOUNTS = ("姓名、志愿队", "住处", "福分")
LEDGER = ("编号", "日期", "事由", "说明", "见证", "从", "到", "福分", "更正第几号", "记账时间")
MOST_LINES = 500
"""Of one statement: years of anybody's."""


@blueprint.get(f"/points/accounts/<int:account_id>.<{FORMS}:form>")
async def statement(account_id: int, form: str) -> Response:
    account = await account_for(account_id)
    lines, count = await queries.lines(account_id, size=MOST_LINES)
    name = holder(account)
    title, rows = f"福分对账单（{name}）", tuple(_row(line) for line in reversed(lines))
    left_out = f"只列最近{MOST_LINES}笔，共{count}笔。" if count > MOST_LINES else ""
    note = f"{left_out}截至今日可用{await queries.balance(account_id)}分。本人签名：　　　　　　　　　社区（章）："
    sheet = ListSheet(title, await organ(), clock.today(), STATEMENT, rows, note)
    address = f"/points/accounts/{account_id}"
    back = (address, i18n.say(N_("{name}的福分"), name=name))
    return await shown_paper(Paper(lists.list_sheet(sheet), title, title, address, back), form)


def _row(line: Line) -> tuple[str, ...]:
    entry = line.entry
    said = ENTRY_KIND_NAMES[entry.kind] + ("（已更正）" if line.corrected else "")
    return f"{entry.happened_on:%Y.%m.%d}", said, entry.words, entry.witness, signed(line.points), str(line.after)


@blueprint.get(f"/points/accounts.<{FORMS}:form>")
async def accounts(form: str) -> Response:
    require(pages.signed_in(), Permission.KEEP_POINTS)
    figures = await queries.figures()
    note = (
        f"发出{figures.issued}分＝居民和志愿队手里{figures.held}分＋预留待领{figures.reserved}分"
        f"＋已经兑换{figures.redeemed}分。"
    )
    rows = tuple(tuple(row) for row in await _account_rows())
    sheet = ListSheet("福分账户一览表", await organ(), clock.today(), ACCOUNTS, rows, note)
    back = ("/points/office", i18n.translate(N_("福分管理")))
    return await shown_paper(Paper(lists.list_sheet(sheet), sheet.title, sheet.title, "/points/accounts", back), form)


async def _account_rows() -> list[list[str]]:
    found, _ = await queries.standings(size=100_000)
    return [[holder(one.account), _lives(one.account.person), str(one.balance)] for one in found]


def _lives(person: object) -> str:
    place = getattr(person, "place", None)
    return place.path if place else ""


@blueprint.post("/points/export")
async def export() -> Response:
    """All accounts, or every line of the ledger, as a table; that it was taken out is noted."""
    reader, typed = pages.signed_in(), await given()
    require(reader, Permission.KEEP_POINTS)
    form = "csv" if typed.get("form") == "csv" else "xlsx"
    if typed.get("what") == "ledger":
        title, lines = N_("福分分录"), [list(LEDGER), *(_ledger_row(entry) for entry in await queries.ledger())]
    else:
        title, lines = N_("福分账户"), [list(ACCOUNTS), *await _account_rows()]
    await hand_out("points", len(lines) - 1, form, by=reader, command_id=typed.get("command_id"))
    return await sent_file(lines, i18n.translate(title), form)


def _ledger_row(entry: PointEntry) -> list[str]:
    return [
        str(entry.id), f"{entry.happened_on:%Y-%m-%d}", ENTRY_KIND_NAMES[entry.kind], entry.words, entry.witness,
        holder(entry.giver), holder(entry.taker), str(entry.points), str(entry.corrects_id or ""),
        f"{clock.local(entry.at):%Y-%m-%d %H:%M}",
    ]  # fmt: skip
