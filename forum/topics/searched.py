"""What of topics can be found: title, text and answer, as each reader may read them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from forum import i18n, parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Document, Link, Searched
from forum.people.names import Show
from forum.people.queries import named_in
from forum.topics.links import topic_mark
from forum.topics.models import TOPIC_STATE_NAMES, Topic, TopicState

STAGES = {
    TopicState.PROPOSED: "asked",
    TopicState.ACCEPTED: "coming",
    TopicState.SCHEDULED: "coming",
    TopicState.RETURNED: "dropped",
    TopicState.DONE: "done",
    TopicState.CLOSED: "done",
    TopicState.ANSWERED: "done",
    TopicState.MERGED: "dropped",
}


def offer() -> None:
    parts.searched["topic"] = Searched(N_("议题"), ids, read, touched)


async def ids() -> list[int]:
    found: list[Any] = list(await Topic.all().order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    return [event.data["topic"]] if event.kind.startswith("topic.") and "topic" in event.data else []


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    found = await Topic.filter(id__in=list(ids)).prefetch_related("place", "proposer", "answers")
    shown: dict[int, Callable[[str], str]] = dict.fromkeys((topic.id for topic in found), str)
    if reader is None:
        shown.update(await _as_public(found))
    return {topic.id: _document(topic, shown[topic.id]) for topic in found}


async def _as_public(topics: list[Topic]) -> dict[int, Show]:
    """As their pages show them; the register is asked once for all."""
    named = await named_in("\n".join(f"{topic.title}\n{_text(topic)}" for topic in topics))
    adjusted = await parts.adjusted(parts.adjustments_of_topics, [topic.id for topic in topics])
    return {topic.id: _show(topic, named).adjusted_to(adjusted[topic.id]) for topic in topics}


def _show(topic: Topic, named: set[str]) -> Show:
    official = topic.proposer.official and not topic.anonymous
    hidden = named if official else named | {topic.proposer.name}
    return Show(frozenset(hidden), frozenset({topic.proposer.name} - hidden))


def _text(topic: Topic) -> str:
    return "\n".join([topic.text, *(answer.words for answer in topic.answers)])


def _document(topic: Topic, show: Callable[[str], str]) -> Document:
    mark = (topic_mark(topic.state), i18n.translate(TOPIC_STATE_NAMES[topic.state]))
    return Document(
        Link(f"/topics/{topic.id}", show(topic.title), show(topic.place.path), mark),
        show(_text(topic)),
        topic.proposed_at, STAGES.get(topic.state, "doing"), topic.category.value, topic.place_id,
    )  # fmt: skip
