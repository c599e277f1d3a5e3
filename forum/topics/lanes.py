"""Ways without a session: one topic merged into another, the fast lane, a unit that is asked."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.following import commands as following
from forum.following import queries as follows
from forum.journal import command, record, transaction
from forum.topics import queries, rules
from forum.topics.answering import locked, tell
from forum.topics.models import Lane, Means, MergeQuestion, Outcome, Topic, TopicReferral, TopicSecond, TopicState
from forum.workdays import queries as workdays

# ---- merging ----


@command
async def merge_topic(topic_id: int, into_id: int, words: str = "", *, by: Actor, means: Means = Means.HERE) -> None:
    """Two that are the same go on as one. Who stood behind the one is asked about the other, and not moved."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic, into = await locked(topic_id), await Topic.get_or_none(id=into_id)
        if into is None:
            raise BadInput({"into": Sentence(N_("请从列表中选一项。"))})
        rules.check_merge(topic_id, topic.state, into_id, into.state)
        topic.merged_into_id = into_id
        await tell(topic, TopicState.MERGED, words, by=by, means=means)
        stand = await queries.behind(topic_id) - await queries.behind(into_id)
        follow = {*await follows.followers(topic_id)} - {*await follows.followers(into_id)}
        asked = stand | (follow - await queries.behind(into_id))
        await MergeQuestion.bulk_create([MergeQuestion(topic_id=topic_id, person_id=one) for one in sorted(asked)])
        record("topic.merged", by, topic=topic_id, into=into_id, asked=len(asked))


@command
async def answer_merge(question_id: int, agreed: bool, *, by: Actor) -> None:
    """Stand behind the other topic, too, or not: it is seconded where that is still open."""
    async with transaction():
        question = await MergeQuestion.get_or_none(id=question_id).prefetch_related("topic")
        if question is None:
            raise NotFound(N_("找不到这一项，可能已经删除。"))
        if question.person_id != person_of(by):
            raise NotAllowed(N_("这是问别人的，请本人来答。"))
        if question.agreed is not None:
            raise RuleBroken(N_("您已经答过了。"))
        question.agreed, question.answered_at = agreed, clock.now()
        await question.save(update_fields=["agreed", "answered_at"])
        into = await queries.end_of(question.topic)
        if agreed and question.person_id in await queries.behind(question.topic_id):
            await _stand_behind(into, question.person_id)
        elif agreed:
            await following.follow_topic(into.id, by=by)
        record("topic.merge_answered", by, topic=into.id, merged=question.topic_id, agreed=agreed)


async def _stand_behind(topic: Topic, person_id: int) -> None:
    behind = {topic.proposer_id, *(one.person_id for one in await TopicSecond.filter(topic_id=topic.id))}
    if topic.state is TopicState.PROPOSED and person_id not in behind:
        await TopicSecond.create(topic_id=topic.id, person_id=person_id, at=clock.now())


# ---- the fast lane, and units ----


@command
async def take_fast_lane(
    topic_id: int, words: str = "", *, by: Actor, unit_id: int | None = None, means: Means = Means.HERE
) -> None:
    """Deal with it at once, without a session: by the office, or by a unit whose answer goes to the proposer."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic, terms = await locked(topic_id), await queries.terms()
        rules.check("fast", topic.state, in_project=topic.done_at is not None)
        until = clock.now() + timedelta(hours=terms.fast_hours)
        if terms.fast_rests:
            until = await workdays.hours_after(clock.now(), terms.fast_hours)
        topic.lane, topic.fast_until, topic.reply_due = Lane.FAST, until, clock.local(until).date()
        await tell(topic, TopicState.FAST, words, by=by, means=means, outcome=Outcome.ASSIGNED if unit_id else None)
        if unit_id:
            await _ask(topic, unit_id, until, words)
        record("topic.taken_fast", by, topic=topic_id, unit=unit_id, until=until.isoformat())


@command
async def refer_topic(topic_id: int, unit_id: int, words: str = "", *, by: Actor, means: Means = Means.HERE) -> None:
    """Ask a unit to deal with it within its time; the office passes its answer on the working day after."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        topic, terms = await locked(topic_id), await queries.terms()
        rules.check("refer", topic.state, in_project=topic.done_at is not None)
        calendar = await workdays.calendar()
        due = calendar.after(clock.today(), terms.unit_days)
        topic.lane, topic.fast_until, topic.reply_due = Lane.UNIT, None, calendar.after(due, 1)
        await tell(topic, TopicState.REFERRED, words, by=by, means=means, outcome=Outcome.ASSIGNED)
        referral = await _ask(topic, unit_id, clock.from_local(due, time(23, 59)), words)
        record("topic.referred", by, topic=topic_id, unit=unit_id, referral=referral, due=due.isoformat())


async def _ask(topic: Topic, unit_id: int, due_at: datetime, request: str) -> int:
    if not await Unit.exists(id=unit_id):
        raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
    made = await TopicReferral.create(
        topic_id=topic.id, unit_id=unit_id, asked_at=clock.now(), due_at=due_at, request=request, words=""
    )
    return made.id


@command
async def answer_for_unit(referral_id: int, can: bool, words: str, *, by: Actor) -> None:
    """A delegate answers, or the office takes down what the unit says.

    What was done in the fast lane is told to the proposer at once; any other answer the office passes on.
    """
    async with transaction():
        referral = await TopicReferral.get_or_none(id=referral_id)
        if referral is None:
            raise NotFound(N_("找不到这一项，可能已经删除。"))
        if referral.unit_id not in by.units and not by.in_office:
            raise NotAllowed(N_("只有这个单位的代表可以回复。"))
        rules.check_unit_answer(referral.answered_at is not None, referral.over_at is not None, can, words)
        referral.can, referral.words = can, words
        referral.answered_at, referral.answered_by_id = clock.now(), person_of(by)
        await referral.save(update_fields=["can", "words", "answered_at", "answered_by_id"])
        topic = await locked(referral.topic_id)
        record("topic.unit_answered", by, topic=topic.id, unit=referral.unit_id, referral=referral_id, can=can)
        if can and topic.state is TopicState.FAST:
            told = await tell(
                topic, TopicState.ANSWERED, words, by=by, outcome=Outcome.SOLVED, unit_id=referral.unit_id
            )
            record("topic.answered", by, topic=topic.id, answer=told, outcome=Outcome.SOLVED.value)
