"""The loads that a bench puts on a server: what is pressed is acknowledged, and the document is as long as it says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.models import Vote
from agenda.items.models import AgendaItem
from bench import plan, votes, year, yishi_server
from bench.client import Crowd, Phone
from bench.printing import Load
from bench.spread import paced
from bench.votes import cast
from tests.factories import Hall, ballot_open
from tests.helpers.server import PATIENCE, HallServer


async def _crowd(server: HallServer, hall: Hall) -> Crowd:
    cookies = [await server.cookie(member) for member in hall.members]
    crowd = Crowd([Phone(cookie["Cookie"]) for cookie in cookies])
    await crowd.connect(server.port)
    await crowd.join(hall.room_id)
    return crowd


async def test_votes_one_after_the_other_are_each_acknowledged(server: HallServer) -> None:
    hall = await ballot_open(members=3)
    crowd = await _crowd(server, hall)
    assert len(await paced(crowd.phones, hall.ballot_id, 0.05)) == 3
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 3
    crowd.leave()


async def test_what_votes_are_measured_against_answers_the_same(
    server: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction a vote keeps each vote; no database keeps none: a change of either would bend the ratio."""
    hall = await ballot_open(members=3)
    crowd = await _crowd(server, hall)
    kept = server.app.hub.handlers["vote.cast"]
    server.app.hub.on("vote.cast", yishi_server.acknowledge)
    await cast(crowd.phones, hall.ballot_id)
    assert await Vote.all().count() == 0
    server.app.hub.on("vote.cast", kept)
    monkeypatch.setattr(ballots.writer, "write", yishi_server.write_one)
    await cast(crowd.phones, hall.ballot_id)
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 3
    crowd.leave()


async def test_a_fixed_load_votes_and_raises_hands_and_opens_the_next_ballot(server: HallServer) -> None:
    hall = await ballot_open(members=2)
    yishi_server.direct(server.app)
    crowd = await _crowd(server, hall)
    conductor = Phone(crowd.phones[0].cookie)
    await conductor.connect(server.port)
    item = await AgendaItem.filter(session_id=hall.session_id).first()
    assert item is not None
    load = Load(crowd, conductor, item.id)
    while await Vote.all().count() < 3:  # two voters: the third vote is in another ballot
        async with asyncio.timeout(PATIENCE):
            seconds = await load.until(asyncio.ensure_future(asyncio.sleep(0.2)))
        assert seconds
    assert await Vote.all().distinct().values_list("ballot_id", flat=True) != [hall.ballot_id]
    crowd.leave()
    conductor.leave()


def test_the_long_document_is_another_one_every_time() -> None:
    """Or the second printing would come from the cache."""
    papers = year.Papers()
    first, second = papers[0], papers[1]
    assert first != second
    assert first.text == second.text
    assert first.text.count("| 事项 |") == year.SESSIONS


async def test_a_small_hall_is_made_served_and_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything of a case but its size: the commands that make the hall, the server's own process, every screen."""
    monkeypatch.setattr(plan, "SMALL", 4)
    monkeypatch.setattr(plan, "LARGE", 5)
    monkeypatch.setattr(plan, "FULL", 6)
    halls = plan.Halls(tmp_path)
    case = await votes.watched(await halls.copy("votes", 4), 2, 1)
    assert [len(row) for row in case.rows.values()] == [len(case.columns)]
    assert await halls.copy("again", 5) == tmp_path / "again"
