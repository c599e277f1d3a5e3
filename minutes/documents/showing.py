"""A document's pages: the PDF, the pictures of it, the page a browser prints, and how far it is while it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from quart import Response, current_app, jsonify, redirect, request

from forum import i18n, pages
from forum.errors import N_, NotFound
from minutes.documents.making import waited_for
from minutes.documents.official import Printable, job_of, page_for_browsers, pdf_of
from minutes.documents.pictures import BATCH, THUMBNAIL, picture
from minutes.documents.render import Job, Making, Rendered, begin, found
from minutes.documents.rules import Volume
from minutes.documents.turns import Progress

FORMS = "any(pdf,preview,print,png)"
"""The end of a document's address: a route takes it as `form`."""
WIDTH = 1100
PATIENCE = 2.5
"""Seconds a reader waits before the page says how far it is instead."""
SHOWN = 2 * BATCH
"""Pages pictured on one page."""
# It has its styles with it, and nothing else may run or load there.
PRINTED_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Paper:
    """A document and where it stands. `address` is without its form, `asked` its query; `back` (address, words) is the
    page it belongs to; `name` the file's, without its ending. `by_staff`: told what to look at before it is printed.
    `more`: other forms of it, (address, words)."""

    printable: Printable
    name: str
    title: str
    address: str
    back: tuple[str, str]
    asked: Mapping[str, str] = field(default_factory=dict)
    attached: tuple[str, str] | None = None
    by_staff: bool = False
    more: tuple[tuple[str, str], ...] = ()

    def href(self, form: str, **more: str) -> str:
        asked = urlencode({**self.asked, **more})
        return f"{self.address}.{form}{'?' if asked else ''}{asked}"


async def shown(paper: Paper, form: str) -> Response:
    """Answer with the document in the form asked for. Raises RuleBroken as minutes_pdf does, NotFound."""
    if form == "print":
        return await _printed(paper)
    job = await job_of(paper.printable, data_dir=data_dir(), attached=paper.attached)
    if form == "png":
        return await _pictured(job)
    made = await _waited_for(job, in_turns=form == "preview" or job.long)
    if form == "pdf" and isinstance(made, Rendered):
        return sent(made.content, paper.name)
    if form == "pdf":
        return redirect(paper.href("preview"))  # type: ignore[return-value]
    if isinstance(made, Rendered):
        return await _previewed(paper, made)
    return await _in_the_making(paper, made)


def data_dir() -> Path:
    data: Path = current_app.settings.data  # type: ignore[attr-defined]
    return data


def sent(content: bytes, name: str, kind: str = "application/pdf", ending: str = "pdf") -> Response:
    """A file under its Chinese name; a browser that can shows it."""
    disposition = f"inline; filename=\"document.{ending}\"; filename*=UTF-8''{quote(f'{name}.{ending}')}"
    return Response(content, content_type=kind, headers={"Content-Disposition": disposition})


_asked_for: dict[str, Making] = {}
"""What is being made, by the address that asked for it."""


def progress_of(address: str) -> Response | None:
    """How far the document of this address is; None where nothing is being made for it."""
    making = _asked_for.get(address)
    return _told(making.progress) if making and not making.task.done() else None


async def _waited_for(job: Job, *, in_turns: bool) -> Rendered | Making:
    """The document, or what becomes of it where that takes longer. Raises the refusal of one that was not made."""
    if (kept := await found(job)) is not None:
        return kept
    making, address = begin(job), request.path
    _asked_for[address] = making
    making.task.add_done_callback(lambda _: _asked_for.pop(address, None))
    return await waited_for(making, PATIENCE if in_turns else None)


async def _printed(paper: Paper) -> Response:
    if isinstance(paper.printable, Volume):
        raise NotFound(N_("整卷太长，请下载 PDF 打印。"))
    html = await page_for_browsers(paper.printable, data_dir=data_dir())
    return Response(html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": PRINTED_POLICY})


async def _pictured(job: Job) -> Response:
    width = THUMBNAIL if "small" in request.args else WIDTH
    png = await picture(job, request.args.get("page", 1, int), width)
    if png is None:
        raise NotFound(N_("没有这一页。"))
    return Response(png, content_type="image/png")


async def _previewed(paper: Paper, made: Rendered) -> Response:
    if pages.wants_json():
        return jsonify({"made": True})
    first = min(max(1, request.args.get("from", 1, int)), made.pages)
    last = min(first + SHOWN - 1, made.pages)
    return await pages.page(
        "minutes/papers/preview.html",
        paper=paper,
        pages=made.pages,
        shown=range(first, last + 1),
        warnings=[i18n.say(warning) for warning in pdf_of(made).warnings] if paper.by_staff else [],
        may_print=not isinstance(paper.printable, Volume),
        at_once=SHOWN,
    )


async def _in_the_making(paper: Paper, making: Making) -> Response:
    if pages.wants_json():
        return _told(making.progress)
    progress = making.progress
    return await pages.page("minutes/papers/progress.html", paper=paper, progress=progress, said=_said(progress))


def _told(progress: Progress) -> Response:
    said = _said(progress)
    return jsonify({"made": False, "pages": progress.pages, "expected": progress.expected, "said": said})


def _said(progress: Progress) -> str:
    if progress.ahead:
        return i18n.say(N_("前面还有 {n} 份在排队，轮到就开始。"), n=progress.ahead)
    if progress.pages:
        return i18n.say(
            N_("已排好第 {n} 页，估计共 {all} 页。"), n=progress.pages, all=max(progress.expected, progress.pages)
        )
    return i18n.say(N_("正在准备，估计共 {all} 页。"), all=progress.expected)
