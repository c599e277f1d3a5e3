"""聘书."""

from __future__ import annotations

from typing import Any

from forum import parts
from minutes.certificates.routes import blueprint, on_election_page
from minutes.certificates.routes import on_body_page as certificates_on_body_page


def install(app: Any) -> None:
    app.register_blueprint(blueprint)
    parts.sections_of_election.append(on_election_page)
    parts.sections_of_body.append(certificates_on_body_page)
