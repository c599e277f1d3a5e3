"""What of the works of the year can be found: all, by everybody; residents' names by those who are signed in."""

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
from minutes.works.links import mark
from minutes.works.models import WorkState, YearWork

STAGES = {
    WorkState.PLANNED: "doing", WorkState.UNDER_WAY: "doing", WorkState.DONE: "done", WorkState.CARRIED: "doing",
}  # fmt: skip
"""What is promised is on its way, also where it goes on in the next year."""
PARTS = ("lead", "sites", "milestones", "entries", "ratings", "redone", "projects__project")


def offer() -> None:
    parts.searched["work"] = Searched(N_("年度实事"), ids, read, touched)


async def ids() -> list[int]:
    found: list[Any] = list(await YearWork.all().order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    if not event.kind.startswith("work."):
        return []
    return [event.data[name] for name in ("work", "after") if name in event.data]


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    found = await YearWork.filter(id__in=list(ids)).prefetch_related(*PARTS)
    named = set() if reader else await named_in("\n".join(_text(one) for one in found))
    show = str if reader else Show(frozenset(named), frozenset())
    return {one.id: _document(one, show) for one in found}


def _text(work: YearWork) -> str:
    said = [one.text for one in work.entries] + [part for one in work.ratings for part in (one.words, one.answer)]
    said += [one.name for one in work.sites] + [one.text for one in work.milestones]
    said += [one.reason for one in work.redone]
    return "\n".join(filter(None, [work.title, work.text, work.lead.name, work.carried_reason, *said]))


def _document(work: YearWork, show: Any) -> Document:
    note = i18n.say(N_("{year} 年度实事"), year=work.year) + f" · {work.lead.name}"
    return Document(
        Link(f"/works/{work.id}", show(work.title), note, mark(work)), show(_text(work)), work.planned_at,
        STAGES[work.state],
    )  # fmt: skip
