from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Membership
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import Event, answer, command, record, transaction
from forum.people import credentials
from forum.people.models import Invitation, Password, Person, Role, RoleGrant, SignIn
from forum.places.commands import keep_place as keep_place
from forum.places.models import Place, PlaceKind
from forum.terms import check_span, end_after, not_over, overlapping

SIGN_IN_LASTS = timedelta(days=180)


@dataclass(frozen=True)
class Slip:
    """An invitation as it is handed out: the only time its secrets can be read."""

    invitation_id: int
    pin: str
    token: str


@command
async def register_person(
    name: str, *, by: Actor, place_id: int | None = None, official: bool = False, phone: str = ""
) -> int:
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        person = await Person.create(
            name=name, place_id=place_id, official=official, phone=phone, joined_at=clock.now()
        )
        record("person.registered", by, person=person.id)
        return answer(person.id)


@command
async def register_resident(
    name: str, block: str, room: str, *, by: Actor, official: bool = False, phone: str = ""
) -> int:
    """Register somebody with their block and household as written; what is new among the places is made.

    Raises BadInput if several blocks are called that.
    """
    async with transaction():
        place_id = await _place_of(block, room, by=by) if block else None
        return answer(await register_person(name, by=by, place_id=place_id, official=official, phone=phone))


async def _place_of(block: str, room: str, *, by: Actor) -> int:
    blocks = await Place.filter(kind=PlaceKind.BLOCK, path=block) or await Place.filter(
        kind=PlaceKind.BLOCK, name=block
    )
    if len(blocks) > 1:
        raise BadInput({"block": Sentence(N_("有几栋楼都叫这个名称，请写上网格，或从列表中选。"))})
    community = await Place.filter(kind=PlaceKind.COMMUNITY).order_by("id").first()
    parent_id = community.id if community else None
    block_id = blocks[0].id if blocks else await keep_place(PlaceKind.BLOCK, block, by=by, parent_id=parent_id)
    return await keep_place(PlaceKind.HOUSEHOLD, room, by=by, parent_id=block_id) if room else block_id


@command
async def grant_role(
    person_id: int,
    role: Role,
    *,
    by: Actor,
    unit_id: int | None = None,
    substitute: bool = False,
    first: date | None = None,
    until: date | None = None,
) -> None:
    """Trust somebody with a role, from the day `first` to the last day `until`. Given again it is given once."""
    async with transaction():
        # The office cannot make itself administrator.
        require(by, Permission.ADMINISTER if role is Role.ADMINISTRATOR else Permission.KEEP_REGISTER)
        if (unit_id is None) == (role is Role.DELEGATE):
            raise BadInput({"unit_id": Sentence(N_("单位代表要选单位，其他身份不选。"))})
        if not await Person.exists(id=person_id):
            raise NotFound(N_("找不到这个人。"))
        if role is Role.ADMINISTRATOR and until:
            raise BadInput({"until": Sentence(N_("管理员不设任期：到期没有人能接着管。"))})
        check_span(first or clock.today(), until)
        held = RoleGrant.filter(overlapping(first, end_after(until)), person_id=person_id, role=role, unit_id=unit_id)
        if await held.exists():
            return
        await RoleGrant.create(
            person_id=person_id, role=role, unit_id=unit_id, substitute=substitute, started_on=first,
            ended_on=end_after(until),
        )  # fmt: skip
        record("role.granted", by, person=person_id, role=role.value, unit=unit_id)


@command
async def set_password(person_id: int, username: str, password: str, *, by: Actor) -> None:
    stored = await credentials.hash_password(password)
    async with transaction():
        if by.person_id != person_id:
            require(by, Permission.ADMINISTER)
        if await Password.filter(username=username).exclude(person_id=person_id).exists():
            raise BadInput({"username": Sentence(N_("这个用户名已经有人用了，请换一个。"))})
        await Password.update_or_create(defaults={"username": username, "digest": stored}, person_id=person_id)
        record("password.set", by, person=person_id)


async def invite(
    *, by: Actor, person_id: int | None = None, place_id: int | None = None, uses: int | None = None, pin: str = ""
) -> Slip:
    """Make an invitation. Its PIN and token are in the answer and nowhere else, so it is never answered twice.

    Raises NotAllowed.
    """
    pin, token = pin or credentials.new_pin(), credentials.new_key()
    invitation_id = await _store_invitation(pin, token, person_id, place_id, uses, by=by)
    return Slip(invitation_id, pin, token)


@command
async def _store_invitation(
    pin: str, token: str, person_id: int | None, place_id: int | None, uses: int | None, *, by: Actor
) -> int:
    async with transaction():
        # Whoever holds a person's slip can sign in as that person.
        await _require_over(by, person_id)
        invitation = await Invitation.create(
            person_id=person_id,
            place_id=place_id,
            uses_left=uses,
            pin_digest=credentials.digest("pin", pin),
            token_digest=credentials.digest("token", token),
            made_at=clock.now(),
        )
        record("invitation.made", by, invitation=invitation.id, person=person_id, place=place_id)
        return answer(invitation.id)


