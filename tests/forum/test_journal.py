"""The one way to write: shielded, in order, once, and announced only when it is on disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest
from tortoise.connection import get_connection

from agenda.discussion import commands as discussion
from agenda.discussion.models import Contribution
from agenda.floor import commands as floor
from forum import journal
from forum.access import SYSTEM, Actor
from forum.errors import NotFound, RuleBroken, Unavailable
from forum.journal import COMMUNITY_ROOM, CommandDone, Event, Room, answer, command, record, transaction
from forum.people import commands as people
from forum.people.models import Person
from forum.topics.commands import second_topic
from forum.topics.models import TopicSecond
from tests import factories as make
from tests.helpers.deeds import check_journal_has_no_gaps, everything
from tests.helpers.server import HallServer

pytestmark = pytest.mark.threaded


@command
async def register(name: str, *, by: Actor = SYSTEM, before: Callable[[], Awaitable[Any]] | None = None) -> int:
    """A command as any: one row, one event."""
    async with transaction():
        if before:
            await before()
        person_id = await people.register_person(name, by=by)
        return answer(person_id)


# ---- the order ----


async def test_fifty_commands_at_once_are_numbered_without_gaps(database: Any) -> None:
    ids = await asyncio.gather(*(register(f"居民{n}") for n in range(50)))
    assert len(set(ids)) == 50
    events = await journal.events_of(COMMUNITY_ROOM)
    assert [event.seq for event in events] == list(range(1, 51))
    assert [event.data["person"] for event in events] == sorted(ids)


async def test_a_reader_catches_up_from_the_number_it_has(database: Any) -> None:
    for n in range(5):
        await register(f"居民{n}")
    assert [event.seq for event in await journal.events_of(COMMUNITY_ROOM, since=3)] == [4, 5]
    assert await journal.events_of(COMMUNITY_ROOM, since=5) == []


async def test_refused_commands_between_leave_no_gap(database: Any) -> None:
    @command
    async def refuse(*, by: Actor) -> None:
        async with transaction():
            record("person.registered", by, person=0)
            await Person.create(name="谁也不是", joined_at=journal.clock.now())
            raise RuleBroken("不行。")

    for n in range(6):
        await register(f"居民{n}")
        with pytest.raises(RuleBroken):
            await refuse(by=SYSTEM)
    assert await Person.filter(name="谁也不是").count() == 0
    assert (await Room.get(id=COMMUNITY_ROOM)).seq == 6
    await check_journal_has_no_gaps()


async def test_a_room_that_is_not_there_is_not_written_to(database: Any) -> None:
    @command
    async def write(*, by: Actor) -> None:
        async with transaction(999):
            record("nothing.happened", by)

    with pytest.raises(NotFound):
        await write(by=SYSTEM)
    assert await Event.all().count() == 0


async def test_a_transaction_outside_a_command_is_a_mistake(database: Any) -> None:
    with pytest.raises(AssertionError):
        async with transaction():
            pass  # pragma: no cover


# ---- once ----


async def test_an_id_belongs_to_the_person_and_the_command(database: Any) -> None:
    made = await make.topic()
    one, two = await make.person(), await make.person()
    for by in (one, two):
        await second_topic(made.id, by=by, command_id="the-same")
    assert await TopicSecond.filter(topic_id=made.id).count() == 2
    assert await CommandDone.all().count() == 2
    kept = [done.id for done in await CommandDone.all()]
    assert not any("the-same" in id or id.startswith(f"{by.person_id}:") for id in kept), "it does not say who did what"


async def test_a_refused_command_may_be_sent_again_with_its_id(database: Any) -> None:
    """What did not happen is not remembered as done: a person mends the reason and presses the button again."""
    rich = False

    @command
    async def pay(*, by: Actor) -> int:
        async with transaction():
            if not rich:
                raise RuleBroken("还不够。")
            record("bill.paid", by)
            return answer(7)

    with pytest.raises(RuleBroken):
        await pay(by=SYSTEM, command_id="bill-1")
    rich = True
    assert await pay(by=SYSTEM, command_id="bill-1") == 7
    assert await pay(by=SYSTEM, command_id="bill-1") == 7
    assert await Event.filter(kind="bill.paid").count() == 1


@pytest.mark.parametrize("given", [None, 0, False, "", [], {"added": 2}, "王"])
async def test_any_answer_comes_back_the_same(database: Any, given: Any) -> None:
    @command
    async def give(*, by: Actor) -> Any:
        async with transaction():
            record("answer.given", by)
            return answer(given)

    first = await give(by=SYSTEM, command_id="abc")
    assert first == given
    assert await give(by=SYSTEM, command_id="abc") == given
    assert await Event.all().count() == 1


async def test_ids_of_any_length_are_kept_apart(database: Any) -> None:
    """A client's id is a stranger's text: two that begin alike are two commands."""
    long = "x" * 300
    first = await register("一", by=SYSTEM, command_id=long + "1")
    second = await register("二", by=SYSTEM, command_id=long + "2")
    assert first != second
    assert await register("一", by=SYSTEM, command_id=long + "1") == first


# ---- announced after the commit ----


async def test_listeners_hear_what_is_on_disk_in_order(database: Any) -> None:
    heard: list[tuple[int, int]] = []

    async def listener(events: list[Event]) -> None:
        with closing(sqlite3.connect(database.database_file)) as other:
            stored = other.execute("SELECT count(*) FROM event").fetchone()[0]
        heard.extend((event.seq, stored) for event in events)

    journal.listen(listener)
    await asyncio.gather(*(register(f"居民{n}") for n in range(20)))
    assert [seq for seq, _ in heard] == list(range(1, 21))
    assert all(stored >= seq for seq, stored in heard)


async def test_nobody_hears_of_a_refused_command(database: Any) -> None:
    heard: list[Event] = []

    async def listener(events: list[Event]) -> None:
        heard.extend(events)

    journal.listen(listener)
    hall = await make.session_noticed()
    heard.clear()
    with pytest.raises(RuleBroken):
        await floor.raise_hand(hall.items[0], by=hall.members[0])
    assert heard == []


async def test_a_failing_listener_fails_neither_the_command_nor_the_next_listener(database: Any, errors: Any) -> None:
    heard: list[str] = []

    async def broken(events: list[Event]) -> None:
        raise ValueError("a screen broke")

    async def sound(events: list[Event]) -> None:
        heard.extend(event.kind for event in events)

    journal.listen(broken)
    journal.listen(sound)
    person_id = await register("王秀英")
    assert await Person.exists(id=person_id)
    assert heard == ["person.registered"]
    assert "a screen broke" in errors.take("listener failed")[0]
    journal.forget_all()
    await register("李建国")


async def test_a_listener_listens_once_and_not_after_the_shutdown(database: Any) -> None:
    calls: list[int] = []

    async def listener(events: list[Event]) -> None:
        calls.append(len(events))

    journal.listen(listener)
    journal.listen(listener)
    await register("王秀英")
    journal.forget_all()
    await register("李建国")
    assert calls == [1]


# ---- cancelled callers ----


@pytest.mark.crash
async def test_two_hundred_callers_that_hang_up_mid_write_lose_nothing(database: Any) -> None:
    """Quart cancels a handler when its client goes; a plain Tortoise transaction hung the connection within 84."""
    hall = await make.item_open(members=5)

    async def post(n: int) -> int:
        by = hall.members[n % 5]
        return await discussion.contribute(hall.item_id, f"第{n}条", by=by, command_id=f"phone-{n}")

    answered: dict[int, int] = {}
    hung_up = 0
    for start in range(0, 200, 10):
        tasks = {n: asyncio.create_task(post(n)) for n in range(start, start + 10)}
        for n, task in tasks.items():
            for _ in range(n % 17):  # each at another point of its way to the disk
                await asyncio.sleep(0)
            if n % 10 != 9:
                task.cancel()
        done = await asyncio.gather(*tasks.values(), return_exceptions=True)
        for n, result in zip(tasks, done, strict=True):
            if isinstance(result, int):
                answered[n] = result
            else:
                assert isinstance(result, asyncio.CancelledError)
                hung_up += 1
    assert hung_up >= 100, "the test no longer hangs up in time"
    await asyncio.wait_for(journal.finish_commands(), 20)
    stored = {row.id: row.text for row in await asyncio.wait_for(Contribution.all(), 5)}
    assert all(stored[row] == f"第{n}条" for n, row in answered.items())
    assert len(set(stored.values())) == len(stored)
    await check_journal_has_no_gaps()
    # Whoever hung up sends it again, as the page does: everything is there once.
    await asyncio.gather(*(post(n) for n in range(200)))
    assert await Contribution.all().count() == 200
    assert await Event.filter(kind="contribution.posted").count() == 200


async def test_a_command_whose_caller_went_away_still_ends_and_is_announced(database: Any) -> None:
    heard = asyncio.Event()
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def listener(events: list[Event]) -> None:
        heard.set()

    async def pause() -> None:
        inside.set()
        await go_on.wait()

    journal.listen(listener)
    task = asyncio.create_task(register("王秀英", before=pause))
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not heard.is_set()
    go_on.set()
    await asyncio.wait_for(heard.wait(), 5)
    assert await Person.filter(name="王秀英").count() == 1


async def test_shutting_down_waits_for_commands_still_running(database: Any) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def pause() -> None:
        inside.set()
        await go_on.wait()

    task = asyncio.create_task(register("王秀英", before=pause))
    await inside.wait()
    task.cancel()
    finishing = asyncio.create_task(journal.finish_commands())
    await asyncio.wait({finishing}, timeout=0.05)
    assert not finishing.done()
    go_on.set()
    await asyncio.wait_for(finishing, 5)
    assert await Person.filter(name="王秀英").count() == 1


# ---- when the disk says no ----


async def test_a_database_that_is_busy_is_said_as_a_sentence_and_recovers(database: Any, errors: Any) -> None:
    await get_connection("default").execute_script("PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(database.database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as refused:
            await asyncio.wait_for(register("王秀英"), 5)
        assert "没有记下" in refused.value.said(str)
        assert await asyncio.wait_for(Person.all().count(), 5) == 0  # reading goes on
        other.execute("ROLLBACK")
    errors.take("database refused")
    assert await asyncio.wait_for(register("王秀英"), 5) > 0
    await check_journal_has_no_gaps()


async def test_a_full_disk_is_said_as_a_sentence_and_nothing_is_half_written(database: Any, errors: Any) -> None:
    connection = get_connection("default")
    pages = (await connection.execute_query_dict("PRAGMA page_count"))[0]["page_count"]
    await connection.execute_script(f"PRAGMA max_page_count={pages}")  # as full as a disk can be
    before = await everything()
    long = "很" * 80
    refused = 0
    for _ in range(200):
        try:
            await register(long)
        except Unavailable:
            refused += 1
            break
        before = await everything()
    assert refused, "200 rows fitted on a full disk"
    errors.take("database refused")
    assert await everything() == before
    await connection.execute_script("PRAGMA max_page_count=1073741823")
    await register(long)
    await check_journal_has_no_gaps()


async def test_a_broken_reference_is_a_mistake_of_ours_and_not_called_a_full_disk(database: Any) -> None:
    @command
    async def point_nowhere(*, by: Actor) -> None:
        async with transaction():
            await Person.create(name="无处", place_id=999, joined_at=journal.clock.now())

    with pytest.raises(journal.IntegrityError):
        await point_nowhere(by=SYSTEM)
    assert await Person.all().count() == 0
    await register("王秀英")


async def test_what_is_gone_is_said_to_be_gone(database: Any) -> None:
    @command
    async def look(*, by: Actor) -> None:
        async with transaction():
            await Person.get(id=999)

    with pytest.raises(NotFound):
        await look(by=SYSTEM)


# ---- the real server, and clients that hang up ----


async def send_post(server: HallServer, path: str, cookie: dict[str, str], **fields: str) -> Any:
    """A whole request on a raw socket; gives its reader and writer."""
    body = urlencode(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookie['Cookie']}\r\n"
        "Sec-Fetch-Site: same-origin\r\nAccept: application/json\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head.encode() + body)
    return reader, writer


@pytest.mark.crash
async def test_two_hundred_aborted_posts_lose_nothing_and_the_server_still_answers(
    server: HallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await make.item_open(members=5)
    cookies = [await server.cookie(member) for member in hall.members]
    begun = {f"contribution-{n}": asyncio.Event() for n in range(240)}
    contribute, cut_mid_write = discussion.contribute, 0

    async def watched(*args: Any, **given: Any) -> Any:
        nonlocal cut_mid_write
        begun[given["command_id"]].set()
        try:
            return await contribute(*args, **given)
        except asyncio.CancelledError:
            cut_mid_write += 1
            raise

    monkeypatch.setattr(discussion, "contribute", watched)

    async def post(n: int, patience: int | None) -> int | None:
        """The status, or None for who hung up, `patience` rounds of the event loop after the command began."""
        fields = {"text": f"第{n}条", "command_id": f"contribution-{n}"}
        path = f"/items/{hall.item_id}/contributions"
        reader, writer = await send_post(server, path, cookies[n % 5], **fields)
        try:
            if patience is None:
                return int((await asyncio.wait_for(reader.readline(), 20)).split()[1])
            await asyncio.wait_for(begun[fields["command_id"]].wait(), 20)
            for _ in range(patience):
                await asyncio.sleep(0)
            return None
        finally:
            writer.transport.abort()

    acknowledged = set()
    for start in range(0, 240, 12):  # of each twelve ten hang up, each at another moment
        numbers = range(start, start + 12)
        answers = await asyncio.gather(*(post(n, None if n % 6 == 5 else n % 23) for n in numbers))
        acknowledged |= {n for n, status in zip(numbers, answers, strict=True) if status == 200}
    assert len(acknowledged) == 40, "who waited was answered"
    assert cut_mid_write >= 84, "the test no longer cuts handlers while they write"
    await asyncio.wait_for(journal.finish_commands(), 20)
    stored = await Contribution.filter(item_id=hall.item_id).values_list("text", flat=True)
    assert {f"第{n}条" for n in acknowledged} <= set(stored)
    assert len(set(stored)) == len(stored)
    assert len(stored) == 240, "a command that has begun runs to its end"
    await check_journal_has_no_gaps()
    # Who got no answer sends again, whether it was stored or not.
    unsure = [n for n in range(240) if n not in acknowledged]
    again = [await asyncio.gather(*(post(n, None) for n in unsure[at : at + 25])) for at in range(0, 200, 25)]
    assert {status for statuses in again for status in statuses} == {200}
    assert await Contribution.filter(item_id=hall.item_id).count() == 240
    await check_journal_has_no_gaps()
