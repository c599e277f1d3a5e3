"""The office's tree of places: commands, and the pages over them."""

from __future__ import annotations

from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.offices import commands as offices
from forum.offices.models import Appointment, Office
from forum.people import commands as people
from forum.people.models import Person
from forum.places import commands, queries
from forum.places.models import Place, PlaceKind
from tests import factories


async def happened(kind: str) -> int:
    return await Event.filter(kind=kind).count()


async def test_blocks_are_added_many_at_once_or_none(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    made = await commands.add_places(PlaceKind.BLOCK, ["8号楼", "9号楼"], by=office, parent_id=where.grid)
    assert [one.path for one in await Place.filter(id__in=made)] == ["第三网格8号楼", "第三网格9号楼"]
    with pytest.raises(BadInput):
        await commands.add_places(PlaceKind.BLOCK, ["10号楼", "9号楼"], by=office, parent_id=where.grid)
    with pytest.raises(BadInput):
        await commands.add_places(PlaceKind.HOUSEHOLD, ["101室"], by=office, parent_id=where.grid)
    with pytest.raises(NotAllowed):
        await commands.add_places(PlaceKind.BLOCK, ["10号楼"], by=await factories.person(), parent_id=where.grid)
    assert not await Place.exists(name="10号楼")


async def test_a_new_name_is_written_everywhere_below(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    room = await people.keep_place("household", "1单元101室", by=SYSTEM, parent_id=where.block)
    await commands.rename_place(where.grid, "梧桐东网格", by=office)
    assert (await Place.get(id=room)).path == "梧桐东网格7号楼1单元101室"
    await commands.rename_place(where.community, "梧桐里新社区", by=office)
    assert (await Place.get(id=room)).path == "梧桐东网格7号楼1单元101室"
    assert await happened("place.renamed") == 2
    await commands.rename_place(where.grid, "梧桐东网格", by=office)
    assert await happened("place.renamed") == 2, "the same name is no news"


async def test_a_block_moves_to_another_grid_with_its_households(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    room = await people.keep_place("household", "101室", by=SYSTEM, parent_id=where.block)
    (other,) = await commands.add_places(PlaceKind.GRID, ["第五网格"], by=office, parent_id=where.community)
    await commands.move_place(where.block, other, by=office)
    assert (await Place.get(id=room)).path == "第五网格7号楼101室"
    with pytest.raises(RuleBroken):
        await commands.move_place(other, where.block, by=office)
    await commands.add_places(PlaceKind.BLOCK, ["7号楼"], by=office, parent_id=where.grid)
    with pytest.raises(RuleBroken, match="请先改名"):
        await commands.move_place(where.block, where.grid, by=office)
    assert await happened("place.moved") == 1


async def test_a_closed_place_keeps_its_people_and_is_offered_no_more(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    room = await people.keep_place("household", "101室", by=SYSTEM, parent_id=where.block)
    living, head = await factories.person(place_id=room), await factories.person()
    given = await offices.appoint(head.person_id or 0, Office.BLOCK_HEAD, where.block, by=office)
    assert await offices.close_place(where.block, by=office) == 2
    assert (await Person.get(id=living.person_id)).place_id == room
    assert where.block not in dict(await queries.choices()) and await queries.blocks() == []
    ended = await Appointment.get(id=given)
    assert ended.ended_on == clock.today() and ended.ended_why
    with pytest.raises(RuleBroken):
        await commands.add_places(PlaceKind.HOUSEHOLD, ["102室"], by=office, parent_id=where.block)
    with pytest.raises(RuleBroken, match="已经停用"):
        await offices.close_place(where.block, by=office)
    with pytest.raises(RuleBroken):
        await offices.close_place(where.community, by=office)
    await commands.reopen_place(where.block, by=office)
    assert where.block in dict(await queries.choices())
    assert (await Place.get(id=room)).closed_on is not None, "what was closed with it is reopened one by one"


async def test_the_tree_counts_households_and_people_in_a_few_queries(database: Any) -> None:
    where = await factories.community()
    for number in range(3):
        room = await people.keep_place("household", f"{number}0{number}室", by=SYSTEM, parent_id=where.block)
        for _ in range(number):
            await factories.person(place_id=room)
    await factories.person(place_id=where.grid)
    (top,) = await queries.tree()
    assert (top.households, top.people) == (3, 4)
    block = queries.found_in([top], where.block)
    assert block is not None and (block.households, block.people) == (3, 3)


async def test_the_office_keeps_the_tree_on_its_pages(client: Any) -> None:
    where = await factories.community()
    office = await client(await factories.secretary())
    assert "还没有楼栋长" in await office.text("/places")
    added = await office.submit(f"/places/{where.block}/below", kind="household", names="101室\n\n 102室 \n")
    assert added.status_code == 303 and await Place.filter(parent_id=where.block).count() == 2
    again = await office.submit(f"/places/{where.block}/below", kind="household", names="102室\n103室")
    text = await again.get_data(as_text=True)
    assert again.status_code == 422 and "“102室”已经有了" in text and "103室</textarea>" in text
    many = await office.submit(f"/places/{where.block}/below", kind="household", names="\n".join(map(str, range(201))))
    assert many.status_code == 422 and "一次最多 200 个" in await many.get_data(as_text=True)
    assert (await office.submit(f"/places/{where.block}/name", new_name="七号楼")).status_code == 303
    assert "七号楼" in await office.text("/places") and "第三网格七号楼102室" in await office.text("/places?q=102")
    assert (await office.submit(f"/places/{where.block}/close")).status_code == 303
    page = await office.text(f"/places/{where.block}")
    assert "重新启用" in page and 'id="appoint"' not in page and 'id="add"' not in page


async def test_a_place_has_only_what_its_level_allows(client: Any) -> None:
    where = await factories.community()
    office = await client(await factories.secretary())
    grid, community = await office.text(f"/places/{where.grid}"), await office.text(f"/places/{where.community}")
    assert 'value="grid_worker"' in grid and 'value="block_head"' not in grid
    assert 'id="appoint"' not in community and 'value="grid"' in community and 'id="change"' in community
    assert (await office.submit(f"/places/{where.grid}/officers", office="block_head", name="谁")).status_code == 422


async def test_only_the_office_sees_places(client: Any) -> None:
    where = await factories.community()
    resident = await client(await factories.person())
    for path in ("/places", f"/places/{where.grid}", "/terms", "/teams"):
        assert (await resident.get(path)).status_code == 403, path
    assert (await resident.submit(f"/places/{where.block}/close")).status_code == 403
    assert (await Place.get(id=where.block)).closed_on is None
    assert (await (await client(await factories.secretary())).get("/places/99999")).status_code == 404


async def test_of_two_communities_a_choice_says_in_which_it_lies(database: Any) -> None:
    where = await factories.community()
    assert dict(await queries.choices())[where.grid] == "第三网格"
    far = await people.keep_place("community", "桂花园社区", by=SYSTEM)
    grid = await people.keep_place("grid", "第三网格", by=SYSTEM, parent_id=far)
    block = await people.keep_place("block", "7号楼", by=SYSTEM, parent_id=grid)
    chosen = dict(await queries.choices())
    assert [chosen[id] for id in (far, grid, block)] == ["桂花园社区", "桂花园社区第三网格", "桂花园社区第三网格7号楼"]
    assert chosen[where.community] == "梧桐里社区" and chosen[where.block] == "梧桐里社区第三网格7号楼"
