"""The chair's commands over what the hall sees; no part of the proceedings, but done by whoever presides."""

from __future__ import annotations

import secrets

from agenda.projectors import queries, rules
from agenda.projectors.models import WallLink
from agenda.projectors.rules import MESSAGE, Theme
from agenda.projectors.scenes import CHOICES
from agenda.sessions.commands import require_chair, session_for_command
from agenda.sessions.models import Session
from forum import clock, i18n
from forum.access import Actor, Permission, require
from forum.errors import N_
from forum.journal import answer, command, record, transaction


@command
async def link_wall(session_id: int, *, by: Actor) -> str:
    """One more projector; gives the token of the link that opens its page without sign-in."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        rules.check_one_more(len(await queries.of_session(session_id)))
        number = await WallLink.filter(session_id=session_id).count() + 1
        link = await WallLink.create(
            session_id=session_id,
            token=secrets.token_urlsafe(18),
            made_at=clock.now(),
            name=i18n.say(N_("{n}号大屏"), n=number),
        )
        record("wall.linked", by, link=link.id)
        return answer(link.token)


@command
async def revoke_wall(session_id: int, *, by: Actor, wall_id: int | None = None) -> None:
    """That projector goes dark, or all of the session's."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        good = [link.id for link in await queries.of_session(session_id) if wall_id in {None, link.id}]
        await WallLink.filter(id__in=good).update(revoked_at=clock.now())
        record("wall.revoked", by, session=session_id, links=good)


@command
async def set_up_wall(wall_id: int, name: str, shows: str, scale: int, theme: Theme, *, by: Actor) -> None:
    """What a projector is called, what it always shows, how large and how bright."""
    link, session = await queries.projector(wall_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await _refuse_revoked(link)
        rules.check_scene(shows, [one.name for one in CHOICES])
        rules.check_scale(scale)
        await WallLink.filter(id=wall_id).update(name=name, shows=shows, scale=scale, theme=theme)
        record("wall.set_up", by, link=wall_id)


@command
async def queue_scene(wall_id: int, scene: str, *, by: Actor) -> None:
    """What the projector shows next, for the chair alone to see until it is shown; an empty one takes it away."""
    link, session = await queries.projector(wall_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await _refuse_revoked(link)
        rules.check_scene(scene, [one.name for one in CHOICES])
        await WallLink.filter(id=wall_id).update(queued=scene)
        record("wall.queued", by, link=wall_id, scene=scene)


@command
async def queue_message(session_id: int, text: str, *, by: Actor, wall_id: int | None = None) -> None:
    """The chair's own words, on that projector next, or on all of the session's."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        good = [link.id for link in await queries.of_session(session_id) if wall_id in {None, link.id}]
        rules.check_good(revoked=not good)
        await WallLink.filter(id__in=good).update(queued=MESSAGE, queued_message=text)
        record("wall.queued", by, session=session_id, scene=MESSAGE)


@command
async def show_next(session_id: int, *, by: Actor) -> None:
    """Every projector with something queued shows it now, and until the chair puts another or follows the meeting."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        links = [link for link in await queries.of_session(session_id) if link.queued]
        rules.check_queued([link.queued for link in links])
        for link in links:
            link.pinned, link.message = link.queued, link.queued_message if link.queued == MESSAGE else ""
            link.queued = link.queued_message = ""
            await link.save(update_fields=["pinned", "message", "queued", "queued_message"])
            record("wall.shown", by, link=link.id, scene=link.pinned)


@command
async def follow_meeting(session_id: int, *, by: Actor) -> None:
    """Every projector shows again what it always shows: the meeting, unless it was set up for something else."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        rules.check_pinned([link.pinned for link in await queries.of_session(session_id)])
        await release_walls(session_id, by)


async def release_walls(session_id: int, by: Actor) -> None:
    """What the chair put up for the moment goes; call inside the transaction. Nothing to do where nothing was."""
    if await WallLink.filter(session_id=session_id, revoked_at=None).exclude(pinned="").update(pinned="", message=""):
        record("wall.released", by, session=session_id)


@command
async def tell_network(session_id: int, name: str, password: str, *, by: Actor) -> None:
    """The hall's Wi-Fi, for those who come in; without a name none is told."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        rules.check_network(name, password)
        await Session.filter(id=session_id).update(wifi_name=name, wifi_password=password)
        record("wall.network_told", by, session=session_id)


async def _refuse_revoked(link: WallLink) -> None:
    """Raises RuleBroken; call inside the transaction."""
    await link.refresh_from_db(fields=["revoked_at"])
    rules.check_good(revoked=link.revoked_at is not None)
