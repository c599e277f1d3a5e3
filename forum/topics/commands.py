"""How topics come in, and their way through sessions and projects."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.places.models import Place
from forum.topics import answering, queries, rules
from forum.topics.answering import due_in, keep, locked, tell
from forum.topics.models import (
    Category,
    Channel,
    Lane,
    Means,
    Outcome,
    Topic,
    TopicAnswer,
    TopicSecond,
    TopicState,
    TopicTerms,
)
from forum.topics.rules import Terms


@command
async def propose_topic(
    title: str,
    text: str,
    category: Category,
    place_id: int,
    *,
    by: Actor,
    proposer_id: int | None = None,
    channel: Channel = Channel.OWN,
    anonymous: bool = False,
    since: datetime | None = None,
) -> int:
    """Gives the topic's id; `proposer_id` for somebody else. Raises NotAllowed, BadInput (an unknown place).

    `since`: when it was sent, where the office read it first: the proposer has waited since then.
    """
    async with transaction():
        require(by, Permission.PROPOSE_TOPIC)
        if proposer_id is not None and proposer_id != by.person_id:
            require(by, Permission.TAKE_DOWN)
        if not await Place.exists(id=place_id):
            raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})
        topic = await Topic.create(
            title=title,
            text=text,
            category=category,
            place_id=place_id,
            proposer_id=proposer_id or person_of(by),
            channel=channel,
            anonymous=anonymous,
            proposed_at=since or clock.now(),
            reply_due=await due_in((await queries.terms()).reply_days, since),
            token=secrets.token_urlsafe(12),
        )
        record("topic.proposed", by, topic=topic.id)
        return answer(topic.id)


@command
async def second_topic(topic_id: int, *, by: Actor, person_id: int | None = None) -> None:
    """`person_id`: somebody at the desk or on the telephone."""
    async with transaction():
        require(by, Permission.SECOND_TOPIC if person_id is None else Permission.TAKE_DOWN)
        topic, seconder = await locked(topic_id), person_id or person_of(by)
        seconders = {second.person_id for second in await TopicSecond.filter(topic_id=topic_id)}
        rules.check_second(topic.state, topic.proposer_id, seconders, seconder, by_proxy=person_id is not None)
        await TopicSecond.create(topic_id=topic_id, person_id=seconder, at=clock.now())
        record("topic.seconded", by, topic=topic_id, **({"person": person_id} if person_id else {}))


@command
async def accept_topic(topic_id: int, words: str = "", *, by: Actor, means: Means = Means.HERE) -> None:
    """Take a topic up for an agenda; `words` are added to what the proposer is told."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic, terms = await locked(topic_id), await queries.terms()
        rules.check_accept(topic.state, await TopicSecond.filter(topic_id=topic_id).count(), terms.seconds)
        topic.lane, topic.outcome, topic.fast_until = Lane.SESSION, None, None
        topic.reply_due = await due_in(terms.agenda_days)
        await tell(topic, TopicState.ACCEPTED, words, by=by, means=means)
        record("topic.accepted", by, topic=topic_id)


@command
async def return_topic(
    topic_id: int, reason: str, *, by: Actor, outcome: Outcome = Outcome.KEPT, means: Means = Means.HERE
) -> None:
    """Send a topic back; the proposer reads the reason."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic = await locked(topic_id)
        rules.check("return", topic.state)
        await tell(topic, TopicState.RETURNED, reason, by=by, means=means, outcome=outcome)
        record("topic.returned", by, topic=topic_id)


# ---- called by the floors above ----


@command
async def schedule_topic(topic_id: int, *, by: Actor) -> None:
    """The topic has become an agenda item."""
    async with transaction():
        topic = await locked(topic_id)
        if not rules.may("schedule", topic.state):
            raise RuleBroken(N_("议题“{title}”还没有受理，不能列入议程。"), title=topic.title)
        await _move(
            topic,
            TopicState.SCHEDULED,
            by,
            days=(await queries.terms()).progress_days,
            lane=Lane.SESSION,
            fast_until=None,
        )


@command
async def unschedule_topic(topic_id: int, *, by: Actor) -> None:
    """The topic's item was taken off or not reached: it waits for the next agenda."""
    async with transaction():
        await _move(await locked(topic_id), TopicState.ACCEPTED, by, days=(await queries.terms()).agenda_days)


@command
async def decide_topic(topic_id: int, *, by: Actor) -> None:
    """The hall has decided or talked it out; the proposer is to be told what came of it."""
    async with transaction():
        topic = await locked(topic_id)
        topic.decided_at = clock.now()
        await keep(topic, "decided_at")
        if topic.state is TopicState.SCHEDULED:
            await _move(topic, TopicState.DECIDED, by, days=(await queries.terms()).result_days)


@command
async def follow_project(topic_id: int, state: TopicState, *, by: Actor) -> None:
    """Keep the topic's station in step with its project: in hand, done, closed or reopened."""
    async with transaction():
        topic, terms = await locked(topic_id), await queries.terms()
        if topic.state is state:
            return
        if state is TopicState.CLOSED:
            await _check_told(topic)
            await _move(topic, state, by, settled_at=clock.now(), rated_at=clock.now())
        elif state is TopicState.REOPENED:
            await _move(topic, state, by, days=terms.reply_days, outcome=Outcome.ASSIGNED)
        else:
            await _move(topic, state, by, days=terms.progress_days, **await _told(topic, state, by))


@command
async def leave_project(topic_id: int, *, by: Actor) -> None:
    """What carried it out was recorded in error and struck: it stands where the hall left it, and its clock runs."""
    async with transaction():
        topic, terms = await locked(topic_id), await queries.terms()
        if topic.state not in {TopicState.IN_HAND, TopicState.REOPENED}:
            return
        if topic.decided_at:
            await _move(topic, TopicState.DECIDED, by, days=terms.result_days)
        else:
            await _move(topic, TopicState.SCHEDULED, by, days=terms.progress_days)


async def _told(topic: Topic, state: TopicState, by: Actor) -> dict[str, Any]:
    """In hand and done are told in the usual words."""
    done, now = state is TopicState.DONE, clock.now()
    outcome = Outcome.SOLVED if done else Outcome.ASSIGNED
    await answering.note(topic, state, "", by=by, outcome=outcome)
    of_state: dict[str, Any] = {"done_at": now} if done else {"lane": Lane.SESSION, "settled_at": None}
    return {"outcome": outcome, "answered_at": now, **of_state}


async def _check_told(topic: Topic) -> None:
    told = await TopicAnswer.filter(topic_id=topic.id)
    rules.check_close([(one.at, one.outcome) for one in told], topic.done_at)


async def _move(topic: Topic, state: TopicState, by: Actor, *, days: int | None = None, **changed: Any) -> None:
    if topic.state is state:
        return
    if days is not None:
        changed["reply_due"] = await due_in(days)
    topic.state = state
    topic.update_from_dict(changed)
    await keep(topic, "state", *changed)
    await answering.end_referrals(topic)
    record("topic.moved", by, topic=topic.id, state=state.value)


# ---- the community's terms ----


@command
async def keep_terms(terms: Terms, *, by: Actor) -> None:
    """How long things may take from now on; what was promised stays."""
    async with transaction():
        require(by, Permission.KEEP_CALENDAR)
        await TopicTerms.all().delete()
        await TopicTerms.create(terms=terms.to_json())
        record("topic.terms_kept", by)
