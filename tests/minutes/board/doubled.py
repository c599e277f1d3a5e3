"""All matters of a neighbourhood again, row for row: what a page asks the database for must not grow with them."""

from __future__ import annotations

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance

from minutes.action_items.models import PICTURED

MATTERS = {
    "room", "topic", "topic_answer", "topic_second", "session", "agenda_item", "seat", "motion", "ballot", "minutes",
    "minutes_version", "mask_adjustment", "notice_period", "objection", "project", "action_item", "action_note",
    "need", "need_claim", "wish", "service", "service_order", "order_step", "year_work", "work_milestone", "work_site",
    "work_project", "look_back", "look_back_voice", "step_course", "step_entry", "appointment",
}  # fmt: skip
FAR = 1_000_000


async def double(times: int = 1, leave: frozenset[str] = frozenset()) -> None:
    """Each matter `times` more, with all that hangs on it: of the same people, bodies, units and places, and with the
    same photos; the tables to `leave` stay as they are."""
    connection = get_connection("default")
    await connection.execute_script("PRAGMA foreign_keys=OFF")
    for far in range(FAR, FAR * times + 1, FAR):
        for table in sorted(MATTERS - leave):
            columns = _columns(table, far, MATTERS - leave)
            names = ", ".join(f'"{one}"' for one in columns)
            made = f'INSERT INTO "{table}" ({names}) SELECT {", ".join(columns.values())} FROM "{table}"'
            await connection.execute_script(f'{made} WHERE "id" < {FAR}')
        photos = _columns("picture", far, set()) | {"id": f"id + {far}", "subject_id": f"subject_id + {far}"}
        names = ", ".join(f'"{one}"' for one in photos)
        made = f"INSERT INTO picture ({names}) SELECT {', '.join(photos.values())} FROM picture"
        await connection.execute_script(f"{made} WHERE id < {FAR} AND subject = '{PICTURED}'")
    await connection.execute_script("PRAGMA foreign_keys=ON")


def _columns(table: str, far: int, copied: set[str] | frozenset[str]) -> dict[str, str]:
    """What each is in the copy: what no two of them have in common is changed."""
    meta = {one._meta.db_table: one._meta for one in (Tortoise.apps or {})["models"].values()}[table]
    moved = {"id", *(f"{one}_id" for one in copied & {"session", "topic", "project"})} | {
        f"{name}_id"
        for name, field in meta.fields_map.items()
        if isinstance(field, ForeignKeyFieldInstance) and field.related_model._meta.db_table in copied
    }
    otherwise = {
        "topic.token": f"token || '{far}'", "session.check_in_code": f"check_in_code || '{far // FAR}'",
        "minutes.number": f"number + {far}",
    }  # fmt: skip
    return {
        column: f'"{column}" + {far}' if column in moved else otherwise.get(f"{table}.{column}", f'"{column}"')
        for column in meta.fields_db_projection.values()
    }


__all__ = ["double"]
