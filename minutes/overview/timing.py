"""When things were done, and whether in time: what a figure of time is made of, read in one go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import date, datetime

from tortoise.expressions import Q, Subquery
from tortoise.functions import Min

from forum import clock
from forum.topics import queries as topics
from forum.topics.models import Topic, TopicAnswer
from forum.workdays import queries as workdays
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.overview import kinds, rules
from minutes.overview.kinds import belonging
from minutes.overview.scope import Scope

Split = Callable[[Scope], Awaitable[dict[int, bool]]]
"""By id, whether it was in time."""


def actions_done(scope: Scope) -> Q:
    if scope.at is not None:
        return Q(state=ActionState.DONE) & scope.moments("done_at")
    done = ActionNote.filter(scope.moments("at"), state=ActionState.DONE)
    return Q(state=ActionState.DONE, id__in=Subquery(done.values("action_id")))


async def of_actions(scope: Scope) -> dict[int, bool]:
    """Those done in the span, by the day each was last handed in: how long the office took to check is not theirs."""
    done = ActionItem.filter(belonging(kinds.ACTION, scope) & actions_done(scope)).order_by()
    due = dict(await done.values_list("id", "due_on"))
    days = await handed_in(due)
    return {id: rules.in_time(days[id], on) for id, on in due.items()}


async def handed_in(done: Collection[int]) -> dict[int, date]:
    """The day each of these action items was last handed in; of one that never was, the day it was found done."""
    of = Q(action_id__in=list(done)) & (Q(deed=Deed.HANDED_IN) | Q(state=ActionState.DONE))
    told = ActionNote.filter(of).order_by("at", "id")
    found: dict[int, date] = {}
    by_unit: set[int] = set()
    for id, deed, at in await told.values_list("action_id", "deed", "at"):
        if deed == Deed.HANDED_IN or id not in by_unit:
            found[id] = clock.local(at).date()
        if deed == Deed.HANDED_IN:
            by_unit.add(id)
    return found


async def of_topics(scope: Scope) -> dict[int, bool]:
    """Those proposed in the span that were answered."""
    firsts = await first_answers(belonging(kinds.TOPIC, scope) & scope.moments("proposed_at"))
    promised, days = (await topics.terms()).reply_days, await working_days(scope)
    return {id: days(proposed, first) <= promised for id, (proposed, first) in firsts.items()}


async def first_answers(of: Q, until: datetime | None = None) -> dict[int, tuple[datetime, datetime]]:
    """When each of these topics was proposed and first answered, by its id, where it was; before `until`, if given."""
    proposed = dict(await Topic.filter(of).order_by().values_list("id", "proposed_at"))
    told = TopicAnswer.filter(topic_id__in=Subquery(Topic.filter(of).order_by().values("id")))
    told = told.filter(at__lt=until) if until else told
    firsts = await told.order_by().annotate(first=Min("at")).group_by("topic_id").values_list("topic_id", "first")
    return {id: (proposed[id], first) for id, first in firsts if id in proposed}


async def working_days(scope: Scope) -> Callable[[datetime, datetime], int]:
    counted = rules.WorkingDays(await workdays.calendar(), scope.span.first, max(scope.today, scope.span.last))

    def between(begin: datetime, end: datetime) -> int:
        return counted.between(clock.local(begin).date(), clock.local(end).date())

    return between
