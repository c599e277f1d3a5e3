"""A session's archive."""

from __future__ import annotations

from typing import Any

from forum import parts
from minutes.archive import links
from minutes.archive.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.papers_of_session.append(links.papers_of_session)
