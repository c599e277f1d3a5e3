"""福分: nothing of it is shown where the community does not keep it."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.points import links
from minutes.points.office import blueprint as points_office
from minutes.points.papers import blueprint as point_papers
from minutes.points.routes import blueprint as points


def install(app: Any) -> None:
    for blueprint in (points, points_office, point_papers):
        app.register_blueprint(blueprint)
    pages.environment.filters.update(**links.FILTERS)
    pages.environment.globals["points_on"] = links.points_on
    parts.tasks.append(links.tasks)
    pages.navigation.append(NavItem("/points", N_("福分"), 35, lambda _: links.points_on(), N_("清单")))
    parts.matters["redemption"] = links.MATTER
    parts.echoes.update(links.ECHOES)
    app.while_serving(links.listen)
