from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quart import Blueprint, Response

from forum import pages, parts
from forum.access import Permission, allowed
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, parse, text
from forum.people.queries import public_words
from forum.topics import commands, queries, rules
from forum.topics.models import Topic, TopicState

blueprint = Blueprint("topics", __name__)


class ReturnForm(Form):
    reason: text(400)  # type: ignore[valid-type]


class AcceptForm(Form):
    words: optional_line(400) = ""  # type: ignore[valid-type]


@blueprint.get("/topics")
async def index() -> Response:
    topics = await queries.topics()
    titles = {} if pages.reader() else await queries.public_titles(topics)
    return await pages.page("forum/topics/index.html", topics=topics, titles=titles)


@blueprint.get("/topics/<int:topic_id>")
async def show(topic_id: int) -> Response:
    return await pages.page("forum/topics/show.html", **await _shown(topic_id))


@blueprint.post("/topics/<int:topic_id>/second")
async def second(topic_id: int) -> Response:
    typed = await given()
    try:
        await commands.second_topic(topic_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/topics/show.html", refusal, typed, **await _shown(topic_id))
    return await pages.done(f"/topics/{topic_id}", N_("已附议，谢谢您。"))


@blueprint.post("/topics/<int:topic_id>/accept")
async def accept(topic_id: int) -> Response:
    typed = await given()
    try:
        form = parse(AcceptForm, typed)
        await commands.accept_topic(topic_id, form.words, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/topics/show.html", refusal, typed, **await _shown(topic_id))
    return await pages.done(f"/topics/{topic_id}", N_("已受理，并告知提出人。可以列入下次会议的议程了。"))


@blueprint.post("/topics/<int:topic_id>/return")
async def return_(topic_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ReturnForm, typed)
        await commands.return_topic(topic_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/topics/show.html", refusal, typed, **await _shown(topic_id))
    return await pages.done(f"/topics/{topic_id}", N_("已退回，提出人会看到您写的理由。"))


async def _shown(topic_id: int) -> dict[str, Any]:
    topic = await queries.topic(topic_id)
    reader = pages.reader()
    links = [link for links_of in parts.links_of_topic for link in await links_of(topic_id)]
    return {
        "topic": topic,
        "links": links,
        "seconds_needed": rules.SECONDS_NEEDED,
        "seconded_by_reader": reader is not None and any(s.person_id == reader.person_id for s in topic.seconds),
        "may_screen": allowed(reader, Permission.SCREEN_TOPIC),
        "may_see_names": reader is not None,
        "public": str if reader else await _masking(topic),
        "open_to_seconds": _open_to_seconds(topic),
        "sections": [await section(topic_id) for _, section in sorted(parts.sections_of_topic, key=lambda one: one[0])],
    }


async def _masking(topic: Topic) -> Callable[[str], str]:
    seconders = [second.person for second in topic.seconds]
    adjusted = (await parts.adjusted(parts.adjustments_of_topics, [topic.id]))[topic.id]
    return await public_words([topic.title, topic.text, topic.answer], [topic.proposer, *seconders], adjusted=adjusted)


def _open_to_seconds(topic: Topic) -> bool:
    return topic.state is TopicState.PROPOSED
