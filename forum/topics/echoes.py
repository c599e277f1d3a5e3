"""What of a topic is an echo, and for whom: who proposed it, and who stood by it."""

from __future__ import annotations

from collections.abc import Collection

from forum import i18n, parts
from forum.errors import N_, Sentence
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.topics import queries
from forum.topics.links import topic_mark
from forum.topics.models import OUTCOME_NAMES, TOPIC_STATE_NAMES, Outcome, Topic, TopicState

MOVED = {
    TopicState.ACCEPTED: N_("移出了议程，等下次会议"),
    TopicState.SCHEDULED: N_("列入了会议议程"),
    TopicState.DECIDED: N_("会上议决了"),
    TopicState.IN_HAND: N_("开始办理"),
    TopicState.DONE: N_("办结了，请评价"),
    TopicState.CLOSED: N_("评价满意，办结"),
    TopicState.REOPENED: N_("没办好，重新办理"),
}


def offer() -> None:
    parts.matters["topic"] = Matter(queries.behind, links)
    parts.echoes.update(
        {
            "topic.accepted": Echo("topic", lambda _: N_("社区已受理")),
            "topic.returned": Echo("topic", lambda _: N_("已退回，附有理由")),
            "topic.taken_fast": Echo("topic", lambda _: N_("不用等开会，马上办")),
            "topic.referred": Echo("topic", lambda _: N_("转给单位办理")),
            "topic.merged": Echo("topic", lambda _: N_("和另一件合在一起办")),
            "topic.progress_told": Echo("topic", lambda _: N_("社区说了进展")),
            "topic.answered": Echo("topic", _answered),
            "topic.moved": Echo("topic", lambda event: MOVED.get(TopicState(event.data["state"]))),
            "topic.judged": Echo("topic", lambda event: MOVED[TopicState.REOPENED] if event.data["again"] else None),
            "topic.seconded": Echo("topic", lambda _: N_("有邻居附议"), to=proposer),
        }
    )


def _answered(event: Event) -> Sentence:
    return Sentence(N_("社区答复：{outcome}"), {"outcome": Sentence(OUTCOME_NAMES[Outcome(event.data["outcome"])])})


async def proposer(event: Event) -> set[int]:
    return {topic.proposer_id for topic in await Topic.filter(id=event.data["topic"]).only("id", "proposer_id")}


async def links(ids: Collection[int]) -> dict[int, Link]:
    return {
        topic.id: Link(
            f"/topics/{topic.id}", topic.title, topic.place.path,
            (topic_mark(topic.state), i18n.translate(TOPIC_STATE_NAMES[topic.state])),
        )
        for topic in await Topic.filter(id__in=list(ids)).prefetch_related("place")
    }  # fmt: skip
