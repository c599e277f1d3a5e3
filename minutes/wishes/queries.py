from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tortoise.expressions import Q

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.queries import acting_units, public_words
from minutes.wishes import rules
from minutes.wishes.models import Wish, WishState

PUBLIC = (WishState.PUBLISHED, WishState.CLAIMED, WishState.DELIVERED, WishState.THANKED)
OVER = (WishState.THANKED, WishState.ANSWERED)
MOST_OVER = 50


async def wishes(reader: Actor | None) -> list[tuple[WishState, list[Wish]]]:
    """By state: what is published; a reader's own too, and to the office all. Of what is over only the newest."""
    query = Wish.filter(state__in=PUBLIC)
    if reader is not None and reader.in_office:
        query = Wish.all()
    elif reader is not None:
        query = Wish.filter(Q(state__in=PUBLIC) | Q(wished_by_id=reader.person_id))
    query = query.order_by("-id").prefetch_related("place", "unit", "neighbour", "wished_by")
    found = [*await query.exclude(state__in=OVER), *await query.filter(state__in=OVER).limit(MOST_OVER)]
    by_state = {state: [wish for wish in found if wish.state is state] for state in WishState}
    return [(state, of) for state, of in by_state.items() if of]


async def wish(wish_id: int, reader: Actor | None) -> Wish:
    """Raises NotFound, also where it is not for the reader."""
    found = await Wish.get_or_none(id=wish_id).prefetch_related("place", "unit", "neighbour", "wished_by")
    if found is None or not may_read(found, reader):
        raise NotFound(N_("找不到这个心愿。"))
    return found


def may_read(wish: Wish, reader: Actor | None) -> bool:
    return wish.state in PUBLIC or (reader is not None and (reader.in_office or wish.wished_by_id == reader.person_id))


def is_claimer(wish: Wish, reader: Actor | None) -> bool:
    return reader is not None and (wish.unit_id in reader.units or (wish.neighbour_id or 0) == reader.person_id)


def may_see_name(wish: Wish, reader: Actor | None) -> bool:
    """Whom to go to: for the office, for who wrote it, and for who has claimed it and not yet been there."""
    if reader is None:
        return False
    going = wish.state is WishState.CLAIMED and is_claimer(wish, reader)
    return reader.in_office or wish.wished_by_id == reader.person_id or going


async def masking(wishes: list[Wish]) -> Callable[[str], str]:
    """As somebody who is not signed in may read them."""
    texts = [text for wish in wishes for text in (wish.text, wish.whom, wish.words, wish.thanks)]
    people = [wish.wished_by for wish in wishes] + [wish.neighbour for wish in wishes if wish.neighbour]
    return await public_words(texts, people, [wish.name.split()[0] for wish in wishes if wish.name.strip()])


async def waiting_for(reader: Actor) -> list[Wish]:
    """Where the next step is the reader's: to publish or answer, to deliver, to thank.

    The office's is also what nobody has claimed, brought or thanked for in time, and what nobody can bring any more.
    """
    mine = Q(state=WishState.DELIVERED, wished_by_id=reader.person_id)
    mine |= Q(state=WishState.CLAIMED, neighbour_id=reader.person_id)
    if reader.units:
        mine |= Q(state=WishState.CLAIMED, unit_id__in=list(reader.units))
    if reader.in_office:
        mine |= Q(state=WishState.WISHED) | await _to_remind()
    return await Wish.filter(mine).order_by("due_on", "id").prefetch_related("place", "unit", "neighbour")


async def _to_remind() -> Q:
    long_ago, late = clock.now() - timedelta(days=rules.PATIENCE_DAYS), Q(due_on__lt=clock.today())
    unclaimed = Q(state=WishState.PUBLISHED) & (late | Q(published_at__lt=long_ago))
    unheard = Q(neighbour_id=None) & (Q(unit_id=None) | ~Q(unit_id__in=list(await acting_units())))
    waited = Q(due_on=None, claimed_at__lt=long_ago)
    unbrought = Q(state=WishState.CLAIMED) & (late | waited | unheard)
    return unclaimed | unbrought | Q(state=WishState.DELIVERED, delivered_at__lt=long_ago)


def is_own(wish: Wish, reader: Actor) -> bool:
    """The next step is the reader's own, not one to remind others of."""
    own = {
        WishState.WISHED: reader.in_office,
        WishState.CLAIMED: is_claimer(wish, reader),
        WishState.DELIVERED: wish.wished_by_id == reader.person_id,
    }
    return own.get(wish.state, False)


async def open_wishes() -> list[Wish]:
    """Published and waiting for somebody, oldest first."""
    return await Wish.filter(state=WishState.PUBLISHED).order_by("id").limit(50).prefetch_related("place", "wished_by")


async def claimed_at(item_id: int) -> list[Wish]:
    return await Wish.filter(item_id=item_id).order_by("claimed_at").prefetch_related("unit", "neighbour", "wished_by")
