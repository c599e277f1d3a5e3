from __future__ import annotations

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit, UnitKind
from forum.diary.writers import require_writer
from forum.errors import N_, BadInput, NotAllowed, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics.models import Category
from minutes.resources.models import Resource


@command
async def offer_resource(
    unit_id: int, category: Category, text: str, *, by: Actor, amount: str = "", available: str = ""
) -> int:
    """A unit's delegate, or the office for it, offers what the unit can share."""
    async with transaction():
        if not await Unit.exists(id=unit_id):
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        if unit_id not in by.units and not by.in_office:
            raise NotAllowed(N_("只有本单位的代表可以登记本单位的资源。"))
        resource = await Resource.create(
            unit_id=unit_id, category=category, text=text, amount=amount, available=available, at=clock.now()
        )
        record("resource.offered", by, resource=resource.id, unit=unit_id)
        return answer(resource.id)


@command
async def note_resource(text: str, category: Category, place_id: int, *, by: Actor) -> int:
    """What a visit found that could help: on the list under the residents' committee, which knows whom to ask.

    Raises RuleBroken where no committee is on record.
    """
    async with transaction():
        await require_writer(by, place_id)
        committee = await Unit.filter(kind=UnitKind.COMMITTEE).order_by("id").first()
        if committee is None:
            raise RuleBroken(N_("先把居委会登记为单位，再列入资源清单。"))
        resource = await Resource.create(unit_id=committee.id, category=category, text=text, at=clock.now())
        record("resource.offered", by, resource=resource.id, unit=committee.id)
        return answer(resource.id)
