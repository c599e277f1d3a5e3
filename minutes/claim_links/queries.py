from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forum import clock
from forum.bodies.models import Unit
from forum.errors import N_, NotFound
from forum.people.queries import public_lines, public_words
from minutes.action_items import queries as actions
from minutes.action_items.models import ActionItem
from minutes.board.around import EVERYWHERE
from minutes.board.claims import Claimable, claimable
from minutes.chasing import doors as chasing_doors
from minutes.chasing import queries as chasing
from minutes.claim_links import doors
from minutes.claim_links.models import ClaimLink, LinkClaim
from minutes.needs.models import Claim
from minutes.orders import queries as orders
from minutes.orders.models import Order, OrderState
from minutes.orders.rules import WITH_UNIT
from minutes.unit_doors.tokens import Holder
from minutes.wishes import queries as wishes
from minutes.wishes.models import Wish, WishState

PAGE = 100
RECENT = 5
OF_WISH = ("place", "unit", "neighbour", "wished_by")


@dataclass(frozen=True)
class Line:
    """A unit as the office sees it: its link where one holds, with its path, and what was claimed by its links."""

    unit: Unit
    link: ClaimLink | None
    path: str
    used: list[LinkClaim]


async def page_of(page: int, words: str = "") -> tuple[list[Line], int]:
    """A page of those that are here, by name, and how many there are; `words` of their name."""
    found = Unit.filter(left_on=None, name__icontains=words)
    here = await found.order_by("name").offset((page - 1) * PAGE).limit(PAGE)
    ids = [unit.id for unit in here]
    held = ClaimLink.filter(revoked_at=None, expires_at__gt=clock.now(), unit_id__in=ids).order_by("id")
    links = {link.unit_id: link for link in await held}
    used: dict[int, list[LinkClaim]] = {}
    for claim in await LinkClaim.filter(link__unit_id__in=ids).order_by("-id").prefetch_related("link"):
        used.setdefault(claim.link.unit_id, []).append(claim)
    return [
        Line(unit, links.get(unit.id), doors.path_of(links[unit.id]) if unit.id in links else "", used.get(unit.id, []))
        for unit in here
    ], await found.count()


async def open_to(link: ClaimLink) -> list[Claimable]:
    """What the unit may take on, as everybody reads it; not what it has taken on already."""
    return [one for one in await claimable(EVERYWHERE, None) if link.unit.name not in one.helping]


async def one_of(link: ClaimLink, path: str) -> Claimable:
    """By where it is read. Raises NotFound for what is not to be claimed any more."""
    found = next((one for one in await open_to(link) if one.path == path), None)
    if found is None:
        raise NotFound(N_("这一件已经有人认领，或不再等人认领。"))
    return found


@dataclass(frozen=True)
class Taken:
    """What the unit took on by this link, masked, and the path of its own link to it, "" where none holds."""

    action: ActionItem
    text: str
    path: str


async def taken(link: ClaimLink) -> list[Taken]:
    """The needs, newest first."""
    used = LinkClaim.filter(link_id=link.id, what="need").order_by("-id")
    needs = list(await used.values_list("matter_id", flat=True))
    claims = Claim.filter(need_id__in=needs, unit_id=link.unit_id, action__lead_id=link.unit_id).order_by("-id")
    ids: list[Any] = list(await claims.values_list("action_id", flat=True))
    held = await chasing.held(ids, link.unit_id)
    paths = {action_id: chasing_doors.path_of(own) for action_id, own in held.items()}
    found = [await actions.action(action_id) for action_id in ids]
    return [Taken(one, (await actions.as_read(one, None))(one.text), paths.get(one.id, "")) for one in found]


async def taken_of(link: ClaimLink, need_id: int) -> str:
    """The path of the unit's own link to what it does about a need; "" where none holds."""
    claim = await Claim.get_or_none(need_id=need_id, unit_id=link.unit_id)
    own = await chasing.newest_link(claim.action_id, link.unit_id) if claim else None
    return chasing_doors.path_of(own) if own else ""


# ---- what the unit has in hand besides ----


async def in_hand(holder: Holder) -> dict[str, Any]:
    """Orders sent to the unit and wishes it claimed: what waits for it first, then what came of the newest others."""
    found = Order.filter(unit_id__in=list(holder.units)).prefetch_related("place", "ordered_by")
    going = await found.filter(state__in=list(WITH_UNIT)).order_by("due_on", "id")
    done = await found.exclude(state__in=list(WITH_UNIT)).order_by("-id").limit(RECENT)
    claimed = Wish.filter(unit_id__in=list(holder.units)).prefetch_related(*OF_WISH)
    coming = await claimed.filter(state=WishState.CLAIMED).order_by("id")
    brought = await claimed.exclude(state=WishState.CLAIMED).order_by("-id").limit(RECENT)
    lines = await public_lines([(one.text, one.ordered_by) for one in [*going, *done]])
    return {
        "orders": going, "wishes": coming, "done": done, "brought": brought,
        "titles": dict(zip((one.id for one in [*going, *done]), lines, strict=True)),
        "public": await wishes.masking([*coming, *brought]),
    }  # fmt: skip


async def order_of(holder: Holder, order_id: int) -> dict[str, Any]:
    """Raises NotFound for another's. Before it is accepted nobody's door or name is said."""
    found = await orders.order(order_id, holder)
    public = await public_words([step.words for step in found.steps], [found.ordered_by])
    if found.state is OrderState.DISPATCHED:
        (found.text,) = await public_lines([(found.text, found.ordered_by)])
    home = orders.may_see_home(found, holder) and found.state is OrderState.ACCEPTED
    at = found.at_home or found.ordered_by.name
    return {"order": found, "wish": None, "home": at if home else "", "public": public}


async def wish_of(holder: Holder, wish_id: int) -> dict[str, Any]:
    """Raises NotFound for another's."""
    found = await wishes.wish(wish_id, holder)
    if found.unit_id not in holder.units:
        raise NotFound(N_("找不到这个心愿。"))
    home = found.name if wishes.may_see_name(found, holder) else ""
    return {"order": None, "wish": found, "home": home, "public": await wishes.masking([found])}


async def newest(unit_id: int) -> ClaimLink | None:
    """The unit's link, where one holds."""
    held = ClaimLink.filter(unit_id=unit_id, revoked_at=None, expires_at__gt=clock.now()).order_by("-id")
    return await held.first().prefetch_related("unit")


async def last_name(link: ClaimLink) -> str:
    """As whoever claimed by it last called themselves."""
    used = await LinkClaim.filter(link_id=link.id).order_by("-id").first()
    return used.name if used else ""
