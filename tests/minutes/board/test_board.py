from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image

from agenda.convocation import commands as convocation
from agenda.items.models import AgendaItem
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.app import House
from forum.pictures.models import Picture
from forum.topics import answering
from forum.topics.models import Outcome, Topic
from forum.topics.rules import OPEN
from minutes.action_items.models import PICTURED, ActionNote
from minutes.board import queries
from minutes.board.answered import MOST
from minutes.board.feed import NAMESPACE
from minutes.board.sections import SECTION_NAMES
from minutes.drafting.models import Minutes
from minutes.matching.commands import match_need
from minutes.needs.models import Need
from minutes.notices import commands as notices
from minutes.steps import commands as steps
from minutes.steps.models import StepKind
from minutes.steps.rules import Step
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.queries import Queries
from tests.minutes import played as play
from tests.minutes.board.doubled import double
from tests.minutes.board.planted import plant, readable

Client = Callable[..., Awaitable[Browser]]
BOARD = ("/board", "/board/calendar.ics", "/board/feed.atom")


async def body(browser: Browser, path: str, **kwargs: object) -> bytes:
    response = await browser.get(path, **kwargs)
    assert response.status_code == 200, path
    data: bytes = await response.get_data()
    return data


async def events(browser: Browser, path: str = "/board/calendar.ics") -> list[Calendar]:
    return list(Calendar.from_ical(await body(browser, path)).walk("VEVENT"))


async def test_with_nothing_to_show_every_part_says_so(client: Client) -> None:
    await make.community()
    page = await (await client()).text("/board")
    for sentence in (
        "眼下没有在公示的事。",
        "眼下没有通知要开的会。",
        "还没有公布会议纪要。",
        "眼下没有正在办的项目。",
        "还没有公布联系人。",
        "近七天没有办结或答复的事。",
        "眼下没有等人认领的事。",
    ):
        assert sentence in page
    assert await events(await client()) == []


async def test_no_resident_and_no_number_is_on_anything_public(client: Client) -> None:
    """Every page, state and format that leads out of the house, with names, numbers and a room in every field."""
    made = await plant()
    nobody, seen = await client(), ""
    for path in made.paths:
        text = readable(path, await body(nobody, path))
        seen += text
        assert "诸葛某某" in text, f"{path} shows what was planted"
        assert [one for one in made.secrets if one in text] == [], path
    assert made.contact in seen, "what the office has published is there"


async def test_what_is_planned_or_a_draft_is_not_public_yet(client: Client) -> None:
    planned, played = await make.session_planned(members=3), await play.drafted()
    await Session.filter(id=planned.session_id).update(title="还没有定的会")
    nobody = await client()
    for path in BOARD:
        text = (await body(nobody, path)).decode()
        assert "还没有定的会" not in text and f"/minutes/{played.minutes_id}" not in text
    assert (await nobody.get(f"/sessions/{planned.session_id}/calendar.ics")).status_code == 404
    assert (await nobody.get(f"/sessions/{planned.session_id}/poster.print")).status_code == 404


async def test_a_session_moved_and_then_called_off_says_so_in_the_calendar(client: Client) -> None:
    hall = await make.session_noticed(members=3)
    nobody = await client()
    (first,) = await events(nobody)
    later = clock.now().replace(microsecond=0) + timedelta(days=30)
    await convocation.move_session(hall.session_id, later, "新会场", 90, by=hall.secretary)
    (moved,) = await events(nobody)
    assert moved["uid"] == first["uid"] and moved["sequence"] == first["sequence"] + 1
    assert moved.start == later and "改期" in moved["description"]
    await sessions.cancel_session(hall.session_id, "停电", by=hall.secretary)
    (off,) = await events(nobody, f"/sessions/{hall.session_id}/calendar.ics")
    assert off["status"] == "CANCELLED" and off["sequence"] == moved["sequence"] + 1
    assert off["summary"].startswith("（取消）")
    assert "已取消" in await nobody.text("/board")


