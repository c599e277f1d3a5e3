"""代签: somebody signs the minutes in the place of a recorder or chair who cannot any more, named by the office."""

from __future__ import annotations

from forum import clock
from forum.access import Actor
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.journal import command, record, transaction
from forum.people.queries import chairs_and_recorders
from minutes.drafting import rules
from minutes.drafting.models import Minutes, StandIn


@command
async def name_stand_in(minutes_id: int, role: str, person_id: int, reason: str, *, by: Actor) -> None:
    """They sign as `role` from now on, and nobody else does. Raises NotFound, NotAllowed, RuleBroken, BadInput."""
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        session = minutes.session
        before = await current(minutes_id)
        holders = {rules.RECORDER: session.recorder_id, rules.CHAIR: session.chair_id}
        others = {at: one.person_id for at, one in before.items() if at != role}
        rules.check_stand_in(role, person_id, {**holders, **others}, signed(minutes), reason)
        if person_id not in {one.id for one in await chairs_and_recorders()}:
            raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
        await StandIn.filter(minutes_id=minutes_id, role=role, version=None).delete()
        await StandIn.create(
            minutes_id=minutes_id, role=role, person_id=person_id, reason=reason.strip(), named_by_id=by.person_id,
            named_at=clock.now(),
        )  # fmt: skip
        record("minutes.stand_in_named", by, minutes=minutes_id, role=role, person=person_id)


@command
async def end_stand_in(minutes_id: int, role: str, *, by: Actor) -> None:
    """Who held the session signs after all. Raises NotFound, NotAllowed, RuleBroken."""
    async with transaction():
        minutes = await _in_work(minutes_id, by)
        found = (await current(minutes_id)).get(role)
        if found is None:
            raise NotFound(N_("这里没有请人代签。"))
        rules.check_end_stand_in(role, signed(minutes))
        await found.delete()
        record("minutes.stand_in_ended", by, minutes=minutes_id, role=role, person=found.person_id)


async def _in_work(minutes_id: int, by: Actor) -> Minutes:
    minutes = await Minutes.select_for_update().get_or_none(id=minutes_id).prefetch_related("session")
    if minutes is None:
        raise NotFound(N_("找不到这份会议纪要。"))
    if not by.in_office:
        raise NotAllowed(N_("由谁代签，由社区来定。"))
    rules.check_in_work(minutes.state)
    return minutes


async def current(minutes_id: int) -> dict[str, StandIn]:
    """By role who signs the text in work for somebody else."""
    return {one.role: one for one in await StandIn.filter(minutes_id=minutes_id, version=None)}


async def holders(minutes: Minutes) -> dict[str, int]:
    """By role who signs the text in work; needs its session."""
    stand_ins = await current(minutes.id)
    own = {rules.RECORDER: minutes.session.recorder_id, rules.CHAIR: minutes.session.chair_id}
    return {role: stand_ins[role].person_id if role in stand_ins else id for role, id in own.items()}


def signed(minutes: Minutes) -> set[str]:
    """Roles in which the text in work is signed."""
    signatures = {rules.RECORDER: minutes.recorder_signed_at, rules.CHAIR: minutes.chair_signed_at}
    return {role for role, at in signatures.items() if at}


async def of_version(minutes: Minutes, number: int | None) -> list[StandIn]:
    """Who stood in when it was published, with the people; of the text in work (None) as far as they have signed."""
    found = await StandIn.filter(minutes_id=minutes.id, version=number).prefetch_related("person")
    return [one for one in found if number is not None or one.role in signed(minutes)]


async def keep_for(minutes: Minutes, number: int, like: int | None = None) -> None:
    """Inside the command that publishes version `number`: as the text in work was signed, or as version `like` was."""
    for one in await of_version(minutes, like):
        await StandIn.create(
            minutes_id=minutes.id, role=one.role, person_id=one.person_id, reason=one.reason, version=number,
            named_by_id=one.named_by_id, named_at=one.named_at,
        )  # fmt: skip
