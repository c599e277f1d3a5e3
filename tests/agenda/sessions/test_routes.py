from __future__ import annotations

from typing import Any

from agenda.sessions import commands
from tests import factories


async def test_a_stranger_is_led_in_before_a_session_and_told_to_wait_after_it(client: Any) -> None:
    hall = await factories.session_open()
    stranger = await client()
    assert f'href="/join?next=/sessions/{hall.session_id}"' in await stranger.text(f"/sessions/{hall.session_id}")
    await commands.close_session(hall.session_id, by=hall.chair)
    page = await stranger.text(f"/sessions/{hall.session_id}")
    assert "会议纪要还在整理" in page
    # A link to minutes that nobody may read yet would be a dead end.
    assert f'href="/sessions/{hall.session_id}/minutes"' not in page


async def test_an_agenda_shows_no_names_to_strangers(client: Any) -> None:
    await factories.person("欧阳淑珍")
    hall = await factories.session_noticed(free_items=["听欧阳淑珍谈电梯"])
    address = f"/sessions/{hall.session_id}"
    assert "欧阳淑珍" not in await (await client()).text(address)
    assert "听欧阳淑珍谈电梯" in await (await client(hall.chair)).text(address)


async def test_an_empty_agenda_says_why_no_notice_can_be_given(client: Any) -> None:
    hall = await factories.session_planned(topics=0)
    page = await (await client(hall.secretary)).text(f"/sessions/{hall.session_id}")
    assert "议程还是空的，先加一项。" in page


async def test_what_is_to_come_stands_before_what_is_over(client: Any) -> None:
    over = await factories.session_open()
    await commands.close_session(over.session_id, by=over.chair)
    coming = await factories.session_noticed()
    page = await (await client()).text("/sessions")
    assert page.index(f'href="/sessions/{coming.session_id}"') < page.index(f'href="/sessions/{over.session_id}"')
