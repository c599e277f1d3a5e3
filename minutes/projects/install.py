"""The project list: its pages, its words, and where a project is shown on other floors' pages."""

from __future__ import annotations

from typing import Any

from forum import i18n, pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes import links
from minutes.projects import importing
from minutes.projects.models import RATING_SOURCE_NAMES
from minutes.projects.routes import blueprint
from minutes.projects.rules import score_words


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(
        project_mark=links.project_mark,
        project_stations=links.project_stations,
        rating_source=lambda source: i18n.translate(RATING_SOURCE_NAMES[source]),
        score_name=lambda score: i18n.say(score_words(score)),
    )
    parts.links_of_topic.append(links.projects_of_topic)
    parts.tasks.append(links.tasks)
    parts.importers.append(importing.IMPORTER)
    parts.links_of_unit.append(links.of_unit)
    parts.board.append((N_("正在办的项目"), N_("眼下没有正在办的项目。"), links.projects_in_hand))
    pages.navigation.append(NavItem("/projects", N_("项目"), 30, under=N_("清单")))
