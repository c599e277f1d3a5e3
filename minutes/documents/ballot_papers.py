"""表决票: printed ballot papers, several a sheet with cut lines between, for boxes, pens and old eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from agenda.ballots.methods.kinds import Kind
from forum.pages import STATIC
from forum.people.slips import qr_picture
from minutes.documents.official import Pdf, Sheet, sheet_pdf
from minutes.drafting.wording import full_date

LINES_FOR_OTHERS = 4
"""Lines to write names on, at most."""


@dataclass(frozen=True)
class VoterPaper:
    """One paper. `whom` is its voter's name or unit, "" on a secret one; `group` where groups decide."""

    number: int
    code: str
    whom: str = ""
    place: int = 0
    group: str = ""

    @property
    def qr(self) -> str:
        return qr_picture(self.code)


@dataclass(frozen=True)
class BallotPapers:
    """A batch. `settings` are the kind's own. `follows`: the rules let silent owners follow the many; 从众 is a box."""

    body: str
    session: str
    day: date
    question: str
    kind: Kind
    settings: Mapping[str, Any]
    secret: bool
    papers: tuple[VoterPaper, ...]
    follows: bool = False


def said_of(batch: BallotPapers) -> dict[str, Any]:
    """What the template needs, on paper and on the page."""
    settings = batch.settings
    lines = min(int(settings.get("seats", 0)), LINES_FOR_OTHERS) if settings.get("write_ins") else 0
    return {
        "b": batch,
        "kind": batch.kind.value,
        "options": [str(option["text"]) for option in settings.get("options", ())],
        "how": how(batch.kind, settings),
        "day": full_date(batch.day),
        "lines": lines,
        "document_title": "表决票",
    }


def how(kind: Kind, settings: Mapping[str, Any]) -> str:
    """How the paper is filled in, in one line."""
    if kind is Kind.APPROVAL:
        return f"在方框里打“√”，最多选 {settings['most']} 项。"
    if kind is Kind.SCORE:
        verb = "每一项圈一个分数" if settings["top"] <= 10 else "给每一项写上分数"
        return f"{verb}，0 分最低，{settings['top']} 分最高。"
    if kind is Kind.RANKED:
        return "在方框里写名次：1 最想要，2 其次；可以只排几项。"
    if kind is Kind.ELECTION:
        more = "另选他人写在横线上，也算在赞成人数里。" if settings.get("write_ins") else ""
        return f"应选 {settings['seats']} 人：每人在一个方框里打“√”，赞成的不超过 {settings['seats']} 人。{more}"
    return "在一个方框里打“√”，只选一项。"


async def ballot_papers_pdf(batch: BallotPapers, *, data_dir: Path) -> Pdf:
    """Never kept on disk: a secret batch's codes and their order are nobody's to find. Raises as minutes_pdf does."""
    styles = Markup((STATIC / "css/ballot-papers.css").read_text(encoding="utf-8"))
    return await sheet_pdf(
        Sheet("ballot_papers.html", {**said_of(batch), "styles": styles}), data_dir=data_dir, kept=False
    )
