"""How projects and action items read in a line: their marks, and their links on the floors below."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta

from forum import clock, i18n, pages
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.topics.links import stations
from minutes.action_items import queries as actions
from minutes.action_items.models import ACTION_STATE_NAMES, DEED_NAMES, ActionItem, ActionState, Deed
from minutes.action_items.rules import SOON_DAYS, due_words, waiting_words
from minutes.projects import queries as projects
from minutes.projects import rules
from minutes.projects.models import PROJECT_STATE_NAMES, Project, ProjectState
from minutes.resources import queries as resources

NEWEST = 6

PROJECT_MARKS = {
    ProjectState.IN_HAND: "doing",
    ProjectState.DONE: "done",
    ProjectState.CLOSED: "rated",
    ProjectState.REOPENED: "reopened",
}


def project_mark(state: ProjectState) -> tuple[str, str]:
    return PROJECT_MARKS[state], i18n.translate(PROJECT_STATE_NAMES[state])


def due_mark(action: ActionItem) -> tuple[str, str]:
    """The mark of an action item: done, or how much time is left for it."""
    if action.state is ActionState.DONE:
        return "done", i18n.translate(N_("已办结"))
    kind, words = due_words(action.due_on, clock.today())
    return kind, i18n.say(words)


ACTION_MARKS = {
    ActionState.ASSIGNED: "waiting",
    ActionState.DECLINED: "returned",
    ActionState.ACCEPTED: "accepted",
    ActionState.IN_HAND: "doing",
    ActionState.HANDED_IN: "answered",
    ActionState.SENT_BACK: "reopened",
    ActionState.DONE: "done",
    ActionState.REOPENED: "reopened",
}

DEED_MARKS = {
    Deed.ACCEPTED: "accepted",
    Deed.DECLINED: "returned",
    Deed.PLANNED: "draft",
    Deed.STEP_DONE: "done",
    Deed.HANDED_IN: "answered",
    Deed.SENT_BACK: "reopened",
    Deed.CHECKED: "done",
    Deed.REOPENED: "reopened",
    Deed.EXTENSION_ASKED: "due",
    Deed.CHASED: "overdue",
}


def action_mark(state: ActionState) -> tuple[str, str]:
    return ACTION_MARKS[state], i18n.translate(ACTION_STATE_NAMES[state])


def deed_mark(deed: Deed) -> tuple[str, str]:
    return DEED_MARKS.get(deed, "doing"), i18n.translate(DEED_NAMES[deed])


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
        project_mark(project.state),
        group=i18n.translate(N_("评价")),
    )


async def tasks(actor: Actor) -> list[Link]:
    """What waits for this person: their units' action items, the office's decisions, own matters to be rated."""
    own = await actions.of_units(actor.units) if actor.units else []
    if actor.in_office:
        own = await actions.pending()
    found = [_task(action, actor) for action in own if _presses(action, actor)]
    done = await projects.to_rate(actor.person_id) if actor.person_id else []
    return found + [_rating(project) for project in done]


def _presses(action: ActionItem, actor: Actor) -> bool:
    """It waits for them; the office is told as well of what others will soon be late with."""
    soon = actor.in_office and action.due_on <= clock.today() + timedelta(days=SOON_DAYS)
    return soon or actions.is_mine(action, actor)


def _task(action: ActionItem, actor: Actor) -> Link:
    waiting = waiting_words(action.state, action.lead.name, asked=actor.in_office and actions.asks_for_time(action))
    day = i18n.day(action.due_on)
    note = i18n.say(N_("任务 · {waiting} · {day}前"), waiting=i18n.say(waiting) if waiting else "", day=day)
    return Link(f"/actions/{action.id}", action.text, note, due_mark(action), action.due_on, i18n.translate(N_("任务")))


def _rating(project: Project) -> Link:
    note = i18n.translate(N_("您提的事办结了，请您评价"))
    return Link(
        f"/projects/{project.id}#rate",
        project.title,
        note,
        project_mark(project.state),
        group=i18n.translate(N_("评价")),
    )


async def outcomes_of_item(item_id: int) -> list[Callable[[], str]]:
    """What units took on at an agenda item; read once for all screens, said in the language of each."""
    return [functools.partial(_outcome, action) for action in await actions.of_item(item_id)]


def _outcome(action: ActionItem) -> str:
    day = i18n.short_day(action.due_on)
    return i18n.say(N_("{unit}牵头，{day}前：{text}"), unit=action.lead.name, day=day, text=action.text)


async def of_unit(unit_id: int) -> list[Link]:
    """What a unit leads and has led, what it has still to do first; then what it shares."""
    led = await actions.led_by(unit_id)
    shared = await resources.of_unit(unit_id)
    return [
        *(Link(f"/actions/{one.id}", one.text, one.project.title, due_mark(one)) for one in led),
        *(Link("/resources", one.text, i18n.translate(N_("共享的资源"))) for one in shared),
    ]
