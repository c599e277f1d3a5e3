from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from agenda.discussion.models import Contribution, Support
from agenda.discussion.rules import ContributionKind
from agenda.items.models import AgendaItem
from agenda.sessions.models import Session, SessionState
from forum.errors import N_, NotFound

NEWEST, SUPPORTED = 50, 10
"""As many as somebody reads: a hall may write hundreds."""


@dataclass(frozen=True)
class Talk:
    """What is written on one item. `newest` are the last ones, newest first, and `supported` the most supported of the
    earlier ones; `waiting` are questions without an answer, oldest first. Hidden ones are among them.
    """

    newest: list[Contribution]
    supported: list[Contribution]
    waiting: list[Contribution]
    count: int
    shown: int


def _told(found: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """With who wrote it and who answered."""
    return found.prefetch_related("seat__person", "seat__unit", "answerer__person", "answerer__unit")


async def talk(item_id: int) -> Talk:
    of_item = Contribution.filter(item_id=item_id)
    newest = await _told(of_item.order_by("-id").limit(NEWEST))
    seen = [one.id for one in newest]
    earlier = of_item.filter(supported__gt=0, hidden_at=None).exclude(id__in=seen)
    waiting = of_item.filter(kind=ContributionKind.QUESTION, answered_at=None, hidden_at=None)
    return Talk(
        newest,
        await _told(earlier.order_by("-supported", "-id").limit(SUPPORTED)) if len(seen) == NEWEST else [],
        await _told(waiting.order_by("id").limit(NEWEST)),
        await of_item.filter(hidden_at=None).count(),
        await of_item.filter(shown_at__isnull=False).count(),
    )


async def on_the_wall(item_id: int) -> list[Contribution]:
    """What the chair has put on the wall, in that order."""
    return await _told(Contribution.filter(item_id=item_id, shown_at__isnull=False).order_by("shown_at", "id"))


async def left_from_before(session: Session) -> list[Contribution]:
    """Questions of the body's earlier sessions that nobody has answered yet, with their item and session."""
    found = Contribution.filter(
        item__session__body_id=session.body_id, item__session__state=SessionState.CLOSED,
        kind=ContributionKind.QUESTION, answered_at=None, hidden_at=None,
    ).exclude(item__session_id=session.id)  # fmt: skip
    return await _told(found.order_by("id").limit(NEWEST)).prefetch_related("item__session")


@dataclass(frozen=True)
class OfItem:
    item: AgendaItem
    contributions: list[Contribution]


async def of_session(session_id: int) -> list[OfItem]:
    """Everything written, by item, most supported first, without what is hidden."""
    agenda = await AgendaItem.filter(session_id=session_id).order_by("position")
    written = await _told(Contribution.filter(item__session_id=session_id, hidden_at=None).order_by("-supported", "id"))
    every = [OfItem(item, [one for one in written if one.item_id == item.id]) for item in agenda]
    return [one for one in every if one.contributions]


async def remarks_of_session(session_id: int) -> list[OfItem]:
    """What may be an opinion in the minutes, by item in the order it was written: no questions, nothing hidden."""
    agenda = await AgendaItem.filter(session_id=session_id).order_by("position")
    written = Contribution.filter(item__session_id=session_id, hidden_at=None, kind=ContributionKind.REMARK)
    found = await _told(written.order_by("id"))
    every = [OfItem(item, [one for one in found if one.item_id == item.id]) for item in agenda]
    return [one for one in every if one.contributions]


async def supported_by(item_id: int, seat_ids: Collection[int]) -> dict[int, list[int]]:
    """The ids of what each seat supports in an item."""
    rows = Support.filter(contribution__item_id=item_id, seat_id__in=seat_ids).order_by("contribution_id")
    found: dict[int, list[int]] = {}
    for seat, contribution in await rows.values_list("seat_id", "contribution_id"):
        found.setdefault(seat, []).append(contribution)
    return found


async def contribution(contribution_id: int) -> Contribution:
    """With its item. Raises NotFound."""
    found = await Contribution.get_or_none(id=contribution_id).prefetch_related("item")
    if found is None:
        raise NotFound(N_("找不到这条留言。"))
    return found
