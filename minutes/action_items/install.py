"""任务: their pages, words, and what of them stands on the pages of sessions, items and bodies."""

from __future__ import annotations

from typing import Any

from forum import i18n, pages, parts
from forum.access import Actor
from forum.errors import N_
from forum.pages import NavItem
from minutes.action_items import following, links, queries
from minutes.action_items.assigning import blueprint as assigning
from minutes.action_items.assigning import console_form
from minutes.action_items.models import EXTENSION_STATE_NAMES, PICTURED
from minutes.action_items.overseeing import blueprint as overseeing
from minutes.action_items.routes import blueprint as action_items


def install(app: Any) -> None:
    for blueprint in (action_items, assigning, overseeing):
        app.register_blueprint(blueprint)
    pages.environment.filters.update(
        due_mark=links.due_mark,
        action_mark=links.action_mark,
        deed_mark=links.deed_mark,
        extension_state=lambda state: i18n.translate(EXTENSION_STATE_NAMES[state]),
        asks_for_time=queries.asks_for_time,
    )
    parts.tasks.append(links.tasks)
    parts.units_lately.append(queries.units_lately)
    parts.console_forms.append(console_form)
    parts.outcomes_of_item.append(links.outcomes_of_item)
    parts.picture_readers[PICTURED] = queries.may_see_photos
    parts.came_of_items.append(links.taken_on_in_session)
    parts.follow_up_of_session.append(links.follow_up_of_session)
    parts.owed_to_body.append(following.owed_to)
    pages.navigation.append(NavItem("/actions", N_("任务"), 36, carries_out))


def carries_out(actor: Actor | None) -> bool:
    """Who has a list of action items to work through."""
    return actor is not None and bool(actor.in_office or actor.units)
