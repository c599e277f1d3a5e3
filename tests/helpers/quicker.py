"""What every test would pay anew and a run of the product pays once: routes, the models' filters, compiled templates.

All are what the libraries would make again from the same source, so nothing a test sees is different.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from tortoise.models import MetaInfo
from werkzeug.routing import Rule

from forum.pages import environment

TEMPLATES = Path(__file__).parents[2] / ".pytest_cache" / "templates"

_compile = Rule._compile_builder
_generate = MetaInfo._generate_filters
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_generated: dict[int, tuple[Any, int]] = {}


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """A builder takes its rule as an argument and closes over nothing else, unless the rule has defaults."""
    if rule.defaults:
        return _compile(rule, append_unknown)
    key = (rule.rule, *rule._trace, append_unknown)
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


def _filters(meta: MetaInfo) -> None:
    """They depend on the fields and on the kind of database."""
    made_for = meta.db.executor_class, len(meta._filters)
    if not meta.filters or _generated.get(id(meta)) != made_for:
        _generate(meta)
        _generated[id(meta)] = made_for


def build_once() -> None:
    Rule._compile_builder = _builder
    MetaInfo._generate_filters = _filters
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
