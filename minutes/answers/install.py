"""评事 of the answers that settle a topic without a project."""

from __future__ import annotations

from typing import Any

from forum import parts
from minutes.answers import links
from minutes.answers.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.sections_of_topic.append((0, links.on_topic_page))
    parts.tasks.append(links.tasks)
