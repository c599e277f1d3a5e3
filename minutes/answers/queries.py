from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forum import i18n, pages, parts
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound
from forum.people.queries import public_words
from forum.topics.models import Topic, TopicAnswer, TopicState
from minutes.answers import asking
from minutes.answers.models import AnswerRating
from minutes.projects.rules import Summary, summary


@dataclass(frozen=True)
class Round:
    """What was said of the answer that settled the topic for the `number`-th time."""

    number: int
    summary: Summary
    ratings: list[AnswerRating]


async def topic_of(answer_id: int) -> int:
    """Raises NotFound."""
    found = await TopicAnswer.get_or_none(id=answer_id)
    if found is None:
        raise NotFound(N_("找不到这次答复。"))
    return found.topic_id


async def rounds(topic_id: int) -> list[Round]:
    """Newest first, newest word first; an answer that nobody has rated has none."""
    settling = await TopicAnswer.filter(topic_id=topic_id, state=TopicState.ANSWERED).order_by("id")
    found = []
    for number, told in enumerate(settling, 1):
        said = await AnswerRating.filter(answer_id=told.id).order_by("-id").prefetch_related("person")
        if come_to := summary([one.score for one in said]):
            found.append(Round(number, come_to, said))
    return found[::-1]


async def shown(topic_id: int) -> dict[str, Any] | None:
    """For the topic's page; None while no answer has settled it and none was rated."""
    topic = await Topic.get(id=topic_id).prefetch_related("proposer")
    said, reader = await rounds(topic_id), pages.reader()
    told = await asking.newest(topic_id) if topic.state is TopicState.ANSWERED else None
    if told is None and not said:
        return None
    mine = reader is not None and reader.person_id == topic.proposer_id
    calls = told is not None and await asking.may_call_back(topic, reader)
    current = await TopicAnswer.filter(topic_id=topic_id, state=TopicState.ANSWERED).count()
    return {
        "topic_id": topic_id,
        "told": told,
        "rounds": said,
        "current": current if told else current + 1,
        "proposers": {topic.proposer_id} if mine or not topic.anonymous or _knows(reader) else set(),
        "is_proposer": mine,
        "rated": told is not None and reader is not None and await asking.rated_by(told.id, reader.person_id or 0),
        "own_work": reader is not None and not mine and await asking.carried_out(topic_id, reader),
        "may_call_back": calls,
        "to_ask": await _named(topic, told, reader) if calls and told and reader else [],
        "may_see_names": reader is not None,
        "public": await _readable(topic, said, reader),
        "refused": "",
        "given": pages.Typed(),
        "errors": {},
    }


def _knows(reader: Actor | None) -> bool:
    return allowed(reader, Permission.TAKE_DOWN)


async def _named(topic: Topic, told: TopicAnswer, reader: Actor) -> list[tuple[int, str]]:
    proposer = N_("{name}（提出人）")
    people = await asking.to_ask(topic, told.id, reader)
    return [(one.id, i18n.say(proposer, name=one.name) if one.id == topic.proposer_id else one.name) for one in people]


async def _readable(topic: Topic, said: list[Round], reader: Actor | None) -> Callable[[str], str]:
    """What people wrote, as this reader may read it."""
    if reader is not None:
        return str
    ratings = [one for round in said for one in round.ratings]
    people = [topic.proposer, *(one.person for one in ratings if one.person)]
    adjusted = (await parts.adjusted(parts.adjustments_of_topics, [topic.id]))[topic.id]
    return await public_words([one.words for one in ratings], people, adjusted=adjusted)
