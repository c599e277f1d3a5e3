"""What was begun around sessions and stands still, so that somebody has to be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from agenda.ballots.rule_sets import RuleSet
from agenda.discussion.models import Contribution
from agenda.discussion.rules import ContributionKind
from agenda.items import rules as items
from agenda.items.models import AgendaItem
from agenda.planning import queries as planning
from agenda.sessions.models import Session, SessionState
from agenda.unfinished import rules
from agenda.unfinished.rules import Late
from agenda.whistles.models import CallState, UnitCall, Whistle
from forum import clock
from forum.bodies.models import Body
from forum.people.queries import acting_units

_UNDER_WAY = [SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN]


async def late_sessions() -> list[tuple[Session, Late]]:
    """Sessions to give notice of, and those whose hour has passed; what is asked in writing has its own count."""
    found = await Session.filter(state__in=_UNDER_WAY).order_by("starts_at", "id").prefetch_related("body")
    told = [(one, _late(one)) for one in found if not (one.in_writing and one.is_open)]
    return [(one, late) for one, late in told if late is not None]


def _late(one: Session) -> Late | None:
    if one.state is SessionState.PLANNED and one.reconvenes_id and one.starts_at >= clock.now():
        return Late.NOTICE  # whoever came in vain is told at once
    days = RuleSet.from_json(one.body.rules).notice_days if one.state is SessionState.PLANNED else 0
    return rules.late(one.state, one.starts_at, one.planned_end, days, clock.now(), entering=one.entering)


async def silent_whistles() -> list[tuple[Whistle, int]]:
    """Whistles with units that have not reported in time, or will not: nobody acts for them here. With how many."""
    open_ = {"whistle__session__state__in": [SessionState.NOTICED, SessionState.OPEN]}
    calls = await UnitCall.filter(state=CallState.CALLED, **open_).prefetch_related("whistle__session")
    acting = await acting_units()
    silent = [one for one in calls if one.whistle.due_at < clock.now() or one.unit_id not in acting]
    whistles = {one.whistle_id: one.whistle for one in silent}
    return [(whistles[id], count) for id, count in sorted(Counter(one.whistle_id for one in silent).items())]


async def open_questions() -> list[tuple[Session, int]]:
    """Closed sessions in which somebody asked what nobody has answered, the oldest first, with how many."""
    asked = Contribution.filter(
        kind=ContributionKind.QUESTION, answered_at=None, hidden_at=None, item__session__state=SessionState.CLOSED
    )
    counted = Counter([one.item.session_id for one in await asked.prefetch_related("item")])
    found = await Session.filter(id__in=list(counted)).order_by("starts_at", "id")
    return [(one, counted[one.id]) for one in found]


@dataclass(frozen=True)
class LeftOver:
    """Items without a topic that a body's sessions did not settle, and its next session that can take them."""

    body: Body
    items: list[AgendaItem]
    coming: Session | None


async def left_over() -> list[LeftOver]:
    """Topics are not among them: their proposers wait, and that has its own clock."""
    unsettled = AgendaItem.filter(topic_id=None, state__in=list(items.UNSETTLED)).exclude(kind__in=list(items.STANDING))
    over = unsettled.filter(session__state__in=[SessionState.CLOSED, SessionState.CANCELLED])
    bodies = {one.session.body_id for one in await over.prefetch_related("session")}
    found = []
    for body in await Body.filter(id__in=list(bodies)).order_by("id"):
        waiting = [one for one in await planning.left_over(Session(body_id=body.id)) if one.topic_id is None]
        if waiting:
            found.append(LeftOver(body, waiting, await planning.next_planned(body.id)))
    return found
