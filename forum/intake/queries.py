from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from forum import clock
from forum.access import Actor
from forum.errors import Sentence
from forum.intake import rules
from forum.intake.models import Intake
from forum.intake.rules import Matter
from forum.moderation import queries as moderating
from forum.people import queries as people
from forum.people.models import Person
from forum.places.models import Place
from forum.topics import queries as topics
from forum.topics.models import Means, Topic, TopicAnswer, TopicSecond, TopicState

LOOKED_THROUGH = 2000
MOST_ALIKE = 3
RECENT = 20


@dataclass(frozen=True)
class Alike:
    """A topic that may be the same matter. `much`: it is shown again before anything is sent."""

    topic: Topic
    title: str
    why: tuple[Sentence, ...]
    much: bool
    seconded: int
    may_second: bool


async def matter(title: str, text: str = "", category: str = "", place_id: int | None = None) -> Matter:
    return Matter(title, text, category, (await _ways([place_id])).get(place_id or 0, ()))


async def alike(mine: Matter, reader: Actor | None) -> list[Alike]:
    """The newest topics are looked through, those most alike come first."""
    if len(rules.pairs(mine.title) | rules.pairs(mine.text)) < 2:
        return []
    newest = await Topic.all().order_by("-id").limit(LOOKED_THROUGH).prefetch_related("proposer", "place")
    ways = await _ways([topic.place_id for topic in newest])
    known = {topic.id: Matter(topic.title, topic.text, topic.category.value, ways[topic.place_id]) for topic in newest}
    weighing = rules.weights(known.values())
    found = [(like, topic) for topic in newest if (like := rules.likeness(mine, known[topic.id], weighing))]
    found.sort(key=lambda one: (-one[0].score, -one[1].id))
    return await _shown(found[:MOST_ALIKE], reader)


async def _shown(found: list[tuple[rules.Likeness, Topic]], reader: Actor | None) -> list[Alike]:
    titles = {} if reader else await topics.public_titles([topic for _, topic in found])
    seconds = await TopicSecond.filter(topic_id__in=[topic.id for _, topic in found]).values_list(
        "topic_id", "person_id"
    )  # fmt: skip
    me = reader.person_id if reader else None
    return [
        Alike(
            topic,
            titles.get(topic.id, topic.title),
            like.why,
            like.score >= rules.MUCH_ALIKE,
            sum(of == topic.id for of, _ in seconds),
            topic.state is TopicState.PROPOSED and topic.proposer_id != me and (topic.id, me) not in seconds,
        )
        for like, topic in found
    ]


async def _ways(place_ids: list[int | None]) -> dict[int, tuple[int, ...]]:
    """By place, the ids from the top down to it; the tree is asked once a level."""
    wanted = {id for id in place_ids if id}
    above: dict[int, int | None] = {}
    missing = wanted
    while missing:
        above |= dict(await Place.filter(id__in=list(missing)).values_list("id", "parent_id"))
        missing = {parent for parent in above.values() if parent} - above.keys()
    return {id: tuple(reversed(list(_upward(id, above)))) for id in wanted if id in above}


def _upward(id: int | None, above: dict[int, int | None]) -> Iterator[int]:
    while id is not None:
        yield id
        id = above.get(id)


SAME_WITHIN = timedelta(days=90)


async def said_already(title: str, text: str, person_id: int) -> Topic | None:
    """What the household has proposed in the same words lately, and was not returned."""
    home = await moderating.household_of(person_id)
    lately = Topic.filter(proposer_id__in=home.everybody, proposed_at__gt=clock.now() - SAME_WITHIN)
    mine = rules.bare(title + text)
    for topic in await lately.exclude(state=TopicState.RETURNED).order_by("id"):
        if rules.bare(topic.title + topic.text) == mine:
            return topic
    return None


async def of_topic(topic_id: int) -> Intake | None:
    """With who took it down and who proposed it."""
    return await Intake.get_or_none(topic_id=topic_id).prefetch_related("taken_down_by", "topic__proposer")


async def untold() -> list[Intake]:
    """Answered, and nobody has told the proposer yet who does not look here; the longest first."""
    waiting = (
        Intake.filter(call_back=True, told_at=None).exclude(topic__answered_at=None).order_by("topic__answered_at")
    )
    found = await waiting.prefetch_related("topic__proposer", "topic__place", "topic__answers")
    return [one for one in found if not _has_heard(list(one.topic.answers))]


def _has_heard(answers: list[TopicAnswer]) -> bool:
    """The office has told them while it answered, or they have read it after all."""
    newest = max(answers, key=lambda one: one.id, default=None)
    return newest is not None and (newest.means is not Means.HERE or newest.seen_at is not None)


async def recent() -> list[Intake]:
    return await Intake.all().order_by("-id").limit(RECENT).prefetch_related(
        "topic__proposer", "topic__place", "taken_down_by"
    )  # fmt: skip


async def candidates(typed: str) -> list[Person]:
    """Who of the register may be meant."""
    return await people.meant(typed) if typed.strip() else []
