"""A unit's claim link: it takes on needs and wishes for one unit, says who did, and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import BadInput, NotAllowed, NotFound
from forum.topics.models import Category
from minutes.action_items.models import ActionItem, ActionState
from minutes.chasing import doors as chasing
from minutes.chasing.models import UnitLink
from minutes.claim_links import commands, doors
from minutes.claim_links.models import ClaimLink, LinkClaim
from minutes.matching.commands import match_need
from minutes.needs import commands as needs
from minutes.needs.models import Claim, Need
from minutes.orders import commands as orders
from minutes.orders.models import Order, OrderState
from minutes.unit_doors.tokens import holder_of
from minutes.wishes import commands as wishes
from minutes.wishes.models import Wish, WishState
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")
Client = Callable[..., Awaitable[Browser]]


@dataclass
class Given:
    unit: int
    need: int
    wish: int
    office: Actor
    link: ClaimLink

    @property
    def token(self) -> str:
        return doors.LINKS.token_of(self.link)

    @property
    def at(self) -> str:
        return f"/claim/{self.token}"


async def given() -> Given:
    where, unit, office = await make.community(), await make.unit("和平街志愿队"), await make.secretary()
    who = await make.person("诸葛明月")
    need = await needs.raise_need(Category.SAFETY, "诸葛明月家要一副轮椅", where.block, by=who)
    wish = await wishes.make_wish("一副老花镜", "老人", where.block, by=who, name="诸葛明月 13987654321")
    await wishes.publish_wish(wish, "一副老花镜", "老人", by=office)
    link = await commands.give_link(unit, by=office)
    return Given(unit, need, wish, office, await ClaimLink.get(id=link).prefetch_related("unit"))


async def by_link(it: Given, what: str = "need", **changed: Any) -> Any:
    matter = it.need if what == "need" else it.wish
    holder = holder_of(it.link)
    return await commands.claim_by_link(it.token, what, matter, "李队长", "手机", by=holder, **changed)


DEEDS = [
    Deed("give", given, lambda it, **kw: commands.give_link(it.unit, by=it.office, **kw), "claim_link.given",
         lambda it, answer: {"link": answer, "unit": it.unit}),
    Deed("revoke", given, lambda it, **kw: commands.revoke_link(it.link.id, by=it.office, **kw), "claim_link.revoked",
         lambda it, answer: {"link": it.link.id, "unit": it.unit}),
    Deed("claim a need", given, lambda it, **kw: by_link(it, **kw), "claim_link.used",
         lambda it, answer: {"link": it.link.id, "unit": it.unit, "need": it.need},
         frozenset({"need.matched", "action.assigned", "action.accepted", "link.given"})),
    Deed("claim a wish", given, lambda it, **kw: by_link(it, "wish", **kw), "claim_link.used",
         lambda it, answer: {"wish": it.wish}, frozenset({"wish.claimed"})),
]  # fmt: skip


async def other_units_link(it: Given, **kw: Any) -> Any:
    stranger = replace(holder_of(it.link), link_id=it.link.id + 1)
    return await commands.claim_by_link(it.token, "need", it.need, "李队长", "", by=stranger, **kw)


async def revoked() -> Given:
    it = await given()
    await commands.revoke_link(it.link.id, by=it.office)
    return it


async def left() -> Given:
    it = await given()
    await Unit.filter(id=it.unit).update(left_on=clock.today())
    return it


REFUSALS = [
    Refused("a resident gives none", make.person, lambda by, **kw: commands.give_link(1, by=by, **kw), NotAllowed, ""),
    Refused("no such unit", make.secretary, lambda by, **kw: commands.give_link(99, by=by, **kw), BadInput, ""),
    Refused("no such link", make.secretary, lambda by, **kw: commands.revoke_link(9, by=by, **kw), NotFound, ""),
    Refused("revoked", revoked, lambda it, **kw: by_link(it, **kw), NotAllowed, "收回"),
    Refused("left", left, lambda it, **kw: by_link(it, **kw), NotAllowed, "退出"),
    Refused("another's link", given, other_units_link, NotAllowed, ""),
    Refused("a token made up", given, lambda it, **kw: commands.claim_by_link(
        f"{it.link.id}-{'0' * 24}", "need", it.need, "李", "", by=holder_of(it.link), **kw), NotFound, ""),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_is_recorded_once_with_ids_only(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_sent_twice_it_acts_once(deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
async def test_what_may_not_be_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_a_new_link_shuts_the_one_before_it() -> None:
    it = await given()
    await commands.give_link(it.unit, by=it.office)
    with pytest.raises(NotAllowed):
        await by_link(it)


async def test_a_need_claimed_by_link_is_the_unit_s_task_under_the_name_that_was_given(client: Client) -> None:
    it, holder = await given(), await client()
    page = await holder.text(it.at)
    assert "诸葛某某家要一副轮椅" in page and "诸葛明月" not in page and "13987654321" not in page
    form = await holder.text(f"{it.at}/needs/{it.need}")
    assert f'action="{it.at}/needs/{it.need}"' in form and "替和平街志愿队认领" in form
    day = (clock.today() + timedelta(days=9)).isoformat()
    answer = await holder.submit(f"{it.at}/needs/{it.need}", name="李队长", due_on=day)
    (claim,) = await Claim.all().prefetch_related("action")
    own = chasing.path_of(await UnitLink.get().prefetch_related("unit", "action"))
    assert (answer.status_code, answer.location) == (303, own), "the unit is where it says how it goes on"
    door = await holder.text(own)
    assert "请和平街志愿队牵头办" in door and "报整改计划" in door and "诸葛明月" not in door
    assert claim.action.state is ActionState.ACCEPTED, "nobody accepts what they have claimed"
    listed = await holder.text(it.at)
    assert own in listed and "您单位用这个链接认领的" in listed and "诸葛明月" not in listed
    assert claim.unit_id == it.unit and claim.action.due_on.isoformat() == day and claim.action.responsible == "李队长"
    assert f"{it.at}/needs/{it.need}" not in await holder.text(it.at), "what it has taken on is no longer offered"
    assert "李队长用链接认领了一件" in await (await client(it.office)).text("/claim-links")
    assert "李队长" in await holder.text(f"{it.at}/wishes/{it.wish}"), "they need not write it again"


async def test_several_units_share_one_need_in_one_project(client: Client) -> None:
    it = await given()
    await by_link(it)
    other = await make.person(unit_id=await make.unit("安居物业"))
    page = await (await client(other)).text(f"/needs/{it.need}")
    assert "和平街志愿队在办，还可以加入" in page and "我们单位认领" in page
    await match_need(it.need, next(iter(other.units)), clock.today(), by=other)
    assert await Claim.filter(need_id=it.need).count() == 2
    assert len(set(await ActionItem.all().values_list("project_id", flat=True))) == 1
    board = await (await client()).text("/board")
    assert "和平街志愿队、安居物业在办，还可以加入" in board
    assert "您的单位已经认领了这一条。" in await (await client(other)).text(f"/needs/{it.need}")


async def test_a_wish_is_claimed_by_link_and_its_name_and_door_stay_with_the_office(client: Client) -> None:
    it, holder = await given(), await client()
    await holder.submit(f"{it.at}/wishes/{it.wish}", name="李队长")
    wish = await Wish.get(id=it.wish)
    assert wish.state is WishState.CLAIMED and wish.unit_id == it.unit
    for path in (it.at, f"/wishes/{it.wish}"):
        assert "13987654321" not in await holder.text(path) and "诸葛明月" not in await holder.text(path)
    again = await holder.submit(f"{it.at}/wishes/{it.wish}", name="李队长")
    assert again.status_code == 404 and "已经有人认领" in await again.get_data(as_text=True)
    assert await LinkClaim.all().count() == 1


async def test_without_a_name_nothing_is_claimed_and_what_was_typed_is_still_there(client: Client) -> None:
    it, holder = await given(), await client()
    answer = await holder.submit(f"{it.at}/needs/{it.need}", name="", due_on="2001-01-01")
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "2001-01-01" in text and not await Claim.exists()
    late = await holder.submit(f"{it.at}/needs/{it.need}", name="李队长", due_on="2001-01-01")
    assert late.status_code == 422 and not await Claim.exists()


@pytest.mark.parametrize("token", ["1-" + "0" * 24, "x", "1", "99999999999-1", "²-1"])
async def test_a_token_made_up_opens_nothing(client: Client, token: str) -> None:
    await given()
    holder = await client()
    assert (await holder.get(f"/claim/{token}")).status_code == 404
    assert (await holder.submit(f"/claim/{token}/needs/1", name="李队长")).status_code == 404
    assert not await Claim.exists()


async def test_a_link_that_is_shut_says_why_and_is_not_to_be_found_by_search(client: Client) -> None:
    it, holder = await given(), await client()
    assert (await holder.get(it.at)).headers["X-Robots-Tag"] == "noindex, nofollow"
    await (await client(it.office)).submit(f"/claim-links/{it.link.id}/revoke")
    shut = await holder.get(it.at)
    assert shut.status_code == 410 and "社区已经收回" in await shut.get_data(as_text=True)
    with clock.set_to(clock.now() + timedelta(days=90)):
        assert (await holder.get(f"{it.at}/needs/{it.need}")).status_code == 410


async def test_the_board_leads_over_the_sign_in_to_exactly_that_claim(client: Client) -> None:
    it, nobody, resident = await given(), await client(), await client(await make.person())
    board = await nobody.text("/board")
    assert f'href="/join?next=/needs/{it.need}%23match"' in board
    assert f'href="/join?next=/wishes/{it.wish}%23claim"' in board
    assert f'href="/needs/{it.need}#match"' in await resident.text("/board")
    assert 'id="match"' in await nobody.text(f"/needs/{it.need}") and "登录后认领" in await nobody.text(
        f"/needs/{it.need}"
    )
    assert 'id="claim"' in await nobody.text(f"/wishes/{it.wish}")
    assert 'id="claim"' in await resident.text(f"/wishes/{it.wish}") and "我来认领" in await resident.text(
        f"/wishes/{it.wish}"
    )
    assert "由驻区单位和志愿队认领" in await resident.text(f"/needs/{it.need}")
    came = await nobody.get(f"/join?next=/needs/{it.need}%23match")
    assert f'value="/needs/{it.need}#match"' in await came.get_data(as_text=True)


async def test_a_need_that_is_met_waits_for_nobody(client: Client) -> None:
    it = await given()
    await Need.filter(id=it.need).update(state="met")
    assert f"/needs/{it.need}" not in await (await client()).text("/board")
    assert 'id="match"' not in await (await client()).text(f"/needs/{it.need}")


# ---- what the unit has in hand ----

HOME = "3单元502室 13900001111"


async def ordered(it: Given) -> tuple[int, Actor]:
    """An order sent to the link's unit, and who placed it."""
    where, who = await make.community(), await make.person("诸葛明亮")
    order = await orders.place_order("诸葛明亮想请人上门理发", where.block, by=who, at_home=HOME)
    await orders.draw_up(order, "带工具上门，给一位老人理发", by=it.office)
    await orders.dispatch(order, it.unit, by=it.office)
    return order, who


