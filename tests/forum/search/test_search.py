"""Everybody finds what they may read, as they may read it, and nobody learns by searching what they may not."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from forum import clock, parts
from forum.app import House
from forum.config import Settings
from forum.parts import Document
from forum.people.models import Person
from forum.search import keeping, queries, rules
from forum.search.index import Narrowed
from forum.search.keeping import Keeper
from forum.topics import commands as topics
from forum.topics.models import Category
from tests import factories as make


def keeper_of(app: House) -> Keeper:
    keeper: Keeper = app.extensions["search"]
    return keeper


def asking(typed: str, **narrowed: Any) -> str:
    return "/search?" + urlencode({"q": typed, **narrowed})


async def titles(app: House, typed: str, reader: Any = None, **narrowed: Any) -> list[str]:
    found = await queries.search(keeper_of(app), rules.question(typed), Narrowed(**narrowed), 1, reader)
    assert found.count == len(found.found) and sum(found.by_kind.values()) >= found.count
    return [one.document.link.text for one in found.found]


# ---- who finds what ----


async def test_a_name_is_found_by_residents_and_neither_shown_to_nor_findable_by_the_public(client: Any) -> None:
    someone = await make.person("欧阳淑珍")
    await make.topic(someone, title="欧阳淑珍家楼下的井盖破了")
    stranger, neighbour = await client(), await client(await make.person())
    page = await stranger.text(asking("井盖"))
    assert "欧阳某某家楼下的<mark>井盖</mark>破了" in page and "淑珍" not in page
    assert "<mark>欧阳淑珍</mark>家楼下的井盖破了" in await neighbour.text(asking("欧阳淑珍"))
    page = await stranger.text(asking("欧阳淑珍"))
    assert "没有找到" in page and "/topics/" not in page.partition("<main")[2]
    assert re.search(r"全部<span class=\"tab-count\">0<", page), "not even counted"


async def test_somebody_registered_later_is_masked_in_what_was_there_before(app: House) -> None:
    await make.topic(title="慕容小雨家门口堆放杂物")
    assert await titles(app, "慕容小雨") == ["慕容小雨家门口堆放杂物"], "nobody on the register is called that"
    await make.person("慕容小雨")
    assert await titles(app, "慕容小雨") == []
    assert await titles(app, "堆放杂物") == ["慕容某某家门口堆放杂物"]


async def test_a_session_that_is_only_planned_is_found_by_the_office_alone(app: House) -> None:
    hall = await make.session_planned()
    word = rules.question(await _title(hall.session_id)).words[0]
    assert await titles(app, word, hall.secretary, kind="session")
    for reader in (None, hall.members[0]):
        assert not await titles(app, word, reader, kind="session")
    noticed = await make.session_noticed()
    assert await titles(app, rules.question(await _title(noticed.session_id)).words[0], None, kind="session")


async def _title(session_id: int) -> str:
    from agenda.sessions.models import Session

    return (await Session.get(id=session_id)).title


async def test_minutes_are_found_once_they_are_public_and_projects_by_their_tasks(app: House) -> None:
    from minutes.drafting.models import Minutes
    from tests.minutes.played import TASK, published

    played = await published()
    word = "排水主管"
    assert word in TASK and word in (await Minutes.get(id=played.minutes_id)).published_text
    for reader in (None, played.hall.members[0], played.hall.secretary):
        assert await titles(app, word, reader, kind="minutes")
        assert await titles(app, word, reader, kind="project")
    name = (await Person.get(id=played.hall.members[1].person_id)).name
    assert not await titles(app, name), "residents' names are not searchable by the public"


async def test_every_kind_that_is_offered_is_read_by_everybody_without_an_error(app: House) -> None:
    await make.session_noticed()
    for kind, searched in parts.searched.items():
        for reader in keeping.READERS.values():
            found = await searched.read(await searched.ids(), reader)
            assert all(isinstance(one, Document) and one.stage in rules.STAGES for one in found.values()), kind


# ---- in step ----


async def test_what_was_committed_is_found_at_once_and_what_changed_is_not_found_by_its_old_words(app: House) -> None:
    made = await make.seconded_topic(title="西门口的路灯不亮")
    assert await titles(app, "路灯") == ["西门口的路灯不亮"]
    assert not await titles(app, "坏了已报修", await make.person())
    await topics.return_topic(made.id, "坏了已报修，本周换新", by=await make.secretary())
    assert await titles(app, "坏了已报修", await make.person()) == ["西门口的路灯不亮"]


async def test_an_index_that_was_away_or_of_another_database_catches_up(app: House, database: Settings) -> None:
    await make.topic(title="垃圾桶满了")
    keeper = keeper_of(app)
    await keeper.keep()
    keeper.index.close()
    await make.topic(title="垃圾桶又满了")
    assert sorted(await titles(app, "垃圾桶")) == ["垃圾桶又满了", "垃圾桶满了"]
    keeper.index.note_rooms({1: 10**6})  # as if the database had been put back from a copy
    await make.topic(title="垃圾桶还是满了")
    assert len(await titles(app, "垃圾桶")) == 3
    keeper.index.close()
    os.unlink(keeper.index.path)
    assert len(await titles(app, "垃圾桶")) == 3


async def test_while_the_index_is_behind_one_is_told(client: Any, app: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def behind() -> bool:
        return False

    monkeypatch.setattr(keeper_of(app), "in_step", behind)
    assert "索引还在更新" in await (await client()).text(asking("电梯"))


async def test_it_is_made_anew_on_demand(app: House) -> None:
    await make.topic(title="垃圾桶满了")
    assert await keeper_of(app).anew() == 1
    assert keeper_of(app).index.path.name.startswith("yishi."), "kept private with the other files"


# ---- the page ----


async def test_the_first_page_asks_and_every_filter_narrows(client: Any) -> None:
    where = await make.community()
    someone = await make.person()
    with clock.set_to(clock.now() - timedelta(days=60)):
        await topics.propose_topic("电梯旧的", "说明", Category.SAFETY, where.grid, by=someone)
    await topics.propose_topic("电梯新的", "说明", Category.FACILITIES, where.block, by=someone)
    browser = await client()
    assert "写两个字就能找" in await browser.text("/search")

    async def found(**narrowed: Any) -> set[str]:
        main = (await browser.text(asking("电梯", **narrowed))).partition("<main")[2]
        return set(re.findall(r"<mark>电梯</mark>(旧的|新的)", main))

    assert await found() == {"旧的", "新的"}
    assert await found(category="safety") == {"旧的"}
    assert await found(time=30) == {"新的"}
    assert await found(place=where.block) == {"新的"} and await found(place=where.grid) == {"旧的", "新的"}
    assert await found(place=10**8) == set()
    assert await found(stage="asked") == {"旧的", "新的"} and await found(stage="done") == set()
    assert await found(kind="topic") == {"旧的", "新的"} and await found(kind="minutes") == set()
    assert await found(kind="nonsense", stage="x", category="y", place="z", time="w", page="q") == {"旧的", "新的"}


async def test_where_nothing_was_found_shorter_words_lead_on(client: Any) -> None:
    await make.topic(title="给老楼装电梯")
    page = await (await client()).text(asking("电梯加装费用"))
    assert "没有找到" in page and re.search(r'href="/search\?q=%E7%94%B5%E6%A2%AF"', page)
    assert "写短一点" in await (await client()).text(asking("量子"))


async def test_many_are_paged_newest_first(client: Any) -> None:
    where, someone = await make.community(), await make.person()
    for number in range(rules.PAGE + 3):
        await topics.propose_topic(f"门禁第{number}件", "说明", Category.SAFETY, where.block, by=someone)
    browser = await client()
    first, second = [await browser.text(asking("门禁", page=page)) for page in (1, 2)]
    assert first.count("<mark>门禁</mark>") == rules.PAGE and second.count("<mark>门禁</mark>") == 3
    assert first.index("第22件") < first.index("第21件") and "第0件" in second
    assert "第2页，共2页" in await browser.text(asking("门禁", page=99))


async def test_hostile_questions_get_an_answer(client: Any) -> None:
    browser = await client()
    for typed in ('"', "a AND", "NEAR(", "😀", "\x00电梯", "电梯" * 900, "title:x", "*", "电梯'--"):
        assert (await browser.get(asking(typed, page=-1))).status_code == 200, typed
    assert (await browser.get("/search?q=%ff%fe&page=1e9")).status_code == 200
    assert "没有可以找的字" in await browser.text(asking("😀。！"))
    assert "写得太长" in await browser.text(asking("电梯" * 900))


async def test_a_title_is_found_by_how_it_sounds(app: House) -> None:
    await make.topic(title="给老楼加装电梯")
    assert await titles(app, "jzdt") == await titles(app, "dianti") == ["给老楼加装电梯"]


async def test_the_box_is_on_every_page(client: Any) -> None:
    page = await (await client()).text("/topics")
    assert re.search(r'<form class="head-search[^"]*" method="get" action="/search"', page)
