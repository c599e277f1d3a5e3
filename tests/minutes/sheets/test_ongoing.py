"""Papers that belong to no one session, as the pages a browser prints: what they say, and to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from forum import clock
from forum.access import SYSTEM
from forum.people.models import Role
from forum.topics.models import Category
from minutes.action_items import working
from minutes.action_items.models import ActionItem
from minutes.documents import showing
from minutes.documents.render import Job, Making, Rendered
from minutes.documents.turns import Progress
from minutes.drafting import queries as drafting
from minutes.letterheads import commands as letterheads
from minutes.needs import commands as needs
from minutes.resources import commands as resources
from minutes.sheets import volumes
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]


async def test_the_action_sheet_says_what_has_become_of_each_task(client: Client) -> None:
    played = await play.closed_session()
    action = await ActionItem.all().get()
    await working.report_progress(action.id, "已联系三家报价", by=played.hall.secretary)
    office = await client(played.hall.secretary)
    for page in ("/actions.print", f"/sessions/{played.hall.session_id}/actions.print"):
        html = await office.text(page)
        for said in ("来源会议", "延期", "办结日", "佐证", "满意度", "康乐物业", "李经理", "已联系三家报价"):
            assert said in html, said
    await working.hand_in(action.id, "换好了", by=played.hall.secretary)
    html = await office.text(f"/sessions/{played.hall.session_id}/actions.print")
    assert "换好了" in html and f"{clock.today():%Y.%m.%d}" in html


async def test_a_chase_up_slip_is_for_the_office_and_the_unit_and_counts_the_days(client: Client) -> None:
    played = await play.closed_session()
    page = f"/units/{played.unit_id}/chase.print"
    await ActionItem.all().update(due_on=clock.today() - timedelta(days=2))
    html = await (await client(played.hall.secretary)).text(page)
    assert "康乐物业：" in html and "超期2天" in html and "督办回执" in html and "梧桐里社区居民委员会" in html
    delegate = await make.person("", unit_id=played.unit_id)
    assert "超期2天" in await (await client(delegate)).text(page)
    assert (await (await client(played.hall.members[0])).get(page)).status_code == 403
    other = await make.unit()
    assert (await (await client(played.hall.secretary)).get(f"/units/{other}/chase.print")).status_code == 404
    office, tasks = await client(played.hall.secretary), f"/units/{played.unit_id}/tasks"
    assert f'"{tasks}"' in await office.text("/actions")
    assert page.replace(".print", ".preview") in await office.text(tasks)


async def test_the_lists_for_posting_hide_who_and_the_office_s_own_say_it(client: Client) -> None:
    where, person = await make.community(), await make.person("欧阳春华")
    await needs.raise_need(
        Category.SAFETY, "欧阳春华家要一副轮椅，电话13812345678", where.block, by=person, whom="老人"
    )
    unit = await make.unit("康乐物业")
    delegate = await make.person("", Role.SECRETARY)
    await resources.offer_resource(unit, Category.SAFETY, "会议室一间", by=delegate, amount="1间")
    nobody, office = await client(), await client(delegate)
    posted, own = await nobody.text("/needs.print"), await office.text("/needs.print")
    assert "欧阳春华" not in posted and "13812345678" not in posted and "欧阳某某" in posted and "隐名" in posted
    assert "欧阳春华" in own and "老人" in own and "第三网格" in own and "提出人" in own
    assert "请联系社区" in await nobody.text("/resources.print")
    assert "会议室一间" in await office.text("/resources.print")


async def test_the_project_list_has_all_its_columns(client: Client) -> None:
    played = await play.closed_session()
    html = await (await client(played.hall.secretary)).text("/projects.print")
    for said in ("名称", "对应需求", "匹配资源", "牵头/配合", "时限", "经费", "进度", "评价", "康乐物业"):
        assert said in html


async def test_a_notice_says_what_was_decided_and_names_no_resident(client: Client) -> None:
    played = await play.published()
    minutes = await drafting.minutes(played.minutes_id)
    await letterheads.keep_letterhead(
        minutes.body_id, pattern="第×期", objections="电话 010-1234，8号楼底商。", by=SYSTEM
    )
    office, page = await client(played.hall.secretary), f"/minutes/{played.minutes_id}/notice"
    form = await office.text(page)
    assert "010-1234" in form and "公示几天" in form
    html = await office.text(f"{page}.print?days=5&first_day=2026-12-01")
    for said in (
        "2026年12月1日至12月5日",
        "是否同意更换3号楼2单元排水主管",
        "结果：通过",
        "康乐物业牵头",
        "010-1234",
        "依据：",
    ):
        assert said in html, said
    for person in (*played.hall.members, played.hall.chair):
        assert person.name not in html
    assert (await office.get(f"{page}.print?days=6")).status_code == 422
    assert (await (await client(played.hall.members[0])).get(page)).status_code == 403


async def test_there_is_no_notice_before_the_minutes_are_public(client: Client) -> None:
    played = await play.signed()
    office = await client(played.hall.secretary)
    assert (await office.get(f"/minutes/{played.minutes_id}/notice.print")).status_code == 409


async def test_a_body_s_page_leads_to_the_volume_of_each_year(client: Client) -> None:
    played = await play.published()
    minutes = await drafting.minutes(played.minutes_id)
    page = f"/bodies/{minutes.body_id}/volumes/{minutes.year}"
    office = await client(played.hall.secretary)
    assert f'href="{page}.preview"' in await office.text(f"/bodies/{minutes.body_id}")
    book = await volumes.volume(minutes.session.body, minutes.year or 0)
    assert [issue.number for issue in book.issues] == [f"〔{minutes.year}〕1号"] and book.issues[0].public
    assert (await office.get(f"/bodies/{minutes.body_id}/volumes/1999.preview")).status_code == 404
    assert (await office.get(f"{page}.print")).status_code == 404
    assert (await (await client(played.hall.members[0])).get(f"{page}.preview")).status_code == 403


async def test_who_waits_for_a_volume_sees_how_far_it_is_and_then_the_volume(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = await play.published()
    minutes = await drafting.minutes(played.minutes_id)
    making = Making(Progress(300, pages=120, working=True), asyncio.create_task(_made_later()))
    monkeypatch.setattr(showing, "PATIENCE", 0.01)
    monkeypatch.setattr(Job, "long", True)
    monkeypatch.setattr(showing, "begin", lambda job: making)
    office, page = await client(played.hall.secretary), f"/bodies/{minutes.body_id}/volumes/{minutes.year}"
    html = await office.text(f"{page}.preview")
    assert "已排好第 120 页，估计共 300 页。" in html and "js/progress.js" in html
    asked = await office.get(f"{page}.preview", headers={"Accept": "application/json"})
    assert await asked.get_json() == {
        "made": False,
        "pages": 120,
        "expected": 300,
        "said": "已排好第 120 页，估计共 300 页。",
    }
    assert (await office.get(f"{page}.pdf")).headers["Location"] == f"{page}.preview"
    making.progress.ahead = 2
    assert "前面还有 2 份" in await office.text(f"{page}.preview")
    making.task.cancel()


async def _made_later() -> Rendered:
    await asyncio.sleep(60)
    return Rendered(b"%PDF-", 1, ())
