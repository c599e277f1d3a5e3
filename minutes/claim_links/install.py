"""A unit's own link to what it can claim."""

from __future__ import annotations

from typing import Any

from minutes.claim_links.routes import blueprint
from minutes.claim_links.working import blueprint as working


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    app.register_blueprint(working)
