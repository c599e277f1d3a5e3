"""回音: whoever has a part in a matter is told what became of it, once, by matter, and never a second time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import clock, parts
from forum.access import SYSTEM, Actor
from forum.app import House
from forum.config import Settings
from forum.echoes import commands, digests, hearing, queries, rules
from forum.echoes.models import Digest, DigestState, Echo, Rhythm
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.topics import commands as topics
from forum.topics import echoes as topic_echoes
from tests import factories as make
from tests.minutes.played import TASK

ROOT = Path(__file__).parents[3]
HOURS = st.integers(0, 23)
WISHES = st.builds(rules.Wish, st.sampled_from(Rhythm), HOURS, HOURS)
LINES = st.lists(
    st.builds(
        rules.Line, st.just(datetime(2026, 11, 1, tzinfo=UTC)), st.sampled_from(["附议", "受理", "办结"]), st.booleans()
    )
)


# ---- rules ----


@given(WISHES, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.none() | st.dates(date(2025, 12, 1)))
def test_a_digest_is_never_made_in_quiet_hours_nor_twice_in_its_time(
    wish: rules.Wish, at: datetime, last: date | None
) -> None:
    if rules.is_due(wish, at, last):
        assert not rules.is_quiet(wish, at.hour) and wish.rhythm is not Rhythm.NONE
        assert last is None or at.date() - last >= timedelta(days=7 if wish.rhythm is Rhythm.WEEKLY else 1)


@given(WISHES)
def test_quiet_hours_end_and_begin_where_they_say(wish: rules.Wish) -> None:
    quiet = {hour for hour in range(24) if rules.is_quiet(wish, hour)}
    assert len(quiet) == (wish.quiet_until - wish.quiet_from) % 24
    assert not quiet or (wish.quiet_from in quiet and wish.quiet_until not in quiet)


@given(LINES, st.integers(1, 5))
def test_lines_of_a_matter_are_gathered_and_nothing_new_gets_lost(lines: list[rules.Line], most: int) -> None:
    whole, short = rules.shown(lines, len(lines) + 1), rules.shown(lines, most)
    assert sum(line.times for line in whole.lines) == len(lines)
    assert any(line.is_new for line in whole.lines) == any(line.is_new for line in lines)
    assert all(one.said != other.said for one, other in zip(whole.lines, whole.lines[1:], strict=False))
    assert len(short.lines) <= most and len(short.lines) + short.earlier == len(whole.lines)
    assert short.lines == whole.lines[-most:]


# ---- who is told what ----


@pytest.fixture
def _offered() -> None:
    parts.matters.clear()
    parts.echoes.clear()
    topic_echoes.offer()


async def _heard(kind: str) -> None:
    await hearing.heard(await Event.filter(kind=kind))


async def _told(person: Actor) -> list[tuple[str, str]]:
    rows = await Echo.filter(person_id=person.person_id).order_by("event_id").prefetch_related("event")
    return [(row.event.kind, row.event.data.get("state", "")) for row in rows]


@pytest.mark.usefixtures("_offered")
async def test_the_proposer_and_who_stood_by_it_are_told_and_who_did_it_is_not(database: Settings) -> None:
    made = await make.accepted_topic()
    for kind in ("topic.seconded", "topic.accepted"):
        await _heard(kind)
    assert await _told(made.proposer) == [("topic.seconded", ""), ("topic.seconded", ""), ("topic.accepted", "")]
    assert await _told(made.seconders[0]) == [("topic.accepted", "")], "not of other seconds, and not of their own"
    assert await queries.unread(made.proposer.person_id or 0) == 1, "one matter, however often it moved"


@pytest.mark.usefixtures("_offered")
async def test_an_echo_is_kept_once_and_what_stopped_half_way_is_caught_up(database: Settings) -> None:
    made = await make.accepted_topic()
    await hearing.catch_up()
    before = await Echo.all().count()
    for _ in range(2):
        await _heard("topic.accepted")
        await hearing.catch_up()
    assert await Echo.all().count() == before > 0
    await topics.schedule_topic(made.id, by=SYSTEM)
    await hearing.catch_up()
    assert (await _told(made.proposer))[-1] == ("topic.moved", "scheduled")


async def test_what_is_old_is_there_to_look_up_and_no_news(unstarted_app: House) -> None:
    with clock.set_to(clock.now() - timedelta(days=60)):
        made = await make.accepted_topic()
    await hearing.catch_up()
    person = made.proposer.person_id or 0
    assert await queries.unread(person) == 0 and await queries.told(person, new=False)
    assert not await queries.untold()


async def test_nobody_but_the_house_notes_echoes_or_makes_digests(database: Settings) -> None:
    someone = await make.person()
    with pytest.raises(NotAllowed):
        await commands.note_echoes([(1, 1)], by=someone)
    with pytest.raises(NotAllowed):
        await commands.make_digest(someone.person_id or 0, [], 1, 0, sent=False, by=someone)


# ---- the pages ----


async def test_a_matter_is_one_entry_with_its_way_and_is_read_by_opening_it(client: Any) -> None:
    made = await make.accepted_topic(title="给3号楼装扶手")
    browser = await client(made.proposer)
    page = await browser.text("/echoes")
    assert page.count("给3号楼装扶手") == 1 and "社区已受理" in page
    assert re.search(r"有邻居附议 2次", page), "twenty seconds are one line"
    assert re.search(r'href="/echoes" aria-current="page">回音<b class="nav-count">1<', page)
    assert "给3号楼装扶手" in (await browser.text("/")).split("正在征集附议")[0], "on the front page too"
    until = max(await Echo.filter(person_id=made.proposer.person_id).values_list("event_id", flat=True))  # type: ignore[type-var]
    answer = await browser.submit("/echoes/read", matter="topic", number=made.id, until=until, open=1)
    assert answer.headers["Location"] == f"/topics/{made.id}"
    page = await browser.text("/echoes")
    assert "没有新的回音" in page and "给3号楼装扶手" in page and "回音<b" not in page


async def test_all_are_read_at_once_but_not_what_came_since_the_page_was_made(client: Any) -> None:
    someone = await make.person()
    first = await make.accepted_topic(someone)
    browser = await client(someone)
    seen = max(await Echo.filter(person_id=someone.person_id).values_list("event_id", flat=True))  # type: ignore[type-var]
    second = await make.accepted_topic(someone, title="后来的一件")
    await browser.submit("/echoes/read", until=seen)
    unread = await Echo.filter(person_id=someone.person_id, read_at=None).values_list("number", flat=True)
    assert set(unread) == {second.id} and first.id != second.id


async def test_one_reads_only_ones_own(client: Any) -> None:
    made = await make.accepted_topic()
    other = await client(await make.person())
    await other.submit("/echoes/read", until=10**9)
    assert await queries.unread(made.proposer.person_id or 0) == 1
    assert (await (await client()).get("/echoes")).status_code == 302


async def test_what_is_misspelt_is_refused_by_its_field(client: Any) -> None:
    someone = await make.person()
    browser = await client(someone)
    assert (await browser.submit("/echoes/read", until="bald")).status_code == 422
    answer = await browser.submit("/echoes/digest", rhythm="hourly", quiet_from=25, quiet_until=8)
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "不能大于" in page and "请从列表中选一项" in page
    wish = {"rhythm": "daily", "quiet_from": 20, "quiet_until": 8, "channel": "email", "address": "a@b.cn"}
    answer = await browser.submit("/echoes/digest", **wish)
    assert answer.status_code == 422, "no such channel is set up here"
    await browser.submit("/echoes/digest", rhythm="weekly", quiet_from=21, quiet_until=7)
    wish_now = await queries.wish(someone.person_id or 0)
    assert (wish_now.rhythm, wish_now.quiet_from, wish_now.quiet_until) == (Rhythm.WEEKLY, 21, 7)
    assert await Event.exists(kind="digest.chosen")


async def test_minutes_action_items_and_objections_echo_too(app: House) -> None:
    from minutes.action_items import checking, working
    from minutes.action_items.models import ActionItem
    from tests.minutes.played import closed_session

    played = await closed_session()
    made = played.hall.topics[0]
    action = await ActionItem.get(text=TASK)
    delegate = await make.person(unit_id=played.unit_id)
    await working.accept(action.id, by=delegate)
    await working.report_progress(action.id, "材料已经到了", by=delegate)
    await working.hand_in(action.id, "换好了", by=delegate)
    await checking.check(action.id, by=await make.secretary())
    kinds = [kind for kind, _ in await _told(made.proposer)]
    assert {"action.progressed", "action.done", "topic.moved"} <= set(kinds)
    entry = (await queries.told(made.proposer.person_id or 0, new=True))[0]
    assert entry.link and entry.lines.lines[-1].said, "all of it in one entry"
    assert not [one for one in await _told(delegate) if one[0].startswith("action")]


async def test_every_echo_names_a_matter_that_can_be_shown_and_a_kind_that_is_recorded(app: House) -> None:
    from minutes.action_items.models import Deed
    from minutes.orders.commands import EVENTS as OF_ORDERS
    from minutes.points.offering import EVENTS as OF_REDEMPTIONS
    from minutes.wishes.commands import EVENTS as OF_WISHES

    code = [path.read_text() for floor in ("forum", "agenda", "minutes") for path in (ROOT / floor).rglob("*.py")]
    kinds = {kind for text in code for kind in re.findall(r'\brecord\(\s*"([a-z_.]+)"', text)}
    kinds |= {*OF_ORDERS.values(), *OF_WISHES.values(), *OF_REDEMPTIONS.values()}
    kinds |= {"action.done", *(f"action.{deed.value}" for deed in Deed)}
    assert {echo.matter for echo in parts.echoes.values()} <= set(parts.matters)
    assert set(parts.echoes) <= kinds
    assert not [kind for kind in parts.echoes if kind.startswith(("ballot.", "paper.", "vote."))], "votes stay secret"


# ---- the digest ----

EVENING, MORNING = datetime(2026, 11, 20, 13, 0, tzinfo=UTC), datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 21:00, 9:00


async def test_a_digest_comes_once_a_day_outside_the_quiet_hours_and_tells_nothing_twice(app: House) -> None:
    with clock.set_to(EVENING):
        made = await make.accepted_topic()
        assert await digests.make_due() == 0, "it is quiet"
    with clock.set_to(MORNING):
        assert await digests.make_due() == 3, "the proposer and two who stood by"
        await topics.schedule_topic(made.id, by=SYSTEM)
        assert await digests.make_due() == 0, "one a day"
    with clock.set_to(MORNING + timedelta(days=1)):
        assert await digests.make_due() == 3
    with clock.set_to(MORNING + timedelta(days=2)):
        assert await digests.make_due() == 0, "nothing is told twice"
    mine = await Digest.filter(person_id=made.proposer.person_id)
    assert [(one.echoes, one.state) for one in mine] == [(1, DigestState.SHOWN)] * 2


async def test_who_wants_no_digest_gets_none(app: House) -> None:
    someone = await make.person()
    await commands.choose_digest(Rhythm.NONE, 20, 8, by=someone)
    with clock.set_to(MORNING):
        made = await make.topic(someone)
        await topics.second_topic(made.id, by=await make.person())
        assert await digests.make_due() == 0
    with pytest.raises(BadInput):
        await commands.choose_digest(Rhythm.DAILY, 20, 8, "email", "", by=someone)


async def test_it_is_sent_once_in_figures_only_and_tried_again_where_it_was_not_taken(app: House) -> None:
    sent: list[tuple[str, ...]] = []
    refuse = True

    async def send(*message: str) -> None:
        if refuse:
            raise RuleBroken("对方没有收下")
        sent.append(message)

    parts.messengers[:] = [parts.Messenger(lambda: {"email": "电子邮件"}, lambda *_: None, send)]
    someone = await make.person("欧阳淑珍")
    await commands.choose_digest(Rhythm.DAILY, 0, 0, "email", "shuzhen@example.cn", by=someone)
    await make.accepted_topic(someone, title="欧阳淑珍家楼下的井盖")
    await digests.make_due()
    await digests.send_waiting("http://yishi.test")
    digest = await Digest.get(person_id=someone.person_id)
    assert (digest.state, digest.tries) == (DigestState.WAITING, 1) and "没有收下" in digest.error
    refuse = False
    await digests.send_waiting("http://yishi.test")
    assert not sent, "not before its time"
    with clock.set_to(digest.next_at + timedelta(seconds=1)):
        await digests.send_waiting("http://yishi.test")
        await digests.send_waiting("http://yishi.test")
    [(channel, address, title, text)] = sent
    assert (channel, address) == ("email", "shuzhen@example.cn")
    assert "1 件有了回音" in text and not re.search("欧阳|淑珍|井盖", title + text)
    assert (await Digest.get(id=digest.id)).state is DigestState.SENT


async def test_what_cannot_be_sent_stays_in_the_product(app: House) -> None:
    someone = await make.person()
    await commands.choose_digest(Rhythm.DAILY, 0, 0, "email", "a@example.cn", by=someone)
    await make.accepted_topic(someone)
    await digests.make_due()
    digest = await Digest.get(person_id=someone.person_id)
    for _ in range(len(rules.WAITS) + 1):
        with clock.set_to((await Digest.get(id=digest.id)).next_at + timedelta(seconds=1)):
            await digests.send_waiting("http://yishi.test")
    assert (await Digest.get(id=digest.id)).state is DigestState.FAILED
    assert not await queries.to_send()
