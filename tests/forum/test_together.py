"""One read for all who ask together: never older than the question, and nobody's failure or departure but their own."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextvars import ContextVar

import pytest

from forum import together
from forum.together import Kept, Together

of_asker: ContextVar[str] = ContextVar("of_asker", default="nobody's")


class Shelf:
    """What is read: each read waits for `gate`, and gives the time it began at."""

    def __init__(self) -> None:
        self.now = 0
        self.reads: list[list[str]] = []
        self.gate = asyncio.Event()
        self.failing = False
        self.whose = ""

    async def read(self, keys: Collection[str]) -> dict[str, int]:
        began, self.whose = self.now, of_asker.get()
        self.reads.append(sorted(keys))
        await self.gate.wait()
        if self.failing:
            raise OSError("no shelf")
        return dict.fromkeys(keys, began)


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_asks_while_a_read_is_under_way_is_answered_by_the_next() -> None:
    shelf = Shelf()
    asked = Together(shelf.read)
    first = asyncio.create_task(asked.of("a"))
    await turn()
    shelf.now = 1
    late = [asyncio.create_task(asked.of(key)) for key in "abba"]
    await turn()
    assert shelf.reads == [["a"]]
    shelf.gate.set()
    assert await first == 0 and await asyncio.gather(*late) == [1, 1, 1, 1]
    assert shelf.reads == [["a"], ["a", "b"]]


async def test_answers_come_in_the_order_of_the_questions() -> None:
    shelf = Shelf()
    asked, answered = Together(shelf.read), []

    async def ask(key: str) -> None:
        await asked.of(key)
        answered.append(key)

    tasks = [asyncio.create_task(ask("first"))]
    await turn()
    tasks += [asyncio.create_task(ask(key)) for key in ("second", "third")]
    shelf.gate.set()
    await asyncio.gather(*tasks)
    assert answered == ["first", "second", "third"]


async def test_a_read_that_fails_is_a_failure_of_those_it_was_for() -> None:
    shelf = Shelf()
    shelf.failing = True
    asked = Together(shelf.read)
    failing = [asyncio.create_task(asked.of(key)) for key in "ab"]
    await turn()
    shelf.gate.set()
    for task in failing:
        with pytest.raises(OSError, match="no shelf"):
            await task
    shelf.failing = False
    assert await asked.of_all(["a", "b"]) == {"a": 0, "b": 0}


async def test_who_goes_away_takes_nobody_s_answer_with_them() -> None:
    shelf = Shelf()
    asked = Together(shelf.read)
    gone, staying = asyncio.create_task(asked.of("a")), asyncio.create_task(asked.of("a"))
    await turn()
    gone.cancel()
    await turn()
    shelf.gate.set()
    assert await staying == 0 and gone.cancelled()


async def test_nothing_of_who_asks_first_is_in_the_read_for_all() -> None:
    shelf = Shelf()
    shelf.gate.set()
    of_asker.set("the first one's")
    assert await Together(shelf.read).of("a") == 0
    assert shelf.whose == "nobody's"


async def test_a_crowd_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST_AT_ONCE", 3)
    shelf = Shelf()
    shelf.gate.set()
    assert len(await Together(shelf.read).of_all("abcdefgh")) == 8
    assert [len(keys) for keys in shelf.reads] == [3, 3, 2]


async def test_asking_for_nothing_reads_nothing() -> None:
    shelf = Shelf()
    assert await Together(shelf.read).of_all([]) == {} and not shelf.reads


class Workshop:
    def __init__(self) -> None:
        self.made = 0
        self.gate = asyncio.Event()
        self.failing = False

    async def make(self) -> int:
        self.made += 1
        await self.gate.wait()
        if self.failing:
            raise OSError("no wood")
        return self.made


async def test_what_is_kept_is_made_once_for_all_who_wait_and_all_who_come_later() -> None:
    shop, kept = Workshop(), Kept[str, int]()
    waiting = [asyncio.create_task(kept.get("chair", shop.make)) for _ in range(3)]
    await turn()
    shop.gate.set()
    assert await asyncio.gather(*waiting) == [1, 1, 1]
    assert await kept.get("chair", shop.make) == 1 and len(kept) == 1
    assert await kept.get("table", shop.make) == 2
    kept.forget("chair")
    assert await kept.get("chair", shop.make) == 3


async def test_what_could_not_be_made_is_made_for_who_asks_next() -> None:
    shop, kept = Workshop(), Kept[str, int]()
    shop.failing = True
    waiting = [asyncio.create_task(kept.get("chair", shop.make)) for _ in range(3)]
    await turn()
    shop.gate.set()
    for task in waiting:
        with pytest.raises(OSError, match="no wood"):
            await task
    assert shop.made == 1
    shop.failing = False
    assert await kept.get("chair", shop.make) == 2


async def test_when_the_maker_goes_away_another_makes_it() -> None:
    shop, kept = Workshop(), Kept[str, int]()
    maker, waiting = (asyncio.create_task(kept.get("chair", shop.make)) for _ in range(2))
    await turn()
    maker.cancel()
    await turn()
    shop.gate.set()
    assert await waiting == 2 and maker.cancelled()
