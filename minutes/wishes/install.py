"""微心愿: claimed from the list, or on the spot in a session."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.wishes import links
from minutes.wishes.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(links.FILTERS)
    parts.tasks.append(links.tasks)
    parts.board.append((N_("等人认领的微心愿"), N_("眼下没有等人认领的心愿。"), links.on_board))
    parts.picture_readers["wish"] = links.who_sees_photos
    parts.matters["wish"] = links.MATTER
    parts.echoes.update(links.ECHOES)
    parts.links_of_unit.append(links.claimed_by_unit)
    pages.navigation.append(NavItem("/wishes", N_("互助"), 33, under=N_("清单")))
