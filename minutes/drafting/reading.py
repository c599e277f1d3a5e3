"""The minutes in work as they are read: their sections, their revisions, and what their fields stand for now."""

from __future__ import annotations

from dataclasses import dataclass

from forum.errors import N_, NotFound
from minutes.drafting import fields, queries
from minutes.drafting.draft import drafted
from minutes.drafting.models import Minutes, Revision, Section
from minutes.drafting.sections import Part, composed, split


async def revisions(minutes_id: int) -> list[Revision]:
    """Newest first, with who saved them."""
    return await Revision.filter(minutes_id=minutes_id).order_by("-number").prefetch_related("by")


async def revision(minutes_id: int, number: int) -> Revision:
    """Raises NotFound."""
    found = await Revision.get_or_none(minutes_id=minutes_id, number=number).prefetch_related("by")
    if found is None:
        raise NotFound(N_("找不到这一稿。"))
    return found


async def sections(minutes: Minutes) -> list[Section]:
    """In order. Minutes drafted before there were sections have none yet: theirs are made of the text, not stored."""
    found = await Section.filter(minutes_id=minutes.id).order_by("position").prefetch_related("changed_by")
    if found:
        return found
    parts = split(minutes.text)
    return [
        Section(minutes_id=minutes.id, key=part.key, position=at, title=part.title, text=part.text)
        for at, part in enumerate(parts)
    ]


def parts(found: list[Section]) -> list[Part]:
    return [Part(section.key, section.title, section.text) for section in found]


@dataclass(frozen=True)
class Fresh:
    """A draft as the record would give it today: `parts` name the fields, `values` say what each stands for."""

    parts: list[Part]
    values: dict[str, str]


async def fresh(session_id: int) -> Fresh:
    record = await queries.gather(session_id)
    marked = drafted(record)
    values = fields.valued(composed(marked)) | fields.figures(record)
    return Fresh([Part(part.key, part.title, fields.named(part.text)) for part in marked], values)


async def values(minutes: Minutes) -> dict[str, str]:
    """What the fields stand for now; one that the record has no longer stands for nothing."""
    gone = dict.fromkeys(minutes.figures, "")
    return gone | (await fresh(minutes.session_id)).values


async def resolved(minutes: Minutes) -> str:
    """The text in work with its figures."""
    return fields.resolved(minutes.text, await values(minutes))


def corrected(minutes: Minutes, now: dict[str, str]) -> dict[str, tuple[str, str]]:
    """What the record has changed since somebody last took note: {field: (before, now)}."""
    return fields.changed([minutes.text], minutes.figures, now)


async def doubtful(minutes: Minutes) -> tuple[list[str], list[str]]:
    """What keeps the text from being signed: names that the record doesn't know, and what it has corrected."""
    now = await values(minutes)
    return fields.unknown(minutes.text, now), list(corrected(minutes, now))
