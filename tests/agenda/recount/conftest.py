from __future__ import annotations

import pytest

from agenda.ballots import secret
from forum.config import Settings


@pytest.fixture(autouse=True)
def keys(request: pytest.FixtureRequest) -> None:
    """Keys of secret ballots belong into the test's own data directory, as in the house."""
    if "database" in request.fixturenames:
        settings: Settings = request.getfixturevalue("settings")
        secret.configure(settings.data / "keys")
