"""Five hundred hostile strings through every field: shown and printed as text, or refused with a sentence."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import agenda.ballots.routes
import agenda.floor.routes
import agenda.motions.routes
import agenda.room.live
import agenda.sessions.routes
import forum.bodies.routes
import forum.people.routes
import forum.people.sign_in
import forum.topics.routes
import minutes.action_items.routes
import minutes.drafting.routes
import minutes.needs.routes
import minutes.projects.routes
import minutes.resources.routes
from forum import i18n, markdown, pages
from forum.access import SYSTEM
from forum.errors import BadInput
from forum.forms import Form, parse
from forum.moderation.models import Limits
from forum.people import commands as people
from forum.people.models import Role
from minutes.action_items.working import hand_in
from minutes.documents.fonts import find_faces, places
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from tests import factories as make
from tests.helpers.browser import Browser
from tests.minutes import played

FILE = Path(__file__).parents[3] / "shared/data/naughty-strings.json"
# Ours, for what the list has too little of: this house's templates, names of files, commands and documents.
OWN = [
    "{{ 7*7 }}{% for %}", "{name}", "%(name)s", "{0.__class__}", "\x00\x01\x1b[31m", "\u202e反过来", "\u2066藏\u2069",
    "</textarea><script>alert(1)</script>", "' OR 1=1 --", '"; DROP TABLE person; --', "../../../etc/passwd",
    "<!--", "]]>", "[点我](javascript:alert(1))", "![x](http://evil.example/x.png)", "<a href=//evil.example>x</a>",
    "𠮷野家", "👨‍👩‍👧‍👦", "e\u0301", "＜ｓｃｒｉｐｔ＞",
    "=HYPERLINK(\"http://evil.example\")", "\ufeff", "\u2028\u2029", "a" * 59,
]  # fmt: skip
STRINGS: list[str] = OWN + (json.loads(FILE.read_text()) if FILE.exists() else [])
SOME = OWN + [text for at, text in enumerate(STRINGS[len(OWN) :]) if at % (5 if "<" in text else 12) == 0]

MODULES: list[ModuleType] = [
    agenda.ballots.routes, agenda.floor.routes, agenda.motions.routes, agenda.room.live, agenda.sessions.routes,
    forum.bodies.routes, forum.people.routes, forum.people.sign_in, forum.topics.routes, minutes.action_items.routes,
    minutes.drafting.routes, minutes.needs.routes, minutes.projects.routes, minutes.resources.routes,
]  # fmt: skip


def forms() -> Iterator[type[Form]]:
    for module in MODULES:
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Form) and found is not Form and found.__module__ == module.__name__:
                yield found


@pytest.mark.parametrize("form", list(forms()), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_a_form_takes_any_string_or_says_why_not(form: type[Form]) -> None:
    for text in [*STRINGS, "\ud800", "x" * 100_000, "9" * 5000, "-1", "1e400", "１２", "٣"]:
        try:
            parse(form, dict.fromkeys(form.model_fields, text))
        except BadInput as refused:
            for sentence in refused.fields.values():
                assert i18n.say(sentence)
    parse_what_is_missing(form)


def parse_what_is_missing(form: type[Form]) -> None:
    for given in ({}, dict.fromkeys(form.model_fields, None), {name: [] for name in form.model_fields}):
        try:
            parse(form, given)
        except BadInput as refused:
            assert all(i18n.say(sentence) for sentence in refused.fields.values())


# ---- as pages show it ----


class Shown(HTMLParser):
    """What a browser would make of a page: its text, and what it would run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.wrong += [f"{tag} {name}={value}" for name, value in attrs if name.startswith("on") or name == "style"]
        ours = tag == "svg" and ("viewbox" in given or "class" in given)
        ours = ours or (tag == "iframe" and str(given.get("src", "")).startswith("/walls/"))  # what the walls show
        if tag in {"iframe", "object", "embed", "base", "style", "svg"} and not ours:
            self.wrong.append(tag)
        if tag == "script" and not str(given.get("src", "")).startswith("/static/"):
            self.wrong.append("inline script")
        for name in ("href", "src", "action"):
            address = str(given.get(name) or "")
            elsewhere = name != "href" and "evil.example" in address
            if elsewhere or re.match(r"(?i)\s*(javascript|vbscript|data:text)", address):
                self.wrong.append(f"{tag} {name}={address}")

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(text: str) -> str:
    """Without blanks and what forms take out: for looking a string up in a page."""
    text = "".join(char for char in text if not re.match(r"[\s\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", char))
    return re.sub(r"[\x80-\x9f]", "", text)


async def shown(browser: Browser, path: str) -> Shown:
    page = Shown(await browser.text(path))
    assert not page.wrong, (path, page.wrong)
    return page


Send = Callable[[str], Awaitable[Any]]


