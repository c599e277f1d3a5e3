"""The diary's form without a network: a worker in the browser keeps it, for one version of the house and one person."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from forum.pages import STATIC, TEMPLATES


@cache
def version() -> str:
    """Another one with every change of what makes the form, looks after it on the phone, or reads it here."""
    made_of = [
        *TEMPLATES.rglob("*.html"),
        *STATIC.rglob("*.js"),
        *STATIC.rglob("*.css"),
        *Path(__file__).parent.glob("*.py"),
    ]
    whole = hashlib.sha256()
    for path in sorted(made_of):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


@cache
def worker() -> str:
    return f'var VERSION = "{version()}";\n{(STATIC / "js" / "worker.js").read_text()}'
