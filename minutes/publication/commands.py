from __future__ import annotations

from agenda.items.models import AgendaItem, ItemKind
from agenda.motions.models import Motion, MotionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from minutes.drafting import reading, rules
from minutes.drafting.models import Minutes, MinutesState, Version
from minutes.evidence.commands import freeze
from minutes.letterheads.queries import head_of
from minutes.publication import queries


@command
async def publish_minutes(minutes_id: int, *, by: Actor) -> int:
    """Freeze the text and its masked copy as the next version, and make that public. Gives the minutes' number.

    The first version gets the number; the community's room is the lock under which numbers of a body and year follow
    one another without gaps. Raises NotFound, NotAllowed, RuleBroken.
    """
    async with transaction():
        minutes = await _locked(minutes_id)
        require(by, Permission.PRESIDE, minutes.session)
        rules.check_publish(minutes.state)
        rules.check_fields(*await reading.doubtful(minutes))
        if not minutes.is_public:
            minutes.year, minutes.published_at = clock.today().year, clock.now()
            minutes.number = await queries.last_number(minutes.body_id, minutes.year) + 1
            minutes.letterhead = (await head_of(minutes.session.body)).to_json()
        await _freeze(minutes)
        record(
            "minutes.published", by,
            minutes=minutes_id, year=minutes.year, number=minutes.number, version=minutes.version,
        )  # fmt: skip
        assert minutes.number is not None
        return answer(minutes.number)


async def _freeze(minutes: Minutes) -> None:
    archived = await reading.resolved(minutes)
    minutes.published_text = await queries.public_copy(minutes, archived)
    minutes.version += 1
    await Version.create(
        minutes_id=minutes.id,
        number=minutes.version,
        revision=minutes.revision,
        public_text=minutes.published_text,
        archive_text=archived,
        reason=minutes.amend_reason,
        published_at=clock.now(),
    )
    minutes.state, minutes.amend_reason = MinutesState.PUBLISHED, ""
    await minutes.save()
    await freeze(minutes)


@command
async def amend_minutes(minutes_id: int, reason: str, *, by: Actor) -> None:
    """Begin the next version; the public goes on reading the one in force. Raises NotFound, NotAllowed, RuleBroken."""
    async with transaction():
        minutes = await _locked(minutes_id)
        require(by, Permission.RECORD, minutes.session)
        rules.check_amend(minutes.state)
        minutes.state, minutes.amend_reason = MinutesState.DRAFT, reason
        minutes.recorder_signed_at = minutes.chair_signed_at = None
        await minutes.save(update_fields=["state", "amend_reason", "recorder_signed_at", "chair_signed_at"])
        record("minutes.reopened", by, minutes=minutes_id, version=minutes.version)


@command
async def approve_minutes(item_id: int, *, by: Actor) -> int | None:
    """Note that the hall has approved the body's last minutes, where a motion of that item has carried. Gives their id.

    Whatever a later session says stands beside it in that session's own minutes.
    """
    async with transaction():
        require(by, Permission.ADMINISTER)
        item = await AgendaItem.get(id=item_id).prefetch_related("session")
        minutes = await queries.before(item.session)
        carried = await Motion.exists(item_id=item_id, amends_id=None, state=MotionState.CARRIED)
        if item.kind is not ItemKind.APPROVAL or not carried or minutes is None or minutes.approved_at:
            return answer(None)
        minutes.approved_at, minutes.approved_in_id = clock.now(), item.session_id
        await minutes.save(update_fields=["approved_at", "approved_in_id"])
        record("minutes.approved", by, minutes=minutes.id, session=item.session_id)
        return answer(minutes.id)


async def _locked(minutes_id: int) -> Minutes:
    found = await Minutes.select_for_update().get_or_none(id=minutes_id).prefetch_related("session__body")
    if found is None:
        raise NotFound(N_("找不到这份会议纪要。"))
    return found
