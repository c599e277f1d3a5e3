"""Writes come from our own pages only; every answer carries the headers; guessing is slow; a cookie tells nothing."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from forum import pages, security
from forum.errors import TooMany
from forum.journal import Event
from forum.people import commands as people
from forum.people.models import SignIn
from forum.security import Bucket, Guesses
from forum.topics.models import Topic
from tests import factories as make
from tests.helpers.browser import Browser
from tests.helpers.deeds import everything

Open = Callable[..., Awaitable[Browser]]


async def propose(browser: Browser, **headers: str) -> int:
    where = await make.community()
    browser.defaults = {key: value for key, value in headers.items() if value}
    answer = await browser.submit("/topics", title="题", text="文", category="safety", place_id=where.block)
    return answer.status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Referer": "http://localhost/topics/new"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "http://localhost.evil.example/"}, 403),
        ({"Referer": "http://evil.example/?http://localhost/"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_a_write_comes_from_our_own_pages(client: Open, headers: dict[str, str], status: int) -> None:
    browser = await client(await make.person())
    assert await propose(browser, **headers) == status
    assert await Topic.all().count() == (1 if status == 303 else 0)


async def test_a_foreign_write_is_refused_before_anything_is_looked_up(client: Open) -> None:
    browser = await client(await make.person())
    made = await make.topic()
    before = await everything()
    for path in ("/topics", f"/topics/{made.id}/second", "/join", "/sign-in", "/nowhere"):
        answer = await browser.post(path, form={}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403, path
    assert await everything() == before


async def test_reading_needs_no_such_header(client: Open) -> None:
    browser = await client()
    browser.defaults = {}
    assert (await browser.get("/topics")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/topics", "/join", "/nowhere", "/healthz"])
async def test_every_answer_carries_the_headers(client: Open, path: str) -> None:
    answer = await (await client()).get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_static_files_are_kept_by_browsers_only_under_their_fingerprint(client: Open) -> None:
    browser = await client()
    address = pages.static("css/tokens.css")
    assert "immutable" in (await browser.get(address)).headers["Cache-Control"]
    plain = await browser.get(address.split("?")[0])
    assert "immutable" not in plain.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "css/../../app.py"])
async def test_only_static_files_are_served(client: Open, path: str) -> None:
    answer = await (await client()).get(f"/static/{path}")
    assert answer.status_code in {400, 404}
    assert b"create_app" not in await answer.get_data()


async def test_the_sign_in_cookie_is_for_this_site_and_not_for_scripts(client: Open) -> None:
    office = await make.secretary()
    await people.set_password(office.person_id or 0, "shuji", "梧桐里2026秋", by=office)
    browser = await client()
    answer = await browser.submit("/sign-in", username="shuji", password="梧桐里2026秋")
    assert answer.status_code == 303
    name = browser.app.hub.cookie_name  # type: ignore[attr-defined]
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(name))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert (await SignIn.get(person_id=office.person_id)).key_digest not in cookie


@pytest.mark.parametrize("change", [lambda v: v[:-2], lambda v: "x" + v, lambda v: "", lambda v: v.split(".")[0]])
async def test_a_cookie_that_was_changed_is_nobody(client: Open, change: Callable[[str], str]) -> None:
    browser = await client(await make.secretary())
    assert (await browser.get("/people")).status_code == 200
    assert browser.cookie_jar is not None
    for cookie in browser.cookie_jar:
        if cookie.name == browser.app.hub.cookie_name:  # type: ignore[attr-defined]
            cookie.value = change(cookie.value or "")
    assert (await browser.get("/people")).status_code != 200


async def test_a_device_signed_out_is_nobody_with_its_old_cookie(client: Open) -> None:
    office = await make.secretary()
    browser = await client(office)
    assert (await browser.get("/people")).status_code == 200
    sign_in = await SignIn.get(person_id=office.person_id)
    await people.sign_out(sign_in.id, by=office)
    assert (await browser.get("/people")).status_code != 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/topics/3?x=1", "/topics/3?x=1"),
        ("", "/"),
        (None, "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("http://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("topics", "/"),
        ("/\t/evil.example", "/"),
        ("/topics\r\nSet-Cookie: stolen=1", "/"),
        ("/\x00", "/"),
        ("///evil.example", "/"),
    ],
)
def test_a_way_back_stays_on_this_site(given: str | None, kept: str) -> None:
    assert pages.safe_path(given) == kept


async def test_a_way_back_with_a_line_break_makes_no_header(client: Open) -> None:
    browser = await client()
    answer = await browser.submit("/language", language="en", next="/topics\r\nSet-Cookie: stolen=1")
    assert "stolen" not in str(answer.headers.getlist("Set-Cookie"))
    assert (answer.status_code, answer.location) == (303, "/")


# ---- guessing ----


def test_a_bucket_is_empty_after_its_size_and_fills_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(security.time, "monotonic", lambda: at[0])
    bucket = Bucket(3, 10.0)
    assert [bucket.take("a") for _ in range(4)] == [True, True, True, False]
    assert bucket.take("b"), "another address has its own"
    at[0] += 9
    assert not bucket.take("a")
    at[0] += 2
    assert [bucket.take("a"), bucket.take("a")] == [True, False]
    at[0] += 1000
    assert [bucket.take("a") for _ in range(4)] == [True, True, True, False], "no more than its size is saved up"


def test_old_addresses_are_forgotten() -> None:
    bucket = Bucket(3, 10.0, keys=100)
    for n in range(1000):
        bucket.take(str(n))
    assert len(bucket.levels) <= 100


def test_right_guesses_cost_nothing_and_wrong_ones_stop_an_address() -> None:
    guesses = Guesses(each=3, every=1000, all_=100)
    for _ in range(50):  # a hall joins from one router
        guesses.spend("hall")
        guesses.refund("hall")
    for _ in range(3):
        guesses.spend("hall")
    with pytest.raises(TooMany):
        guesses.spend("hall")
    guesses.spend("elsewhere")


def test_guessing_from_many_addresses_is_stopped_over_all() -> None:
    guesses = Guesses(each=3, every=1000, all_=20)
    with pytest.raises(TooMany):
        for n in range(21):
            guesses.spend(f"address {n}")


# ---- what is said when something is wrong ----


async def test_scripts_are_answered_in_json_and_people_with_a_page(client: Open) -> None:
    browser = await client(await make.person())
    plain = await browser.submit("/topics/999/second")
    assert plain.status_code == 404
    assert "找不到这个议题" in await plain.get_data(as_text=True)
    scripted = await browser.post("/topics/999/second", form={}, headers={"Accept": "application/json"})
    assert scripted.status_code == 404
    assert await scripted.get_json() == {"done": False, "said": "找不到这个议题。", "fields": {}}


async def test_who_is_not_signed_in_is_shown_the_way_in_and_back(client: Open) -> None:
    answer = await (await client()).get("/topics/new")
    assert answer.status_code in {302, 303}
    assert re.fullmatch(r"/join\?next=/topics/new", answer.location or "")


async def test_a_failure_is_said_calmly_logged_and_changes_nothing(
    client: Open, errors: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("forum.topics.queries.topics", broken)
    answer = await (await client()).get("/topics")
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "服务器出了问题" in text
    assert "mistake" not in text and "Traceback" not in text
    assert "a mistake of ours" in errors.take("request failed")[0]
    assert await Event.all().count() == 0


async def test_a_form_that_is_too_large_is_refused_with_a_sentence(client: Open) -> None:
    browser = await client(await make.person())
    for before, way in (
        ("http://localhost/topics/new?x=1", 'href="/topics/new?x=1"'),
        ("http://elsewhere.example/topics/new", ""), ("http://localhost//elsewhere.example/", ""), ("", ""),
    ):  # fmt: skip
        sent = {"title": "x" * (5 * 1024 * 1024)}
        answer = await browser.post("/topics", form=sent, headers={"Referer": before})
        text = await answer.get_data(as_text=True)
        assert answer.status_code == 413 and "4 MB" in text
        assert ("回到刚才那一页" in text) is bool(way) and way in text and "elsewhere.example" not in text
