"""How points read in a line, what waits for the office, who is told, and who earns when something is over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from datetime import timedelta
from typing import Any

import structlog

from forum import clock, i18n, journal
from forum.access import SYSTEM, Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from minutes.points import earning, queries
from minutes.points.commands import credit_for
from minutes.points.models import (
    ACCOUNT_KIND_NAMES,
    ENTRY_KIND_NAMES,
    REDEMPTION_STATE_NAMES,
    EntryKind,
    PointAccount,
    PointEntry,
    Redemption,
    RedemptionState,
)

log = structlog.get_logger()
MARKS = {
    RedemptionState.ASKED: "waiting", RedemptionState.HANDED_OVER: "done", RedemptionState.REFUSED: "returned",
    RedemptionState.WITHDRAWN: "withdrawn",
}  # fmt: skip


def mark(state: RedemptionState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(REDEMPTION_STATE_NAMES[state])


def holder(account: PointAccount) -> str:
    """Whose it is; needs both relations fetched."""
    named = account.person or account.unit
    return named.name if named else i18n.translate(ACCOUNT_KIND_NAMES[account.kind])


def source_href(source: str | None) -> str:
    """Where the deed is read that earned it."""
    what, _, id = (source or "").partition("-")
    return f"/{what}s/{id}" if what == "session" else ""


def signed(points: int) -> str:
    """+3, −3: with a true minus."""
    return f"+{points}" if points > 0 else f"−{-points}"


FILTERS: dict[str, Any] = {
    "point_kind": lambda kind: i18n.translate(ENTRY_KIND_NAMES[EntryKind(kind)]),
    "point_holder": holder,
    "point_source": source_href,
    "points_signed": signed,
    "redemption_mark": mark,
}


# ---- whether anything is shown at all ----

_shown = {"on": False}


def points_on() -> bool:
    """Asked by every page's menu, so it is remembered; `remember` keeps it in step."""
    return _shown["on"]


async def remember() -> None:
    terms, _ = await queries.terms_since()
    _shown["on"] = terms.on


# ---- who earns when something is over ----

LOOKED_BACK = timedelta(days=30)


async def heard(events: list[Event]) -> None:
    """Nobody gave this command, so it is the house's own."""
    if any(event.kind == "points.terms_kept" for event in events):
        await remember()
    for event in events:
        if event.kind in earning.EARNERS:
            await credit_for(event.room_id, event.seq, by=SYSTEM)


async def catch_up() -> None:
    """What happened as the server stopped: whoever has earned by it is credited now."""
    await remember()
    _, since = await queries.terms_since()
    if since is None:
        return
    lately = Event.filter(kind__in=list(earning.EARNERS), at__gte=max(since, clock.now() - LOOKED_BACK))
    events = await lately.order_by("id")
    sources = {earning.source(event) for event in events}
    credited: set[Any] = set(await PointEntry.filter(source__in=list(sources)).values_list("source", flat=True))
    for event in events:
        if earning.source(event) not in credited:
            await credit_for(event.room_id, event.seq, by=SYSTEM)


async def listen() -> AsyncGenerator[None, None]:
    """While the server serves, and its database is open."""
    journal.listen(heard)
    await catch_up()
    yield


# ---- 待办 ----


async def tasks(actor: Actor) -> list[Link]:
    """Who asked for something is answered by the office."""
    terms, _ = await queries.terms_since()
    if not (actor.in_office and terms.on):
        return []
    group = i18n.translate(N_("福分"))
    return [
        Link(
            f"/points/office#redemption-{one.id}",
            i18n.say(N_("答复兑换：{name}要{offer}"), name=holder(one.account), offer=one.offer.name),
            i18n.say(N_("{points}分 · {where}"), points=one.points, where=one.offer.pick_up),
            mark(one.state),
            one.due_on,
            group,
        )
        for one in await queries.open_requests()
    ]


# ---- 回音: told to who asked ----


async def _people(redemption_id: int) -> set[int]:
    found = await Redemption.get_or_none(id=redemption_id).prefetch_related("account")
    return {found.account.person_id} if found and found.account.person_id else set()


async def _links(redemption_ids: Collection[int]) -> dict[int, Link]:
    found = await Redemption.filter(id__in=list(redemption_ids)).prefetch_related("offer")
    return {
        one.id: Link(
            "/points#requests",
            i18n.say(N_("兑换{offer}"), offer=one.offer.name),
            one.words if one.state is RedemptionState.REFUSED else one.offer.pick_up,
            mark(one.state),
        )
        for one in found
    }


def _said(words: str) -> Echo:
    return Echo("redemption", lambda _: words)


MATTER = Matter(_people, _links)
ECHOES = {
    "redemption.asked": _said(N_("社区替您申请了兑换")),
    "redemption.handed_over": _said(N_("已经领取，福分用掉了")),
    "redemption.refused": _said(N_("没有换成，福分退回来了")),
    "redemption.withdrawn": _said(N_("社区替您撤回了兑换，福分退回来了")),
}
