from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.functions import Count
from tortoise.query_utils import Prefetch

from forum import clock, i18n, parts
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound
from forum.people.models import Person, SignIn
from forum.people.names import masked
from forum.people.queries import acting_units, public_lines
from forum.topics import rules
from forum.topics.models import (
    Means,
    MergeQuestion,
    Topic,
    TopicAnswer,
    TopicReferral,
    TopicSecond,
    TopicState,
    TopicTerms,
)
from forum.topics.rules import Terms

OPEN = (TopicState.PROPOSED,)
SHOWN_TO_MERGE = 200


async def topic(topic_id: int) -> Topic:
    """With proposer, place, seconds (with their people), answers, referrals and what it was merged with. NotFound."""
    return await _shown(id=topic_id)


async def topic_by(token: str) -> Topic:
    """By the address on its slip, with all that `topic` brings. Raises NotFound."""
    return await _shown(token=token)


async def _shown(**which: Any) -> Topic:
    found = await Topic.get_or_none(**which).prefetch_related(
        "proposer", "place", "seconds__person", "answers__unit", "referrals__unit", "merged__proposer"
    )
    if found is None:
        raise NotFound(N_("找不到这个议题。"))
    return found


async def end_of(topic: Topic) -> Topic:
    """The topic that goes on where this one was merged, over as many as there are; itself where it was not."""
    while topic.merged_into_id is not None:
        topic = await Topic.get(id=topic.merged_into_id).prefetch_related("proposer", "place", "answers__unit")
    return topic


async def topics(state: TopicState | None = None, proposer_id: int | None = None) -> list[Topic]:
    """Newest first, each with its place and `seconded`, the number of seconds."""
    query = Topic.all()
    if state:
        query = query.filter(state=state)
    if proposer_id:
        query = query.filter(proposer_id=proposer_id)
    return await query.annotate(seconded=Count("seconds")).order_by("-id").prefetch_related("place", "proposer")


async def ready_for_agenda() -> list[Topic]:
    return await Topic.filter(state__in=[TopicState.ACCEPTED, TopicState.REOPENED]).order_by("id")


async def newest() -> list[Topic]:
    """To choose one of, whatever has become of it."""
    return await Topic.all().order_by("-id").limit(SHOWN_TO_MERGE)


async def to_merge_into(topic_id: int) -> list[Topic]:
    """What this one might be the same as, newest first."""
    going_on = Topic.filter(state__in=sorted(rules.OPEN)).exclude(id=topic_id)
    return await going_on.order_by("-id").limit(SHOWN_TO_MERGE)


async def behind(topic_id: int) -> set[int]:
    """Ids of those who stand behind a topic: who proposed and who seconded it."""
    proposers: list[int] = await Topic.filter(id=topic_id).values_list("proposer_id", flat=True)  # type: ignore[assignment]
    seconders: list[int] = await TopicSecond.filter(topic_id=topic_id).values_list("person_id", flat=True)  # type: ignore[assignment]
    return {*proposers, *seconders}


async def terms() -> Terms:
    kept = await TopicTerms.all().order_by("id").first()
    return Terms.from_json(kept.terms if kept else {})


# ---- what waits ----


@dataclass(frozen=True)
class Waiting:
    """An open topic and what a unit was asked about it, if one was; `unheard`: that unit has nobody who signs in."""

    topic: Topic
    referral: TopicReferral | None = None
    unheard: bool = False

    @property
    def at_unit(self) -> bool:
        asked = self.referral
        return asked is not None and asked.answered_at is None and self.topic.state in {
            TopicState.REFERRED, TopicState.FAST,
        }  # fmt: skip

    @property
    def due(self) -> date:
        return self.topic.reply_due


