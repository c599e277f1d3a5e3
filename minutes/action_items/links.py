"""How action items read in a line: their marks, whom they wait for, and what the hall and later sessions are told."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta

from agenda.planning import queries as planning
from agenda.planning.commands import stand_follow_up
from agenda.sessions.models import Session
from forum import clock, i18n
from forum.access import SYSTEM, Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Link
from minutes.action_items import following
from minutes.action_items import queries as actions
from minutes.action_items.following import Followed
from minutes.action_items.models import ACTION_STATE_NAMES, DEED_NAMES, ActionItem, ActionState, Deed
from minutes.action_items.rules import SOON_DAYS, Waits, due_words, handed_in_words, waiting_words, waits_for
from minutes.chasing import queries as chasing
from minutes.chasing.models import ChaseUp


def due_mark(action: ActionItem) -> tuple[str, str]:
    """The mark of an action item: that it is over, or how much time is left for it."""
    if action.is_over:
        return action_mark(action.state)
    if action.state is ActionState.HANDED_IN and action.moved_at:
        kind, words = handed_in_words(action.due_on, clock.local(action.moved_at).date())
    else:
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
    ActionState.WITHDRAWN: "withdrawn",
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
    Deed.CORRECTED: "draft",
    Deed.WITHDRAWN: "withdrawn",
}


def action_mark(state: ActionState) -> tuple[str, str]:
    return ACTION_MARKS[state], i18n.translate(ACTION_STATE_NAMES[state])


def deed_mark(deed: Deed) -> tuple[str, str]:
    return DEED_MARKS.get(deed, "doing"), i18n.translate(DEED_NAMES[deed])


# ---- what waits for whom ----


GROUP = N_("任务")


async def tasks(actor: Actor) -> list[Link]:
    """What waits for this person: their units' action items, the office's decisions, and whistles it may blow.

    The office is told as well of what others will soon be late with, and of what lies with a unit nobody acts for.
    """
    if not actor.in_office:
        return [
            _task(action, actor) for action in await actions.of_units(actor.units) if actions.is_mine(action, actor)
        ]
    pending, soon = await actions.pending(), clock.today() + timedelta(days=SOON_DAYS)
    unheard = await chasing.unheard(pending)
    whistled = {action.id for action in await chasing.to_whistle(pending)}
    found = []
    for action in pending:
        pressing = action.due_on <= soon or not action.lead.is_here  # one that has left is to be replaced
        if actions.is_mine(action, actor) or (pressing and action.id not in whistled):
            found.append(_task(action, actor))
        elif action.id in whistled:
            found.append(_whistle(action))
        elif action.id in unheard:
            found.append(_unheard(action))
    return [*(_blown_by_rule(chase) for chase in await chasing.blown_by_rule()), *found]


def _task(action: ActionItem, actor: Actor) -> Link:
    here, asked = action.lead.is_here, actor.in_office and actions.asks_for_time(action)
    waiting = waiting_words(action.state, action.lead.name, asked=asked, here=here)
    day = i18n.day(action.due_on)
    note = i18n.say(N_("任务 · {waiting} · {day}前"), waiting=i18n.say(waiting) if waiting else "", day=day)
    mark = due_mark(action) if waits_for(action.state) is Waits.UNIT else action_mark(action.state)
    return Link(f"/actions/{action.id}", action.text, note, mark, action.due_on, i18n.translate(GROUP))


def _unheard(action: ActionItem) -> Link:
    note = i18n.say(N_("{unit}没有代表，也没有打开过链接：请把办理链接发给它"), unit=action.lead.name)
    return Link(
        f"/actions/{action.id}#links", action.text, note, due_mark(action), action.due_on, i18n.translate(GROUP)
    )


def _whistle(action: ActionItem) -> Link:
    note = i18n.say(N_("任务超期，可以吹哨把单位召到一起 · {unit}"), unit=action.lead.name)
    at = f"/actions/{action.id}#chases"
    return Link(at, action.text, note, due_mark(action), action.due_on, i18n.translate(GROUP))


def _blown_by_rule(chase: ChaseUp) -> Link:
    note = i18n.say(N_("按规则吹了哨，{unit}来报到：请主持，不该吹的可以取消"), unit=chase.action.lead.name)
    mark = ("live", i18n.translate(N_("吹了哨")))
    at = f"/sessions/{chase.session_id}/whistle"
    return Link(at, chase.action.text, note, mark, clock.local(chase.at).date(), i18n.translate(N_("吹哨报到")))


# ---- what the hall and later sessions are told ----


TOLD_IN_THE_HALL = 20
"""Lines of what earlier sessions asked for that its screens hold; all of it is on the session's page."""


async def outcomes_of_item(item_id: int) -> list[Callable[[], str]]:
    """What units took on at an agenda item; read once for all screens, said in the language of each."""
    followed = await following.followed_at(item_id)
    told: list[Callable[[], str]] = [functools.partial(_told, one) for one in followed[:TOLD_IN_THE_HALL]]
    if len(followed) > TOLD_IN_THE_HALL:
        told.append(functools.partial(i18n.say, N_("还有 {n} 项"), n=len(followed) - TOLD_IN_THE_HALL))
    return [*told, *(functools.partial(_outcome, action) for action in await actions.of_item(item_id))]


def _told(one: Followed) -> str:
    day = i18n.short_day(one.action.due_on)
    said = {"text": one.action.text, "unit": one.action.lead.name, "day": day, "state": _stood(one)[1]}
    return i18n.say(N_("{text}（{unit}，{day}前）：{state}"), **said)


def _stood(one: Followed) -> tuple[str, str]:
    if one.late:
        return "overdue", i18n.translate(N_("超期没办完"))
    return action_mark(one.state)


async def taken_on_in_session(session_id: int) -> dict[int, list[Link]]:
    """For who is signed in: what units took on at each item, by the item's id."""
    found: dict[int, list[Link]] = {}
    for action in await actions.of_session(session_id):
        said = {"unit": action.lead.name, "day": i18n.day(action.due_on)}
        note = i18n.say(N_("任务 · {unit}牵头 · {day}前"), **said)
        link = Link(f"/actions/{action.id}", action.text, note, action_mark(action.state))
        found.setdefault(action.item_id or 0, []).append(link)
    return found


async def follow_up_of_session(session_id: int) -> list[Link]:
    """For who is signed in: for what its units were whistled up, and what earlier sessions of the body asked for."""
    session = await Session.get(id=session_id)
    until = session.opened_at or clock.now()
    called = [following.as_of(action, until) for action in await chasing.whistled_to(session_id)]
    known = {one.action.id for one in called}
    earlier = [one for one in await following.followed(session) if one.action.id not in known]
    return [_followed(one) for one in (*called, *earlier)]


def _followed(one: Followed) -> Link:
    action = one.action
    said = {"unit": action.lead.name, "day": i18n.day(action.due_on)}
    said["session"] = action.session.title if action.session else action.project.title
    note = i18n.say(N_("{unit} · {day}前 · {session}"), **said)
    return Link(f"/actions/{action.id}", action.text, note, _stood(one))


async def follow_up_when_closed(events: list[Event]) -> None:
    """The body's next session tells of what this one asked for."""
    for event in events:
        if event.kind == "session.closed":
            session = await Session.get(id=event.data["session"])
            coming = await planning.next_planned(session.body_id)
            if coming:
                await stand_follow_up(coming.id, by=SYSTEM)


def _outcome(action: ActionItem) -> str:
    day = i18n.short_day(action.due_on)
    return i18n.say(N_("{unit}牵头，{day}前：{text}"), unit=action.lead.name, day=day, text=action.text)
