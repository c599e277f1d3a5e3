"""Wide tables, across the paper: action sheet 任务分解表, chase-up slip 督办单, and the three lists 三张清单."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forum.people.slips import qr_picture
from minutes.documents.official import Sheet
from minutes.documents.tables import column_widths
from minutes.drafting.wording import full_date

SPARE_ROWS = 3
"""Empty lines at the end, to be filled in by hand."""


@dataclass(frozen=True)
class ActionRow:
    """A line of the action sheet; what is not known yet is written in by hand."""

    text: str
    source: str
    lead: str
    helping: str = ""
    responsible: str = ""
    due: str = ""
    progress: str = ""
    extended: str = ""
    done: str = ""
    rating: str = ""
    closed: bool = False


@dataclass(frozen=True)
class ActionSheet:
    """`session` is "" for one of several sessions."""

    organ: str
    day: date
    rows: tuple[ActionRow, ...]
    session: str = ""


@dataclass(frozen=True)
class ChaseRow:
    """An action item that presses; `left` says how much time it has, `link` is "" where no link of the unit's holds."""

    text: str
    source: str
    responsible: str
    due: str
    left: str
    link: str = ""


@dataclass(frozen=True)
class ChaseSlip:
    unit: str
    organ: str
    day: date
    rows: tuple[ChaseRow, ...]


@dataclass(frozen=True)
class ListSheet:
    """需求清单, 资源清单 or 项目清单: its columns, and a row for each entry without its number. `note` stands below."""

    title: str
    organ: str
    day: date
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def action_sheet(sheet: ActionSheet) -> Sheet:
    said = {
        "s": sheet,
        "rows": (*sheet.rows, *(ActionRow("", "", "") for _ in range(SPARE_ROWS))),
        "day": full_date(sheet.day),
        "document_title": f"{sheet.session}任务分解表",
    }
    return Sheet("action_sheet.html", said)


def chase_slip(slip: ChaseSlip) -> Sheet:
    said = {
        "s": slip,
        "codes": [qr_picture(row.link) if row.link else "" for row in slip.rows],
        "day": full_date(slip.day),
        "document_title": f"{slip.unit}督办单",
    }
    return Sheet("chase_slip.html", said)


def list_sheet(sheet: ListSheet) -> Sheet:
    """Columns as wide as what stands in them asks."""
    numbered = [(str(number), *row) for number, row in enumerate(sheet.rows, 1)]
    heads = ("序号", *sheet.columns)
    columns = _columns([heads, *numbered])
    said = {
        "s": sheet,
        "heads": heads,
        "rows": numbered,
        "widths": column_widths(columns, room=ACROSS),
        "left": [any(len(cell) > CENTRED for cell in column[1:]) for column in columns],
        "day": full_date(sheet.day),
        "document_title": sheet.title,
    }
    return Sheet("list_sheet.html", said)


CENTRED = 8
"""Characters up to which the cells of a column stand in its middle; a column with a longer one begins at the left."""
ACROSS = 261 / (10.5 * 25.4 / 72)
"""Characters of 五号 across the paper, between margins of 18 mm."""


def _columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]
