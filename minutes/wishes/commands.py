from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from agenda.claiming.commands import claiming_seat
from agenda.items.commands import item_and_session
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.files import Kept
from forum.journal import COMMUNITY_ROOM, answer, command, record, transaction
from forum.pictures.commands import put_beside
from forum.places.models import Place
from minutes.wishes import rules
from minutes.wishes.models import Wish
from minutes.wishes.rules import Step


@command
async def make_wish(
    text: str, whom: str, place_id: int, *, by: Actor, name: str = "", due_on: date | None = None
) -> int:
    """Somebody's wish, by themselves or by who writes it down for them. Gives its id."""
    async with transaction():
        person_id = person_of(by)
        if not await Place.exists(id=place_id):
            raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})
        rules.check_due(due_on, clock.today())
        wish = await Wish.create(
            text=text, whom=whom, name=name, place_id=place_id, due_on=due_on, wished_by_id=person_id,
            wished_at=clock.now(),
        )  # fmt: skip
        record("wish.made", by, wish=wish.id)
        return answer(wish.id)


@command
async def publish_wish(wish_id: int, text: str, whom: str, *, by: Actor) -> None:
    """Put it on the list for all to read, worded so that it names nobody."""
    async with transaction():
        require(by, Permission.KEEP_WISHES)
        wish = await _wish(wish_id)
        await _go(wish, Step.PUBLISH, by, text=text, whom=whom, answer="", published_at=clock.now())


@command
async def answer_wish(wish_id: int, words: str, *, by: Actor) -> None:
    """It cannot be: why, for who wished it."""
    async with transaction():
        require(by, Permission.KEEP_WISHES)
        await _go(await _wish(wish_id), Step.ANSWER, by, answer=words, **NOBODY)


NOBODY: dict[str, Any] = {"unit_id": None, "neighbour_id": None, "claimed_at": None, "item_id": None}


@command
async def claim_wish(wish_id: int, unit_id: int | None = None, *, by: Actor) -> None:
    """认领: a neighbour for themselves, a delegate for the own unit, the office for any unit."""
    async with transaction():
        wish = await _wish(wish_id)
        neighbour = person_of(by) if unit_id is None else None
        if unit_id is not None:
            await _check_unit(unit_id, by)
        await _go(wish, Step.CLAIM, by, unit_id=unit_id, neighbour_id=neighbour, claimed_at=clock.now())


@command
async def claim_in_session(item_id: int, wish_id: int, seat_id: int, *, by: Actor) -> int:
    """On the spot, for a seat: its unit takes it, or the person on it. Gives the session's id."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        seat = await claiming_seat(item, session, seat_id, by)
        wish = await _wish(wish_id)
        who = {"unit_id": seat.unit_id, "neighbour_id": None if seat.unit_id else seat.person_id}
        await _go(wish, Step.CLAIM, by, claimed_at=clock.now(), item_id=item_id, seat=seat_id, **who)
        return answer(session.id)


@command
async def give_back(wish_id: int, *, by: Actor) -> None:
    """Who claimed it cannot after all: it is open to others again."""
    async with transaction():
        wish = await _wish(wish_id)
        _require_claimer(wish, by)
        await _go(wish, Step.GIVE_BACK, by, **NOBODY)


@command
async def deliver_wish(wish_id: int, words: str, photos: Sequence[Kept] = (), *, by: Actor) -> None:
    async with transaction(COMMUNITY_ROOM):
        wish = await _wish(wish_id)
        _require_claimer(wish, by)
        await _go(wish, Step.DELIVER, by, words=words, delivered_at=clock.now())
        await put_beside("wish", wish_id, photos, by=by)


@command
async def thank(wish_id: int, words: str, *, by: Actor) -> None:
    """By who wished it; the office for who says it by word of mouth."""
    async with transaction():
        wish = await _wish(wish_id)
        if wish.wished_by_id != by.person_id and not by.in_office:
            raise NotAllowed(N_("由许愿的人来致谢，或请社区代记。"))
        await _go(wish, Step.THANK, by, thanks=words, thanked_at=clock.now())


def _require_claimer(wish: Wish, by: Actor) -> None:
    if not (by.in_office or wish.unit_id in by.units or (wish.neighbour_id and wish.neighbour_id == by.person_id)):
        raise NotAllowed(N_("由认领的人来做，或请社区代记。"))


async def _check_unit(unit_id: int, by: Actor) -> None:
    if not await bodies.is_here(unit_id):
        raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
    if unit_id not in by.units and not by.in_office:
        raise NotAllowed(N_("只能替自己的单位认领。"))


async def _wish(wish_id: int) -> Wish:
    wish = await Wish.select_for_update().get_or_none(id=wish_id)
    if wish is None:
        raise NotFound(N_("找不到这个心愿。"))
    return wish


EVENTS = {
    Step.PUBLISH: "wish.published", Step.ANSWER: "wish.answered", Step.CLAIM: "wish.claimed",
    Step.GIVE_BACK: "wish.given_back", Step.DELIVER: "wish.delivered", Step.THANK: "wish.thanked",
}  # fmt: skip


async def _go(wish: Wish, step: Step, by: Actor, seat: int | None = None, **set_to: Any) -> None:
    had = wish.unit_id, wish.neighbour_id
    wish.state = rules.step(wish.state, step)
    await wish.update_from_dict(set_to).save(update_fields=["state", *set_to])
    told: dict[str, int] = {"unit": set_to["unit_id"]} if set_to.get("unit_id") else {}
    told |= {"seat": seat, "item": set_to["item_id"]} if seat else {}
    if step in {Step.ANSWER, Step.GIVE_BACK}:  # whose it was until now hears of it, too
        told |= {name: id for name, id in zip(("unit", "person"), had, strict=True) if id}
    record(EVENTS[step], by, wish=wish.id, **told)
