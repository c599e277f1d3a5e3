"""What of the resources can be found: what units share now. Whom to ask for it is on its page, for who is signed in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from forum import i18n, parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Document, Link, Searched
from forum.people.names import Show
from forum.people.queries import named_in
from minutes.resources.models import Resource


def offer() -> None:
    parts.searched["resource"] = Searched(N_("资源"), ids, read, touched)


async def ids() -> list[int]:
    found: list[Any] = list(await Resource.filter(withdrawn_at=None).order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    if event.kind.startswith("resource."):
        return [event.data["resource"]]
    return await ids() if event.kind == "list.imported" and event.data["list"] == "resources" else []


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    found = await Resource.filter(id__in=list(ids), withdrawn_at=None).prefetch_related("unit", "place")
    named = set() if reader else await named_in("\n".join(_text(one) for one in found))
    return {one.id: _document(one, Show(frozenset(named)), reader) for one in found}


def _text(one: Resource) -> str:
    return "\n".join(filter(None, [one.text, one.unit.name, one.amount, one.available]))


def _document(one: Resource, masked: Show, reader: Actor | None) -> Document:
    show = str if reader else masked
    paused = ("paused", i18n.translate(N_("暂停"))) if one.paused else None
    return Document(
        Link(f"/resources/{one.id}", show(one.text), one.unit.name, paused), show(_text(one)), one.at, "doing",
        one.category.value, one.place_id,
    )  # fmt: skip
