"""How small wishes read in a line: their marks, who claimed them, and what waits for whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from forum import clock, i18n, pages
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.people.names import masked
from forum.people.queries import delegates_of
from minutes.action_items.rules import due_words
from minutes.wishes import queries, rules
from minutes.wishes.models import WISH_STATE_NAMES, Wish, WishState

MARKS = {
    WishState.WISHED: "new", WishState.PUBLISHED: "open", WishState.CLAIMED: "doing", WishState.DELIVERED: "done",
    WishState.THANKED: "rated", WishState.ANSWERED: "answered",
}  # fmt: skip


def mark(state: WishState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(WISH_STATE_NAMES[state])


def due(wish: Wish) -> tuple[str, str] | None:
    """How long there is, of what is wanted by a day and not there yet."""
    if wish.due_on is None or wish.state not in {WishState.PUBLISHED, WishState.CLAIMED}:
        return None
    kind, words = due_words(wish.due_on, clock.today())
    return kind, i18n.say(words)


def claimer(wish: Wish) -> str:
    """The unit, or the neighbour: to the public without the name."""
    if wish.unit:
        return wish.unit.name
    if wish.neighbour is None:
        return ""
    return wish.neighbour.name if pages.reader() else masked(wish.neighbour.name)


FILTERS: dict[str, Any] = {
    "wish_mark": mark,
    "wish_due": due,
    "wish_claimer": claimer,
    "wish_stations": lambda state: [(i18n.translate(word), how, None) for word, how in rules.stations(state)],
}

TO_DO = {
    WishState.WISHED: N_("看一看这个心愿：{text}"),
    WishState.CLAIMED: N_("送心愿：{text}"),
    WishState.DELIVERED: N_("心愿送到了，说句谢谢：{text}"),
}


TO_REMIND = {
    WishState.PUBLISHED: N_("还没有人认领，帮着找找：{text}"),
    WishState.CLAIMED: N_("认领了还没送到，请催一催：{text}"),
    WishState.DELIVERED: N_("送到了，问问本人：{text}"),
}


async def tasks(actor: Actor) -> list[Link]:
    return [_task(wish, own=queries.is_own(wish, actor)) for wish in await queries.waiting_for(actor)]


def _task(wish: Wish, *, own: bool) -> Link:
    state, due_on = mark(wish.state), wish.due_on if wish.state in {WishState.PUBLISHED, WishState.CLAIMED} else None
    if due_on:
        kind, words = due_words(due_on, clock.today())
        state = kind, i18n.say(words)
    who = wish.unit or wish.neighbour
    note = " · ".join([wish.place.path, *([who.name] if who and not own else [])])
    text = i18n.say((TO_DO if own else TO_REMIND)[wish.state], text=wish.text)
    return Link(f"/wishes/{wish.id}", text, note, state, due_on, i18n.translate(N_("微心愿")))


async def on_board() -> list[Link]:
    """What waits for somebody to claim it: as the reader may read it."""
    found = await queries.open_wishes()
    public = str if pages.reader() else await queries.masking(found)
    return [Link(f"/wishes/{one.id}", public(one.text), public(one.whom), mark(one.state)) for one in found[:5]]


async def who_sees_photos(wish_id: int, reader: Actor | None) -> bool:
    """Somebody may be on them: for those who are signed in."""
    found = await Wish.get_or_none(id=wish_id) if reader else None
    return found is not None and queries.may_read(found, reader)


async def claimed_by_unit(unit_id: int) -> list[Link]:
    """Those it has taken on, as the reader may read them, the newest first."""
    found = await Wish.filter(unit_id=unit_id).order_by("-id").limit(10).prefetch_related("wished_by", "neighbour")
    public = str if pages.reader() else await queries.masking(found)
    return [Link(f"/wishes/{one.id}", public(one.text), public(one.whom), mark(one.state)) for one in found]


# ---- 回音: told to who wished it, and who has it on their hands ----


async def _people(wish_id: int) -> set[int]:
    found = await Wish.get_or_none(id=wish_id)
    return {found.wished_by_id, *([found.neighbour_id] if found.neighbour_id else [])} if found else set()


async def _links(wish_ids: Collection[int]) -> dict[int, Link]:
    found = await Wish.filter(id__in=list(wish_ids))
    return {one.id: Link(f"/wishes/{one.id}", one.text, state=mark(one.state)) for one in found}


async def _and_who_had_it(event: Event) -> set[int]:
    """Also the delegates of the unit that has claimed it, and whoever had done so until now."""
    wish = await Wish.get_or_none(id=event.data["wish"])
    units = {unit for unit in (wish.unit_id if wish else None, event.data.get("unit")) if unit}
    had = {event.data["person"]} if "person" in event.data else set()
    return await _people(event.data["wish"]) | await delegates_of(units) | had


def _said(words: str, *, to_all: bool = False) -> Echo:
    return Echo("wish", lambda _: words, to=_and_who_had_it if to_all else None)


MATTER = Matter(_people, _links)
ECHOES = {
    "wish.published": _said(N_("心愿已公布")),
    "wish.answered": _said(N_("社区答复了心愿"), to_all=True),
    "wish.claimed": _said(N_("有人认领了心愿")),
    "wish.given_back": _said(N_("认领退回，等别人认领"), to_all=True),
    "wish.delivered": _said(N_("心愿送到了")),
    "wish.thanked": _said(N_("许愿的人说了谢谢"), to_all=True),
}
