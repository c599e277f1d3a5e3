"""Loading the demo community into a database where nobody has entered anything; never over what somebody has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from agenda.ballots import queries as ballots
from forum import clock, files
from forum.access import SYSTEM
from forum.config import Settings
from forum.journal import Event, command, record, transaction
from forum.people.founding import ensure_community_room
from minutes.demo import ground as base
from minutes.demo import offices, sign_ins
from minutes.demo.aftermath import remember
from minutes.demo.followed import follow
from minutes.demo.greeting import greeting
from minutes.demo.intake import take_down
from minutes.demo.lists import list_all
from minutes.demo.matters import propose
from minutes.demo.owners import owners
from minutes.demo.points import keep_points
from minutes.demo.present import present
from minutes.demo.services import serve_all
from minutes.demo.steps import go_by_steps
from minutes.demo.timeline import Timeline
from minutes.demo.visits import visit_all

log = structlog.get_logger()

# What the load itself never records: whoever did has used the database.
USED = ("person.signed_in", "person.joined", "roster.imported", "list.imported", "community.founded")


async def load_demo(settings: Settings) -> bool:
    """Load the demo; False, and nothing touched, where it is already or anybody has entered anything.

    A load that was interrupted is begun again from nothing, unless somebody has used what there is.
    """
    if await Event.exists(kind="demo.loaded") or await _in_use():
        return False
    if await Event.exists():
        log.warning("demo was interrupted, loading it again")
        await _clear()
    files.configure(settings.data / "attachments")
    async with _syncing_less():
        await _tell()
    await _note("demo.loaded")
    return True


async def _in_use() -> bool:
    begun = await Event.exists(kind="demo.begun")
    return await Event.exists(kind__in=USED) or (not begun and await Event.exists())


async def _tell() -> None:
    ground = base.Ground.of_today()
    with clock.set_to(ground.moment(-120, 9)):
        await _note("demo.begun")
        await base.lay(ground)
        await offices.appoint(ground)
        await sign_ins.hand_out(ground)
    line = Timeline()
    propose(line, ground)
    take_down(line, ground)
    list_all(line, ground)
    offices.elect(line, ground)
    visit_all(line, ground)
    serve_all(line, ground)
    keep_points(line, ground)
    remember(line, ground)
    go_by_steps(line, ground)
    follow(line, ground)
    present(line, ground)
    owners(line, ground)
    await line.play()


@command
async def _note(kind: str) -> None:
    async with transaction():
        record(kind, SYSTEM)


@asynccontextmanager
async def _syncing_less() -> AsyncIterator[None]:
    """A load cut short is begun again, so its thousand commits need no thousand syncs; the last one syncs them all."""
    connection = get_connection("default")
    sqlite = connection.capabilities.dialect == "sqlite"
    if sqlite:
        await connection.execute_script("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        if sqlite:
            await connection.execute_script("PRAGMA synchronous=FULL")


async def _clear() -> None:
    """Empty every table, as if the database were new. Only for a load that was interrupted."""
    tables = [model._meta.db_table for model in (Tortoise.apps or {})["models"].values()]
    async with in_transaction() as connection:
        if connection.capabilities.dialect == "sqlite":
            await connection.execute_query("PRAGMA defer_foreign_keys=ON")
            for table in tables:
                await connection.execute_query(f'DELETE FROM "{table}"')
            await connection.execute_query("DELETE FROM sqlite_sequence")
        else:
            names = ", ".join(f'"{table}"' for table in tables)
            await connection.execute_query(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    ballots.forget_rolls()
    await ensure_community_room()


__all__ = ["greeting", "load_demo"]