async def test_the_page_shows_what_was_decided_and_what_is_on_notice(client: Client) -> None:
    played = await play.published()
    notice = await notices.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
    page = await (await client()).text("/board")
    assert "是否同意更换3号楼2单元排水主管？" in page and "通过" in page and f"前：{play.TASK}" in page
    assert f'href="/notices/{notice}"' in page and "还有 7 天" in page and 'href="/projects/' in page
    here = page[page.index('id="notices"') : page.index('id="contacts"')]
    topic = (await AgendaItem.get(id=played.hall.items[0])).title
    assert f"<p>{topic} <strong>通过</strong></p>" in here, "what is on notice, not only which session's"
    assert f'href="/notices/{notice}#object"' in here, "and how to object"
    for screen in ("/board/screen", "/board/embed"):
        line = await (await client()).text(f"{screen}?show=notices")
        assert topic in line and "有不同意见，在公示栏网页上提，或到服务台" in line
    with clock.set_to(clock.now() + timedelta(days=8)):
        late = await (await client()).text("/board/embed?show=notices")
        assert topic in late and "有不同意见" not in late, "too late to object"


async def test_a_crowded_year_has_pages_and_each_of_its_minutes_is_on_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    first, second = await play.published(), await play.published()
    third = await play.published()
    await Minutes.filter(id=third.minutes_id).update(year=2020)
    nobody = await client()
    pages = [await nobody.text(f"/board?page={n}") for n in (1, 2)]
    for one, page in zip((second, first), pages, strict=True):
        assert f'href="/minutes/{one.minutes_id}"' in page
    assert f'href="/minutes/{first.minutes_id}"' not in pages[0] and "第 1 页，共 2 页" in pages[0]
    old = await nobody.text("/board?year=2020")
    assert f'href="/minutes/{third.minutes_id}"' in old
    assert await nobody.text("/board?page=99&year=abc")


async def test_what_many_open_at_once_is_read_once_and_what_is_somebody_s_own_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play.published()
    office, read = await make.secretary(), []

    async def coming() -> list[queries.Meeting]:
        read.append(1)
        return []

    monkeypatch.setattr(queries, "coming", coming)
    many = [await client() for _ in range(40)]
    pages = await asyncio.gather(*(one.text("/board") for one in many))
    assert len(set(pages)) == 1 and len(read) == 1
    told, secretary = await client(), await client(office)
    told.set_cookie("localhost", "notice", "已改好。".encode().hex())
    pages = await asyncio.gather(*(one.text("/board") for one in (many[0], told, secretary)))
    assert ["已改好。" in page for page in pages] == [False, True, False]
    assert [office.name in page for page in pages] == [False, False, True] and len(read) == 4
    assert "眼下没有通知要开的会。" in await many[0].text("/board") and len(read) == 5, "nothing is kept"


