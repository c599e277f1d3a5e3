"""Rows of each kind as they were at a moment: read as they are, and where something happened since, led there anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from tortoise.functions import Max

from forum import clock
from forum.diary.models import Finding, Outcome
from forum.journal import Event
from forum.topics import queries as topic_queries
from forum.topics import rules as topic_rules
from forum.topics.models import Topic, TopicAnswer, TopicReferral, TopicState
from forum.topics.rules import Terms
from forum.workdays import queries as workdays
from forum.workdays.rules import Calendar
from minutes.action_items.models import ActionItem, ActionNote, ActionState
from minutes.needs.models import Need, NeedState
from minutes.orders import rules as ordering
from minutes.orders.models import Order, OrderState, OrderStep
from minutes.orders.rules import Step
from minutes.projects.models import Project, ProjectState
from minutes.wishes.models import Wish, WishState

Rows = list[dict[str, Any]]
S = TopicState


async def _told(kinds: Iterable[str], **when: Any) -> dict[int, list[Event]]:
    """What is on record of these kinds, by the id of the matter that the kind begins with, in its order."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in await Event.filter(kind__in=list(kinds), **when).order_by("at", "id"):
        found[event.data.get(event.kind.partition(".")[0], 0)].append(event)
    return found


async def _touched(what: str, at: datetime) -> set[int]:
    """Ids of the matters of a kind that something has happened to since."""
    since = Event.filter(kind__startswith=f"{what}.", at__gte=at).only("id", "data")
    return {event.data[what] for event in await since if what in event.data}


def _local(at: datetime) -> date:
    return clock.local(at).date()


# ---- topics ----

_SAID = ("topic.moved", "topic.judged", "topic.progress_told", "topic.taken_fast", "topic.referred")


async def topics(at: datetime) -> Rows:
    fields = ("id", "state", "reply_due", "answered_at", "proposed_at", "done_at", "settled_at")
    rows: Rows = list(await Topic.filter(proposed_at__lt=at).values(*fields))
    since = [row["id"] for row in rows if any(row[name] and row[name] >= at for name in fields[3:])]
    touched = await _touched("topic", at) | set(since)
    answers: dict[int, list[TopicAnswer]] = defaultdict(list)
    for told in await TopicAnswer.filter(topic_id__in=list(touched), at__lt=at).order_by("id") if touched else []:
        answers[told.topic_id].append(told)
    events = await _told(_SAID, at__lt=at) if touched else {}
    terms, calendar = await topic_queries.terms(), await workdays.calendar()
    for row in rows:
        if row["id"] in touched:
            row |= _topic(row["proposed_at"], answers[row["id"]], events.get(row["id"], []), terms, calendar)
    return rows


def _topic(
    proposed: datetime, answers: Sequence[TopicAnswer], events: Sequence[Event], terms: Terms, calendar: Calendar
) -> dict[str, Any]:
    """Its way so far. Days are counted by the terms of today."""
    days = {
        S.PROPOSED: terms.reply_days, S.REOPENED: terms.reply_days, S.ACCEPTED: terms.agenda_days,
        S.SCHEDULED: terms.progress_days, S.IN_HAND: terms.progress_days, S.DECIDED: terms.result_days,
    }  # fmt: skip
    moved: list[tuple[datetime, int, str | None, date | None]] = [(one.at, 0, one.state, None) for one in answers]
    moved += [(one.at, 1, *_moved(one, terms, calendar)) for one in events]
    row: dict[str, Any] = {"state": S.PROPOSED, "done_at": None, "settled_at": None}
    row["reply_due"] = calendar.after(_local(proposed), terms.reply_days)
    row["answered_at"] = answers[-1].at if answers else None
    for at, _, state, due in sorted(moved, key=lambda one: one[:2]):
        if state is not None and state != row["state"]:
            _enter(row, S(state), at)
            if state in days:
                row["reply_due"] = calendar.after(_local(at), days[S(state)])
        if due is not None:
            row["reply_due"] = due
    return row


