"""福分 on the pages: one's own, the office's, a stranger's; and nothing at all where it is not kept."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from forum.importing.tables import tables
from minutes.points import commands, offering, queries
from minutes.points.models import PointEntry, PointTerms, Redemption, RedemptionState
from minutes.points.rules import Terms
from tests import factories as make
from tests.minutes.points.test_points import Made, asked, made, serve, service_line

pytestmark = pytest.mark.usefixtures("app")


async def test_where_points_are_not_kept_nothing_of_them_is_shown(client: Any) -> None:
    office, resident = await make.secretary(), await make.person()
    for reader in (None, resident):
        browser = await client(reader)
        assert (await browser.get("/points")).status_code == 404
        assert "福分" not in await browser.text("/wishes")
    keeper = await client(office)
    assert (await keeper.get("/points/office")).status_code == 404
    assert "/points/terms" in await keeper.text("/wishes")
    await keeper.text("/points/terms")
    usual = {"attendance": "2", "order": "3", "wish": "3", "hour": "2", "a_day": "0", "a_month": "0",
             "answer_days": "5"}  # fmt: skip
    refused = await keeper.submit("/points/terms", **{**usual, "hour": "x", "on": "1"})
    assert refused.status_code == 422 and not await PointTerms.exists()
    assert (await keeper.submit("/points/terms", **usual, on="1")).status_code == 303
    assert 'href="/points"' in await (await client(resident)).text("/wishes")
    assert (await keeper.submit("/points/terms", **usual)).status_code == 303
    assert "福分" not in await (await client(resident)).text("/wishes")


async def test_a_stranger_sees_sums_and_no_name(client: Any) -> None:
    at = await asked()
    stranger = await client()
    page = await stranger.text("/points")
    assert "大米" in page and at.resident.name not in page and "扫雪" not in page
    for path in (f"/points/accounts/{at.account}", "/points/office", f"/points/accounts/{at.account}.print"):
        assert at.resident.name not in await (await stranger.get(path)).get_data(as_text=True)
    other = await client(at.other)
    assert (await other.get(f"/points/accounts/{at.account}")).status_code == 404
    assert (await other.get(f"/points/accounts/{at.team}")).status_code == 404
    assert (await (await client(at.delegate)).get(f"/points/accounts/{at.team}")).status_code == 200


async def test_a_resident_asks_changes_their_mind_and_is_handed_it_the_second_time(client: Any) -> None:
    at = await made()
    resident, office = await client(at.resident), await client(at.office)
    page = await resident.text("/points")
    assert "扫雪" in page and "<b>10</b>" in page
    ask = {"offer_id": str(at.offer), "account_id": str(at.account)}
    assert (await resident.submit("/points/requests", **ask)).status_code == 303
    first = await Redemption.get()
    assert "<b>4</b>" in await resident.text("/points")
    assert (await resident.submit("/points/requests", **ask)).status_code == 409
    assert (await resident.submit(f"/points/requests/{first.id}/withdraw")).status_code == 303
    await resident.text("/points")
    await resident.submit("/points/requests", **ask)
    second = await Redemption.get(state=RedemptionState.ASKED)
    assert f"{at.resident.name}要大米" in await office.text("/points/office")
    assert "请填写" in await (await office.submit(f"/points/requests/{second.id}/refuse", words="")).get_data(
        as_text=True
    )
    assert (await office.submit(f"/points/requests/{second.id}/hand-over", words="女儿来领")).status_code == 303
    page = await resident.text("/points")
    assert "已领取" in page and "女儿来领" in page
    answer = await office.submit(f"/points/requests/{second.id}/refuse", words="晚了")
    assert answer.status_code == 409 and "已经办过" in await answer.get_data(as_text=True)


async def test_the_desk_asks_for_somebody_without_a_phone(client: Any) -> None:
    at = await made()
    office, path = await client(at.office), f"/points/accounts/{at.account}"
    assert "替本人兑换" in await office.text(path)
    ask = {"offer_id": str(at.offer), "account_id": str(at.account)}
    answer = await office.submit("/points/requests", **ask)
    assert answer.status_code == 303 and answer.headers["Location"].endswith(path)
    refused = await office.submit("/points/requests", **ask)
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 409 and "福分不够" in page and at.resident.name in page
    assert "社区替您申请了兑换" in await (await client(at.resident)).text("/echoes")


async def test_the_office_enters_service_by_name_and_nothing_typed_is_lost(client: Any) -> None:
    at = await made()
    one, two = await make.person("张淑兰"), await make.person("张淑兰")
    office = await client(at.office)
    await office.text("/points/office")
    typed = {"name": "张淑兰", "minutes": "90", "on": "2026-01-05", "words": "读报给老人听", "witness": "社工"}
    answer = await office.submit("/points/service", **typed)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "读报给老人听" in page and "是哪一位" in page
    assert (await office.submit("/points/service", **typed, person_id=str(two.person_id))).status_code == 303
    account = await queries.account_of(two.person_id)
    assert account is not None and await queries.balance(account.id) == 3
    assert await queries.account_of(one.person_id) is None
    assert "请填写" in await (await office.submit("/points/service", **{**typed, "name": ""})).get_data(as_text=True)
    answer = await office.submit("/points/service", **{**typed, "name": "没有这个人"})
    assert "先登记" in await answer.get_data(as_text=True)
    assert (await office.submit("/points/service", **{**typed, "name": "", "unit_id": str(at.unit)})).status_code == 303


async def test_the_office_corrects_a_line_and_the_page_of_the_account_tells_both(client: Any) -> None:
    at = await made()
    office, entry = await client(at.office), await service_line(at)
    path = f"/points/accounts/{at.account}"
    await office.text(path)
    refused = await office.submit(f"/points/entries/{entry}/correct", account_id=str(at.account), words="")
    assert refused.status_code == 422
    await office.submit(f"/points/entries/{entry}/correct", account_id=str(at.account), words="记错人了")
    page = await office.text(path)
    assert "已更正" in page and "记错人了" in page and "−10" in page


async def test_a_team_shares_with_who_did_the_work(client: Any) -> None:
    at = await made()
    delegate = await client(at.delegate)
    path = f"/points/accounts/{at.team}"
    page = await delegate.text(path)
    assert at.other.name in page and at.resident.name not in page, "only the team's own volunteers are to be seen"
    typed = {"person_id": str(at.other.person_id), "words": "开车"}
    answer = await delegate.submit(f"{path}/share", points="99", **typed)
    assert answer.status_code == 409 and "福分不够" in await answer.get_data(as_text=True)
    assert (
        await delegate.submit(f"{path}/share", person_id=str(at.other.person_id), points="5", words="开车")
    ).status_code == 303
    assert "开车" in await (await client(at.other)).text("/points")


async def test_what_is_offered_is_put_up_changed_and_taken_down(client: Any) -> None:
    at = await made()
    office = await client(at.office)
    await office.text("/points/office")
    offer = {"name": "家政两小时", "cost": "20", "pick_up": "来约时间", "in_stock": "", "until": ""}
    refused = await office.submit("/points/offers", **{**offer, "cost": "0"})
    assert refused.status_code == 422 and "家政两小时" in await refused.get_data(as_text=True)
    assert (await office.submit("/points/offers", **offer)).status_code == 303
    assert (await office.submit(f"/points/offers/{at.offer}", **{**offer, "name": "面粉"})).status_code == 303
    assert (await office.submit(f"/points/offers/{at.offer}/end")).status_code == 303
    page = await (await client(at.resident)).text("/points")
    assert "家政两小时" in page and "面粉" not in page and "大米" not in page


async def _exported(office: Any, **typed: str) -> bytes:
    await office.text("/points/office")
    answer = await office.submit("/points/export", **typed)
    assert answer.status_code == 200
    return bytes(await answer.get_data())


async def test_the_ledger_goes_out_as_a_table_without_formulas(client: Any) -> None:
    at = await asked()
    await serve(at.office, 1, "=HYPERLINK(0)", person_id=at.other.person_id)
    office = await client(at.office)
    text = (await _exported(office, what="ledger", form="csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + await PointEntry.all().count() and any("'=HYPERLINK(0)" in row for row in rows)
    (table,) = tables(await _exported(office, what="accounts", form="xlsx"), len)
    assert [row[0] for row in table[1:]].count(at.resident.name) == 1
    refused = await (await client(at.resident)).post("/points/export", form={"form": "csv"})
    assert refused.status_code == 403


async def test_a_statement_and_the_list_of_accounts_can_be_printed(client: Any) -> None:
    at = await asked()
    page = await (await client(at.resident)).text(f"/points/accounts/{at.account}.print")
    assert "福分对账单" in page and "扫雪" in page and "可用4分" in page
    office = await client(at.office)
    assert "发出30分＝居民和志愿队手里24分＋预留待领6分" in await office.text("/points/accounts.print")
    assert (await (await client(at.resident)).get("/points/accounts.print")).status_code == 403


async def test_the_elder_view_and_english_show_the_same(client: Any) -> None:
    at: Made = await asked()
    browser = await client(at.resident)
    await browser.post("/language", form={"language": "en", "next": "/points"})
    page = await browser.text("/points")
    assert "大米" in page and "<b>4</b>" in page
    await commands.keep_terms(Terms(on=True, attendance=0), by=at.office)
    assert await offering.withdraw_request(at.asked, by=at.resident) == at.account
