from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from quart.datastructures import FileStorage

from agenda.ballots.rule_sets import PRESETS, Measure
from forum.bodies.models import Body, MemberRole, Membership, Unit
from forum.people.models import Person
from tests import factories

ROSTERS = Path(__file__).parents[4] / "shared/data/zh-roster"


async def _upload(browser: Any, body_id: int, data: bytes, **fields: str) -> Any:
    return await browser.post(
        f"/bodies/{body_id}/roster", form=fields, files={"file": FileStorage(BytesIO(data), filename="名册.csv")}
    )


async def test_a_body_is_founded_with_its_preset_s_rules(client: Any) -> None:
    office = await client(await factories.secretary())
    assert "到会三分之二以上" in await office.text("/bodies/new")
    answer = await office.submit("/bodies", name="居民议事会", organ="居民委员会", preset="two_thirds", seats_units="0")
    body = await Body.get(id=int(answer.headers["Location"].rsplit("/")[-1]))
    assert body.rules["preset"] == "two_thirds" and body.rules["seats"] == "members" and not body.seats_units
    again = await office.submit("/bodies", name="居民议事会", organ="x", preset="simple", seats_units="0")
    assert again.status_code == 422 and "已经有叫这个名称的组织" in await again.get_data(as_text=True)
    unknown = await office.submit("/bodies", name="别的", organ="x", preset="none", seats_units="0")
    assert unknown.status_code == 422


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
async def test_the_sixty_are_imported_the_same_in_every_encoding(client: Any, encoding: str) -> None:
    path = ROSTERS / f"npc14_xinjiang.{encoding}.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    made, data = await factories.body(0), path.read_bytes()
    office = await client(await factories.secretary())
    assert (await _upload(office, made.id, data)).status_code == 303
    people = await Person.filter(memberships__body_id=made.id)
    assert len(people) == 60 and sum("·" in person.name for person in people) > 10
    assert (await _upload(office, made.id, data)).status_code == 303
    assert await Membership.filter(body_id=made.id).count() == 60


async def test_a_roster_with_broken_rows_says_where_and_imports_nobody(client: Any) -> None:
    made = await factories.body(0)
    office = await client(await factories.secretary())
    answer = await _upload(office, made.id, "姓名,电话\n王秀兰,abc\n,138\n".encode())
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "第2行 · 电话" in text and "第3行 · 姓名" in text
    assert not await Membership.exists()
    assert (await _upload(office, made.id, b"")).status_code == 422


async def test_namesakes_are_asked_about_and_taken_once_somebody_has_looked(client: Any) -> None:
    made = await factories.body(0)
    office = await client(await factories.secretary())
    data = "姓名,身份\n王秀兰,主任\n王秀兰,委员\n".encode()
    asked = await _upload(office, made.id, data)
    assert asked.status_code == 422 and "同名的是不同的人" in await asked.get_data(as_text=True)
    assert (await _upload(office, made.id, data, namesakes="1")).status_code == 303
    roles = await Membership.filter(body_id=made.id).order_by("number").values_list("role", flat=True)
    assert roles == [MemberRole.DIRECTOR, MemberRole.MEMBER]


async def test_a_person_is_seated_by_name_once_and_picked_among_namesakes(client: Any) -> None:
    made = await factories.body(0)
    one, other = await factories.person("王秀兰"), await factories.person("王秀兰")
    office, path = await client(await factories.secretary()), f"/bodies/{made.id}/seats"
    asked = await office.submit(path, name="王秀兰", role="director")
    text = await asked.get_data(as_text=True)
    assert asked.status_code == 422 and f'value="{one.person_id}"' in text and "都叫这个姓名" in text
    assert (await office.submit(path, name="王秀兰", role="director", person_id=other.person_id)).status_code == 303
    assert (await office.submit(path, name="王秀兰", person_id=other.person_id)).status_code == 409
    assert [m.person_id for m in await Membership.filter(body_id=made.id)] == [other.person_id]
    missing = await office.submit(path, name="没有这人")
    assert missing.status_code == 422 and "/people/new?name=" in await missing.get_data(as_text=True)


async def test_a_unit_sits_with_its_delegate(client: Any) -> None:
    made = await factories.body(0, "joint_council", units=True)
    unit, delegate = await factories.unit("市政工程管理处"), await factories.person("赵志强")
    office, path = await client(await factories.secretary()), f"/bodies/{made.id}/seats"
    assert (await office.submit(path, name="赵志强")).status_code == 422
    assert (await office.submit(path, name="赵志强", unit_id=unit)).status_code == 303
    page = await office.text(f"/bodies/{made.id}")
    assert "市政工程管理处" in page and delegate.name in page
    assert (await office.submit(path, name="赵志强", unit_id=unit)).status_code == 409


async def test_a_unit_is_kept_once(client: Any) -> None:
    office = await client(await factories.secretary())
    assert (await office.submit("/units", name="第三小学", kind="school")).status_code == 303
    assert (await office.submit("/units", name="第三小学", kind="school")).status_code == 422
    assert (await office.submit("/units", name="第四小学", kind="zoo")).status_code == 422
    assert await Unit.all().count() == 1


async def test_votes_come_with_the_roster_are_updated_and_are_shown(client: Any) -> None:
    made = await factories.body(0, rules=PRESETS["simple"].edited(measures=(Measure.VOTES,), may_be_secret=False))
    office = await client(await factories.secretary())
    assert (await _upload(office, made.id, "姓名,票权\n王秀兰,35\n李建国,\n".encode())).status_code == 303
    assert await Membership.filter(body_id=made.id).order_by("number").values_list("weight", flat=True) == [35, 0]
    assert (await _upload(office, made.id, "姓名,表决权数\n李建国,１２\n王秀兰,\n".encode())).status_code == 303
    assert await Membership.filter(body_id=made.id).order_by("number").values_list("weight", flat=True) == [35, 12]
    page = await office.text(f"/bodies/{made.id}")
    assert "票权" in page and ">35<" in page


@pytest.mark.parametrize("votes", ["三十五", "3.5", "-1", "1234567890"])
async def test_votes_that_are_no_whole_number_are_named_by_row_and_column(client: Any, votes: str) -> None:
    made = await factories.body(0)
    office = await client(await factories.secretary())
    answer = await _upload(office, made.id, f"姓名,票权\n王秀兰,{votes}\n".encode())
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "第2行 · 票权" in text and not await Membership.exists()


async def test_a_body_that_counts_area_takes_no_votes_from_a_roster(client: Any) -> None:
    made = await factories.body(0, "owners_ordinary")
    office = await client(await factories.secretary())
    answer = await _upload(office, made.id, "姓名,票权\n王秀兰,35\n".encode())
    assert answer.status_code == 409 and "面积从业主名册来" in await answer.get_data(as_text=True)
    assert not await Membership.exists()
