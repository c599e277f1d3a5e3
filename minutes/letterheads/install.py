"""Red headings, by body."""

from __future__ import annotations

from typing import Any

from forum import parts
from minutes.letterheads.routes import blueprint
from minutes.letterheads.routes import on_body_page as letterhead_on_body_page


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.sections_of_body.append(letterhead_on_body_page)
