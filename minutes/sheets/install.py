"""Sheets to print, and papers that go on from session to session."""

from __future__ import annotations

from typing import Any

from forum import parts
from minutes.sheets import links
from minutes.sheets.diary import blueprint as diary_sheets
from minutes.sheets.ongoing import blueprint as ongoing
from minutes.sheets.ongoing import on_body_page as volumes_on_body_page
from minutes.sheets.routes import blueprint as sheets


def install(app: Any) -> None:
    for blueprint in (sheets, ongoing, diary_sheets):
        app.register_blueprint(blueprint)
    parts.sections_of_body.append(volumes_on_body_page)
    parts.papers_of_session.append(links.papers_of_session)
    parts.papers_of_person.append(links.badges_of_person)
