"""Every page, as everybody sees it: it opens, says something, fits the screen, and the console stays silent."""

from __future__ import annotations

import base64
import itertools
import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Error

from tests.browser.house import ROOT, House
from tests.browser.screen import Screen, Screens

SIGN_INS = {
    "路人": {},
    "居民": {"pin": "11110001"},
    "单位代表": {"pin": "22220001"},
    "记录员": {"username": "jilu", "password": "jilu2026"},
    "书记": {"username": "shuji", "password": "shuji2026"},
    "管理员": {"username": "guanli", "password": "guanli2026"},
}
# These see everything there is; of the others' pages one of a kind is enough.
THOROUGH = {"路人", "书记"}
NOT_PAGES = (
    *(".zip", ".docx", ".ics", ".atom", ".pdf", ".csv", ".xlsx", ".txt", ".json"),
    "<any(",
    "/static/",
    "/healthz",
    "/readyz",
    "/time",
    "/hall/devices",
    "/walls/",
    "/topics/similar",
    "/intake/people",
    "/units/meant",
    "/topic-files/",
    "/pictures/",
    "/outside/",
    "/register/desk/scanned/",
    "/digest/",
    "/diary/worker.js",
    "/board/screen",
    "/board/embed",
    "/board/elsewhere/preview",
)
IDS = {
    "note_id": "SELECT MIN(id), 1 FROM scribe_note",
    "measure": "SELECT 'topics-open', 1 UNION SELECT 'actions-open', 2",
    "list_key": "SELECT 'people', 1 UNION SELECT 'roster-1', 2",
    "body_id": "SELECT id, seats_units FROM body",
    "year": "SELECT 2026, 1",
    "need_id": "SELECT id, state FROM need",
    "resource_id": "SELECT MIN(id), 1 FROM resource",
    "wish_id": "SELECT id, state FROM wish",
    "work_id": "SELECT id, state FROM year_work",
    "order_id": "SELECT id, state FROM service_order",
    "account_id": "SELECT MIN(id), kind FROM point_account GROUP BY 2",
    "visit_id": "SELECT MIN(id), 1 FROM visit",
    "household_id": "SELECT MIN(id), 1 FROM key_household",
    "series_id": "SELECT id, 1 FROM series",
    "unit_id": "SELECT MAX(id), team IS NULL FROM unit GROUP BY 2",
    "election_id": "SELECT id, published_at IS NULL FROM election",
    "place_id": "SELECT MIN(id), kind FROM place GROUP BY 2",
    "preset": "SELECT 'owners_ordinary', 1",
    "session_id": "SELECT id, state FROM session",
    "round_id": "SELECT id, 1 FROM visit_round",
    "comment_id": "SELECT MIN(id), 1 FROM comment",
    "topic_id": "SELECT id, state FROM topic",
    "item_id": "SELECT id, state FROM agenda_item",
    "ballot_id": "SELECT id, kind FROM ballot",
    "seat_id": "SELECT MIN(seat_id), 1 FROM roll_entry",
    "project_id": "SELECT id, state FROM project",
    "chase_id": "SELECT id, means FROM chase_up",
    "action_id": "SELECT id, state FROM action_item",
    "minutes_id": "SELECT id, state FROM minutes",
    "notice_id": "SELECT id, ended_at IS NULL FROM notice_period",
    "person_id": "SELECT id, official FROM person",
    "number": "SELECT 1, 1",
    "attachment_id": "SELECT 1, 1",
    "group_id": "SELECT 1, 1",
    "prepared_id": "SELECT id, kind FROM prepared_ballot",
    "paper_id": "SELECT id, struck FROM printed_paper",
    "code": "SELECT check_in_code, state FROM session WHERE state IN ('noticed', 'open')",
    "matter_id": "SELECT 1, 1",
    "token": "SELECT 'nobody-has-this-link', 1",
}
PLACE = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
# What is left of a sentence whose words or figures did not come.
UNFINISHED = re.compile(r"\{\w*\}|\{\{|%\(\w+\)s|\b(None|undefined|NaN|Undefined)\b|N_\(|Sentence\(|StrEnum|<\w+\.\w+:")
LEFTOVER = re.compile(r"object at 0x|datetime\.datetime\(|(<|&lt;)\w+(\.\w+)*: ['\"\d]|\w+\(id=\d")
PART = re.compile(r'<(\w+)[^>]*? class="([^"]*)"')
Parts = set[tuple[str, str]]
SHOWN = re.compile(r"(?s)<(script|style|template|textarea)\b.*?</\1>|<[^>]*>|\{\{\w+\}\}")  # of minutes: {{field}}
WIDEST = """() => [...document.querySelectorAll('body *')].filter(el => getComputedStyle(el).position !== 'absolute'
    && el.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(el => el.outerHTML.slice(0, 120))"""
LOOK = """() => ({
    text: document.body.innerText,
    wide: document.documentElement.scrollWidth - window.innerWidth,
    language: document.documentElement.lang,
    view: document.documentElement.dataset.view,
    title: document.title,
    headings: document.querySelectorAll('h1').length,
})"""


@pytest.fixture(scope="session")
def routes(demo: House) -> list[str]:
    return [route for route in demo.routes() if not any(part in route for part in NOT_PAGES)]


