"""The full record 会议记录."""

from __future__ import annotations

from typing import Any

from minutes.record.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
