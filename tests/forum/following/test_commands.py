from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from forum.access import Actor
from forum.errors import NotAllowed, NotFound
from forum.following import commands, queries
from forum.journal import Event
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused


@dataclass
class Scene:
    topic_id: int
    follower: Actor
    proposer: Actor


async def raised() -> Scene:
    made = await make.topic()
    return Scene(made.id, await make.person(), made.proposer)


async def followed() -> Scene:
    scene = await raised()
    await commands.follow_topic(scene.topic_id, by=scene.follower)
    return scene


def follow(scene: Scene, **given: Any) -> Any:
    return commands.follow_topic(scene.topic_id, by=given.pop("by", scene.follower), **given)


DEEDS = [
    Deed("follow_topic", raised, follow, "topic.followed", lambda s, _: {"topic": s.topic_id}),
    Deed("unfollow_topic", followed, lambda s, **kw: commands.unfollow_topic(s.topic_id, by=s.follower, **kw),
         "topic.unfollowed", lambda s, _: {"topic": s.topic_id}),
]  # fmt: skip
REFUSED = [
    Refused("nobody follows", raised, lambda s, **kw: follow(s, by=None, **kw), NotAllowed, "请先登录"),
    Refused("what is not there", raised, lambda s, **kw: commands.follow_topic(99_999, by=s.follower, **kw), NotFound,
            "找不到这个议题"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_following_twice_is_following(database: Any) -> None:
    scene = await followed()
    await follow(scene)
    assert await queries.followers(scene.topic_id) == [scene.follower.person_id]
    assert await Event.filter(kind="topic.followed").count() == 1


async def test_who_raised_or_seconds_it_hears_of_it_too(database: Any) -> None:
    made = await make.seconded_topic()
    follower = await make.person()
    await commands.follow_topic(made.id, by=follower)
    everybody = {made.proposer.person_id, follower.person_id, *(one.person_id for one in made.seconders)}
    assert await queries.concerned(made.id) == everybody
