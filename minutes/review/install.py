"""Checked by those who were there, before publication."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from minutes.review import links
from minutes.review.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(note_mark=links.note_mark)
    parts.tasks.append(links.tasks)
