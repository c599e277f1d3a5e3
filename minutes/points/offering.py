"""The commands of what points can be had for, and of who asks for it: every request is answered, once."""

from __future__ import annotations

from datetime import date
from typing import Any

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotAllowed, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction
from forum.workdays import queries as workdays
from minutes.points import ledger, queries, rules
from minutes.points.models import AccountKind, EntryKind, PointAccount, PointOffer, Redemption
from minutes.points.rules import Step


@command
async def keep_offer(
    name: str,
    cost: int,
    pick_up: str,
    *,
    by: Actor,
    text: str = "",
    in_stock: int | None = None,
    until: date | None = None,
    offer_id: int | None = None,
) -> int:
    """New in the catalogue, or changed: who has asked for it already pays what it cost then. Gives its id."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        await queries.terms_kept()
        said: dict[str, Any] = {
            "name": name, "cost": cost, "pick_up": pick_up, "text": text, "in_stock": in_stock, "until": until,
        }  # fmt: skip
        offer = PointOffer() if offer_id is None else await _offer(offer_id)
        await offer.update_from_dict(said).save()
        record("offer.kept", by, offer=offer.id, cost=cost)
        return answer(offer.id)


@command
async def end_offer(offer_id: int, *, by: Actor) -> None:
    """Out of the catalogue; what is asked for already is handed over all the same."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        await queries.terms_kept()
        offer = await _offer(offer_id)
        offer.ended_on = clock.today()
        await offer.save(update_fields=["ended_on"])
        record("offer.ended", by, offer=offer_id)


@command
async def ask_for(offer_id: int, account_id: int, *, by: Actor) -> int:
    """By who has the points, or at the desk for them: the points are set aside. Gives the request's id."""
    async with transaction():
        terms = await queries.terms_kept()
        account = await PointAccount.get_or_none(id=account_id, kind=AccountKind.PERSON)
        if account is None:
            raise RuleBroken(N_("还没有福分可以换。"))
        _require_own(account, by)
        offer = await _offer(offer_id)
        rules.check_offered(offer.in_stock, offer.until, offer.ended_on, clock.today())
        rules.check_spend(await queries.balance(account.id), offer.cost)
        due_on = await workdays.after(clock.today(), terms.answer_days)
        asked = await Redemption.create(
            offer=offer, account=account, points=offer.cost, asked_at=clock.now(), due_on=due_on
        )
        reserved = await ledger.own(AccountKind.RESERVED)
        await ledger.spend(
            account, reserved, offer.cost, EntryKind.RESERVED, by, words=offer.name, redemption_id=asked.id
        )
        if offer.in_stock is not None:
            offer.in_stock -= 1
            await offer.save(update_fields=["in_stock"])
        record("redemption.asked", by, redemption=asked.id, offer=offer.id, points=offer.cost)
        return answer(asked.id)


@command
async def hand_over(redemption_id: int, words: str = "", *, by: Actor) -> int:
    """It is collected, by whom the words may say: the points are spent. Gives the account's id."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        return answer(await _settle(redemption_id, Step.HAND_OVER, words, by))


@command
async def refuse_request(redemption_id: int, reason: str, *, by: Actor) -> int:
    """It cannot be had after all: why. The points come back."""
    async with transaction():
        require(by, Permission.KEEP_POINTS)
        return answer(await _settle(redemption_id, Step.REFUSE, reason, by))


@command
async def withdraw_request(redemption_id: int, *, by: Actor) -> int:
    """By who asked, or at the desk for them: the points come back."""
    async with transaction():
        asked = await _redemption(redemption_id)
        _require_own(asked.account, by)
        return answer(await _settle(redemption_id, Step.WITHDRAW, "", by))


EVENTS = {
    Step.HAND_OVER: "redemption.handed_over",
    Step.REFUSE: "redemption.refused",
    Step.WITHDRAW: "redemption.withdrawn",
}


async def _settle(redemption_id: int, step: Step, words: str, by: Actor) -> int:
    await queries.terms_kept()
    asked = await _redemption(redemption_id)
    asked.state, asked.words, asked.settled_at = rules.settle(asked.state, step), words, clock.now()
    await asked.save(update_fields=["state", "words", "settled_at"])
    reserved = await ledger.own(AccountKind.RESERVED)
    more = {"words": asked.offer.name, "redemption_id": asked.id}
    if step is Step.HAND_OVER:
        redeemed = await ledger.own(AccountKind.REDEEMED)
        await ledger.move(reserved, redeemed, asked.points, EntryKind.SPENT, by, **more)
    else:
        await ledger.move(reserved, asked.account, asked.points, EntryKind.RETURNED, by, **more)
        await _put_back(asked.offer)
    record(EVENTS[step], by, redemption=asked.id, offer=asked.offer_id, points=asked.points)
    return asked.account_id


async def _put_back(offer: PointOffer) -> None:
    if offer.in_stock is not None:
        offer.in_stock += 1
        await offer.save(update_fields=["in_stock"])


def _require_own(account: PointAccount, by: Actor) -> None:
    if account.person_id != by.person_id and not by.in_office:
        raise NotAllowed(N_("只能用自己的福分，或请社区代办。"))


async def _offer(offer_id: int) -> PointOffer:
    found = await PointOffer.get_or_none(id=offer_id, ended_on=None)
    if found is None:
        raise NotFound(N_("找不到这一项，可能已经撤下。"))
    return found


async def _redemption(redemption_id: int) -> Redemption:
    found = await Redemption.get_or_none(id=redemption_id).prefetch_related("offer", "account")
    if found is None:
        raise NotFound(N_("找不到这份兑换。"))
    return found
