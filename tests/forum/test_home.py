from __future__ import annotations

from datetime import timedelta
from typing import Any

from forum import clock
from forum.access import SYSTEM
from forum.people import commands as people
from forum.people.models import SignIn
from tests import factories


async def test_the_front_page_shows_the_ways_in_to_a_stranger_and_no_full_names(client: Any) -> None:
    someone = await factories.person("欧阳淑珍")
    await factories.topic(someone)
    page = await (await client()).text("/")
    assert 'href="/join"' in page and 'href="/sign-in"' in page
    assert "下水道反复堵塞" in page and "欧阳淑珍" not in page


async def test_the_office_sees_which_answers_are_overdue(client: Any) -> None:
    with clock.set_to(clock.now() - timedelta(days=20)):
        await factories.topic()
    page = await (await client(await factories.secretary())).text("/")
    assert "受理、转办或答复提出人" in page and "已超期" in page
    assert "等社区答复的议题" not in await (await client(await factories.person())).text("/")


async def test_the_language_and_the_view_are_remembered_and_lead_back(client: Any) -> None:
    browser = await client()
    answer = await browser.submit("/view", view="elder", next="/topics")
    assert answer.status_code == 303 and answer.headers["Location"] == "/topics"
    await browser.submit("/language", language="zh-CN", next="/")
    page = await browser.text("/")
    assert 'data-view="elder"' in page and 'lang="zh-CN"' in page


async def test_a_foreign_address_and_an_unknown_view_are_not_taken(client: Any) -> None:
    browser = await client()
    answer = await browser.submit("/view", view="<b>", next="https://example.com/")
    assert answer.headers["Location"] == "/" and "Set-Cookie" not in answer.headers


async def test_signing_out_ends_this_device_only(client: Any) -> None:
    someone = await factories.person()
    one, other = await client(someone), await client(someone)
    answer = await one.submit("/sign-out")
    assert answer.headers["Location"] == "/"
    assert (await one.get("/me")).status_code == 302
    assert (await other.get("/me")).status_code == 200


async def test_a_lost_phone_is_signed_out_from_another(client: Any) -> None:
    someone = await factories.person()
    lost, here = await client(someone), await client(someone)
    first = await SignIn.filter(person_id=someone.person_id).order_by("id").first()
    assert first
    answer = await here.submit("/sign-out", sign_in=first.id)
    assert answer.headers["Location"] == "/me"
    assert (await lost.get("/me")).status_code == 302 and (await here.get("/me")).status_code == 200


async def test_nobody_signs_a_stranger_out(client: Any) -> None:
    stranger = await factories.person()
    await people.sign_in(stranger.person_id or 0, "phone")
    theirs = await SignIn.get(person_id=stranger.person_id)
    answer = await (await client(await factories.person())).submit("/sign-out", sign_in=theirs.id)
    assert answer.status_code == 403
    await theirs.refresh_from_db()
    assert theirs.revoked_at is None


async def test_my_page_names_the_unit_i_am_delegate_of(client: Any) -> None:
    unit = await factories.unit("梧桐里物业")
    page = await (await client(await factories.person(unit_id=unit))).text("/me")
    assert "梧桐里物业的代表" in page


async def test_a_phone_that_reaches_the_hall_is_listed_for_the_office(client: Any, app: Any) -> None:
    office = await client(await factories.secretary())
    assert "/hall/reached?" not in await office.text("/hall") and "还没有设备连上" in await office.text("/hall")
    probe = app.extensions["hall_check"].probe
    phone = await client(**{"User-Agent": "Mozilla/5.0 (Linux; Android 9) Chrome/66"})
    assert "连上了" in await phone.text(f"/hall/reached?probe={probe}")
    assert "安卓手机" in await office.text("/hall/devices")
    await office.submit("/hall/again")
    assert "安卓手机" not in await office.text("/hall/devices")


async def test_an_old_code_still_shows_the_tick_but_counts_nothing(client: Any) -> None:
    page = await (await client()).text("/hall/reached?probe=old")
    assert "连上了" in page and "二维码是旧的" in page
    assert (await (await client(await factories.person())).get("/hall/devices")).status_code == 403


async def test_the_first_start_says_how_to_found_a_community(client: Any) -> None:
    assert "yishi init" in await (await client()).text("/")
    await people.keep_place("community", "梧桐里社区", by=SYSTEM)
    assert "yishi init" not in await (await client()).text("/")
