from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from quart import g, has_request_context
from tortoise.expressions import Q

from forum import clock
from forum.access import OFFICE, Actor
from forum.errors import N_, NotFound, RuleBroken
from forum.people import credentials, pinyin
from forum.people.models import Invitation, Password, Person, Role, RoleGrant, SignIn
from forum.people.names import NO_ADJUSTMENT, Adjusted, Show
from forum.terms import counting

PAGE = 50


async def actor_of(key: str) -> Actor | None:
    """Who a sign-in key belongs to, or None if it is unknown, expired or revoked."""
    return (await actors_of([key]))[key]


async def actors_of(keys: Collection[str]) -> dict[str, Actor | None]:
    """Who each sign-in key belongs to: two queries, however many come back together."""
    digests = {key: credentials.digest("sign-in", key) for key in keys}
    valid = SignIn.filter(key_digest__in=list(digests.values()), revoked_at=None, expires_at__gt=clock.now())
    rows = await valid.values_list("key_digest", "id", "person_id", "person__name")
    grants = await _grants([person_id for _, _, person_id, _ in rows])
    found = {digest: _actor(person_id, name, grants, id) for digest, id, person_id, name in rows}
    return {key: found.get(digest) for key, digest in digests.items()}


async def actor_for(person: Person, sign_in_id: int | None = None) -> Actor:
    return _actor(person.id, person.name, await _grants([person.id]), sign_in_id)


Grants = dict[int, list[tuple[Role, int | None]]]


async def _grants(person_ids: Collection[int]) -> Grants:
    """Roles people have today, and the units they have them for."""
    found: Grants = defaultdict(list)
    rows = RoleGrant.filter(counting(), person_id__in=person_ids).values_list("person_id", "role", "unit_id")
    for person_id, role, unit_id in await rows:
        found[person_id].append((role, unit_id))
    return found


async def units_of(person_id: int | None) -> frozenset[int]:
    """The units and teams that somebody stands for today."""
    return _actor(person_id, "", await _grants([person_id]), None).units if person_id else frozenset()


def _actor(person_id: int, name: str, grants: Grants, sign_in_id: int | None) -> Actor:
    mine = grants.get(person_id, [])
    roles = frozenset({Role.RESIDENT, *(role for role, _ in mine)})
    units = frozenset(unit_id for _, unit_id in mine if unit_id is not None)
    return Actor(person_id, name, roles, units, sign_in_id)


async def delegates_of(unit_ids: Collection[int]) -> set[int]:
    """Ids of those who act for these units today."""
    acting = RoleGrant.filter(counting(), unit_id__in=list(unit_ids), role=Role.DELEGATE)
    return {grant.person_id for grant in await acting}


async def in_office() -> list[int]:
    """Ids of those who act for the office today, whoever did first before the others."""
    acting = RoleGrant.filter(counting(), role__in=list(OFFICE)).order_by("id")
    return [grant.person_id for grant in await acting]


async def acting_units() -> set[int]:
    """The units that somebody acts for today: of all others nobody reads what waits for them here."""
    acting = RoleGrant.filter(counting(), role=Role.DELEGATE, unit_id__not_isnull=True).order_by()
    return {int(id) for id in await acting.distinct().values_list("unit_id", flat=True)}  # type: ignore[call-overload]


async def invitation_by_pin(typed: str) -> Invitation:
    """Raises RuleBroken with one sentence for every way a PIN can be wrong."""
    found = await Invitation.get_or_none(pin_digest=credentials.digest("pin", credentials.clean_pin(typed)))
    return _usable(found)


async def invitation_by_token(token: str) -> Invitation:
    return _usable(await Invitation.get_or_none(token_digest=credentials.digest("token", token)))


def _usable(found: Invitation | None) -> Invitation:
    if found is None or found.withdrawn_at or (found.expires_at and found.expires_at < clock.now()):
        raise RuleBroken(N_("邀请码不对，请看邀请单上的八位数字；多次不对请到社区服务台。"))
    return found


async def person_by_password(username: str, password: str) -> int:
    """Raises RuleBroken with the same sentence for a wrong name and a wrong password."""
    found = await Password.get_or_none(username=username)
    if not await credentials.matches(found.digest if found else None, password) or found is None:
        raise RuleBroken(N_("用户名或密码不对。"))
    return found.person_id


async def residents() -> list[Person]:
    return await Person.filter(on_register=True).order_by("id").prefetch_related("place", "grants")


async def chairs_and_recorders() -> list[Person]:
    """Who can be asked to preside or record: officials and everybody with a staff role."""
    staff = [Role.CHAIR, Role.RECORDER, Role.SECRETARY, Role.ADMINISTRATOR]
    from_roles = Q(grants__role__in=staff) & counting("grants")
    return await Person.filter(from_roles | Q(official=True)).distinct().order_by("id")


