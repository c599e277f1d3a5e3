"""A course of steps as the pages of topics, projects, bodies and the board show it, and what waits for the office."""

from __future__ import annotations

from collections.abc import Callable, Collection

from markupsafe import Markup

from forum import i18n, pages
from forum.access import Actor, Permission, allowed
from forum.bodies import queries as bodies
from forum.errors import N_
from forum.parts import Echo, Link
from forum.people.queries import public_words
from minutes.steps import queries
from minutes.steps.models import STEP_KIND_NAMES, StepKind
from minutes.steps.rules import Standing, Station

TO_DO = {
    StepKind.DELIBERATE: N_("下一步：{name}，排上议程"),
    StepKind.DISCLOSE: N_("下一步：{name}，开始公示"),
    StepKind.OTHER: N_("下一步：{name}，办好了记下来"),
}


ECHOES = {
    "course.begun": Echo("topic", lambda _: N_("定了要走的步骤")),
    "course.step_entered": Echo("topic", lambda _: N_("走完了一步，写了怎么办的")),
    "course.step_skipped": Echo("topic", lambda _: N_("有一步不走，写了理由")),
}
FILTERS = {
    "step_kind": lambda kind: i18n.translate(STEP_KIND_NAMES[StepKind(kind)]),
    "steps_mini": lambda stations: mini(stations),
    "fact_said": lambda fact: i18n.say(fact.what),
}


def mini(stations: list[Station]) -> list[tuple[str, str, str | None]]:
    """As `parts/stations.html` has it; a step that was skipped lies behind."""
    return [
        (one.step.name, "done" if one.standing is Standing.SKIPPED else one.standing.value, None) for one in stations
    ]


async def readable(stations: Collection[Station]) -> Callable[[str], str]:
    """What the office wrote of the steps, as this reader may read it."""
    if pages.reader() is not None:
        return str
    return await public_words([one.entered.note for one in stations if one.entered], [])


async def on_topic_page(topic_id: int) -> Markup:
    """Nothing for the public where the topic goes by no template."""
    course, may_keep = await queries.course_of(topic_id), allowed(pages.reader(), Permission.KEEP_STEPS)
    if course is None and not (may_keep and await queries.in_force()):
        return Markup("")
    stations = await queries.stations(course) if course else []
    public = await readable(stations)
    return Markup(
        pages.render(
            "minutes/steps/_topic.html", topic_id=topic_id, course=course, way=stations, public=public,
            may_keep=may_keep,
        )
    )  # fmt: skip


async def on_body_page(body_id: int) -> Markup:
    found, may_keep = await queries.in_force(body_id), allowed(pages.reader(), Permission.KEEP_STEPS)
    if not found and not may_keep:
        return Markup("")
    body = await bodies.body(body_id)
    return Markup(pages.render("minutes/steps/_body.html", body=body, templates=found, may_keep=may_keep))


async def tasks(actor: Actor) -> list[Link]:
    if not allowed(actor, Permission.KEEP_STEPS):
        return []
    return [
        Link(
            f"/topics/{one.topic.id}/steps#now", one.topic.title,
            i18n.say(TO_DO[one.station.step.kind], name=one.station.step.name),
            ("waiting", i18n.translate(N_("下一步"))), group=i18n.translate(N_("步骤")),
        )
        for one in await queries.for_office()
    ]  # fmt: skip
