"""Which format a file of ranked ballots is in, by what it says."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from agenda.ballots.formats import abif, blt, debian
from agenda.ballots.formats.files import RankedFile
from forum.errors import N_, BadInput, Sentence

FORMATS: dict[str, Callable[[str], RankedFile]] = {"abif": abif.read, "blt": blt.read, "debian": debian.read}

_SIGNS = (
    ("debian", re.compile(r"^[\s|/]*Option\s+1\s*-*>\s*:|^V: ", re.M)),
    ("blt", re.compile(r"\A(?:\s|#.*\n)*\d+\s+\d+(?:\s|#|$)")),
    ("abif", re.compile(r"^\s*(?:\d+\s*:|\{|=)", re.M)),
)


def read(data: bytes | str, name: str | None = None) -> RankedFile:
    """In the named format, or the one it looks like. BadInput if it looks like none, BadLine for a mistake in it."""
    text = data if isinstance(data, str) else decoded(data)
    found = name or recognised(text)
    if found not in FORMATS:
        raise BadInput({"file": Sentence(N_("看不出这是什么格式的选票文件；能读的有 ABIF、BLT 和 Debian 计票单。"))})
    return FORMATS[found](text)


def recognised(text: str) -> str | None:
    """The format's name, by the first sign that tells."""
    return next((name for name, sign in _SIGNS if sign.search(text)), None)


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else GB18030; old tally sheets are in Latin-1, which takes any byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        latin = data.decode("latin-1")
        return latin if recognised(latin) == "debian" else data.decode("gb18030", "replace")
