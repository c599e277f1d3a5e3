"""Minutes signed and published."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.publication import links
from minutes.publication.queries import number_said
from minutes.publication.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(minutes_mark=links.minutes_mark, minutes_number=number_said)
    parts.links_of_topic.append(links.minutes_of_topic)
    parts.links_of_session.append(links.minutes_of_session)
    parts.tasks.append(links.tasks)
    parts.board.append((N_("最新会议纪要"), N_("还没有公布会议纪要。"), links.newest_published))
    pages.navigation.append(NavItem("/minutes", N_("会议纪要"), 25))