def _enter(row: dict[str, Any], state: TopicState, at: datetime) -> None:
    row["state"] = state
    if state is S.DONE:
        row["done_at"] = at
    elif state in topic_rules.SETTLED:
        row["settled_at"] = at
    else:
        row["settled_at"] = None


def _moved(event: Event, terms: Terms, calendar: Calendar) -> tuple[str | None, date | None]:
    """Into which state an event led, and by when something is to be told after it, where it says so."""
    if event.kind == "topic.moved":
        return event.data["state"], None
    if event.kind == "topic.judged":
        return (S.REOPENED, None) if event.data["again"] else (None, None)
    if event.kind == "topic.progress_told":
        return None, calendar.after(_local(event.at), terms.progress_days)
    if event.kind == "topic.taken_fast":
        return S.FAST, _local(datetime.fromisoformat(event.data["until"]))
    return S.REFERRED, calendar.after(_day(event.data["due"]), 1)


def _day(said: str) -> date:
    return date.fromisoformat(said) if len(said) == 10 else _local(datetime.fromisoformat(said))


async def referrals(at: datetime) -> Rows:
    fields = ("id", "asked_at", "due_at", "answered_at", "over_at")
    rows: Rows = list(await TopicReferral.filter(asked_at__lt=at).values(*fields))
    return [_not_yet(row, at, "answered_at", "over_at") for row in rows]


def _not_yet(row: dict[str, Any], at: datetime, *fields: str) -> dict[str, Any]:
    """What has happened since had not happened."""
    return row | {name: None for name in fields if row[name] is not None and row[name] >= at}


# ---- what units carry out ----

_DUE = ("action.assigned", "action.extended", "action.reopened")


async def actions(at: datetime) -> Rows:
    fields = ("id", "state", "due_on", "recorded_at", "lead_id")
    rows: Rows = await _led("action", list(await ActionItem.filter(recorded_at__lt=at).values(*fields)), at)
    touched = await _touched("action", at)
    states: dict[int, str] = {}
    noted = ActionNote.filter(action_id__in=list(touched), at__lt=at).order_by("at", "id") if touched else None
    for id, state in await noted.values_list("action_id", "state") if noted is not None else []:
        states[id] = state
    due = await _told(_DUE, at__lt=at) if touched else {}
    done: dict[int, datetime] = dict(
        await ActionNote.filter(state=ActionState.DONE, at__lt=at).order_by().annotate(last=Max("at"))
        .group_by("action_id").values_list("action_id", "last")
    )  # fmt: skip
    for row in rows:
        row["done_at"] = done.get(row["id"])
        if row["id"] in touched:
            row["state"] = states.get(row["id"], ActionState.ASSIGNED)
            said = [one.data["due_on"] for one in due.get(row["id"], []) if one.data.get("due_on")]
            row["due_on"] = _day(said[-1]) if said else row["due_on"]
    return rows


async def _led(what: str, rows: Rows, at: datetime) -> Rows:
    """By whom then: back over every change of the lead since. Before that was kept, it is who leads now."""
    led = {row["id"]: row for row in rows}
    for event in await Event.filter(kind="action.reassigned", at__gte=at).order_by("-at", "-id"):
        row = led.get(event.data.get(what))
        if row and "was" in event.data:
            row["lead_id"] = event.data["was"]
    return rows


_PROJECT = {
    "project.done": ProjectState.DONE, "project.closed": ProjectState.CLOSED,
    "project.reopened": ProjectState.REOPENED, "project.resumed": ProjectState.IN_HAND,
    "project.withdrawn": ProjectState.WITHDRAWN,
}  # fmt: skip


async def projects(at: datetime) -> Rows:
    fields = ("id", "state", "started_at", "reopened_by", "lead_id")
    rows: Rows = await _led("project", list(await Project.filter(started_at__lt=at).values(*fields)), at)
    why = await _told(("project.reopened",), at__lt=at)
    for row in rows:
        if row["id"] in why:
            row["reopened_by"] = why[row["id"]][-1].data.get("because", row["reopened_by"])
    return await _by_events(rows, "project", at, ProjectState.IN_HAND, lambda event: _PROJECT.get(event.kind))


