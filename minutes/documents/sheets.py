"""Documents without a masthead, on the same paper: agenda 议程, sign-in sheet 签到表, ballot results 表决结果单, the
public notice 公示 and certificates 聘书.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from minutes.documents import rules
from minutes.documents.official import Sheet
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
    """`matter_html` is sanitised Markdown; `objections` says telephone, room and hours of the channel, `outcome` how a
    period that is over came out.
    """

    title: str
    matter_html: str
    issuer: str
    day: date
    first_day: date
    last_day: date
    basis: str = ""
    tally: str = ""
    objections: str = ""
    outcome: str = ""
    draft: bool = False


@dataclass(frozen=True)
class AgendaLine:
    """`begins` is when it should, as clock time."""

    title: str
    minutes: int
    begins: str
    presenter: str = ""
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgendaSheet:
    """`facts` are (label, text) lines under the title; in `large` print for old eyes."""

    title: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[AgendaLine, ...]
    large: bool = False


@dataclass(frozen=True)
class ResultEntry:
    """One ballot: its figures as (word, figure), what they come to, and who was here as it opened."""

    item: str
    question: str
    manner: str
    figures: tuple[tuple[str, str], ...]
    outcome: str
    sentences: tuple[str, ...]
    present: str = ""


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


def record(sheet: RecordSheet) -> Sheet:
    """会议记录, for the archive and never for the public."""
    return Sheet("full_record.html", {"s": sheet, "document_title": f"{sheet.title}会议记录"})


def agenda(sheet: AgendaSheet) -> Sheet:
    """议程, or the same in large print."""
    return Sheet("agenda.html", {"s": sheet, "document_title": f"{sheet.title}议程"})


def result_sheet(sheet: ResultSheet) -> Sheet:
    """表决结果单, to be signed by chair, tellers and scrutineers."""
    said = {"s": sheet, "day": full_date(sheet.day), "document_title": f"{sheet.session}表决结果单"}
    return Sheet("ballot_results.html", said)


def sign_in_sheet(sheet: SignInSheet) -> Sheet:
    """签到表 with a line for each entitled person and some to spare."""
    said = {
        "s": sheet,
        "rows": (*sheet.rows, *(SignInRow("") for _ in range(sheet.spare_rows))),
        "day": full_date(sheet.day),
        "document_title": f"{sheet.title}签到表",
    }
    return Sheet("sign_in_sheet.html", said)


async def public_notice(notice: PublicNotice) -> Sheet:
    """公示: basis, matter, tally, period, objection channel, issuer, date."""
    said = {
        "n": notice,
        "matter": Markup((await typeset(notice.matter_html)).html),
        "period": rules.chinese_period(notice.first_day, notice.last_day),
        "day": full_date(notice.day),
        "title_width": rules.balanced_width(notice.title, rules.TITLE),
        "draft": notice.draft,
        "document_title": notice.title,
    }
    return Sheet("public_notice.html", said)


@dataclass(frozen=True)
class CertificateText:
    """聘书: who is appointed to what, and for how long."""

    name: str
    body: str
    role: str
    first_day: date
    last_day: date
    number: str
    organ: str
    day: date
    unit: str = ""

    @property
    def sentence(self) -> str:
        return (
            f"兹聘请您担任{self.body}{self.role}，任期自{full_date(self.first_day)}起至{full_date(self.last_day)}止。"
        )

    @property
    def issued(self) -> str:
        return full_date(self.day)


def certificates(texts: Sequence[CertificateText]) -> Sheet:
    """One page each."""
    return Sheet("certificates.html", {"texts": texts, "document_title": "聘书"})
