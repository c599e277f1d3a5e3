from __future__ import annotations

from typing import Any

from agenda.items import commands as items
from agenda.items.models import AgendaItem
from tests import factories as make
from tests.agenda.planning.test_commands import empty, left_over, order, three


async def test_an_empty_agenda_offers_the_templates_of_its_kind(client: Any) -> None:
    hall = await empty()
    page = await (await client(hall.secretary)).text(f"/sessions/{hall.session_id}")
    assert "社工委全体会" in page and "业主大会" in page
    assert "恳谈会、板凳会" not in page
    assert "用这个" not in await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}")


async def test_the_button_that_moved_an_item_keeps_the_focus(client: Any) -> None:
    hall = await three()
    office = await client(hall.secretary)
    answer = await office.submit(f"/items/{hall.items[1]}/move", place="3", way="down")
    assert answer.headers["Location"] == f"/sessions/{hall.session_id}?moved={hall.items[1]}&way=down"
    assert await order(hall) == [hall.items[0], hall.items[2], hall.items[1]]
    page = await office.text(answer.headers["Location"])
    # At the end there is no way down: the other button of the same item has it.
    assert page.count("autofocus") == 1
    assert 'aria-label="上移“通报消防检查”" autofocus' in page


async def test_a_crowded_agenda_says_by_how_much(client: Any) -> None:
    hall = await make.session_planned(topics=1, planned_minutes=10)
    page = await (await client(hall.secretary)).text(f"/sessions/{hall.session_id}")
    assert "议程比会议多出5分钟" in page
    await AgendaItem.filter(id=hall.items[0]).update(planned_minutes=10)
    assert "议程比会议多出" not in await (await client(hall.secretary)).text(f"/sessions/{hall.session_id}")


async def test_what_is_wrong_with_a_change_is_said_and_what_was_typed_stays(client: Any) -> None:
    hall = await three()
    office = await client(hall.secretary)
    answer = await office.submit(
        f"/items/{hall.items[1]}/change", title="通报电动车", planned_minutes="0", presenter="王秀兰"
    )
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "不能小于 1" in page and 'value="王秀兰"' in page and 'value="通报电动车"' in page


async def test_what_was_left_over_is_offered_with_one_tap_and_says_where_it_comes_from(client: Any) -> None:
    hall = await left_over()
    office = await client(hall.secretary)
    address = f"/sessions/{hall.session_id}"
    assert "以前没议完的2项" in await office.text(address)
    await office.submit(f"{address}/left-over")
    page = await office.text(address)
    assert "以前没议完的2项" not in page
    assert page.count("转自“第三次居民议事会”") == 2


async def test_a_presenter_is_named_to_those_signed_in_alone(client: Any) -> None:
    hall = await three()
    await AgendaItem.filter(id=hall.items[0]).update(presenter="欧阳淑珍")
    address = f"/sessions/{hall.session_id}"
    assert "汇报人：欧阳淑珍" in await (await client(hall.secretary)).text(address)
    assert "欧阳淑珍" not in await (await client()).text(address)


async def test_the_presenter_is_named_at_the_console_and_on_the_phone_when_the_item_opens(client: Any) -> None:
    hall = await make.session_open(members=3, present=2, topics=1)
    await AgendaItem.filter(id=hall.items[0]).update(presenter="欧阳淑珍")
    await items.open_item(hall.items[0], by=hall.chair)
    chair, phone = await client(hall.chair), await client(hall.members[0])
    assert "请汇报人：欧阳淑珍" in await chair.text(f"/sessions/{hall.session_id}/console")
    assert "汇报人：欧阳淑珍" in await phone.text(f"/sessions/{hall.session_id}/room")
