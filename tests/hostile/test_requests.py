"""Requests that no browser sends, and halls full of browsers that all mean well at once."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from forum.access import SYSTEM
from forum.app import create_app
from forum.config import Settings
from forum.people import commands as people
from forum.people.models import Role, SignIn
from forum.topics import queries as topics
from tests import factories as make
from tests.helpers.deeds import everything
from tests.helpers.server import HallServer

OK = {200, 303, 302, 308, 400, 403, 404, 405, 409, 413, 422, 429}


async def raw(server: HallServer, request: bytes) -> tuple[int, bytes]:
    """Status and whole answer; 0 where the server hung up without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    async with asyncio.timeout(20):
        writer.write(request)
        await writer.drain()
        answer = await reader.read()
        writer.close()
    found = re.match(rb"HTTP/1\.\d (\d+)", answer)
    return int(found[1]) if found else 0, answer


def get(path: str, host: str = "localhost", **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode("latin1")


def post(path: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("latin1") + body


@pytest.mark.parametrize(
    "host", ["", "evil.example", "a b", "\xff\xfe", "[::1", "localhost:99999", "x" * 3000, "a;script-src *", ".." * 60]
)
async def test_a_host_that_is_none_is_refused_without_a_traceback(server: HallServer, host: str) -> None:
    for path in ("/", "/topics", "/live/?EIO=4&transport=polling"):
        status, answer = await raw(server, get(path, host))
        assert status in OK, (status, answer[:200])
        assert b"script-src *" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/c/" + "x" * 5000, "/wall/" + "x" * 5000, "/join/" + "x" * 5000, "/c/%00", "/wall/%ff%fe", "/join/%0d%0aX:1",
        "/static/%00", "/static/..%2f..%2fetc/passwd", "/static/%2fetc/passwd", "/topics/99999999999999999999999",
        "/topics/-1", "/topics/%D9%A1%00", "/people?page=99999999999999999999", "/people?q=%00%ff", "/sessions/0/room",
        "/minutes/99999999999999999999.pdf", "/projects?state=%00", "//evil.example/", "/%00", "/me%0d%0aX:1",
        "/?next=%", "/join?next=//evil.example", "/items/99999999999999999999/actions", "/hall/reached?probe=%ff",
    ],
)  # fmt: skip
async def test_an_address_that_is_none_is_answered_without_a_traceback(server: HallServer, path: str) -> None:
    office = await server.cookie(await make.secretary())
    for headers in ({}, office):
        status, answer = await raw(server, get(path, **headers))
        assert status in OK, (status, answer[:200])
        assert b"evil.example" not in answer.partition(b"\r\n\r\n")[0]
        assert b"root:" not in answer


@pytest.mark.parametrize(
    "cookie", ["notice=zz", "notice=c3a9", "language=\xff", 'view="><script>x', ";;=;", "a" * 9000]
)
async def test_a_cookie_that_is_none_is_answered_without_a_traceback(server: HallServer, cookie: str) -> None:
    status, answer = await raw(server, get("/", Cookie=cookie))
    assert status in {200, 400} and b"<script>x" not in answer


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"pin=%ff%fe&name=%ed%a0%80", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\x00&&&==;", "application/x-www-form-urlencoded"),
        (b"pin=1&pin=2&pin=3", "application/x-www-form-urlencoded"),
        (b"a=1&" * 100_000, "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"pin=1", "text/plain"),
        (b"x", "multipart/form-data"),
        (b"--a\r\nContent-Disposition: form-data\r\n\r\n1\r\n--a--", "multipart/form-data; boundary=a"),
        (b'--a\r\nContent-Disposition: form-data; name="p"\r\n\r\n1\r\n' * 3000, "multipart/form-data; boundary=a"),
        (b"pin=1", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"", ""),
    ],
)
async def test_a_body_that_is_no_form_is_answered_without_a_traceback(
    server: HallServer, body: bytes, kind: str
) -> None:
    for path in ("/join", "/sign-in", "/topics", "/language"):
        status, answer = await raw(server, post(path, body, kind))
        assert status in OK, (path, status, answer[:200])


async def test_five_megabytes_get_their_sentence_and_not_a_broken_connection(server: HallServer) -> None:
    status, answer = await raw(server, post("/join", b"pin=" + b"1" * 5_000_000))
    assert status == 413 and "最多 4 MB".encode() in answer
    assert (await raw(server, get("/healthz")))[0] == 200


