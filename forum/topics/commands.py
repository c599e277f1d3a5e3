from __future__ import annotations

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.places.models import Place
from forum.topics import rules
from forum.topics.models import Category, Topic, TopicSecond, TopicState
from forum.workdays import queries as workdays


@command
async def propose_topic(title: str, text: str, category: Category, place_id: int, *, by: Actor) -> int:
    """Gives the topic's id. Raises NotAllowed, BadInput (an unknown place)."""
    async with transaction():
        require(by, Permission.PROPOSE_TOPIC)
        if not await Place.exists(id=place_id):
            raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})
        topic = await Topic.create(
            title=title,
            text=text,
            category=category,
            place_id=place_id,
            proposer_id=person_of(by),
            proposed_at=clock.now(),
            reply_due=await workdays.after(clock.today(), rules.REPLY_WORKING_DAYS),
        )
        record("topic.proposed", by, topic=topic.id)
        return answer(topic.id)


@command
async def second_topic(topic_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.SECOND_TOPIC)
        topic = await _topic(topic_id)
        seconders = {second.person_id for second in await TopicSecond.filter(topic_id=topic_id)}
        rules.check_second(topic.state, topic.proposer_id, seconders, person_of(by))
        await TopicSecond.create(topic_id=topic_id, person_id=person_of(by), at=clock.now())
        record("topic.seconded", by, topic=topic_id)


@command
async def accept_topic(topic_id: int, words: str = "", *, by: Actor) -> None:
    """Take a topic up for an agenda; `words` are added to what the proposer is told."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic = await _topic(topic_id)
        rules.check_accept(topic.state, await TopicSecond.filter(topic_id=topic_id).count())
        await _tell(topic, TopicState.ACCEPTED, words)
        record("topic.accepted", by, topic=topic_id)


@command
async def return_topic(topic_id: int, reason: str, *, by: Actor) -> None:
    """Send a topic back; the proposer reads the reason."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic = await _topic(topic_id)
        rules.check_return(topic.state)
        await _tell(topic, TopicState.RETURNED, reason)
        record("topic.returned", by, topic=topic_id)


async def _tell(topic: Topic, state: TopicState, words: str) -> None:
    topic.state, topic.answer, topic.answered_at = state, words, clock.now()
    await topic.save(update_fields=["state", "answer", "answered_at"])


@command
async def schedule_topic(topic_id: int, *, by: Actor) -> None:
    """The topic has become an agenda item."""
    async with transaction():
        topic = await _topic(topic_id)
        if topic.state not in {TopicState.ACCEPTED, TopicState.REOPENED}:
            raise RuleBroken(N_("议题「{title}」还没有受理，不能列入议程。"), title=topic.title)
        await _move(topic, TopicState.SCHEDULED, by)


@command
async def unschedule_topic(topic_id: int, *, by: Actor) -> None:
    """The topic's item was taken off or not reached: it waits for the next agenda."""
    async with transaction():
        await _move(await _topic(topic_id), TopicState.ACCEPTED, by)


@command
async def decide_topic(topic_id: int, *, by: Actor) -> None:
    """The hall has decided or talked it out."""
    async with transaction():
        topic = await _topic(topic_id)
        topic.decided_at = clock.now()
        await topic.save(update_fields=["decided_at"])
        if topic.state is TopicState.SCHEDULED:
            await _move(topic, TopicState.DECIDED, by)


@command
async def follow_project(topic_id: int, state: TopicState, *, by: Actor) -> None:
    """Keep the topic's station in step with its project: in hand, done, closed or reopened."""
    async with transaction():
        topic = await _topic(topic_id)
        if state is TopicState.DONE:
            topic.done_at = clock.now()
            await topic.save(update_fields=["done_at"])
        await _move(topic, state, by)


async def _topic(topic_id: int) -> Topic:
    topic = await Topic.select_for_update().get_or_none(id=topic_id)
    if topic is None:
        raise NotFound(N_("找不到这个议题。"))
    return topic


async def _move(topic: Topic, state: TopicState, by: Actor) -> None:
    if topic.state is state:
        return
    topic.state = state
    await topic.save(update_fields=["state"])
    record("topic.moved", by, topic=topic.id, state=state.value)
