"""福分: in whatever order points are earned, spent, given back, shared and corrected, the ledger balances.

Beside the commands a plain sum is kept of what they answered: it is what every account must hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from forum import clock
from forum.access import Actor
from forum.errors import Refusal
from forum.units import commands as units
from minutes.points import commands, links, offering, queries
from minutes.points.ledger import account_of_person
from minutes.points.models import EntryKind, PointEntry, PointOffer, Redemption, RedemptionState
from minutes.wishes import commands as wishes
from tests import factories as make
from tests.minutes.points.test_points import IN_STOCK, Made, check_balanced, check_told, made, serve

TOWNS, DEEDS, PATIENCE = 6, 25, 60
LAST = timedelta(days=20)
"""So long what points buy is on offer."""


@dataclass
class Ledger:
    """`held` is what each account must hold, by its id; `short` how much of what it had spent was taken back since.

    `unheard`: wishes that were granted while the server stopped, by who and when, which nobody has credited yet.
    """

    at: Made
    people: list[Actor]
    accounts: list[int]
    now: datetime
    held: dict[int, int]
    short: dict[int, int] = field(default_factory=dict)
    unheard: list[tuple[int, datetime]] = field(default_factory=list)
    offers: list[int] = field(default_factory=list)

    @classmethod
    async def begin(cls) -> Ledger:
        at = await made()
        people = [at.resident, at.other, await make.person()]
        accounts = [(await account_of_person(one.person_id or 0)).id for one in people]
        found = cls(at, people, accounts, clock.now(), dict.fromkeys(accounts, 0), offers=[at.offer])
        found.held |= {at.account: 10, at.team: 20}
        return found

    async def do(self, doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """A refusal has moved nothing."""
        with clock.set_to(self.now):
            try:
                await doing()
            except Refusal:
                return

    async def serve(self, who: int, hours: int, what: int) -> None:
        person_id = self.people[who].person_id
        self.held[self.accounts[who]] += await serve(self.at.office, hours, f"第{what}件", person_id=person_id)

    async def ask(self, who: int, which: int) -> None:
        offer = await PointOffer.get(id=self.offers[which % len(self.offers)])
        account = self.accounts[who]
        has = self.held[account]
        await offering.ask_for(offer.id, account, by=self.people[who])
        assert offer.cost <= has, "more was spent than there was"
        assert offer.until is None or offer.until >= clock.today(), "it is on offer no more"
        self.held[account] -= offer.cost

    async def settle(self, which: int, how: str) -> None:
        known = await Redemption.filter(offer_id__in=self.offers).order_by("id")
        if not known:
            return
        one = known[which % len(known)]
        office = {"by": self.at.office}
        if how == "refuse":
            await offering.refuse_request(one.id, "没货了", **office)
        else:
            await {"hand_over": offering.hand_over, "withdraw": offering.withdraw_request}[how](one.id, **office)
        assert one.state is RedemptionState.ASKED, "answered twice"
        self.held[one.account_id] += 0 if how == "hand_over" else one.points

    async def correct(self, which: int) -> None:
        known = await PointEntry.filter(taker_id__in=list(self.held)).order_by("id")
        wrong = known[which % len(known)]
        await commands.correct_entry(wrong.id, "记错了", by=self.at.office)
        self.held[wrong.taker_id] -= wrong.points
        self.short[wrong.taker_id] = self.short.get(wrong.taker_id, 0) + wrong.points
        if wrong.kind is EntryKind.SHARED:
            self.held[wrong.giver_id] += wrong.points

    async def share(self, points: int) -> None:
        has = self.held[self.at.team]
        await commands.share_points(self.at.team, self.at.other.person_id or 0, points, "开车", by=self.at.office)
        assert points <= has, "more was shared than there was"
        self.held[self.at.team] -= points
        self.held[self.accounts[1]] += points

    async def grant_a_wish(self, who: int, *, heard: bool) -> None:
        where = (await make.community()).block
        wish = await wishes.make_wish("一副老花镜", "老人", where, by=self.people[who - 1])
        await wishes.publish_wish(wish, "一副老花镜", "老人", by=self.at.office)
        await wishes.claim_wish(wish, by=self.people[who])
        if heard:
            await wishes.deliver_wish(wish, "送到了", by=self.people[who])
            self.held[self.accounts[who]] += 3
            return
        with pytest.MonkeyPatch.context() as stopped:
            stopped.setattr(links, "credit_for", _nobody_listens)
            await wishes.deliver_wish(wish, "送到了", by=self.people[who])
        self.unheard.append((who, self.now))

    async def restart(self) -> None:
        await links.catch_up()
        for who, at in self.unheard:
            self.held[self.accounts[who]] += 3 if self.now - at <= links.LOOKED_BACK else 0
        self.unheard.clear()

    async def offer_more(self, cost: int) -> None:
        until = clock.today() + LAST
        self.offers.append(
            await offering.keep_offer("面粉", cost, "一楼", in_stock=IN_STOCK, until=until, by=self.at.office)
        )

    async def team_leaves_or_comes_back(self, *, leaves: bool) -> None:
        await (units.let_unit_leave if leaves else units.take_unit_back)(self.at.unit, by=self.at.office)

    async def check(self) -> None:
        real = await queries.balances(list(self.held))
        assert real == self.held
        assert all(points + self.short.get(id, 0) >= 0 for id, points in real.items()), "below zero by itself"
        await check_balanced()


async def _nobody_listens(*_: Any, **__: Any) -> int:
    return 0


async def test_in_whatever_order_the_ledger_balances_and_every_account_holds_what_it_must(app: Any) -> None:
    loop = asyncio.get_running_loop()
    done: set[str] = set()

    def run(doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(PATIENCE)

    class Ledgers(RuleBasedStateMachine):
        of: Ledger

        @initialize()
        def begin(self) -> None:
            self.of = run(Ledger.begin())

        def does(self, name: str, *given: Any, **more: Any) -> None:
            before = dict(self.of.held)
            run(self.of.do(lambda: getattr(self.of, name)(*given, **more)))
            if before != self.of.held:
                done.add(name)

        @rule(who=st.integers(0, 2), hours=st.integers(1, 6), what=st.integers(1, 9))
        def somebody_serves(self, who: int, hours: int, what: int) -> None:
            self.does("serve", who, hours, what)

        @rule(who=st.integers(0, 2), which=st.integers(0, 9))
        def somebody_asks(self, who: int, which: int) -> None:
            self.does("ask", who, which)

        @rule(which=st.integers(0, 9), how=st.sampled_from(["hand_over", "refuse", "withdraw"]))
        def a_request_is_answered(self, which: int, how: str) -> None:
            self.does("settle", which, how)

        @rule(which=st.integers(0, 20))
        def a_line_is_corrected(self, which: int) -> None:
            self.does("correct", which)

        @rule(points=st.integers(1, 12))
        def the_team_shares(self, points: int) -> None:
            self.does("share", points)

        @rule(who=st.integers(0, 2), heard=st.booleans())
        def a_wish_is_granted(self, who: int, heard: bool) -> None:
            self.does("grant_a_wish", who, heard=heard)

        @rule()
        def the_server_starts_again(self) -> None:
            self.does("restart")

        @rule(cost=st.integers(1, 8))
        def more_is_on_offer(self, cost: int) -> None:
            self.does("offer_more", cost)

        @rule(leaves=st.booleans())
        def the_team_leaves_or_comes_back(self, leaves: bool) -> None:
            self.does("team_leaves_or_comes_back", leaves=leaves)

        @rule(days=st.integers(1, 12))
        def time_passes(self, days: int) -> None:
            self.of.now += timedelta(days=days)

        @invariant()
        def it_balances(self) -> None:
            run(self.of.check())

        def teardown(self) -> None:
            run(check_told())

    chosen = settings(
        max_examples=TOWNS, stateful_step_count=DEEDS, derandomize=True, phases=[Phase.generate], database=None,
        deadline=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    # Hypothesis is not asynchronous: it plays in a thread, and the ledger lives in the test's loop.
    await asyncio.to_thread(run_state_machine_as_test, Ledgers, settings=chosen)
    assert done >= {"serve", "ask", "settle", "correct", "share", "grant_a_wish", "restart"}, f"never: {done}"
