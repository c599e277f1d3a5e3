"""年度实事, its pages and papers."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.sheets.works import blueprint as work_sheets
from minutes.works import links
from minutes.works.commands import PICTURED
from minutes.works.importing import IMPORTER
from minutes.works.judging_routes import blueprint as ratings
from minutes.works.routes import blueprint as works


def install(app: Any) -> None:
    app.register_blueprint(works)
    app.register_blueprint(ratings)
    app.register_blueprint(work_sheets)
    pages.environment.filters.update(links.FILTERS)
    parts.tasks.append(links.tasks)
    parts.links_of_topic.append(links.of_topic)
    parts.board.append((N_("年度实事"), N_("今年的实事还没有列出来。"), links.on_board))
    parts.importers.append(IMPORTER)
    parts.matters["work"] = links.MATTER
    parts.echoes.update(links.ECHOES)
    parts.picture_readers[PICTURED] = links.who_sees_photos
    pages.navigation.append(NavItem("/works", N_("年度实事"), 31, under=N_("清单")))
