from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played as play
from tests.minutes.sheets.test_pages import text_of

Client = Callable[..., Awaitable[Browser]]


async def test_the_record_is_a_page_and_a_paper_for_those_who_record(client: Client) -> None:
    played = await play.closed_session()
    path = f"/sessions/{played.hall.session_id}/record"
    recorder = await client(played.hall.recorder)
    page = await (await recorder.get(path)).get_data(as_text=True)
    assert "会议记录" in page and play.SAID in page and "宣布闭会" in page
    paper = await text_of(recorder, f"{path}.pdf")
    assert "会议记录" in paper and "宣布闭会" in paper and "主持：" in paper
    for who in (None, played.hall.members[0]):
        for ending in ("", ".pdf"):
            assert (await (await client(who)).get(path + ending)).status_code in {302, 303, 401, 403}


async def test_before_the_session_there_is_nothing_to_read_and_it_says_so(client: Client) -> None:
    hall = await make.session_noticed()
    page = await (await (await client(hall.recorder)).get(f"/sessions/{hall.session_id}/record")).get_data(as_text=True)
    assert "会议还没有开，没有可记的。" in page
