"""Where the loop matters, a test runs on asyncio's own and on the one the server has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop

OWN = {"asyncio": asyncio.new_event_loop}
BOTH_LOOPS = {"test_broadcast.py"}


def pytest_asyncio_loop_factories(item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {**OWN, "uvloop": uvloop.new_event_loop} if item.path.name in BOTH_LOOPS else {**OWN}
