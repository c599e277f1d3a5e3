from __future__ import annotations

from datetime import time
from typing import Any

from forum import clock
from forum.access import SYSTEM, Actor, person_of
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.journal import answer, command, transaction
from forum.topics import answering
from forum.topics.models import Topic, TopicAnswer
from minutes.answers import asking, rules
from minutes.answers.models import AnswerRating
from minutes.projects.models import RatingSource
from minutes.projects.rules import SCORE_NAMES, check_source, closes, reopens


@command
async def rate_answer(answer_id: int, score: int, words: str = "", *, by: Actor, anonymous: bool = False) -> bool:
    """Rate what was done, 1 to 5; answers whether that opened the topic again. Once a person and answer.

    Of an anonymous one neither the rating nor an event says whose it is, and the hour is not kept.
    """
    async with transaction():
        person_id = person_of(by)
        topic, told = await _rateable(answer_id, score, person_id)
        if person_id != topic.proposer_id and await asking.carried_out(topic.id, by):
            raise NotAllowed(N_("这是您单位办的事，请居民来评。"))
        rating = await AnswerRating.create(
            answer_id=told.id, score=score, words=words, anonymous=anonymous, **_whose(told.id, person_id, anonymous)
        )
        return answer(await _judge(topic, rating, person_id, SYSTEM if anonymous else by))


@command
async def enter_answer_rating(
    answer_id: int, score: int, source: RatingSource, words: str = "", *, by: Actor, person_id: int | None = None
) -> bool:
    """回访: entered by the office or who visits there, of `person_id` or of somebody affected who gave no name.

    Answers whether that opened the topic again.
    """
    async with transaction():
        check_source(source)
        topic, told = await _rateable(answer_id, score, person_id)
        if not await asking.may_call_back(topic, by):
            raise NotAllowed(N_("回访由社区工作人员和负责这里的网格员来记。"))
        if person_id is not None and person_id not in {one.id for one in await asking.to_ask(topic, told.id, by)}:
            raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
        rating = await AnswerRating.create(
            answer_id=told.id, person_id=person_id, score=score, words=words, at=clock.now(), source=source,
            entered_by_id=person_of(by),
        )  # fmt: skip
        return answer(await _judge(topic, rating, person_id, by))


def _whose(answer_id: int, person_id: int, anonymous: bool) -> dict[str, Any]:
    if not anonymous:
        return {"person_id": person_id, "at": clock.now()}
    return {"mark": asking.mark(answer_id, person_id), "at": clock.from_local(clock.today(), time())}


async def _rateable(answer_id: int, score: int, person_id: int | None) -> tuple[Topic, TopicAnswer]:
    """Raises NotFound, BadInput, RuleBroken."""
    told = await TopicAnswer.get_or_none(id=answer_id)
    if told is None:
        raise NotFound(N_("找不到这次答复。"))
    if score not in SCORE_NAMES:
        raise BadInput({"score": Sentence(N_("请选 1 到 5 分。"))})
    topic, newest = await answering.locked(told.topic_id), await asking.newest(told.topic_id)
    rated = person_id is not None and await asking.rated_by(answer_id, person_id)
    rules.check_rate(topic.state, is_newest=newest == told, rated=rated)
    return topic, told


async def _judge(topic: Topic, rating: AnswerRating, person_id: int | None, by: Actor) -> bool:
    """As of a project: the proposer's word closes or opens again, and so do many low ones; all others are kept."""
    proposer = person_id == topic.proposer_id
    scores = [one.score for one in await AnswerRating.filter(answer_id=rating.answer_id)]
    again = reopens(rating.score, scores, proposer=proposer)
    await answering.judged(topic, rating.answer_id, rating.score, again=again, closes=closes(
        proposer=proposer, asked=True, called_back=rating.source is not RatingSource.DEVICE), by=by)  # fmt: skip
    return again
