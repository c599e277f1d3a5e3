from __future__ import annotations

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.groups import rules
from agenda.groups.models import Group, GroupPhase, GroupPlace
from agenda.groups.rules import Way
from agenda.items.commands import item_and_session, require_item_open
from agenda.sessions.commands import require_chair, require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed, person_of, require
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction


@command
async def open_groups(item_id: int, topic: str, count: int, way: Way, *, by: Actor) -> int:
    """Send the hall into `count` groups, to talk about `topic`."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_open(session)
        await require_item_open(item)
        rules.check_open(count, one_open=await GroupPhase.exists(item_id=item_id, collected_at=None))
        phase = await GroupPhase.create(item_id=item_id, topic=topic, way=way, opened_at=clock.now())
        await Group.bulk_create([Group(phase_id=phase.id, number=number) for number in range(1, count + 1)])
        record("groups.opened", by, phase=phase.id, item=item_id, count=count)
        return answer(phase.id)


@command
async def join_group(group_id: int, *, by: Actor) -> None:
    """Somebody says at which table they sit; saying it again moves them."""
    _, phase, session = await _group(group_id)
    async with transaction(session.room_id):
        seat = await present_seat(session, by)
        await phase.refresh_from_db(fields=["collected_at"])
        rules.check_join(phase.way, collected=phase.collected_at is not None)
        await Group.filter(phase_id=phase.id, taker_id=seat.id).exclude(id=group_id).update(taker_id=None)
        await GroupPlace.update_or_create({"group_id": group_id}, phase_id=phase.id, seat_id=seat.id)
        record("group.joined", by, group=group_id, seat=seat.id, person=seat.person_id)


@command
async def take_notes(group_id: int, *, by: Actor) -> None:
    """From now on this person writes the notes of their group; whoever did before no longer does."""
    group, phase, session = await _group(group_id)
    async with transaction(session.room_id):
        seat = await present_seat(session, by)
        await phase.refresh_from_db(fields=["collected_at"])
        rules.check_not_collected(collected=phase.collected_at is not None)
        if not await _belongs(seat, group, phase):
            raise RuleBroken(N_("您不在这一组。"))
        await Group.filter(id=group_id).update(taker_id=seat.id)
        record("group.taken", by, group=group_id, seat=seat.id, person=seat.person_id)


@command
async def save_note(group_id: int, text: str, revision: int, *, by: Actor) -> int:
    """Keep a group's notes as they stand; gives the new revision. `revision` is the one the writer began from.

    Also after the notes were collected: a phone that was offline comes back with what was written.
    """
    group, _, session = await _group(group_id)
    async with transaction(session.room_id):
        await require_open(session)
        await group.refresh_from_db()
        seat = await Seat.get_or_none(id=group.taker_id)
        taker = seat is not None and seat.person_id == person_of(by)
        records = allowed(by, Permission.RECORD, session)
        rules.check_note(taker=taker, records=records, seen=revision, now=group.revision)
        await Group.filter(id=group_id).update(note=text, revision=group.revision + 1)
        record("group.noted", by, group=group_id, revision=group.revision + 1)
        return answer(group.revision + 1)


@command
async def collect_groups(phase_id: int, *, by: Actor) -> None:
    """The groups end: their notes are shown to everybody."""
    phase, session = await _phase(phase_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await phase.refresh_from_db(fields=["collected_at"])
        rules.check_not_collected(collected=phase.collected_at is not None)
        await GroupPhase.filter(id=phase_id).update(collected_at=clock.now())
        record("groups.collected", by, phase=phase_id, item=phase.item_id)


@command
async def tick_note(group_id: int, *, by: Actor, in_draft: bool) -> None:
    """Whether a group's notes go into the minutes; the record has them anyway."""
    _, _, session = await _group(group_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await Group.filter(id=group_id).update(in_draft=in_draft)
        record("group.ticked", by, group=group_id, in_draft=in_draft)


async def _belongs(seat: Seat, group: Group, phase: GroupPhase) -> bool:
    if phase.way is Way.NUMBER:
        return rules.dealt(seat.number, await Group.filter(phase_id=phase.id).count()) == group.number
    return await GroupPlace.exists(group_id=group.id, seat_id=seat.id)


async def _phase(phase_id: int) -> tuple[GroupPhase, Session]:
    """Raises NotFound."""
    found = await GroupPhase.get_or_none(id=phase_id).prefetch_related("item__session")
    if found is None:
        raise NotFound(N_("找不到这次小组讨论。"))
    return found, found.item.session


async def _group(group_id: int) -> tuple[Group, GroupPhase, Session]:
    """Raises NotFound."""
    found = await Group.get_or_none(id=group_id).prefetch_related("phase__item__session")
    if found is None:
        raise NotFound(N_("找不到这个小组。"))
    return found, found.phase, found.phase.item.session
