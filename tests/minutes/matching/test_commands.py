from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest

from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies.models import Unit
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.people import commands as people
from forum.topics.models import Category
from minutes.action_items import checking, working
from minutes.action_items.models import ActionItem
from minutes.matching import commands, queries
from minutes.matching.models import ResourceUse
from minutes.needs import commands as needs
from minutes.needs import queries as need_queries
from minutes.needs.models import Claim, Need, NeedState
from minutes.projects.models import Project, ProjectState
from minutes.resources import commands as resources
from minutes.resources import queries as resource_queries
from minutes.resources.models import Resource
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")

P, DUE = Category.PUBLIC_AFFAIRS, date(2099, 1, 1)


@dataclass
class Scene:
    """A school that lends a room, a neighbour who needs one, and another unit that would help."""

    need: int
    room: int
    school: int
    helper: int
    teacher: Actor
    neighbour: Actor
    office: Actor


async def scene() -> Scene:
    where, school, helper = await make.community(), await make.unit("第二小学"), await make.unit("梧桐里物业")
    neighbour, teacher, office = await make.person(), await make.person(unit_id=school), await make.secretary()
    need = await needs.raise_need(P, "想借一间教室开家长会", where.block, by=neighbour, available="周六上午")
    room = await resources.offer_resource(
        school, P, "阶梯教室可借用", by=teacher, amount="可坐80人", available="周末", place_id=where.block
    )
    return Scene(need, room, school, helper, teacher, neighbour, office)


async def matched() -> Scene:
    made = await scene()
    await match(made)
    return made


async def match(s: Scene, **given: Any) -> int:
    return await commands.match_need(
        s.need,
        s.school,
        DUE,
        **{"by": s.office, "resources": [s.room], "helpers": [s.helper], "budget_yuan": 300, **given},
    )


async def amend(s: Scene, **given: Any) -> int:
    return await commands.amend_project(await _project_id(s), "家长会", 500, **{"by": s.office, **given})


async def withdrawn() -> Scene:
    made = await scene()
    await resources.withdraw_resource(made.room, by=made.teacher)
    return made


async def test_a_need_and_a_resource_become_a_project_with_lead_helpers_term_and_budget() -> None:
    made = await matched()
    need = await Need.get(id=made.need).prefetch_related("project__action_items__helpers", "claims")
    project, action = need.project, (await ActionItem.all().prefetch_related("helpers"))[0]
    assert project is not None and (project.lead_id, project.budget_yuan, need.state) == (
        made.school, 300, NeedState.CLAIMED,
    )  # fmt: skip
    assert (action.lead_id, action.due_on, action.item_id, action.project_id) == (made.school, DUE, None, project.id)
    assert [helper.unit_id for helper in action.helpers] == [made.helper]
    assert [use.resource_id for use in await queries.uses_of_project(project.id)] == [made.room]
    assert [use.project_id for use in await queries.uses_of_resource(made.room)] == [project.id]
    assert [one.id for one in await queries.needs_of_project(project.id)] == [made.need]


async def test_a_second_unit_works_in_the_same_project_and_a_second_need_can_join_it() -> None:
    made = await matched()
    first = (await Need.get(id=made.need)).project_id
    assert await commands.match_need(made.need, made.helper, DUE, by=made.office) == first
    where = await make.community()
    other = await needs.raise_need(P, "教室里要投影", where.block, by=made.neighbour)
    assert await commands.match_need(other, made.school, DUE, by=made.office, project_id=first) == first
    assert await Project.all().count() == 1 and await ActionItem.filter(project_id=first).count() == 3
    assert await Claim.all().count() == 3


async def test_a_delegate_takes_a_need_on_for_the_own_unit() -> None:
    made = await scene()
    await match(made, by=made.teacher, helpers=[], resources=[made.room])
    assert (await Need.get(id=made.need)).state is NeedState.IN_HAND


