"""Documents without a masthead, on the same paper: the sign-in sheet 签到表 and the public notice 公示."""

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
    """One person entitled to sign; `time` and `note` are filled in when the sheet is printed after the session."""

    name: str
    unit: str = ""
    role: str = ""
    time: str = ""
    note: str = ""


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
        "matter": Markup(typeset(notice.matter_html).html),
        "period": rules.chinese_period(notice.first_day, notice.last_day),
        "day": full_date(notice.day),
        "title_width": rules.balanced_width(notice.title, rules.TITLE),
        "draft": notice.draft,
        "document_title": notice.title,
    }
    return await simple_pdf("public_notice.html", said, env=env, data_dir=data_dir)
