"""The load client speaks the server's language. Speed is asserted nowhere: only `make bench` measures it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from agenda.ballots.models import Vote
from agenda.projectors import commands as projectors
from bench.client import Crowd, Phone, Refused
from bench.votes import cast
from tests.factories import Hall, ballot_open
from tests.helpers.server import PATIENCE, HallServer


@pytest.fixture
async def hall(server: HallServer) -> Hall:
    return await ballot_open(members=3)


@pytest.fixture
async def voters(server: HallServer, hall: Hall) -> AsyncIterator[Crowd]:
    cookies = [await server.cookie(member) for member in hall.members]
    crowd = Crowd([Phone(cookie["Cookie"]) for cookie in cookies])
    await crowd.connect(server.port)
    yield crowd
    crowd.leave()


async def test_a_crowd_signed_in_by_cookie_joins_and_hears_what_is_sent_to_all(
    server: HallServer, hall: Hall, voters: Crowd
) -> None:
    await voters.join(hall.room_id)
    everybody = voters.expect(len(voters.phones))
    await server.app.hub.sio.emit("slots", [], room=f"{hall.room_id}:participant:zh")
    assert await asyncio.wait_for(everybody, PATIENCE) > 0
    assert [phone.slots for phone in voters.phones] == [1, 1, 1]


async def test_votes_are_acknowledged_once_they_are_kept_and_counted_on_the_wall(
    server: HallServer, hall: Hall, voters: Crowd
) -> None:
    wall = Crowd([Phone(wall=await projectors.link_wall(hall.session_id, by=hall.chair))])
    await wall.connect(server.port)
    await wall.join(hall.room_id, "projector")
    shown = wall.expect_votes(3)
    seconds = await cast(voters.phones, hall.ballot_id)
    assert len(seconds) == 3
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 3
    assert await asyncio.wait_for(shown, PATIENCE) > 0
    wall.leave()


async def test_a_vote_refused_by_the_server_is_an_error_of_the_run(hall: Hall, voters: Crowd) -> None:
    await cast(voters.phones, hall.ballot_id)
    with pytest.raises(Refused):
        await cast(voters.phones, hall.ballot_id)


async def test_a_phone_nobody_signed_in_is_refused(server: HallServer) -> None:
    with pytest.raises(Refused):
        await Phone().connect(server.port)
