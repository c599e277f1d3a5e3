"""What every test would pay anew and a run of the product pays once: routes, the models' filters, compiled templates.

All are what the libraries would make again from the same source, so nothing a test sees is different.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tortoise.context
import tortoise.models
from aiosqlite import Connection
from jinja2 import FileSystemBytecodeCache
from pypika_tortoise import Table, queries, terms, utils
from pypika_tortoise.context import SqlContext
from pypika_tortoise.queries import QueryBuilder
from tortoise.apps import Apps
from tortoise.fields.relational import BackwardFKRelation, ManyToManyFieldInstance
from tortoise.filters import get_filters_for_field
from tortoise.models import MetaInfo
from werkzeug.routing import Map, Rule
from werkzeug.routing.matcher import StateMachineMatcher

from forum.pages import environment

TEMPLATES = Path(__file__).parents[2] / ".pytest_cache" / "templates"

_add_rule, _update_map = Map.add, Map.update
_generate = MetaInfo._generate_filters
_maps: dict[tuple[Any, ...], tuple[StateMachineMatcher, dict[Any, list[Rule]]]] = {}
_generated: dict[int, tuple[Any, int]] = {}
_filters_of: dict[tuple[Any, ...], dict[str, Any]] = {}


def _add(urls: Map, rule: Rule) -> None:
    """It is bound when it is needed, with the others."""
    urls.__dict__.setdefault("_given", []).append(rule)
    urls._remap = True


def _update(urls: Map) -> None:
    """Apps with the same rules share what these are matched and built by; a map that gets more is made anew."""
    if not urls._remap:
        return
    given = urls.__dict__.get("_given", [])
    made_for = urls.host_matching, urls.merge_slashes, frozenset(urls.converters.items()), *map(_told, given)
    if made_for not in _maps:
        urls._matcher = StateMachineMatcher(urls.merge_slashes)
        urls._rules_by_endpoint = {}
        for rule in given:
            rule.map = None
            _add_rule(urls, rule)
        _update_map(urls)
        _maps[made_for] = urls._matcher, urls._rules_by_endpoint
    urls._matcher, urls._rules_by_endpoint = _maps[made_for]
    urls._remap = False


def _told(rule: Any) -> Any:
    how = rule.host, rule.subdomain, rule.websocket, rule.provide_automatic_options, repr(rule.defaults)
    return rule.rule, rule.endpoint, frozenset(rule.methods or ()), *how


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


def _connection_of(meta: MetaInfo) -> Any:
    """Every query asks for it a few times: the open one is found here as `get_connection` would find it."""
    now = tortoise.context.get_current_context()
    known = now and now.connections._get_storage().get(meta.default_connection or "")
    if known and known._bound_loop in (None, asyncio._get_running_loop()):
        return known
    return _ask_for_connection(meta)


_LISTS = (
    "_from", "_with", "_selects", "_columns", "_values", "_groupbys", "_orderbys", "_joins", "_unions", "_updates",
    "_select_star_tables", "_on_conflict_fields", "_on_conflict_do_updates",
)  # fmt: skip


def _another(query: QueryBuilder) -> QueryBuilder:
    made = object.__new__(type(query))
    made.__dict__.update(query.__dict__)
    for name in _LISTS:
        made.__dict__[name] = query.__dict__[name].copy()
    return made


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
    if _others_are_ready():
        await asyncio.sleep(0)
    return function(*args, **kwargs)


def _others_are_ready() -> bool:
    """Whether to give way changes anything: a turn of the loop is a large part of what a statement costs."""
    loop: Any = asyncio.get_running_loop()
    if not hasattr(loop, "_ready"):  # uvloop's does not tell
        return True
    return bool(loop._ready or (loop._scheduled and loop._scheduled[0]._when <= loop.time()))


def _stop(connection: Any) -> Any:
    if not hasattr(connection, "_here"):
        return _stopped(connection)
    if connection._connection:
        connection._connection.close()
        connection._connection = None
    return None


_load_apps = Apps._load_from_config
_opened, _executed, _stopped = Connection.__await__, Connection._execute, Connection.stop


_ask_for_connection = MetaInfo.db.fget  # type: ignore[attr-defined]


def build_once() -> None:
    MetaInfo.db = property(_connection_of)  # type: ignore
    QueryBuilder.__copy__ = _another  # type: ignore
    Apps._load_from_config = _apps  # type: ignore[method-assign]
    Connection.__await__, Connection._execute, Connection.stop = _open, _execute, _stop  # type: ignore
    SqlContext.copy, Table.__hash__ = _copied, _hash  # type: ignore
    for module in (queries, terms, utils):
        module.format_quotes = _quoted  # type: ignore[attr-defined]
    Map.add, Map.update = _add, _update  # type: ignore[method-assign]
    MetaInfo._generate_filters = _filters  # type: ignore[method-assign]
    tortoise.models.get_filters_for_field = _filters_of_field  # type: ignore[assignment]
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
