from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum import clock
from forum.access import Actor
from forum.topics.models import Topic
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionItem
from minutes.drafting.models import Minutes, MinutesState
from minutes.projects.models import Project, ProjectState
from tests import factories


@pytest.fixture
async def story(database: Any) -> dict[str, Any]:
    proposer, unit_id = await factories.person("欧阳明月"), await factories.unit("梧桐里物业服务站")
    delegate = await factories.person("赵建军", unit_id=unit_id)
    hall = await factories.session_planned(topics=0)
    made = await factories.accepted_topic(proposer)
    hall.item_id = await items.add_item(hall.session_id, by=hall.secretary, topic_id=made.id)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    await sessions.open_session(hall.session_id, by=hall.chair)
    await items.open_item(hall.item_id, by=hall.chair)
    due_on = clock.today() + timedelta(days=2)
    action_id = await actions.assign_action(
        hall.item_id, "更换主管,联系赵建军 13812345678", unit_id, due_on, by=hall.recorder, responsible="赵建军"
    )
    project_id = (await ActionItem.get(id=action_id)).project_id
    return {"hall": hall, "proposer": proposer, "delegate": delegate, "action": action_id, "project": project_id}


async def report_done(story: dict[str, Any]) -> None:
    await factories.finish(story["action"], "已换好,欧阳明月到场看过。", by=story["delegate"])


async def test_the_list_is_public_and_filters_by_state(client: Any, story: dict[str, Any]) -> None:
    public = await client()
    text = await public.text("/projects")
    assert "梧桐里物业服务站" in text and "还有 2 天" in text
    assert "下水道" in await public.text("/projects?state=in_hand")
    assert "没有这样的项目" in await public.text("/projects?state=closed")
    assert "下水道" in await public.text("/projects?state=nonsense")


async def test_without_sign_in_no_residents_full_name_or_number_is_shown(client: Any, story: dict[str, Any]) -> None:
    await report_done(story)
    proposer = await client(story["proposer"])
    await proposer.submit(f"/projects/{story['project']}/ratings", score=2, words="赵建军没来看过")
    public = await client()
    for path in ("/projects", f"/projects/{story['project']}", f"/topics/{story['hall'].item_id}"):
        response = await public.get(path)
        text = await response.get_data(as_text=True)
        for secret in ("欧阳明月", "赵建军", "13812345678"):
            assert secret not in text, (path, secret)
    assert "欧阳某某" in await public.text(f"/projects/{story['project']}")
    known = await proposer.text(f"/projects/{story['project']}")
    assert "欧阳明月" in known and "赵建军" in known


async def test_who_raised_a_topic_unnamed_is_not_told_by_their_rating(client: Any, story: dict[str, Any]) -> None:
    await report_done(story)
    await Topic.all().update(anonymous=True)
    proposer, page = await client(story["proposer"]), f"/projects/{story['project']}"
    await proposer.submit(f"{page}/ratings", score=4)
    tag = '<span class="tag">提出人</span>'
    assert tag not in await (await client(await factories.person())).text(page)
    assert tag in await proposer.text(page) and tag in await (await client(await factories.secretary())).text(page)


async def test_minutes_are_linked_once_they_are_published(client: Any, story: dict[str, Any]) -> None:
    session_id = story["hall"].session_id
    minutes = await Minutes.create(
        session_id=session_id, body_id=story["hall"].body_id, text="……", drafted_at=clock.now()
    )
    public = await client()
    link = f"/sessions/{session_id}/minutes"
    assert link not in await public.text(f"/projects/{story['project']}")
    await Minutes.filter(id=minutes.id).update(state=MinutesState.PUBLISHED, version=1, published_at=clock.now())
    assert link in await public.text(f"/projects/{story['project']}")


async def test_the_proposer_is_told_that_a_low_rating_reopens_and_it_does(client: Any, story: dict[str, Any]) -> None:
    path = f"/projects/{story['project']}"
    proposer = await client(story["proposer"])
    assert 'name="score"' not in await proposer.text(path)
    await report_done(story)
    assert "您是提出人" in await proposer.text(path)
    assert "评价" in await proposer.text("/")
    response = await proposer.submit(f"{path}/ratings", score=1, words="还是返水")
    assert response.status_code == 303
    text = await proposer.text(path)
    assert "退回重办" in text and "还是返水" in text and "第 2 轮" in text
    assert (await Project.get(id=story["project"])).state is ProjectState.REOPENED


async def test_a_rating_without_a_score_keeps_the_words_and_says_what_is_missing(
    client: Any, story: dict[str, Any]
) -> None:
    await report_done(story)
    neighbour = await client(await factories.person())
    response = await neighbour.submit(f"/projects/{story['project']}/ratings", words="师傅很耐心")
    text = await response.get_data(as_text=True)
    assert response.status_code == 422 and "师傅很耐心" in text and "请填写这一项" in text
    response = await neighbour.submit(f"/projects/{story['project']}/ratings", score=6)
    assert response.status_code == 422


async def test_a_refusal_in_json_is_json(client: Any, story: dict[str, Any]) -> None:
    browser = await client(story["proposer"], Accept="application/json")
    response = await browser.submit(f"/projects/{story['project']}/ratings", score=5)
    assert response.status_code == 409 and (await response.get_json())["done"] is False


async def test_a_stranger_is_not_shown_the_form_and_an_unknown_project_is_404(
    client: Any, story: dict[str, Any]
) -> None:
    await report_done(story)
    public = await client()
    assert 'name="score"' not in await public.text(f"/projects/{story['project']}")
    assert (await public.submit(f"/projects/{story['project']}/ratings", score=5)).status_code == 403
    assert (await public.get("/projects/999")).status_code == 404


async def test_the_topic_page_links_to_the_project_and_back(client: Any, story: dict[str, Any]) -> None:
    public = await client()
    topic_id = (await Project.get(id=story["project"])).topic_id
    assert f"/projects/{story['project']}" in await public.text(f"/topics/{topic_id}")
    assert f"/topics/{topic_id}" in await public.text(f"/projects/{story['project']}")
    assert f"/projects/{story['project']}" in await public.text("/")


async def test_nothing_on_the_list_yet_is_said_kindly(client: Any) -> None:
    someone: Actor | None = None
    assert "还没有项目" in await (await client(someone)).text("/projects")
