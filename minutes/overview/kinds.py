"""The kinds of things that are counted: which of them belong to places, a unit or a category, and how each reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.models import Model

from agenda.attendance.models import Seat, SeatState
from agenda.sessions.models import SessionKind, SessionState
from agenda.whistles.models import CALL_STATE_NAMES, CallState, UnitCall
from forum import clock, i18n
from forum.diary.links import FILTERS as DIARY
from forum.diary.models import Finding, KeyHousehold, Visit
from forum.errors import N_
from forum.parts import Link
from forum.topics.links import topic_mark
from forum.topics.models import TOPIC_STATE_NAMES, Topic, TopicReferral
from minutes.action_items.links import action_mark, due_mark
from minutes.action_items.models import (
    EXTENSION_STATE_NAMES,
    ActionExtension,
    ActionHelper,
    ActionItem,
    ExtensionState,
)
from minutes.chasing.models import MEANS_NAMES, ChaseUp
from minutes.links import project_mark
from minutes.look_backs.links import mark as finding_mark
from minutes.look_backs.models import LookBack
from minutes.matching.models import ResourceUse
from minutes.needs.models import NEED_STATE_NAMES, Claim, Need
from minutes.orders.links import mark as order_mark
from minutes.orders.models import Order
from minutes.overview.scope import Scope, any_of, where
from minutes.projects.asking import about
from minutes.projects.models import Project, Rating
from minutes.projects.rules import SCORE_NAMES
from minutes.wishes.links import mark as wish_mark
from minutes.wishes.models import Wish


@dataclass(frozen=True)
class Kind:
    """`place`, `category` and `unit` are the fields that say of one where it is, of what kind and whose ("": it has
    none). `row` reads one that comes with its `shown` relations.
    """

    name: str
    word: str
    model: type[Model]
    row: Callable[[Any], Link]
    place: str = ""
    category: str = ""
    unit: str = ""
    shown: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-id",)
    within: Callable[[Scope], Q] | None = None
    also: Callable[[Scope], Q] = field(default=lambda scope: Q())


def belonging(kind: Kind, scope: Scope) -> Q:
    """Those of a kind that the scope is of."""
    found = kind.also(scope)
    if scope.places is not None:
        found &= kind.within(scope) if kind.within else any_of(kind.place, scope.places)
    if scope.unit is not None:
        found &= where(**{kind.unit: scope.unit})
    if scope.category is not None:
        found &= where(**{kind.category: scope.category})
    return found


def _of_project(prefix: str) -> Callable[[Scope], Q]:
    """Where a project is: at the place of its topic; where it came of a need, of that; else nowhere."""

    def within(scope: Scope) -> Q:
        places, at = list(scope.places or ()), f"{prefix}topic__place_id"
        id_of = f"{prefix}id" if prefix else "id"
        needed = Need.filter(project_id__not_isnull=True)
        there = needed.filter(place_id__in=places).values("project_id")
        found = where(**{f"{at}__in": places}) | where(**{at: None, f"{id_of}__in": Subquery(there)})
        if scope.loose:
            found |= where(**{at: None}) & ~where(**{f"{id_of}__in": Subquery(needed.values("project_id"))})
        return found

    return within


def _visited_by(field: str) -> Callable[[Scope], Q]:
    """The diary is read by whoever wrote it, and by the office."""

    def also(scope: Scope) -> Q:
        return Q() if scope.reader.in_office else where(**{field: scope.reader.person_id})

    return also


def _on(moment: datetime | None) -> str:
    return i18n.day(clock.local(moment).date()) if moment else ""


def _note(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _topic(one: Topic) -> Link:
    state = topic_mark(one.state), i18n.translate(TOPIC_STATE_NAMES[one.state])
    note = _note(one.place.path, i18n.say(N_("{day}提出"), day=_on(one.proposed_at)))
    return Link(f"/topics/{one.id}", one.title, note, state)


def _referral(one: TopicReferral) -> Link:
    if one.answered_at:
        state = "answered", i18n.translate(N_("已回复"))
    elif one.over_at:
        state = "closed", i18n.translate(N_("社区另作安排"))
    elif one.due_at < clock.now():
        state = "overdue", i18n.translate(N_("回复超期"))
    else:
        state = "waiting", i18n.translate(N_("待回复"))
    note = _note(one.unit.name, i18n.say(N_("{day}前回复"), day=_on(one.due_at)))
    return Link(f"/topics/{one.topic_id}", one.topic.title, note, state)


def _action(one: ActionItem) -> Link:
    note = _note(one.lead.name, i18n.say(N_("{day}前办好"), day=i18n.day(one.due_on)), one.project.title)
    return Link(f"/actions/{one.id}", one.text, note, due_mark(one))


def _help(one: ActionHelper) -> Link:
    return _action(one.action)


EXTENSION_MARKS = {
    ExtensionState.ASKED: "waiting", ExtensionState.GRANTED: "done", ExtensionState.REFUSED: "returned",
    ExtensionState.WITHDRAWN: "closed",
}  # fmt: skip


def _extension(one: ActionExtension) -> Link:
    state = EXTENSION_MARKS[one.state], i18n.translate(EXTENSION_STATE_NAMES[one.state])
    note = i18n.say(N_("从{due}延到{until}"), due=i18n.day(one.due_on), until=i18n.day(one.until))
    return Link(f"/actions/{one.action_id}", one.action.text, _note(note, one.reason), state)


def _look_back(one: LookBack) -> Link:
    note = _note(one.project.lead.name, i18n.day(one.looked_on), one.words)
    return Link(f"/projects/{one.project_id}", one.project.title, note, finding_mark(one.finding))


def _seat(one: Seat) -> Link:
    if one.state in {SeatState.PRESENT, SeatState.LEFT}:
        state = "present", N_("替补到会") if one.delegate_id else N_("到会")
    elif one.state is SeatState.EXCUSED:
        state = "excused", N_("请假")
    else:
        state = "absent", N_("没有到")
    mark = state[0], i18n.translate(state[1])
    return Link(f"/sessions/{one.session_id}", one.session.title, _on(one.session.starts_at), mark)


def _called_and_held(scope: Scope) -> Q:
    """Whom nobody calls, what was never held, and what nobody comes to are not asked about."""
    return Q(entitled=True, session__state=SessionState.CLOSED) & ~Q(session__kind=SessionKind.WRITTEN)


def _project(one: Project) -> Link:
    note = _note(one.lead.name, i18n.say(N_("{day}开始"), day=_on(one.started_at)))
    return Link(f"/projects/{one.id}", one.title, note, project_mark(one))


def _call_back(one: Project) -> Link:
    return replace(_project(one), href=f"/projects/{one.id}#call-back")


def _rating(one: Rating) -> Link:
    """Who gave it is not said."""
    note = _note(one.project.lead.name, _on(one.at), one.words)
    state = "rated" if one.score > 2 else "reopened", i18n.translate(SCORE_NAMES[one.score])
    return Link(f"/projects/{one.project_id}#ratings", one.project.title, note, state)


def _need(one: Need) -> Link:
    note = _note(one.place.path, i18n.say(N_("{day}提出"), day=_on(one.at)))
    return Link(f"/needs/{one.id}", one.text, note, ("info", i18n.translate(NEED_STATE_NAMES[one.state])))


def _claim(one: Claim) -> Link:
    note = _note(one.need.place.path, i18n.say(N_("{day}认领"), day=_on(one.at)))
    return Link(f"/needs/{one.need_id}", one.need.text, note, action_mark(one.action.state))


def _use(one: ResourceUse) -> Link:
    return Link(f"/projects/{one.project_id}", one.resource.text, one.project.title, project_mark(one.project))


def _order(one: Order) -> Link:
    note = _note(one.place.path, i18n.say(N_("{day}点单"), day=_on(one.ordered_at)))
    return Link(f"/orders/{one.id}", one.text, note, order_mark(one.state))


def _wish(one: Wish) -> Link:
    note = _note(one.whom, one.place.path, i18n.say(N_("{day}提出"), day=_on(one.wished_at)))
    return Link(f"/wishes/{one.id}", one.text, note, wish_mark(one.state))


CALL_MARKS = {
    CallState.CALLED: "waiting", CallState.ON_THE_WAY: "doing", CallState.ON_SITE: "done", CallState.CANNOT: "returned",
}  # fmt: skip


def _call(one: UnitCall) -> Link:
    state = CALL_MARKS[one.state], i18n.translate(CALL_STATE_NAMES[one.state])
    return Link(f"/sessions/{one.whistle.session_id}", one.whistle.text, _on(one.whistle.blown_at), state)


def _chase(one: ChaseUp) -> Link:
    note = _note(one.unit.name, _on(one.at), one.words)
    return Link(f"/actions/{one.action_id}", one.action.text, note, ("info", i18n.translate(MEANS_NAMES[one.means])))


def _visit(one: Visit) -> Link:
    note = _note(i18n.day(one.visited_on), one.writer.name)
    return Link(f"/diary/visits/{one.id}", _note(one.place.path, one.household), note)


def _finding(one: Finding) -> Link:
    note = _note(one.visit.place.path, i18n.day(one.visit.visited_on), one.visit.writer.name)
    return Link(f"/diary/visits/{one.visit_id}", one.text, note, DIARY["outcome_of_finding"](one.outcome))


def _household(one: KeyHousehold) -> Link:
    return Link("/diary/households", _note(one.place.path, one.household), one.kind.name)


TOPIC = Kind("topic", N_("议题"), Topic, _topic, "place_id", "category", shown=("place",))
ACTION = Kind(
    "action", N_("任务"), ActionItem, _action, category="project__topic__category", unit="lead_id",
    shown=("lead", "project"), order=("due_on", "id"), within=_of_project("project__"),
)  # fmt: skip
PROJECT = Kind(
    "project", N_("项目"), Project, _project, category="topic__category", unit="lead_id", shown=("lead",),
    within=_of_project(""),
)  # fmt: skip
CALL_BACK = Kind(
    "call_back", N_("回访"), Project, _call_back, category="topic__category", unit="lead_id", shown=("lead",),
    order=("done_at", "id"), within=lambda scope: about(scope.places or ()) | _of_project("")(scope),
)  # fmt: skip
RATING = Kind(
    "rating", N_("评价"), Rating, _rating, category="project__topic__category", unit="project__lead_id",
    shown=("project__lead",), within=_of_project("project__"),
)  # fmt: skip
NEED = Kind("need", N_("需求"), Need, _need, "place_id", "category", "claims__unit_id", shown=("place",))
CLAIM = Kind(
    "claim", N_("认领的需求"), Claim, _claim, "need__place_id", "need__category", "unit_id",
    shown=("need__place", "action"),
)  # fmt: skip
USE = Kind("use", N_("用上的资源"), ResourceUse, _use, unit="resource__unit_id", shown=("resource", "project"))
ORDER = Kind("order", N_("点单"), Order, _order, "place_id", unit="unit_id", shown=("place",))
WISH = Kind("wish", N_("微心愿"), Wish, _wish, "place_id", unit="unit_id", shown=("place",))
REFERRAL = Kind(
    "referral", N_("转办的议题"), TopicReferral, _referral, "topic__place_id", "topic__category", "unit_id",
    shown=("topic", "unit"), order=("due_at", "id"),
)  # fmt: skip
CALL = Kind("call", N_("吹哨"), UnitCall, _call, unit="unit_id", shown=("whistle",))
CHASE = Kind(
    "chase", N_("督办"), ChaseUp, _chase, category="action__project__topic__category", unit="unit_id",
    shown=("unit", "action"), within=_of_project("action__project__"),
)  # fmt: skip
VISIT = Kind(
    "visit", N_("走访"), Visit, _visit, "place_id", shown=("place", "writer"), order=("-visited_on", "-id"),
    also=_visited_by("writer_id"),
)  # fmt: skip
FINDING = Kind(
    "finding", N_("走访了解到的事"), Finding, _finding, "visit__place_id", "category",
    shown=("visit__place", "visit__writer"), also=_visited_by("visit__writer_id"),
)  # fmt: skip
HOUSEHOLD = Kind(
    "household", N_("重点户"), KeyHousehold, _household, "place_id", shown=("place", "kind"), order=("place_id", "id")
)
HELP = Kind(
    "help", N_("配合的任务"), ActionHelper, _help, category="action__project__topic__category", unit="unit_id",
    shown=("action__lead", "action__project"), within=_of_project("action__project__"),
)  # fmt: skip
EXTENSION = Kind(
    "extension", N_("延期"), ActionExtension, _extension, category="action__project__topic__category",
    unit="action__lead_id", shown=("action",), within=_of_project("action__project__"),
)  # fmt: skip
LOOK_BACK = Kind(
    "look_back", N_("回头看"), LookBack, _look_back, category="project__topic__category", unit="project__lead_id",
    shown=("project__lead",), within=_of_project("project__"),
)  # fmt: skip
SEAT = Kind("seat", N_("应到的会"), Seat, _seat, unit="unit_id", shown=("session",), also=_called_and_held)
