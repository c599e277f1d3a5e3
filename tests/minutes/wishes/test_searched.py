"""Wishes and orders are found by those who may read them, and by nobody through a name, a door or a telephone."""

from __future__ import annotations

from forum.app import House
from minutes.orders import commands as orders
from minutes.orders import searched as orders_searched
from minutes.wishes import commands as wishes
from tests import factories as make
from tests.forum.search.test_search import titles
from tests.minutes.orders import test_orders
from tests.minutes.wishes.test_wishes import NAME, TAKEN, Step, made


async def test_a_wish_is_found_by_everybody_once_it_is_published(app: House) -> None:
    at = await made()
    assert await titles(app, "老花镜", at.office, kind="wish")
    for reader in (None, at.neighbour):
        assert not await titles(app, "老花镜", reader, kind="wish")
    await TAKEN[Step.PUBLISH](at)
    for reader in (None, at.neighbour, at.office):
        assert await titles(app, "老花镜", reader, kind="wish") == ["一副老花镜"]
        for hidden in ("13812345678", "302室"):
            assert hidden in NAME and not await titles(app, hidden, reader)
    await TAKEN[Step.ANSWER](at)
    assert not await titles(app, "老花镜", at.neighbour, kind="wish")


async def test_names_in_a_wish_are_found_by_residents_and_masked_for_strangers(app: House) -> None:
    at = await made(Step.PUBLISH)
    await make.person("慕容小雨")
    await wishes.claim_wish(at.id, by=at.neighbour)
    await wishes.deliver_wish(at.id, f"慕容小雨和{at.neighbour.name}送到了", by=at.neighbour)
    for name in ("慕容小雨", at.neighbour.name):
        assert await titles(app, name, at.wisher, kind="wish")
        assert not await titles(app, name, None, kind="wish")
    assert await titles(app, "送到了", None, kind="wish")


async def test_an_order_is_found_by_the_office_alone_and_never_by_where_somebody_lives(app: House) -> None:
    at = await test_orders.made(test_orders.Step.DRAW_UP)
    assert await titles(app, "水龙头", at.office, kind="order") == ["换厨房水龙头"]
    assert await titles(app, "生料带", at.office, kind="order") == ["换厨房水龙头"]
    for reader in (None, at.other, at.team):
        assert not await titles(app, "水龙头", reader, kind="order")
    for hidden in ("13812345678", "王奶奶"):
        assert hidden in test_orders.HOME and not await titles(app, hidden, at.office)
    await orders.cancel_order(at.id, by=at.resident)
    (document,) = (await orders_searched.read([at.id], at.office)).values()
    assert document.stage == "dropped"


async def test_whose_business_an_order_is_reads_it_and_nobody_else(app: House) -> None:
    at = await test_orders.made(test_orders.Step.DISPATCH)
    for reader, reads in ((at.office, True), (at.resident, True), (at.team, True), (at.other, False), (None, False)):
        assert bool(await orders_searched.read([at.id], reader)) is reads
