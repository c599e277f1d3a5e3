from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM, Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.people import commands, credentials, founding, queries
from forum.people.models import Invitation, Password, Person, Role, RoleGrant, SignIn
from forum.places.models import Place
from tests import factories as make
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
    everything,
)


@dataclass
class Scene:
    """The office, an administrator, a resident signed in on one device, a household with an invitation for two."""

    office: Actor
    admin: Actor
    resident: Actor
    other: Actor
    sign_in_id: int
    block: int
    household: commands.Slip
    unit: int


async def scene() -> Scene:
    office, admin = await make.secretary(), await make.person("", Role.ADMINISTRATOR)
    resident, other, where = await make.person(), await make.person(), await make.community()
    assert resident.person_id
    await commands.sign_in(resident.person_id, "vivo Y66")
    sign_in = await SignIn.get(person_id=resident.person_id)
    household = await commands.invite(by=office, place_id=where.block, uses=2)
    return Scene(office, admin, resident, other, sign_in.id, where.block, household, await make.unit())


DEEDS = [
    Deed("register_person", scene, lambda s, **kw: commands.register_person("古丽·买买提", by=s.office, **kw),
         "person.registered", lambda _, answer: {"person": answer}),
    Deed("register_resident", scene, lambda s, **kw: commands.register_resident(
        "罗桂英", "7号楼", "602室", by=s.office, **kw), "person.registered",
         lambda _, answer: {"person": answer}, frozenset({"place.kept"})),
    Deed("grant_role", scene, lambda s, **kw: commands.grant_role(
        s.resident.person_id, Role.RECORDER, by=s.office, **kw), "role.granted",
         lambda s, _: {"person": s.resident.person_id, "role": "recorder", "unit": None}),
    Deed("grant_role of a delegate", scene, lambda s, **kw: commands.grant_role(
        s.resident.person_id, Role.DELEGATE, by=s.office, unit_id=s.unit, **kw), "role.granted",
         lambda s, _: {"person": s.resident.person_id, "role": "delegate", "unit": s.unit}),
    Deed("set_password", scene, lambda s, **kw: commands.set_password(
        s.office.person_id, "shuji", "梧桐里2026秋", by=s.office, **kw), "password.set",
         lambda s, _: {"person": s.office.person_id}),
    Deed("withdraw_invitation", scene, lambda s, **kw: commands.withdraw_invitation(
        s.household.invitation_id, by=s.office, **kw), "invitation.withdrawn",
         lambda s, _: {"invitation": s.household.invitation_id}),
    Deed("sign_out", scene, lambda s, **kw: commands.sign_out(s.sign_in_id, by=s.resident, **kw),
         "person.signed_out", lambda s, _: {"person": s.resident.person_id, "sign_in": s.sign_in_id}),
    Deed("keep_place", scene, lambda s, **kw: commands.keep_place(
        "block", "19号楼", by=s.office, parent_id=s.block, **kw), "place.kept", lambda _, answer: {"place": answer}),
]  # fmt: skip

