from __future__ import annotations

from typing import Any

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit, UnitKind
from forum.diary.writers import require_writer
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.places.models import Place, PlaceKind
from forum.topics.models import Category
from minutes.resources.models import Resource


@command
async def offer_resource(unit_id: int, category: Category, text: str, *, by: Actor, **more: Any) -> int:
    """A unit's delegate, or the office for it, offers what the unit can share.

    `more`: amount, available, contact, place_id, shared, as in the model.
    """
    async with transaction():
        if not await Unit.exists(id=unit_id):
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        await _check(unit_id, more, by)
        resource = await Resource.create(unit_id=unit_id, category=category, text=text, at=clock.now(), **more)
        record("resource.offered", by, resource=resource.id, unit=unit_id)
        return answer(resource.id)


@command
async def amend_resource(resource_id: int, category: Category, text: str, *, by: Actor, **more: Any) -> int:
    """What it is, how much, where and when; what it was used for stays."""
    async with transaction():
        resource = await _kept(resource_id)
        await _check(resource.unit_id, more, by)
        await Resource.filter(id=resource_id).update(category=category, text=text, **more)
        record("resource.amended", by, resource=resource_id, unit=resource.unit_id)
        return answer(resource_id)


@command
async def pause_resource(resource_id: int, *, by: Actor) -> int:
    """It cannot be had for now: nobody is led to it."""
    async with transaction():
        return answer(await _set(resource_id, by, "resource.paused", paused=True))


@command
async def resume_resource(resource_id: int, *, by: Actor) -> int:
    async with transaction():
        return answer(await _set(resource_id, by, "resource.resumed", paused=False))


@command
async def withdraw_resource(resource_id: int, *, by: Actor) -> int:
    """The unit does not offer it any more. What it is used for goes on."""
    async with transaction():
        return answer(await _set(resource_id, by, "resource.withdrawn", withdrawn_at=clock.now()))


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
        resource = await Resource.create(
            unit_id=committee.id, category=category, text=text, place_id=place_id, at=clock.now()
        )
        record("resource.offered", by, resource=resource.id, unit=committee.id)
        return answer(resource.id)


async def _set(resource_id: int, by: Actor, kind: str, **changed: Any) -> int:
    resource = await _kept(resource_id)
    await _check(resource.unit_id, {}, by)
    await Resource.filter(id=resource_id).update(**changed)
    record(kind, by, resource=resource_id, unit=resource.unit_id)
    return resource_id


async def _several_communities() -> bool:
    return await Place.filter(kind=PlaceKind.COMMUNITY, closed_on=None).count() > 1


async def _kept(resource_id: int) -> Resource:
    """Raises NotFound, RuleBroken."""
    resource = await Resource.select_for_update().get_or_none(id=resource_id)
    if resource is None:
        raise NotFound(N_("找不到这条资源。"))
    if resource.withdrawn_at:
        raise RuleBroken(N_("这项资源已经撤下，要用请重新登记。"))
    return resource


async def _check(unit_id: int, more: dict[str, Any], by: Actor) -> None:
    if unit_id not in by.units and not by.in_office:
        raise NotAllowed(N_("只有本单位的代表可以登记本单位的资源。"))
    if not more.get("shared", True) and not more.get("place_id") and await _several_communities():
        raise BadInput({"place_id": Sentence(N_("只给本社区用的，请写明在哪个社区。"))})
    if more.get("place_id") and not await Place.exists(id=more["place_id"]):
        raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})
