"""The text in work as a page shows it: its figures marked as what they are, names the record doesn't know as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from forum import markdown
from minutes.drafting import fields
from minutes.drafting.sections import Part, composed

_UNKNOWN = re.compile(r"(?:\{\{|｛｛)[^{}｛｝<>\n]*(?:\}\}|｝｝)")
_FROM, _TO = "\ue000", "\ue002"


def preview(parts: Iterable[Part], values: Mapping[str, str]) -> Markup:
    return rendered(composed(parts), values)


def rendered(text: str, values: Mapping[str, str]) -> Markup:
    """A value of several paragraphs, a table, is shown without a mark: it stands by itself."""
    html = str(markdown.render(fields.resolved(fields.unmarked(text), values, _shown)))
    html = html.replace(_FROM, '<span class="bound">').replace(_TO, "</span>")
    return Markup(_UNKNOWN.sub(lambda found: f'<mark class="unknown-field">{found[0]}</mark>', html))


def _shown(name: str, value: str) -> str:
    return value if "\n" in value or not value else f"{_FROM}{value}{_TO}"
