"""From what a document says to the HTML that is printed: the paper's template, the grid and the faces.

Minutes are composed where they are rendered, in the worker: a year of them is seconds of work beside a voting hall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from forum.errors import Sentence
from forum.people.slips import qr_picture
from minutes.documents import rules
from minutes.documents.fonts import PROJECT, Faces
from minutes.documents.plain_text import plain_text_in_turns
from minutes.documents.rules import OfficialMinutes, Volume
from minutes.documents.typeset import body_from_markdown, span, typeset
from minutes.drafting.wording import full_date

# A wheel brings its templates inside the package.
TEMPLATES = next(place for place in (PROJECT / "forum" / "_templates", PROJECT / "templates") if place.is_dir())

# What a reader's own machine is likely to have, behind the faces of the one that prints.
_AT_HOME = {
    "title": '"STZhongsong", "SimSun", "Songti SC", serif',
    "body": '"FangSong", "STFangsong", "SimSun", serif',
    "hei": '"SimHei", "PingFang SC", "Microsoft YaHei", sans-serif',
    "kai": '"KaiTi", "STKaiti", "Kaiti SC", serif',
    "song": '"SimSun", "Songti SC", serif',
}


@dataclass(frozen=True)
class Composed:
    """A page's HTML, and what its makers should look at."""

    html: str
    checks: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class About:
    """What a catalogue, or a folder's list of files, says of a document besides its title."""

    author: str
    subject: str
    keywords: tuple[str, ...]
    created: date


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def printed_page(template: str, said: Mapping[str, Any], faces: Faces, *, on_screen: bool = False) -> str:
    """A document's HTML: a template under minutes/documents with the grid, the faces and `t`, which sets a text on
    the grid. `on_screen`: for a browser, on a machine with faces of its own."""
    behind = _AT_HOME if on_screen else {}
    context = {
        "grid": rules.Grid(),
        "about": None,
        "draft": False,
        "mirrored": False,
        "on_screen": on_screen,
        "fonts": {role: Markup(", ".join(filter(None, [faces.css(role), behind.get(role)]))) for role in faces.roles},
        "t": lambda text: Markup(span(text)),
        **said,
    }
    return environment().get_template(f"minutes/documents/{template}").render(context)


async def minutes_page(document: OfficialMinutes, faces: Faces, *, on_screen: bool = False) -> Composed:
    """The official minutes, and what is wrong with headings and names in them."""
    issue, checks = await _issue(document)
    said = {**issue, "draft": document.draft, "mirrored": document.mirrored, "document_title": document.title}
    said["about"] = _about(document)
    return Composed(printed_page("official_minutes.html", said, faces, on_screen=on_screen), tuple(checks))


async def volume_page(volume: Volume, faces: Faces) -> Composed:
    """A year's minutes, one after the other behind their contents."""
    made = [await _issue(document) for document in volume.issues]
    mirrored = any(document.mirrored for document in volume.issues)
    said = {"v": volume, "issues": [issue for issue, _ in made], "mirrored": mirrored, "document_title": volume.title}
    created = max(_about(document).created for document in volume.issues)
    said["about"] = About(volume.organ, f"{volume.year}年会议纪要汇编", ("会议纪要", "汇编", str(volume.year)), created)
    return Composed(printed_page("volume.html", said, faces), tuple(check for _, checks in made for check in checks))


def _about(d: OfficialMinutes) -> About:
    code = (d.proof.code,) if d.proof else ()
    return About(d.organ, f"{d.heading}{d.number}", ("会议纪要", d.number, *code), d.printed_on or d.date)


async def _issue(document: OfficialMinutes) -> tuple[dict[str, Any], list[Sentence]]:
    """What the template of one issue needs: `d`, its measures `m`, its `body`."""
    body = await typeset(document.body_html or body_from_markdown(document.text))
    words = await plain_text_in_turns(body.html)
    checks = rules.check_numbering(body.headings) + rules.names_left_open(document, words)
    return {"d": document, "m": measures(document), "body": Markup(body.html)}, checks


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
        "proof_qr": qr_picture(d.proof.address) if d.proof else "",
        "imprint_room": rules.imprint_room(rules.imprint_lines(d.copy_to, d.printed_by)),
        "attendance": [attendance(group, d.public) for group in d.attendance if group.names],
    }


def attendance(group: rules.Attendance, public: bool) -> dict[str, Any]:
    return {
        "label": group.label,
        # Label and colon: names turn in below the first of them.
        "indent": len(group.label) + 1,
        "names": [rules.printed_name(name, public) for name in group.names],
    }
