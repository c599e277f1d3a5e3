from __future__ import annotations

from datetime import timedelta
from typing import Any

from agenda.attendance.models import Reply, Seat
from agenda.convocation import commands
from agenda.projectors import commands as projectors
from agenda.sessions.models import Session
from forum import clock
from tests import factories as make
from tests.agenda.convocation.test_commands import adjourns, moves, no_proxies, too_few


async def test_who_is_called_finds_the_question_at_home_and_answers_with_one_tap(client: Any) -> None:
    hall = await make.session_noticed()
    phone = await client(hall.members[0])
    assert "请答复能不能参加" in await phone.text("/")
    page = await phone.text(f"/sessions/{hall.session_id}")
    assert "您来参加吗？" in page and page.count("button--next") == 1
    await phone.submit(f"/sessions/{hall.session_id}/reply", reply="coming")
    assert "请答复能不能参加" not in await phone.text("/")
    assert "您的答复" in await phone.text(f"/sessions/{hall.session_id}")


async def test_who_has_somebody_else_vote_is_told_to_bring_it_in_writing(client: Any) -> None:
    hall = await make.session_noticed()
    phone = await client(hall.members[0])
    await phone.submit(f"/sessions/{hall.session_id}/reply", reply="proxy")
    assert "请把书面委托书交到签到台登记" in await phone.text(f"/sessions/{hall.session_id}")


async def test_mandates_are_not_offered_where_the_rules_know_none(client: Any) -> None:
    hall = await no_proxies()
    assert "委托他人" not in await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}")


async def test_an_observer_s_and_a_stranger_s_page_asks_what_it_may(client: Any) -> None:
    hall = await make.session_noticed(members=2, observers=1)
    page = await (await client(hall.members[2])).text(f"/sessions/{hall.session_id}")
    assert "您来参加吗？" in page and "委托他人" not in page
    assert "您来参加吗？" not in await (await client()).text(f"/sessions/{hall.session_id}")
    assert "您来参加吗？" not in await (await client(hall.chair)).text(f"/sessions/{hall.session_id}")


async def test_the_office_sees_who_has_not_answered_and_notes_a_call(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    await commands.answer_call(hall.session_id, Reply.EXCUSED, "出差", by=hall.members[0])
    office = await client(hall.secretary)
    assert "已答复1人，应到3人" in await office.text(f"/sessions/{hall.session_id}")
    address = f"/sessions/{hall.session_id}/replies"
    page = await office.text(address)
    assert hall.members[0].name not in page and hall.members[1].name in page
    assert "出差" in await office.text(f"{address}?show=excused")
    seat_id = hall.seat_of(hall.members[1])
    answer = await office.submit(f"/seats/{seat_id}/reply", reply="excused", reason="住院", show="waiting")
    assert answer.headers["Location"] == f"{address}?show=waiting"
    assert (await Seat.get(id=seat_id)).reply_reason == "住院"


async def test_a_list_narrowed_by_nonsense_shows_who_has_not_answered(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    office = await client(hall.secretary)
    page = await office.text(f"/sessions/{hall.session_id}/replies?show=x&page=-4&q=%25")
    assert "没有找到" in page
    assert "没有答复" in await office.text(f"/sessions/{hall.session_id}/replies?show=x&page=999999")


async def test_those_called_read_why_it_is_off_at_home_and_on_its_page(client: Any) -> None:
    hall = await make.session_noticed()
    office, phone = await client(hall.secretary), await client(hall.members[0])
    address = f"/sessions/{hall.session_id}"
    refused = await office.submit(f"{address}/cancel", reason="")
    assert refused.status_code == 422 and "请写明为什么取消" in await refused.get_data(as_text=True)
    await office.submit(f"{address}/cancel", reason="当天停电")
    assert "不开了：当天停电" in await phone.text("/")
    assert "会议取消，原因：当天停电" in await phone.text(address)
    with clock.set_to(clock.now() + timedelta(days=30)):
        assert "当天停电" not in await phone.text("/")


async def test_what_has_moved_says_what_it_was_and_asks_again(client: Any) -> None:
    hall = await make.session_noticed()
    await commands.answer_call(hall.session_id, Reply.COMING, by=hall.members[0])
    await moves()(hall)
    phone = await client(hall.members[0])
    assert "时间或地点变了，请再答复能不能参加" in await phone.text("/")
    page = await phone.text(f"/sessions/{hall.session_id}")
    assert "会议改了：原定" in page and "社区二楼议事厅" in page and "上次答复：参加" in page


async def test_a_day_gone_by_is_said_beside_the_field_and_the_rest_stays(client: Any) -> None:
    hall = await make.session_noticed()
    office = await client(hall.secretary)
    form = {"day": "2020-01-01", "at": "19:30", "venue": "幼儿园操场", "planned_minutes": "90"}
    answer = await office.submit(f"/sessions/{hall.session_id}/move", **form)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="day-error"' in page and "现在以后" in page and 'value="幼儿园操场"' in page


async def test_the_console_says_what_can_be_done_while_too_few_are_here(client: Any) -> None:
    hall = await too_few()
    chair = await client(hall.chair)
    link = f'href="/sessions/{hall.session_id}/adjourn"'
    assert link in await chair.text(f"/sessions/{hall.session_id}/console")
    assert "实到2，法定人数3" in await chair.text(f"/sessions/{hall.session_id}/adjourn")
    enough = await make.session_open()
    assert "/adjourn" not in await (await client(enough.chair)).text(f"/sessions/{enough.session_id}/console")


async def test_adjourning_leads_to_the_session_that_goes_on(client: Any) -> None:
    hall = await too_few()
    chair = await client(hall.chair)
    day = (clock.today() + timedelta(days=20)).isoformat()
    answer = await chair.submit(f"/sessions/{hall.session_id}/adjourn", day=day, at="19:00", venue="议事厅")
    again = await Session.get(reconvenes_id=hall.session_id)
    assert answer.headers["Location"] == f"/sessions/{again.id}"
    assert "接着开：第三次居民议事会" in await chair.text(f"/sessions/{again.id}")
    page = await chair.text(f"/sessions/{hall.session_id}")
    assert "休会改期" in page and f'href="/sessions/{again.id}"' in page
    assert "人不够，今天休会" in await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}/room")
    assert "待发通知" in await (await client(hall.secretary)).text("/")


async def test_the_wall_says_when_it_goes_on(client: Any) -> None:
    hall = await too_few()
    token = await projectors.link_wall(hall.session_id, by=hall.chair)
    await adjourns()(hall)
    assert "没有到法定人数，休会" in await (await client()).text(f"/wall/{token}")


async def test_the_record_tells_of_excuses_and_of_breaking_up(client: Any) -> None:
    hall = await make.session_noticed(starts_at=clock.now() - timedelta(minutes=1))
    await commands.answer_call(hall.session_id, Reply.EXCUSED, by=hall.members[0])
    await commands.answer_call(hall.session_id, Reply.COMING, by=hall.members[1])
    await adjourns()(hall)
    page = await (await client(hall.chair)).text(f"/sessions/{hall.session_id}/record")
    assert f"{hall.members[0].name}请假" in page and hall.members[1].name not in page
    assert "宣布休会改期" in page


async def test_the_recorder_s_list_says_what_each_has_answered(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    await commands.answer_call(hall.session_id, Reply.PROXY, by=hall.members[0])
    await commands.answer_call(hall.session_id, Reply.EXCUSED, by=hall.members[1])
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/console")
    assert page.count("答复：委托他人") == 1 and page.count("答复：") == 1
