"""Minutes as they are drafted."""

from __future__ import annotations

from typing import Any

from minutes.drafting.opinions import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
