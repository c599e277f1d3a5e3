"""The doors to printed documents: each takes what is to be said and gives a PDF and its warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from forum.errors import N_, Sentence
from forum.people.slips import qr_picture
from minutes.documents import rules
from minutes.documents.fonts import Faces
from minutes.documents.plain_text import plain_text_in_turns
from minutes.documents.render import Job, Rendered, faces_for, render_pdf
from minutes.documents.rules import OfficialMinutes
from minutes.documents.typeset import span, typeset
from minutes.drafting.wording import full_date


@dataclass(frozen=True)
class Pdf:
    """A finished document: its bytes, what its makers should look at (never an error), and its number of pages."""

    content: bytes
    warnings: tuple[Sentence, ...]
    pages: int


@dataclass(frozen=True)
class Seal:
    """What the last page of an edition says: `facts` are (label, text), `address` is where it can be checked."""

    code: str
    facts: tuple[tuple[str, str], ...]
    address: str

    @property
    def qr(self) -> str:
        return qr_picture(self.address)


async def minutes_pdf(
    document: OfficialMinutes,
    *,
    env: Environment,
    data_dir: Path,
    attached: tuple[str, str] | None = None,
    seal: Seal | None = None,
) -> Pdf:
    """The official minutes as PDF, with a text file inside where one is `attached` (its name, its text).

    With a `seal` they are an edition for good: a PDF/A-3b with a last page that says how to check it.

    Raises RuleBroken without fonts, or when rendering fails or takes too long.
    """
    faces = await faces_for(data_dir)
    body = await typeset(document.body_html)
    html = await minutes_page(document, body.html, env=env, faces=faces, seal=seal)
    edition = seal.code if seal else ""
    rendered = await render_pdf(Job(html, data_dir, faces, attached=attached, edition=edition, kept=seal is None))
    words = await plain_text_in_turns(body.html)
    checks = rules.check_numbering(body.headings) + rules.names_left_open(document, words)
    return Pdf(rendered.content, (*checks, *missing_warnings(rendered)), rendered.pages)


async def minutes_page(
    document: OfficialMinutes, body: str, *, env: Environment, faces: Faces, seal: Seal | None = None
) -> str:
    """The HTML that minutes_pdf prints."""
    return await printed_page(
        "minutes/documents/official_minutes.html",
        {
            "d": document,
            "m": measures(document),
            "seal": seal,
            "body": Markup(body),
            "draft": document.draft,
            "mirrored": document.mirrored,
            "document_title": document.title,
        },
        env=env,
        faces=faces,
    )


async def printed_page(template: str, said: Mapping[str, Any], *, env: Environment, faces: Faces) -> str:
    """A document's HTML: the template with the grid, the faces and `t`, which sets a text on the grid."""
    context = {
        "grid": rules.Grid(),
        "draft": False,
        "mirrored": False,
        "fonts": {role: Markup(faces.css(role)) for role in faces.roles},
        "t": lambda text: Markup(span(text)),
        **said,
    }
    page = env.get_template(template)
    return await page.render_async(context) if env.is_async else page.render(context)


async def simple_pdf(
    template: str, said: Mapping[str, Any], *, env: Environment, data_dir: Path, kept: bool = True
) -> Pdf:
    """Any other document: a template under minutes/documents that extends layouts/print.html; `kept` in the cache."""
    faces = await faces_for(data_dir)
    html = await printed_page(f"minutes/documents/{template}", said, env=env, faces=faces)
    rendered = await render_pdf(Job(html, data_dir, faces, kept=kept))
    return Pdf(rendered.content, tuple(missing_warnings(rendered)), rendered.pages)


def missing_warnings(rendered: Rendered) -> list[Sentence]:
    return [
        Sentence(
            N_("没有字体能印出“{char}”（{code}），见“{place}”。请安装收录该字的字体。"),
            {"char": char, "code": f"U+{ord(char):04X}", "place": place},
        )
        for char, place in rendered.missing
    ]


def measures(d: OfficialMinutes) -> dict[str, Any]:
    """What the template needs that depends on this document's texts; lengths in mm."""
    day = full_date(d.date)
    size = rules.heading_size(d.heading)
    width = rules.balanced_width(d.heading, size)
    heading_lines = ceil(rules.width_in_em(d.heading) * size / width - 1e-9)
    number_lines = 1 if rules.number_shares_line(d.organ, d.number, day) else 2
    return {
        "date": day,
        "printed_on": full_date(d.printed_on or d.date),
        "heading_size": size,
        "heading_width": width,
        "number_lines": number_lines,
        "masthead": rules.masthead_height(heading_lines, size, number_lines),
        "title_width": rules.balanced_width(d.title, rules.TITLE),
        "imprint_room": rules.imprint_room(rules.imprint_lines(d.copy_to, d.printed_by)),
        "attendance": [_attendance(group, d.public) for group in d.attendance if group.names],
    }


def _attendance(group: rules.Attendance, public: bool) -> dict[str, Any]:
    return {
        "label": group.label,
        # Label and colon: names turn in below the first of them.
        "indent": len(group.label) + 1,
        "names": [rules.printed_name(name, public) for name in group.names],
    }
