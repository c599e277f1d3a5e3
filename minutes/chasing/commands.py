from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from agenda.whistles.commands import blow_whistle
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies import queries as bodies
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.workdays import queries as workdays
from minutes.action_items import moving
from minutes.action_items import queries as actions
from minutes.action_items.models import ActionItem, Deed
from minutes.chasing import doors, queries, rules
from minutes.chasing.models import ChaseRules, ChaseUp, LinkUse, Means, UnitLink
from minutes.chasing.rules import Figures
from minutes.unit_doors.rules import SENTENCES, Door
from minutes.unit_doors.tokens import Holder

OPENED_ONCE_IN = timedelta(hours=1)
"""A link that is opened again within this time is not noted again."""


# ---- chasing up ----


@command
async def chase_up(action_id: int, means: Means, words: str = "", *, by: Actor) -> int:
    """督办: remind the lead unit, numbered and kept. Its link holds from now on. Gives the chase-up's id."""
    async with transaction():
        action = await moving.of_office(action_id, by)
        rules.check_chase(action.state)
        chase = await _numbered(action, means, words, person_of(by))
        await fresh_link(action_id, action.lead_id, person_of(by), by)
        await moving.tell(action, Deed.CHASED, words, by, chase=chase.id)
        return answer(chase.id)


async def _numbered(action: ActionItem, means: Means, words: str, by_id: int) -> ChaseUp:
    figures, today = await queries.figures(), clock.today()
    last = await ChaseUp.filter(year=today.year).order_by("-number").first()
    return await ChaseUp.create(
        action_id=action.id, unit_id=action.lead_id, year=today.year, number=last.number + 1 if last else 1,
        means=means, words=words, answer_by=await workdays.after(today, figures.answer_days),
        due_on=action.due_on, at=clock.now(), by_id=by_id,
    )  # fmt: skip


@command
async def whistle_for(
    action_id: int, body_id: int, venue: str, units: Sequence[int], minutes: int, *, by: Actor, words: str = ""
) -> int:
    """吹哨: call the units of an overdue action item to one table, with the one who presses presiding.

    Gives the session's id. Raises RuleBroken, BadInput.
    """
    async with transaction():
        action = await moving.of_office(action_id, by)
        due_at = clock.now() + timedelta(minutes=minutes)
        return answer(await _whistle(action, body_id, venue, units, due_at, person_of(by), by, words))


async def _whistle(
    action: ActionItem, body_id: int, venue: str, units: Sequence[int], due_at: datetime, chair: int, by: Actor,
    words: str = "",
) -> int:  # fmt: skip
    rules.check_chase(action.state)
    chase = await _numbered(action, Means.WHISTLE, words, chair)
    session_id = await blow_whistle(body_id, action.text, venue, units, due_at, chair, chair, by=by)
    by_rule = by.person_id is None
    await ChaseUp.filter(id=chase.id).update(session_id=session_id, by_rule=by_rule)
    more = {"by_rule": True} if by_rule else {}
    await moving.tell(action, Deed.CHASED, words, by, chase=chase.id, session=session_id, **more)
    return session_id


@command
async def whistle_by_rule(action_id: int, *, by: Actor) -> int | None:
    """吹哨 by the clock, where the community lets it: whoever set the rules presides. Gives the session's id.

    Nothing, where it is not to be blown (any more), or nobody is there to preside or no body to call.
    """
    async with transaction():
        action = await moving.of_office(action_id, by)
        await action.fetch_related("project__topic", "helpers")
        chair, call = await queries.answers_for_rules(), await queries.calling(action)
        if not (call.proposed and (await queries.figures()).blows and chair and call.bodies):
            return answer(None)
        units = sorted(await bodies.here(call.units))
        due_at = clock.now() + timedelta(minutes=call.minutes)
        return answer(await _whistle(action, call.bodies[0][0], call.venue[:80], units, due_at, chair, by))


@command
async def set_figures(figures: Figures, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.OVERSEE_ACTIONS)
        rules.check_figures(figures)
        await ChaseRules.create(**asdict(figures), at=clock.now(), by_id=person_of(by))
        record("chase_rules.set", by, **asdict(figures))


