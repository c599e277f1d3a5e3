from __future__ import annotations

from agenda.attendance.quorum import note_quorum
from agenda.ballots.models import Ballot, BallotState
from agenda.floor.models import Hand, HandState
from agenda.groups.models import GroupPhase
from agenda.items import rules
from agenda.items.models import ITEM_KIND_NAMES, AgendaItem, ItemKind, ItemState
from agenda.motions.models import Motion, MotionState
from agenda.motions.settling import settle_whole
from agenda.sessions import rules as session_rules
from agenda.sessions.commands import require_chair, require_going_on, session_for_command
from agenda.sessions.models import Session
from agenda.statements.models import StatementRound
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics
from forum.topics.models import Topic


@command
async def add_item(
    session_id: int,
    *,
    by: Actor,
    topic_id: int | None = None,
    title: str = "",
    planned_minutes: int = 15,
    kind: ItemKind = ItemKind.FREE,
    presenter: str = "",
    carried_from_id: int | None = None,
) -> int:
    """Put a topic, a standing item or a free one with a title at the end of the agenda. Gives the item's id.

    A topic that an earlier session did not reach goes on from there; `carried_from_id` says so of other items.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        rules.check_planned(session.state)
        if topic_id:
            await topics.schedule_topic(topic_id, by=by)
            title, kind = (await Topic.get(id=topic_id)).title, ItemKind.TOPIC
            carried_from_id = await _not_reached(topic_id)
        rules.check_kind(kind, session.kind)
        title = title or (ITEM_KIND_NAMES[kind] if kind in rules.STANDING else "")
        if not title:
            raise BadInput({"title": Sentence(N_("请选一个议题，或写一个标题。"))})
        last = await AgendaItem.filter(session_id=session_id).order_by("-position").first()
        item = await AgendaItem.create(
            session_id=session_id,
            position=last.position + 1 if last else 1,
            title=title,
            topic_id=topic_id,
            kind=kind,
            presenter=presenter,
            carried_from_id=carried_from_id,
            planned_minutes=planned_minutes,
        )
        record("item.added", by, item=item.id, topic=topic_id)
        return answer(item.id)


async def _not_reached(topic_id: int) -> int | None:
    """The topic's newest item, where its session did not get to it."""
    last = await AgendaItem.filter(topic_id=topic_id).order_by("-id").first()
    return last.id if last and last.state in rules.UNSETTLED else None


@command
async def drop_item(item_id: int, *, by: Actor) -> None:
    """Take an item off an agenda that is still being planned; its topic waits for the next one."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db(fields=["state"])
        rules.check_planned(session.state)
        if item.topic_id:
            await topics.unschedule_topic(item.topic_id, by=by)
        await AgendaItem.filter(id=item_id).delete()
        for later in await AgendaItem.filter(session_id=session.id, position__gt=item.position).order_by("position"):
            await AgendaItem.filter(id=later.id).update(position=later.position - 1)
        record("item.dropped", by, item=item_id, topic=item.topic_id)


@command
async def open_item(item_id: int, *, by: Actor) -> None:
    """Take up an item; one at a time."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_going_on(session)
        await item.refresh_from_db()
        if await AgendaItem.exists(session_id=session.id, state=ItemState.OPEN):
            raise RuleBroken(N_("一次只议一项：先结束正在议的，再开始下一项。"))
        if item.state is not ItemState.WAITING:
            raise RuleBroken(N_("这一项已经议过了。"))
        item.state, item.opened_at = ItemState.OPEN, clock.now()
        await item.save(update_fields=["state", "opened_at"])
        await run_clock(item)
        record("item.opened", by, item=item_id)
        await note_quorum(session, by)


@command
async def close_item(item_id: int, *, by: Actor) -> None:
    """End an item: nobody may hold the floor, no ballot may be open. Hands still up are lowered."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await item.refresh_from_db()
        await require_item_open(item)
        if await Ballot.exists(item_id=item_id, state=BallotState.OPEN):
            raise RuleBroken(N_("表决还没有结束，先结束表决。"))
        await clear_floor(item_id)
        await pause_clock(item)
        item.state, item.closed_at = ItemState.DONE, clock.now()
        await item.save(update_fields=["state", "closed_at"])
        if item.topic_id:
            await topics.decide_topic(item.topic_id, by=by)
        record("item.closed", by, item=item_id)
        await note_quorum(session, by)


async def run_clock(item: AgendaItem) -> None:
    """Its time counts from now on. Inside a command's transaction."""
    item.running_since = clock.now()
    await item.save(update_fields=["running_since"])


async def pause_clock(item: AgendaItem) -> None:
    """The time it has taken so far is kept. Inside a command's transaction."""
    if item.clock_began is None:
        return
    item.used_seconds = int((clock.now() - item.clock_began).total_seconds())
    item.running_since = None
    await item.save(update_fields=["used_seconds", "running_since"])


async def clear_floor(item_id: int, motions: MotionState = MotionState.WITHDRAWN) -> None:
    """Inside a command's transaction: speeches, rounds and groups end, pending motions are withdrawn, or `motions`.

    A motion that was being voted on in parts reads as those already carried.
    """
    await lower_hands(item_id)
    await end_talk(item_id)
    pending = Motion.filter(item_id=item_id, state__in=[MotionState.MOVED, MotionState.PUT])
    parts = [motion for motion in await pending if motion.part_of_id]
    await pending.update(state=motions)
    for part in parts[:1]:
        await settle_whole(part)


async def lower_hands(item_id: int) -> None:
    """Inside a command's transaction: speeches end, and hands come down."""
    now = clock.now()
    await Hand.filter(item_id=item_id, state=HandState.SPEAKING).update(state=HandState.SPOKEN, ended_at=now)
    await Hand.filter(item_id=item_id, state=HandState.WAITING).update(state=HandState.WITHDRAWN, ended_at=now)


async def end_talk(item_id: int) -> None:
    """Inside a command's transaction: rounds of statements close, and the notes of small groups are collected."""
    now = clock.now()
    for asked in await StatementRound.filter(item_id=item_id, closed_at=None):
        await StatementRound.filter(id=asked.id).update(closed_at=now)
        record("statements.closed", None, round=asked.id, item=item_id)
    for phase in await GroupPhase.filter(item_id=item_id, collected_at=None):
        await GroupPhase.filter(id=phase.id).update(collected_at=now)
        record("groups.collected", None, phase=phase.id, item=item_id)


async def item_and_session(item_id: int) -> tuple[AgendaItem, Session]:
    """Raises NotFound."""
    item = await AgendaItem.get_or_none(id=item_id).prefetch_related("session")
    if item is None:
        raise NotFound(N_("找不到这个议程项。"))
    return item, item.session


async def require_item_open(item: AgendaItem) -> None:
    """Raises RuleBroken unless the item is being discussed now; call inside the transaction."""
    await item.refresh_from_db(fields=["state", "debate_closed_at"])
    if item.state is not ItemState.OPEN:
        raise RuleBroken(N_("这一项没有在议。"))
    session = await session_for_command(item.session_id)
    session_rules.check_going_on(in_recess=session.in_recess)
