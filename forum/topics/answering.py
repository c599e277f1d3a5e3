"""What proposers are told, that they were told it, and what becomes of it by what residents say to it."""

from __future__ import annotations

from datetime import date, datetime

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics import queries, rules
from forum.topics.models import Means, Outcome, Topic, TopicAnswer, TopicReferral, TopicState
from forum.workdays import queries as workdays


@command
async def answer_topic(topic_id: int, outcome: Outcome, words: str, *, by: Actor, means: Means = Means.HERE) -> int:
    """Settle a topic with an answer; of a referred one it passes on what the unit said. Gives the answer's id."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic = await locked(topic_id)
        rules.check("answer", topic.state, in_project=topic.done_at is not None)
        if outcome not in rules.CLOSING:
            raise BadInput({"outcome": Sentence(N_("请从列表中选一项。"))})
        told = await tell(topic, TopicState.ANSWERED, words, by=by, means=means, outcome=outcome)
        record("topic.answered", by, topic=topic_id, answer=told, outcome=outcome.value)
        return answer(told)


@command
async def tell_progress(topic_id: int, words: str, *, by: Actor, means: Means = Means.HERE) -> int:
    """Tell the proposer how far it is; from now the time until they are told more runs anew."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic = await locked(topic_id)
        rules.check("progress", topic.state)
        topic.reply_due = await due_in((await queries.terms()).progress_days)
        told = await note(topic, topic.state, words, by=by, means=means, outcome=topic.outcome)
        topic.answered_at = clock.now()
        await keep(topic, "reply_due", "answered_at")
        record("topic.progress_told", by, topic=topic_id, answer=told)
        return answer(told)


@command
async def tell_otherwise(answer_id: int, means: Means, *, by: Actor) -> None:
    """The proposer, who had not read it here, was told by other means."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        told = await _answer(answer_id)
        if means is Means.HERE:
            raise BadInput({"means": Sentence(N_("请选是怎么告诉提出人的。"))})
        told.means = means
        await told.save(update_fields=["means"])
        record("topic.told", by, topic=told.topic_id, answer=answer_id, means=means.value)


async def told_otherwise(topic_id: int, means: Means) -> None:
    """Whoever took the topic down has told its proposer the newest answer. Within the transaction of a command."""
    newest = await TopicAnswer.filter(topic_id=topic_id).order_by("-id").first()
    if newest is not None and newest.means is Means.HERE:
        newest.means = means
        await newest.save(update_fields=["means"])


@command
async def see_answers(topic_id: int, *, by: Actor) -> None:
    """The proposer has them before them."""
    async with transaction():
        topic = await locked(topic_id)
        unseen = TopicAnswer.filter(topic_id=topic_id, seen_at=None)
        if topic.proposer_id != by.person_id or not await unseen.exists():
            return
        await unseen.update(seen_at=clock.now())
        record("topic.answer_seen", by, topic=topic_id)


# ---- inside commands ----


async def judged(topic: Topic, answer_id: int, score: int, *, again: bool, closes: bool, by: Actor) -> None:
    """An answer of this topic was rated: it is opened `again`, or that `closes` its way."""
    if again:
        await _open_again(topic)
    elif closes:
        await _rated(topic)
    record("topic.judged", by, topic=topic.id, answer=answer_id, score=score, again=again)


async def _open_again(topic: Topic) -> None:
    topic.state, topic.outcome, topic.settled_at, topic.rated_at = TopicState.REOPENED, None, None, None
    topic.reply_due = await due_in((await queries.terms()).reply_days)
    await keep(topic, "state", "outcome", "settled_at", "rated_at", "reply_due")


async def _rated(topic: Topic) -> None:
    topic.rated_at = clock.now()
    await keep(topic, "rated_at")


async def locked(topic_id: int) -> Topic:
    topic = await Topic.select_for_update().get_or_none(id=topic_id)
    if topic is None:
        raise NotFound(N_("找不到这个议题。"))
    return topic


async def keep(topic: Topic, *changed: str) -> None:
    await topic.save(update_fields=changed)


async def due_in(working_days: int, since: datetime | None = None) -> date:
    """From today, or from when somebody began to wait."""
    return await workdays.after(clock.local(since or clock.now()).date(), working_days)


async def tell(
    topic: Topic,
    state: TopicState,
    words: str,
    *,
    by: Actor,
    means: Means = Means.HERE,
    outcome: Outcome | None = None,
    unit_id: int | None = None,
) -> int:
    """Move a topic and tell its proposer, in one: there is no other way into a state that settles it."""
    told = await note(topic, state, words, by=by, means=means, outcome=outcome, unit_id=unit_id)
    topic.state, topic.answered_at = state, clock.now()
    topic.outcome = outcome
    topic.settled_at = clock.now() if state in rules.SETTLED else None
    await topic.save()
    await end_referrals(topic)
    return told


async def end_referrals(topic: Topic) -> None:
    """What a unit was asked is overtaken by what happens to the topic."""
    await TopicReferral.filter(topic_id=topic.id, over_at=None).update(over_at=clock.now())


async def note(
    topic: Topic,
    state: TopicState,
    words: str,
    *,
    by: Actor,
    means: Means = Means.HERE,
    outcome: Outcome | None = None,
    unit_id: int | None = None,
) -> int:
    made = await TopicAnswer.create(
        topic_id=topic.id, by_id=by.person_id, unit_id=unit_id, at=clock.now(), state=state, outcome=outcome,
        words=words, means=means,
    )  # fmt: skip
    return made.id


async def _answer(answer_id: int) -> TopicAnswer:
    found = await TopicAnswer.get_or_none(id=answer_id)
    if found is None:
        raise NotFound(N_("找不到这次答复。"))
    return found
