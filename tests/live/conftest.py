"""A hall with somebody in it who must be served all the time, and the doors by which others come in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from forum.config import Settings
from tests import factories as make
from tests.factories import Hall
from tests.helpers.server import HallServer, Socket
from tests.live import official
from tests.live.official import Node
from tests.live.plain import Door


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    settings.direct_sending = getattr(request, "param", True)
    return settings


@pytest.fixture
async def hall(server: HallServer) -> Hall:
    return await make.item_open(members=4)


@pytest.fixture
def pings(server: HallServer, request: pytest.FixtureRequest) -> None:
    """Every so many seconds, each to be answered within as many, where a test says so."""
    if seconds := getattr(request, "param", None):
        server.app.hub.sio.eio.ping_interval = server.app.hub.sio.eio.ping_timeout = seconds


@pytest.fixture
async def well(pings: None, server: HallServer, hall: Hall) -> AsyncIterator[Socket]:
    """Somebody else in the hall, who is served all the time and asked about it at the end."""
    phone = await server.socket(hall.members[0])
    await phone.join(hall.room_id)
    yield phone
    assert (await phone.say("time"))["done"] and not phone.heard["disconnect"]


@pytest.fixture
async def door(server: HallServer) -> AsyncIterator[Door]:
    """For clients written by hand."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        door = Door(session, server.address)
        yield door
        door.close()


@pytest.fixture
async def node(server: HallServer) -> AsyncIterator[Node]:
    """For official clients."""
    if official.missing:
        pytest.skip(f"not there: {official.missing}; `make setup` installs it")
    running = Node(server.address)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()
