"""What is hidden in public copies."""

from __future__ import annotations

from typing import Any

from forum import parts
from minutes.copies import queries
from minutes.copies.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.adjustments_of_sessions.append(queries.in_force)
    parts.adjustments_of_topics.append(queries.in_force_of_topics)
