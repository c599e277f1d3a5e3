"""公示 and objections."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from minutes.notices import links
from minutes.notices.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(notice_mark=links.notice_mark, outcome_mark=links.outcome_mark)
    parts.tasks.append(links.tasks)
