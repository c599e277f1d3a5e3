"""All matters of a neighbourhood twice, row for row: what a page asks the database for must not grow with them."""

from __future__ import annotations

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance

MATTERS = {
    "room", "topic", "topic_answer", "topic_second", "session", "agenda_item", "seat", "motion", "ballot", "minutes",
    "minutes_version", "mask_adjustment", "notice_period", "objection", "project", "action_item", "action_note",
    "need", "need_claim", "wish", "service", "service_order", "order_step", "year_work", "work_milestone", "work_site",
    "work_project", "look_back", "look_back_voice", "step_course", "step_entry", "appointment",
}  # fmt: skip
FAR = 1_000_000
OTHERWISE = {
    "topic.token": "token || 'again'", "session.check_in_code": "check_in_code || '2'",
    "minutes.number": f"number + {FAR}",
}  # fmt: skip
"""What no two of them have in common."""


async def double() -> None:
    """Each matter once more, with all that hangs on it: of the same people, bodies, units and places."""
    models = {one._meta.db_table: one for one in (Tortoise.apps or {})["models"].values()}
    connection = get_connection("default")
    await connection.execute_script("PRAGMA foreign_keys=OFF")
    for table in sorted(MATTERS):
        meta = models[table]._meta
        moved = {"id"} | {
            f"{name}_id"
            for name, field in meta.fields_map.items()
            if isinstance(field, ForeignKeyFieldInstance) and field.related_model._meta.db_table in MATTERS
        }
        given = {
            column: f'"{column}" + {FAR}' if column in moved else OTHERWISE.get(f"{table}.{column}", f'"{column}"')
            for column in meta.fields_db_projection.values()
        }
        columns = ", ".join(f'"{one}"' for one in given)
        made = f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(given.values())} FROM "{table}"'
        await connection.execute_script(f'{made} WHERE "id" < {FAR}')
    await connection.execute_script("PRAGMA foreign_keys=ON")


__all__ = ["double"]
