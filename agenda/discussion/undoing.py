"""Taking back what the chair did with what people wrote."""

from __future__ import annotations

from agenda.discussion import moderating
from agenda.discussion.models import Contribution
from agenda.sessions.models import Session
from agenda.undoing.way import Way, of_seat
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import Event, record


async def _of(event: Event) -> Contribution:
    return await Contribution.get(id=event.data["contribution"])


async def _check_shown(event: Event) -> None:
    if (await _of(event)).shown_at is None:
        raise RuleBroken(N_("这条留言不在大屏上。"))


async def _take_down(event: Event, session: Session, by: Actor) -> None:
    await moderating.take_down_contribution(event.data["contribution"], by=by)


async def _check_taken_down(event: Event) -> None:
    contribution = await _of(event)
    if contribution.shown_at is not None or contribution.hidden_at is not None:
        raise RuleBroken(N_("这条留言已经又动过了。"))


async def _show(event: Event, session: Session, by: Actor) -> None:
    await moderating.show_contribution(event.data["contribution"], by=by)


async def _check_hidden(event: Event) -> None:
    if (await _of(event)).hidden_at is None:
        raise RuleBroken(N_("这条留言已经没有隐藏。"))


async def _unhide(event: Event, session: Session, by: Actor) -> None:
    """On the phones again; not on the wall, even if it was there."""
    await Contribution.filter(id=event.data["contribution"]).update(hidden_at=None, hidden_reason="")
    record("contribution.hiding_undone", by, **_same(event))


async def _check_parked(event: Event) -> None:
    contribution = await _of(event)
    if contribution.parked_at is None or contribution.answered_at is not None:
        raise RuleBroken(N_("这个提问已经又动过了。"))


async def _ask_again(event: Event, session: Session, by: Actor) -> None:
    await Contribution.filter(id=event.data["contribution"]).update(parked_at=None)
    record("contribution.parking_undone", by, **_same(event))


def _same(event: Event) -> dict[str, int | None]:
    """Whose it is, for their own screens are told."""
    return {name: event.data[name] for name in ("contribution", "seat", "person", "item")}


WAYS = {
    "contribution.shown": Way(of_seat(N_("{who}的留言上大屏")), _check_shown, _take_down, "contribution.taken_down"),
    "contribution.taken_down": Way(of_seat(N_("{who}的留言撤下大屏")), _check_taken_down, _show, "contribution.shown"),
    "contribution.hidden": Way(of_seat(N_("隐藏{who}的留言")), _check_hidden, _unhide, "contribution.hiding_undone"),
    "contribution.parked": Way(
        of_seat(N_("{who}的提问记为待答复")), _check_parked, _ask_again, "contribution.parking_undone", presides=False
    ),
}
