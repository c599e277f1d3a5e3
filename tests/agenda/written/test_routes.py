"""The pages of what is asked in writing: the whole way by forms, and what is refused keeps what was typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agenda.ballots.models import Ballot, PreparedBallot, Vote
from agenda.sessions.models import Session, SessionKind
from forum import clock
from tests import factories as make


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def test_it_is_planned_noticed_opened_answered_and_counted_by_forms(client: Any) -> None:
    body = await make.body(members=1, rules=make.in_writing())
    office = await make.secretary()
    browser = await client(office)
    today, later = clock.today(), clock.today() + timedelta(days=14)
    planned = await browser.submit(
        "/sessions/written", body_id=body.id, title="更换电梯征求意见", day=today, at="00:00", until_day=later,
        until_at="18:00", venue="投票箱", chair_id=office.person_id, recorder_id=office.person_id,
    )  # fmt: skip
    session = await Session.get()
    assert planned.headers["Location"] == f"/sessions/{session.id}"
    assert (session.kind, clock.local(session.planned_end).date()) == (SessionKind.WRITTEN, later)
    await browser.submit(f"/sessions/{session.id}/items", title="更换2号楼电梯")
    item = (await session.items.all())[0]  # type: ignore[attr-defined]
    await browser.text(f"/items/{item.id}/matters/new")
    await browser.submit(f"/items/{item.id}/matters", kind="single", question="选哪一家", options="甲\n乙")
    await browser.submit(f"/items/{item.id}/matters", kind="yes_no", question="是否同意更换")
    assert "选哪一家" in await browser.text(f"/sessions/{session.id}")
    await browser.submit(f"/matters/{(await PreparedBallot.all())[0].id}/withdraw")
    await browser.submit(f"/sessions/{session.id}/notice")
    assert "没有送达" in await browser.text(f"/sessions/{session.id}/returns")
    await browser.submit(f"/sessions/{session.id}/papers/open")
    assert (await browser.get(f"/sessions/{session.id}/console")).headers["Location"].endswith("/returns")
    ballot = await Ballot.get()
    phone = await client(body.members[0])
    assert "是否同意更换" in await phone.text(f"/sessions/{session.id}/room")
    voted = await phone.submit(f"/ballots/{ballot.id}/votes", choice="for")
    assert voted.headers["Location"] == f"/sessions/{session.id}/room"
    assert "您投了：赞成" in await phone.text(f"/sessions/{session.id}/room")
    assert "请您表决" not in await phone.text("/")
    await browser.submit(f"/sessions/{session.id}/papers/close")
    assert "通过" in await browser.text(f"/sessions/{session.id}/returns")
    assert "通过" in await phone.text(f"/sessions/{session.id}/room")


async def test_a_refused_plan_keeps_what_was_typed(client: Any) -> None:
    body = await make.body(members=1, rules=make.in_writing())
    office = await make.secretary()
    browser = await client(office)
    today = clock.today()
    answer = await browser.submit(
        "/sessions/written", body_id=body.id, title="更换电梯征求意见", day=today, at="09:00", until_day=today,
        until_at="18:00", venue="投票箱", chair_id=office.person_id, recorder_id=office.person_id,
    )  # fmt: skip
    page = await text(answer)
    assert answer.status_code == 422
    assert "收票至少一天" in page
    assert 'value="更换电梯征求意见"' in page


async def test_without_a_body_that_counts_papers_the_page_says_what_to_do(client: Any) -> None:
    await make.body(members=1)
    page = await (await client(await make.secretary())).text("/sessions/new/written")
    assert "请先在组织页换成按收回的票或送达计的规则" in page
    assert 'href="/bodies"' in page


async def test_a_refused_question_and_extension_keep_what_was_typed(client: Any) -> None:
    hall = await make.written_planned(members=2)
    browser = await client(hall.secretary)
    page = await text(await browser.submit(f"/items/{hall.item_id}/matters", kind="single", question="选哪一家"))
    assert "选哪一家" in page
    assert "field-error" in page
    open_ = await make.written_open(members=2)
    chair = await client(open_.chair)
    answer = await chair.submit(
        f"/sessions/{open_.session_id}/papers/extend", until_day=clock.today(), until_at="18:00", reason="假期多"
    )
    assert answer.status_code == 422
    assert "新的截止时间要晚于原来的" in await text(answer)
    assert 'value="假期多"' in await text(await chair.submit(
        f"/sessions/{open_.session_id}/papers/extend", until_day=clock.today(), until_at="18:00", reason="假期多"
    ))  # fmt: skip


async def test_everybody_found_is_delivered_to_at_once_and_the_list_is_searched(client: Any) -> None:
    hall = await make.written_noticed(members=12, groups="AB")
    browser = await client(hall.recorder)
    page = await browser.text(f"/sessions/{hall.session_id}/returns?group=A")
    assert "共6席" in page
    seats = ",".join(str(hall.seat_of(member)) for member in hall.members[::2])
    assert f'name="matching" value="{seats}"' in page
    answer = await browser.submit(
        f"/sessions/{hall.session_id}/deliveries?group=A", whom="matching", matching=seats, means="handed",
        delivered_on=clock.today(),
    )  # fmt: skip
    assert answer.headers["Location"] == f"/sessions/{hall.session_id}/returns?group=A"
    assert "共6席" in await browser.text(f"/sessions/{hall.session_id}/returns?status=delivered")
    assert "没有符合的席位" in await browser.text(f"/sessions/{hall.session_id}/returns?q=nobody")
    sheet = await browser.text(f"/sessions/{hall.session_id}/returns/sheet?status=undelivered")
    assert all((member.name in sheet) == (number % 2 == 1) for number, member in enumerate(hall.members))


async def test_a_wrong_day_of_delivery_is_said_beside_it(client: Any) -> None:
    hall = await make.written_noticed(members=2)
    browser = await client(hall.recorder)
    answer = await browser.submit(
        f"/sessions/{hall.session_id}/deliveries", seat=hall.seat_of(hall.members[0]), means="post",
        delivered_on="2001-01-01", witness="楼长",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "送达日期应在发通知那天到今天之间" in await text(answer)


async def test_the_door_to_door_list_names_nobody_who_has_voted(client: Any) -> None:
    hall = await make.written_open(members=3)
    phone = await client(hall.members[1])
    await phone.submit(f"/ballots/{hall.ballot_id}/votes", choice="against")
    assert await Vote.all().count() == 1
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/returns/sheet?status=missing")
    assert hall.members[1].name not in page
    assert hall.members[0].name in page


async def test_who_has_no_seat_reads_and_does_not_vote(client: Any) -> None:
    hall = await make.written_open(members=2)
    page = await (await client(await make.person())).text(f"/sessions/{hall.session_id}/room")
    assert "您不在这次表决的名单上" in page
    assert f"/ballots/{hall.ballot_id}/votes" not in page


async def test_a_desk_entry_leads_back_to_the_list(client: Any) -> None:
    hall = await make.written_open(members=2)
    browser = await client(hall.recorder)
    seat = hall.seat_of(hall.members[0])
    await browser.text(f"/ballots/{hall.ballot_id}/desk/{seat}")
    answer = await browser.submit(f"/ballots/{hall.ballot_id}/desk", seat=seat, choice="for", source="paper")
    assert answer.headers["Location"].startswith(f"/sessions/{hall.session_id}/returns")
    assert "纸质票" in await browser.text(f"/sessions/{hall.session_id}/returns")
