"""Suggestions for a need."""

from __future__ import annotations

from typing import Any

from minutes.matching.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
