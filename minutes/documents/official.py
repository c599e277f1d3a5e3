"""The doors to printed documents: each takes what is to be said and gives a PDF and its warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from forum.errors import N_, Sentence
from minutes.documents.composing import minutes_page, printed_page
from minutes.documents.fonts import Faces
from minutes.documents.render import Job, Rendered, faces_for, render_pdf
from minutes.documents.rules import OfficialMinutes, Volume


@dataclass(frozen=True)
class Pdf:
    """A finished document: its bytes, what its makers should look at (never an error), and its number of pages."""

    content: bytes
    warnings: tuple[Sentence, ...]
    pages: int


@dataclass(frozen=True)
class Sheet:
    """A document without a masthead: a template under minutes/documents that extends layouts/print.html, and what it
    says."""

    template: str
    said: Mapping[str, Any]


Printable = Sheet | OfficialMinutes | Volume


async def minutes_pdf(document: OfficialMinutes, *, data_dir: Path, attached: tuple[str, str] | None = None) -> Pdf:
    """The official minutes as PDF, with a text file inside where one is `attached` (its name, its text).

    Raises RuleBroken without fonts, or when rendering fails or takes too long.
    """
    kept = document.proof is None  # an edition has its own place
    return pdf_of(await render_pdf(await job_of(document, data_dir=data_dir, attached=attached, kept=kept)))


async def minutes_word(document: OfficialMinutes, *, data_dir: Path) -> bytes:
    """The official minutes to be edited in a word processor. Raises RuleBroken when making it fails."""
    job = await job_of(document, data_dir=data_dir)
    return (await render_pdf(replace(job, work="word"))).content


async def sheet_pdf(sheet: Sheet, *, data_dir: Path, kept: bool = True) -> Pdf:
    """Any other document; `kept` in the cache. Raises as minutes_pdf does."""
    return pdf_of(await render_pdf(await job_of(sheet, data_dir=data_dir, kept=kept)))


async def job_of(
    printable: Printable, *, data_dir: Path, attached: tuple[str, str] | None = None, kept: bool = True
) -> Job:
    """What the worker is asked. Raises RuleBroken without fonts."""
    faces = await faces_for(data_dir)
    html = printed_page(printable.template, printable.said, faces) if isinstance(printable, Sheet) else ""
    document = None if isinstance(printable, Sheet) else printable
    return Job(html, data_dir, faces, attached=attached, kept=kept, document=document)


async def page_for_browsers(printable: Sheet | OfficialMinutes, *, data_dir: Path) -> str:
    """The same document as HTML that a browser prints. Raises as job_of does."""
    faces: Faces = await faces_for(data_dir)
    if isinstance(printable, Sheet):
        return printed_page(printable.template, printable.said, faces, on_screen=True)
    return (await minutes_page(printable, faces, on_screen=True)).html


def pdf_of(rendered: Rendered) -> Pdf:
    return Pdf(rendered.content, (*rendered.checks, *missing_warnings(rendered)), rendered.pages)


def missing_warnings(rendered: Rendered) -> list[Sentence]:
    return [
        Sentence(
            N_("没有字体能印出“{char}”（{code}），见“{place}”。请安装收录该字的字体。"),
            {"char": char, "code": f"U+{ord(char):04X}", "place": place},
        )
        for char, place in rendered.missing
    ]
