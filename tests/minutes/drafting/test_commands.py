from __future__ import annotations

import asyncio

import pytest

from agenda.sessions import commands as sessions
from forum.app import House
from forum.config import Settings
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.drafting import commands
from minutes.drafting.models import Minutes, MinutesState, Revision
from tests import factories as make
from tests.minutes import played as play


async def kinds() -> list[str]:
    return [event.kind for event in await Event.filter(kind__startswith="minutes.").order_by("id")]


async def test_a_session_has_one_draft_however_often_it_is_asked_for(database: Settings) -> None:
    played = await play.drafted()
    hall = played.hall
    again = await asyncio.gather(*(commands.draft_minutes(hall.session_id, by=hall.chair) for _ in range(3)))
    assert set(again) == {played.minutes_id}
    assert await Minutes.all().count() == await Revision.all().count() == 1
    assert await kinds() == ["minutes.drafted"]


async def test_nothing_is_drafted_before_the_session_has_closed(database: Settings) -> None:
    hall = await make.session_open()
    with pytest.raises(RuleBroken):
        await commands.draft_minutes(hall.session_id, by=hall.chair)
    assert not await Minutes.exists() and await kinds() == []


async def test_only_who_keeps_the_record_drafts_it(database: Settings) -> None:
    played = await play.closed_session()
    with pytest.raises(NotAllowed):
        await commands.draft_minutes(played.hall.session_id, by=played.hall.members[0])
    with pytest.raises(NotFound):
        await commands.draft_minutes(999, by=played.hall.secretary)
    assert await kinds() == []


async def test_the_draft_is_there_when_the_session_has_closed(app: House) -> None:
    hall = await make.session_open()
    await sessions.close_session(hall.session_id, by=hall.chair)
    minutes = await Minutes.get(session_id=hall.session_id)
    assert minutes.state is MinutesState.DRAFT and hall.chair.name in minutes.text
    assert (await Event.get(kind="minutes.drafted")).by_id is None


async def test_every_saved_text_is_kept_as_a_revision(database: Settings) -> None:
    played = await play.drafted()
    recorder = played.hall.recorder
    assert await commands.save_minutes(played.minutes_id, "甲", 1, by=recorder) == 2
    assert await commands.save_minutes(played.minutes_id, "乙", 2, by=played.hall.chair) == 3
    kept = await Revision.filter(minutes_id=played.minutes_id).order_by("number")
    assert [(one.number, one.text) for one in kept][1:] == [(2, "甲"), (3, "乙")]
    assert kept[1].by_id == recorder.person_id
    assert await kinds() == ["minutes.drafted", "minutes.saved", "minutes.saved"]


async def test_an_unchanged_text_makes_no_revision(database: Settings) -> None:
    played = await play.drafted()
    text = (await Minutes.get(id=played.minutes_id)).text
    assert await commands.save_minutes(played.minutes_id, text, 1, by=played.hall.recorder) == 1
    assert await Revision.all().count() == 1 and await kinds() == ["minutes.drafted"]


async def test_a_save_from_an_older_revision_is_refused(database: Settings) -> None:
    played = await play.drafted()
    await commands.save_minutes(played.minutes_id, "甲", 1, by=played.hall.recorder)
    with pytest.raises(RuleBroken):
        await commands.save_minutes(played.minutes_id, "乙", 1, by=played.hall.chair)
    assert (await Minutes.get(id=played.minutes_id)).text == "甲"
    assert await Revision.all().count() == 2


async def test_a_resident_cannot_change_the_minutes(database: Settings) -> None:
    played = await play.drafted()
    with pytest.raises(NotAllowed):
        await commands.save_minutes(played.minutes_id, "甲", 1, by=played.hall.members[0])
    assert await Revision.all().count() == 1


async def test_the_same_save_sent_twice_is_one(database: Settings) -> None:
    played = await play.drafted()
    for _ in range(2):
        assert await commands.save_minutes(played.minutes_id, "甲", 1, by=played.hall.recorder, command_id="one") == 2
    assert await Revision.all().count() == 2


async def test_minutes_are_signed_when_recorder_and_chair_have_signed(database: Settings) -> None:
    played = await play.drafted()
    await commands.sign_minutes(played.minutes_id, 1, by=played.hall.recorder)
    assert (await Minutes.get(id=played.minutes_id)).state is MinutesState.DRAFT
    await commands.sign_minutes(played.minutes_id, 1, by=played.hall.chair)
    minutes = await Minutes.get(id=played.minutes_id)
    assert minutes.state is MinutesState.SIGNED and minutes.recorder_signed_at and minutes.chair_signed_at
    assert await kinds() == ["minutes.drafted", "minutes.signed", "minutes.signed"]


async def test_the_office_signs_for_nobody(database: Settings) -> None:
    played = await play.drafted()
    with pytest.raises(NotAllowed):
        await commands.sign_minutes(played.minutes_id, 1, by=played.hall.secretary)
    assert await kinds() == ["minutes.drafted"]


async def test_nobody_signs_twice_or_a_text_they_have_not_seen(database: Settings) -> None:
    played = await play.drafted()
    await commands.sign_minutes(played.minutes_id, 1, by=played.hall.recorder)
    with pytest.raises(RuleBroken):
        await commands.sign_minutes(played.minutes_id, 1, by=played.hall.recorder)
    await commands.save_minutes(played.minutes_id, "甲", 1, by=played.hall.chair)
    with pytest.raises(RuleBroken):
        await commands.sign_minutes(played.minutes_id, 1, by=played.hall.recorder)


async def test_a_change_clears_the_signatures(database: Settings) -> None:
    played = await play.signed()
    await commands.save_minutes(played.minutes_id, "甲", 1, by=played.hall.recorder)
    minutes = await Minutes.get(id=played.minutes_id)
    assert minutes.state is MinutesState.DRAFT
    assert minutes.recorder_signed_at is None and minutes.chair_signed_at is None


async def test_published_minutes_are_neither_changed_nor_signed(database: Settings) -> None:
    played = await play.published()
    with pytest.raises(RuleBroken):
        await commands.save_minutes(played.minutes_id, "甲", 1, by=played.hall.recorder)
    with pytest.raises(RuleBroken):
        await commands.sign_minutes(played.minutes_id, 1, by=played.hall.chair)
