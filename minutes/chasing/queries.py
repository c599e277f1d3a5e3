from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from tortoise.expressions import Subquery

from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.bodies import queries as bodies
from forum.errors import N_, NotFound
from forum.people import queries as people
from forum.people.models import Role, RoleGrant
from forum.places import queries as places
from forum.places.models import Place
from forum.terms import not_over
from minutes.action_items import rules as action_rules
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.chasing import doors, rules
from minutes.chasing.models import ChaseRules, ChaseUp, LinkUse, Means, UnitLink
from minutes.chasing.rules import Figures
from minutes.unit_doors.rules import Door

MINUTES_TO_COME = 120
"""Units that are called about something overdue are given longer than for an emergency."""


async def figures() -> Figures:
    own = await ChaseRules.all().order_by("-id").first()
    if own is None:
        return Figures()
    return Figures(own.whistle_days, own.whistle_chases, own.answer_days, own.link_days, own.blows)


async def chase(chase_id: int) -> ChaseUp:
    """With unit, and the action item as its slip shows it. Raises NotFound."""
    found = await ChaseUp.get_or_none(id=chase_id).prefetch_related(
        "unit", "action__lead", "action__item__session__body", "action__helpers__unit", "action__steps", "action__notes"
    )
    if found is None:
        raise NotFound(N_("找不到这张督办单。"))
    return found


async def chases(action_id: int) -> list[ChaseUp]:
    """Oldest first."""
    return await ChaseUp.filter(action_id=action_id).order_by("id").prefetch_related("unit")


async def whistled_to(session_id: int) -> list[ActionItem]:
    """For what units were called to this session."""
    found = await ChaseUp.filter(session_id=session_id).order_by("id").prefetch_related(
        "action__lead", "action__project", "action__notes", "action__item__session"
    )  # fmt: skip
    return [chase.action for chase in found]


@dataclass(frozen=True)
class LinkLine:
    """A unit's link as the office sees it: its address path, whether it holds, and who used it when."""

    link: UnitLink
    path: str
    door: Door
    uses: list[LinkUse]


async def links(action_id: int) -> list[LinkLine]:
    """Newest first."""
    found = UnitLink.filter(action_id=action_id).order_by("-id").prefetch_related("unit", "action", "uses")
    return [
        LinkLine(link, doors.path_of(link), await doors.door_of(link), sorted(link.uses, key=lambda use: -use.id))
        for link in await found
    ]


async def newest_link(action_id: int, unit_id: int) -> UnitLink | None:
    """That holds."""
    held = UnitLink.filter(action_id=action_id, unit_id=unit_id, revoked_at=None, expires_at__gt=clock.now())
    return await held.order_by("-expires_at").first()


async def held(actions: Collection[int], unit_id: int) -> dict[int, UnitLink]:
    """The links of a unit that hold, by action item: of each the one that holds longest."""
    found = UnitLink.filter(action_id__in=list(actions), unit_id=unit_id, revoked_at=None, expires_at__gt=clock.now())
    return {link.action_id: link for link in await found.order_by("expires_at")}


async def last_name(link_id: int) -> str:
    """As whoever used the link last called themselves."""
    used = await LinkUse.filter(link_id=link_id).exclude(name="").order_by("-id").first()
    return used.name if used else ""


@dataclass(frozen=True)
class Calling:
    """What a whistle for an action item begins with: whom it calls, by which body, and whether it is proposed."""

    units: list[int]
    bodies: list[tuple[int, str]]
    venue: str
    minutes: int
    proposed: bool


async def calling(action: ActionItem) -> Calling:
    topic = action.project.topic
    place = await Place.get(id=topic.place_id) if topic else await places.community()
    return Calling(
        [action.lead_id, *(helper.unit_id for helper in action.helpers)],
        [(body.id, body.name) for body in await bodies.bodies() if body.seats_units],
        place.path if place else "",
        MINUTES_TO_COME,
        bool(await to_whistle([action])),
    )


PROGRESS = {Deed.PLANNED, Deed.STEP_DONE, Deed.PROGRESSED}
"""With these a unit gets on."""
NEWS = {ActionState.ASSIGNED, ActionState.SENT_BACK, ActionState.REOPENED}
"""The unit is to hear of something."""


async def unheard(actions: Collection[ActionItem]) -> set[int]:
    """The ids of those of which their unit cannot know: it has no delegate, and nobody has opened its link."""
    told = {action.id: action.lead_id for action in actions if action.state in NEWS}
    delegates = RoleGrant.filter(not_over(), role=Role.DELEGATE, unit_id__in=set(told.values())).order_by("unit_id")
    known: set[Any] = set(await delegates.values_list("unit_id", flat=True))
    opened = LinkUse.filter(link__action_id__in=list(told)).order_by("link__action_id")
    rows: list[Any] = list(await opened.values_list("link__action_id", "link__unit_id"))
    return {id for id, unit in told.items() if unit not in known and (id, unit) not in rows}


async def to_whistle(actions: Collection[ActionItem]) -> list[ActionItem]:
    """Of these the ones for which a whistle is proposed."""
    own, today = await figures(), clock.today()
    late = [action for action in actions if action.due_on < today and action.state in action_rules.AT_WORK]
    made = await ChaseUp.filter(action_id__in=[action.id for action in late])
    got_on = await _last_progress([action.id for action in late])
    chased = Counter(one.action_id for one in made if one.action_id not in got_on or one.at > got_on[one.action_id])
    whistled = {one.action_id for one in made if one.means is Means.WHISTLE}
    return [
        action
        for action in late
        if rules.proposes_whistle(
            action.state,
            rules.overdue_days(action.due_on, today),
            chased[action.id],
            own,
            whistled=action.id in whistled,
        )
    ]


async def _last_progress(actions: Collection[int]) -> dict[int, datetime]:
    """When a unit last got anywhere, by action item."""
    told = ActionNote.filter(action_id__in=list(actions), deed__in=list(PROGRESS)).order_by("at")
    rows: list[Any] = list(await told.values_list("action_id", "at"))
    return dict(rows)


# ---- whistles by rule ----


async def blown_by_rule() -> list[ChaseUp]:
    """Whistles that were blown by the clock and whose sitting is not over, with their action items."""
    made = ChaseUp.filter(by_rule=True, session_id__not_isnull=True).order_by("id")
    coming = Session.filter(state__in=[SessionState.NOTICED, SessionState.OPEN]).values("id")
    return await made.filter(session_id__in=Subquery(coming)).prefetch_related("action__lead")


async def blown_today() -> bool:
    began = clock.from_local(clock.today(), time())
    return await ChaseUp.exists(by_rule=True, at__gte=began)


async def answers_for_rules() -> int | None:
    """The id of who presides where nobody blew: who set the rules, or whoever else is in the office."""
    there = await people.in_office()
    own = await ChaseRules.all().order_by("-id").first()
    if own and own.by_id in there:
        return own.by_id
    return there[0] if there else None