async def test_a_full_board_asks_the_database_no_more_often_than_one_with_a_line(
    app: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With something in every section, and everything twice: each more line would cost everybody."""
    await plant()
    await _shared_work()
    await app.extensions["search"].keep()  # or it would read beside the pages
    nobody, made = await client(), Queries(monkeypatch).made
    paths = ("/board", "/board/screen/leaves", f"/board/embed?show={EVERY}")

    async def read(path: str) -> tuple[dict[str, int], list[str]]:
        await nobody.text(path)
        made.clear()
        return _lines(await nobody.text(path)), list(made)

    once = [await read(path) for path in paths]
    await double()
    for path, (few, asked) in zip(paths, once, strict=True):
        many, again = await read(path)

        assert len(few) >= len(SECTION_NAMES) and few.keys() == many.keys(), path
        assert [name for name in few if not 0 < few[name] < many[name]] in ([], ["contacts"], ["有事找谁"]), path
        assert len(asked) == len(again) <= MOST_READS, (path, sorted({*again} - {*asked}))
    everybody = [one for one in once[0][1] if 'FROM "person" WHERE "official"' in one]
    assert len(everybody) == 1, "whose names are to be masked is asked once for the whole page"


async def test_a_crowded_board_opens_folded_and_the_screen_and_the_paper_say_how_many_more_there_are(
    client: Client,
) -> None:
    await plant()
    await double(9)
    nobody = await client()
    page = await nobody.text("/board")
    for part in re.split(r'<section [^>]*id="', page)[1:]:
        name, first = part.partition('"')[0], part.partition("<details")[0]
        most = queries.ON_THEIR_WAY if name == "topics" else 9
        assert first.count('class="matter"') <= most, f"{name} is unrolled at once"
        assert ("再看" in part) is (part.count('class="matter"') > most), name
    assert "第 1 页，共 2 页" in page and f"只列最近 {MOST} 件" not in page
    leaves = await nobody.text("/board/screen/leaves")
    for key, all in (("minutes", 10), ("projects", 10), ("week", 50), ("works", 10)):
        leaf = leaves[leaves.index(f'data-leaf="{key}"') :].partition("</section>")[0]
        assert leaf.count("data-line") == 8 and f'data-all="{all}"' in leaf, key
        assert f"另有 {all - 8} 件扫码看" in leaf
    sheet = await nobody.text("/board/sheet.print")
    assert "共 10 件，另有 4 件扫码看。" in sheet
    assert sheet.index("<h2>有事找谁</h2>") < sheet.index("<h2>项目进展</h2>"), "whom to call stands at the top"
    with_help = page[page.index('id="claims"') :].partition("</section>")[0]
    for way in ("/topics", "/resources", "#contacts"):
        assert f'href="{way}"' in with_help, "what is not claimed here, and what to do instead"
    assert "不在这里认领" in with_help


EVERY = ",".join(SECTION_NAMES)
MOST_READS = 61


def _lines(page: str) -> dict[str, int]:
    """How many lines each section has."""
    parts = re.split(r'<section [^>]*(?:id|data-leaf)="([a-z_-]+)"|<section class="section"><h2>([^<]+)', page)[1:]
    found = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {a or b: len(re.findall(r'class="matter"|data-line|class="board-office"', text)) for a, b, text in found}


async def _shared_work() -> None:
    """A need that one unit has taken on, a photo of what is being done, and a topic that goes by steps."""
    office, need, note = await make.secretary(), await Need.all().first(), await ActionNote.all().first()
    topic = await Topic.filter(state__in=sorted(OPEN)).first()
    assert need and note and topic
    await match_need(need.id, await make.unit(), clock.today(), by=office)
    await Picture.create(subject=PICTURED, subject_id=note.id, stored="x.jpg", sha256="0" * 64, added_at=clock.now())
    template = await steps.adopt_steps((await make.body(1)).id, "自己的", [Step("议", StepKind.DELIBERATE)], by=office)
    await steps.begin_course(topic.id, template, by=office)


# ---- the feed ----


async def test_the_feed_has_minutes_and_notices_and_their_ids_stay(client: Client) -> None:
    played = await play.published()
    nobody = await client()
    within = {"a": NAMESPACE}

    async def ids() -> list[str | None]:
        feed = ElementTree.fromstring(await body(nobody, "/board/feed.atom"))
        return [one.text for one in feed.findall("a:entry/a:id", within)]

    before = await ids()
    notice = await notices.begin_notice(played.minutes_id, clock.today(), 3, by=played.hall.secretary)
    with clock.set_to(clock.now() + timedelta(days=3)):
        await notices.end_notice(notice, by=played.hall.secretary)
    after = await ids()
    assert len(before) == 1 and set(before) < set(after) and len(after) == 3


@pytest.mark.parametrize("path", ["/board/feed.atom", "/board/calendar.ics"])
async def test_who_has_the_newest_is_told_that_nothing_changed(client: Client, path: str) -> None:
    await make.session_noticed(members=3)
    played = await play.published()
    nobody = await client()
    tag = (await nobody.get(path)).headers["ETag"]
    again = await nobody.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304 and await again.get_data() == b"" and again.headers["ETag"] == tag
    await notices.begin_notice(played.minutes_id, clock.today(), 3, by=played.hall.secretary)
    await make.session_noticed(members=3)
    assert (await nobody.get(path, headers={"If-None-Match": tag})).status_code == 200


async def test_the_feed_is_told_by_its_day_too(client: Client) -> None:
    await play.published()
    nobody = await client()
    day = (await nobody.get("/board/feed.atom")).headers["Last-Modified"]
    assert (await nobody.get("/board/feed.atom", headers={"If-Modified-Since": day})).status_code == 304
    old = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert (await nobody.get("/board/feed.atom", headers=old)).status_code == 200


# ---- the poster ----


async def test_the_board_on_paper_has_everything_in_one_file_and_its_code_leads_to_the_newest(client: Client) -> None:
    played, nobody = await play.published(), await client()
    await notices.begin_notice(played.minutes_id, clock.today(), 7, by=played.hall.secretary)
    shown = await (await nobody.get("/board/sheet.print")).get_data(as_text=True)
    for part in ("正在公示", "项目进展", "议了什么，怎么定的"):
        assert f"<h2>{part}</h2>" in shown
    assert not re.findall(r'(?:src|href)="(?!data:)', shown), "nothing is asked for when it is printed"
    for size, shape in (("a3", 297 / 420), ("a4", 210 / 297)):
        picture = Image.open(io.BytesIO(await body(nobody, f"/board/sheet.png?size={size}&page=1")))
        assert zxingcpp.read_barcode(picture).text == "http://yishi.test/board"
        assert abs(picture.width / picture.height - shape) < 0.01


@pytest.mark.parametrize("size", ["a4", "a3"])
async def test_the_posters_code_leads_to_the_page(client: Client, size: str) -> None:
    await make.community()
    nobody = await client()
    png = await body(nobody, f"/board/poster.png?size={size}&page=1")
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(png))).text == "http://yishi.test/board"
    assert (await nobody.get(f"/board/poster.png?size={size}&page=2")).status_code == 404, "it is one page"


async def test_a_sessions_page_leads_to_its_poster_and_calendar_once_it_is_announced(client: Client) -> None:
    noticed, planned = await make.session_noticed(members=3), await make.session_planned(members=3)
    nobody = await client()
    for hall, there in ((noticed, True), (planned, False)):
        page = await nobody.text(f"/sessions/{hall.session_id}")
        for form in ("poster.preview", "calendar.ics"):
            assert (f'href="/sessions/{hall.session_id}/{form}"' in page) is there


async def test_a_sessions_poster_is_one_page_and_leads_to_it(client: Client) -> None:
    hall = await make.session_noticed(members=3, topics=8)
    title, venue = "加装电梯和地下车库充电桩" * 6, "社区二楼议事厅东侧" * 8
    await Session.filter(id=hall.session_id).update(title=title, venue=venue)
    await AgendaItem.filter(session_id=hall.session_id).update(title="三号楼二单元加装电梯的费用按楼层怎么分摊")
    nobody, path = await client(), f"/sessions/{hall.session_id}/poster.png"
    png = await body(nobody, path)
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(png))).text == f"http://yishi.test/sessions/{hall.session_id}"
    assert (await nobody.get(f"{path}?page=2")).status_code == 404


async def test_everybody_sees_how_far_topics_have_come_and_settled_ones_are_gone(client: Client) -> None:
    someone = await make.person("阿依努尔·买买提")
    moving, settled = await make.accepted_topic(someone, title="阿依努尔·买买提家楼上漏水"), await make.topic()
    await answering.answer_topic(settled.id, Outcome.SOLVED, "修好了。", by=await make.secretary())
    page = await (await client()).text("/board")
    part = page[page.index('id="topics"') :]
    assert "阿依努尔某家楼上漏水" in part and "买买提" not in part and "stations-mini" in part
    assert f"/topics/{moving.id}" in part and f"/topics/{settled.id}" not in part