async def all_taken_or_refused(send: Send) -> list[str]:
    """Send some of the strings; gives those that were taken."""
    taken = []
    for text in SOME:
        answer = await send(text)
        assert answer.status_code in {200, 303, 409, 422}, (text, answer.status_code)
        if answer.status_code == 303:
            taken.append(text)
        else:
            assert not Shown(await answer.get_data(as_text=True)).wrong, text
    assert len(taken) > len(SOME) / 2
    return taken


async def test_topics_of_every_string_are_stored_and_shown_as_text(client: Any) -> None:
    browser, where = await client(await make.person()), await make.community()
    await Limits.create(topics_a_person=10_000, topics_a_household=10_000)
    taken = []
    for number, text in enumerate(STRINGS[::3]):
        title = f"{number}号{text}"[:60]
        answer = await browser.submit(
            "/topics", title=title, text=text, category="safety", place_id=where.block, confirmed="1"
        )
        assert answer.status_code in {303, 422}, (text, answer.status_code)
        if answer.status_code == 303:
            taken.append((answer.headers["Location"], title, text))
    assert len(taken) > 150 or not FILE.exists()
    listed = plain((await shown(browser, "/topics")).text)
    for where_to, _, text in taken[::7]:
        assert plain(text) in plain((await shown(browser, where_to)).text), text
    assert all(plain(title) in listed for _, title, _ in taken)
    await shown(await client(), "/topics")
    await shown(await client(), "/")


async def test_the_lists_show_every_string_as_text(client: Any) -> None:
    where, unit = await make.community(), await make.unit()
    office = await client(await make.secretary())
    needs = await all_taken_or_refused(
        lambda text: office.submit("/needs", category="safety", text=text, whom=text[:80], place_id=where.block)
    )
    resources = await all_taken_or_refused(
        lambda text: office.submit(
            "/resources", unit_id=unit, category="safety", text=text, amount=text[:80], available=text[:80]
        )
    )
    units = await all_taken_or_refused(lambda text: office.submit("/units", name=text, kind="school", contact=text))
    bodies = await all_taken_or_refused(
        lambda text: office.submit("/bodies", name=text, organ=text, preset="simple", seats_units="false")
    )
    registered = await all_taken_or_refused(
        lambda text: office.submit("/people", name=text, phone=text[:32], block="7号楼", room=text[:80])
    )
    for path, taken in (("/needs", needs), ("/resources", resources), ("/units", units), ("/bodies", bodies)):
        text = plain((await shown(office, path)).text)
        assert all(plain(one) in text for one in taken), path
    await shown(await client(), "/needs")
    await shown(await client(), "/resources")
    for path in ("/people", "/people?page=2", f"/people?q={registered[0]}", "/people/slips", "/needs/new"):
        await shown(office, path)


async def test_who_joins_may_be_called_anything(client: Any, app: Any) -> None:
    where = await make.community()
    room = await people.keep_place("household", "302", by=SYSTEM, parent_id=where.block)
    slip = await people.invite(by=SYSTEM, place_id=room)
    for text in SOME:
        browser = await client()
        answer = await browser.submit("/join", pin=slip.pin, name=text)
        assert answer.status_code in {303, 422}, text
        if answer.status_code == 303:
            page = await shown(browser, "/")
            assert plain(text)[:20] in plain(page.text), text
        assert (await browser.submit("/join", pin=text)).status_code in {409, 422, 429}
        assert (await browser.submit("/sign-in", username=text, password=text or "x")).status_code in {409, 422, 429}
        app.extensions.pop("guesses", None)


async def test_the_hall_shows_every_string_as_text(client: Any, app: Any) -> None:
    hall = await make.item_open(members=3)
    chair, member = await client(hall.chair), await client(hall.members[0])
    unit = await make.unit()
    said = await all_taken_or_refused(lambda text: member.submit(f"/items/{hall.item_id}/contributions", text=text))
    await all_taken_or_refused(
        lambda text: chair.submit(
            f"/items/{hall.item_id}/actions", text=text, responsible=text[:80], lead_id=unit, due_on="2099-01-01"
        )
    )
    token = (await chair.submit(f"/sessions/{hall.session_id}/wall")).headers["Location"]
    for text in SOME[::4]:
        answer = await chair.submit(f"/items/{hall.item_id}/motions", text=text)
        assert answer.status_code in {303, 422}, text
        if answer.status_code == 303:
            for browser, path in ((chair, "console"), (member, "room")):
                page = await shown(browser, f"/sessions/{hall.session_id}/{path}")
                assert plain(text) in plain(page.text), (path, text)
            await shown(await client(), token)
            pending = await sqlite_one(app, "SELECT MAX(id) FROM motion")
            assert (await chair.submit(f"/motions/{pending}/withdraw")).status_code == 303
    room = plain((await shown(member, f"/sessions/{hall.session_id}/room")).text)
    assert plain(said[-1]) in room


