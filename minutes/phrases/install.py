"""Phrases for the minutes."""

from __future__ import annotations

from typing import Any

from minutes.phrases.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