async def test_a_need_is_in_hand_from_when_a_unit_has_begun_until_all_is_done() -> None:
    made = await matched()
    first = (await ActionItem.get()).id
    teacher, helper = made.teacher, await make.person(unit_id=made.helper)

    async def stands() -> NeedState:
        return (await Need.get(id=made.need)).state

    assert await stands() is NeedState.CLAIMED
    await working.decline(first, "没有空教室", by=teacher)
    assert await stands() is NeedState.CLAIMED
    await checking.uphold(first, "请再想想", by=made.office)
    await working.accept(first, by=teacher)
    assert await stands() is NeedState.IN_HAND
    await commands.match_need(made.need, made.helper, DUE, by=made.office)
    assert await stands() is NeedState.IN_HAND, "one of two has begun"
    await make.finish(first, by=teacher)
    assert await stands() is NeedState.IN_HAND
    await make.finish((await ActionItem.get(lead_id=made.helper)).id, by=helper)
    assert await stands() is NeedState.MET


async def test_what_is_used_is_busy_until_the_project_is_closed() -> None:
    made = await matched()
    where = await make.community()
    other = await needs.raise_need(P, "借一间教室写作业", where.block, by=made.neighbour)

    async def said() -> list[str]:
        found = await queries.matches(await need_queries.need(other))
        return [reason.text for match in found for reason in match.reasons]

    assert "正用在别的项目上，要排时间" in await said()
    await Project.all().update(state=ProjectState.CLOSED)
    assert "正用在别的项目上，要排时间" not in await said()
    await resources.pause_resource(made.room, by=made.teacher)
    assert await said() == []
    await resources.resume_resource(made.room, by=made.teacher)
    assert await said()


async def test_an_answered_need_can_still_be_matched_and_a_matched_one_needs_no_answer() -> None:
    made = await scene()
    await needs.answer_need(made.need, "暑假里教室都有课，开学后再联系您", by=made.office)
    assert (await Need.get(id=made.need)).state is NeedState.ANSWERED
    await match(made)
    with pytest.raises(RuleBroken):
        await needs.answer_need(made.need, "不行", by=made.office)