async def sqlite_one(app: Any, sql: str) -> Any:
    with closing(sqlite3.connect(app.settings.database_file)) as connection:
        return connection.execute(sql).fetchone()[0]


async def test_sessions_answers_notes_and_ratings_show_every_string_as_text(client: Any) -> None:
    body = await make.body(members=2)
    someone = await make.person("", Role.CHAIR)
    office = await client(await make.secretary())
    await all_taken_or_refused(
        lambda text: office.submit(
            "/sessions", body_id=body.id, kind="forum", title=text, venue=text, day="2099-01-01", at="19:00",
            chair_id=someone.person_id, recorder_id=someone.person_id,
        )
    )  # fmt: skip
    await shown(office, "/sessions")
    done = await played.closed_session()
    delegate = await client(await make.person(unit_id=done.unit_id))
    await all_taken_or_refused(lambda text: delegate.submit("/actions/1/progress", text=text))
    await hand_in(1, "办好了", by=await make.secretary())
    for text in SOME[:40]:
        rater = await client(await make.person())
        answer = await rater.submit("/projects/1/ratings", score=5, words=text[:400])
        assert answer.status_code == 303, text
        topic = await make.topic()
        answer = await office.submit(f"/topics/{topic.id}/return", reason=text)
        assert answer.status_code in {303, 422}, text
        await shown(await client(), f"/topics/{topic.id}")
    for browser in (office, await client()):
        await shown(browser, "/projects/1")
        await shown(browser, "/projects")


# ---- minutes, on the page and on paper ----


def test_markdown_makes_nothing_dangerous_of_any_string() -> None:
    for text in [*STRINGS, "\n\n".join(STRINGS)]:
        assert not Shown(str(markdown.render(text))).wrong, text


async def test_minutes_of_every_string_are_saved_published_and_printed(client: Any, settings: Any) -> None:
    # What looks like a field of the record would keep the text from being signed.
    text = "\n\n".join(one for one in STRINGS)[:55_000].replace("{{", "\\{\\{")
    done = await played.drafted()
    recorder = await client(done.hall.recorder)
    answer = await recorder.submit(f"/minutes/{done.minutes_id}/sections/overview", text=text, base=1)
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    await shown(recorder, f"/minutes/{done.minutes_id}")
    await shown(recorder, f"/minutes/{done.minutes_id}/revisions/2")
    for signer in (done.hall.recorder, done.hall.chair):
        await drafting.sign_minutes(done.minutes_id, 2, by=signer)
    assert (await recorder.get(f"/minutes/{done.minutes_id}")).status_code == 200
    assert (await (await client(done.hall.chair)).submit(f"/minutes/{done.minutes_id}/publish")).status_code == 303
    await shown(await client(), f"/minutes/{done.minutes_id}")
    assert (await Minutes.get(id=done.minutes_id)).published_text
    try:
        await asyncio.to_thread(find_faces, places(settings.data))
    except Exception:
        pytest.skip("no fonts on this machine")
    paper = await recorder.get(f"/minutes/{done.minutes_id}.pdf")
    assert paper.status_code == 200 and (await paper.get_data())[:5] == b"%PDF-"


async def test_minutes_as_long_as_they_may_be_in_chinese_are_saved(client: Any) -> None:
    done = await played.drafted()
    recorder = await client(done.hall.recorder)
    path, most = f"/minutes/{done.minutes_id}/sections/overview", markdown.MOST - 2000
    assert (await recorder.submit(path, text="议" * most, base=1)).status_code == 303
    for count in (markdown.MOST, markdown.MOST + 1):  # with the other sections too long, and by itself
        assert (await recorder.submit(path, text="议" * count, base=2)).status_code == 422


# ---- rosters ----


async def test_a_roster_file_with_anything_in_it_is_answered(client: Any) -> None:
    office, body = await client(await make.secretary()), await make.body(members=1)
    everything = "姓名,楼栋\n" + "\n".join(f'"{text.replace(chr(34), chr(34) * 2)}",x' for text in STRINGS)
    for data in (b"", b"\x00", b"\xff" * 100, b"PK\x03\x04junk", everything.encode(), "姓名\n{{7*7}}\n".encode()):
        answer = await office.post(
            f"/register/import/roster-{body.id}",
            data=multipart(data),
            headers={"Content-Type": "multipart/form-data; boundary=B"},
        )
        assert answer.status_code in {303, 422}, data[:20]
        assert not Shown(await answer.get_data(as_text=True)).wrong


def multipart(data: bytes) -> bytes:
    head = b'--B\r\nContent-Disposition: form-data; name="file"; filename="<script>.csv"\r\n\r\n'
    return head + data + b"\r\n--B--\r\n"


def test_a_template_never_runs_what_somebody_wrote() -> None:
    assert "49" not in pages.environment.from_string("{{ words }}").render(words="{{ 7*7 }}")
