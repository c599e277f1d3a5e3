"""等人认领: needs and wishes that a unit, a volunteer team or a neighbour may take on, each with the way to do so."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from tortoise.query_utils import Prefetch

from forum import i18n
from forum.access import Actor
from forum.errors import N_
from forum.people.names import mask_numbers
from forum.people.queries import public_lines
from minutes.board.around import Around
from minutes.needs.models import Claim, Need, NeedState
from minutes.wishes import queries as wishes
from minutes.wishes.models import Wish, WishState

MOST = 40
WAITING = (NeedState.OPEN, NeedState.ANSWERED)
SHARED = (NeedState.CLAIMED, NeedState.IN_HAND)
"""Others may join who has taken one on."""


@dataclass(frozen=True)
class Claimable:
    """What waits, masked: `helping` are the units that have taken a need on already, `way` opens exactly this claim."""

    what: str
    title: str
    note: str
    path: str
    way: str
    helping: tuple[str, ...] = ()


def way(path: str, reader: Actor | None) -> str:
    """Over the sign-in for who has none yet."""
    return path if reader else f"/join?next={quote(path)}"


async def claimable(around: Around, reader: Actor | None) -> list[Claimable]:
    """Wishes first, then needs nobody has taken on, then those that could do with more helpers; the oldest first."""
    return [*await _wishes(around, reader), *await _needs(around, reader)]


async def _wishes(around: Around, reader: Actor | None) -> list[Claimable]:
    found = Wish.filter(state=WishState.PUBLISHED).order_by("id").select_related("place", "wished_by", "neighbour")
    here = [one for one in await found if around.concerns(one.place_id)][:MOST]
    public, what = await wishes.masking(here), i18n.translate(N_("微心愿"))
    return [
        Claimable(what, public(one.text), f"{public(one.whom)} · {mask_numbers(one.place.path)}", f"/wishes/{one.id}",
                  way(f"/wishes/{one.id}#claim", reader))
        for one in here
    ]  # fmt: skip


async def _needs(around: Around, reader: Actor | None) -> list[Claimable]:
    found = (
        Need.filter(state__in=[*WAITING, *SHARED])
        .order_by("id")
        .select_related("place", "raised_by")
        .prefetch_related(Prefetch("claims", Claim.all().select_related("unit")))
    )
    here = [one for one in await found if around.concerns(one.place_id)]
    here = sorted(here, key=lambda one: one.state in SHARED)[:MOST]
    lines = [(text, one.raised_by) for one in here for text in (one.text, one.whom)]
    shown, what = iter(await public_lines(lines)), i18n.translate(N_("需求"))
    return [
        Claimable(
            what, next(shown), f"{next(shown)} · {mask_numbers(one.place.path)}".removeprefix(" · "),
            f"/needs/{one.id}", way(f"/needs/{one.id}#match", reader), tuple(claim.unit.name for claim in one.claims),
        )
        for one in here
    ]  # fmt: skip
