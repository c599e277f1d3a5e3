"""Who presided, as the minutes say it."""

from __future__ import annotations

from agenda.sessions import commands as sessions
from forum.access import Actor
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.models import Role
from minutes.drafting import queries
from minutes.drafting.draft import draft
from tests import factories as make


async def on_a_device(someone: Actor) -> Actor:
    found = await people_queries.actor_of(await people.sign_in(someone.person_id or 0, "a laptop"))
    assert found is not None
    return found


async def test_who_took_the_chair_over_stands_in_the_minutes_with_the_time(database: object) -> None:
    hall = await make.session_open(members=3)
    first = await on_a_device(hall.chair)
    other = await on_a_device(await make.person("欧阳青禾", Role.SECRETARY))
    for by in (first, other, await on_a_device(hall.chair)):
        await sessions.take_chair(hall.session_id, by=by)
    await sessions.close_session(hall.session_id, by=by)
    record = await queries.gather(hall.session_id)
    assert record.chair == hall.chair.name and [name for _, name in record.handed] == ["欧阳青禾", hall.chair.name]
    assert f"会议由{hall.chair.name}主持，" in draft(record) and "起由欧阳青禾主持，" in draft(record)


async def test_another_device_of_the_same_person_is_no_change(database: object) -> None:
    hall = await make.session_open(members=3)
    for _ in range(2):
        by = await on_a_device(hall.chair)
        await sessions.take_chair(hall.session_id, by=by)
    await sessions.close_session(hall.session_id, by=by)
    record = await queries.gather(hall.session_id)
    assert record.handed == () and "起由" not in draft(record)
