from __future__ import annotations

from agenda.items.models import AgendaItem, ItemKind
from agenda.motions.models import Motion, MotionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from minutes.copies import queries as copies
from minutes.copies import rules as rules_of_copies
from minutes.drafting import reading, rules, standing_in
from minutes.drafting.commands import put_back
from minutes.drafting.models import Minutes, MinutesState, Version
from minutes.evidence.commands import freeze
from minutes.letterheads.queries import head_of
from minutes.publication import queries
from minutes.review.commands import drop_notes

GIVEN_UP = "这次修改作罢，会议纪要不变。"


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
    masking = rules_of_copies.as_kept(await copies.standing(minutes.id))
    await Version.create(
        minutes_id=minutes.id,
        number=minutes.version,
        revision=minutes.revision,
        public_text=minutes.published_text,
        archive_text=archived,
        reason=minutes.amend_reason,
        sections=[[part.key, part.title, part.text] for part in reading.parts(await reading.sections(minutes))],
        figures=minutes.figures,
        recorder_signed_at=minutes.recorder_signed_at,
        chair_signed_at=minutes.chair_signed_at,
        masking=masking,
        published_at=clock.now(),
    )
    await standing_in.keep_for(minutes, minutes.version)
    minutes.state, minutes.amend_reason = MinutesState.PUBLISHED, ""
    await minutes.save()
    await freeze(minutes)


@command
async def republish_copy(minutes_id: int, reason: str, *, by: Actor) -> int:
    """The text in force once more as the next version, masked as the office has decided since. Gives its number.

    What was signed is not changed, so nobody signs again; an amendment in work goes on. Raises NotFound, NotAllowed,
    RuleBroken.
    """
    async with transaction():
        minutes = await _locked(minutes_id)
        require(by, Permission.PRESIDE, minutes.session)
        rules_of_copies.check_republish(minutes.version, pending=await copies.is_pending(minutes))
        before = await Version.get(minutes_id=minutes_id, number=minutes.version)
        minutes.published_text = await queries.public_copy(minutes, before.archive_text)
        minutes.version += 1
        before.public_text, before.number, before.reason = minutes.published_text, minutes.version, reason
        before.masking = rules_of_copies.as_kept(await copies.standing(minutes_id))
        before.published_at = clock.now()
        await before.clone().save()
        await standing_in.keep_for(minutes, minutes.version, like=minutes.version - 1)
        await minutes.save(update_fields=["published_text", "version"])
        await freeze(minutes)
        record(
            "minutes.published", by,
            minutes=minutes_id, year=minutes.year, number=minutes.number, version=minutes.version,
        )  # fmt: skip
        return answer(minutes.version)


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
async def give_up_amendment(minutes_id: int, *, by: Actor) -> None:
    """Back to the version in force, as if it had never been taken up: its text, its figures, its signatures.

    What was written meanwhile stays among the revisions; who proposed corrections to it is told. Raises NotFound,
    NotAllowed, RuleBroken.
    """
    async with transaction():
        minutes = await _locked(minutes_id)
        require(by, Permission.RECORD, minutes.session)
        rules.check_give_up(minutes.state, minutes.version)
        version = await Version.get(minutes_id=minutes_id, number=minutes.version)
        await drop_notes(minutes_id, GIVEN_UP, by=by)
        await put_back(minutes, version, by)
        minutes.state, minutes.amend_reason = MinutesState.PUBLISHED, ""
        minutes.figures = version.figures or minutes.figures
        minutes.recorder_signed_at, minutes.chair_signed_at = version.recorder_signed_at, version.chair_signed_at
        await minutes.save()
        record("minutes.amendment_given_up", by, minutes=minutes_id, version=minutes.version)


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
