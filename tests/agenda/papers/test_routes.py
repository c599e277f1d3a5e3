"""The pages of printed papers over plain forms: preparing, printing, the desk, photos."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from quart.datastructures import FileStorage

from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot, PreparedBallot, PrintedPaper, Vote
from agenda.ballots.rules import Choice
from agenda.papers import commands, photos, preparing
from forum import files
from forum.config import Settings
from tests import factories as make
from tests.agenda.papers import playing
from tests.agenda.papers.playing import TEXT, opened, prepared, secretly, take
from tests.helpers.deeds import new_id


@pytest.fixture(autouse=True)
def shelf(database: Settings) -> Path:
    photos.configure(database.data / "photos")
    return database.data / "photos"


def photo(*codes: str, kind: str = "jpeg", exif: bool = False) -> bytes:
    """A table with papers on it, seen from above."""
    table = Image.new("RGB", (1600, 1200), (190, 180, 165))
    for at, code in enumerate(codes):
        buffer = io.BytesIO()
        segno.make(code, error="m", micro=False).save(buffer, kind="png", scale=8, border=4)
        paper = Image.open(buffer).convert("RGB").rotate(7 * at, expand=True, fillcolor=(255, 255, 255))
        table.paste(paper, (100 + 380 * (at % 4), 100 + 420 * (at // 4)))
    out = io.BytesIO()
    more: dict[str, Any] = {}
    if exif:
        tags = Image.Exif()
        tags[0x010F] = "A maker of phones"
        more["exif"] = tags
    table.save(out, kind, **more)
    return out.getvalue()


def kept_in(shelf: Path) -> list[str]:
    return [path.name for path in shelf.glob("*")]


async def send(browser: Any, path: str, content: bytes, **fields: str) -> Any:
    files = {"photo": FileStorage(io.BytesIO(content), filename="photo.jpg", content_type="image/jpeg")}
    return await browser.post(path, form={"command_id": new_id(), **fields}, files=files)


async def test_a_ballot_is_prepared_changed_printed_and_opened_from_its_pages(client: Any) -> None:
    hall = await make.item_open()
    browser = await client(hall.chair)
    assert f"/items/{hall.item_id}/prepared" in await browser.text(f"/sessions/{hall.session_id}")
    page = await browser.text(f"/items/{hall.item_id}/prepared")
    assert "举手" in page and "付表决的原文" in page
    answer = await browser.submit(f"/items/{hall.item_id}/prepared", kind="yes_no", question=TEXT, seconds="120")
    one = await PreparedBallot.get(item_id=hall.item_id)
    assert answer.status_code == 303 and answer.headers["Location"] == f"/prepared/{one.id}"
    assert one.seconds == 120
    assert TEXT in await browser.text(f"/prepared/{one.id}/change")
    await browser.submit(f"/prepared/{one.id}", kind="single", question="车棚建在哪里？", options="北门\n南门")
    await one.refresh_from_db()
    assert one.settings["options"][1]["text"] == "南门"
    await browser.submit(f"/prepared/{one.id}/papers")
    assert await PrintedPaper.filter(prepared_id=one.id).count() == 5
    assert "车棚建在哪里" in await browser.text(f"/sessions/{hall.session_id}/console")
    await browser.submit(f"/prepared/{one.id}/open")
    assert (await Ballot.get(item_id=hall.item_id)).question == "车棚建在哪里？"


async def test_what_was_typed_stays_where_a_question_is_refused(client: Any) -> None:
    hall = await make.item_open()
    browser = await client(hall.chair)
    where = f"/items/{hall.item_id}/prepared"
    answer = await browser.submit(where, kind="single", question="建在哪", options="只有北门")
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "至少要有两个选项" in page and "只有北门" in page
    answer = await browser.submit(f"/items/{hall.item_id}/prepared", kind="nonsense", question="建在哪")
    assert answer.status_code == 422 and await PreparedBallot.all().count() == 0


@pytest.mark.parametrize("typed", ["{code}", "  {code} ", "{code_small}"])
async def test_a_typed_code_leads_to_the_paper_and_the_paper_to_a_vote(client: Any, typed: str) -> None:
    hall, papers = await opened()
    browser = await client(hall.recorder)
    code = typed.format(code=papers[2].code, code_small=papers[2].code.lower().replace("-", ""))
    answer = await browser.submit(f"/sessions/{hall.session_id}/papers", code=code)
    assert answer.headers["Location"] == f"/papers/{papers[2].id}"
    page = await browser.text(f"/papers/{papers[2].id}")
    assert hall.members[2].name in page and TEXT in page
    answer = await browser.submit(f"/papers/{papers[2].id}", choice="against", witness="李建国")
    assert answer.headers["Location"] == f"/sessions/{hall.session_id}/papers"
    assert (await Vote.get(ballot_id=hall.ballot_id)).choice == "against"
    assert "只算一次" in await browser.text(f"/papers/{papers[2].id}")


async def test_several_papers_in_one_photo_are_entered_one_after_another(client: Any) -> None:
    hall, papers = await opened()
    browser = await client(hall.recorder)
    answer = await send(browser, f"/sessions/{hall.session_id}/papers", photo(*(paper.code for paper in papers)))
    where, entered = answer.headers["Location"], []
    while where.startswith("/papers/"):
        found = re.search(r"/papers/(\d+)", where)
        assert found
        entered.append(int(found[1]))
        where = (await browser.submit(where, choice="for")).headers["Location"]
    assert sorted(entered) == sorted(paper.id for paper in papers) and len(entered) == 5
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 5


async def test_a_photo_that_cannot_be_read_is_told_so_beside_the_field(client: Any) -> None:
    hall, _ = await opened()
    browser = await client(hall.recorder)
    where = f"/sessions/{hall.session_id}/papers"
    for content, says in [
        (photo(), "没有看清的二维码"), (b"no picture", "不是能看的照片"), (photo()[:3000], "不是能看的照片"),
        (photo("http://else.where"), "不是本次会议的表决票"),
    ]:  # fmt: skip
        answer = await send(browser, where, content)
        assert answer.status_code == 422 and says in await answer.get_data(as_text=True)


async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_PIXELS", 1000)
    with pytest.raises(photos.BadInput):
        await photos.codes_in(photo())


async def test_a_kept_photo_is_made_anew_without_its_exif_and_for_the_desk_alone(client: Any, shelf: Path) -> None:
    hall, papers = await opened()
    browser = await client(hall.recorder)
    await send(browser, f"/papers/{papers[0].id}", photo("X", exif=True), choice="for")
    vote = await Vote.get(ballot_id=hall.ballot_id)
    with Image.open(shelf / vote.photo) as kept:
        assert kept.format == "JPEG" and not kept.getexif() and max(kept.size) <= 1600
    assert vote.photo not in await browser.text(f"/papers/{papers[0].id}")
    answer = await browser.get(f"/papers/{papers[0].id}/photo.jpg")
    assert answer.status_code == 200 and answer.content_type == "image/jpeg"
    stranger = await client(hall.members[0])
    assert (await stranger.get(f"/papers/{papers[0].id}/photo.jpg")).status_code == 403


async def test_the_photo_of_a_vote_that_is_refused_is_not_kept(client: Any, shelf: Path) -> None:
    hall, papers = await opened()
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    answer = await send(await client(hall.recorder), f"/papers/{papers[0].id}", photo("X"), choice="for")
    assert answer.status_code == 409 and "手机上投过" in await answer.get_data(as_text=True)
    assert kept_in(shelf) == []


async def test_of_a_secret_paper_no_photo_is_kept(client: Any, shelf: Path) -> None:
    hall, papers = await secretly()
    await take(hall, hall.members[0])
    await send(await client(hall.recorder), f"/papers/{papers[0].id}", photo("X"), choice="for")
    assert (await PrintedPaper.get(id=papers[0].id)).returned and kept_in(shelf) == []


async def test_the_desk_shows_who_took_a_paper_and_how_many_came_back(client: Any) -> None:
    hall, papers = await secretly()
    browser = await client(hall.recorder)
    where = f"/ballots/{hall.ballot_id}/handed"
    for member in hall.members[:2]:
        assert (await browser.submit(where, seat=hall.seat_of(member))).status_code == 303
    await browser.submit(f"/papers/{papers[0].id}", choice="for")
    page = await browser.text(f"/sessions/{hall.session_id}/papers")
    figures = re.findall(r'figure-value">(\d+)', page)
    assert figures[:3] == ["2", "1", "6"] and page.count("已领票") == 2
    await browser.submit(f"{where}/back", seat=hall.seat_of(hall.members[1]))
    assert (await browser.text(f"/sessions/{hall.session_id}/papers")).count("已领票") == 1
    room = await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}/room")
    assert "领了纸质票" in room


async def test_the_sheet_shows_every_good_paper_and_secret_ones_without_names(client: Any) -> None:
    hall, prepared_id = await prepared(playing.plain(is_secret=True), copies=4)
    struck = await PrintedPaper.filter(prepared_id=prepared_id).first()
    assert struck
    await commands.strike_paper(struck.id, by=hall.recorder)
    page = await (await client(hall.recorder)).text(f"/prepared/{prepared_id}/papers")
    good = await PrintedPaper.filter(prepared_id=prepared_id, struck=False)
    assert len(good) == 4
    for paper in good:
        assert page.count(playing.code_of(paper)) == 2, "on the paper and on its stub"
    assert playing.code_of(struck) not in page
    assert not any(member.name in page for member in hall.members)


async def test_a_withdrawn_ballot_is_off_the_session_s_page(client: Any) -> None:
    hall, prepared_id = await prepared()
    browser = await client(hall.secretary)
    assert TEXT in await browser.text(f"/sessions/{hall.session_id}")
    await preparing.withdraw_prepared(prepared_id, by=hall.secretary)
    assert TEXT not in await browser.text(f"/sessions/{hall.session_id}")
