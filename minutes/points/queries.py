from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Sum

from forum import clock
from forum.errors import N_, NotFound, RuleBroken
from forum.people.models import Person
from forum.people.queries import public_lines
from forum.terms import counting
from forum.units.models import TeamMember
from minutes.points.models import (
    EARNING,
    AccountKind,
    EntryKind,
    PointAccount,
    PointEntry,
    PointOffer,
    PointTerms,
    Redemption,
    RedemptionState,
)
from minutes.points.rules import Terms

PAGE = 50


async def terms_since() -> tuple[Terms, datetime | None]:
    """The community's terms, and since when points are kept."""
    kept = await PointTerms.all().order_by("id").first()
    return (Terms.from_json(kept.terms), kept.since) if kept else (Terms(), None)


async def terms_kept() -> Terms:
    """Raises RuleBroken where points are not kept."""
    terms, _ = await terms_since()
    if not terms.on:
        raise RuleBroken(N_("福分没有开通。"))
    return terms


# ---- what stands on an account ----


async def balance(account_id: int) -> int:
    return (await balances([account_id]))[account_id]


async def balances(account_ids: Collection[int] | None = None) -> dict[int, int]:
    """What stands on each of these accounts, or on all of them."""
    ids = list(account_ids) if account_ids is not None else None
    taken, given = await _sums("taker_id", ids), await _sums("giver_id", ids)
    asked = ids if ids is not None else set(taken) | set(given)
    return {id: taken.get(id, 0) - given.get(id, 0) for id in asked}


async def _sums(side: str, ids: list[int] | None) -> dict[int, int]:
    query = PointEntry.all() if ids is None else PointEntry.filter(**{f"{side}__in": ids})
    rows: list[Any] = list(await query.annotate(sum=Sum("points")).group_by(side).values_list(side, "sum"))
    return {int(id): int(sum) for id, sum in rows}


