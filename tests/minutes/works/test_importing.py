"""年度实事 from a table: looked at first, wrong rows told by cell, and what is done is taken away by no file."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput
from forum.journal import Event
from minutes.works import commands, importing
from minutes.works.models import WorkSite, WorkState, YearWork
from tests import factories
from tests.forum.importing.conftest import figures, post, put_in, send, upload

HEAD = "年度,实事名称,牵头单位,完成时限,经费（元）,点位,节点\n"
LAMPS = "2026,更换楼道灯,梧桐物业,2026年12月31日前,86000,1号楼；2号楼;3号楼,选点公示 2026-06-30；2026.9.30 器材进场\n"


@pytest.fixture
async def office(client: Any) -> Any:
    await factories.community()
    return await client(await factories.secretary())


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-12-31", date(2026, 12, 31)), ("2026/6/1", date(2026, 6, 1)), ("2026.06.01", date(2026, 6, 1)),
     ("2026年6月1日", date(2026, 6, 1)), ("2026年12月31日前", date(2026, 12, 31)),
     ("2026-12-31 00:00:00", date(2026, 12, 31)),
     ("2026-02-30", None), ("年底", None), ("12-31", None), ("", None)],
)  # fmt: skip
def test_a_day_is_read_as_it_is_typed(text: str, day: date | None) -> None:
    assert importing.day_of(text) == day


words = st.text("选点公示招标器材进场验收", min_size=1, max_size=12)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.dictionaries(words, days, max_size=8))
def test_milestones_that_were_written_are_read_again(planned: dict[str, date]) -> None:
    given_ = sorted(planned.items(), key=lambda one: one[1])
    assert importing.milestones_of(importing._told(given_)) == given_


@pytest.mark.parametrize(
    "wrong", ["选点公示", "2026-06-30", "选点 2026-13-01", "；".join(f"第{n}步 2026-06-30" for n in range(9))]
)
def test_milestones_without_a_day_or_words_or_too_many_are_told(wrong: str) -> None:
    with pytest.raises(BadInput):
        importing.milestones_of(wrong)


pytestmark = pytest.mark.usefixtures("app")


async def test_a_year_of_works_comes_in_goes_out_and_comes_in_again_unchanged(office: Any) -> None:
    unit = await factories.unit("梧桐物业")
    page = await upload(office, "works", HEAD + LAMPS + "2026,助餐送到家,梧桐物业,2026-11-30,,,\n")
    assert figures(page) == [2, 0, 0, 0, 0]
    assert not await YearWork.exists(), "looked at first"
    assert (await send(office, "works", "apply")).status_code == 303
    lamps = await YearWork.get(title="更换楼道灯").prefetch_related("sites", "milestones")
    assert (lamps.year, lamps.lead_id, lamps.due_on, lamps.budget_yuan) == (2026, unit, date(2026, 12, 31), 86000)
    assert [one.name for one in lamps.sites] == ["1号楼", "2号楼", "3号楼"]
    assert [(one.text, one.due_on.month) for one in lamps.milestones] == [("选点公示", 6), ("器材进场", 9)]
    assert await Event.filter(kind="work.planned").count() == 2
    for form in ("csv", "xlsx"):
        out = await office.submit("/register/export/works", form=form)
        assert (await post(office, "works", await out.get_data())).status_code == 303
        assert figures(await office.text("/register/import/works")) == [0, 0, 2, 0, 0], form


async def test_what_is_done_stays_and_what_is_over_is_kept(office: Any) -> None:
    await factories.unit("梧桐物业")
    await put_in(office, "works", HEAD + LAMPS)
    work = await YearWork.get()
    actor = await factories.secretary()
    first = await WorkSite.filter(work_id=work.id).first()
    assert first is not None
    await commands.report_work(work.id, "换了1号楼", [first.id], by=actor)
    changed = HEAD + LAMPS.replace("1号楼；2号楼;3号楼", "4号楼；3号楼").replace("86000", "90000")
    assert figures(await upload(office, "works", changed)) == [0, 1, 0, 0, 0]
    await send(office, "works", "apply")
    sites = await WorkSite.filter(work_id=work.id).order_by("id")
    assert {one.name: one.done_on is not None for one in sites} == {"1号楼": True, "3号楼": False, "4号楼": False}
    assert (await YearWork.get()).budget_yuan == 90000 and (await YearWork.get()).state is WorkState.UNDER_WAY
    await commands.carry_over(work.id, "材料没到", by=actor)
    page = await upload(office, "works", changed.replace("90000", "1"))
    assert figures(page)[4] == 1 and "已经在办，不能从表格里改" in page
    assert figures(await upload(office, "works", changed.replace("2026", "2027").replace("90000", "7")))[:2] == [0, 1]


async def test_every_wrong_cell_is_told_and_nothing_is_put_in(office: Any) -> None:
    await factories.unit("梧桐物业")
    wrong = (
        "2026,换灯,没有的单位,2026-12-31,,,\n2026,修路,梧桐物业,年底,,,\n2026,修桥,梧桐物业,2027-01-05,,,\n"
        f"2026,修渠,梧桐物业,2026-12-31,,{'很' * 61},\n2026,修坡,梧桐物业,2026-12-31,,,验收\n"
        "2026,修灯,梧桐物业,2026-12-31,八万,,\n2026,,梧桐物业,2026-12-31,,,\n"
    )
    page = await upload(office, "works", HEAD + wrong)
    assert figures(page)[4] == 7
    for said in ("还没有登记单位“没有的单位”", "“年底”不是日期", "要在 2026 年内", "每处最多 60 个字",
                 "节点“验收”看不懂", "“八万”看不懂", "“实事”是空的"):  # fmt: skip
        assert said in page, said
    assert (await send(office, "works", "apply")).status_code in {409, 422} and not await YearWork.exists()


async def test_days_of_a_spreadsheet_are_days(office: Any) -> None:
    await factories.unit("梧桐物业")
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["年份", "实事", "牵头单位", "完成时限"])
        sheet.write_row(1, 0, [2026, "换灯", "梧桐物业"])
        sheet.write_datetime(1, 3, datetime(2026, 12, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
    await put_in(office, "works", kept.getvalue())
    assert (await YearWork.get()).due_on == date(2026, 12, 31)


async def test_the_year_s_page_leads_the_office_to_its_table_and_nobody_else(client: Any) -> None:
    page = await (await client(await factories.secretary())).text("/works")
    assert 'href="/register/import/works"' in page and 'action="/register/export/works"' in page
    for other in (await client(await factories.person()), await client()):
        assert "/register/" not in await other.text("/works")
