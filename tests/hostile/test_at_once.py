"""Two people, or one with two phones, press at the same moment; and a disk that is full or taken while they do."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
from tortoise.connection import get_connection

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import figures
from agenda.ballots.models import Ballot, Vote
from agenda.ballots.rules import Choice
from agenda.discussion.models import Contribution
from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from forum.access import SYSTEM
from forum.checking import findings
from forum.journal import Event
from forum.people import commands as people
from forum.topics.models import Topic, TopicAnswer
from minutes.drafting.models import Minutes
from tests import factories as make
from tests.helpers.deeds import check_journal_has_no_gaps, everything
from tests.minutes import played


def statuses(answers: Any) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def test_one_person_voting_differently_on_two_phones_has_one_vote(client: Any) -> None:
    hall = await make.ballot_open(members=6)
    for member in hall.members:
        phones = [await client(member), await client(member)]
        path = f"/ballots/{hall.ballot_id}/votes"
        answers = await asyncio.gather(
            *(p.submit(path, choice=c) for p, c in zip(phones, ("for", "against"), strict=True))
        )
        assert statuses(answers) == {303: 1, 409: 1}
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 6


async def test_checking_in_by_phone_and_by_list_at_once_is_one_check_in(client: Any) -> None:
    hall = await make.session_noticed(members=5)
    code = (await Session.get(id=hall.session_id)).check_in_code
    recorder = await client(hall.recorder)
    asked = []
    for member in hall.members:
        phone = await client(member)
        asked += [phone.submit(f"/c/{code}"), phone.submit(f"/c/{code}")]
        asked += [recorder.submit(f"/seats/{hall.seat_of(member)}/check-in")]
    answers = await asyncio.gather(*asked)
    assert statuses(answers) == {303: 15}
    assert await Event.filter(kind="seat.checked_in").count() == 5
    assert await Seat.filter(session_id=hall.session_id, state="present").count() == 5


async def test_a_check_in_and_an_excuse_at_once_leave_one_of_the_two(client: Any) -> None:
    hall = await make.session_noticed(members=5)
    code = (await Session.get(id=hall.session_id)).check_in_code
    recorder = await client(hall.recorder)
    for member in hall.members:
        phone = await client(member)
        await asyncio.gather(phone.submit(f"/c/{code}"), recorder.submit(f"/seats/{hall.seat_of(member)}/excuse"))
        assert (await Seat.get(id=hall.seat_of(member))).state.value == "present"
    await check_journal_has_no_gaps()


async def test_two_chairs_pressing_the_next_step_at_once_take_it_once(client: Any) -> None:
    hall = await make.motion_put(members=4)
    at_the_desk, at_the_phone = await client(hall.chair), await client(hall.secretary)

    async def both(path: str) -> Counter[int]:
        return statuses(await asyncio.gather(at_the_desk.submit(path), at_the_phone.submit(path)))

    assert await both(f"/motions/{hall.motion_id}/ballot") == {303: 1, 409: 1}
    ballot = await Ballot.get()
    assert await both(f"/ballots/{ballot.id}/close") == {303: 1, 409: 1}
    assert await both(f"/items/{hall.item_id}/close") == {303: 1, 409: 1}
    assert await both(f"/sessions/{hall.session_id}/close") == {303: 1, 409: 1}
    kinds = Counter(await Event.filter(room_id=hall.room_id).values_list("kind", flat=True))
    for kind in ("ballot.opened", "ballot.closed", "item.closed", "session.closed"):
        assert kinds[kind] == 1, kind
    assert await findings() == []


async def test_two_items_opened_at_once_are_one_item_open(client: Any) -> None:
    hall = await make.session_open(members=2, topics=2)
    chair, office = await client(hall.chair), await client(hall.secretary)
    first, second = hall.items
    answers = await asyncio.gather(chair.submit(f"/items/{first}/open"), office.submit(f"/items/{second}/open"))
    assert statuses(answers) == {303: 1, 409: 1}
    assert await AgendaItem.filter(state="open").count() == 1


async def test_a_topic_accepted_and_returned_at_once_has_one_answer_that_fits(client: Any) -> None:
    one, other = await client(await make.secretary()), await client(await make.secretary())
    for _ in range(5):
        topic = await make.seconded_topic()
        await asyncio.gather(
            one.submit(f"/topics/{topic.id}/accept", words="已受理"),
            other.submit(f"/topics/{topic.id}/return", reason="不属于社区"),
        )
        found, told = await Topic.get(id=topic.id), await TopicAnswer.filter(topic_id=topic.id).order_by("-id").first()
        assert told and (found.state.value, told.words) in {("accepted", "已受理"), ("returned", "不属于社区")}


async def test_an_id_that_somebody_else_has_used_is_one_s_own(client: Any) -> None:
    hall = await make.item_open(members=3)
    command_id, path = uuid.uuid4().hex, f"/items/{hall.item_id}/contributions"
    for member in hall.members:
        assert (await (await client(member)).submit(path, text="同意", command_id=command_id)).status_code == 303
    assert await Contribution.all().count() == 3
    ballot = await make.ballot_open(members=3)
    for member in ballot.members:
        phone = await client(member)
        answer = await phone.submit(f"/ballots/{ballot.ballot_id}/votes", choice="for", command_id=command_id)
        assert answer.status_code == 303
    assert await Vote.all().count() == 3


async def test_closing_everything_while_votes_come_counts_those_that_were_answered(client: Any) -> None:
    hall = await make.ballot_open(members=20)
    phones = [await client(member) for member in hall.members]
    chair = await client(hall.chair)

    async def vote(at: int) -> int:
        await asyncio.sleep(at * 0.002)
        answer = await phones[at].submit(f"/ballots/{hall.ballot_id}/votes", choice="for")
        return int(answer.status_code)

    async def close() -> list[int]:
        await asyncio.sleep(0.02)
        session, item = f"/sessions/{hall.session_id}/close", f"/items/{hall.item_id}/close"
        paths = [session, item, f"/ballots/{hall.ballot_id}/close", item, session]
        return [(await chair.submit(path)).status_code for path in paths]

    told, closed = await asyncio.gather(asyncio.gather(*(vote(at) for at in range(20))), close())
    assert closed == [409, 409, 303, 303, 303]
    assert set(told) <= {303, 409}
    ballot = await Ballot.get(id=hall.ballot_id)
    assert figures.tally(ballot).for_ == told.count(303) == await Vote.all().count()
    assert await findings() == []


async def test_minutes_published_at_once_are_numbered_without_gaps(client: Any) -> None:
    signed = [await played.signed() for _ in range(3)]
    body_id = (await Minutes.get(id=signed[0].minutes_id)).body_id
    await Minutes.all().update(body_id=body_id)
    asked = []
    for done in signed:
        chair, office = await client(done.hall.chair), await client(done.hall.secretary)
        asked += [one.submit(f"/minutes/{done.minutes_id}/publish") for one in (chair, office)]
    answers = await asyncio.gather(*asked)
    assert statuses(answers) == {303: 3, 409: 3}
    assert sorted(await Minutes.all().values_list("number", flat=True)) == [1, 2, 3]
    assert await Event.filter(kind="minutes.published").count() == 3


async def test_two_writers_of_the_minutes_lose_nobody_s_text(client: Any) -> None:
    done = await played.drafted()
    recorder, chair = await client(done.hall.recorder), await client(done.hall.chair)
    answers = await asyncio.gather(
        recorder.submit(f"/minutes/{done.minutes_id}/sections/overview", text="记录员写的", base=1),
        chair.submit(f"/minutes/{done.minutes_id}/sections/overview", text="主持人写的", base=1),
    )
    assert statuses(answers) == {303: 1, 409: 1}
    refused = next(answer for answer in answers if answer.status_code == 409)
    text = await refused.get_data(as_text=True)
    assert "记录员写的" in text and "主持人写的" in text


# ---- the disk ----


@asynccontextmanager
async def full_disk() -> AsyncIterator[None]:
    """The database may not grow by a page."""
    connection = get_connection("default")
    pages = (await connection.execute_query_dict("PRAGMA page_count"))[0]["page_count"]
    usual = (await connection.execute_query_dict("PRAGMA max_page_count"))[0]["max_page_count"]
    await connection.execute_query_dict(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        await connection.execute_query_dict(f"PRAGMA max_page_count = {usual}")


async def test_a_full_disk_is_said_and_nothing_is_half_written(client: Any, errors: Any) -> None:
    hall = await make.ballot_open(members=30)
    phones = [await client(member) for member in hall.members]
    filler, where = await client(await make.person()), await make.community()
    topic = {"text": "文" * 2000, "category": "safety", "place_id": where.block}
    async with full_disk():
        told = []
        for n in range(60):  # what free room there is in pages goes first
            answer = await filler.submit("/topics", title=f"题{n}", **topic)
            told.append(answer.status_code)
        text = await answer.get_data(as_text=True)
        before = await everything()
        votes = await asyncio.gather(
            *(phone.submit(f"/ballots/{hall.ballot_id}/votes", choice="for") for phone in phones)
        )
        assert set(statuses(votes)) <= {303, 503}
        after = await everything()
        assert {name for name in before if before[name] != after[name]} <= {"vote"}
        assert (await filler.get("/topics")).status_code == 200, "reading goes on"
    assert told[-1] == 503 and set(told) <= {303, 503}
    assert "磁盘已满" in text
    assert await Topic.filter(title__startswith="题").count() == told.count(303)
    kept = [answer.status_code for answer in votes]
    again = await asyncio.gather(*(phone.submit(f"/ballots/{hall.ballot_id}/votes", choice="for") for phone in phones))
    assert [answer.status_code for answer in again] == [409 if status == 303 else 303 for status in kept]
    assert await Vote.all().count() == 30
    answer = await filler.submit("/topics", title="又有地方了", **topic)
    assert answer.status_code == 303
    assert await findings() == []
    errors.take("database refused")


async def test_a_database_that_another_process_holds_is_said_and_works_again(
    client: Any, errors: Any, settings: Any
) -> None:
    hall = await make.ballot_open(members=2)
    phones, chair = [await client(member) for member in hall.members], await client(hall.chair)
    await get_connection("default").execute_query("PRAGMA busy_timeout = 50")
    path, command_id = f"/ballots/{hall.ballot_id}/votes", uuid.uuid4().hex
    with closing(sqlite3.connect(settings.database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = await everything()
        refused = await phones[0].submit(path, choice="for", command_id=command_id)
        assert refused.status_code == 503 and "没有记下" in await refused.get_data(as_text=True)
        assert (await chair.submit(f"/ballots/{hall.ballot_id}/close")).status_code == 503
        assert (await phones[1].get(f"/sessions/{hall.session_id}/room")).status_code == 200, "reading goes on"
        assert await everything() == before
        other.execute("ROLLBACK")
    assert (await phones[0].submit(path, choice="for", command_id=command_id)).status_code == 303
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[1], command_id="another")
    assert (await chair.submit(f"/ballots/{hall.ballot_id}/close")).status_code == 303
    assert await findings() == []
    errors.take("database refused")


@pytest.mark.parametrize("door", ["/join", "/sign-in"])
async def test_coming_in_while_the_database_is_held_is_said(client: Any, errors: Any, settings: Any, door: str) -> None:
    someone = await make.secretary()
    slip = await people.invite(by=SYSTEM, person_id=someone.person_id)
    await people.set_password(someone.person_id or 0, "shuji", "a right password", by=SYSTEM)
    await get_connection("default").execute_query("PRAGMA busy_timeout = 50")
    browser = await client()
    form = {"pin": slip.pin, "username": "shuji", "password": "a right password"}
    with closing(sqlite3.connect(settings.database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await browser.submit(door, **form)
        assert answer.status_code == 503
        other.execute("ROLLBACK")
    assert (await browser.submit(door, **form)).status_code == 303
    errors.take("database refused")
