"""Which person of the register a form means by a name; for the fields of `parts/people.html`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forum.errors import N_, BadInput, Sentence
from forum.people import queries
from forum.people.models import Person


def chosen(candidates: Sequence[Person], person_id: int | None) -> int:
    """The one of that name, or the one picked among several. Raises BadInput."""
    if not candidates:
        raise BadInput({"name": Sentence(N_("居民名册上没有这个姓名，请先登记。"))})
    if len(candidates) == 1:
        return candidates[0].id
    if person_id not in {person.id for person in candidates}:
        raise BadInput(
            {"person_id": Sentence(N_("有{count}位居民都叫这个姓名，请选一位。"), {"count": len(candidates)})}
        )
    return person_id or 0


async def person_meant(name: str, person_id: int | None) -> int:
    """Raises BadInput."""
    return chosen(await queries.called(name), person_id)


async def candidates(typed: Mapping[str, str]) -> list[Person]:
    """Whom a refused form asks about: several of the name that was typed, else nobody."""
    found = await queries.called(typed.get("name", "")) if typed.get("name") else []
    return found if len(found) > 1 else []
