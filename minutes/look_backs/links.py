"""回头看 in a line: its mark, what waits for the office, and how a proposer hears of it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from forum import clock, i18n
from forum.access import Actor, Permission, allowed
from forum.errors import N_, Sentence
from forum.journal import Event
from forum.parts import Echo, Link
from forum.people.queries import public_words
from minutes.action_items.rules import due_words
from minutes.look_backs import queries
from minutes.look_backs.models import FINDING_NAMES, Finding, LookBack
from minutes.look_backs.queries import Awaited
from minutes.projects import queries as projects
from minutes.projects.models import Project

MARKS = {Finding.IN_ORDER: "done", Finding.WORSENED: "due", Finding.FAILED: "overdue"}


def mark(finding: Finding) -> tuple[str, str]:
    return MARKS[finding], i18n.translate(FINDING_NAMES[finding])


def due_mark(one: Awaited) -> tuple[str, str]:
    kind, words = due_words(one.due_on, clock.today())
    return kind, i18n.say(words)


FILTERS = {"finding_mark": mark, "look_back_due": due_mark}


async def tasks(actor: Actor) -> list[Link]:
    if not allowed(actor, Permission.OVERSEE_ACTIONS):
        return []
    return [
        Link(
            f"/projects/{one.project.id}/look-back", one.project.title,
            i18n.say(N_("办结 {n} 个月，请回头看"), n=one.months), due_mark(one), one.due_on,
            i18n.translate(N_("回头看")),
        )
        for one in await queries.pressing()
    ]  # fmt: skip


async def readable(found: Collection[LookBack], reader: Actor | None) -> Callable[[str], str]:
    """What was written at them, as this reader may read it."""
    if reader is not None:
        return str
    return await public_words([text for one in found for text in (one.words, *(v.words for v in one.voices))], [])


async def who_sees_photos(look_back_id: int, reader: Actor | None) -> bool:
    return await LookBack.exists(id=look_back_id)


# ---- 回音: to who proposed it ----


def _said(event: Event) -> Sentence:
    finding = Sentence(FINDING_NAMES[Finding(event.data["finding"])])
    return Sentence(N_("社区回头看：{finding}"), {"finding": finding})


async def _topics(event: Event) -> list[int]:
    return await projects.topics_followed(await Project.get(id=event.data["project"]))


async def _proposers(event: Event) -> set[int]:
    return await projects.proposers(await Project.get(id=event.data["project"]))


ECHOES = {"look_back.entered": Echo("topic", _said, of=_topics, to=_proposers)}
