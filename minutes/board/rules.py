"""Whose pages may show the board in a frame; pure. An origin goes into a header as it is: nothing else may slip in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from forum.errors import N_, BadInput, Sentence

MOST = 20
LONGEST = 200
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


def origins(typed: str) -> list[str]:
    """One a line, or apart by blanks or commas; each once. Raises BadInput with the first that is none."""
    found: dict[str, None] = {}
    for one in re.split(r"[\s,，;；、]+", typed.strip()):
        if one:
            found[origin(one)] = None
    if len(found) > MOST:
        raise BadInput({"origins": Sentence(N_("最多写{most}个网站。"), {"most": MOST})})
    return list(found)


def origin(address: str) -> str:
    """https://example.cn of any address of that site; a name in Chinese as browsers send it. Raises BadInput."""
    try:
        split = urlsplit(address[:LONGEST])
        port = split.port
        host = (split.hostname or "").encode("idna").decode()
    except ValueError:
        host, port, split = "", None, None
    if split is None or split.scheme != "https" or split.username is not None or not _HOST.fullmatch(host):
        raise BadInput(
            {"origins": Sentence(N_("“{address}”不对，要写成 https://example.cn 这样。"), {"address": address[:60]})}
        )
    return f"https://{host}" if port in {None, 443} else f"https://{host}:{port}"


def framed_by(origins: list[str]) -> str:
    """As the header says it."""
    return " ".join(origins) or "'none'"
