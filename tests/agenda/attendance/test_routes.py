"""The pages of mandates and standing aside: what is typed comes back with its sentence, and plain forms are enough."""

from __future__ import annotations

from datetime import date
from typing import Any

from agenda.attendance import mandates
from agenda.attendance.models import CheckInMeans, Mandate, Recusal, Seat
from agenda.ballots import commands as ballots
from agenda.ballots.models import Vote, VoteSource
from agenda.motions.models import Motion
from tests import factories as make
from tests.factories import Hall


def seat(hall: Hall, who: int) -> int:
    return hall.seat_of(hall.members[who])


async def mandated() -> Hall:
    hall = await make.motion_put(members=5, present=3)
    await mandates.enter_mandate(hall.session_id, seat(hall, 3), seat(hall, 0), date(2025, 1, 1), by=hall.recorder)
    return hall


async def test_a_refused_mandate_comes_back_as_it_was_typed(client: Any) -> None:
    hall = await make.motion_put(members=5, present=3)
    browser = await client(hall.recorder, Accept="text/html")
    typed = {"principal": seat(hall, 3), "holder": seat(hall, 3), "signed_on": "2025-01-01", "scope": "只限第二项"}
    answer = await browser.submit(f"/sessions/{hall.session_id}/mandates", **typed)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "受托人不能是委托人自己。" in page and "只限第二项" in page and 'value="2025-01-01"' in page
    assert not await Mandate.exists()


async def test_a_mandate_is_entered_listed_and_taken_back(client: Any) -> None:
    hall = await make.motion_put(members=5, present=3)
    browser = await client(hall.recorder, Accept="text/html")
    typed = {"principal": seat(hall, 3), "holder": seat(hall, 0), "signed_on": "2025-01-01"}
    assert (await browser.submit(f"/sessions/{hall.session_id}/mandates", **typed)).status_code == 303
    page = await (await browser.get(f"/sessions/{hall.session_id}/mandates")).get_data(as_text=True)
    assert f"{hall.members[3].name}委托{hall.members[0].name}表决" in page and "受托人已到" in page
    await browser.submit(f"/mandates/{(await Mandate.get()).id}/withdraw")
    page = await (await browser.get(f"/sessions/{hall.session_id}/mandates")).get_data(as_text=True)
    assert "委托已撤回" in page


async def test_the_empty_page_says_so(client: Any) -> None:
    hall = await make.session_open(members=3)
    browser = await client(hall.chair, Accept="text/html")
    page = await (await browser.get(f"/sessions/{hall.session_id}/mandates")).get_data(as_text=True)
    assert "还没有登记委托。" in page and "没有人回避。" in page and "有表决权的人都到了" in page


async def test_a_recusal_without_a_reason_comes_back_with_its_sentence(client: Any) -> None:
    hall = await make.item_open(members=3)
    browser = await client(hall.recorder, Accept="text/html")
    answer = await browser.submit(
        f"/sessions/{hall.session_id}/recusals", seat=seat(hall, 1), item=hall.item_id, reason=" "
    )
    assert answer.status_code == 422 and "请写明回避的原因" in await answer.get_data(as_text=True)
    assert not await Recusal.exists()


async def test_the_recorder_ticks_off_somebody_who_takes_part_remotely(client: Any) -> None:
    hall = await make.session_open(members=3, present=2)
    browser = await client(hall.recorder)
    await browser.submit(f"/seats/{seat(hall, 2)}/check-in", means="remote")
    assert (await Seat.get(id=seat(hall, 2))).means is CheckInMeans.REMOTE


async def test_without_scripts_a_holder_votes_on_a_page_for_each(client: Any) -> None:
    hall = await mandated()
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    browser = await client(hall.members[0], Accept="text/html")
    room = await (await browser.get(f"/sessions/{hall.session_id}/room")).get_data(as_text=True)
    link = f"/ballots/{ballot}/for/{seat(hall, 3)}"
    assert link in room
    page = await (await browser.get(link)).get_data(as_text=True)
    assert f"受{hall.members[3].name}委托投票" in page
    await browser.submit(f"/ballots/{ballot}/votes", seat=seat(hall, 3), choice="against")
    assert (await Vote.get()).source is VoteSource.PROXY
    other = await client(hall.members[1], Accept="text/html")
    assert (await other.get(link)).status_code == 403


async def test_the_desk_names_the_holder_of_whom_it_votes_for(client: Any) -> None:
    hall = await mandated()
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    browser = await client(hall.recorder, Accept="text/html")
    page = await (await browser.get(f"/ballots/{ballot}/desk/{seat(hall, 3)}")).get_data(as_text=True)
    assert f"受托人：{hall.members[0].name}" in page


async def test_a_refused_amendment_comes_back_as_it_was_typed(client: Any) -> None:
    hall = await make.motion_put(members=3)
    text = (await Motion.get(id=hall.motion_id)).text
    browser = await client(hall.members[0], Accept="text/html")
    answer = await browser.submit(f"/motions/{hall.motion_id}/amendments", text=text)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "修正案和动议原文一样" in page and page.count(text) >= 2
    assert (await browser.submit(f"/motions/{hall.motion_id}/amendments", text="改成别的")).status_code == 303
    assert await Motion.filter(amends_id=hall.motion_id).count() == 1
