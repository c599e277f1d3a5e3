"""Words in the reader's language. Source strings are Chinese; `translations/<language>/messages.po` has the others."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from forum import clock
from forum.errors import Sentence

LANGUAGES = {"zh": "中文", "en": "English"}
TRANSLATIONS = Path(__file__).parent / "translations"

language: ContextVar[str] = ContextVar("language", default="zh")


@functools.cache
def catalogue(code: str) -> dict[str, str]:
    path = TRANSLATIONS / code / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


def translate(text: str) -> str:
    return catalogue(language.get()).get(text, text)


def translator(code: str) -> Callable[[str], str]:
    return lambda text: catalogue(code).get(text, text)


def say(sentence: Sentence | str, **params: Any) -> str:
    """A sentence in the current language."""
    if isinstance(sentence, Sentence):
        return sentence.said(translate)
    return translate(sentence).format(**params) if params else translate(sentence)


def say_html(sentence: Sentence | str, **params: Any) -> Markup:
    """The templates' `_`: parameters are escaped; of the sentence itself only what is ours may hold marks."""
    if isinstance(sentence, Sentence):
        return escape(sentence.said(translate))
    said = translate(str(sentence))
    text = Markup(said) if str(sentence) in catalogue("en") else escape(said)
    return text.format(**params) if params else text


def preferred(accept_language: str) -> str:
    """The first language we speak in an Accept-Language header; Chinese unless English comes first."""
    for part in re.findall(r"[a-zA-Z]{2}", accept_language.split(";")[0]):
        if part.lower() in LANGUAGES:
            return part.lower()
    return "zh"


def day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    value = clock.local(value).date() if isinstance(value, datetime) else value
    if language.get() == "en":
        return f"{value.day} {value:%b %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date | datetime | None) -> str:
    """Without the year, where space is short and the year is plain."""
    if value is None:
        return ""
    value = clock.local(value).date() if isinstance(value, datetime) else value
    return f"{value.day} {value:%b}" if language.get() == "en" else f"{value.month}月{value.day}日"


def hour(value: datetime | None) -> str:
    return f"{clock.local(value):%H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    return f"{day(value)} {hour(value)}" if value else ""
