"""回头看, its pages and papers."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from minutes.look_backs import links
from minutes.look_backs.commands import PICTURED
from minutes.look_backs.routes import blueprint as look_backs
from minutes.sheets.look_backs import blueprint as look_back_sheets


def install(app: Any) -> None:
    app.register_blueprint(look_backs)
    app.register_blueprint(look_back_sheets)
    pages.environment.filters.update(links.FILTERS)
    parts.tasks.append(links.tasks)
    parts.picture_readers[PICTURED] = links.who_sees_photos
    parts.echoes.update(links.ECHOES)
