from __future__ import annotations

from agenda.attachments.models import Attachment
from agenda.items.models import AgendaItem
from agenda.sessions.commands import session_for_command
from agenda.sessions.models import Session, SessionState
from forum import clock, files
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.files import Kept
from forum.journal import answer, command, record, transaction

MOST = 30
"""Attachments of one session: more is an archive, not an agenda."""


@command
async def attach(
    session_id: int, kept: Kept, name: str, *, by: Actor, item_id: int | None = None, public: bool = False
) -> int:
    """Put a file that is kept already beside a session or one of its items. Gives the attachment's id."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await _require_changeable(session, by)
        if public:
            files.check_public(kept.kind)
        if item_id and not await AgendaItem.exists(id=item_id, session_id=session_id):
            raise BadInput({"item_id": Sentence(N_("请从列表中选一项。"))})
        if await Attachment.filter(session_id=session_id).count() >= MOST:
            raise RuleBroken(N_("附件已经有{most}个，先删去用不着的。"), most=MOST)
        made = await Attachment.create(
            session_id=session_id, item_id=item_id, name=name, kind=kept.kind, stored=kept.stored, size=kept.size,
            sha256=kept.sha256, public=public, added_at=clock.now(), added_by_id=person_of(by),
        )  # fmt: skip
        record("attachment.added", by, attachment=made.id, item=item_id, sha256=kept.sha256)
        return answer(made.id)


@command
async def take_off(attachment_id: int, *, by: Actor) -> int:
    """Gives the session's id; the file goes with it."""
    found = await Attachment.get_or_none(id=attachment_id).prefetch_related("session")
    if found is None:
        raise NotFound(N_("找不到这个附件。"))
    async with transaction(found.session.room_id):
        await _require_changeable(found.session, by)
        await Attachment.filter(id=attachment_id).delete()
        record("attachment.taken_off", by, attachment=attachment_id, item=found.item_id)
        answer(found.session_id)
    files.forget(found.stored)  # not before it is sure that nobody will be led to it
    return found.session_id


async def _require_changeable(session: Session, by: Actor) -> None:
    require(by, Permission.RECORD, session)
    await session.refresh_from_db(fields=["state"])
    if session.state in {SessionState.CLOSED, SessionState.CANCELLED}:
        raise RuleBroken(N_("会议已经结束，附件不能再改。"))
