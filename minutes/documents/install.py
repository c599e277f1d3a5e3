"""Documents are printed aside, and give way to what is live."""

from __future__ import annotations

from typing import Any

from minutes.documents import making, render
from minutes.documents.routes import blueprint


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    render.give_way(app.settings.printing_nice)
    app.after_serving(making.stop)
