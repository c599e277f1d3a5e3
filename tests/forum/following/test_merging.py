from __future__ import annotations

from typing import Any

from forum.following import commands, queries
from forum.topics import lanes
from forum.topics import queries as topics
from tests import factories as make


async def test_who_follows_a_merged_topic_is_asked_and_follows_the_other_only_when_they_agree(database: Any) -> None:
    old, into = await make.topic(), await make.topic(title="下水主管堵了")
    office, willing, not_willing = await make.secretary(), await make.person(), await make.person()
    for follower in (willing, not_willing):
        await commands.follow_topic(old.id, by=follower)
    await lanes.merge_topic(old.id, into.id, by=office)
    assert await queries.followers(into.id) == [], "nobody is moved"
    for follower, agreed in ((willing, True), (not_willing, False)):
        assert follower.person_id is not None
        (question,) = await topics.merge_questions(follower.person_id)
        await lanes.answer_merge(question.id, agreed, by=follower)
    assert await queries.followers(into.id) == [willing.person_id]
    assert willing.person_id not in await topics.behind(into.id), "to follow is not to second"


async def test_who_follows_both_is_not_asked(database: Any) -> None:
    old, into = await make.topic(), await make.topic(title="下水主管堵了")
    follower = await make.person()
    for topic_id in (old.id, into.id):
        await commands.follow_topic(topic_id, by=follower)
    await lanes.merge_topic(old.id, into.id, by=await make.secretary())
    assert follower.person_id is not None
    assert await topics.merge_questions(follower.person_id) == []