async def test_an_order_is_accepted_done_and_thanked_for_by_the_link_alone(client: Client) -> None:
    it = await given()
    order, who = await ordered(it)
    phone, at = await client(), f"{it.at}/to-do/orders/{order}"
    assert f'href="{at}"' in await phone.text(it.at)
    page = await phone.text(at)
    assert "带工具上门" in page and "502室" not in page and "诸葛明亮" not in page, "not before it is accepted"
    assert (await phone.submit(f"{at}/accept", name="李队长")).location == at
    page = await phone.text(at)
    assert HOME in page and 'value="李队长"' in page
    refused = await phone.submit(f"{at}/finish", name="李队长", words="")
    assert refused.status_code == 422
    assert (await phone.submit(f"{at}/finish", name="李队长", words="理好了")).status_code == 303
    assert "502室" not in await phone.text(at), "nobody has to go there any more"
    await orders.rate_order(order, 5, "手艺真好", by=who)
    page = await phone.text(at)
    assert "点单的人评了5分" in page and "手艺真好" in page and "502室" not in page, "it is over"
    assert [(one.what, one.deed, one.name) for one in await LinkClaim.all()] == [
        ("order", "accept", "李队长"), ("order", "finish", "李队长"),
    ]  # fmt: skip
    office = await client(it.office)
    assert "李队长用链接办了一步" in await office.text("/claim-links")
    other = await client()
    assert (await other.get(f"{it.at}/to-do/orders/999")).status_code == 404


