"""A unit's own link to what it can claim."""

from __future__ import annotations

from typing import Any

from minutes.claim_links.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
