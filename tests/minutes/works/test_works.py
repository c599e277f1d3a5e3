"""年度实事: planned, reported, finished or carried over, rated; n of m as everybody reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.projects.models import Project, ProjectState, RatingSource
from minutes.works import commands, judging, links, queries, rules
from minutes.works.commands import Plan
from minutes.works.models import WorkProject, WorkRating, WorkSite, WorkState, YearWork
from minutes.works.rules import Count
from tests import factories

YEAR = 2026
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))


@given(st.lists(days, max_size=60), st.lists(days, max_size=60))
def test_counts_add_up_and_a_hundred_per_cent_says_that_nothing_is_left(first: Any, second: Any) -> None:
    one, other = rules.counted(first), rules.counted(second)
    both = one + other
    assert both == rules.counted([*first, *second])
    assert 0 <= both.done <= both.of and (both.percent == 100) is (both.of > 0 and both.done == both.of)


@given(st.sampled_from(list(WorkState)), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_late_is_what_is_open_after_its_day(state: WorkState, today: date) -> None:
    late = rules.is_late(state, date(2026, 12, 31), today)
    assert late is (state in {WorkState.PLANNED, WorkState.UNDER_WAY} and today > date(2026, 12, 31))


def test_a_leap_day_is_carried_into_a_year_without_one() -> None:
    assert rules.next_due(date(2028, 2, 29)) == date(2029, 2, 28)
    assert rules.next_due(date(2026, 12, 31)) == date(2027, 12, 31)


def test_sites_are_read_one_a_line_each_once() -> None:
    assert rules.sites_of(" 1号楼 \n\n2号楼\n1号楼\n") == ["1号楼", "2号楼"]
    for wrong in ("\n".join(map(str, range(201))), "很" * 61):
        with pytest.raises(BadInput):
            rules.sites_of(wrong)


# ---- commands ----

pytestmark = pytest.mark.usefixtures("app")


async def planned(office: Actor, **more: Any) -> tuple[int, Plan]:
    plan = Plan(YEAR, "更换楼道灯", await factories.unit(), date(YEAR, 12, 31), **more)
    return await commands.plan_work(plan, by=office), plan


async def sites(work_id: int) -> list[int]:
    return [one.id for one in await WorkSite.filter(work_id=work_id).order_by("id")]


async def kinds() -> list[str]:
    return [event.kind for event in await Event.all().order_by("id") if event.kind.startswith("work.")]


async def test_sites_are_ticked_by_reports_until_all_are_done_and_it_is_finished() -> None:
    office = await factories.secretary()
    work, _ = await planned(office, sites=["1号楼", "2号楼"], milestones=[("招标", date(YEAR, 6, 30))])
    first, second = await sites(work)
    other, _ = await planned(office, sites=["别处"])
    (foreign,) = await sites(other)
    for _ in range(2):
        await commands.report_work(work, "换了1号楼", [first, foreign], by=office, command_id="once")
    found = await queries.work(work)
    assert (queries.sites(found), found.state, len(list(found.entries))) == (Count(1, 2), WorkState.UNDER_WAY, 1)
    assert (await WorkSite.get(id=foreign)).done_on is None
    with pytest.raises(RuleBroken, match="处没有完成"):
        await commands.finish_work(work, by=office)
    milestone = next(iter(found.milestones)).id
    await commands.report_work(work, "换了2号楼", [second], by=office)
    with pytest.raises(RuleBroken, match="节点没有完成"):
        await commands.finish_work(work, by=office)
    await commands.report_work(work, "招标补记", [], [milestone], by=office)
    await commands.finish_work(work, by=office)
    with pytest.raises(RuleBroken):
        await commands.report_work(work, "还换", by=office)
    assert (await queries.work(work)).state is WorkState.DONE
    assert await kinds() == ["work.planned", "work.planned", *["work.reported"] * 3, "work.finished"]


async def test_a_tick_by_mistake_is_taken_back_once() -> None:
    office = await factories.secretary()
    work, _ = await planned(office, sites=["1号楼"])
    (site,) = await sites(work)
    await commands.reopen_site(site, by=office)
    await commands.report_work(work, "换了", [site], by=office)
    assert await commands.reopen_site(site, by=office) == work
    assert (await WorkSite.get(id=site)).done_on is None
    assert (await kinds()).count("work.site_reopened") == 1


async def test_a_milestone_ticked_by_mistake_is_taken_back_and_a_work_listed_by_mistake_goes() -> None:
    office = await factories.secretary()
    work, _ = await planned(office, milestones=[("招标", date(YEAR, 6, 30))])
    found = await queries.work(work)
    milestone = next(iter(found.milestones)).id
    await commands.report_work(work, "招了", milestones=[milestone], by=office)
    assert await commands.reopen_milestone(milestone, by=office) == work
    await commands.reopen_milestone(milestone, by=office)
    assert queries.milestones(await queries.work(work)) == Count(0, 1)
    with pytest.raises(RuleBroken, match="不能撤下"):
        await commands.remove_work(work, by=office)
    twice, _ = await planned(office, sites=["1号楼"])
    assert await commands.remove_work(twice, by=office, command_id="once") == YEAR
    assert await commands.remove_work(twice, by=office, command_id="once") == YEAR
    assert not await YearWork.exists(id=twice) and not await WorkSite.exists(work_id=twice)
    after = await commands.carry_over(work, "材料没到", by=office)
    with pytest.raises(RuleBroken, match="不能撤下"):
        await commands.remove_work(after, by=office)
    assert (await kinds())[-4:] == ["work.milestone_reopened", "work.planned", "work.removed", "work.carried_over"]


async def test_what_is_left_is_carried_into_the_next_year_with_a_reason() -> None:
    office = await factories.secretary()
    work, _ = await planned(office, sites=["1号楼", "2号楼"], milestones=[("招标", date(YEAR, 6, 30))])
    await commands.report_work(work, "换了1号楼", (await sites(work))[:1], by=office)
    with pytest.raises(BadInput):
        await commands.carry_over(work, "", by=office)
    after = await queries.work(await commands.carry_over(work, "材料没到", by=office))
    assert (after.year, after.due_on, after.state) == (YEAR + 1, date(YEAR + 1, 12, 31), WorkState.PLANNED)
    assert [one.name for one in after.sites] == ["2号楼"] and [one.text for one in after.milestones] == ["招标"]
    before = await YearWork.get(id=work)
    assert (before.state, before.carried_reason, after.carried_from_id) == (WorkState.CARRIED, "材料没到", work)
    with pytest.raises(RuleBroken):
        await commands.carry_over(work, "再结转", by=office)
    assert await YearWork.all().count() == 2


async def test_a_change_keeps_what_is_done() -> None:
    office = await factories.secretary()
    work, plan = await planned(office, sites=["1号楼", "2号楼"])
    await commands.report_work(work, "换了1号楼", (await sites(work))[:1], by=office)
    with pytest.raises(BadInput) as refused:
        await commands.change_work(work, replace(plan, sites=["2号楼"]), by=office)
    assert list(refused.value.fields) == ["sites"]
    await commands.change_work(work, replace(plan, title="换灯", sites=["1号楼", "3号楼"]), by=office)
    found = await queries.work(work)
    assert found.title == "换灯"
    assert [(one.name, one.done_on is not None) for one in found.sites] == [("1号楼", True), ("3号楼", False)]
    with pytest.raises(BadInput):
        await commands.change_work(work, replace(plan, due_on=date(YEAR + 1, 1, 1)), by=office)
    left = await factories.unit()
    await Unit.filter(id__in=[left, plan.lead_id]).update(left_on=clock.today())
    with pytest.raises(BadInput):
        await commands.change_work(work, replace(plan, sites=["1号楼"], lead_id=left), by=office)
    await commands.change_work(work, replace(plan, sites=["1号楼"]), by=office)


async def test_residents_rate_once_what_is_done_and_projects_rate_their_own() -> None:
    office, resident = await factories.secretary(), await factories.person()
    work, plan = await planned(office)
    with pytest.raises(RuleBroken, match="还没有完成"):
        await judging.rate_work(work, 4, by=resident)
    await commands.finish_work(work, by=office)
    await judging.rate_work(work, 4, "好", by=resident)
    with pytest.raises(RuleBroken, match="已经评价过"):
        await judging.rate_work(work, 5, by=resident)
    with pytest.raises(NotAllowed):
        await judging.rate_work(work, 5, by=resident, source=RatingSource.PHONE)
    await judging.rate_work(work, 2, "太远", by=office, source=RatingSource.PHONE)
    assert await WorkRating.filter(person_id=None).count() == 1 and await WorkRating.all().count() == 2
    project = await Project.create(
        title="换灯", lead_id=plan.lead_id, started_at=clock.now(), state=ProjectState.IN_HAND
    )
    other, _ = await planned(office)
    for _ in range(2):
        await commands.link_project(other, project.id, by=office)
    with pytest.raises(RuleBroken, match="项目没有办结"):
        await commands.finish_work(other, by=office)
    await Project.filter(id=project.id).update(state=ProjectState.DONE)
    await commands.finish_work(other, by=office)
    assert queries.is_done(await queries.work(other)) and links.word(await queries.work(other)) == "已办成"
    await Project.filter(id=project.id).update(state=ProjectState.REOPENED)
    assert queries.together(await queries.of_year(YEAR)).works == Count(1, 2), "what residents sent back is not done"
    assert links.mark(await queries.work(other))[0] == "reopened"
    with pytest.raises(RuleBroken, match="项目来评"):
        await judging.rate_work(other, 4, by=resident)
    await commands.unlink_project(other, project.id, by=office)
    assert await WorkProject.all().count() == 0 and (await kinds()).count("work.project_linked") == 1


async def test_nobody_but_the_office_keeps_the_list() -> None:
    office, resident = await factories.secretary(), await factories.person()
    work, plan = await planned(office, sites=["1号楼"])
    (site,) = await sites(work)
    before = await kinds()
    for forbidden in (
        commands.plan_work(plan, by=resident), commands.change_work(work, plan, by=resident),
        commands.report_work(work, "换了", by=resident), commands.finish_work(work, by=resident),
        commands.carry_over(work, "没钱", by=resident), commands.reopen_site(site, by=resident),
        commands.remove_work(work, by=resident), commands.reopen_milestone(1, by=resident),
        commands.link_project(work, 1, by=resident), commands.unlink_project(work, 1, by=resident),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await forbidden
    assert await kinds() == before


async def test_what_is_late_waits_for_the_office_and_for_nobody_else() -> None:
    office, resident = await factories.secretary(), await factories.person()
    work, _ = await planned(office)
    with clock.set_to(clock.from_local(date(YEAR, 12, 31), clock.local(clock.now()).time())):
        assert await links.tasks(office) == []
    with clock.set_to(clock.from_local(date(YEAR + 1, 1, 1), clock.local(clock.now()).time())):
        assert [link.href for link in await links.tasks(office)] == [f"/works/{work}#report"]
        assert await links.tasks(resident) == []
        await commands.carry_over(work, "没做完", by=office)
        assert await links.tasks(office) == []


# ---- pages ----


async def test_everybody_reads_n_of_m_and_the_public_nobody_s_name(client: Any) -> None:
    office, someone = await factories.secretary(), await factories.person("欧阳明月")
    work, _ = await planned(office, sites=["1号楼", "2号楼", "3号楼"], text=f"{someone.name}提议的")
    await commands.report_work(work, f"{someone.name}帮忙看着换的", (await sites(work))[:1], by=office)
    public = await client()
    for path in (f"/works?year={YEAR}", f"/works/{work}", "/board"):
        assert "3 处，已完成 1 处" in await public.text(path), path
    page = await public.text(f"/works/{work}")
    assert "33%" in page and "欧阳某某" in page and "欧阳明月" not in page and 'name="sites"' not in page
    assert "欧阳明月" in await (await client(office)).text(f"/works/{work}")


async def test_wrong_rows_are_told_and_what_was_typed_stays(client: Any) -> None:
    browser, unit = await client(await factories.secretary()), await factories.unit()
    form = {"year": YEAR, "title": "换灯", "lead_id": unit, "due_on": f"{YEAR}-12-31", "sites": "一处\n二处"}
    answer = await browser.submit("/works", **form, **{"milestone-0": "招标"})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'value="招标"' in text and "一处\n二处" in text
    answer = await browser.submit("/works", **form, **{"milestone-0": "招标", "day-0": f"{YEAR}-06-30"})
    assert answer.status_code == 303
    made = await YearWork.get()
    ticked = urlencode({"text": "都好了", "sites": await sites(made.id)}, doseq=True)
    as_form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await browser.post(f"/works/{made.id}/reports", data=ticked, headers=as_form)
    assert answer.status_code == 303 and queries.sites(await queries.work(made.id)) == Count(2, 2)
    answer = await browser.submit(f"/works/{made.id}/carry", reason="")
    assert answer.status_code == 422 and "为什么今年办不完" in await answer.get_data(as_text=True)
