"""五议共治: what form a topic is taken up in, proposed on its page and where a session is planned for it."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from agenda.matters import commands, queries, rules
from agenda.matters.models import FORM_NAMES, MatterForm
from forum import i18n, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, BadInput, Sentence
from forum.forms import given
from forum.parts import Link
from forum.topics import queries as topics
from forum.topics.models import CATEGORY_NAMES, Category, Topic, TopicState

blueprint = Blueprint("matters", __name__)
_READY = {TopicState.ACCEPTED, TopicState.REOPENED}


@blueprint.get("/forms")
async def show() -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    return await pages.page("agenda/matters/forms.html", **await _shown())


@blueprint.post("/forms")
async def choose() -> Response:
    typed = await given()
    try:
        forms = {category: MatterForm(typed.get(category.value, "")) for category in Category}
    except ValueError:
        refusal = BadInput({"form": Sentence(N_("请从列表中选一项。"))})
        return await pages.refused_page("agenda/matters/forms.html", refusal, typed, **await _shown())
    await commands.choose_forms(forms, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done("/forms", N_("已改好：以后受理的议题按这个建议。"))


async def _shown() -> dict[str, Any]:
    words = [(form.value, FORM_NAMES[form]) for form in MatterForm]
    forms = await queries.forms()
    return {"forms": [(category, CATEGORY_NAMES[category], forms[category]) for category in Category], "words": words}


async def form_of_topic(topic_id: int) -> list[Link]:
    """On the topic's page, for who plans sessions: the form that is proposed, why, and the way to it."""
    if not allowed(pages.reader(), Permission.PLAN_SESSION):
        return []
    topic = await topics.topic(topic_id)
    if topic.state not in _READY:
        return []
    form = await queries.form_of(topic)
    at_once = form is MatterForm.AT_ONCE
    href = f"/whistles/new?topic={topic_id}" if at_once else f"/sessions/new?topic={topic_id}"
    text = i18n.say(N_("建议：{form}"), form=i18n.translate(FORM_NAMES[form]))
    return [Link(href, text, i18n.say(rules.reason(CATEGORY_NAMES[topic.category], form)))]


async def proposed(topic_id: int) -> dict[str, Any]:
    """For the page where a session is planned for a topic: its fields as the form proposes them, and why."""
    topic: Topic = await topics.topic(topic_id)
    form = await queries.form_of(topic)
    venue = topic.place.path if form is MatterForm.ON_SITE else ""
    return {
        "topic": topic,
        "form": FORM_NAMES[form],
        "why": rules.reason(CATEGORY_NAMES[topic.category], form),
        "at_once": form is MatterForm.AT_ONCE,
        "fields": {"kind": rules.kind_of(form).value, "title": topic.title, "venue": venue},
    }
