"""What every test would pay anew and a run of the product pays once: routes, the models' filters, compiled templates.

All are what the libraries would make again from the same source, so nothing a test sees is different.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tortoise.models
from jinja2 import FileSystemBytecodeCache
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


def build_once() -> None:
    Rule.compile = _route  # type: ignore[method-assign]
    MetaInfo._generate_filters = _filters  # type: ignore[method-assign]
    tortoise.models.get_filters_for_field = _filters_of_field  # type: ignore[assignment]
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
