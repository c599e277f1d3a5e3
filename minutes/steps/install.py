"""Step templates of bodies, and the course of a matter by one."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from minutes.steps import links
from minutes.steps.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(links.FILTERS)
    parts.sections_of_body.append(links.on_body_page)
    parts.sections_of_topic.append((5, links.on_topic_page))
    parts.echoes.update(links.ECHOES)
    parts.tasks.append(links.tasks)
