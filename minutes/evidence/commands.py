from __future__ import annotations

import secrets

from agenda.sessions.commands import session_for_command
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, events_of, record, transaction
from minutes.drafting.models import Minutes
from minutes.evidence import chain, queries, recording
from minutes.evidence.documents import written
from minutes.evidence.models import Copy, Edition, Issued

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another when a code is typed off paper."""


@command
async def seal_record(session_id: int, *, by: Actor) -> None:
    """Note where the session's chain of events stands as it ends: in the community's room, out of the session's reach.

    Raises NotFound, NotAllowed.
    """
    async with transaction():
        session = await session_for_command(session_id)
        require(by, Permission.RECORD, session)
        if await recording.sealed(session_id) is None:
            head = chain.head([chain.plain(event) for event in await events_of(session.room_id)])
            record("record.sealed", by, session=session_id, seq=head.seq, head=head.link)


@command
async def keep_edition(minutes_id: int, *, by: Actor) -> int:
    """The newest edition's id; of minutes that an earlier version of the house published, it is made now.

    Raises NotFound where nothing is published.
    """
    async with transaction():
        minutes = await Minutes.get_or_none(id=minutes_id)
        if minutes is None or not minutes.is_public:
            raise NotFound(N_("会议纪要还没有公布。"))
        edition = await queries.edition(minutes_id, minutes.version)
        if edition is None:
            edition = await freeze(minutes)
            record("edition.frozen", by, minutes=minutes_id, version=edition.version)
        return answer(edition.id)


async def freeze(minutes: Minutes) -> Edition:
    """Inside the command that publishes: keep what will be attached to the papers of this version."""
    code, version = new_code(), minutes.version
    public, archive = [
        await recording.record(minutes.session_id, minutes, public=public, code=code) for public in (True, False)
    ]
    return await Edition.create(
        minutes_id=minutes.id,
        version=version,
        code=code,
        seq=archive.chain.seq,
        head=archive.chain.head,
        public_record=written(public),
        archive_record=written(archive),
        at=clock.now(),
    )


def new_code() -> str:
    """Like 7KQM-2XWA-9RTF: sixty bits, so that nobody finds an edition by guessing."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


@command
async def issue(edition_id: int, copy: Copy, sha256: str, size: int, *, by: Actor, signed: bool) -> str:
    """Note the file that an edition's copy is from now on. Gives its SHA-256: an earlier one stays. Raises NotFound."""
    async with transaction():
        if not await Edition.exists(id=edition_id):
            raise NotFound(N_("找不到这一版。"))
        if found := await Issued.get_or_none(edition_id=edition_id, copy=copy):
            return answer(found.sha256)
        await Issued.create(edition_id=edition_id, copy=copy, sha256=sha256, size=size, signed=signed, at=clock.now())
        record("copy.issued", by, edition=edition_id, copy=copy.value, sha256=sha256)
        return answer(sha256)
