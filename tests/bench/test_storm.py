"""The storm measures what it says: everybody signs in, joins and is answered, or it is no measurement."""

from __future__ import annotations

from typing import Any

import pytest

from bench import storm
from bench.client import Refused
from bench.hall import Hall
from bench.storm import Returning
from tests import factories as make
from tests.helpers.server import HallServer


async def made_of(server: HallServer, hall: Any) -> Hall:
    cookies = [(await server.cookie(member))["Cookie"] for member in hall.members]
    return Hall(hall.room_id, hall.item_id, "", "", cookies)


async def test_everybody_who_comes_back_is_answered_with_what_is_newer(server: HallServer) -> None:
    hall = await make.item_open(members=5)
    made = await made_of(server, hall)
    seconds, frames = await storm.come_back(server.port, made, made.members, {})
    assert seconds > 0 and len(frames) == 5 and all("下水道" in frame.decode() for frame in frames)
    seat = f'"seat":{hall.seat_of(hall.members[4])}'
    assert seat in frames[4].decode() and not any(seat in frame.decode() for frame in frames[:4])
    versions = {name: 1 << 40 for name in server.app.hub.slots}
    _, known = await storm.come_back(server.port, made, made.members, versions)
    assert all('"slots":[]' in frame.decode() for frame in known)


async def test_somebody_who_is_refused_is_no_measurement(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    made = await made_of(server, hall)
    with pytest.raises(Refused, match="找不到"):
        await storm.come_back(server.port, Hall(1, 0, "", "", made.members), made.members, {})


async def test_a_hall_talks_until_a_snapshot_is_large_enough(
    server: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storm, "SNAPSHOT", 2500)
    hall = await make.item_open(members=4)
    made = await made_of(server, hall)
    answers = [await storm._say(server.port, made, cookie) for cookie in made.members[:2]]
    assert all(answer["done"] for answer in answers)
    assert "下水道" in str(answers[0]["slots"]) and len(str(answers[1])) > len(str(answers[0]))


def test_the_ratio_is_of_each_round_and_without_node_there_is_none() -> None:
    ours, known, node = (
        Returning(name, [], storm.ROOT, ms=ms, cpu=[1, 2, 3], client=[1, 2, 3])
        for name, ms in (("yishi", [9, 20, 30]), ("yishi, versions known", [9, 10, 10]), ("Node", [9, 10, 10]))
    )
    case = storm._case(3000, 2, [ours, known, node])
    assert [figure.value for figure in case.figures] == [2.5, 1.0]
    assert "3,000" in case.title and set(case.rows) == {"yishi", "yishi, versions known", "Node"}
    alone = [Returning(name, [], storm.ROOT, ms=[1, 2], cpu=[1, 2], client=[1, 2]) for name in ("yishi", "known")]
    assert not storm._case(3000, 1, alone).figures