async def test_a_declined_order_goes_back_and_the_link_no_longer_shows_it(client: Client) -> None:
    it = await given()
    order, _ = await ordered(it)
    phone, at = await client(), f"{it.at}/to-do/orders/{order}"
    assert (await phone.submit(f"{at}/decline", name="李队长", words="这周排满了")).location == it.at
    assert (await Order.get(id=order)).state is OrderState.DRAWN_UP
    assert (await phone.get(at)).status_code == 404


async def test_a_claimed_wish_is_delivered_and_its_thanks_are_read_by_the_link(client: Client) -> None:
    it = await given()
    phone, at = await client(), f"{it.at}/to-do/wishes/{it.wish}"
    assert (await phone.get(at)).status_code == 404, "it is not the unit's yet"
    await phone.submit(f"{it.at}/wishes/{it.wish}", name="李队长")
    assert "13987654321" in await phone.text(at), "whom to go to"
    assert (await phone.submit(f"{at}/deliver", name="李队长", words="送到家了")).status_code == 303
    assert "13987654321" not in await phone.text(at)
    await wishes.thank(it.wish, "看报纸清楚了", by=it.office)
    assert "看报纸清楚了" in await phone.text(at) and "看报纸清楚了" in await phone.text(it.at)


async def test_another_units_link_does_nothing_about_an_order_and_a_shut_one_neither(client: Client) -> None:
    it = await given()
    order, _ = await ordered(it)
    stranger = await ClaimLink.get(id=await commands.give_link(await make.unit(), by=it.office)).prefetch_related(
        "unit"
    )
    phone, theirs = await client(), f"/claim/{doors.LINKS.token_of(stranger)}/to-do/orders/{order}"
    assert (await phone.get(theirs)).status_code == 404
    assert (await phone.submit(f"{theirs}/accept", name="李队长")).status_code in {403, 404}
    await commands.revoke_link(it.link.id, by=it.office)
    assert (await phone.submit(f"{it.at}/to-do/orders/{order}/accept", name="李队长")).status_code == 410
    assert (await Order.get(id=order)).state is OrderState.DISPATCHED


async def test_the_office_sends_the_team_a_door_to_exactly_that_order(client: Client) -> None:
    it = await given()
    order, _ = await ordered(it)
    office = await client(it.office)
    assert f"{it.at}/to-do/orders/{order}" in await office.text(f"/orders/{order}")
    await commands.revoke_link(it.link.id, by=it.office)
    assert "/claim-links?q=" in await office.text(f"/orders/{order}")