async def _require_over(by: Actor, person_id: int | None) -> None:
    admins = RoleGrant.filter(not_over(), role=Role.ADMINISTRATOR)
    admin = person_id is not None and await admins.filter(person_id=person_id).exists()
    require(by, Permission.ADMINISTER if admin else Permission.KEEP_REGISTER)


@command
async def withdraw_role(grant_id: int, *, by: Actor, why: str = "") -> None:
    """Take a role back, from today. Raises RuleBroken for the last administrator."""
    async with transaction():
        grant = await RoleGrant.filter(not_over(), id=grant_id).first()
        if grant is None:
            raise NotFound(N_("找不到这个身份。"))
        await _require_over(by, grant.person_id if grant.role is Role.ADMINISTRATOR else None)
        if grant.role is Role.ADMINISTRATOR and await RoleGrant.filter(not_over(), role=Role.ADMINISTRATOR).count() < 2:
            raise RuleBroken(N_("这是最后一位管理员，请先设另一位。"))
        await RoleGrant.filter(id=grant_id).update(ended_on=clock.today(), ended_why=why)
        record("role.withdrawn", by, person=grant.person_id, role=grant.role.value, unit=grant.unit_id)


@command
async def withdraw_invitation(invitation_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if not await Invitation.filter(id=invitation_id).update(withdrawn_at=clock.now()):
            raise NotFound(N_("找不到这张邀请单。"))
        record("invitation.withdrawn", by, invitation=invitation_id)


async def join(invitation: Invitation, name: str, device: str) -> str:
    """Use an invitation: the person it names signs in, or a new resident of its household does. Gives the sign-in key.

    Raises BadInput (no name given where one is needed), RuleBroken (used up).
    """
    if invitation.person_id is None and not name:
        raise BadInput({"name": Sentence(N_("请填写您的姓名。"))})
    person_id = invitation.person_id or await _join_household(invitation.id, name)
    return await sign_in(person_id, device)


@command
async def _join_household(invitation_id: int, name: str) -> int:
    async with transaction():
        invitation = await Invitation.select_for_update().get(id=invitation_id)
        if invitation.withdrawn_at:
            raise RuleBroken(N_("这张邀请单已经收回，请到社区服务台再领一张。"))
        if known := await _same_neighbour(invitation, name):
            if await _has_office(known.id):
                # The family holds the same slip: it must not speak and vote for whoever of them has a seat.
                raise RuleBroken(N_("您担任着社区的职务或议事组织的成员，请用写着您名字的邀请单登录。"))
            return answer(known.id)
        if invitation.uses_left is not None:
            if invitation.uses_left < 1:
                raise RuleBroken(N_("这张邀请单已经用完，请到社区服务台再领一张。"))
            await Invitation.filter(id=invitation.id).update(uses_left=invitation.uses_left - 1)
        person = await Person.create(name=name, place_id=invitation.place_id, joined_at=clock.now())
        record("person.joined", Actor(person.id), person=person.id, invitation=invitation.id)
        return answer(person.id)


async def _has_office(person_id: int) -> bool:
    grants = RoleGrant.filter(not_over(), person_id=person_id)
    return await grants.exists() or await Membership.filter(not_over(), person_id=person_id).exists()


async def _same_neighbour(invitation: Invitation, name: str) -> Person | None:
    """Who comes again on a new phone. A whole block's slip proves no name: there it must be the slip they came with."""
    called = await Person.filter(name=name, place_id=invitation.place_id).order_by("id")
    if called and await Place.exists(id=invitation.place_id or 0, kind=PlaceKind.HOUSEHOLD):
        return called[0]
    joined = await Event.filter(kind="person.joined", by_id__in=[person.id for person in called]) if called else []
    here = {event.by_id for event in joined if event.data["invitation"] == invitation.id}
    return next((person for person in called if person.id in here), None)


async def sign_in(person_id: int, device: str) -> str:
    """Sign a device in as a person and give the key its cookie carries."""
    key = credentials.new_key()
    await _store_sign_in(person_id, key, device)
    return key


@command
async def _store_sign_in(person_id: int, key: str, device: str) -> None:
    async with transaction():
        now = clock.now()
        await SignIn.create(
            person_id=person_id,
            key_digest=credentials.digest("sign-in", key),
            device=device[:120],
            made_at=now,
            expires_at=now + SIGN_IN_LASTS,
        )
        record("person.signed_in", Actor(person_id), person=person_id)


@command
async def sign_out(sign_in_id: int, *, by: Actor) -> None:
    async with transaction():
        found = await SignIn.get_or_none(id=sign_in_id)
        if found is None:
            raise NotFound(N_("找不到这次登录。"))
        if found.person_id != by.person_id and not by.in_office:
            raise NotAllowed(N_("只能退出自己的登录。"))
        await SignIn.filter(id=sign_in_id).update(revoked_at=clock.now())
        record("person.signed_out", by, person=found.person_id, sign_in=sign_in_id)
