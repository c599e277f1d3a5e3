"""What of a topic is an echo, and for whom: who proposed it, and who stood by it."""

from __future__ import annotations

from collections.abc import Collection

from forum import i18n, pages, parts
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.topics.models import TOPIC_STATE_NAMES, Topic, TopicSecond, TopicState

MOVED = {
    TopicState.ACCEPTED: N_("移出了议程，等下次会议"),
    TopicState.SCHEDULED: N_("列入了会议议程"),
    TopicState.DECIDED: N_("会上议决了"),
    TopicState.IN_HAND: N_("开始办理"),
    TopicState.DONE: N_("办结了，等提出人评价"),
    TopicState.CLOSED: N_("评价满意，办结"),
    TopicState.REOPENED: N_("评价不满意，重新办理"),
}


def offer() -> None:
    parts.matters["topic"] = Matter(people, links)
    parts.echoes.update(
        {
            "topic.accepted": Echo("topic", lambda _: N_("社区已受理")),
            "topic.returned": Echo("topic", lambda _: N_("已退回，附有理由")),
            "topic.moved": Echo("topic", lambda event: MOVED.get(TopicState(event.data["state"]))),
            "topic.seconded": Echo("topic", lambda _: N_("有邻居附议"), to=proposer),
        }
    )


async def people(topic_id: int) -> set[int]:
    seconders = await TopicSecond.filter(topic_id=topic_id).values_list("person_id", flat=True)
    return {int(str(one)) for one in seconders} | await _proposer(topic_id)


async def proposer(event: Event) -> set[int]:
    return await _proposer(event.data["topic"])


async def _proposer(topic_id: int) -> set[int]:
    return {topic.proposer_id for topic in await Topic.filter(id=topic_id).only("id", "proposer_id")}


async def links(ids: Collection[int]) -> dict[int, Link]:
    mark = pages.environment.filters["topic_mark"]
    return {
        topic.id: Link(
            f"/topics/{topic.id}", topic.title, topic.place.path,
            (mark(topic.state), i18n.translate(TOPIC_STATE_NAMES[topic.state])),
        )
        for topic in await Topic.filter(id__in=list(ids)).prefetch_related("place")
    }  # fmt: skip