async def earned_by_then(account_id: int, on: date) -> tuple[int, int]:
    """What somebody has earned that day and that month, without what was taken back."""
    first = on.replace(day=1)
    next_month = first.replace(year=on.year + on.month // 12, month=on.month % 12 + 1)
    earned = await PointEntry.filter(
        taker_id=account_id, kind__in=list(EARNING), happened_on__gte=first, happened_on__lt=next_month
    )
    taken_back = await corrections([entry.id for entry in earned])
    counted = [entry for entry in earned if entry.id not in taken_back]
    return (
        sum(entry.points for entry in counted if entry.happened_on == on),
        sum(entry.points for entry in counted),
    )


async def corrections(entry_ids: Collection[int]) -> dict[int, PointEntry]:
    """Of these lines those that were taken back, with the line that did it."""
    found = await PointEntry.filter(corrects_id__in=list(entry_ids))
    return {one.corrects_id: one for one in found if one.corrects_id is not None}


@dataclass(frozen=True)
class Line:
    """A line as its account sees it: `points` come or (below zero) go, `after` is what stood there then."""

    entry: PointEntry
    points: int
    after: int
    corrected: bool


async def lines(account_id: int, page: int = 1, size: int = PAGE) -> tuple[list[Line], int]:
    """A page of an account's lines, newest first, and how many there are."""
    query = PointEntry.filter(Q(giver_id=account_id) | Q(taker_id=account_id))
    shown = query.order_by("-id").offset((page - 1) * size).limit(size)
    found = await shown.prefetch_related("giver__person", "giver__unit", "taker__person", "taker__unit")
    return await _told(account_id, found), await query.count()


async def _told(account_id: int, newest_first: Sequence[PointEntry]) -> list[Line]:
    if not newest_first:
        return []
    until = PointEntry.filter(id__lte=newest_first[0].id)
    after = await _sum(until.filter(taker_id=account_id)) - await _sum(until.filter(giver_id=account_id))
    taken_back = await corrections([entry.id for entry in newest_first])
    told = []
    for entry in newest_first:
        points = entry.points if entry.taker_id == account_id else -entry.points
        told.append(Line(entry, points, after, entry.id in taken_back))
        after -= points
    return told


async def _sum(query: Any) -> int:
    (row,) = await query.annotate(sum=Sum("points")).values("sum")
    return int(row["sum"] or 0)


# ---- accounts ----


async def account(account_id: int) -> PointAccount:
    """With its person or unit. Raises NotFound."""
    found = await PointAccount.get_or_none(id=account_id).prefetch_related("person__place", "unit")
    if found is None:
        raise NotFound(N_("找不到这个账户。"))
    return found


async def account_of(person_id: int | None) -> PointAccount | None:
    """None for somebody who has never had a point."""
    return await PointAccount.get_or_none(person_id=person_id) if person_id else None


async def accounts_of_units(unit_ids: Collection[int]) -> list[PointAccount]:
    return await PointAccount.filter(unit_id__in=list(unit_ids)).prefetch_related("unit")


async def members(unit_id: int) -> list[TeamMember]:
    """The volunteers of a team today."""
    return await TeamMember.filter(counting(), unit_id=unit_id).prefetch_related("person")


@dataclass(frozen=True)
class Standing:
    account: PointAccount
    balance: int


async def standings(search: str = "", page: int = 1, size: int = PAGE) -> tuple[list[Standing], int]:
    """A page of the residents' and teams' accounts, those with most first, and how many there are."""
    query = PointAccount.filter(kind__in=[AccountKind.PERSON, AccountKind.UNIT])
    if search:
        query = query.filter(Q(person__name__icontains=search) | Q(unit__name__icontains=search))
    known = await balances()
    ids: list[Any] = list(await query.values_list("id", flat=True))
    shown = sorted(ids, key=lambda id: (-known.get(id, 0), id))[(page - 1) * size : page * size]
    rows = await PointAccount.filter(id__in=shown).prefetch_related("person__place", "unit")
    by_id = {row.id: row for row in rows}
    return [Standing(by_id[id], known.get(id, 0)) for id in shown], len(ids)


# ---- the whole, without a name ----


@dataclass(frozen=True)
class Figures:
    """What was given out is with people and teams, set aside or spent: nothing is ever lost."""

    issued: int
    held: int
    reserved: int
    redeemed: int
    people: int
    by_kind: list[tuple[EntryKind, int]]


async def figures() -> Figures:
    taken: dict[Any, int] = dict(await _grouped(PointEntry.all(), "taker__kind"))
    given: dict[Any, int] = dict(await _grouped(PointEntry.all(), "giver__kind"))
    of = {kind: int(taken.get(kind, 0)) - int(given.get(kind, 0)) for kind in AccountKind}
    people = PointAccount.filter(kind=AccountKind.PERSON, taken__id__isnull=False)
    return Figures(
        issued=-of[AccountKind.ISSUED],
        held=of[AccountKind.PERSON] + of[AccountKind.UNIT],
        reserved=of[AccountKind.RESERVED],
        redeemed=of[AccountKind.REDEEMED],
        people=await people.distinct().count(),
        by_kind=await _earned_by_kind(),
    )


async def _earned_by_kind() -> list[tuple[EntryKind, int]]:
    taken_back = PointEntry.filter(corrects_id__not_isnull=True)
    back: dict[Any, Any] = dict(await _grouped(taken_back, "corrects__kind"))
    earned: dict[Any, Any] = dict(await _grouped(PointEntry.filter(kind__in=list(EARNING)), "kind"))
    return [(kind, int(earned.get(kind, 0)) - int(back.get(kind, 0))) for kind in EARNING]


async def _grouped(query: Any, column: str) -> list[Any]:
    return list(await query.annotate(sum=Sum("points")).group_by(column).values_list(column, "sum"))


# ---- the catalogue, and who asks ----


async def offers() -> list[PointOffer]:
    """What can be had today, the cheapest first."""
    still = Q(until=None) | Q(until__gte=clock.today())
    return await PointOffer.filter(still, ended_on=None)


async def offers_for_all() -> list[PointOffer]:
    """As somebody who is not signed in may read them. Not to be saved after that."""
    found = await offers()
    shown = iter(await public_lines([(text, None) for one in found for text in (one.name, one.text, one.pick_up)]))
    for one in found:
        one.name, one.text, one.pick_up = next(shown), next(shown), next(shown)
    return found


async def kept_offers() -> list[PointOffer]:
    """Also those whose time is over: the office may prolong them."""
    return await PointOffer.filter(ended_on=None)


async def requests_of(account_id: int) -> list[Redemption]:
    return await Redemption.filter(account_id=account_id).limit(20).prefetch_related("offer")


async def open_requests() -> list[Redemption]:
    """Those that wait for the office, oldest first."""
    found = Redemption.filter(state=RedemptionState.ASKED).order_by("id")
    return await found.prefetch_related("offer", "account__person__place")


async def open_count() -> int:
    return await Redemption.filter(state=RedemptionState.ASKED).count()


async def names_of(entries: Sequence[PointEntry]) -> dict[int, str]:
    """Who entered these lines, by person."""
    ids = {entry.by_id for entry in entries if entry.by_id}
    return dict(await Person.filter(id__in=list(ids)).values_list("id", "name")) if ids else {}


async def ledger() -> list[PointEntry]:
    """Every line, oldest first, with both accounts."""
    return await PointEntry.all().prefetch_related("giver__person", "giver__unit", "taker__person", "taker__unit")
