from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.exchange.rules import check_exchanging
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem
from agenda.sessions.commands import require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed, person_of, require
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.people.models import Person
from forum.places import queries as places
from forum.places.models import Place
from forum.topics.models import Category
from minutes.action_items.commands import assign
from minutes.needs import rules
from minutes.needs.models import Claim, Need, NeedState
from minutes.projects.commands import keep_state
from minutes.resources.models import Resource

NOON = time(12)
"""The hour of what a list dates by the day."""


@command
async def raise_need(
    category: Category,
    text: str,
    place_id: int,
    *,
    by: Actor,
    whom: str = "",
    available: str = "",
    said_by: int | None = None,
    unit_id: int | None = None,
    on: date | None = None,
) -> int:
    """Gives the need's id. Whoever is at the desk takes it down for a resident or a unit, also of an earlier day.

    Raises NotAllowed (nobody signed in, another's need), BadInput (an unknown place, person or unit, a day to come).
    """
    async with transaction():
        person_id = person_of(by)
        if said_by or unit_id or on:
            require(by, Permission.TAKE_DOWN)
        await _check_raised(place_id, said_by, unit_id, on)
        need = await Need.create(
            category=category, text=text, whom=whom, available=available, place_id=place_id, unit_id=unit_id,
            raised_by_id=said_by or person_id,
            at=clock.from_local(on, NOON) if on and on < clock.today() else clock.now(),
        )  # fmt: skip
        record("need.raised", by, need=need.id, **({"unit": unit_id} if unit_id else {}))
        return answer(need.id)


async def _check_raised(place_id: int, said_by: int | None, unit_id: int | None, on: date | None) -> None:
    wrong, unknown = {}, Sentence(N_("请从列表中选一项。"))
    if not await Place.exists(id=place_id):
        wrong["place_id"] = unknown
    if said_by and not await Person.exists(id=said_by):
        wrong["said_by"] = unknown
    if unit_id and not await Unit.exists(id=unit_id):
        wrong["unit_id"] = unknown
    if on and on > clock.today():
        wrong["on"] = Sentence(N_("日期不能晚于今天。"))
    if wrong:
        raise BadInput(wrong)


@command
async def answer_need(need_id: int, words: str, *, by: Actor) -> int:
    """Tell whoever raised it why it is not met, or how it was met without a project. It can still be matched later."""
    async with transaction():
        require(by, Permission.SCREEN_TOPIC)
        need = await Need.select_for_update().get_or_none(id=need_id)
        if need is None:
            raise NotFound(N_("找不到这条需求，可能刚刚撤回。"))
        rules.check_answer(need.state)
        await Need.filter(id=need_id).update(state=NeedState.ANSWERED, answer=words, answered_at=clock.now())
        record("need.answered", by, need=need_id)
        return answer(need_id)


# ---- at the table of a joint council -----------------------------------------------------------------------------


@command
async def bring(
    item_id: int, unit_id: int, needs: Sequence[str], resources: Sequence[str], category: Category, *, by: Actor
) -> int:
    """Take down what a unit brings to the table: the recorder, or its delegate on the phone. Gives how many lines."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_open(session)
        await item.refresh_from_db(fields=["state", "kind"])
        check_exchanging(item.kind, item.state)
        await _require_for_unit(session, unit_id, by)
        rules.check_brought(needs, resources)
        for text in needs:
            await _bring_need(item, unit_id, text, category, by)
        for text in resources:
            resource = await Resource.create(
                unit_id=unit_id, category=category, text=text, at=clock.now(), item_id=item_id
            )
            record("resource.offered", by, resource=resource.id, unit=unit_id)
        return answer(len(needs) + len(resources))


async def _bring_need(item: AgendaItem, unit_id: int, text: str, category: Category, by: Actor) -> None:
    where = await places.community()
    if where is None:
        raise RuleBroken(N_("社区还没有登记，先登记社区，再录需求。"))
    need = await Need.create(
        category=category, text=text, place_id=where.id, raised_by_id=person_of(by), at=clock.now(), unit_id=unit_id,
        item_id=item.id,
    )  # fmt: skip
    record("need.raised", by, need=need.id, unit=unit_id)


@command
async def take_back_need(need_id: int, *, by: Actor) -> int:
    """Strike what was taken down by mistake, while the session is open and nobody has claimed it. The session's id."""
    need, _, session = await need_at_table(need_id)
    async with transaction(session.room_id):
        await require_open(session)
        await _require_for_unit(session, need.unit_id or 0, by)
        rules.check_take_back(await Claim.filter(need_id=need_id).count())
        await Need.filter(id=need_id).delete()
        record("need.taken_back", by, need=need_id, unit=need.unit_id)
        return answer(session.id)


@command
async def take_back_resource(resource_id: int, *, by: Actor) -> int:
    resource = await Resource.get_or_none(id=resource_id, item_id__not_isnull=True)
    if resource is None:
        raise NotFound(N_("找不到这条资源。"))
    _, session = await item_and_session(resource.item_id or 0)
    async with transaction(session.room_id):
        await require_open(session)
        await _require_for_unit(session, resource.unit_id, by)
        await Resource.filter(id=resource_id).delete()
        record("resource.taken_back", by, resource=resource_id, unit=resource.unit_id)
        return answer(session.id)


@command
async def claim_need(
    need_id: int, unit_id: int, due_on: date | None = None, *, by: Actor, responsible: str = ""
) -> int:
    """认领: a unit takes a need on as its action item. Several may: they work in one project. Gives the claim's id."""
    need, item, session = await need_at_table(need_id)
    async with transaction(session.room_id):
        await require_open(session)
        await _require_for_unit(session, unit_id, by)
        need = await Need.select_for_update().get(id=need_id)
        claimed = await Claim.filter(need_id=need_id).values_list("unit_id", flat=True)
        rules.check_claim(unit_id, [int(str(unit)) for unit in claimed])
        action = await assign(
            item, session, by=by, project_id=need.project_id, title=need.text[:80], text=need.text, lead_id=unit_id,
            due_on=due_on or rules.due(clock.today()), responsible=responsible,
        )  # fmt: skip
        await Need.filter(id=need_id).update(project_id=action.project_id)
        await keep_state(action.project_id, by)
        claim = await Claim.create(need_id=need_id, unit_id=unit_id, action_id=action.id, at=clock.now())
        record("need.claimed", by, need=need_id, unit=unit_id, action=action.id)
        return answer(claim.id)


async def need_at_table(need_id: int) -> tuple[Need, AgendaItem, Session]:
    """A need that was brought to a session's table. Raises NotFound."""
    need = await Need.get_or_none(id=need_id)
    if need is None:
        raise NotFound(N_("找不到这条需求，可能刚刚撤回。"))
    if need.item_id is None:
        raise NotFound(N_("这条需求不是在会上提的。"))
    return need, *await item_and_session(need.item_id)


async def _require_for_unit(session: Session, unit_id: int, by: Actor) -> None:
    """The recorder for every unit called to the session; on the phone who is here for it. Raises NotAllowed, BadInput.

    A substitute sits on the unit's seat in this session, whoever is its delegate otherwise.
    """
    if not await Seat.exists(session_id=session.id, unit_id=unit_id):
        raise BadInput({"unit_id": Sentence(N_("请从本次会议的单位席位里选一家。"))})
    if allowed(by, Permission.RECORD, session):
        return
    seat = await present_seat(session, by)
    if seat.unit_id != unit_id:
        raise NotAllowed(N_("只能替自己的单位报清单和认领。"))
