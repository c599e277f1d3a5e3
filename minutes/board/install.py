"""公示栏, on a screen in the hall and in other sites' pages too."""

from __future__ import annotations

from typing import Any

from forum import pages, parts
from forum.errors import N_
from forum.pages import NavItem
from minutes.board import links
from minutes.board.embedding import blueprint as board_embedding
from minutes.board.printed import blueprint as board_printed
from minutes.board.routes import blueprint as board
from minutes.board.screen import blueprint as board_screen


def install(app: Any) -> None:
    for blueprint in (board, board_screen, board_embedding, board_printed):
        app.register_blueprint(blueprint)
    pages.environment.filters.update(number_to_call=links.number_to_call)
    parts.papers_of_session.append(links.papers_of_session)
    pages.navigation.append(NavItem("/board", N_("公示栏"), 5))
