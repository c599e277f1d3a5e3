"""What no session got to and no topic stands for: the office puts it on an agenda, of whichever body, or answers it."""

from __future__ import annotations

from agenda.items.commands import add_item, item_and_session
from agenda.items.models import AgendaItem
from agenda.sessions.commands import session_for_command
from agenda.unfinished import queries, rules
from agenda.unfinished.models import ItemAnswer
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.journal import answer, command, record, transaction


@command
async def carry_to(item_id: int, session_id: int, *, by: Actor) -> int:
    """Put it on that session's agenda, with where it comes from. Gives its new id. Raises NotFound, RuleBroken."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        item = await _lying(item_id, by)
        new_id = await add_item(
            session_id, title=item.title, planned_minutes=item.planned_minutes, presenter=item.presenter,
            carried_from_id=item_id, by=by,
        )  # fmt: skip
        return answer(new_id)


@command
async def end_item(item_id: int, words: str, *, by: Actor) -> None:
    """It needs no session any more: `words` say what came of it, or why nothing does. Raises NotFound, RuleBroken."""
    async with transaction():
        await _lying(item_id, by)
        await ItemAnswer.create(item_id=item_id, words=words, at=clock.now(), by_id=person_of(by))
        record("item.answered", by, item=item_id)


async def _lying(item_id: int, by: Actor) -> AgendaItem:
    require(by, Permission.PLAN_SESSION)
    item, _ = await item_and_session(item_id)
    rules.check_lies(lies=await queries.lies(item))
    return item
