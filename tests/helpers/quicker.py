"""What every test would pay anew and a run of the product pays once: routes, the models' filters, compiled templates.

All are what the libraries would make again from the same source, so nothing a test sees is different.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tortoise.models
from aiosqlite import Connection
from jinja2 import FileSystemBytecodeCache
from pypika_tortoise import Table, queries, terms, utils
from pypika_tortoise.context import SqlContext
from tortoise.apps import Apps
from tortoise.fields.relational import BackwardFKRelation, ManyToManyFieldInstance
from tortoise.filters import get_filters_for_field
from tortoise.models import MetaInfo
from werkzeug.routing import Rule

from forum.pages import environment

TEMPLATES = Path(__file__).parents[2] / ".pytest_cache" / "templates"

_compile = Rule.compile
_generate = MetaInfo._generate_filters
_compiled: dict[tuple[Any, ...], Rule] = {}
_generated: dict[int, tuple[Any, int]] = {}
_filters_of: dict[tuple[Any, ...], dict[str, Any]] = {}


def _route(rule: Rule) -> None:
    """What a rule is matched and built by hangs on its text and the converters; a builder takes it as an argument."""
    if rule.defaults or rule.map is None:
        return _compile(rule)
    converters = frozenset(rule.map.converters.items())
    key = (rule.rule, rule.map.host_matching, rule.host, rule.subdomain, rule.merge_slashes, converters)
    known = _compiled.get(key)
    if known is None:
        _compile(rule)
        _compiled[key] = rule
        return None
    rule._parts, rule._trace, rule._converters = known._parts, known._trace, known._converters
    rule.arguments |= known.arguments
    rule._build = known._build.__func__.__get__(rule)  # type: ignore[attr-defined]
    rule._build_unknown = known._build_unknown.__func__.__get__(rule)  # type: ignore[attr-defined]
    return None


def _filters(meta: MetaInfo) -> None:
    """They depend on the fields and on the kind of database."""
    made_for = meta.db.executor_class, len(meta._filters)
    if not meta.filters or _generated.get(id(meta)) != made_for:
        _generate(meta)
        _generated[id(meta)] = made_for


def _filters_of_field(field_name: str, field: Any, source_field: str) -> dict[str, Any]:
    """Nobody changes them once they are made; those of relations know their models."""
    if isinstance(field, BackwardFKRelation | ManyToManyFieldInstance):
        return get_filters_for_field(field_name, field, source_field)  # type: ignore[return-value]
    key = field_name, source_field, type(field), getattr(field, "model_field_name", "")
    if key not in _filters_of:
        _filters_of[key] = get_filters_for_field(field_name, field, source_field)  # type: ignore[assignment]
    return _filters_of[key]


# ---- the models ----

_last: tuple[Any, dict[str, Any]] = None, {}


def _apps(apps: Apps) -> None:
    """The models are the same classes for every database: they are tied together anew only for another kind of it."""
    global _last
    classes = [type(client) for client in apps._connections.all()]
    made_for = apps._config, apps._validate_connections, classes
    if _last[0] == made_for:
        apps.apps = _last[1]
        return
    _last = None, {}
    _load_apps(apps)
    _last = made_for, apps.apps


# ---- the words of a query ----


def _copied(context: SqlContext, **kwargs: Any) -> SqlContext:
    made = object.__new__(SqlContext)
    made.__dict__.update(context.__dict__, **kwargs)
    return made


def _hash(table: Table) -> int:
    """Of what makes two of them equal, instead of the SQL they would be written as."""
    return hash((table._table_name, table.alias))


def _quoted(value: Any, quote_char: str | None) -> str:
    quote = quote_char or ""
    return f"{quote}{value}{quote}"


# ---- SQLite ----


class _Here:
    """Whether a connection that is opened now answers in the thread that asks instead of in one of its own.

    Handing each statement to a thread and back is most of what it costs. What is asked gives way to the others once
    all the same, as it does while a thread is waited for.
    """

    wanted = False


@contextmanager
def in_this_thread(wanted: bool = True) -> Iterator[None]:
    before, _Here.wanted = _Here.wanted, wanted
    try:
        yield
    finally:
        _Here.wanted = before


def _open(connection: Any) -> Any:
    if not _Here.wanted:
        return _opened(connection)
    connection._here = True
    return _open_here(connection).__await__()


async def _open_here(connection: Any) -> Any:
    connection._connection = connection._connector()
    return connection


async def _execute(connection: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
    if not hasattr(connection, "_here"):
        return await _executed(connection, function, *args, **kwargs)
    if not connection._connection:
        raise ValueError("Connection closed")
    await asyncio.sleep(0)
    return function(*args, **kwargs)


def _stop(connection: Any) -> Any:
    if not hasattr(connection, "_here"):
        return _stopped(connection)
    if connection._connection:
        connection._connection.close()
        connection._connection = None
    return None


_load_apps = Apps._load_from_config
_opened, _executed, _stopped = Connection.__await__, Connection._execute, Connection.stop


def build_once() -> None:
    Apps._load_from_config = _apps  # type: ignore[method-assign]
    Connection.__await__, Connection._execute, Connection.stop = _open, _execute, _stop  # type: ignore
    SqlContext.copy, Table.__hash__ = _copied, _hash  # type: ignore
    for module in (queries, terms, utils):
        module.format_quotes = _quoted  # type: ignore[attr-defined]
    Rule.compile = _route  # type: ignore[method-assign]
    MetaInfo._generate_filters = _filters  # type: ignore[method-assign]
    tortoise.models.get_filters_for_field = _filters_of_field  # type: ignore[assignment]
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
