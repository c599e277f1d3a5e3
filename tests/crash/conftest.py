from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.nursery import Nursery, nursery


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    """Where servers are born: importing the house once serves all of these tests."""
    with nursery() as made:
        yield made
