from __future__ import annotations

import sqlite3
from contextlib import closing

from agenda.ballots.rules import Choice
from forum.checking import findings
from forum.config import Settings
from tests import factories


def _tamper(settings: Settings, *statements: str) -> None:
    with closing(sqlite3.connect(settings.database_file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


async def test_a_neighbourhood_made_by_commands_is_whole(database: Settings) -> None:
    await factories.ballot_open()
    assert await findings() == []


async def test_a_missing_event_is_found(database: Settings) -> None:
    await factories.topic()
    _tamper(database, "DELETE FROM event WHERE seq = 2")
    assert "会场1的记录不连续" in (await findings())[0]


async def test_a_room_behind_its_events_is_found(database: Settings) -> None:
    await factories.topic()
    _tamper(database, "UPDATE room SET seq = seq - 1")
    assert len(await findings()) == 1


async def test_a_vote_of_a_seat_that_is_not_on_the_roll_is_found(database: Settings) -> None:
    hall = await factories.ballot_open()
    seat = hall.seat_of(hall.members[0])
    _tamper(
        database,
        f"DELETE FROM roll_entry WHERE seat_id = {seat}",
        "INSERT INTO vote (ballot_id, seat_id, choice, source, command_id, at) "
        f"VALUES ({hall.ballot_id}, {seat}, '{Choice.FOR.value}', 'device', 'x', '2026-11-21 00:00:00+00:00')",
    )
    assert await findings() == [f"表决{hall.ballot_id}有1票不是名单上的人投的。"]


async def test_a_dangling_reference_is_found(database: Settings) -> None:
    await factories.topic()
    _tamper(database, "UPDATE topic SET proposer_id = 999")
    assert any("topic" in finding for finding in await findings())
