from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from agenda.sessions.models import Session
from forum import clock
from forum.config import Settings
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from forum.people.names import masked
from forum.workdays import queries as workdays
from minutes.drafting import queries as drafting
from minutes.notices import commands, links
from minutes.notices.models import NoticePeriod, Objection, Outcome
from minutes.record import queries as record
from minutes.sheets import notices as sheets
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.played import Played

Client = Callable[..., Awaitable[Browser]]


async def on_notice() -> tuple[Played, int]:
    played = await play.published()
    return played, await commands.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)


async def test_chair_and_office_put_published_minutes_on_notice_and_nobody_else(database: Settings) -> None:
    drafted = await play.drafted()
    with pytest.raises(RuleBroken):
        await commands.begin_notice(drafted.minutes_id, clock.today(), 7, by=drafted.hall.secretary)
    played = await play.published()
    for somebody in (played.hall.recorder, played.hall.members[0]):
        with pytest.raises(NotAllowed):
            await commands.begin_notice(played.minutes_id, clock.today(), 7, by=somebody)
    assert not await NoticePeriod.exists() and not await Event.exists(kind="notice.begun")
    await commands.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.chair)
    with pytest.raises(RuleBroken):
        await commands.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
    event = await Event.get(kind="notice.begun")
    assert event.room_id == played.hall.room_id
    assert event.data["last"] == (clock.today() + timedelta(days=6)).isoformat()


async def test_an_objection_is_answered_by_a_day_and_sent_twice_it_is_one(database: Settings) -> None:
    played, notice = await on_notice()
    resident = await make.person()
    for _ in range(2):
        await commands.raise_objection(notice, "费用太高", by=resident, command_id="once")
    objection = await Objection.get()
    assert objection.due_on == await workdays.after(clock.today(), 5) and objection.entered_by_id is None
    assert await Event.filter(kind="objection.raised").count() == 1
    assert [link.text for link in await links.tasks(played.hall.secretary)].count("答复异议") == 1
    assert not await links.tasks(resident)


async def test_only_the_office_takes_an_objection_down_for_somebody(database: Settings) -> None:
    played, notice = await on_notice()
    resident, other = await make.person(), await make.person()
    with pytest.raises(NotAllowed):
        await commands.raise_objection(notice, "费用太高", by=other, person_id=resident.person_id)
    assert not await Objection.exists() and not await Event.exists(kind="objection.raised")
    await commands.raise_objection(notice, "费用太高", by=played.hall.secretary, person_id=resident.person_id)
    objection = await Objection.get()
    assert (objection.person_id, objection.entered_by_id) == (resident.person_id, played.hall.secretary.person_id)


async def test_who_presides_answers_once_and_the_objector_is_told(database: Settings) -> None:
    played, notice = await on_notice()
    resident = await make.person()
    objection = await commands.raise_objection(notice, "费用太高", by=resident)
    with pytest.raises(NotAllowed):
        await commands.answer_objection(objection, "已核对", upheld=False, by=resident)
    assert not await Event.exists(kind="objection.answered")
    await commands.answer_objection(objection, "已核对", upheld=False, by=played.hall.chair)
    with pytest.raises(RuleBroken):
        await commands.answer_objection(objection, "再答一次", upheld=True, by=played.hall.chair)
    kept = await Objection.get()
    assert (kept.outcome, kept.answer) == (Outcome.DISMISSED, "已核对")
    assert not await links.tasks(resident), "an answer is an echo, nothing to do"


async def test_a_period_cannot_end_before_its_day_nor_while_somebody_waits(database: Settings) -> None:
    played, notice = await on_notice()
    objection = await commands.raise_objection(notice, "费用太高", by=await make.person())
    with pytest.raises(RuleBroken, match="还没有满"):
        await commands.end_notice(notice, by=played.hall.secretary)
    with clock.set_to(clock.now() + timedelta(days=7)):
        with pytest.raises(RuleBroken, match="异议没有答复"):
            await commands.end_notice(notice, by=played.hall.secretary)
        with pytest.raises(RuleBroken, match="已满"):
            await commands.raise_objection(notice, "太晚了", by=await make.person())
        assert not await Event.exists(kind="notice.ended")
        await commands.answer_objection(objection, "有道理", upheld=True, by=played.hall.secretary)
        with pytest.raises(NotAllowed):
            await commands.end_notice(notice, by=played.hall.members[0])
        await commands.end_notice(notice, by=played.hall.secretary)
        with pytest.raises(RuleBroken):
            await commands.end_notice(notice, by=played.hall.secretary)
    event = await Event.get(kind="notice.ended")
    assert event.room_id == played.hall.room_id
    assert (event.data["raised"], event.data["upheld"], event.data["dismissed"]) == (1, 1, 0)


