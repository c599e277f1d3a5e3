"""Shorthand of the recorder, on the console and at a bench talk."""

from __future__ import annotations

from typing import Any

from forum import i18n, pages, parts
from minutes.scribe import links
from minutes.scribe.bench import bench_form, blueprint
from minutes.scribe.routes import console_form as scribe_form
from minutes.scribe.rules import KIND_NAMES as SCRIBE_KIND_NAMES


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    pages.environment.filters.update(scribe_kind=lambda kind: i18n.translate(SCRIBE_KIND_NAMES[kind]))
    parts.console_forms.append(scribe_form)
    parts.bench_forms.append(bench_form)
    parts.tasks.append(links.tasks)
    parts.came_of_items.append(links.settled_in_session)
