from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from forum import clock
from forum.app import House
from forum.config import Settings
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from forum.people.models import Person
from forum.people.names import masked
from minutes.drafting.models import Minutes, MinutesState, Version
from minutes.publication import commands, queries
from tests import factories as make
from tests.minutes import played as play


async def test_only_signed_minutes_are_published(database: Settings) -> None:
    played = await play.drafted()
    with pytest.raises(RuleBroken):
        await commands.publish_minutes(played.minutes_id, by=played.hall.secretary)
    assert (await Minutes.get(id=played.minutes_id)).number is None
    assert not await Event.exists(kind="minutes.published")


async def test_office_and_chair_publish_and_nobody_else(database: Settings) -> None:
    played = await play.signed()
    for somebody in (played.hall.recorder, played.hall.members[0]):
        with pytest.raises(NotAllowed):
            await commands.publish_minutes(played.minutes_id, by=somebody)
    assert await commands.publish_minutes(played.minutes_id, by=played.hall.chair) == 1
    assert (await Event.get(kind="minutes.published")).data["number"] == 1


async def test_publishing_twice_gives_one_number(database: Settings) -> None:
    played = await play.published()
    with pytest.raises(RuleBroken):
        await commands.publish_minutes(played.minutes_id, by=played.hall.secretary)
    assert await Event.filter(kind="minutes.published").count() == 1


async def test_numbers_follow_one_another_without_gaps(database: Settings) -> None:
    halls = [await play.signed() for _ in range(3)]
    await Minutes.all().update(body_id=halls[0].hall.body_id)
    with pytest.raises(NotAllowed):  # a refused publication takes no number
        await commands.publish_minutes(halls[0].minutes_id, by=halls[0].hall.recorder)
    numbers = await asyncio.gather(*(commands.publish_minutes(one.minutes_id, by=one.hall.secretary) for one in halls))
    assert sorted(numbers) == [1, 2, 3]


async def test_the_published_copy_names_no_resident(database: Settings) -> None:
    played = await play.published()
    minutes = await Minutes.get(id=played.minutes_id)
    hall = played.hall
    for person in (*hall.members, hall.chair, hall.recorder, hall.topics[0].proposer):
        assert person.name not in minutes.published_text
    assert hall.chair.name in minutes.text, "the archive keeps names"
    assert f"会议由{masked(hall.chair.name)}主持" in minutes.published_text


async def test_officials_keep_their_names_and_numbers_of_people_go(database: Settings) -> None:
    played = await play.drafted()
    hall = played.hall
    await Person.filter(id=hall.chair.person_id).update(official=True)
    outsider = await make.person("诸葛明月")
    text = f"会议由{hall.chair.name}主持，{outsider.name}来电13812345678反映。"
    copy = await queries.public_copy(await Minutes.get(id=played.minutes_id), text)
    assert copy == f"会议由{hall.chair.name}主持，诸葛某某来电138\\*\\*\\*\\*5678反映。", "no mark of Markdown"


async def test_a_name_that_an_official_shares_with_a_resident_is_masked(database: Settings) -> None:
    played = await play.drafted()
    hall = played.hall
    await Person.filter(id=hall.chair.person_id).update(official=True, name="王伟民")
    await Person.filter(id=hall.members[0].person_id).update(name="王伟民")
    minutes = await Minutes.get(id=played.minutes_id)
    assert await queries.public_copy(minutes, "王伟民认为可行。") == "王某某认为可行。"


async def test_the_published_copy_is_frozen(database: Settings) -> None:
    played = await play.published()
    minutes = await Minutes.get(id=played.minutes_id)
    assert minutes.state is MinutesState.PUBLISHED
    await Person.filter(id=played.hall.chair.person_id).update(official=True)
    assert (await Minutes.get(id=played.minutes_id)).published_text == minutes.published_text


async def test_every_version_is_kept_as_it_was_published(database: Settings) -> None:
    played = await play.amended()
    minutes = await Minutes.get(id=played.minutes_id)
    first, second = await Version.filter(minutes_id=played.minutes_id)
    assert (minutes.version, minutes.number, minutes.amend_reason) == (2, 1, "")
    assert (first.number, first.reason) == (1, "") and (second.number, second.reason) == (2, "漏写了散会时间")
    assert "17时结束" not in first.public_text and "17时结束" in second.public_text == minutes.published_text
    name = played.hall.chair.name
    assert name in first.archive_text and name in second.archive_text and name not in second.public_text
    events = await Event.filter(kind="minutes.published").order_by("id")
    assert [(one.data["number"], one.data["version"]) for one in events] == [(1, 1), (1, 2)]


async def test_what_is_public_stays_so_while_it_is_amended(database: Settings) -> None:
    played = await play.published()
    before = await Minutes.get(id=played.minutes_id)
    await commands.amend_minutes(played.minutes_id, "写错了", by=played.hall.chair)
    minutes = await Minutes.get(id=played.minutes_id)
    assert minutes.is_public and minutes.published_text == before.published_text
    assert [one.id for one in await queries.published()] == [minutes.id]
    with pytest.raises(RuleBroken):  # both sign again
        await commands.publish_minutes(played.minutes_id, by=played.hall.secretary)
    with pytest.raises(RuleBroken):
        await commands.amend_minutes(played.minutes_id, "又写错了", by=played.hall.chair)
    assert await Version.all().count() == 1 and await Event.filter(kind="minutes.reopened").count() == 1


async def test_only_who_keeps_the_record_amends_it_and_only_once_it_is_public(database: Settings) -> None:
    played = await play.published()
    with pytest.raises(NotAllowed):
        await commands.amend_minutes(played.minutes_id, "写错了", by=played.hall.members[0])
    drafted = await play.drafted()
    with pytest.raises(RuleBroken):
        await commands.amend_minutes(drafted.minutes_id, "写错了", by=drafted.hall.chair)
    assert not await Event.exists(kind="minutes.reopened")


@pytest.mark.parametrize("carried", [True, False])
async def test_the_next_session_approves_the_minutes_where_its_motion_carries(app: House, carried: bool) -> None:
    played = await play.published()
    body = make.BodyMade(played.hall.body_id, played.hall.members)
    later = clock.now() + timedelta(days=40)
    hall = await make.session_planned(body, topics=0, starts_at=later)
    item = await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.APPROVAL)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    await sessions.open_session(hall.session_id, by=hall.chair)
    for member in hall.members[:7]:
        await attendance.check_in(hall.session_id, by=member)
    await items.open_item(item, by=hall.chair)
    motion = await motions.put_motion(item, "是否通过上次会议纪要？", by=hall.chair)
    ballot = await ballots.open_ballot(motion, by=hall.chair)
    for at, member in enumerate(hall.members[:7]):
        choice = Choice.FOR if carried else Choice.AGAINST
        await ballots.cast_vote(ballot, choice, by=member, command_id=f"of approval {at}")
    await ballots.close_ballot(ballot, by=hall.chair)
    await items.close_item(item, by=hall.chair)
    minutes = await Minutes.get(id=played.minutes_id)
    assert (minutes.approved_in_id == hall.session_id) is carried
    assert await Event.filter(kind="minutes.approved").count() == carried
