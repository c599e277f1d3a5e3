"""The link at the end of a digest: whoever got it there ends that it comes there, without signing in."""

from __future__ import annotations

import secrets

from quart import Blueprint, Response

from forum import pages
from forum.echoes import commands, queries
from forum.echoes.models import DigestWish
from forum.errors import N_, NotFound
from forum.forms import given
from forum.people import credentials
from forum.people import queries as people
from forum.people.models import Person

blueprint = Blueprint("ending_digests", __name__)


def path_of(wish: DigestWish) -> str:
    """Good for this person and this address: what is wished elsewhere afterwards is not ended by an old link."""
    return f"/digest/{wish.person_id}/{_key(wish)}"


def _key(wish: DigestWish) -> str:
    return credentials.digest("digest", f"{wish.person_id}:{wish.channel}:{wish.address}")[:32]


async def _wish(person_id: int, key: str) -> DigestWish | None:
    """None where it has ended already: pressed twice, the link says the same. Raises NotFound."""
    wish = await queries.wish(person_id)
    if not wish.channel:
        return None
    if not secrets.compare_digest(_key(wish).encode(), key.encode()):
        raise NotFound(N_("这个链接已经失效。要改小结怎么发，请登录后到“回音”里改。"))
    return wish


@blueprint.get("/digest/<int:person_id>/<key>")
async def ask(person_id: int, key: str) -> Response:
    """Asks first: programs that look at mail open every link in it."""
    wish = await _wish(person_id, key)
    return await pages.page("forum/echoes/ending.html", going=wish is not None, where=f"/digest/{person_id}/{key}")


@blueprint.post("/digest/<int:person_id>/<key>")
async def end(person_id: int, key: str) -> Response:
    typed = await given()
    wish = await _wish(person_id, key)
    if wish is not None:
        actor = await people.actor_for(await Person.get(id=person_id))
        times = wish.quiet_from, wish.quiet_until
        await commands.choose_digest(wish.rhythm, *times, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/digest/{person_id}/{key}")
