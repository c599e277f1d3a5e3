"""What of the small wishes can be found: those that are published, and to the office all. Whom to go to is in none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from forum import parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Document, Link, Searched
from forum.people.names import Show
from forum.people.queries import named_in
from minutes.wishes import queries
from minutes.wishes.links import mark
from minutes.wishes.models import Wish, WishState

STAGES = {
    WishState.WISHED: "asked",
    WishState.PUBLISHED: "doing",
    WishState.CLAIMED: "doing",
    WishState.DELIVERED: "done",
    WishState.THANKED: "done",
    WishState.ANSWERED: "done",
}


def offer() -> None:
    parts.searched["wish"] = Searched(N_("微心愿"), ids, read, touched)


async def ids() -> list[int]:
    found: list[Any] = list(await Wish.all().order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    return [event.data["wish"]] if event.kind.startswith("wish.") else []


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    wishes = await Wish.filter(id__in=list(ids)).prefetch_related("place", "wished_by", "neighbour")
    found = [wish for wish in wishes if queries.may_read(wish, reader)]
    named = set() if reader else await named_in("\n".join(_text(wish) for wish in found))
    return {wish.id: _document(wish, _masking(wish, named), reader) for wish in found}


def _masking(wish: Wish, named: set[str]) -> Show:
    """As its page masks: also those who had a part in it, and whom it is for."""
    people = [wish.wished_by, *([wish.neighbour] if wish.neighbour else [])]
    own = {person.name for person in people if not person.official} | set(wish.name.split()[:1])
    return Show(frozenset(named | own), frozenset({person.name for person in people if person.official} - own))


def _text(wish: Wish) -> str:
    return "\n".join(filter(None, [wish.text, wish.whom, wish.answer, wish.words, wish.thanks]))


def _document(wish: Wish, masked: Show, reader: Actor | None) -> Document:
    show = str if reader else masked
    return Document(
        Link(f"/wishes/{wish.id}", show(wish.text), f"{show(wish.whom)} · {show(wish.place.path)}", mark(wish.state)),
        show(_text(wish)), wish.wished_at, STAGES[wish.state], place_id=wish.place_id,
    )  # fmt: skip