async def waiting() -> list[Waiting]:
    """Every topic whose proposer is to be told more, most pressing first; what is done waits for its proposer."""
    open_ = sorted(rules.OPEN - {TopicState.DONE})
    found = Topic.filter(state__in=open_).annotate(seconded=Count("seconds")).order_by("reply_due", "id")
    newest = Prefetch("referrals", TopicReferral.filter(over_at=None).prefetch_related("unit"), to_attr="asked")
    topics = await found.prefetch_related("place", "proposer", newest)
    heard = await acting_units()
    asked = [topic.asked[-1] if topic.asked else None for topic in topics]  # type: ignore[attr-defined]
    return [
        Waiting(topic, one, one is not None and one.unit_id not in heard)
        for topic, one in zip(topics, asked, strict=True)
    ]


async def asked_of(units: Collection[int]) -> list[TopicReferral]:
    """What these units were asked and have not answered, most pressing first."""
    open_ = TopicReferral.filter(unit_id__in=list(units), over_at=None, answered_at=None)
    return await open_.order_by("due_at", "id").prefetch_related("topic", "unit")


async def merge_questions(person_id: int) -> list[MergeQuestion]:
    """What this person is asked about topics that were merged."""
    return await MergeQuestion.filter(person_id=person_id, agreed=None).order_by("id").prefetch_related("topic")


async def untold() -> list[TopicAnswer]:
    """Answers that settled a topic and stand here only, while their proposers have never signed in to read them."""
    settling = TopicAnswer.filter(means=Means.HERE, seen_at=None, state__in=sorted(rules.SETTLED - {TopicState.CLOSED}))
    found = await settling.order_by("id").prefetch_related("topic__proposer", "topic__place")
    signing_in = await _sign_in({one.topic.proposer_id for one in found})
    return [one for one in found if one.topic.state is one.state and one.topic.proposer_id not in signing_in]


async def _sign_in(people: Collection[int]) -> set[int]:
    alive = SignIn.filter(person_id__in=list(people), revoked_at=None, expires_at__gt=clock.now())
    ids: list[int] = await alive.values_list("person_id", flat=True)  # type: ignore[assignment]
    return set(ids)


async def reads_here(person_id: int) -> bool:
    """Whether this person has a device that is signed in, and so reads what is written here."""
    return bool(await _sign_in([person_id]))


async def on_their_way(most: int, among: Collection[int] = ()) -> tuple[list[tuple[Topic, str]], int]:
    """For the board: the newest topics that are not settled, with their titles as everybody reads them; how many.

    `among`: of these places only, where any are given.
    """
    moving = Topic.filter(state__in=sorted(rules.OPEN), **({"place_id__in": list(among)} if among else {}))
    found = await moving.order_by("-id").limit(most).select_related("place", "proposer")
    titles = await public_titles(found)
    return [(topic, titles[topic.id]) for topic in found], await moving.count()


def proposer_name(topic: Topic, reader: Actor | None) -> str:
    """As the reader may know it: an anonymous proposer is known to those who take matters down, and to themselves."""
    if topic.anonymous and not allowed(reader, Permission.TAKE_DOWN):
        own = reader is not None and reader.person_id == topic.proposer_id
        return i18n.say(N_("一位居民（您）") if own else N_("一位居民"))
    return topic.proposer.name if reader or topic.proposer.official else masked(topic.proposer.name)


def seconder_name(person: Person, reader: Actor | None) -> str:
    """Who only ever called is named to those who take matters down."""
    if not person.on_register and not allowed(reader, Permission.TAKE_DOWN):
        return i18n.say(N_("一位居民"))
    return person.name if reader else masked(person.name)


async def public_titles(topics: list[Topic]) -> dict[int, str]:
    """By id, as somebody who is not signed in may read them; the topics come with their proposers."""
    adjusted = await parts.adjusted(parts.adjustments_of_topics, [topic.id for topic in topics])
    lines = await public_lines(
        [(topic.title, topic.proposer) for topic in topics], [adjusted[topic.id] for topic in topics]
    )
    return dict(zip((topic.id for topic in topics), lines, strict=True))
