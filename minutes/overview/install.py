"""Figures of all that, for who answers for it."""

from __future__ import annotations

from typing import Any

from forum import journal, pages
from forum.errors import N_
from forum.pages import NavItem
from minutes.overview import links, reach, record_routes
from minutes.overview.reporting import blueprint as reporting
from minutes.overview.routes import blueprint as overview


def install(app: Any) -> None:
    for blueprint in (overview, reporting):
        app.register_blueprint(blueprint)
    record_routes.offer(app)
    pages.environment.filters.update(links.FILTERS)
    reach.begin()
    pages.heads.append(reach.remember)
    pages.navigation += [
        NavItem("/overview", N_("看板"), 12, reach.leads),
        NavItem("/overview", N_("看板"), 28, lambda actor: reach.sees(actor) and not reach.leads(actor), N_("清单")),
    ]

    async def listen() -> None:
        journal.listen(reach.forget)

    app.before_serving(listen)
