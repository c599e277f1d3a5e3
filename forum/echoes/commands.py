"""Nothing here but the wish is an event: what somebody was told and has read is nobody else's business, and an echo
only repeats an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tortoise.expressions import Q

from forum import clock, parts
from forum.access import Actor, Permission, person_of, require
from forum.echoes import rules
from forum.echoes.models import Digest, DigestState, DigestWish, Echo, Rhythm
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import Event, answer, command, record, transaction
from forum.people.models import Person

MOST = 200
"""Rows of one insert."""
OLD = timedelta(days=14)


@command
async def note_echoes(events: Sequence[tuple[int, int]], *, by: Actor) -> int:
    """Keep for everybody concerned what these events, given as (room, seq), answered or moved; noted twice, kept once.

    Gives how many are new. Raises NotAllowed.
    """
    async with transaction():
        require(by, Permission.ADMINISTER)
        found = [row for key in events for row in await _of_event(*key)]
        for at in range(0, len(found), MOST):
            await Echo.bulk_create(found[at : at + MOST], ignore_conflicts=True)
        return answer(len(found))


async def _of_event(room_id: int, seq: int) -> list[Echo]:
    event = await Event.get(room_id=room_id, seq=seq)
    known = parts.echoes.get(event.kind)
    if known is None or known.said(event) is None:
        return []
    numbers = set(await known.of(event)) if known.of else {event.data[known.matter]}
    # What comes late is no news: it is there to look up.
    read = event.at if clock.now() - event.at > OLD else None
    rows = []
    for number in sorted(numbers):
        people = await known.to(event) if known.to else await parts.matters[known.matter].people(number)
        people = people - {event.by_id} if event.by_id else people
        alive = await Person.filter(id__in=list(people)).values_list("id", flat=True)
        rows += [
            Echo(person_id=person, matter=known.matter, number=number, event_id=event.id, read_at=read, told_at=read)
            for person in alive
        ]
    kept = {
        (row.person_id, row.matter, row.number) for row in await Echo.filter(event_id=event.id)
    }  # asked, because PostgreSQL and SQLite count what they ignore differently
    return [row for row in rows if (row.person_id, row.matter, row.number) not in kept]


@command
async def read_echoes(until: int, matter: str = "", number: int = 0, *, by: Actor) -> None:
    """The reader has seen the echoes up to the event `until`: of one matter, or all of them."""
    async with transaction():
        mine = Q(person_id=person_of(by), read_at=None, event_id__lte=until)
        of_matter = Q(matter=matter, number=number) if matter else Q()
        await Echo.filter(mine & of_matter).update(read_at=clock.now())


@command
async def choose_digest(
    rhythm: Rhythm, quiet_from: int, quiet_until: int, channel: str = "", address: str = "", *, by: Actor
) -> None:
    """How the person who acts wants to be told. Raises BadInput."""
    async with transaction():
        if channel and not address:
            raise BadInput({"address": Sentence(N_("请写发到哪里。"))})
        await DigestWish.update_or_create(
            {
                "rhythm": rhythm,
                "quiet_from": quiet_from,
                "quiet_until": quiet_until,
                "channel": channel,
                "address": address if channel else "",
            },
            person_id=person_of(by),
        )
        if not channel:  # what waits to be sent is read in the product
            await Digest.filter(person_id=person_of(by), state=DigestState.WAITING).update(state=DigestState.SHOWN)
        record("digest.chosen", by, rhythm=rhythm.value)


@command
async def make_digest(person_id: int, echoes: Sequence[int], matters: int, tasks: int, *, sent: bool, by: Actor) -> int:
    """One message about these echoes, at most one a person and day; gives its id, 0 where today's is made already."""
    async with transaction():
        require(by, Permission.ADMINISTER)
        today, at = clock.today(), clock.now()
        if await Digest.exists(person_id=person_id, day=today):
            return answer(0)
        made = await Digest.create(
            person_id=person_id, day=today, echoes=matters, tasks=tasks, made_at=at, next_at=at,
            state=DigestState.WAITING if sent else DigestState.SHOWN,
        )  # fmt: skip
        await Echo.filter(id__in=list(echoes)).update(told_at=at)
        return answer(made.id)


@command
async def note_digest_sent(digest_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.ADMINISTER)
        await Digest.filter(id=digest_id).update(state=DigestState.SENT, error="")


@command
async def note_unsent(digest_id: int, error: str, *, by: Actor) -> None:
    """It is tried again a few times; then it stays in the product, where it can be read anyway."""
    async with transaction():
        require(by, Permission.ADMINISTER)
        digest = await Digest.get(id=digest_id)
        digest.tries, digest.error = digest.tries + 1, error[:200]
        wait = rules.wait_after(digest.tries)
        digest.next_at = clock.now() + (wait or timedelta(0))
        digest.state = DigestState.WAITING if wait else DigestState.FAILED
        await digest.save()


@command
async def send_digest_again(digest_id: int, *, by: Actor) -> None:
    """One that was given up, once more. Raises NotAllowed, NotFound, RuleBroken (it is not, or is sent nowhere now)."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        digest = await Digest.get_or_none(id=digest_id)
        if digest is None:
            raise NotFound(N_("找不到这条小结。"))
        if digest.state is not DigestState.FAILED:
            raise RuleBroken(N_("这一条没有失败，不用重发。"))
        if not await DigestWish.exists(person_id=digest.person_id, channel__not=""):
            raise RuleBroken(N_("本人已经不要另外发送了。"))
        digest.state, digest.tries, digest.next_at = DigestState.WAITING, 0, clock.now()
        await digest.save()
