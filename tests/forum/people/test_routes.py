from __future__ import annotations

import re
from typing import Any

from forum import clock
from forum.access import SYSTEM
from forum.people import commands, queries
from forum.people.models import Invitation, Person, Role, RoleGrant
from forum.places.models import Place
from forum.terms import not_over
from tests import factories


async def _body(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def test_residents_never_see_the_register(client: Any) -> None:
    resident = await client(await factories.person())
    for path in ("/people", "/people/1", "/people/new", "/people/slips", "/bodies", "/units"):
        assert (await resident.get(path)).status_code == 403, path
        assert (await (await client()).get(path)).status_code == 302, path


async def test_the_office_registers_a_person_with_block_and_household(client: Any) -> None:
    where = await factories.community()
    office = await client(await factories.secretary())
    answer = await office.submit("/people", name="陈桂英", block="7号楼", room="1单元201")
    person = await queries.person(int(answer.headers["Location"].rsplit("/")[-1]))
    assert person.place and person.place.parent_id == where.block and person.place.path.endswith("7号楼1单元201")
    await office.submit("/people", name="何晓东", block="9号楼")
    assert await Place.exists(name="9号楼", parent_id=where.community)
    assert "陈桂英" in await office.text("/people?q=201") and "何晓东" not in await office.text("/people?q=201")


async def test_a_registration_without_a_name_is_refused_by_field(client: Any) -> None:
    office = await client(await factories.secretary())
    answer = await office.submit("/people", name=" ", block="7号楼", phone="138")
    text = await _body(answer)
    assert answer.status_code == 422 and 'id="name-error"' in text and 'value="138"' in text


async def test_a_delegate_needs_a_unit(client: Any) -> None:
    someone = await factories.person()
    office = await client(await factories.secretary())
    refused = await office.submit(f"/people/{someone.person_id}/roles", role="delegate", unit_id="")
    assert refused.status_code == 422 and "请选他代表的单位" in await _body(refused)
    unit = await factories.unit()
    assert (await office.submit(f"/people/{someone.person_id}/roles", role="delegate", unit_id=unit)).status_code == 303
    assert await RoleGrant.exists(person_id=someone.person_id, unit_id=unit)


async def test_a_secretary_can_neither_become_nor_impersonate_an_administrator(client: Any) -> None:
    admin = await factories.person("", Role.ADMINISTRATOR)
    secretary = await factories.secretary()
    office = await client(secretary)
    assert (await office.submit(f"/people/{secretary.person_id}/roles", role="administrator")).status_code == 403
    assert (await office.submit(f"/people/{admin.person_id}/invitation")).status_code == 403
    answer = await office.submit(f"/people/{admin.person_id}/password", username="x", password="correct-horse")
    assert answer.status_code == 403
    assert not await Invitation.exists()


async def test_a_role_is_taken_back_but_not_the_last_administrator_s(client: Any) -> None:
    admin = await factories.person("", Role.ADMINISTRATOR)
    someone = await factories.person("", Role.CHAIR)
    browser = await client(admin)
    theirs, own = await RoleGrant.get(role=Role.CHAIR), await RoleGrant.get(role=Role.ADMINISTRATOR)
    await browser.submit(f"/people/{someone.person_id}/roles/{theirs.id}/withdraw")
    refused = await browser.submit(f"/people/{admin.person_id}/roles/{own.id}/withdraw")
    assert refused.status_code == 409
    assert [grant.id for grant in await RoleGrant.filter(not_over())] == [own.id]
    assert (await RoleGrant.get(id=theirs.id)).ended_on == clock.today(), "kept: who had it, until when"


async def test_a_slip_is_shown_once_with_a_pin_that_works(client: Any) -> None:
    someone = await factories.person()
    office = await client(await factories.secretary())
    text = await _body(await office.submit(f"/people/{someone.person_id}/invitation"))
    pin = re.search(r"slip-pin\">(\d{4} \d{4})<", text)
    assert pin and "data:image/svg+xml" in text
    assert (await queries.invitation_by_pin(pin[1])).person_id == someone.person_id
    assert pin[1] not in await office.text(f"/people/{someone.person_id}")


async def test_slips_for_a_block_are_one_a_household_or_as_many_as_asked(client: Any) -> None:
    where = await factories.community()
    for room in ("101", "102", "103"):
        await commands.keep_place("household", room, by=SYSTEM, parent_id=where.block)
    bare = await commands.keep_place("block", "8号楼", by=SYSTEM, parent_id=where.grid)
    office = await client(await factories.secretary())
    one = await _body(await office.submit("/people/slips", blocks=where.block, copies=5))
    assert one.count('class="slip-pin"') == 3
    other = await _body(await office.submit("/people/slips", blocks=bare, copies=5))
    assert other.count('class="slip-pin"') == 5
    assert (await office.submit("/people/slips", copies=5)).status_code == 422
    assert await Invitation.all().count() == 8


async def test_a_sheet_of_slips_sent_twice_is_made_once(client: Any) -> None:
    where = await factories.community()
    office = await client(await factories.secretary())
    for status in (200, 409):
        answer = await office.submit("/people/slips", blocks=where.block, copies=2, command_id="same")
        assert answer.status_code == status
    assert await Invitation.all().count() == 2


async def test_a_password_is_changed_by_its_owner_who_knows_it(client: Any) -> None:
    secretary = await factories.secretary()
    assert secretary.person_id
    await commands.set_password(secretary.person_id, "shuji", "correct-horse", by=SYSTEM)
    browser, path = await client(secretary), f"/people/{secretary.person_id}/password"
    assert (await browser.submit(path, username="shuji", password="short", current="correct-horse")).status_code == 422
    wrong = await browser.submit(path, username="shuji", password="a new long one", current="wrong")
    text = await _body(wrong)
    assert wrong.status_code == 422 and "现在的密码不对" in text and "a new long one" not in text
    done = await browser.submit(path, username="shuji", password="a new long one", current="correct-horse")
    assert done.headers["Location"] == "/me"
    assert await queries.person_by_password("shuji", "a new long one") == secretary.person_id


async def test_a_username_belongs_to_one_person(client: Any) -> None:
    admin = await factories.person("", Role.ADMINISTRATOR)
    someone = await factories.secretary()
    await commands.set_password(someone.person_id or 0, "shuji", "correct-horse", by=SYSTEM)
    answer = await (await client(admin)).submit(
        f"/people/{admin.person_id}/password", username="shuji", password="correct-horse"
    )
    assert answer.status_code == 422 and "已经有人用了" in await _body(answer)


async def test_an_unknown_person_is_not_found(client: Any) -> None:
    office = await client(await factories.secretary())
    assert (await office.get("/people/999")).status_code == 404
    assert (await office.submit("/people/999/roles", role="chair")).status_code == 404
    assert await Person.all().count() == 1
