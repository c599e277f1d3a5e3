"""The process that renders: `python -m minutes.documents.worker`, a question on stdin, the answer on stdout.

A crash in the font libraries, or twenty seconds of CPU, must not touch the live room; so this process is nice, limited
in time and memory, and may fetch nothing but data: URLs. It ends after one answer.

stdin: a line of JSON, {"work": "pdf" | "word" | "pictures", "cpu_seconds": int, "memory": bytes,
    "nice": int, "idle": bool, …}, then the HTML, the
    document as JSON (its "kind" names the class), or the PDF whose pages are "wanted"
stdout: lines {"page": laid out so far}, then a line {"pages": int, "missing": [[character, words around it]],
    "checks": [[sentence, its parameters]]} and the file; of pictures {"sizes": [bytes]} and one after the other
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

Answer = tuple[dict[str, Any], bytes]
RECORD = "机器可读的会议记录（JSON）"


def main() -> None:
    question = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limit(question["cpu_seconds"], question["memory"])
    give_way(question["nice"], question["idle"])
    # A quarter of the time is the garbage collector's; this process is too short-lived to need it often.
    gc.set_threshold(100_000, 50, 50)
    # Whatever a library prints must not end up in the file.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    try:
        header, made = WORKS[question["work"]](question, content, answer)
    except MemoryError:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(12)  # render.py's OUT_OF_MEMORY
    with answer:
        answer.write(json.dumps(header).encode() + b"\n" + made)


def give_way(nice: int, idle: bool) -> None:
    """Let others go first; where `idle`, run only when nobody else wants to."""
    os.nice(nice)
    if idle and hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def limit(cpu_seconds: int, memory: int) -> None:
    """Be ended by the kernel rather than take the machine."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


# Imported after the limits, so that they hold for the libraries too.


def pdf(question: dict[str, Any], content: bytes, answer: BinaryIO) -> Answer:
    from weasyprint import HTML, Attachment
    from weasyprint.urls import URLFetcher

    from minutes.documents import justify
    from minutes.documents.finishing import finished, labelled
    from minutes.documents.fonts import missing_characters
    from minutes.documents.plain_text import plain_text

    html, checks = composed(question, content)
    justify.install()
    _tell_progress(answer)
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    document = HTML(string=html, url_fetcher=fetcher).render(pdf_tags=True)
    given, edition = [question["attached"]] if question["attached"] else [], question["edition"]
    files = [Attachment(string=text, name=name, description=RECORD, relationship="Source") for name, text in given]
    # A published version is kept for good: PDF/A-3b, which finishing.py completes.
    identifier, variant = bytes.fromhex(question["identifier"]), "pdf/a-3b" if edition else None
    made = document.write_pdf(
        pdf_identifier=identifier, attachments=files, pdf_variant=variant, pdf_tags=True,
        finisher=labelled(cover=question["kind"] == "Volume"),
    )  # fmt: skip
    made = finished(made, edition) if edition else made
    missing = missing_characters(plain_text(html), [Path(face) for face in question["faces"]])
    return {"pages": len(document.pages), "missing": missing, "checks": checks}, made


def composed(question: dict[str, Any], content: bytes) -> tuple[str, list[Any]]:
    """The page, and what its makers should look at."""
    if not question["kind"]:
        return content.decode(), []
    from pydantic import TypeAdapter

    from minutes.documents import composing
    from minutes.documents.fonts import Faces
    from minutes.documents.rules import OfficialMinutes, Volume

    faces = Faces((), {role: tuple(families) for role, families in question["roles"].items()})
    if question["kind"] == Volume.__name__:
        page = asyncio.run(composing.volume_page(TypeAdapter(Volume).validate_json(content), faces))
    else:
        page = asyncio.run(composing.minutes_page(TypeAdapter(OfficialMinutes).validate_json(content), faces))
    return page.html, [[check.text, dict(check.params)] for check in page.checks]


def _tell_progress(answer: BinaryIO) -> None:
    """WeasyPrint says in its log which page it lays out."""

    class Pages(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.args, tuple) and record.args and "Page" in record.msg:
                answer.write(json.dumps({"page": record.args[0]}).encode() + b"\n")
                answer.flush()

    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.handlers[:] = [Pages()]


def pictures(question: dict[str, Any], content: bytes, answer: BinaryIO) -> Answer:
    """Pages of a finished PDF as PNG, "width" pixels wide."""
    import io

    import pypdfium2

    made = []
    document = pypdfium2.PdfDocument(content)
    for number in question["wanted"]:
        page = document[number - 1]
        into = io.BytesIO()
        image = page.render(scale=question["width"] / page.get_width()).to_pil()
        image.save(into, "PNG")
        made.append(into.getvalue())
    return {"sizes": [len(one) for one in made]}, b"".join(made)


def word(question: dict[str, Any], content: bytes, answer: BinaryIO) -> Answer:
    """The official minutes for a word processor."""
    from pydantic import TypeAdapter

    from minutes.documents.rules import OfficialMinutes
    from minutes.documents.word import minutes_docx

    made = minutes_docx(TypeAdapter(OfficialMinutes).validate_json(content))
    return {"pages": 0, "missing": [], "checks": []}, made


WORKS = {"pdf": pdf, "pictures": pictures, "word": word}


if __name__ == "__main__":
    main()
