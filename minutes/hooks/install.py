"""Messages out of the house."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from minutes.hooks import links, personal, sending
from minutes.hooks.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(bulletin_mark=links.bulletin_mark)
    parts.tasks.append(links.tasks)
    sending.attach(app)
    parts.messengers.append(personal.messenger(app.settings))
