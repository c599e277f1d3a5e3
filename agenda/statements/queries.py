from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from agenda.items.models import AgendaItem
from agenda.statements.models import Statement, StatementMark, StatementRound
from agenda.statements.rules import Mark, Picture, picture
from forum.errors import N_, NotFound


@dataclass(frozen=True)
class Asked:
    """A round with its statements; `picture` is for whoever may see it: everybody where `shows`, else nobody."""

    round: StatementRound
    admitted: list[Statement]
    waiting: list[Statement]
    picture: Picture

    @property
    def is_open(self) -> bool:
        return self.round.closed_at is None

    @property
    def shows(self) -> bool:
        return not self.is_open or self.round.shown_live


async def last_of_item(item_id: int) -> Asked | None:
    found = await StatementRound.filter(item_id=item_id).order_by("-id").first()
    return await _asked(found) if found else None


async def of_session(session_id: int) -> list[tuple[AgendaItem, Asked]]:
    """Rounds that are over and were marked, with their items."""
    over = StatementRound.filter(item__session_id=session_id, closed_at__isnull=False).order_by("id")
    every = [(one.item, await _asked(one)) for one in await over.prefetch_related("item")]
    return [(item, asked) for item, asked in every if asked.picture.people]


async def _asked(found: StatementRound) -> Asked:
    statements = await Statement.filter(round_id=found.id).order_by("id").prefetch_related("seat__person", "seat__unit")
    admitted = [one for one in statements if one.admitted_at]
    marks: dict[int, dict[int, Mark]] = {}
    rows = StatementMark.filter(statement__round_id=found.id)
    for statement, seat, mark in await rows.values_list("statement_id", "seat_id", "mark"):
        marks.setdefault(statement, {})[seat] = Mark(mark)
    seen = picture([(one.id, one.text) for one in admitted], marks)
    return Asked(found, admitted, [one for one in statements if one.waits], seen)


async def marks_of(item_id: int, seat_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What each seat has said in the item's open round: {seat: {statement: mark}}."""
    given = StatementMark.filter(
        statement__round__item_id=item_id, statement__round__closed_at=None, seat_id__in=seat_ids
    )
    found: dict[int, dict[int, str]] = {}
    for seat, statement, mark in await given.values_list("seat_id", "statement_id", "mark"):
        found.setdefault(seat, {})[statement] = Mark(mark).value
    return found


async def declined_of(item_id: int, seat_ids: Collection[int]) -> dict[int, list[dict[str, str]]]:
    """{text, reason} of what each seat proposed and the chair did not take up."""
    rows = Statement.filter(round__item_id=item_id, seat_id__in=seat_ids, declined_at__isnull=False).order_by("id")
    found: dict[int, list[dict[str, str]]] = {}
    for seat, text, reason in await rows.values_list("seat_id", "text", "declined_reason"):
        found.setdefault(seat, []).append({"text": text, "reason": reason})
    return found


async def item_of_round(round_id: int) -> AgendaItem:
    """Raises NotFound."""
    found = await StatementRound.get_or_none(id=round_id).prefetch_related("item")
    if found is None:
        raise NotFound(N_("找不到这一轮表态。"))
    return found.item


async def item_of_statement(statement_id: int) -> AgendaItem:
    """Raises NotFound."""
    found = await Statement.get_or_none(id=statement_id).prefetch_related("round__item")
    if found is None:
        raise NotFound(N_("找不到这条说法。"))
    return found.round.item
