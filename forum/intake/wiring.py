"""The doors by which matters come in: their pages and words, what waits there, what is made of what was held."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from forum import i18n, pages, parts
from forum.access import Actor, Permission, allowed
from forum.comments import routes as comments
from forum.errors import N_
from forum.following import queries as follows
from forum.following import routes as following
from forum.intake import routes as intake
from forum.intake import telling
from forum.intake.models import TOLD_HOW_NAMES, ToldHow
from forum.journal import Event
from forum.moderation import queries as moderated
from forum.moderation import routes as moderation
from forum.moderation.models import HELD_KIND_NAMES, HELD_STATE_NAMES, HeldKind, HeldState
from forum.opinions import routes as opinions
from forum.pages import NavItem
from forum.rounds import routes as rounds
from forum.topic_files import routes as topic_files
from forum.topics import queries as topics
from forum.topics.models import CHANNEL_NAMES, Channel


def install(app: Any) -> None:
    for slice_ in (intake, following, rounds, opinions, comments, moderation, topic_files):
        app.register_blueprint(slice_.blueprint)
    parts.sections_of_topic[:] = [
        (10, following.section), (15, intake.photos), (20, intake.section), (30, topic_files.section),
        (40, comments.section),
    ]  # fmt: skip
    pages.navigation.append(NavItem("/intake", N_("受理台"), 15, lambda actor: allowed(actor, Permission.TAKE_DOWN)))
    parts.tasks += [moderated.tasks, telling.tasks]
    if "topic" in parts.matters:
        parts.matters["topic"] = replace(parts.matters["topic"], people=follows.concerned)
    parts.matters["held"] = parts.Matter(moderated.matter_people, moderated.matter_links)
    parts.echoes.update({
        "held.released": parts.Echo("held", lambda _: N_("已公开")),
        "held.returned": parts.Echo("held", lambda _: N_("没有公开，理由在回执上")),
        "comment.hidden": parts.Echo("topic", lambda _: N_("您的一条留言被隐藏，理由在议题页上"), to=_author),
        "comment.shown": parts.Echo("topic", lambda _: N_("您的留言已恢复"), to=_author),
        "comment.posted": parts.Echo("topic", lambda event: N_("社区回复了") if event.data["official"] else None),
    })  # fmt: skip
    parts.picture_readers.update(topic=_sees_topic_photos, held=_sees_held_photos)
    pages.environment.filters.update(
        channel=lambda channel: i18n.translate(CHANNEL_NAMES[Channel(channel)]),
        told_how=lambda how: i18n.translate(TOLD_HOW_NAMES[ToldHow(how)]),
        held_kind=lambda kind: i18n.translate(HELD_KIND_NAMES[HeldKind(kind)]),
        held_state=lambda state: i18n.translate(HELD_STATE_NAMES[HeldState(state)]),
        seconder=lambda person: topics.seconder_name(person, pages.reader()),
        proposer=lambda topic: topics.proposer_name(topic, pages.reader()),
    )


async def _author(event: Event) -> set[int]:
    return {event.data["person"]}


async def _sees_topic_photos(topic_id: int, reader: Actor | None) -> bool:
    """Neighbours; what stands in a photo cannot be masked for the public."""
    return reader is not None


async def _sees_held_photos(held_id: int, reader: Actor | None) -> bool:
    own = reader is not None and reader.person_id in await moderated.matter_people(held_id)
    return own or allowed(reader, Permission.MODERATE)