# ---- a unit's links ----


@command
async def give_link(action_id: int, unit_id: int, *, by: Actor) -> int:
    """A link for a unit that leads the action item or helps with it. Gives its id. Raises BadInput."""
    async with transaction():
        action = await moving.of_office(action_id, by)
        if unit_id not in {action.lead_id, *await moving.helpers_of(action_id)}:
            raise BadInput({"unit_id": Sentence(N_("请选牵头单位或配合单位。"))})
        return answer((await _given(action_id, unit_id, person_of(by), by)).id)


@command
async def give_links(unit_id: int, *, by: Actor) -> int:
    """A link to each thing that a unit leads and has to do. Gives how many hold now. Raises RuleBroken."""
    async with transaction():
        require(by, Permission.OVERSEE_ACTIONS)
        unit, todo = await Unit.get_or_none(id=unit_id), await actions.to_do_by(unit_id)
        if unit is None or not todo:
            raise NotFound(N_("这个单位没有还没办完的任务。"))
        if not unit.is_here:
            raise RuleBroken(N_("这家单位已经退出，请改由别的单位牵头。"))
        for action in todo:
            await fresh_link(action.id, unit_id, person_of(by), by)
        return answer(len(todo))


async def fresh_link(action_id: int, unit_id: int, made_by: int, by: Actor) -> UnitLink:
    """Inside a command's transaction: the unit's link that holds longest, made anew where it is half over.

    `made_by` is the person who answers for it.
    """
    figures = await queries.figures()
    until = clock.now() + timedelta(days=figures.link_days) / 2
    held = UnitLink.filter(action_id=action_id, unit_id=unit_id, revoked_at=None, expires_at__gt=until)
    return await held.order_by("-expires_at").first() or await _given(action_id, unit_id, made_by, by)


async def _given(action_id: int, unit_id: int, made_by: int, by: Actor) -> UnitLink:
    figures, now = await queries.figures(), clock.now()
    link = await UnitLink.create(
        action_id=action_id, unit_id=unit_id, salt=secrets.token_hex(8), made_at=now, made_by_id=made_by,
        expires_at=now + timedelta(days=figures.link_days),
    )  # fmt: skip
    record("link.given", by, link=link.id, action=action_id, unit=unit_id)
    return link


@command
async def revoke_link(link_id: int, *, by: Actor) -> int:
    """From now on it lets nobody in. Gives the action item's id."""
    async with transaction():
        require(by, Permission.OVERSEE_ACTIONS)
        link = await UnitLink.select_for_update().get_or_none(id=link_id)
        if link is None:
            raise NotFound(N_("找不到这个链接。"))
        if link.revoked_at is None:
            await UnitLink.filter(id=link_id).update(revoked_at=clock.now())
            record("link.revoked", by, link=link_id, action=link.action_id, unit=link.unit_id)
        return answer(link.action_id)


@command
async def note_opened(device: str, *, by: Holder) -> None:
    """Somebody has opened their link, unless that was noted just now."""
    link_id = by.link_id
    async with transaction():
        last = await LinkUse.filter(link_id=link_id).order_by("-id").first()
        if last is None or last.at < clock.now() - OPENED_ONCE_IN:
            await LinkUse.create(link_id=link_id, at=clock.now(), device=device)
            record("link.opened", by, link=link_id)


@command
async def do_by_link(
    token: str, deed: str, name: str, device: str, do: Callable[[Actor], Awaitable[object]], *, by: Holder
) -> None:
    """What a unit does by its link, and who did it as they call themselves. Raises NotAllowed where it is shut."""
    async with transaction():
        link = await doors.LINKS.link_of(token)
        door = await doors.door_of(link)
        if door is not Door.OPEN or by.link_id != link.id:
            raise NotAllowed(SENTENCES.get(door, SENTENCES[Door.REVOKED]))
        await do(by)
        await LinkUse.create(link_id=link.id, at=clock.now(), deed=deed, name=name, device=device)
        record("link.used", by, link=link.id, action=link.action_id, unit=link.unit_id)