async def register(search: str, page: int) -> tuple[list[Person], int]:
    """A page of the register by name or place, and how many there are; each with place and grants."""
    query = Person.filter(on_register=True)
    if search:
        query = query.filter(Q(name__icontains=search) | Q(place__path__icontains=search))
    found = query.order_by("id").offset((page - 1) * PAGE).limit(PAGE).prefetch_related("place", "grants")
    return await found, await query.count()


async def called(name: str) -> list[Person]:
    """Everybody of that name, with their places."""
    return await Person.filter(name=name).order_by("id").limit(20).prefetch_related("place")


async def meant(typed: str, most: int = 8) -> list[Person]:
    """Whom of the register a name, the sound of one or an address may mean, with their places."""
    rows = await Person.filter(on_register=True).order_by("id").values_list("id", "name", "place__path")
    sounds = re.search("[A-Za-z]", typed) is not None
    ids = [
        id
        for id, name, path in rows
        if typed in name or (path and typed in path) or (sounds and pinyin.sounds_like(name, typed))
    ]
    return await Person.filter(id__in=ids[:most]).order_by("id").prefetch_related("place")


async def person(person_id: int) -> Person:
    """With place and grants. Raises NotFound."""
    found = await Person.get_or_none(id=person_id).prefetch_related("place", "grants")
    if found is None:
        raise NotFound(N_("找不到这个人。"))
    return found


async def username_of(person_id: int) -> str:
    """Empty for somebody without a password."""
    found = await Password.get_or_none(person_id=person_id)
    return found.username if found else ""


async def devices_of(person_id: int) -> list[SignIn]:
    """Where the person is signed in now, newest first."""
    return await SignIn.filter(person_id=person_id, revoked_at=None, expires_at__gt=clock.now()).order_by("-id")


async def invitation_with_place(invitation: Invitation) -> Invitation:
    await invitation.fetch_related("person", "place")
    return invitation


# A shorter name may be a word: 高峰, 文明. Two characters are masked only where it is known who is meant.
SURE_AT = 3


async def named_in(text: str) -> set[str]:
    """Names of three and more characters of residents on the register that the text mentions."""
    bare, names = re.sub(r"\s", "", text), await _residents_to_name()
    starts = {bare[at : at + size] for size in set(map(len, names)) for at in range(len(bare))}
    return {name for start in starts & names.keys() for name, spelt in names[start] if spelt in bare}


async def _residents_to_name() -> dict[str, list[tuple[str, str]]]:
    """Their names as they are and without blanks, by their first characters: of thousands only few are looked for.

    A page of many parts asks for them once for all of its parts.
    """
    if not has_request_context():
        return await _read_residents_to_name()
    if "residents_to_name" not in g:
        g.residents_to_name = asyncio.ensure_future(_read_residents_to_name())
    return dict(await g.residents_to_name)


async def _read_residents_to_name() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in map(str, await Person.filter(official=False).values_list("name", flat=True)):
        if len(name) >= SURE_AT:
            spelt = re.sub(r"\s", "", name)
            found[spelt[:SURE_AT]].append((name, spelt))
    return found


async def public_words(
    texts: Iterable[str],
    people: Iterable[Person],
    names: Iterable[str] = (),
    adjusted: Adjusted = NO_ADJUSTMENT,
) -> Show:
    """How to show these texts to somebody who is not signed in: residents' names and people's numbers are masked.

    `people` had a part in the matter (officials keep their names), `names` are further names in it; `adjusted` is what
    the office has decided about its public copy.
    """
    hidden = {person.name for person in people if not person.official} | set(names) | await named_in(" ".join(texts))
    kept = {person.name for person in people if person.official} - hidden
    return Show(frozenset(hidden), frozenset(kept), adjusted)


async def public_lines(lines: Sequence[tuple[str, Person | None]], adjusted: Sequence[Adjusted] = ()) -> list[str]:
    """Titles of a list as somebody who is not signed in may read them, each given with the person who wrote it.

    `adjusted`: what the office has decided about each, where it has. A writer's name of two characters is masked in
    their own line only: in another's it may be a word.
    """
    named = await named_in(" ".join(text for text, _ in lines))
    decided = adjusted or [NO_ADJUSTMENT] * len(lines)
    return [_public_line(text, writer, named, of) for (text, writer), of in zip(lines, decided, strict=True)]


def _public_line(text: str, writer: Person | None, named: set[str], adjusted: Adjusted) -> str:
    own = {writer.name} if writer and not writer.official else set()
    return Show(frozenset(named | own), adjusted=adjusted)(text)
