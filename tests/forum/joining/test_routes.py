"""The service desk, and several people on one phone, as pages without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from socketio.exceptions import ConnectionError as Refused

from agenda.sessions import queries as sessions
from forum import clock
from forum.access import SYSTEM
from forum.joining.models import Help, Knowing, Vouching
from forum.journal import Event
from forum.people import commands as people
from forum.people.models import Invitation, Person, Role, SignIn
from forum.places.models import Place
from minutes.sheets import queries as sheets
from tests import factories as make
from tests.helpers.deeds import everything
from tests.helpers.server import HallServer, Socket


@pytest.fixture
async def office(client: Any) -> Any:
    await make.community()
    return await client(await make.secretary())


def pin_of(page: str) -> str:
    found = re.search(r'slip-pin">(\d{4} \d{4})<', page)
    assert found, page
    return found[1]


async def hand(office: Any, person_id: int | None, what: str, **fields: str) -> str:
    answer = await office.submit(f"/register/desk/{person_id}/{what}", **{"knowing": "personally", **fields})
    page: str = await answer.get_data(as_text=True)
    assert answer.status_code == 200, page
    return page


@pytest.mark.parametrize("typed", ["wxl", "wangxiulan", "王秀", "7号楼", "0001", "王秀 7号"])
async def test_who_stands_there_is_found_by_name_sound_house_or_telephone(office: Any, typed: str) -> None:
    await people.register_resident("王秀兰", "7号楼", "101", by=SYSTEM, phone="138 1234 0001")
    await people.register_resident("赵铁柱", "8号楼", "", by=SYSTEM)
    page = await office.text(f"/register/desk?q={quote(typed)}")
    assert "王秀兰" in page and "赵铁柱" not in page and "名册上没有，登记一位" in page


async def test_a_newcomer_is_registered_with_who_vouches_and_how(office: Any) -> None:
    known = await make.person("郭伟强")
    asked = await office.submit("/register/desk/new", name="郭偉強", knowing="document")
    page = await asked.get_data(as_text=True)
    assert asked.status_code == 422 and f"/register/desk/{known.person_id}" in page and "都不是，是另一位" in page
    unknown = await office.submit("/register/desk/new", name="钱新来")
    assert unknown.status_code == 422 and not await Person.exists(name="钱新来"), "how must be said"
    answer = await office.submit(
        "/register/desk/new", name="郭偉強", another="1", block="9号楼", room="101", knowing="document"
    )
    assert answer.status_code == 303
    person = await Person.get(name="郭偉強").prefetch_related("place")
    assert person.place and person.place.name == "101"
    vouched = await Vouching.get(person_id=person.id)
    assert (vouched.knowing, vouched.help) == (Knowing.DOCUMENT, Help.REGISTERED) and vouched.by_id
    event = await Event.get(kind="person.vouched")
    assert event.data == {"person": person.id, "knowing": "document", "help": "registered"}


async def test_a_phone_at_the_desk_scans_and_is_in_once_and_only_for_ten_minutes(
    office: Any, client: Any, monkeypatch: Any
) -> None:
    someone = await make.person("王秀兰")
    pin = pin_of(await hand(office, someone.person_id, "scan"))
    invitation = await Invitation.get(person_id=someone.person_id)
    asked = f"/register/desk/scanned/{invitation.id}"
    assert (await (await office.get(asked)).get_json())["done"] is False
    phone = await client()
    assert (await phone.submit("/join", pin=pin, name="")).status_code == 303 and "王秀兰" in await phone.text("/me")
    assert (await (await office.get(asked)).get_json())["done"] is True
    again = await (await client()).submit("/join", pin=pin, name="")
    assert again.status_code == 409 and "已经用过了" in await again.get_data(as_text=True)
    late = pin_of(await hand(office, someone.person_id, "scan"))
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (await (await client()).submit("/join", pin=late, name="")).status_code == 409


async def test_what_was_lost_is_withdrawn_and_a_new_slip_takes_its_place(office: Any, client: Any) -> None:
    person_id = await people.register_resident("王秀兰", "7号楼", "101", by=SYSTEM)
    old = await people.invite(by=SYSTEM, person_id=person_id)
    home = await Place.get(name="101")
    shared = await people.invite(by=SYSTEM, place_id=home.id, uses=8)
    phone = await client(await make.actor(person_id))
    assert (await phone.get("/me")).status_code == 200
    page = await hand(office, person_id, "recovered")
    assert "收回邀请单1张，退出手机1台" in page and "旧的邀请单和旧手机都已作废" in page
    assert (await phone.get("/me")).status_code == 302, "the lost phone is out"
    finder = await client()
    assert (await finder.submit("/join", pin=old.pin, name="")).status_code == 409
    assert (await Invitation.get(id=shared.invitation_id)).withdrawn_at is None, "the family keeps its slip"
    new = await client()
    assert (await new.submit("/join", pin=pin_of(page), name="")).status_code == 303
    assert "换了新的邀请单，旧的都作废" in await new.text("/me"), "and the person is told"
    await hand(office, person_id, "recovered", household="1")
    assert (await Invitation.get(id=shared.invitation_id)).withdrawn_at is not None


async def test_sent_twice_no_second_slip_is_made_and_nothing_of_it_is_kept(office: Any) -> None:
    someone = await make.person("王秀兰")
    page = await hand(office, someone.person_id, "slip", command_id="once")
    twice = await office.submit(f"/register/desk/{someone.person_id}/slip", knowing="personally", command_id="once")
    assert twice.status_code == 409 and await Invitation.all().count() == 1
    assert pin_of(page).replace(" ", "") not in str(await everything())


async def test_the_secretary_cannot_recover_an_administrator(office: Any) -> None:
    admin = await make.person("管理员", Role.ADMINISTRATOR)
    before = await everything()
    for what in ("slip", "scan", "recovered"):
        answer = await office.submit(f"/register/desk/{admin.person_id}/{what}", knowing="personally")
        assert answer.status_code == 403
    assert await everything() == before


async def test_a_badge_for_the_next_session_is_printed_for_who_stands_there(office: Any) -> None:
    hall = await make.session_noticed(members=3)
    member = hall.members[1]
    page = await office.text(f"/register/desk/{member.person_id}")
    address = f"/sessions/{hall.session_id}/badges.pdf?seat={hall.seat_of(member)}"
    assert address in page
    made = await sheets.badges(await sessions.session(hall.session_id), hall.seat_of(member))
    assert [badge.name for badge in made.badges] == [member.name]
    assert "胸牌" not in await office.text(f"/register/desk/{hall.secretary.person_id}")


# ---- several people on one phone ----


async def family(client: Any) -> tuple[Any, Person, Person]:
    """A phone on which 王秀兰 joined and then 李建国."""
    wang = await Person.get(id=(await make.person("王秀兰")).person_id)
    li = await Person.get(id=(await make.person("李建国")).person_id)
    phone = await client()
    for person in (wang, li):
        slip = await people.invite(by=SYSTEM, person_id=person.id)
        assert (await phone.submit("/join", pin=slip.pin, name="")).status_code == 303
    return phone, wang, li


async def sign_in_of(person: Person) -> int:
    return (await SignIn.get(person_id=person.id, revoked_at=None)).id


async def test_each_joins_by_their_own_slip_and_the_phone_changes_between_them(client: Any) -> None:
    phone, wang, li = await family(client)
    page = await phone.text("/me")
    assert "<h1>李建国</h1>" in page and "换成王秀兰" in page and f'data-as="{li.id}"' in page
    answer = await phone.submit("/switch", sign_in=await sign_in_of(wang), next="/topics/new")
    assert answer.status_code == 303 and answer.headers["Location"] == "/topics/new"
    page = await phone.text("/me")
    assert "<h1>王秀兰</h1>" in page and "换成李建国" in page
    await phone.submit("/switch", sign_in=await sign_in_of(li))
    assert "<h1>李建国</h1>" in await phone.text("/me")


async def test_in_the_hall_it_is_said_whose_votes_these_are(client: Any) -> None:
    phone, _, li = await family(client)
    hall = await make.session_open(members=3)
    page = await phone.text(f"/sessions/{hall.session_id}/room")
    assert f"这里的发言和投票都算{li.name}的" in page
    assert "这里的发言和投票" not in await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}/room")


async def test_nobody_becomes_somebody_who_never_joined_on_this_phone(client: Any) -> None:
    phone, _, _ = await family(client)
    stranger = await make.person("陌生人")
    await people.sign_in(stranger.person_id or 0, "another phone")
    other = await SignIn.get(person_id=stranger.person_id)
    assert (await phone.submit("/switch", sign_in=other.id)).status_code == 404
    name = phone.app.hub.cookie_name + "_others"
    for forged in ("", "x.y", '["key"]'):
        phone.set_cookie("localhost", name, forged)
        assert (await phone.submit("/switch", sign_in=other.id)).status_code == 404
        assert (await phone.get("/me")).status_code == 200


async def test_a_form_that_was_begun_as_one_is_not_sent_as_another(client: Any) -> None:
    phone, wang, _ = await family(client)
    where = (await make.community()).block
    begun = re.search(r'name="command_id" value="([^"]+)"', await phone.text("/topics/new"))
    assert begun
    await phone.submit("/switch", sign_in=await sign_in_of(wang))
    typed = {"title": "楼道灯不亮", "text": "三楼到五楼都不亮", "category": "safety", "place_id": where}
    refused = await phone.submit("/topics", command_id=begun[1], **typed)
    assert refused.status_code == 409 and "没有提交" in await refused.get_data(as_text=True)
    assert not await Event.filter(kind="topic.proposed").exists()
    fresh = re.search(r'name="command_id" value="([^"]+)"', await phone.text("/topics/new"))
    assert fresh and (await phone.submit("/topics", command_id=fresh[1], **typed)).status_code == 303
    assert (await Event.get(kind="topic.proposed")).by_id == wang.id


async def test_one_signs_out_and_the_other_goes_on_or_all_do(client: Any) -> None:
    phone, wang, li = await family(client)
    assert (await phone.submit("/sign-out")).headers["Location"] == "/me"
    assert "<h1>王秀兰</h1>" in await phone.text("/me")
    assert not await SignIn.filter(person_id=li.id, revoked_at=None).exists()
    slip = await people.invite(by=SYSTEM, person_id=li.id)
    await phone.submit("/join", pin=slip.pin, name="")
    assert (await phone.submit("/sign-out/everybody")).status_code == 303
    assert (await phone.get("/me")).status_code == 302
    assert not await SignIn.filter(person_id__in=[wang.id, li.id], revoked_at=None).exists()


async def test_who_works_for_the_office_is_never_left_on_a_phone(client: Any) -> None:
    secretary = await make.secretary()
    phone = await client(secretary)
    slip = await people.invite(by=SYSTEM, person_id=(await make.person("王秀兰")).person_id)
    assert "已经以" in await phone.text(f"/join/{slip.token}")
    await phone.submit("/join", pin=slip.pin, name="")
    page = await phone.text("/me")
    assert "<h1>王秀兰</h1>" in page and f"换成{secretary.name}" not in page


async def test_somebody_who_was_revoked_or_given_an_office_is_on_the_phone_no_more(client: Any) -> None:
    phone, wang, _ = await family(client)
    await people.grant_role(wang.id, Role.SECRETARY, by=SYSTEM)
    assert "换成王秀兰" not in await phone.text("/me")
    assert (await phone.submit("/switch", sign_in=await sign_in_of(wang))).status_code == 404


async def test_a_page_of_one_person_does_not_follow_the_hall_as_another(server: HallServer) -> None:
    """A phone that went on as somebody else: the old page's socket is told to load the page again."""
    wang, li = await make.person("王秀兰"), await make.person("李建国")
    told: list[Any] = []
    other, same = Socket(li), Socket(li)
    other.sio.on("connect_error", told.append)
    with pytest.raises(Refused):
        await other.connect(server.address, await server.cookie(li), {"as": str(wang.person_id)})
    assert [one["data"]["code"] for one in told] == ["another"]
    await same.connect(server.address, await server.cookie(li), {"as": str(li.person_id)})
    await same.sio.disconnect()
