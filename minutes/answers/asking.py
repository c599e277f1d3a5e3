"""Who judges an answer: who proposed the topic, who took part in it, and who lives where it is."""

from __future__ import annotations

from datetime import timedelta

from tortoise.expressions import Q

from forum import clock
from forum.access import Actor, Permission, allowed
from forum.diary.writers import places_of
from forum.following import queries as following
from forum.people import credentials
from forum.people.models import Person
from forum.topics.models import Topic, TopicAnswer, TopicReferral, TopicState
from forum.topics.queries import terms
from minutes.answers.models import AnswerRating
from minutes.projects import asking as projects


async def newest(topic_id: int) -> TopicAnswer | None:
    return await TopicAnswer.filter(topic_id=topic_id).order_by("-id").first()


def mark(answer_id: int, person_id: int) -> str:
    """By which an anonymous rating is known to have been given, and by nobody whose it is."""
    return credentials.digest("answer-rating", f"{answer_id}:{person_id}")


async def rated_by(answer_id: int, person_id: int) -> bool:
    named = Q(person_id=person_id) | Q(mark=mark(answer_id, person_id))
    return await AnswerRating.filter(named, answer_id=answer_id).exists()


async def concerned(topic: Topic) -> set[int]:
    """Residents who seconded, commented or followed it, or a topic that was merged into it."""
    merged = [one.id for one in await Topic.filter(merged_into_id=topic.id).only("id")]
    people = {person for id in (topic.id, *merged) for person in await following.concerned(id)}
    residents = await Person.filter(id__in=people, official=False).only("id")
    return {one.id for one in residents} - {topic.proposer_id}


async def may_call_back(topic: Topic, by: Actor | None) -> bool:
    """Staff, and whoever visits the grid or block that it is about."""
    places = await places_of(by) if by else frozenset[int]()
    return places is None or topic.place_id in places


async def to_ask(topic: Topic, answer_id: int, by: Actor) -> list[Person]:
    """Whom they can call back, who proposed it first; who visits is not told who proposed unnamed or follows it."""
    names_all = allowed(by, Permission.TAKE_DOWN)
    first = {topic.proposer_id} if names_all or not topic.anonymous else set[int]()
    others = await concerned(topic) if names_all else set[int]()
    people = {one.id: one for one in await Person.filter(id__in=first | others)}
    in_order = sorted(people, key=lambda id: (id != topic.proposer_id, id))
    return [people[id] for id in in_order if not await rated_by(answer_id, id)]


async def carried_out(topic_id: int, by: Actor) -> bool:
    """Whether somebody acts for a unit that was asked to deal with it: it does not rate its own work."""
    asked = TopicReferral.filter(topic_id=topic_id, unit_id__in=list(by.units))
    return bool(by.units) and await asked.exists()


async def to_rate(by: Actor) -> list[TopicAnswer]:
    """Answers that wait for this person's word, for so many days after they were given; with their topics."""
    assert by.person_id is not None
    lately = clock.now() - timedelta(days=(await terms()).rating_days)
    fresh = await Topic.filter(state=TopicState.ANSWERED, settled_at__gte=lately).order_by("id")
    if not fresh:
        return []
    mine = await projects.topics_concerning(by.person_id, [one.id for one in fresh])
    found = []
    for topic in fresh:
        if topic.proposer_id != by.person_id and (topic.id not in mine or await carried_out(topic.id, by)):
            continue
        answer = await newest(topic.id)
        if answer is not None and not await rated_by(answer.id, by.person_id):
            answer.topic = topic
            found.append(answer)
    return found
