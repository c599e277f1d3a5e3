"""The parts of a page ask as if each were alone, and the database is asked once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import side_by_side
from forum.side_by_side import joined, once


class Shelf:
    """What was asked of it, one read at a time; "nothing" is not on it, and "broken" cannot be read."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.titles, self.authors, self.name = joined(self._titles), joined(self._authors), once(self._name)

    async def _titles(self, keys: Collection[str]) -> dict[str, str]:
        self.asked.append(set(keys))
        await asyncio.sleep(0)
        if "broken" in keys:
            raise OSError("no shelf")
        return {key: f"《{key}》" for key in keys if key != "nothing"}

    async def _authors(self, keys: Collection[str]) -> dict[str, str]:
        known = await self.titles(keys)
        self.asked.append({f"by {key}" for key in keys})
        return {key: f"of {title}" for key, title in known.items()}

    async def _name(self) -> str:
        self.asked.append({"the name"})
        return "三楼"

    async def after(self, turns: int, *keys: str) -> dict[str, str]:
        """A part that works for a while before it asks."""
        for _ in range(turns):
            await asyncio.sleep(0)
        return await self.titles(keys)


async def test_parts_that_ask_at_different_times_are_answered_by_one_read() -> None:
    shelf = Shelf()
    found = await side_by_side.read(slow=shelf.after(20, "a", "b"), quick=shelf.after(0, "b", "nothing"))
    assert found == {"slow": {"a": "《a》", "b": "《b》"}, "quick": {"b": "《b》"}}
    assert shelf.asked == [{"a", "b", "nothing"}]


async def test_alone_a_question_is_asked_at_once_and_nothing_is_kept() -> None:
    shelf = Shelf()
    assert await shelf.titles(["a"]) == await shelf.titles(["a"]) == {"a": "《a》"} and await shelf.titles([]) == {}
    assert await shelf.name() == "三楼" and shelf.asked == [{"a"}, {"a"}, {"the name"}]


async def test_what_the_page_knows_it_does_not_ask_again_and_a_question_may_ask_another() -> None:
    shelf = Shelf()

    async def twice() -> list[str]:
        first = await shelf.titles(["a"])
        return [*first.values(), *(await shelf.titles(["a", "c"])).values(), await shelf.name()]

    found = await side_by_side.read(one=twice(), other=shelf.authors(["c"]), same=shelf.name())
    assert found == {"one": ["《a》", "《a》", "《c》", "三楼"], "other": {"c": "of 《c》"}, "same": "三楼"}
    assert sorted(map(sorted, shelf.asked)) == [["a"], ["by c"], ["c"], ["the name"]]


async def test_a_part_may_have_parts_and_all_of_them_ask_together() -> None:
    shelf = Shelf()

    async def nested() -> dict[str, str]:
        parts = await side_by_side.read(x=shelf.after(3, "x"), y=shelf.after(9, "y"))
        return {**parts["x"], **parts["y"], **await shelf.titles(["z"])}

    found = await side_by_side.read(one=nested(), other=shelf.after(0, "a"))
    assert found["one"] == {key: f"《{key}》" for key in "xyz"}
    assert shelf.asked == [{"a", "x", "y"}, {"z"}]


async def test_one_that_fails_ends_the_page_and_leaves_no_part_behind() -> None:
    shelf = Shelf()

    async def fails() -> None:
        raise OSError("no shelf")

    with pytest.raises(OSError, match="no shelf"):
        await side_by_side.read(bad=fails(), other=shelf.after(5, "a"), more=asyncio.Event().wait())
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1 and shelf.asked == []


async def test_who_was_read_for_gets_the_failure_and_may_live_with_it() -> None:
    shelf = Shelf()

    async def careful() -> str:
        try:
            await shelf.titles(["broken"])
        except OSError:
            return "without"
        return "with"

    assert await side_by_side.read(one=careful(), other=asyncio.sleep(0)) == {"one": "without", "other": None}


@given(st.lists(st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abcdef")), max_size=4), max_size=6))
def test_however_the_parts_work_each_gets_what_it_would_alone(parts: list[list[tuple[int, str]]]) -> None:
    async def run(*, together: bool) -> list[list[dict[str, str]]]:
        shelf = Shelf()

        async def part(steps: list[tuple[int, str]]) -> list[dict[str, str]]:
            return [await shelf.after(turns, key) for turns, key in steps]

        if not together:
            return [await part(steps) for steps in parts]
        found = await side_by_side.read(**{str(at): part(steps) for at, steps in enumerate(parts)})
        assert max((sum(key in of for of in shelf.asked) for key in "abcdef"), default=0) <= 1
        return list(found.values())

    assert asyncio.run(asyncio.wait_for(run(together=True), 5)) == asyncio.run(run(together=False))
