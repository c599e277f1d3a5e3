"""What of the needs can be found: their words and the answer, to strangers without names, as their pages show them."""

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
from minutes.needs.links import need_mark
from minutes.needs.models import Need, NeedState

STAGES = {
    NeedState.OPEN: "asked",
    NeedState.CLAIMED: "doing",
    NeedState.IN_HAND: "doing",
    NeedState.MET: "done",
    NeedState.ANSWERED: "done",
}


def offer() -> None:
    parts.searched["need"] = Searched(N_("需求"), ids, read, touched)


async def ids() -> list[int]:
    found: list[Any] = list(await Need.all().order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    if event.kind.startswith("need."):
        return [event.data["need"]]
    if event.kind == "list.imported" and event.data["list"] == "needs":
        return await ids()
    if event.kind.startswith("project.") and "project" in event.data:
        found: list[Any] = list(await Need.filter(project_id=event.data["project"]).values_list("id", flat=True))
        return found
    return []


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    found = await Need.filter(id__in=list(ids)).prefetch_related("place", "raised_by")
    named = set() if reader else await named_in("\n".join(_text(need) for need in found))
    return {need.id: _document(need, Show(frozenset(named | {need.raised_by.name})), reader) for need in found}


def _text(need: Need) -> str:
    return "\n".join(filter(None, [need.text, need.whom, need.available, need.answer]))


def _document(need: Need, masked: Show, reader: Actor | None) -> Document:
    show = str if reader else masked
    note = " · ".join(filter(None, [show(need.whom), show(need.place.path)]))
    return Document(
        Link(f"/needs/{need.id}", show(need.text), note, need_mark(need.state)), show(_text(need)), need.at,
        STAGES[need.state], need.category.value, need.place_id,
    )  # fmt: skip
