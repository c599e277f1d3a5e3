"""What a topic's page shows, to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forum import pages, parts
from forum.access import Actor, Permission, allowed
from forum.people.queries import public_words
from forum.topics import links, queries, rules
from forum.topics.models import MEANS_NAMES, OUTCOME_NAMES, Means, MergeQuestion, Outcome, Topic, TopicState
from forum.units import picking
from forum.workdays import queries as workdays

CLOSING = [(outcome, OUTCOME_NAMES[outcome]) for outcome in rules.CLOSING]
RETURNING = [(outcome, OUTCOME_NAMES[outcome]) for outcome in (Outcome.OUTSIDE, Outcome.KEPT, Outcome.RAISED)]


async def shown(topic_id: int) -> dict[str, Any]:
    topic = await queries.topic(topic_id)
    reader, terms = pages.reader(), await queries.terms()
    may_screen = allowed(reader, Permission.SCREEN_TOPIC)
    return {
        "topic": topic,
        "links": [link for links_of in parts.links_of_topic for link in await links_of(topic_id)],
        "seconds_needed": terms.seconds,
        "seconded_by_reader": reader is not None and any(s.person_id == reader.person_id for s in topic.seconds),
        "may_screen": may_screen,
        "may_see_names": reader is not None,
        "public": str if reader else await masking(topic),
        "open_to_seconds": topic.state is TopicState.PROPOSED,
        "sections": [await section(topic_id) for _, section in sorted(parts.sections_of_topic, key=lambda one: one[0])],
        **await clock_of(topic),
        **await _answers(topic, reader),
        **(await _screening(topic) if may_screen else {"deeds": {}}),
    }


async def clock_of(topic: Topic) -> dict[str, Any]:
    """What was told, and by when the proposer is told more."""
    return {
        "answers": list(topic.answers),
        "due_mark": links.due_mark(topic.reply_due, await workdays.calendar()),
        "is_open": topic.state in rules.OPEN and topic.state is not TopicState.DONE,
    }


async def _answers(topic: Topic, reader: Actor | None) -> dict[str, Any]:
    """Whom it waits for, and what the reader may say to the answer."""
    answers = list(topic.answers)
    open_referrals = [one for one in topic.referrals if one.over_at is None]
    asked = open_referrals[-1] if open_referrals else None
    mine = reader is not None and reader.person_id == topic.proposer_id
    goes_on_in = await queries.end_of(topic)
    return {
        "referral": asked,
        "may_see_unit": asked is not None and reader is not None and asked.unit_id in reader.units,
        "may_answer_for_unit": asked is not None
        and asked.answered_at is None
        and reader is not None
        and (asked.unit_id in reader.units or reader.in_office),
        "goes_on_in": goes_on_in if goes_on_in.id != topic.id else None,
        "title_of_next": await _title(goes_on_in, reader),
        "merged": [(one, await _title(one, reader)) for one in topic.merged],  # type: ignore[attr-defined]
        "unseen": mine and any(one.seen_at is None for one in answers),
        "merge_question": await _question(topic, reader),
    }


async def _title(topic: Topic, reader: Actor | None) -> str:
    return topic.title if reader else (await queries.public_titles([topic]))[topic.id]


async def _question(topic: Topic, reader: Actor | None) -> MergeQuestion | None:
    if reader is None or topic.state is not TopicState.MERGED:
        return None
    return await MergeQuestion.get_or_none(topic_id=topic.id, person_id=reader.person_id)


async def _screening(topic: Topic) -> dict[str, Any]:
    in_project = topic.done_at is not None
    last = list(topic.answers)[-1:]
    return {
        "deeds": {deed: rules.may(deed, topic.state, in_project=in_project) for deed in rules.FROM},
        "units": await picking.offered(),
        "others": [(one.id, f"{one.id} · {one.title}") for one in await queries.to_merge_into(topic.id)],
        "closing": CLOSING,
        "returning": RETURNING,
        "means": list(MEANS_NAMES.items()),
        "usual_means": Means.HERE if await queries.reads_here(topic.proposer_id) else Means.PHONE,
        "reads_here": await queries.reads_here(topic.proposer_id),
        "untold": bool(last) and topic.state in rules.SETTLED and last[0].means is Means.HERE and not last[0].seen_at,
        "nothing": pages.Typed(),
        "terms": await queries.terms(),
    }


async def masking(topic: Topic) -> Callable[[str], str]:
    """How everybody may read the topic's texts."""
    people = [topic.proposer, *(second.person for second in topic.seconds)]
    answers = [one.words for one in topic.answers]
    adjusted = (await parts.adjusted(parts.adjustments_of_topics, [topic.id]))[topic.id]
    return await public_words([topic.title, topic.text, *answers], people, adjusted=adjusted)
