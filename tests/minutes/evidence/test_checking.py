"""`yishi check` compares the events with what was sealed and published."""

from __future__ import annotations

from agenda.sessions.models import Session
from forum.access import SYSTEM
from forum.config import Settings
from forum.journal import Event, Room
from minutes.evidence import checking
from minutes.evidence.commands import seal_record
from minutes.evidence.models import Edition
from tests.minutes import played as play


async def test_events_that_are_not_those_published_are_named_one_by_one(database: Settings) -> None:
    played = await play.amended()
    assert await checking.findings() == []
    room = (await Session.get(id=played.hall.session_id)).room_id
    of_room = Event.filter(room_id=room)
    counted = await of_room.filter(kind="ballot.closed").get()
    was = counted.data

    await of_room.filter(id=counted.id).update(data={**was, "outcome": "lost"})
    (said,) = await checking.findings()
    assert f"第{counted.seq}条记录（ballot.closed）被改动过" in said and "第2版" in said and "第三次居民议事会" in said

    await of_room.filter(id=counted.id).delete()
    (said,) = await checking.findings()
    assert f"第{counted.seq}条记录（ballot.closed）不见了" in said

    await Event.bulk_create([counted])  # as it was
    assert await checking.findings() == []
    edition = await Edition.filter(minutes_id=played.minutes_id, version=2).get()
    await Edition.filter(id=edition.id).update(archive_record=edition.archive_record.replace("ballot.closed", "no"))
    (said,) = await checking.findings()
    assert edition.code in said and "和印出的链尾对不上" in said


async def test_before_publication_the_seal_of_the_closed_session_tells(database: Settings) -> None:
    played = await play.drafted()
    await seal_record(played.hall.session_id, by=SYSTEM)
    room = await Room.get(id=(await Session.get(id=played.hall.session_id)).room_id)
    last = await Event.filter(room_id=room.id).order_by("-seq").first()
    assert last
    await Event.create(
        room_id=room.id, seq=last.seq + 1, kind="agenda_item.closed", at=last.at, data={"item": played.hall.item_id}
    )
    await Room.filter(id=room.id).update(seq=last.seq + 1)
    assert await checking.findings() == [], "what comes after the session does not touch its seal"
    first = Event.filter(room_id=room.id, seq=1)
    await first.update(kind="session.called_off")
    (said,) = await checking.findings()
    assert "和闭会时封存的链尾对不上" in said and f"会议{played.hall.session_id}" in said
