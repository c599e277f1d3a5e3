"""What is published, as an Atom feed (RFC 4287); pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2005/Atom"
EMPTY = datetime(2026, 1, 1, tzinfo=UTC)
# What XML 1.0 cannot hold at all.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """`key` names it for good (minutes/3); `path` is where it is read."""

    key: str
    path: str
    title: str
    text: str
    published: datetime
    updated: datetime


def updated(entries: Sequence[Entry]) -> datetime:
    return max((entry.updated for entry in entries), default=EMPTY)


def atom(title: str, entries: Sequence[Entry], address: str, path: str) -> bytes:
    ElementTree.register_namespace("", NAMESPACE)
    feed = ElementTree.Element(f"{{{NAMESPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _add(feed, "id", _tag(address, "board"))
    _add(feed, "title", title)
    _add(feed, "updated", _time(updated(entries)))
    _add(_add(feed, "author"), "name", title)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{address}{path}")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{address}/board")
    for entry in entries:
        made = _add(feed, "entry")
        _add(made, "id", _tag(address, entry.key))
        _add(made, "title", entry.title)
        _add(made, "published", _time(entry.published))
        _add(made, "updated", _time(entry.updated))
        _add(made, "link", rel="alternate", type="text/html", href=f"{address}{entry.path}")
        _add(made, "content", entry.text, type="text")
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    made.text = _NOT_XML.sub("", text) or None
    return made


def _tag(address: str, key: str) -> str:
    """RFC 4151; the same however the page's own address changes its port or scheme."""
    return f"tag:{urlsplit(address).hostname or 'yishi'},2026:{key}"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
