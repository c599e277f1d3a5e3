from __future__ import annotations

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.journal import answer, command, record, transaction
from forum.people.names import Why
from minutes.copies import queries, rules
from minutes.copies.models import Adjustment, Kind
from minutes.drafting import queries as drafting
from minutes.drafting.models import Minutes


@command
async def keep_readable(minutes_id: int, text: str, reason: str, *, by: Actor) -> int:
    """What the rules would mask stays readable from the next version on. Gives the adjustment's id.

    Raises NotFound, NotAllowed, BadInput, RuleBroken.
    """
    minutes = await drafting.minutes(minutes_id)
    async with transaction(minutes.session.room_id):
        made = await _adjust(minutes, Kind.KEEP, text, reason, by)
        record("minutes.word_kept", by, minutes=minutes_id, adjustment=made)
        return answer(made)


@command
async def hide_word(minutes_id: int, text: str, reason: str, *, by: Actor) -> int:
    """What the rules would show is hidden: on live pages at once, in the minutes from the next version on.

    Gives the adjustment's id. Raises NotFound, NotAllowed, BadInput, RuleBroken.
    """
    minutes = await drafting.minutes(minutes_id)
    async with transaction(minutes.session.room_id):
        made = await _adjust(minutes, Kind.HIDE, text, reason, by)
        record("minutes.word_hidden", by, minutes=minutes_id, adjustment=made)
        return answer(made)


async def _adjust(minutes: Minutes, kind: Kind, text: str, reason: str, by: Actor) -> int:
    require(by, Permission.PRESIDE, minutes.session)
    text, known = rules.tidy(text), await queries.standing(minutes.id)
    found = await _stands(minutes, text, kind) if len(text) > 1 else False
    rules.check_word(text, kind, known, found=found)
    made = await Adjustment.create(
        minutes_id=minutes.id, kind=kind, text=text, reason=reason, by_id=person_of(by), at=clock.now()
    )
    return made.id


async def _stands(minutes: Minutes, text: str, kind: Kind) -> bool:
    """In what is published, or for KEEP among what is masked there."""
    found = await queries.preview(minutes)
    if kind is Kind.KEEP:
        return any(line.text == text for line in found.lines)
    hidden = found.show.adjusted_to(rules.decided([Adjustment(kind=Kind.HIDE, text=text)]))
    texts = [found.title, found.text, *(one for _, texts in found.others for one in texts)]
    return any(one.why is Why.WORD for each in texts for one in hidden.finds(each))


@command
async def withdraw_adjustment(adjustment_id: int, *, by: Actor) -> None:
    """From the next version on the rules decide again. Raises NotFound, NotAllowed, RuleBroken."""
    found = await queries.adjustment(adjustment_id)
    async with transaction(found.minutes.session.room_id):
        require(by, Permission.PRESIDE, found.minutes.session)
        found = await queries.adjustment(adjustment_id)
        rules.check_withdraw(withdrawn=found.withdrawn_at is not None)
        found.withdrawn_at = clock.now()
        await found.save(update_fields=["withdrawn_at"])
        record("minutes.word_released", by, minutes=found.minutes_id, adjustment=adjustment_id)