REFUSED = [
    Refused("a resident registers", scene, lambda s, **kw: commands.register_person("张三", by=s.resident, **kw),
            NotAllowed, "只有社区书记可以管理名册"),
    Refused("a resident grants", scene, lambda s, **kw: commands.grant_role(
        s.resident.person_id, Role.CHAIR, by=s.resident, **kw), NotAllowed, "只有社区书记"),
    Refused("the office makes itself administrator", scene, lambda s, **kw: commands.grant_role(
        s.office.person_id, Role.ADMINISTRATOR, by=s.office, **kw), NotAllowed, "只有管理员"),
    Refused("a delegate of no unit", scene, lambda s, **kw: commands.grant_role(
        s.resident.person_id, Role.DELEGATE, by=s.office, **kw), BadInput, "单位代表要选单位"),
    Refused("a role for nobody", scene, lambda s, **kw: commands.grant_role(
        999, Role.CHAIR, by=s.office, **kw), NotFound, "找不到这个人"),
    Refused("somebody else's password", scene, lambda s, **kw: commands.set_password(
        s.admin.person_id, "x", "y", by=s.office, **kw), NotAllowed, "只有管理员"),
    Refused("a resident withdraws", scene, lambda s, **kw: commands.withdraw_invitation(
        s.household.invitation_id, by=s.resident, **kw), NotAllowed, "只有社区书记"),
    Refused("no such invitation", scene, lambda s, **kw: commands.withdraw_invitation(
        999, by=s.office, **kw), NotFound, "找不到这张邀请单"),
    Refused("somebody else's sign-in", scene, lambda s, **kw: commands.sign_out(
        s.sign_in_id, by=s.other, **kw), NotAllowed, "只能退出自己的登录"),
    Refused("no such sign-in", scene, lambda s, **kw: commands.sign_out(
        999, by=s.resident, **kw), NotFound, "找不到这次登录"),
    Refused("a resident keeps places", scene, lambda s, **kw: commands.keep_place(
        "block", "19号楼", by=s.resident, **kw), NotAllowed, "只有社区书记"),
    Refused("a place under none", scene, lambda s, **kw: commands.keep_place(
        "block", "19号楼", by=s.office, parent_id=999, **kw), NotFound, "找不到"),
    Refused("a role that is not there", scene, lambda s, **kw: commands.withdraw_role(
        999, by=s.office, **kw), NotFound, "找不到这个身份"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


# ---- invitations ----


async def test_a_resident_may_not_invite(database: Any) -> None:
    s = await scene()
    before = await everything()
    with pytest.raises(NotAllowed):
        await commands.invite(by=s.resident, place_id=s.block)
    assert await everything() == before


async def test_the_office_may_not_make_a_slip_that_signs_in_as_the_administrator(database: Any) -> None:
    s = await scene()
    with pytest.raises(NotAllowed):
        await commands.invite(by=s.office, person_id=s.admin.person_id)
    assert await Invitation.filter(person_id=s.admin.person_id).count() == 0


async def test_a_persons_slip_signs_in_that_person_by_pin_and_by_code(database: Any) -> None:
    s = await scene()
    slip = await commands.invite(by=s.office, person_id=s.other.person_id)
    typed = f" {slip.pin[:4]}-{slip.pin[4:]} ".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for found in (await queries.invitation_by_pin(typed), await queries.invitation_by_token(slip.token)):
        key = await commands.join(found, "", "a phone")
        actor = await queries.actor_of(key)
        assert actor is not None
        assert (actor.person_id, actor.name) == (s.other.person_id, s.other.name)


async def test_a_household_slip_takes_as_many_people_as_it_says(database: Any) -> None:
    s = await scene()
    invitation = await queries.invitation_by_token(s.household.token)
    await commands.join(invitation, "买合木提·吾买尔江", "phone 1")
    await commands.join(invitation, "罗桂英", "phone 2")
    await commands.join(invitation, "罗桂英", "phone 2, new")  # the same neighbour again
    before = await everything()
    with pytest.raises(RuleBroken) as refused:
        await commands.join(invitation, "第三人", "phone 3")
    assert "已经用完" in refused.value.said(str)
    assert await everything() == before
    assert await Person.filter(place_id=s.block).count() == 2


async def test_a_slip_used_at_once_by_many_is_not_used_more_often_than_it_says(database: Any) -> None:
    s = await scene()
    invitation = await queries.invitation_by_token(s.household.token)
    joining = (commands.join(invitation, f"邻居{n}", "phone") for n in range(8))
    keys = await asyncio.gather(*joining, return_exceptions=True)
    assert sum(isinstance(key, str) for key in keys) == 2
    assert sum(isinstance(key, RuleBroken) for key in keys) == 6
    assert (await Invitation.get(id=s.household.invitation_id)).uses_left == 0


async def test_a_withdrawn_slip_lets_nobody_in_even_who_has_its_page_open(database: Any) -> None:
    s = await scene()
    opened = await queries.invitation_by_token(s.household.token)
    await commands.withdraw_invitation(s.household.invitation_id, by=s.office)
    with pytest.raises(RuleBroken):
        await queries.invitation_by_token(s.household.token)
    with pytest.raises(RuleBroken):
        await commands.join(opened, "来晚的人", "phone")
    assert not await Person.exists(name="来晚的人")


@pytest.mark.parametrize("pin", ["", "00000000", "12345", "abcdefgh", "１２３４５６７８", "¹²³⁴⁵⁶⁷⁸", "٠" * 8])
async def test_a_wrong_pin_gets_one_sentence(database: Any, pin: str) -> None:
    await scene()
    with pytest.raises(RuleBroken) as refused:
        await queries.invitation_by_pin(pin)
    assert "邀请码不对" in refused.value.said(str)


async def test_a_joining_neighbour_must_say_their_name(database: Any) -> None:
    s = await scene()
    with pytest.raises(BadInput) as refused:
        await commands.join(await queries.invitation_by_token(s.household.token), "", "phone")
    assert set(refused.value.fields) == {"name"}


async def test_no_secret_is_stored_readably(database: Any) -> None:
    s = await scene()
    slip = await commands.invite(by=s.office, person_id=s.other.person_id)
    key = await commands.join(await queries.invitation_by_pin(slip.pin), "", "phone")
    await commands.set_password(s.office.person_id or 0, "shuji", "梧桐里2026秋", by=s.office)
    stored = repr(await everything())
    for secret in (slip.pin, slip.token, key, "梧桐里2026秋"):
        assert secret not in stored


# ---- signing in ----


async def test_a_revoked_sign_in_is_nobody_at_once(database: Any) -> None:
    s = await scene()
    key = await commands.sign_in(s.resident.person_id or 0, "a lost phone")
    actor = await queries.actor_of(key)
    assert actor is not None and actor.sign_in_id is not None
    await commands.sign_out(actor.sign_in_id, by=s.office)
    assert await queries.actor_of(key) is None


async def test_a_sign_in_ends_by_itself(database: Any) -> None:
    s = await scene()
    key = await commands.sign_in(s.resident.person_id or 0, "phone")
    with clock.set_to(clock.now() + commands.SIGN_IN_LASTS - timedelta(minutes=1)):
        assert await queries.actor_of(key) is not None
    with clock.set_to(clock.now() + commands.SIGN_IN_LASTS + timedelta(minutes=1)):
        assert await queries.actor_of(key) is None


async def test_an_unknown_key_is_nobody(database: Any) -> None:
    await scene()
    assert await queries.actor_of("") is None
    assert await queries.actor_of(credentials.new_key()) is None


async def test_a_password_signs_in_and_a_wrong_name_and_a_wrong_password_sound_alike(database: Any) -> None:
    s = await scene()
    await commands.set_password(s.office.person_id or 0, "shuji", "梧桐里2026秋", by=s.office)
    assert await queries.person_by_password("shuji", "梧桐里2026秋") == s.office.person_id
    said = []
    for username, password in (("shuji", "wrong"), ("nobody", "梧桐里2026秋"), ("", "")):
        with pytest.raises(RuleBroken) as refused:
            await queries.person_by_password(username, password)
        said.append(refused.value.said(str))
    assert len(set(said)) == 1


async def test_a_user_name_belongs_to_one_person(database: Any) -> None:
    s = await scene()
    await commands.set_password(s.office.person_id or 0, "shuji", "一", by=s.office)
    with pytest.raises(BadInput) as refused:
        await commands.set_password(s.admin.person_id or 0, "shuji", "二", by=s.admin)
    assert set(refused.value.fields) == {"username"}
    assert await Password.all().count() == 1
    assert await queries.person_by_password("shuji", "一") == s.office.person_id


async def test_roles_taken_back_are_gone_but_the_last_administrator_stays(database: Any) -> None:
    s = await scene()
    await commands.grant_role(s.resident.person_id or 0, Role.CHAIR, by=s.office)
    chair = await RoleGrant.get(person_id=s.resident.person_id)
    with pytest.raises(NotAllowed):
        await commands.withdraw_role(chair.id, by=s.resident)
    await commands.withdraw_role(chair.id, by=s.office)
    assert Role.CHAIR not in (await make.actor(s.resident.person_id or 0)).roles
    assert (await Event.filter(kind="role.withdrawn").get()).data["person"] == s.resident.person_id
    last = await RoleGrant.get(person_id=s.admin.person_id)
    before = await everything()
    with pytest.raises(RuleBroken) as refused:
        await commands.withdraw_role(last.id, by=s.admin)
    assert "最后一位管理员" in refused.value.said(str)
    assert await everything() == before


async def test_a_delegate_acts_for_the_unit_they_were_given(database: Any) -> None:
    s = await scene()
    delegate = await make.person(unit_id=s.unit)
    assert delegate.units == {s.unit}
    assert Role.DELEGATE in delegate.roles
    assert not delegate.in_office


# ---- founding ----


async def test_a_community_is_founded_once_also_by_two_at_once(database: Any) -> None:
    founded = await asyncio.gather(
        *(founding.found_community("梧桐里社区", "管理员", "admin", "很长的密码") for _ in range(3)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in founded) == ["FoundedAlready", "FoundedAlready", "int"]
    assert await Place.all().count() == 1
    admin = await make.actor(await queries.person_by_password("admin", "很长的密码"))
    assert Role.ADMINISTRATOR in admin.roles


async def test_places_below_the_community_are_written_without_it(database: Any) -> None:
    where = await make.community()
    room = await commands.keep_place("household", "602室", by=SYSTEM, parent_id=where.block)
    assert (await Place.get(id=room)).path.endswith("7号楼602室")
    assert "社区" not in (await Place.get(id=room)).path
    assert await commands.keep_place("household", "602室", by=SYSTEM, parent_id=where.block) == room
