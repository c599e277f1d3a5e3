"""Opening, migrating and closing the database. One Tortoise app over all floors' models."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tortoise import Tortoise, models
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.transactions import in_transaction

from forum import schema
from forum.config import Settings
from forum.people.founding import ensure_community_room
from forum.sqlite import PRAGMAS, HallSqliteClient

MODELS = [
    "forum.journal",
    "forum.places.models",
    "forum.people.models",
    "forum.bodies.models",
    "forum.offices.models",
    "forum.units.models",
    "forum.owners.models",
    "forum.joining.models",
    "forum.topics.models",
    "forum.echoes.models",
    "forum.intake.models",
    "forum.rounds.models",
    "forum.following.models",
    "forum.comments.models",
    "forum.moderation.models",
    "forum.topic_files.models",
    "forum.diary.models",
    "forum.pictures.models",
    "forum.workdays.models",
    "agenda.sessions.models",
    "agenda.projectors.models",
    "agenda.series.models",
    "agenda.attendance.models",
    "agenda.deliveries.models",
    "agenda.kiosk.models",
    "agenda.whistles.models",
    "agenda.matters.models",
    "agenda.items.models",
    "agenda.unfinished.models",
    "agenda.claiming.models",
    "agenda.exchange.models",
    "agenda.attachments.models",
    "agenda.floor.models",
    "agenda.scratch.models",
    "agenda.discussion.models",
    "agenda.statements.models",
    "agenda.groups.models",
    "agenda.elections.models",
    "agenda.motions.models",
    "agenda.ballots.models",
    "minutes.letterheads.models",
    "minutes.certificates.models",
    "minutes.drafting.models",
    "minutes.copies.models",
    "minutes.evidence.models",
    "minutes.archive.models",
    "minutes.notices.models",
    "minutes.board.models",
    "minutes.claim_links.models",
    "minutes.hooks.models",
    "minutes.projects.models",
    "minutes.action_items.models",
    "minutes.chasing.models",
    "minutes.needs.models",
    "minutes.wishes.models",
    "minutes.orders.models",
    "minutes.overview.models",
    "minutes.points.models",
    "minutes.phrases.models",
    "minutes.resources.models",
    "minutes.matching.models",
    "minutes.review.models",
    "minutes.scribe.models",
    "minutes.steps.models",
    "minutes.works.models",
    "minutes.answers.models",
    "minutes.look_backs.models",
]


def tortoise_config(settings: Settings) -> dict[str, Any]:
    return {
        "connections": {"default": settings.database or _sqlite(settings.database_file)},
        "apps": {"models": {"models": MODELS, "default_connection": "default", "migrations": "forum.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {"engine": "forum.sqlite", "credentials": {"file_path": str(path), **PRAGMAS}}


async def open_database(settings: Settings) -> None:
    """Bring the schema up to date (a SQLite file is copied aside first), then connect.

    Raises OSError or tortoise.exceptions.OperationalError when the file cannot be opened.
    """
    await connect(settings)
    if await _pending():
        await migrate(settings)
    await ensure_community_room()


async def connect(settings: Settings) -> None:
    await Tortoise.init(config=tortoise_config(settings), _enable_global_fallback=True)


async def close_database() -> None:
    await Tortoise.close_connections()


async def check_storage() -> None:
    """Raises OperationalError where nothing can be read or stored now."""
    connection = get_connection("default")
    if isinstance(connection, HallSqliteClient):
        await connection.check_writable()
    else:
        await connection.execute_query("SELECT 1")


async def _pending() -> bool:
    connection = get_connection("default")
    executor = MigrationExecutor(connection, {"models": tortoise_app()})
    return bool(await executor.plan(None))


def tortoise_app() -> dict[str, Any]:
    return {"models": MODELS, "default_connection": "default", "migrations": "forum.migrations"}


async def migrate(settings: Settings, *, from_schema: bool = True) -> None:
    """Apply what is pending; a new SQLite file begins `from_schema` instead of from nothing."""
    on_sqlite = not settings.database
    connection = get_connection("default")
    # A new file is not empty either: opening it has written its header.
    used = on_sqlite and await connection.execute_query_dict("SELECT 1 FROM sqlite_master WHERE name = 'room'")
    if used:
        _back_up(settings.database_file)
    if on_sqlite:
        # A table rebuilt by an AlterField would take its children's rows with it while foreign keys are enforced.
        await connection.execute_script("PRAGMA foreign_keys=OFF")
    else:
        # Asking there which were applied would break off the transaction while there is no table of them.
        executor = MigrationExecutor(connection, {"models": tortoise_app()})
        await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))
    # All of them or none, with their records: one that is done and not recorded would fail at every later start.
    async with in_transaction() as whole:
        if on_sqlite and not used and from_schema:
            await schema.lay(whole)
        executor = MigrationExecutor(whole, {"models": tortoise_app()})
        with _states_without_queries():
            await executor.migrate(None)
        broken = await whole.execute_query_dict("PRAGMA foreign_key_check") if on_sqlite else []
        if broken:
            raise RuntimeError(f"migration left dangling references: {broken[:3]}")
    if on_sqlite:
        await connection.execute_script("PRAGMA foreign_keys=ON")


@contextmanager
def _states_without_queries() -> Iterator[None]:
    """Every step makes the models anew, thousands in all, and asks none of them anything: what queries need is left
    out. That is most of the time a migration takes."""
    kept = models.get_filters_for_field, StateApps._build_initial_querysets  # type: ignore[attr-defined]
    _set_aside(lambda *_, **__: {}, lambda _: None)
    try:
        yield
    finally:
        _set_aside(*kept)


def _set_aside(filters: Any, querysets: Any) -> None:
    models.get_filters_for_field = filters  # type: ignore[attr-defined]
    StateApps._build_initial_querysets = querysets  # type: ignore[method-assign]


def _back_up(path: Path) -> None:
    copy = path.with_suffix(".before-migration.sqlite3")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    shutil.copystat(path, copy)


__all__ = ["MODELS", "close_database", "connect", "migrate", "open_database", "tortoise_config"]
