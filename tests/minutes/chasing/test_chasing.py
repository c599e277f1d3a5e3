"""Chasing a unit up: numbered slips, a message, a whistle once it is time, and the figures it goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.sessions.models import Session
from agenda.whistles.models import UnitCall, Whistle
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from minutes.action_items import commands as actions
from minutes.action_items import links, working
from minutes.action_items.models import ActionItem, ActionNote, ActionState, Deed
from minutes.chasing import commands, queries, rules, slips
from minutes.chasing.models import ChaseUp, Means, UnitLink
from minutes.chasing.rules import Figures
from minutes.hooks.models import Bulletin, BulletinState
from tests import factories

LATE = 9
states = st.sampled_from(ActionState)


# ---- rules ----


@given(states, st.integers(-30, 60), st.integers(0, 9), st.booleans())
def test_a_whistle_is_proposed_for_what_is_late_and_waits_for_its_unit_and_once(
    state: ActionState, overdue: int, chased: int, whistled: bool
) -> None:
    proposed = rules.proposes_whistle(state, overdue, chased, Figures(), whistled=whistled)
    assert not (proposed and (overdue <= 0 or whistled or state is ActionState.DONE))
    later = rules.proposes_whistle(state, overdue + 1, chased + 1, Figures(), whistled=whistled)
    assert later or not proposed, "what is proposed stays proposed"


def test_the_figures_have_limits_all_told_at_once() -> None:
    rules.check_figures(Figures())
    with pytest.raises(BadInput) as refused:
        rules.check_figures(Figures(0, 99, 0, 9999))
    assert set(refused.value.fields) == set(rules.LIMITS)


# ---- commands ----


@pytest.fixture
async def late(database: Any) -> Any:
    """An overdue action item with a helping unit, the office, and a body whose seats are units."""
    hall = await factories.item_open()
    unit, helper = await factories.unit("梧桐物业"), await factories.unit("街道城管办")
    action_id = await actions.assign_action(
        hall.item_id, "更换防滑地砖", unit, clock.today(), by=hall.recorder, helpers=[helper], responsible="老赵"
    )
    await ActionItem.filter(id=action_id).update(due_on=clock.today() - timedelta(days=LATE))
    joint = await factories.body(2, units=True)
    return {
        "id": action_id, "unit": unit, "helper": helper, "office": await factories.secretary(), "joint": joint.id,
        "delegate": await factories.person(unit_id=unit),
    }  # fmt: skip


async def test_chasing_up_is_numbered_kept_in_the_story_and_makes_the_units_link(late: Any) -> None:
    for means in (Means.PRINTED, Means.PHONE):
        await commands.chase_up(late["id"], means, "请尽快", by=late["office"])
    year = clock.today().year
    assert [(one.year, one.number) for one in await ChaseUp.all()] == [(year, 1), (year, 2)]
    assert [note.deed for note in await ActionNote.all()] == [Deed.CHASED, Deed.CHASED]
    assert await UnitLink.all().count() == 1, "the second goes with the link of the first"


async def test_sent_twice_it_is_one_chase_up(late: Any) -> None:
    first = await commands.chase_up(late["id"], Means.PRINTED, by=late["office"], command_id="same")
    assert await commands.chase_up(late["id"], Means.PRINTED, by=late["office"], command_id="same") == first
    assert await ChaseUp.all().count() == 1


async def test_only_the_office_chases_and_only_while_the_unit_is_to_act(late: Any) -> None:
    with pytest.raises(NotAllowed):
        await commands.chase_up(late["id"], Means.PRINTED, by=late["delegate"])
    await working.hand_in(late["id"], "换好了", by=late["delegate"])
    with pytest.raises(RuleBroken, match="不用督办"):
        await commands.chase_up(late["id"], Means.PRINTED, by=late["office"])
    assert await ChaseUp.all().count() == 0


async def proposed() -> list[int]:
    return [action.id for action in await queries.to_whistle(await ActionItem.all())]


async def test_by_days_or_by_chase_ups_a_whistle_is_proposed_and_blown_with_one_press(client: Any, late: Any) -> None:
    assert await proposed() == [late["id"]]
    await commands.set_figures(Figures(30, 2, 3, 30), by=late["office"])
    assert await proposed() == []
    for _ in range(2):
        await commands.chase_up(late["id"], Means.PHONE, by=late["office"])
    assert await proposed() == [late["id"]]
    session_id = await commands.whistle_for(
        late["id"], late["joint"], "公共卫生间", [late["unit"], late["helper"]], 60, by=late["office"]
    )
    assert await proposed() == []
    whistle = await Whistle.get(session_id=session_id)
    assert {call.unit_id for call in await UnitCall.filter(whistle_id=whistle.id)} == {late["unit"], late["helper"]}
    assert (await Session.get(id=session_id)).chair_id == late["office"].person_id
    assert (await ChaseUp.all().order_by("-id").first()).means is Means.WHISTLE  # type: ignore[union-attr]
    told = [link.href for link in await links.follow_up_of_session(session_id)]
    assert told.count(f"/actions/{late['id']}") == 1 and told[0] == f"/actions/{late['id']}", "why they were called"
    page = await (await client(late["office"])).text(f"/actions/{late['id']}")
    assert f'href="/sessions/{session_id}"' in page


async def test_a_whistle_without_units_or_after_the_end_leaves_nothing_behind(late: Any) -> None:
    with pytest.raises(BadInput):
        await commands.whistle_for(late["id"], late["joint"], "现场", [], 60, by=late["office"])
    with pytest.raises(NotAllowed):
        await commands.whistle_for(late["id"], late["joint"], "现场", [late["unit"]], 60, by=late["delegate"])
    assert await ChaseUp.all().count() == await Whistle.all().count() == 0


async def test_the_slip_tells_how_late_it_is_what_was_said_before_and_where_the_unit_acts(late: Any) -> None:
    await working.file_plan(late["id"], [("备料", clock.today())], by=late["delegate"])
    await commands.chase_up(late["id"], Means.PHONE, "先停用打滑的一侧", by=late["office"])
    chase_id = await commands.chase_up(late["id"], Means.PRINTED, "雨季前换好", by=late["office"])
    slip = await slips.order(await queries.chase(chase_id), "https://yishi.example")
    assert slip.number == f"〔{clock.today().year}〕督2号" and f"已超期{LATE}天" in slip.left
    assert [one.words for one in slip.chased] == ["先停用打滑的一侧", "雨季前换好"]
    assert slip.link.startswith("https://yishi.example/do/") and slip.helping == "街道城管办"
    assert slip.steps == (("备料", f"{clock.today():%Y.%m.%d}", "未办"),)
    message = await slips.message(await queries.chase(chase_id), "https://yishi.example")
    assert slip.link in message and "雨季前换好" in message and slip.number in message


# ---- pages ----


@pytest.mark.usefixtures("app")
async def test_the_office_chases_from_the_action_items_page_and_prints(client: Any, late: Any) -> None:
    office, at = await client(late["office"]), f"/actions/{late['id']}"
    assert "可以吹哨" in await office.text("/")
    assert (await office.submit(f"{at}/chases", means="letter")).status_code == 422
    sent = await office.submit(f"{at}/chases", means="message", words="请尽快")
    assert sent.status_code == 303
    page = await office.text(sent.location)
    assert "要发的消息" in page and "/do/" in page
    slip = await office.text(f"{sent.location}.print")
    assert "督　办　单" in slip and "更换防滑地砖" in slip
    assert "〔" in await office.text(at)
    refused = await office.submit(f"{at}/whistle", venue="现场", minutes="60", body_id=str(late["joint"]))
    assert refused.status_code == 422 and "请勾选要召集的单位" in await refused.get_data(as_text=True)
    blown = await office.submit(
        f"{at}/whistle", venue="现场", minutes="60", body_id=str(late["joint"]), units=str(late["unit"])
    )
    assert blown.status_code == 303 and blown.location.endswith("/whistle")
    assert "可以吹哨" not in await office.text("/")
    delegate = await client(late["delegate"])
    for path in (sent.location, f"{sent.location}.print", "/actions/figures"):
        assert (await delegate.get(path)).status_code == 403
    assert "督办单〔" in await delegate.text(at), "the unit sees that it was chased up"


@pytest.mark.usefixtures("app")
async def test_the_figures_are_the_offices(client: Any, late: Any) -> None:
    office = await client(late["office"])
    assert 'value="7"' in await office.text("/actions/figures")
    typed = {"whistle_days": "10", "whistle_chases": "3", "answer_days": "0", "link_days": "14", "blows": "0"}
    refused = await office.submit("/actions/figures", **typed)
    assert refused.status_code == 422 and "请填 1 到 30" in await refused.get_data(as_text=True)
    assert (await office.submit("/actions/figures", **{**typed, "answer_days": "5"})).status_code == 303
    assert await queries.figures() == Figures(10, 3, 5, 14)


async def test_where_a_channel_is_set_up_a_slip_goes_to_it_once_without_names_and_without_the_link(
    app: Any, client: Any, late: Any
) -> None:
    named = await factories.person("欧阳明月")
    await ActionItem.filter(id=late["id"]).update(text="到欧阳明月家换地砖", responsible="欧阳明月")
    chase_id = await commands.chase_up(late["id"], Means.MESSAGE, by=late["office"])
    office, at = await client(late["office"]), f"/chases/{chase_id}"
    assert named.person_id and "推送到" not in await office.text(at)
    app.settings.hook_wecom = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"
    assert "推送到企业微信群机器人" in await office.text(at)
    assert (await office.submit(f"{at}/push")).status_code == 409, "what is public is not told yet"
    made = {"channel": "wecom", "keys": [], "title": "", "text": "", "made_at": clock.now(), "next_at": clock.now()}
    await Bulletin.create(state=BulletinState.BEFORE, **made)
    for _ in range(2):
        assert (await office.submit(f"{at}/push")).status_code == 303
    (sent,) = await Bulletin.filter(state=BulletinState.WAITING)
    assert "梧桐物业" in sent.text and "已超期" in sent.text
    assert "欧阳明月" not in sent.text and "/do/" not in sent.text
    assert sent.text.endswith(f"/actions/{late['id']}"), "over the sign-in it opens exactly that"
    assert "待发送" in await office.text(at)
    assert (await (await client(late["delegate"])).submit(f"{at}/push")).status_code == 403
