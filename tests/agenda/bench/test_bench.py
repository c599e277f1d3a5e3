"""A talk opened at a doorstep: who may open it, who comes by, that it decides nothing, and what is left of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.bench import commands, queries
from agenda.discussion import commands as discussion
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import commands as motions
from agenda.planning import commands as planning
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import MemberRole, Membership
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from forum.topics.models import Category, Topic
from minutes.drafting.draft import draft
from minutes.drafting.queries import gather
from minutes.scribe import commands as scribe
from tests import factories as make
from tests.helpers.deeds import new_id

TEXT, VENUE = "7号楼门前的电动车往哪里停", "7号楼2单元门口"


async def leader(role: MemberRole = MemberRole.DEPUTY_DIRECTOR) -> tuple[Actor, int]:
    """Somebody of a body that decides by a quorum and a majority elsewhere."""
    body, someone = await make.body(2), await make.person()
    await bodies.seat_member(body.id, by=SYSTEM, person_id=someone.person_id, role=role)
    return someone, body.id


async def opened() -> tuple[Actor, Session]:
    someone, body_id = await leader()
    session_id = await commands.open_bench_talk(body_id, TEXT, VENUE, by=someone)
    return someone, await Session.get(id=session_id)


async def item_of(session: Session) -> int:
    return (await AgendaItem.get(session_id=session.id)).id


async def test_it_is_opened_in_one_and_whoever_opens_it_presides_and_records(database: Any) -> None:
    someone, session = await opened()
    assert session.kind is SessionKind.TALK and session.state is SessionState.OPEN and session.notice_waived
    assert session.chair_id == session.recorder_id == someone.person_id and session.venue == VENUE
    item = await AgendaItem.get(session_id=session.id)
    assert item.title == TEXT and item.state is ItemState.OPEN and not await Seat.exists(session_id=session.id)


async def test_the_office_and_those_who_lead_the_body_may_and_nobody_else(database: Any) -> None:
    someone, body_id = await leader()
    other = (await make.body(1)).id
    assert [body.id for body in await queries.may_open_for(someone)] == [body_id]
    assert {body_id, other} <= {body.id for body in await queries.may_open_for(await make.secretary())}
    was = await Membership.get(person_id=someone.person_id)
    member, _ = await leader(MemberRole.MEMBER)
    for who, where in ((member, body_id), (someone, other), (await make.person(), body_id)):
        with pytest.raises(NotAllowed, match="可以开板凳会"):
            await commands.open_bench_talk(where, TEXT, VENUE, by=who)
    await Membership.filter(id=was.id).update(ended_on="2026-01-01")
    with pytest.raises(NotAllowed):
        await commands.open_bench_talk(body_id, TEXT, VENUE, by=someone)
    assert not await Session.exists()


async def test_opened_twice_by_one_press_it_is_one(database: Any) -> None:
    someone, body_id = await leader()
    sent = [await commands.open_bench_talk(body_id, TEXT, VENUE, by=someone, command_id="one press") for _ in range(2)]
    assert sent[0] == sent[1] and await Session.all().count() == 1


async def test_whoever_comes_by_takes_a_seat_once_and_may_say_something(database: Any) -> None:
    someone, session = await opened()
    comers = [await make.person(), await make.person()]
    for comer in (*comers, comers[0]):
        await attendance.check_in(session.id, by=comer)
    seats = await Seat.filter(session_id=session.id).order_by("number")
    assert [(seat.number, seat.person_id, seat.entitled, seat.is_present) for seat in seats] == [
        (1, comers[0].person_id, False, True), (2, comers[1].person_id, False, True)
    ]  # fmt: skip
    assert await Event.filter(room_id=session.room_id, kind="seat.added").count() == 2
    await discussion.contribute(await item_of(session), "停到东边空地", by=comers[0])
    with pytest.raises(RuleBroken):
        await attendance.check_in(session.id, by=someone)  # who presides is there


async def test_elsewhere_nobody_takes_a_seat_by_coming(database: Any) -> None:
    hall = await make.session_open(members=2)
    with pytest.raises(RuleBroken, match="名册"):
        await attendance.check_in(hall.session_id, by=await make.person())


async def test_a_talk_takes_no_ballot_whatever_its_body_decides_by(database: Any) -> None:
    someone, session = await opened()
    motion = await motions.put_motion(await item_of(session), "停到东边空地", by=someone)
    with pytest.raises(RuleBroken, match="恳谈会不作表决"):
        await ballots.open_ballot(motion, by=someone)
    hall = await make.motion_put(kind=SessionKind.TALK, preset="simple", members=3)
    with pytest.raises(RuleBroken, match="恳谈会不作表决"):
        await ballots.open_ballot(hall.motion_id, by=hall.chair)


async def test_what_is_left_is_a_short_record_and_a_topic(database: Any) -> None:
    someone, session = await opened()
    item, where, comer = await item_of(session), await make.community(), await make.person("欧阳春华")
    await attendance.check_in(session.id, by=comer)
    for line in ("意见：晚上没有地方停", "决定：先停到东边空地", "待办：问街道能不能装充电桩"):
        await scribe.note_down(item, line, by=someone)
    topic_id = await scribe.raise_topic(item, "装充电桩", "大家都要。", Category.FACILITIES, where.block, by=someone)
    await commands.end_bench_talk(session.id, by=someone)
    assert (await Session.get(id=session.id)).state is SessionState.CLOSED
    assert (await Topic.get(id=topic_id)).proposer_id == someone.person_id
    text = draft(await gather(session.id))
    for said in ("到场1人。", "会议认为，晚上没有地方停。", "当场解决：先停到东边空地。"):
        assert said in text
    assert "会后跟进：问街道能不能装充电桩。" in text and "会后跟进：列为议题：装充电桩。" in text
    assert "应到" not in text and "法定人数" not in text and "会议决定" not in text and "表决" not in text


async def test_what_the_body_left_unfinished_waits_for_its_next_session(database: Any) -> None:
    hall = await make.session_open(members=2, topics=0, free_items=["商量停车"])
    await sessions.close_session(hall.session_id, by=hall.chair)
    talk = await commands.open_bench_talk(hall.body_id, TEXT, VENUE, by=hall.secretary)
    await commands.end_bench_talk(talk, by=hall.secretary)
    whose = {"chair_id": hall.chair.person_id, "recorder_id": hall.recorder.person_id}
    again = await planning.plan(
        body_id=hall.body_id,
        kind=SessionKind.FORUM,
        title="第四次居民议事会",
        starts_at=clock.now() + timedelta(days=5),
        venue="议事厅",
        by=hall.secretary,
        **whose,
    )
    assert await AgendaItem.filter(session_id=again).values_list("title", flat=True) == ["商量停车"]


async def test_another_session_is_not_ended_so(database: Any) -> None:
    hall = await make.item_open()
    with pytest.raises(RuleBroken, match="不是板凳会"):
        await commands.end_bench_talk(hall.session_id, by=hall.chair)


async def test_the_pages_lead_from_the_doorstep_to_the_record(client: Any) -> None:
    someone, body_id = await leader(MemberRole.DIRECTOR)
    await make.community()
    phone, comer = await client(someone), await make.person("欧阳春华")
    assert "/bench/new" in await phone.text("/sessions")
    assert "/bench/new" not in await (await client(comer)).text("/sessions")
    assert (await (await client(comer)).get("/bench/new")).status_code == 403
    empty = await phone.submit("/bench", body_id=str(body_id), text=TEXT, venue="")
    assert empty.status_code == 422 and TEXT in await empty.get_data(as_text=True)
    await phone.submit("/bench", body_id=str(body_id), text=TEXT, venue=VENUE)
    session = await Session.get()
    page = f"/sessions/{session.id}/bench"
    assert "还没有人签到" in await phone.text(page) and "<svg" in await phone.text(page)
    assert (await (await client(comer)).get(page)).status_code == 403
    theirs = await client(comer)
    assert "签到后可以写话" in await theirs.text(f"/c/{session.check_in_code}")
    assert "由您主持，不用签到" in await phone.text(f"/c/{session.check_in_code}")
    await theirs.submit(f"/c/{session.check_in_code}")
    await phone.submit(f"{page}/people", name="没手机的老张")
    here = await phone.text(page)
    assert "来了2人" in here and "欧阳春华" in here and "没手机的老张" in here
    twin = await phone.submit(f"{page}/people", name="欧阳春华")
    assert twin.status_code == 422 and "同名的人" in await twin.get_data(as_text=True)
    await phone.submit(f"/sessions/{session.id}/scribe/bench", text="先停到东边空地", kind="decision")
    assert "当场解决" in await phone.text(page) and "先停到东边空地" in await phone.text(page)
    bad = await phone.submit(f"/sessions/{session.id}/scribe/topic", title="装充电桩", details="大家都要")
    told = await bad.get_data(as_text=True)
    assert bad.status_code == 422 and 'value="装充电桩"' in told and "大家都要</textarea>" in told
    ended = await phone.submit(f"{page}/end", command_id=new_id())
    assert ended.headers["Location"].endswith(f"/sessions/{session.id}/minutes")
    assert "看记录" in await phone.text(page) and "scribe/bench" not in await phone.text(page)
