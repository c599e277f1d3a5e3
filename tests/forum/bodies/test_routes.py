from __future__ import annotations

from pathlib import Path
from typing import Any

from forum.bodies.models import Body, Membership, Unit
from tests import factories

ROSTERS = Path(__file__).parents[4] / "shared/data/zh-roster"


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
