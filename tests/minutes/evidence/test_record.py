"""The record: what it says, to whom; what is frozen as minutes are published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from forum.access import SYSTEM
from forum.config import Settings
from forum.journal import Event, events_of
from minutes.drafting.models import Minutes
from minutes.evidence import chain, commands, documents, recording
from minutes.evidence.models import Edition
from tests.minutes import played as play


async def test_the_archive_s_record_says_who_and_the_public_s_does_not(database: Settings) -> None:
    played = await play.published()
    edition = await Edition.get(minutes_id=played.minutes_id)
    archive, public = json.loads(edition.archive_record), json.loads(edition.public_record)
    names = [person.name for person in played.hall.members]
    assert [member["label"] for member in archive["memberships"]] == names
    assert not any(name in edition.public_record for name in [*names, played.hall.chair.name])
    assert archive["memberships"][0]["voter"].startswith("成员 ") and "voter" not in public["memberships"][0]
    assert len(archive["chain"]["events"]) == archive["chain"]["seq"] and "events" not in public["chain"]
    assert archive["chain"]["head"] == public["chain"]["head"] == edition.head


async def test_the_record_has_what_happened_in_order(database: Settings) -> None:
    played = await play.published()
    record = json.loads((await Edition.get()).archive_record)
    changes = [(one["change"], one["present"]) for one in record["attendance"]]
    assert changes == [*(("came", n) for n in range(1, 8)), ("left", 6)]
    assert record["motions"][0]["result"] == "carried" and record["motions"][0]["item"] == 1
    event = record["vote_events"][0]
    assert event["motion"] == 1 and event["result"] == "carried"
    assert event["counts"][:2] == [{"option": "for", "value": 6}, {"option": "against", "value": 1}]
    assert record["actions"][0]["lead"] == "康乐物业" and record["minutes"]["code"] == (await Edition.get()).code
    assert [member["attendance"] for member in record["memberships"]][6:] == ["left", "excused", "expected"]
    assert played.hall.members[0].name not in json.dumps(record["recount"], ensure_ascii=False)


async def test_closing_notes_the_chain_once_and_changing_an_event_shows(database: Settings) -> None:
    played = await play.drafted()
    session = played.hall.session_id
    for _ in range(2):
        await commands.seal_record(session, by=SYSTEM)
    assert await Event.filter(kind="record.sealed").count() == 1
    noted = await recording.sealed(session)
    events = [chain.plain(event) for event in await events_of(played.hall.room_id)]
    assert noted == chain.head(events)
    moved = await Event.filter(room_id=played.hall.room_id, kind="ballot.closed").first()
    assert moved is not None
    await Event.filter(id=moved.id).update(by_id=999)
    assert noted != chain.head([chain.plain(event) for event in await events_of(played.hall.room_id)])


async def test_minutes_published_before_there_were_editions_get_theirs_when_asked_for(database: Settings) -> None:
    played = await play.published()
    await Edition.all().delete()
    first = await commands.keep_edition(played.minutes_id, by=SYSTEM)
    assert await commands.keep_edition(played.minutes_id, by=SYSTEM) == first
    assert await Event.filter(kind="edition.frozen").count() == 1


async def test_what_is_frozen_stays_as_it_was(database: Settings) -> None:
    played = await play.published()
    before = (await Edition.get()).public_record
    await Minutes.filter(id=played.minutes_id).update(text="改了库里的字")
    await commands.keep_edition(played.minutes_id, by=SYSTEM)
    assert (await Edition.get()).public_record == before


def test_the_schema_in_the_repository_is_that_of_the_code() -> None:
    """Made anew by: python -c "from minutes.evidence.documents import schema; print(schema(), end='')"."""
    file = Path(documents.__file__).with_name("record.schema.json")
    assert file.read_text(encoding="utf-8") == documents.schema()


def test_every_field_of_the_record_is_in_the_schema() -> None:
    schema: dict[str, Any] = json.loads(documents.schema())
    assert {"memberships", "motions", "vote_events", "actions", "chain", "recount"} <= schema["properties"].keys()