DEEDS = [
    Deed("matched", scene, lambda s, **kw: match(s, **kw), "need.matched",
         lambda s, project: {"need": s.need, "unit": s.school, "project": project, "resources": [s.room]},
         frozenset({"action.assigned"})),
    Deed("amended project", matched, lambda s, **kw: amend(s, **kw), "project.amended", lambda s, id: {"project": id}),
    Deed("started", scene, lambda s, **kw: commands.start_project("修凉亭", s.school, DUE, by=s.office, **kw),
         "project.started", lambda _, id: {"project": id, "item": None}, frozenset({"action.assigned"})),
    Deed("answered", scene, lambda s, **kw: needs.answer_need(s.need, "放假再说", by=s.office, **kw), "need.answered",
         lambda s, _: {"need": s.need}),
    Deed("amended", scene, lambda s, **kw: resources.amend_resource(s.room, P, "大教室", by=s.teacher, **kw),
         "resource.amended", lambda s, _: {"resource": s.room, "unit": s.school}),
    Deed("paused", scene, lambda s, **kw: resources.pause_resource(s.room, by=s.teacher, **kw), "resource.paused"),
    Deed("resumed", scene, lambda s, **kw: resources.resume_resource(s.room, by=s.office, **kw), "resource.resumed"),
    Deed("withdrawn", matched, lambda s, **kw: resources.withdraw_resource(s.room, by=s.teacher, **kw),
         "resource.withdrawn"),
]  # fmt: skip
REFUSED = [
    Refused("for another unit", scene, lambda s, **kw: commands.match_need(
        s.need, s.helper, DUE, by=s.teacher, **kw), NotAllowed, "替自己的单位认领"),
    Refused("by a neighbour", scene, lambda s, **kw: match(s, by=s.neighbour, **kw), NotAllowed, "社区来对接"),
    Refused("twice by one unit", matched, lambda s, **kw: match(s, **kw), RuleBroken, "已经认领"),
    Refused("with a withdrawn resource", withdrawn, lambda s, **kw: match(s, **kw), BadInput, "刚刚撤下"),
    Refused("a day gone by", scene, lambda s, **kw: commands.match_need(
        s.need, s.school, date(2020, 1, 1), by=s.office, **kw), BadInput, "不能早于今天"),
    Refused("an unknown unit", scene, lambda s, **kw: commands.match_need(s.need, 999, DUE, by=s.office, **kw),
            BadInput, "请从列表中选一项"),
    Refused("an unknown need", scene, lambda s, **kw: commands.match_need(999, s.school, DUE, by=s.office, **kw),
            NotFound, "找不到这条需求"),
    Refused("an unknown project", scene, lambda s, **kw: match(s, project_id=999, **kw), BadInput, "不在项目清单上"),
    Refused("an answer by a unit", scene, lambda s, **kw: needs.answer_need(s.need, "不", by=s.teacher, **kw),
            NotAllowed, "社区书记"),
    Refused("another's resource", scene, lambda s, **kw: resources.pause_resource(s.room, by=s.neighbour, **kw),
            NotAllowed, "本单位的代表"),
    Refused("a withdrawn one", withdrawn, lambda s, **kw: resources.resume_resource(s.room, by=s.office, **kw),
            RuleBroken, "已经撤下"),
    Refused("a project by a unit", matched, lambda s, **kw: amend(s, **{"by": s.teacher, **kw}), NotAllowed,
            "核验和督办"),
    Refused("a project's withdrawn resource", matched, lambda s, **kw: amend(s, resources=[999], **kw), BadInput,
            "刚刚撤下"),
    Refused("a project started by a unit", scene, lambda s, **kw: commands.start_project(
        "修凉亭", s.school, DUE, by=s.teacher, **kw), NotAllowed, "核验和督办"),
    Refused("nowhere", scene, lambda s, **kw: resources.amend_resource(
        s.room, P, "教室", by=s.teacher, place_id=999, **kw), BadInput, "请从列表中选一项"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_is_recorded_and_acts_once(deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_it_is_refused_without_a_trace(refused: Refused) -> None:
    await check_refused(refused)


async def test_what_is_withdrawn_leaves_the_list_and_stays_with_its_project(client: Any) -> None:
    made = await matched()
    await resources.withdraw_resource(made.room, by=made.teacher)
    browser = await client(made.neighbour)
    assert "阶梯教室" not in await browser.text("/resources")
    assert "已撤下" in await browser.text(f"/resources/{made.room}")
    assert "阶梯教室" in await browser.text(f"/projects/{await _project_id(made)}")
    assert (await Resource.get(id=made.room)).withdrawn_at and await ResourceUse.all().count() == 1


async def _project_id(made: Scene) -> int:
    return (await Need.get(id=made.need)).project_id or 0


async def test_the_page_of_a_need_says_what_fits_and_why_and_leads_both_ways(client: Any) -> None:
    made = await scene()
    office, neighbour, stranger = await client(made.office), await client(made.neighbour), await client()
    page = await office.text(f"/needs/{made.need}")
    for words in ("阶梯教室可借用", "都说到“教室”", "同一类事", "就在同一栋楼", "时间对得上：周六上午"):
        assert words in page
    assert "都说到" not in await neighbour.text(f"/needs/{made.need}")
    assert "都说到" in await office.text("/matching") and (await neighbour.get("/matching")).status_code == 403
    typed = {"lead_id": made.school, "due_on": "2020-01-01", "budget_yuan": "1200", "responsible": "周雨桐"}
    refused = await office.submit(f"/needs/{made.need}/match", **typed)
    kept = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "周雨桐" in kept and "1200" in kept and "不能早于今天" in kept
    assert (await office.submit(f"/needs/{made.need}/match", **{**typed, "due_on": "2099-01-01"})).status_code == 303
    project = await _project_id(made)
    for browser in (office, neighbour, stranger):
        assert f"/projects/{project}" in await browser.text(f"/needs/{made.need}")
        assert f"/needs/{made.need}" in await browser.text(f"/projects/{project}")
    assert "1,200元" in await stranger.text(f"/projects/{project}")


async def test_what_was_ticked_stays_ticked_and_helpers_that_were_ticked_help(client: Any) -> None:
    made = await scene()
    office = await client(made.office)
    chosen = {"resources": str(made.room), "helpers": str(made.helper)}
    refused = await office.submit(f"/needs/{made.need}/match", lead_id=made.school, due_on="2020-01-01", **chosen)
    page = await refused.get_data(as_text=True)
    assert f'name="resources" value="{made.room}" checked' in page
    assert f'name="helpers" value="{made.helper}" checked' in page
    done = await office.submit(f"/needs/{made.need}/match", lead_id=made.school, due_on="2099-01-01", **chosen)
    assert done.status_code == 303
    action = await ActionItem.get().prefetch_related("helpers")
    assert [helper.unit_id for helper in action.helpers] == [made.helper]
    assert "梧桐里物业" in await office.text("/projects"), "who helps is on the list of projects"


async def test_a_resource_is_found_from_its_own_side_too(client: Any) -> None:
    made = await scene()
    other = await make.unit("第三小学")
    gym = await resources.offer_resource(other, P, "体育馆", by=made.office)
    teacher, neighbour, office = await client(made.teacher), await client(made.neighbour), await client(made.office)
    way = f"/needs/{made.need}?resource={made.room}#match"
    page = await teacher.text(f"/resources/{made.room}")
    assert way in page and "时间对得上：周六上午" in page
    assert way not in await neighbour.text(f"/resources/{made.room}"), "only who may take it on is asked"
    assert f'value="{made.room}" checked' in await teacher.text(way.partition("#")[0])
    listed = await office.text(f"/resources?need={made.need}&q={quote('第三小学')}")
    assert "找资源，给：想借一间教室开家长会" in listed and "阶梯教室" not in listed
    assert f"/needs/{made.need}?resource={gym}#match" in listed
    assert f'value="{gym}" checked' in await office.text(f"/needs/{made.need}?resource={gym}"), (
        "none that was suggested"
    )
    assert "体育馆" not in await teacher.text("/resources?unit=mine") and "我们单位的" in await teacher.text(
        "/resources"
    )


async def test_what_is_not_shared_is_for_its_own_community_and_what_a_unit_left_behind_is_for_nobody() -> None:
    made = await scene()
    far = await people.keep_place("community", "桂花园社区", by=SYSTEM)
    theirs = await needs.raise_need(P, "借教室排练", far, by=made.neighbour)

    async def said(need: int) -> list[str]:
        found = await queries.matches(await need_queries.need(need))
        return [reason.said(str) for match in found for reason in match.reasons]

    assert "在梧桐里社区，愿意共享" in await said(theirs) and "在梧桐里社区，愿意共享" not in await said(made.need)
    await Resource.filter(id=made.room).update(shared=False)
    assert await said(theirs) == [] and await said(made.need)
    with pytest.raises(BadInput, match="只给别的社区用"):
        await commands.match_need(theirs, made.school, DUE, by=made.office, resources=[made.room])
    with pytest.raises(BadInput, match="哪个社区"):
        await resources.offer_resource(made.school, P, "操场", by=made.teacher, shared=False)
    await Unit.filter(id=made.school).update(left_on=clock.today())
    assert await said(made.need) == []
    assert await resource_queries.resources() == []


async def test_what_another_community_shares_is_proposed_says_where_it_is_and_works_in_a_project_here(
    client: Any,
) -> None:
    made = await scene()
    far = await people.keep_place("community", "桂花园社区", by=SYSTEM)
    given = (await make.unit("桂花园小学"), P, "教室可借用")
    hers = await resources.offer_resource(*given, by=made.office, place_id=far)
    kept = await resources.offer_resource(*given, by=made.office, place_id=far, shared=False)
    office = await client(made.office)
    page = await office.text(f"/needs/{made.need}")
    assert f'name="resources" value="{hers}"' in page and "在桂花园社区，愿意共享" in page
    assert f'name="resources" value="{kept}"' not in page
    typed = {"lead_id": given[0], "due_on": "2099-01-01", "responsible": "周雨桐"}
    refused = await office.submit(f"/needs/{made.need}/match", **typed, resources=[hers, kept])
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "只给别的社区用" in page and "周雨桐" in page
    assert f'name="resources" value="{hers}" checked' in page
    assert (await office.submit(f"/needs/{made.need}/match", **typed, resources=[hers])).status_code == 303
    project = await _project_id(made)
    everybody = await client()
    assert f'href="/resources/{hers}"' in await everybody.text(f"/projects/{project}")
    page = await everybody.text(f"/resources/{hers}")
    assert f'href="/projects/{project}"' in page and f'href="/needs/{made.need}"' in page and "桂花园社区" in page


async def test_a_project_is_renamed_and_given_money_and_resources_without_losing_what_was_typed(client: Any) -> None:
    made = await matched()
    project, gym = await _project_id(made), await resources.offer_resource(made.helper, P, "体育馆", by=made.office)
    office = await client(made.office)
    page = await office.text(f"/projects/{project}?resource={gym}")
    assert f'value="{gym}" checked' in page and f'value="{made.room}" checked' in page
    wrong = await office.submit(f"/projects/{project}", title="", budget_yuan=77, resources=gym)
    kept = await wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and 'value="77"' in kept and f'value="{gym}" checked' in kept
    typed = {"title": "家长会场地", "budget_yuan": "4500", "resources": gym}
    assert (await office.submit(f"/projects/{project}", **typed)).status_code == 303
    assert [use.resource_id for use in await queries.uses_of_project(project)] == [gym], "what is not ticked is let go"
    assert (await Project.get(id=project)).budget_yuan == 4_500
    listed = await office.text(f"/projects?q={quote('家长会场地')}&unit={made.helper}")
    assert "家长会场地" in await office.text(f"/projects?q={quote('第二小学')}"), "by who leads or helps"
    assert "家长会场地" not in await office.text(f"/projects?q={quote('第九小学')}")
    assert "4,500元" in listed and "家长会场地" not in await office.text("/projects?state=closed")
    await commands.amend_project(project, "家长会场地", by=made.office)
    assert await ResourceUse.all().count() == 0 and (await Project.get(id=project)).budget_yuan is None


async def test_a_need_is_in_the_hands_of_whoever_its_task_was_handed_to() -> None:
    made = await matched()
    action = await ActionItem.get()
    await checking.reassign(action.id, made.helper, "小学放假", by=made.office)
    assert [claim.unit_id for claim in await Claim.filter(need_id=made.need)] == [made.helper]
    await commands.match_need(made.need, made.school, DUE, by=made.office)
    second = await ActionItem.get(lead_id=made.school)
    await checking.reassign(second.id, made.helper, "还是物业办", by=made.office)
    assert await Claim.filter(need_id=made.need).count() == 2, "a unit that claimed it by itself stays once"


async def test_open_needs_stand_in_the_offices_tasks_until_they_are_matched_or_answered(client: Any) -> None:
    made = await scene()
    office = await client(made.office)
    assert "1条需求等着对接或答复" in await office.text("/")
    assert "谁来答复" in await (await client()).text(f"/needs/{made.need}"), "everybody reads who owes it"
    await needs.answer_need(made.need, "放假再说", by=made.office)
    assert "需求等着对接或答复" not in await office.text("/")
    assert "谁来答复" not in await office.text(f"/needs/{made.need}")
    assert "放假再说" in await (await client(made.neighbour)).text(f"/needs/{made.need}")


async def test_the_lists_are_filtered_and_say_when_nothing_fits(client: Any) -> None:
    made = await scene()
    browser = await client(made.neighbour)
    assert "家长会" in await browser.text(f"/needs?q={quote('家长')}&state=open&category=public_affairs")
    assert "没有这样的需求" in await browser.text(f"/needs?q={quote('没有的')}&state=nonsense")
    assert "阶梯教室" in await browser.text(f"/resources?unit={made.school}")
    assert "没有这样的资源" in await browser.text(f"/resources?unit=99999999999&q={quote('没有的')}")