async def test_a_failure_behind_a_key_does_not_write_the_key_into_the_log(
    client: Any, errors: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = await people.invite(by=SYSTEM, person_id=(await make.person()).person_id)

    async def broken(*_: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("forum.people.queries.invitation_by_token", broken)
    assert (await (await client()).get(f"/join/{slip.token}")).status_code == 500
    [logged] = errors.take("request failed")
    assert slip.token not in logged and "/join/<token>" in logged


@pytest.mark.parametrize(
    "target",
    [
        " /\\evil.example",
        "\t/\\evil.example",
        "http://[",
        "//[",
        "/\x01",
        "\x0b//evil.example",
        "/a\r\nX: 1",
        "/" * 3000,
    ],
)
async def test_no_way_back_leads_off_this_site(client: Any, target: str) -> None:
    answer = await (await client()).submit("/language", language="zh", next=target)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


async def test_a_source_that_is_no_address_is_a_foreign_one(client: Any) -> None:
    browser = await client(await make.person())
    made = await make.topic()
    before = await everything()
    for headers in ({"Origin": "http://["}, {"Referer": "http://["}, {}, {"Host": "", "Origin": "null"}, {"Host": ""}):
        browser.defaults = dict(headers)
        assert (await browser.submit(f"/topics/{made.id}/second")).status_code == 403, headers
    assert await everything() == before


# ---- coming in ----


async def test_sixty_right_pins_at_once_from_one_router_all_come_in(client: Any) -> None:
    slips = [await people.invite(by=SYSTEM, person_id=(await make.person()).person_id) for _ in range(60)]
    browsers = [await client() for _ in slips]
    answers = await asyncio.gather(
        *(browser.submit("/join", pin=slip.pin) for browser, slip in zip(browsers, slips, strict=True))
    )
    assert [answer.status_code for answer in answers] == [303] * 60
    assert await SignIn.all().count() == 60


async def test_two_hundred_wrong_pins_at_once_are_no_more_tries_than_one_after_another(client: Any) -> None:
    browser = await client()
    answers = await asyncio.gather(*(browser.submit("/join", pin=f"{n:08}") for n in range(200)))
    wrong = [answer.status_code for answer in answers].count(409)
    assert 1 <= wrong <= 14
    assert [answer.status_code for answer in answers].count(429) == 200 - wrong


async def test_wrong_passwords_are_counted_too_also_at_once(client: Any) -> None:
    office = await make.secretary()
    await people.set_password(office.person_id or 0, "shuji", "a right password", by=SYSTEM)
    browser = await client()
    answers = await asyncio.gather(
        *(browser.submit("/sign-in", username="shuji", password=f"guess {n}") for n in range(40))
    )
    assert [answer.status_code for answer in answers].count(409) <= 14


def test_two_instances_on_one_host_have_cookies_of_their_own(tmp_path: Path) -> None:
    names = {
        create_app(Settings(data=tmp_path, secret=secret)).hub.cookie_name
        for secret in ("the secret of one instance", "the secret of another")
    }
    assert len(names) == 2


async def test_a_key_of_another_instance_opens_nothing(client: Any, app: Any) -> None:
    office = await make.person("", Role.SECRETARY)
    browser = await client()
    key = await people.sign_in(office.person_id or 0, "a phone")
    app.secret_key, right = "another instance's secret", app.secret_key
    forged = app.auth.dump_token(key, app)
    app.secret_key = right
    browser.set_cookie("localhost", app.hub.cookie_name, forged)
    assert (await browser.get("/people")).status_code == 302


async def test_a_field_sent_twice_counts_once_and_ids_may_be_anything(client: Any) -> None:
    browser, where = await client(await make.person()), await make.community()
    form = f"title=一&title=二&text=文&category=safety&place_id={where.block}&command_id=" + "x" * 5000
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        answer = await browser.post("/topics", data=form.encode(), headers=kind)
        assert answer.status_code == 303, await answer.get_data(as_text=True)
    assert [topic.title for topic in await topics.topics()] == ["一"]
    for place in ("-1", "0", "1" * 30, "1.5", "x", "", "１", "null", "[1]", "1e3"):
        answer = await browser.submit("/topics", title="题", text="文", category="safety", place_id=place)
        assert answer.status_code in {303, 404, 422}, place
