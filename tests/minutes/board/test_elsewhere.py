"""The board in frames and on the hall's screen: nothing of its reader, nothing set, only where it may be."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable

import pytest
import zxingcpp
from PIL import Image

from forum.errors import BadInput, NotAllowed
from minutes.board import commands, queries
from minutes.board.models import Framing
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused
from tests.minutes import played as play

Client = Callable[..., Awaitable[Browser]]

ALLOW = Deed(
    "allow a site",
    make.secretary,
    lambda by, **kw: commands.allow_framing("https://example.cn", by=by, **kw),
    "board.framing_allowed",
    data=lambda by, answer: {"origins": ["https://example.cn"]},
)


@pytest.mark.usefixtures("app")
async def test_allowing_a_site_is_recorded() -> None:
    await check_recorded(ALLOW)
    assert await queries.framed_by() == ["https://example.cn"]


@pytest.mark.usefixtures("app")
async def test_sent_twice_it_is_one_row() -> None:
    await check_acts_once(ALLOW)
    assert await Framing.all().count() == 1


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "refused",
    [
        Refused(
            "a resident", make.person, lambda by, **kw: commands.allow_framing("", by=by, **kw), NotAllowed, "名册"
        ),
        Refused("no site", make.secretary, lambda by, **kw: commands.allow_framing("*", by=by, **kw), BadInput, ""),
    ],
)
async def test_a_resident_and_a_wrong_address_are_refused(refused: Refused) -> None:
    await check_refused(refused)


def ancestors(response: object) -> str:
    (found,) = re.findall(r"frame-ancestors ([^;]*);", response.headers["Content-Security-Policy"])  # type: ignore[attr-defined]
    return str(found)


async def test_nobody_s_page_may_frame_it_until_the_office_says_whose(client: Client) -> None:
    office = await make.secretary()
    nobody, secretary = await client(), await client(office)
    assert ancestors(await nobody.get("/board/embed")) == "'none'"
    await secretary.submit("/board/elsewhere", origins="https://example.cn https://other.cn:8443/x")
    assert ancestors(await nobody.get("/board/embed")) == "https://example.cn https://other.cn:8443"
    assert ancestors(await nobody.get("/board")) == "'none'", "no other page"
    assert ancestors(await secretary.get("/board/elsewhere/preview")) == "'self'"
    await secretary.submit("/board/elsewhere", origins="")
    assert ancestors(await nobody.get("/board/embed")) == "'none'"


async def test_what_was_typed_wrongly_is_still_there(client: Client) -> None:
    secretary = await client(await make.secretary())
    answer = await secretary.submit("/board/elsewhere", origins="https://example.cn http://alt.cn")
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "“http://alt.cn”不对" in text and "https://example.cn http://alt.cn" in text


async def test_a_frame_sets_and_reads_no_cookie_and_is_the_same_for_everybody(client: Client) -> None:
    await play.published()
    office = await make.secretary()
    nobody, secretary = await client(), await client(office)
    secretary.set_cookie("localhost", "notice", "已改好。".encode().hex())
    pages = [await one.get("/board/embed?show=notices,projects,contacts") for one in (nobody, secretary)]
    assert [one.headers.get("Set-Cookie") for one in pages] == [None, None]
    one, other = [await page.get_data() for page in pages]
    assert one == other and "已改好" not in one.decode() and office.name not in one.decode()


async def test_a_frame_s_links_open_outside_it_and_it_has_no_form_and_no_script(client: Client) -> None:
    await play.published()
    page = await (await client()).text("/board/embed?show=projects,minutes,nonsense&lines=1")
    links = re.findall(r"<a [^>]*>", page)
    assert links and all('target="_blank"' in one and 'rel="noopener"' in one for one in links)
    assert all('href="http://yishi.test/' in one for one in links)
    assert "<form" not in page and "<script" not in page
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["项目进展", "议了什么，怎么定的"]


async def test_who_has_the_newest_frame_is_told_that_nothing_changed(client: Client) -> None:
    nobody = await client()
    tag = (await nobody.get("/board/embed")).headers["ETag"]
    again = await nobody.get("/board/embed", headers={"If-None-Match": tag})
    assert again.status_code == 304 and await again.get_data() == b""
    assert ancestors(again) == "'none'"


async def test_the_line_for_the_site_is_the_frame_that_was_chosen(client: Client) -> None:
    where = await make.community()
    page = await (await client(await make.secretary())).text(
        f"/board/elsewhere?show=week&show=contacts&at={where.block}&lines=3&theme=dark&height=900"
    )
    query = f"show=week%2Ccontacts&amp;at={where.block}&amp;lines=3&amp;theme=dark"
    assert f'&lt;iframe src="http://yishi.test/board/embed?{query}"' in page and 'height="900"' in page
    assert f'src="/board/elsewhere/preview?{query}"' in page


# ---- the screen ----


async def test_every_section_with_something_in_it_has_a_page_and_the_code_leads_to_the_board(client: Client) -> None:
    await play.published()
    where, nobody = await make.community(), await client()
    page = await nobody.text(f"/board/screen?at={where.block}")
    assert re.findall(r'data-leaf="(\w+)"', page) == ["projects", "topics", "minutes"]
    (svg,) = re.findall(r'class="screen-qr" src="data:image/svg\+xml[^,]*,([^"]*)"', page)
    assert svg, "the picture of the code is in the page: no request for it can fail"
    poster = await (await nobody.get("/board/poster.png?page=1")).get_data()
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(poster))).text == "http://yishi.test/board"


async def test_an_empty_board_has_one_page_that_says_so(client: Client) -> None:
    await make.community()
    page = await (await client()).text("/board/screen")
    assert page.count("data-leaf=") == 1 and "眼下没有要公示的事。" in page


async def test_without_a_script_the_browser_goes_from_page_to_page(client: Client) -> None:
    await play.published()
    page = await (await client()).text("/board/screen?leaf=2&seconds=30&theme=light")
    assert 'content="30; url=/board/screen?leaf=3&amp;seconds=30&amp;theme=light"' in page
    assert len(re.findall(r"data-leaf=[^>]*(?<!hidden)>", page)) == 1 and 'data-theme="light"' in page


@pytest.mark.parametrize("query", ["seconds=x&scale=7&theme=red&leaf=-3&show=%00&at=%F0", "seconds=0&leaf=99999999999"])
async def test_a_wrong_address_shows_the_usual_screen(client: Client, query: str) -> None:
    page = await (await client()).text(f"/board/screen?{query}")
    assert 'data-scale="100"' in page and 'data-theme="dark"' in page


async def test_the_screen_asks_again_and_again_and_is_told_when_nothing_changed(client: Client) -> None:
    await make.community()
    nobody = await client()
    first = await nobody.get("/board/screen/leaves")
    assert first.headers["Cache-Control"] == "public, max-age=0"
    again = await nobody.get("/board/screen/leaves", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    await play.published()
    changed = await nobody.get("/board/screen/leaves", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
