from __future__ import annotations

import pytest

from forum.config import Settings
from forum.errors import RuleBroken


@pytest.fixture
def faces(database: Settings) -> None:
    """Skipped where nothing can be printed."""
    from minutes.documents.fonts import find_faces, places

    try:
        find_faces(places(database.data))
    except RuleBroken:
        pytest.skip("no Chinese font on this machine")
