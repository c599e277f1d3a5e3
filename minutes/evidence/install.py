"""Sealed when a session closes; what is published can be verified."""

from __future__ import annotations

from typing import Any

from forum import i18n, pages, parts
from minutes.evidence import verifying
from minutes.evidence.models import COPY_NAMES
from minutes.evidence.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.room_for["/verify"] = verifying.LARGEST
    pages.environment.filters.update(copy_name=lambda copy: i18n.translate(COPY_NAMES[copy]))
