from __future__ import annotations

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from minutes.drafting import rules
from minutes.drafting.models import Minutes, MinutesState
from minutes.letterheads.queries import head_of
from minutes.publication import queries


@command
async def publish_minutes(minutes_id: int, *, by: Actor) -> int:
    """Give the minutes their number, freeze the masked copy and make it public. Gives the number.

    The community's room is the lock under which numbers of a body and year follow one another without gaps.
    Raises NotFound, NotAllowed, RuleBroken.
    """
    async with transaction():
        minutes = await Minutes.select_for_update().get_or_none(id=minutes_id).prefetch_related("session__body")
        if minutes is None:
            raise NotFound(N_("找不到这份会议纪要。"))
        require(by, Permission.PRESIDE, minutes.session)
        rules.check_publish(minutes.state)
        minutes.year = clock.today().year
        minutes.number = await queries.last_number(minutes.body_id, minutes.year) + 1
        minutes.published_text = await queries.public_copy(minutes)
        minutes.letterhead = (await head_of(minutes.session.body)).to_json()
        minutes.state, minutes.published_at = MinutesState.PUBLISHED, clock.now()
        await minutes.save(update_fields=["year", "number", "published_text", "letterhead", "state", "published_at"])
        record("minutes.published", by, minutes=minutes_id, year=minutes.year, number=minutes.number)
        return answer(minutes.number)
