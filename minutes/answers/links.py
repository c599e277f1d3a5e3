"""What waits to be said of an answer, and where it is said."""

from __future__ import annotations

from markupsafe import Markup

from forum import i18n, pages
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.topics.links import topic_mark
from forum.topics.models import TOPIC_STATE_NAMES
from minutes.answers import asking, queries


async def on_topic_page(topic_id: int) -> Markup:
    shown = await queries.shown(topic_id)
    return Markup(pages.render("minutes/answers/_section.html", **shown)) if shown else Markup("")


async def tasks(actor: Actor) -> list[Link]:
    """What was answered and waits to be rated, by who asked and whom it concerns."""
    found = []
    for told in await asking.to_rate(actor) if actor.person_id else []:
        topic = told.topic
        mine = topic.proposer_id == actor.person_id
        words = N_("您提的事答复了，请您评价") if mine else N_("和您有关的事答复了，请您评一评")
        mark = (topic_mark(topic.state), i18n.translate(TOPIC_STATE_NAMES[topic.state]))
        at = f"/topics/{topic.id}#rate"
        found.append(Link(at, topic.title, i18n.translate(words), mark, group=i18n.translate(N_("评价"))))
    return found
