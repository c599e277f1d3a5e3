"""What was begun around sessions and stands still, so that somebody has to be told."""

from __future__ import annotations

from collections import Counter

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from agenda.ballots.rule_sets import RuleSet
from agenda.discussion.models import Contribution
from agenda.discussion.rules import ContributionKind
from agenda.items import rules as items
from agenda.items.models import AgendaItem
from agenda.planning import queries as planning
from agenda.sessions.models import Session, SessionKind, SessionState
from agenda.unfinished import rules
from agenda.unfinished.models import ItemAnswer
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


async def left_over() -> list[AgendaItem]:
    """Items without a topic that sessions did not settle and nobody has taken up since; each with its session and body.

    Topics are not among them: their proposers wait, and that has its own clock.
    """
    bodies = await Body.filter(id__in=Subquery(_unsettled().values("session__body_id"))).order_by("id")
    return [one for body in bodies for one in await _left_by(body.id)]


def _unsettled() -> QuerySet[AgendaItem]:
    over = [SessionState.CLOSED, SessionState.CANCELLED]
    found = AgendaItem.filter(topic_id=None, state__in=list(items.UNSETTLED), session__state__in=over)
    return found.exclude(kind__in=list(items.STANDING)).order_by("id")


async def _left_by(body_id: int) -> list[AgendaItem]:
    return [one for one in await planning.left_over(Session(body_id=body_id)) if one.topic_id is None]


async def lies(item: AgendaItem) -> bool:
    """Whether it is one of them; it comes with its session."""
    return item.id in {one.id for one in await _left_by(item.session.body_id)}


async def answer_to(item_id: int) -> ItemAnswer | None:
    return await ItemAnswer.get_or_none(item_id=item_id)


async def answers_of(session_id: int) -> list[ItemAnswer]:
    return await ItemAnswer.filter(item__session_id=session_id).order_by("id")


async def going_on(item_id: int) -> AgendaItem | None:
    """The item of a later session that goes on with it, with that session."""
    return await AgendaItem.filter(carried_from_id=item_id).order_by("-id").first().prefetch_related("session")


async def with_open_agenda(body_id: int) -> list[Session]:
    """Sessions that are still being planned, this body's first, then by their time."""
    planned = await Session.filter(state=SessionState.PLANNED).exclude(kind=SessionKind.WRITTEN)
    return sorted(planned, key=lambda one: (one.body_id != body_id, one.starts_at, one.id))