async def _by_events(
    rows: Rows, what: str, at: datetime, first: Any, moved: Callable[[Event], Any], kinds: Collection[str] = ()
) -> Rows:
    """Where an event leads from a state to the next; `kinds`, where they are not all of the `what`."""
    touched = await _touched(what, at)
    events = await _told(kinds or _KINDS[what], at__lt=at) if touched else {}
    for row in rows:
        if row["id"] in touched:
            states = [state for state in map(moved, events.get(row["id"], [])) if state is not None]
            row["state"] = states[-1] if states else first
    return rows


_WISH = {
    "wish.published": WishState.PUBLISHED, "wish.answered": WishState.ANSWERED, "wish.claimed": WishState.CLAIMED,
    "wish.given_back": WishState.PUBLISHED, "wish.delivered": WishState.DELIVERED, "wish.thanked": WishState.THANKED,
}  # fmt: skip
_KINDS = {"project": tuple(_PROJECT), "wish": tuple(_WISH)}


async def wishes(at: datetime) -> Rows:
    fields = ("id", "state", "due_on", "wished_at", "delivered_at")
    rows: Rows = list(await Wish.filter(wished_at__lt=at).values(*fields))
    rows = [_not_yet(row, at, "delivered_at") for row in rows]
    return await _by_events(rows, "wish", at, WishState.WISHED, lambda event: _WISH[event.kind])


async def orders(at: datetime) -> Rows:
    fields = ("id", "state", "due_on", "ordered_at", "wanted_on")
    rows: Rows = list(await Order.filter(ordered_at__lt=at).values(*fields))
    steps: dict[int, list[OrderStep]] = defaultdict(list)
    for step in await OrderStep.filter(at__lt=at).order_by("id"):
        steps[step.order_id].append(step)
    touched, calendar = await _touched("order", at), await workdays.calendar()
    for row in rows:
        taken = steps[row["id"]]
        row["done_at"] = max((one.at for one in taken if one.taken == Step.FINISH), default=None)
        if row["id"] in touched:
            state, moved = OrderState.ORDERED, row["ordered_at"]
            for one in taken:
                state, moved = _order(state, one), one.at
            row["state"], row["due_on"] = state, ordering.due(state, _local(moved), row["wanted_on"], calendar.after)
    return rows


def _order(state: OrderState, step: OrderStep) -> OrderState:
    """Claimed in a session, it is dispatched and accepted in one."""
    taken = Step(step.taken)
    if taken is Step.ACCEPT:
        return OrderState.ACCEPTED
    return ordering.step(state, taken, step.score)


# ---- needs and what was found on visits ----


async def needs(at: datetime) -> Rows:
    """Taken on, it is in its project's hands, and is met when that is done."""
    rows: Rows = list(await Need.filter(at__lt=at).values("id", "state", "at", "project_id", "answered_at"))
    claimed = await _told(("need.claimed", "need.matched", "need.released"), at__lt=at)
    stood = {row["id"]: row["state"] for row in await projects(at)}
    for row in rows:
        taken = [one for one in claimed.get(row["id"], []) if one.kind != "need.released" or not one.data["left"]]
        if taken and taken[-1].kind == "need.released":
            taken, row["project_id"] = [], None
        answered = row["answered_at"] if row["answered_at"] and row["answered_at"] < at else None
        if taken and (answered is None or taken[-1].at > answered):
            met = stood.get(row["project_id"]) in {ProjectState.DONE, ProjectState.CLOSED}
            row["state"] = NeedState.MET if met else NeedState.CLAIMED
        elif answered or not (taken or row["project_id"]):
            row["state"] = NeedState.ANSWERED if answered else NeedState.OPEN
    return rows


async def findings(at: datetime) -> Rows:
    rows: Rows = list(await Finding.filter(visit__written_at__lt=at).values("id", "outcome"))
    settled = await _told(("finding.settled",), at__gte=at)
    return [row | {"outcome": Outcome.OPEN} if row["id"] in settled else row for row in rows]
