"""督办单: slips, and what a unit does by the link on one."""

from __future__ import annotations

from typing import Any

from forum import i18n, pages, parts
from minutes.action_items.doing import DOING_NAMES
from minutes.chasing import rules
from minutes.chasing.by_rule import blow_due
from minutes.chasing.entering import blueprint as entering
from minutes.chasing.handing_out import blueprint as handing_out
from minutes.chasing.models import MEANS_NAMES
from minutes.chasing.routes import blueprint as chasing


def install(app: Any) -> None:
    for blueprint in (chasing, entering, handing_out):
        app.register_blueprint(blueprint)
    parts.by_the_clock["whistles"] = blow_due
    pages.environment.filters.update(
        chase_number=lambda chase: rules.number_said(chase.year, chase.number),
        chased_by=lambda means: i18n.translate(MEANS_NAMES[means]),
        device_said=lambda browser: i18n.translate(rules.device_said(browser)),
        doing_by_link=lambda deed: i18n.translate(DOING_NAMES[deed]),
    )
