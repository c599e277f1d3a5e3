"""Markdown as people may write it here, turned into HTML that a page can carry.

Raw HTML stays text, of a picture its words stay, links lead only to http(s) and mail. A table's alignment becomes
a class, since the content security policy blocks `style=`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.tasklists import tasklists_plugin

MOST = 60_000
"""Characters of one text: a form refuses more, and rendering reads no further."""

_ALIGNMENTS = {f"text-align:{side}": f"align-{side}" for side in ("left", "center", "right")}
_TAG_NAMES = "p h2 h3 h4 h5 h6 ul ol li blockquote strong em del s code pre br hr a table thead tbody tr th td"
_TAGS = set(_TAG_NAMES.split())
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_CLASSES = {cell: set(_ALIGNMENTS.values()) for cell in ("th", "td")}
_AT_START = re.compile(r"^(\d{0,9})(?=[.)])|^(?=[-+#=])")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&{}])")
_ESCAPED = re.compile(r"\\(?=[\\`*_\[\]<>|~&{}.)\-+#=])")

_markdown = MarkdownIt("js-default", {"html": False, "linkify": True, "maxNesting": 50}).use(tasklists_plugin)


def render(text: str) -> Markup:
    """Sanitised HTML. The first level of heading is the page's own: # becomes h2 like ##."""
    tokens = _markdown.parse(text[:MOST])
    _adapt(tokens)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return Markup(_framed(_clean(html)))


def _framed(html: str) -> str:
    """A table wider than the page scrolls in a frame of its own, which the keyboard can reach."""
    frame = '<div class="table-frame" tabindex="0">'
    return html.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")


def _adapt(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in {"th_open", "td_open"}:
            side = _ALIGNMENTS.get(str(token.attrs.pop("style", "")))
            if side:
                token.attrSet("class", side)
        elif token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"
        elif token.type == "inline" and token.children:
            _adapt_inline(token.children)


def _adapt_inline(tokens: Sequence[Token]) -> None:
    """A task's box becomes a character, as a page of record has no form fields in its text; a picture its own words."""
    for token in tokens:
        if token.type == "image":
            token.type = "text"
        elif token.type == "html_inline" and "task-list-item-checkbox" in token.content:
            token.type, token.content = "text", "☑" if 'checked="checked"' in token.content else "☐"


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
        clean_content_tags={"script", "style"},
    )


def escaped(text: str) -> str:
    """What somebody said, on one line and without marks: put into Markdown it reads as it was said."""
    return _AT_START.sub(lambda found: found[0] + "\\", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return _ESCAPED.sub("", text)
