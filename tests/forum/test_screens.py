"""What screens are shown: made once for all, never older than its version says, and a failure is one slot's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import DictLoader
from tortoise.exceptions import DoesNotExist

from forum import pages, screens
from forum.access import SYSTEM
from forum.journal import Room, command, record, transaction
from forum.screens import VOTE_BITS, Screens, Slot, version

pytestmark = pytest.mark.usefixtures("database")
TEMPLATES = {"list": "{{ view }} for {{ audience }} in {{ _('赞成') }}", "broken": "{{ view.nowhere.more }}"}


def slot(name: str, template: str = "list", audiences: set[str] | None = None, **more: Any) -> Slot:
    return Slot(name, template, frozenset(audiences or {"phone"}), frozenset({"hand"}), **more)


@command
async def happen(room_id: int, kind: str, times: int = 1, *, by: Any) -> None:
    async with transaction(room_id):
        for _ in range(times):
            record(kind, by)


class Stage:
    """A room with slots of its own; what its view says is its seq at the time of loading."""

    def __init__(self, room_id: int) -> None:
        self.room_id = room_id
        self.screens = Screens()
        self.screens.load_view = self.load
        self.screens.votes_counted = self.count
        self.screens.slots["list"] = slot("list")
        self.loads = 0
        self.votes = 0
        self.loading, self.gate = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def load(self, room_id: int) -> str:
        self.loads += 1
        self.loading.set()
        await self.gate.wait()
        return f"{(await Room.get(id=room_id)).seq} and {self.votes}"

    async def count(self, _: int) -> int:
        return self.votes

    async def happen(self, kind: str = "hand.raised", times: int = 1) -> None:
        await happen(self.room_id, kind, times, by=SYSTEM)

    async def shown(self, language: str = "zh") -> list[dict[str, Any]]:
        seen = await self.screens.newest(self.room_id)
        return await self.screens.render(seen, "phone", language, self.screens.slots)

    async def newer(self, **versions: Any) -> list[str]:
        seen = await self.screens.newest(self.room_id)
        answer = await self.screens.newer(seen, "phone", "zh", versions)
        return [slot["slot"] for slot in json.loads(answer.slots)]


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    environment = pages.environment.overlay(loader=DictLoader(TEMPLATES))
    monkeypatch.setattr(pages, "environment", environment)
    yield


@pytest.fixture
async def stage(templates: None) -> Stage:
    room = await Room.create(kind="session")
    return Stage(room.id)


async def test_however_many_look_the_view_is_loaded_and_the_slot_made_once_a_version(stage: Stage) -> None:
    looks = [await asyncio.gather(*(stage.shown() for _ in range(20))) for _ in range(2)]
    assert stage.loads == 1
    assert all(shown == looks[0][0] for look in looks for shown in look)
    await stage.happen()
    assert (await stage.shown())[0]["html"].startswith("1 and 0") and stage.loads == 2


async def test_a_slot_is_made_in_each_language(stage: Stage) -> None:
    zh, en = await stage.shown("zh"), await stage.shown("en")
    assert zh[0]["html"].endswith("赞成") and not en[0]["html"].endswith("赞成")


async def test_a_version_is_read_before_what_it_stamps(stage: Stage) -> None:
    stage.gate.clear()
    looking = asyncio.create_task(stage.shown())
    await asyncio.wait_for(stage.loading.wait(), 10)
    await stage.happen()
    stage.gate.set()
    (slow,) = await looking
    assert slow["version"] == version(0) and slow["html"].startswith("1 and 0"), "newer than it says, never older"
    assert (await stage.shown())[0]["version"] == version(1)


async def test_who_read_the_version_before_is_shown_what_is_newer_under_its_version(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await stage.screens._version_of(stage.room_id)
    await stage.happen()
    newest = await stage.screens.newest(stage.room_id)

    async def late(_: int) -> int:
        return old

    monkeypatch.setattr(stage.screens, "_version_of", late)
    seen = await stage.screens.newest(stage.room_id)
    assert seen is newest and seen.at == version(1) and stage.screens.is_newest(seen)


async def test_who_holds_an_older_version_can_tell(stage: Stage) -> None:
    seen = await stage.screens.newest(stage.room_id)
    await stage.happen()
    assert stage.screens.is_newest(seen), "nobody has been shown the newer one yet"
    await stage.screens.newest(stage.room_id)
    assert not stage.screens.is_newest(seen)


async def test_votes_count_in_the_version_below_the_seq(stage: Stage) -> None:
    await stage.happen()
    stage.votes = 5
    assert (await stage.shown())[0]["version"] == (1 << VOTE_BITS) + 5


async def test_a_room_that_is_none_is_not_shown(stage: Stage) -> None:
    with pytest.raises(DoesNotExist):
        await stage.screens.newest(10**6)


async def test_a_slot_that_fails_is_logged_and_the_others_are_shown(stage: Stage, errors: Any) -> None:
    stage.screens.slots["broken"] = slot("broken", "broken")
    assert [each["slot"] for each in await stage.shown()] == ["list"]
    assert await stage.newer() == ["list"]
    errors.take("slot not rendered")


async def test_what_failed_is_made_again_for_who_asks_next(stage: Stage, errors: Any) -> None:
    failing = True

    async def more(_: Any) -> dict[str, Any]:
        if failing:
            raise OSError("no disk")
        return {}

    stage.screens.slots["sometimes"] = slot("sometimes", more=more)
    assert await stage.newer() == ["list"]
    errors.take("slot not rendered")
    failing = False
    assert await stage.newer() == ["list", "sometimes"]


async def test_a_view_that_cannot_be_loaded_is_an_error_of_all_and_loaded_for_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(_: int) -> None:
        raise OSError("locked")

    monkeypatch.setattr(stage.screens, "load_view", locked)
    with pytest.raises(OSError, match="locked"):
        await stage.shown()
    monkeypatch.setattr(stage.screens, "load_view", stage.load)
    assert await stage.shown()


async def test_what_an_audience_may_not_see_is_not_rendered_for_it(stage: Stage) -> None:
    stage.screens.slots["roll"] = slot("roll", "broken", audiences={"console"})
    assert [each["slot"] for each in await stage.shown()] == ["list"]
    assert await stage.newer() == ["list"]


async def test_a_screen_is_sent_what_was_touched_since_its_versions_and_nothing_else(stage: Stage) -> None:
    stage.screens.slots |= {
        "talk": Slot("talk", "list", frozenset({"phone"}), frozenset({"contribution"}), calm=frozenset({"hand"})),
        "count": slot("count", votes=True),
    }
    at = version((await Room.get(id=stage.room_id)).seq)
    every = ["count", "list", "talk"]
    assert await stage.newer() == every
    assert await stage.newer(list=at, talk=at, count=at) == []
    await stage.happen("hand.raised")
    assert await stage.newer(list=at, talk=at, count=at) == ["count", "list"]
    assert await stage.newer(list=version(1), talk=at, count=version(1)) == []
    stage.votes = 3
    assert await stage.newer(list=version(1), talk=at, count=version(1)) == ["count"]
    assert await stage.newer(list=version(1), talk=at, count=version(1, 3)) == []
    assert await stage.newer(list=-1, talk="x", count=True, nowhere=5) == every


async def test_sets_of_slots_are_encoded_once_and_only_so_many_are_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "SETS_KEPT", 2)
    stage.screens.slots |= {name: slot(name) for name in "abcd"}
    seen, at = await stage.screens.newest(stage.room_id), version(0)
    answers = [await stage.screens.newer(seen, "phone", "zh", known) for known in ({}, {"a": at}, {"b": at}, {})]
    assert answers[0] is answers[3] and len(seen.ready) == 2
    assert len(json.loads(answers[2].slots)) == 4


async def test_phones_that_come_while_a_hall_votes_share_what_was_made_a_moment_ago(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, lacks = await stage.screens.newest_but_votes(stage.room_id)
    assert not lacks
    stage.votes = 3
    assert await stage.screens.newest_but_votes(stage.room_id) == (seen, True)
    await stage.happen()
    after, lacks = await stage.screens.newest_but_votes(stage.room_id)
    assert after.at == version(1, 3) and not lacks, "an event is no vote: it is never lacking"
    stage.votes = 4
    monkeypatch.setattr(screens, "FRESH", 0)
    later, lacks = await stage.screens.newest_but_votes(stage.room_id)
    assert later.at == version(1, 4) and not lacks


async def test_a_long_list_lets_others_have_their_turn(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "TURN", 0)
    monkeypatch.setitem(TEMPLATES, "long", "{% for n in range(50) %}{{ n }},{% endfor %}")
    stage.screens.slots["list"] = slot("list", "long")
    await stage.screens.view(await stage.screens.newest(stage.room_id))
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    others = asyncio.create_task(other())
    (shown,) = await stage.shown()
    others.cancel()
    assert shown["html"] == ",".join(str(n) for n in range(50)) + "," and turns > 50


async def test_rooms_looked_at_long_ago_are_forgotten(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "ROOMS_KEPT", 2)
    rooms = [stage.room_id, *[(await Room.create(kind="session")).id for _ in range(2)]]
    for room_id in (*rooms[:2], stage.room_id, rooms[2]):
        await stage.screens.newest(room_id)
    assert list(stage.screens._kept) == [stage.room_id, rooms[2]]
