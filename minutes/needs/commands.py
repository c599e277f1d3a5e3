from __future__ import annotations

from forum import clock
from forum.access import Actor, person_of
from forum.errors import N_, BadInput, Sentence
from forum.journal import answer, command, record, transaction
from forum.places.models import Place
from forum.topics.models import Category
from minutes.needs.models import Need


@command
async def raise_need(category: Category, text: str, place_id: int, *, by: Actor, whom: str = "") -> int:
    """Gives the need's id. Raises NotAllowed (nobody signed in), BadInput (an unknown place)."""
    async with transaction():
        person_id = person_of(by)
        if not await Place.exists(id=place_id):
            raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})
        need = await Need.create(
            category=category, text=text, whom=whom, place_id=place_id, raised_by_id=person_id, at=clock.now()
        )
        record("need.raised", by, need=need.id)
        return answer(need.id)
