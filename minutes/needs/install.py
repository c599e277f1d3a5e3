"""The need list, and needs at the table of a joint council."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.needs import found, importing, links, queries
from minutes.needs.routes import blueprint as needs
from minutes.needs.table import blueprint as needs_at_table
from minutes.needs.table import table_form


def install(app: Any) -> None:
    for blueprint in (needs, needs_at_table):
        app.register_blueprint(blueprint)
    pages.environment.filters.update(need_mark=links.need_mark)
    parts.tasks.append(links.tasks)
    parts.importers.append(importing.IMPORTER)
    parts.ways_on.update(found.WAYS_ON)
    parts.came_of_items.append(links.brought_in_session)
    parts.brought_to_item.append(queries.brought_to_item)
    parts.table_forms.append(table_form)
    pages.navigation.append(NavItem("/needs", N_("需求"), 32, under=N_("清单")))
