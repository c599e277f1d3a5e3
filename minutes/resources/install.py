"""The resource list."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.resources import importing
from minutes.resources.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.importers.append(importing.IMPORTER)
    pages.navigation.append(NavItem("/resources", N_("资源"), 34, under=N_("清单")))
