"""The process that renders: `python -m minutes.documents.worker`, JSON on stdin, a line of JSON and the PDF on stdout.

A crash in the font libraries, or twenty seconds of CPU, must not touch the live room; so this process is nice, limited
in time and memory, and may fetch nothing but data: URLs. It ends after one document.

stdin: {"faces": [path], "cpu_seconds": int, "memory": bytes, "identifier": hex,
       "attached": [file name, text] or null, "edition": code or ""} newline, HTML
stdout: {"pages": int, "missing": [[character, words around it]]} newline, PDF
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    job = json.loads(sys.stdin.buffer.readline())
    job["html"] = sys.stdin.buffer.read().decode()
    limit(job["cpu_seconds"], job["memory"])
    # A quarter of the time is the garbage collector's; this process is too short-lived to need it often.
    gc.set_threshold(100_000, 50, 50)
    # Whatever a library prints must not end up in the PDF.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    header, pdf = rendered(job)
    with answer:
        answer.write(json.dumps(header).encode() + b"\n" + pdf)


def limit(cpu_seconds: int, memory: int) -> None:
    """Run when nobody else wants to, and be ended by the kernel rather than take the machine."""
    os.nice(10)
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def rendered(job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer's header and the PDF."""
    # Imported after the limits, so that they hold for the libraries too.
    from weasyprint import HTML, Attachment
    from weasyprint.urls import URLFetcher

    from minutes.documents import justify
    from minutes.documents.finishing import finished
    from minutes.documents.fonts import missing_characters
    from minutes.documents.plain_text import plain_text

    justify.install()
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    document = HTML(string=job["html"], url_fetcher=fetcher).render(pdf_tags=True)
    given, edition = [job["attached"]] if job["attached"] else [], job["edition"]
    files = [Attachment(string=text, name=name, relationship="Source") for name, text in given]
    variant = "pdf/a-3b" if edition else None
    pdf = document.write_pdf(
        pdf_identifier=bytes.fromhex(job["identifier"]), attachments=files, pdf_variant=variant, pdf_tags=True
    )
    pdf = finished(pdf, edition) if edition else pdf
    missing = missing_characters(plain_text(job["html"]), [Path(face) for face in job["faces"]])
    return {"pages": len(document.pages), "missing": missing}, pdf


if __name__ == "__main__":
    main()
