from __future__ import annotations

from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from minutes.drafting import queries, rules
from minutes.drafting.draft import draft
from minutes.drafting.models import Minutes, MinutesState, Revision


@command
async def draft_minutes(session_id: int, *, by: Actor) -> int:
    """Write the draft from the record of a closed session. Gives the minutes' id; a session has only one.

    Raises NotFound, NotAllowed, RuleBroken.
    """
    async with transaction():
        session = await session_for_command(session_id)
        require(by, Permission.RECORD, session)
        if existing := await queries.of_session(session_id):
            return answer(existing.id)
        rules.check_draft(session.state)
        text = draft(await queries.gather(session_id))
        minutes = await Minutes.create(
            session_id=session_id, body_id=session.body_id, text=text, drafted_at=clock.now()
        )
        await _keep_revision(minutes, by)
        record("minutes.drafted", by, minutes=minutes.id, session=session_id)
        return answer(minutes.id)


@command
async def save_minutes(minutes_id: int, text: str, base_revision: int, *, by: Actor) -> int:
    """Keep a changed text as the next revision and clear signatures. Gives the revision that now stands.

    Raises NotFound, NotAllowed, RuleBroken (somebody saved since `base_revision`, or it is published).
    """
    async with transaction():
        minutes = await _locked(minutes_id)
        require(by, Permission.RECORD, minutes.session)
        if text == minutes.text:
            return answer(minutes.revision)
        rules.check_save(minutes.state, base=base_revision, current=minutes.revision)
        minutes.text, minutes.revision = text, minutes.revision + 1
        minutes.state, minutes.recorder_signed_at, minutes.chair_signed_at = MinutesState.DRAFT, None, None
        await minutes.save(update_fields=["text", "revision", "state", "recorder_signed_at", "chair_signed_at"])
        await _keep_revision(minutes, by)
        record("minutes.saved", by, minutes=minutes_id, revision=minutes.revision)
        return answer(minutes.revision)


@command
async def sign_minutes(minutes_id: int, revision: int, *, by: Actor) -> None:
    """The recorder signs as recorder, the chair as chair; one person who is both signs as both.

    `revision` is what the signer has read. Raises NotFound, NotAllowed, RuleBroken.
    """
    async with transaction():
        minutes = await _locked(minutes_id)
        session = minutes.session
        roles = rules.roles_of(by.person_id, recorder_id=session.recorder_id, chair_id=session.chair_id)
        rules.check_sign(minutes.state, roles, _signed(minutes), seen=revision, current=minutes.revision)
        if rules.RECORDER in roles:
            minutes.recorder_signed_at = clock.now()
        if rules.CHAIR in roles:
            minutes.chair_signed_at = clock.now()
        if minutes.recorder_signed_at and minutes.chair_signed_at:
            minutes.state = MinutesState.SIGNED
        await minutes.save(update_fields=["state", "recorder_signed_at", "chair_signed_at"])
        record("minutes.signed", by, minutes=minutes_id, revision=minutes.revision, roles=sorted(roles))


def _signed(minutes: Minutes) -> set[str]:
    signatures = {rules.RECORDER: minutes.recorder_signed_at, rules.CHAIR: minutes.chair_signed_at}
    return {role for role, at in signatures.items() if at}


async def _locked(minutes_id: int) -> Minutes:
    found = await Minutes.select_for_update().get_or_none(id=minutes_id).prefetch_related("session")
    if found is None:
        raise NotFound(N_("找不到这份会议纪要。"))
    return found


async def _keep_revision(minutes: Minutes, by: Actor) -> None:
    await Revision.create(
        minutes_id=minutes.id, number=minutes.revision, text=minutes.text, by_id=by.person_id, at=clock.now()
    )
