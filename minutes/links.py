"""How projects and action items read in a line: their marks, and their links on the floors below."""

from __future__ import annotations

from forum import i18n, pages
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.topics.links import stations
from minutes.action_items import queries as actions
from minutes.action_items.links import due_mark
from minutes.projects import asking, rules
from minutes.projects import queries as projects
from minutes.projects.asking import Asked
from minutes.projects.models import PROJECT_STATE_NAMES, REOPENING_NAMES, Project, ProjectState
from minutes.resources import queries as resources

NEWEST = 6

PROJECT_MARKS = {
    ProjectState.IN_HAND: "doing",
    ProjectState.DONE: "done",
    ProjectState.CLOSED: "rated",
    ProjectState.REOPENED: "reopened",
    ProjectState.WITHDRAWN: "withdrawn",
}


def project_mark(project: Project) -> tuple[str, str]:
    return PROJECT_MARKS[project.state], i18n.translate(state_word(project))


def state_word(project: Project) -> str:
    """Of one that is done again also why."""
    if project.state is ProjectState.REOPENED and project.reopened_by:
        return REOPENING_NAMES[project.reopened_by]
    return PROJECT_STATE_NAMES[project.state]


def project_stations(project: Project) -> list[tuple[str, str, str | None]]:
    """The way of the project's topic; of a project that came from none, what is left of it."""
    if project.topic:
        return stations(project.topic)
    reached = rules.station(project.state)
    days = [project.started_at, project.done_at, None]
    return [
        (
            i18n.translate(word),
            "done" if index < reached else "current" if index == reached else "todo",
            i18n.short_day(days[index]) if index < reached and days[index] else None,
        )
        for index, word in enumerate(rules.STATIONS)
    ]


async def projects_of_topic(topic_id: int) -> list[Link]:
    return await _links(await projects.projects_of_topic(topic_id))


async def projects_in_hand() -> list[Link]:
    return await _links(await projects.in_hand(NEWEST))


async def _links(found: list[Project]) -> list[Link]:
    titles = {} if pages.reader() else await projects.public_titles(found)
    return [line(project, titles.get(project.id, "")) for project in found]


def line(project: Project, title: str = "") -> Link:
    note = i18n.say(N_("项目 · {unit}牵头"), unit=project.lead.name)
    return Link(
        f"/projects/{project.id}",
        title or project.title,
        note,
        project_mark(project),
        group=i18n.translate(N_("评价")),
    )


async def tasks(actor: Actor) -> list[Link]:
    """What is done and waits to be rated, by who asked and whom it concerns; what nobody rated, for who calls back."""
    done = await asking.to_rate(actor) if actor.person_id else []
    return [*map(_rating, done), *map(_call_back, await asking.to_call_back(actor))]


def _call_back(project: Project) -> Link:
    note = i18n.say(N_("办结了还没有人评，请回访 · {unit}"), unit=project.lead.name)
    at = f"/projects/{project.id}#call-back"
    return Link(at, project.title, note, project_mark(project), group=i18n.translate(N_("评价")))


def _rating(asked: Asked) -> Link:
    words = N_("您提的事办结了，请您评价") if asked.proposer else N_("和您有关的事办结了，请您评一评")
    at = f"/projects/{asked.project.id}#rate"
    mark = project_mark(asked.project)
    return Link(at, asked.project.title, i18n.translate(words), mark, group=i18n.translate(N_("评价")))


async def of_unit(unit_id: int) -> list[Link]:
    """What a unit leads and has led, what it has still to do first; then what it shares."""
    led = await actions.led_by(unit_id)
    shared = await resources.of_unit(unit_id)
    return [
        *(Link(f"/actions/{one.id}", one.text, one.project.title, due_mark(one)) for one in led),
        *(Link(f"/resources/{one.id}", one.text, i18n.translate(N_("共享的资源"))) for one in shared),
    ]