@pytest.mark.parametrize("whose", [("路人", "居民", "单位代表"), ("书记", "记录员", "管理员")])
@pytest.mark.long(40)
async def test_every_page_opens_and_fits_a_phone(
    whose: tuple[str, ...], demo: House, demo_screens: Screens, routes: list[str]
) -> None:
    wrong, opened = [], Parts()
    for turn, who in enumerate(whose):
        screen = await demo_screens.open(who)
        await draw_no_papers(screen)
        await screen.come_in(**SIGN_INS[who])
        thorough = who in THOROUGH
        paths = addresses(demo, routes, nth=None if thorough else turn)
        wrong += await walk(screen, paths, opened, thorough=thorough)
    assert not wrong, "\n".join(wrong)


@pytest.mark.long(30)
async def test_every_page_opens_in_english_and_in_the_elder_view(
    demo: House, demo_screens: Screens, routes: list[str]
) -> None:
    wrong, opened = [], Parts()
    for turn, who in enumerate(("书记", "居民")):
        screen = await demo_screens.open(who, locale="en-GB")
        await draw_no_papers(screen)
        await screen.context.add_cookies([{"name": "view", "value": "elder", "url": demo.address}])
        await screen.come_in(**SIGN_INS[who])
        wrong += await walk(screen, addresses(demo, routes, nth=turn), opened, language="en")
    assert not wrong, "\n".join(wrong)


async def draw_no_papers(screen: Screen) -> None:
    """A page that lists ten papers asks for ten pictures of them.

    By DevTools instead of Playwright's `route`, which takes the browser's cache away: each page would load every
    script and style anew.
    """
    session = await screen.context.new_cdp_session(screen.page)
    seal = base64.b64encode((ROOT / "forum/static/icons/seal.svg").read_bytes()).decode()
    drawn = {"responseCode": 200, "responseHeaders": [{"name": "Content-Type", "value": "image/svg+xml"}], "body": seal}

    async def draw(asked: dict[str, Any]) -> None:
        with suppress(Error):  # a page that is left waits for no picture
            await session.send("Fetch.fulfillRequest", {"requestId": asked["requestId"], **drawn})

    session.on("Fetch.requestPaused", draw)
    await session.send("Fetch.enable", {"patterns": [{"urlPattern": r"*.png\?*"}]})


def addresses(house: House, routes: list[str], *, nth: int | None) -> Iterator[str]:
    """Routes with ids filled in: one of each state, or the nth of them, so that who comes next reads another one."""
    known = {name: list({kind: value for value, kind in house.query(query)}.values()) for name, query in IDS.items()}
    for route in routes:
        names = PLACE.findall(route)
        choices = [known[name] if nth is None else known[name][nth % max(1, len(known[name])) :][:1] for name in names]
        for values in itertools.product(*choices):
            filled = iter(values)
            yield PLACE.sub(lambda _, filled=filled: str(next(filled)), route)  # type: ignore[misc]


async def walk(
    screen: Screen, paths: Iterable[str], known: Parts, *, thorough: bool = False, language: str = "zh-CN"
) -> list[str]:
    """What is wrong. All are read; opened is what has parts that are not `known`, and one page of each kind by who is
    thorough.
    """
    wrong, kinds, read, refusals = [], set[str](), 0, Counter[str]()
    headers = {"Accept-Language": language, "Accept": "text/html"}
    headers["Cookie"] = "; ".join(f"{one['name']}={one['value']}" for one in await screen.context.cookies())
    for path in paths:
        status, at, page = fetched(screen.house.address + path, headers)
        read += 1
        refusal = str(status) if status in {403, 404} else "join" if "/join?" in at else ""
        refusals[refusal] += bool(refusal)
        if refusals[refusal] > 3:  # one template makes them all
            continue
        parts = set(PART.findall(page))
        kind = re.sub(r"\d+", "0", path)
        if parts <= known and (kind in kinds or not thorough):
            wrong += [f"{screen.who} {path} {one}" for one in wrong_in(status, SHOWN.sub(" ", page), page)]
            continue
        known |= parts
        kinds.add(kind)
        wrong += await look_at(screen, path, language)
    assert read > 40
    return wrong


def fetched(address: str, headers: dict[str, str]) -> tuple[int, str, str]:
    """Status, final address and text: without a browser, which need not draw what is only read."""
    try:
        answer = urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, answer.url, answer.read().decode()


def wrong_in(status: int, text: str, markup: str) -> list[str]:
    """A refusal is a page too, and as well made."""
    wrong = [] if status in {200, 403, 404, 409} else [f"answers {status}"]
    if found := UNFINISHED.search(text):
        wrong.append(f"shows {text[max(0, found.start() - 30) : found.end() + 30]!r}")
    if found := LEFTOVER.search(markup):
        wrong.append(f"holds {found.group()!r}")
    return wrong


async def look_at(screen: Screen, path: str, language: str = "zh-CN") -> list[str]:
    """What is wrong with the page."""
    answer = await screen.page.goto(screen.house.address + path)
    assert answer is not None
    page = await screen.evaluate(LOOK)
    wrong = wrong_in(answer.status, page["text"], await screen.markup())
    if page["wide"] > 0:
        wrong.append(f"{page['wide']} px wider than the screen: {await screen.evaluate(WIDEST)}")
    if page["view"] != ("elder" if language == "en" else "standard"):
        wrong.append(f"is in the view {page['view'][:40]!r}")
    if page["language"] != language:
        wrong.append(f"is marked as {page['language']!r}")
    if page["headings"] != 1 or not page["title"] or len(page["text"]) < 60:
        wrong.append(f"has {page['headings']} main headings, the title {page['title']!r}")
    return [f"{screen.who} {path} {one}" for one in wrong]
