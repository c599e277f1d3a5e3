"""Several people on one phone: the phone is signed in as one of them, and holds the keys of the others.

The keys are in a signed cookie of their own. Whoever works for the office is never among them: their phone is not the
family's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from quart import current_app, g, request
from quart_auth import AuthUser, current_user, login_user

from forum.access import Actor
from forum.people import queries as people
from forum.people.models import Role

MOST = 8
LASTS = 180 * 86400
SHARING = frozenset({Role.RESIDENT, Role.DELEGATE})


def cookie_name() -> str:
    return f"{current_app.hub.cookie_name}_others"  # type: ignore[attr-defined]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="others on this phone")


def may_share(actor: Actor | None) -> bool:
    return actor is not None and actor.roles <= SHARING


def _keys() -> list[str]:
    try:
        found = _serializer().loads(request.cookies.get(cookie_name(), ""))
    except BadSignature:
        return []
    return [key for key in found if isinstance(key, str)][:MOST] if isinstance(found, list) else []


async def others() -> dict[str, Actor]:
    """Who else is on this phone, by the key; asked once a request."""
    if not hasattr(g, "others"):
        keys = _keys() if may_share(g.actor) else []
        actors = await people.actors_of(keys) if keys else {}
        g.others = {key: actor for key, actor in actors.items() if actor is not None and may_share(actor)}
    return dict(g.others)


async def come_in(key: str) -> dict[str, Actor]:
    """Sign the phone in with a key; who was signed in before stays on it. Gives those who are now the others."""
    here, before = await others(), g.actor
    actor = await people.actor_of(key)
    if actor is None or not may_share(actor):
        here = {}
    elif before is not None and may_share(before) and current_user.auth_id:
        here[current_user.auth_id] = before
    login_user(AuthUser(key), remember=True)
    person_id = actor.person_id if actor else None
    return {one: other for one, other in here.items() if other.person_id != person_id and one != key}


def remember(response: Any, keys: Sequence[str]) -> None:
    """Write who else is on this phone; the newest are kept."""
    if not keys:
        response.delete_cookie(cookie_name(), samesite="Lax", httponly=True)
        return
    kept = _serializer().dumps(list(keys)[-MOST:])
    response.set_cookie(cookie_name(), kept, max_age=LASTS, samesite="Lax", httponly=True)
