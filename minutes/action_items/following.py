"""通报上次落实: what a body's earlier sessions asked for, as it stands until the session that is told of it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from agenda.items.models import AgendaItem, ItemKind
from agenda.sessions.models import Session, SessionState
from forum import clock
from minutes.action_items.models import ActionItem, ActionState
from minutes.action_items.rules import OVER, Waits, waits_for


@dataclass(frozen=True)
class Followed:
    """An action item as it stood at a moment; `late`: the unit had not done it by its day."""

    action: ActionItem
    state: ActionState
    late: bool

    @property
    def done(self) -> bool:
        return self.state is ActionState.DONE


def as_of(action: ActionItem, until: datetime) -> Followed:
    """Needs the action item's notes."""
    states = [note.state for note in sorted(action.notes, key=lambda note: note.id) if note.at <= until]
    state = states[-1] if states else ActionState.ASSIGNED
    late = action.due_on < clock.local(until).date() and waits_for(state) is Waits.UNIT
    return Followed(action, state, late)


async def followed(session: Session, until: datetime | None = None) -> list[Followed]:
    """What earlier sessions of the body asked for, and was not done when the last of them opened; overdue ones first.

    As it stands now; once the session is open, as it stood when it opened, or at `until`. A bench talk is told nothing.
    """
    if session.on_the_spot:
        return []
    until = until or session.opened_at or clock.now()
    before = Session.filter(
        body_id=session.body_id, state=SessionState.CLOSED, on_the_spot=False, starts_at__lt=session.starts_at
    )
    last = await before.order_by("-starts_at").first()
    if last is None:
        return []
    since = last.opened_at or last.starts_at
    asked = ActionItem.filter(
        ~Q(state__in=list(OVER)) | Q(moved_at__gt=since), item__session__body_id=session.body_id,
        item__session__on_the_spot=False, item__session__starts_at__lt=session.starts_at, recorded_at__lte=until,
    )  # fmt: skip
    found = await asked.order_by("due_on", "id").prefetch_related("lead", "notes", "item__session")
    told = [as_of(action, until) for action in found if as_of(action, since).state not in OVER]
    told = [one for one in told if one.state is not ActionState.WITHDRAWN]
    return sorted(told, key=lambda one: (one.done, not one.late))


async def followed_at(item_id: int) -> list[Followed]:
    """Where this agenda item tells of earlier ones; else nothing."""
    item = await AgendaItem.get_or_none(id=item_id, kind=ItemKind.FOLLOW_UP).prefetch_related("session")
    return await followed(item.session) if item else []


async def owed_to(body_id: int) -> int:
    """How many action items of the body's sessions are still to be done."""
    asked = ActionItem.filter(item__session__body_id=body_id, item__session__on_the_spot=False)
    return await asked.exclude(state__in=list(OVER)).count()
