from __future__ import annotations

from typing import Any

from tests import factories as make


async def test_a_year_without_its_notice_says_so_until_the_office_has_entered_it(client: Any) -> None:
    office = await client(await make.secretary())
    page = await office.text("/workdays/2027")
    assert "2027 年的放假通知还没有录入" in page and "这一年录完了" in page
    await office.submit("/workdays/2027/complete", citation="国务院办公厅关于2027年部分节假日安排的通知")
    page = await office.text("/workdays/2027")
    assert "还没有录入" not in page and "这一年是完整的" in page
    assert "这一年是完整的" in await office.text("/workdays/2026")


async def test_everybody_reads_the_calendar_and_only_the_office_sees_the_form(client: Any) -> None:
    page = await (await client()).text("/workdays/2026")
    assert "2月15日—2月23日 · 放假 · 春节" in page and "改这几天" not in page
    assert (await (await client()).get("/workdays/1999")).status_code == 404


async def test_what_was_typed_wrong_is_said_by_its_field_and_kept(client: Any) -> None:
    office = await client(await make.secretary())
    answer = await office.submit("/workdays/2027", first="2027-02-12", last="昨天", kind="off", name="春节")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "请填一个日期" in page and 'value="昨天"' in page and 'value="春节"' in page
    answer = await office.submit("/workdays/2027", first="", kind="never")
    assert answer.status_code == 422
    await office.submit("/workdays/2027", first="2027-02-09", kind="off", name="春节")
    assert "2月5日—2月8日" in (page := await office.text("/workdays/2027"))
    assert ">2月9日 · 放假 · 春节" in page and "社区改过" in page