async def test_the_outcome_is_in_the_record_and_on_the_printed_notice(database: Settings) -> None:
    played, notice = await on_notice()
    first = clock.today()
    with clock.set_to(clock.now() + timedelta(days=7)):
        await commands.end_notice(notice, by=played.hall.secretary)
    lines = await record.record(await Session.get(id=played.hall.session_id).prefetch_related("body"))
    said = [sentence.said(str) for line in lines for sentence in line.sentences]
    assert "公示期满，没有收到异议" in said
    assert any(re.fullmatch(r"会议纪要公示：[\d-]+至[\d-]+", one) for one in said)
    minutes = await drafting.minutes(played.minutes_id)
    assert (await sheets.notice(minutes, first_day=first, days=7)).outcome == "公示期满，没有收到异议"
    assert (await sheets.notice(minutes, first_day=first + timedelta(days=1), days=7)).outcome == ""


# ---- pages ----


async def test_from_the_form_to_the_end_by_the_buttons(client: Client) -> None:
    played = await play.published()
    office, resident = await client(played.hall.secretary), await make.person("司徒慕容雪")
    at = f"/minutes/{played.minutes_id}"
    assert f'formaction="{at}/notices"' in await office.text(f"{at}/notice")
    begun = await office.submit(f"{at}/notices", days=3, first_day=clock.today().isoformat(), objections="服务台")
    notice = await NoticePeriod.get()
    assert begun.headers["Location"] == f"/notices/{notice.id}"
    page = f"/notices/{notice.id}"
    phone = await client(resident)
    assert (await phone.submit(f"{page}/objections", text="费用太高，打13912345678")).status_code == 303
    public, mine, own = await (await client()).text(page), await phone.text(page), await office.text(page)
    assert resident.name not in public and "13912345678" not in public and masked(resident.name) in public
    assert "139****5678" in public
    assert "您提的" in mine and "13912345678" in mine and resident.name in own
    objection = await Objection.get()
    answered = await office.submit(
        f"/objections/{objection.id}/answer", answer=f"请{resident.name}看账目", outcome="upheld"
    )
    assert answered.headers["Location"] == at, "an upheld objection leads to the amendment"
    public = await (await client()).text(page)
    assert "异议成立" in public and resident.name not in public
    with clock.set_to(clock.now() + timedelta(days=3)):
        await commands.end_notice(notice.id, by=played.hall.secretary)
    for address in (page, at):
        assert "收到异议 1 件，均已答复，其中 1 件成立" in await (await client()).text(address)


async def test_what_was_typed_is_kept_when_it_is_refused(client: Client) -> None:
    played, notice = await on_notice()
    office, text = await client(played.hall.secretary), "楼道的灯还没有修"
    path = f"/notices/{notice}/objections"
    response = await office.submit(path, text=text, name="没有这个人")
    assert response.status_code == 422
    page = await response.get_data(as_text=True)
    assert "名册上没有这个名字" in page and text in page and "没有这个人" in page
    with clock.set_to(clock.now() + timedelta(days=30)):
        response = await office.submit(path, text=text)
    assert response.status_code == 409
    objection = await commands.raise_objection(notice, "费用太高", by=await make.person())
    response = await office.submit(f"/objections/{objection}/answer", answer="已核对账目")
    assert response.status_code == 422 and "已核对账目" in await response.get_data(as_text=True)
    other = await play.published()
    office = await client(other.hall.secretary)
    response = await office.submit(
        f"/minutes/{other.minutes_id}/notices", days=7, first_day="2020-01-01", objections="二楼"
    )
    assert response.status_code == 422 and "二楼" in await response.get_data(as_text=True)
    assert await Objection.all().count() == 1


async def test_a_resident_does_not_learn_who_is_on_the_register(client: Client) -> None:
    _, notice = await on_notice()
    phone, somebody = await client(await make.person()), await make.person()
    answers = [
        await phone.submit(f"/notices/{notice}/objections", text="费用太高", name=name)
        for name in (somebody.name, "没有这个人")
    ]
    assert [one.status_code for one in answers] == [403, 403] and not await Objection.exists()


async def test_of_namesakes_the_desk_chooses_one(client: Client) -> None:
    played, notice = await on_notice()
    office = await client(played.hall.secretary)
    namesakes = [await make.person("王建国"), await make.person("王建国")]
    path = f"/notices/{notice}/objections"
    response = await office.submit(path, text="费用太高", name="王建国")
    page = await response.get_data(as_text=True)
    assert response.status_code == 422 and 'name="person_id"' in page
    chosen = namesakes[1].person_id
    assert (await office.submit(path, text="费用太高", name="王建国", person_id=chosen)).status_code == 303
    assert (await Objection.get()).person_id == chosen
