from __future__ import annotations

from typing import Any

from forum.access import SYSTEM
from forum.bodies.models import Membership
from forum.people import commands
from forum.people.models import Person, Role, SignIn
from tests import factories


async def _household() -> int:
    where = await factories.community()
    return await commands.keep_place("household", "2单元302", by=SYSTEM, parent_id=where.block)


async def test_a_household_joins_by_pin_and_name_and_lands_where_it_wanted_to(client: Any) -> None:
    slip = await commands.invite(by=SYSTEM, place_id=await _household())
    browser = await client()
    typed = f"{slip.pin[:4]} {slip.pin[4:]}"
    asked = await browser.submit("/join", pin=typed, next="/topics/new")
    text = await asked.get_data(as_text=True)
    assert asked.status_code == 200 and 'name="name"' in text and typed in text and "2单元302" in text
    answer = await browser.submit("/join", pin=typed, name="李建国", next="/topics/new")
    assert answer.status_code == 303 and answer.headers["Location"] == "/topics/new"
    assert "李建国" in await browser.text("/me")
    assert "Max-Age" in answer.headers["Set-Cookie"] or "Expires" in str(answer.headers.getlist("Set-Cookie"))


async def test_an_empty_name_is_asked_for_again_by_its_field(client: Any) -> None:
    slip = await commands.invite(by=SYSTEM, place_id=await _household())
    answer = await (await client()).submit("/join", pin=slip.pin, name="")
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "请填写您的姓名" in text and slip.pin in text
    assert not await SignIn.exists()


async def test_a_wrong_pin_gets_its_sentence_and_keeps_what_was_typed(client: Any) -> None:
    answer = await (await client()).submit("/join", pin="1234 5678")
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 409 and "邀请码不对" in text and 'value="1234 5678"' in text


async def test_guessing_is_stopped_and_right_pins_cost_nothing(client: Any) -> None:
    slip = await commands.invite(by=SYSTEM, place_id=await _household())
    browser = await client()
    for _ in range(30):
        assert (await browser.submit("/join", pin=slip.pin)).status_code == 200
    answers = [(await browser.submit("/join", pin=f"{n:08}")).status_code for n in range(14)]
    assert answers[0] == 409 and answers[-1] == 429
    assert (await browser.submit("/join", pin=slip.pin)).status_code == 429


async def test_a_person_s_own_slip_needs_no_name_and_does_not_show_it(client: Any) -> None:
    someone = await factories.person("欧阳淑珍")
    slip = await commands.invite(by=SYSTEM, person_id=someone.person_id)
    browser = await client()
    page = await browser.text(f"/join/{slip.token}")
    assert "欧阳某某" in page and "欧阳淑珍" not in page
    assert not await SignIn.exists()
    assert (await browser.submit(f"/join/{slip.token}")).status_code == 303
    assert await SignIn.filter(person_id=someone.person_id).count() == 1


async def test_a_withdrawn_slip_opens_nothing(client: Any) -> None:
    slip = await commands.invite(by=SYSTEM, place_id=await _household())
    await commands.withdraw_invitation(slip.invitation_id, by=SYSTEM)
    browser = await client()
    assert (await browser.get(f"/join/{slip.token}")).status_code == 409
    assert (await browser.submit(f"/join/{slip.token}", name="李建国")).status_code == 409
    assert not await Person.exists(name="李建国")


async def test_a_household_s_slip_does_not_open_the_account_of_somebody_in_office(client: Any) -> None:
    place_id = await _household()
    await factories.person("韩淑芬", Role.SECRETARY, place_id=place_id)
    slip = await commands.invite(by=SYSTEM, place_id=place_id)
    answer = await (await client()).submit("/join", pin=slip.pin, name="韩淑芬")
    assert answer.status_code == 409 and not await SignIn.exists()


async def test_a_household_s_slip_does_not_open_the_account_of_whoever_sits_in_a_body(client: Any) -> None:
    place_id = await _household()
    member = await factories.person("欧阳春华", place_id=place_id)
    hall = await factories.body(members=1)
    await Membership.create(body_id=hall.id, person_id=member.person_id, number=99)
    slip = await commands.invite(by=SYSTEM, place_id=place_id)
    answer = await (await client()).submit("/join", pin=slip.pin, name="欧阳春华")
    assert answer.status_code == 409 and not await SignIn.exists()


async def test_staff_sign_in_by_password_and_never_go_back_to_the_door(client: Any) -> None:
    secretary = await factories.secretary()
    await commands.set_password(secretary.person_id or 0, "shuji", "correct-horse", by=SYSTEM)
    browser = await client()
    refused = await browser.submit("/sign-in", username="shuji", password="wrong")
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 409 and "用户名或密码不对" in text and 'value="shuji"' in text and "wrong" not in text
    answer = await browser.submit("/sign-in", username="shuji", password="correct-horse", next="/sign-in")
    assert answer.headers["Location"] == "/"
    assert (await browser.get("/people")).status_code == 200


async def test_a_slip_of_a_whole_block_does_not_sign_in_as_whoever_is_named(client: Any) -> None:
    where = await factories.community()
    neighbour = await factories.person("罗桂英", place_id=where.block)
    slip = await commands.invite(by=SYSTEM, place_id=where.block, uses=8)
    assert (await (await client()).submit("/join", pin=slip.pin, name="罗桂英")).status_code == 303
    assert not await SignIn.filter(person_id=neighbour.person_id).exists()
    assert (await (await client()).submit("/join", pin=slip.pin, name="罗桂英")).status_code == 303
    assert await Person.filter(name="罗桂英").count() == 2, "the one who came with this slip comes again"
