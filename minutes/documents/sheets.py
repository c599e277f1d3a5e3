"""Documents without a masthead, on the same paper: agenda 议程, sign-in sheet 签到表, action sheet 任务分解表, ballot
results 表决结果单 and the public notice 公示.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from minutes.documents import rules
from minutes.documents.official import Pdf, simple_pdf
from minutes.documents.typeset import typeset
from minutes.drafting.wording import full_date


@dataclass(frozen=True)
class SignInRow:
    """One person called; `number` is the seat's. `time` and `note` are filled in when printed after the session."""

    name: str
    unit: str = ""
    role: str = ""
    time: str = ""
    note: str = ""
    number: str = ""


@dataclass(frozen=True)
class SignInSheet:
    """`title` is the body's name; `present` stays None on a sheet printed before the session.

    `proxied` are those somebody votes for by mandate, not among the present.
    """

    title: str
    session: str
    day: date
    place: str
    entitled: int
    rows: tuple[SignInRow, ...]
    present: int | None = None
    spare_rows: int = 5
    proxied: int = 0


@dataclass(frozen=True)
class PublicNotice:
    """`matter_html` is sanitised Markdown; `objections` says telephone, room and hours of the channel."""

    title: str
    matter_html: str
    issuer: str
    day: date
    first_day: date
    last_day: date
    basis: str = ""
    tally: str = ""
    objections: str = ""
    draft: bool = False


@dataclass(frozen=True)
class AgendaLine:
    """`begins` is when it should, as clock time."""

    title: str
    minutes: int
    begins: str
    presenter: str = ""


@dataclass(frozen=True)
class AgendaSheet:
    """`facts` are (label, text) lines under the title; in `large` print for old eyes."""

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[AgendaLine, ...]
    large: bool = False


@dataclass(frozen=True)
class ActionRow:
    """A line of the action sheet; what is not known yet is written in by hand."""

    text: str
    lead: str
    responsible: str = ""
    due: str = ""
    progress: str = ""
    done: str = ""
    rating: str = ""


@dataclass(frozen=True)
class ActionSheet:
    organ: str
    session: str
    day: date
    rows: tuple[ActionRow, ...]
    spare_rows: int = 3


@dataclass(frozen=True)
class ResultEntry:
    """One ballot: its figures as (word, figure), and what they come to."""

    item: str
    question: str
    manner: str
    figures: tuple[tuple[str, str], ...]
    outcome: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class ResultSheet:
    body: str
    session: str
    day: date
    entries: tuple[ResultEntry, ...]


@dataclass(frozen=True)
class RecordSheet:
    """`lines` are (clock time, text, begins an item); `facts` as an agenda's. `presences` say who was here for what, as
    (item or ballot, names).
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str, bool], ...]
    presences: tuple[tuple[str, str], ...] = ()


async def record_pdf(sheet: RecordSheet, *, env: Environment, data_dir: Path) -> Pdf:
    """会议记录, for the archive and never for the public. Raises as minutes_pdf does."""
    said = {"s": sheet, "document_title": f"{sheet.title}会议记录"}
    return await simple_pdf("full_record.html", said, env=env, data_dir=data_dir)


async def agenda_pdf(sheet: AgendaSheet, *, env: Environment, data_dir: Path) -> Pdf:
    """议程, or the same in large print. Raises as minutes_pdf does."""
    said = {"s": sheet, "document_title": f"{sheet.title}议程"}
    return await simple_pdf("agenda.html", said, env=env, data_dir=data_dir)


async def action_sheet_pdf(sheet: ActionSheet, *, env: Environment, data_dir: Path) -> Pdf:
    """任务分解表 across the paper's long side. Raises as minutes_pdf does."""
    said = {
        "s": sheet,
        "rows": (*sheet.rows, *(ActionRow("", "") for _ in range(sheet.spare_rows))),
        "day": full_date(sheet.day),
        "document_title": f"{sheet.session}任务分解表",
    }
    return await simple_pdf("action_sheet.html", said, env=env, data_dir=data_dir)


async def result_sheet_pdf(sheet: ResultSheet, *, env: Environment, data_dir: Path) -> Pdf:
    """表决结果单, to be signed by chair, tellers and scrutineers. Raises as minutes_pdf does."""
    said = {"s": sheet, "day": full_date(sheet.day), "document_title": f"{sheet.session}表决结果单"}
    return await simple_pdf("ballot_results.html", said, env=env, data_dir=data_dir)


async def sign_in_sheet_pdf(sheet: SignInSheet, *, env: Environment, data_dir: Path) -> Pdf:
    """签到表 with a line for each entitled person and some to spare. Raises as minutes_pdf does."""
    said = {
        "s": sheet,
        "rows": (*sheet.rows, *(SignInRow("") for _ in range(sheet.spare_rows))),
        "day": full_date(sheet.day),
        "document_title": f"{sheet.title}签到表",
    }
    return await simple_pdf("sign_in_sheet.html", said, env=env, data_dir=data_dir)


async def public_notice_pdf(notice: PublicNotice, *, env: Environment, data_dir: Path) -> Pdf:
    """公示: basis, matter, tally, period, objection channel, issuer, date. Raises as minutes_pdf does."""
    said = {
        "n": notice,
        "matter": Markup((await typeset(notice.matter_html)).html),
        "period": rules.chinese_period(notice.first_day, notice.last_day),
        "day": full_date(notice.day),
        "title_width": rules.balanced_width(notice.title, rules.TITLE),
        "draft": notice.draft,
        "document_title": notice.title,
    }
    return await simple_pdf("public_notice.html", said, env=env, data_dir=data_dir)
