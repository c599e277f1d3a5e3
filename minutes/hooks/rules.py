"""What a bulletin says, when it is tried again, and where it may be sent; pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote_plus, urlsplit

from forum.errors import N_, Sentence
from minutes.board.feed import Entry

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
"""After each failed try; then the office is told."""
LONGEST = 1900
"""Bytes of a message: WeCom takes 2,048."""
TOLD_OF_EACH = 2
"""Lines of one piece of news."""
OFFICIAL = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com"}


@dataclass(frozen=True)
class Digest:
    title: str
    text: str


def key_of(entry: Entry) -> str:
    """Another one once it changed."""
    return f"{entry.key}@{entry.updated.isoformat()}"


def unheard(news: Sequence[Entry], told: Collection[str]) -> list[Entry]:
    """Of the public's news what was not told, oldest first."""
    return sorted((entry for entry in news if key_of(entry) not in told), key=lambda entry: entry.updated)


def digest(community: str, news: Sequence[Entry], address: str) -> Digest:
    """One message about all of it; what no longer fits is counted, and stands on the notice board."""
    title = f"{community}公示栏：{news[0].title}" if len(news) == 1 else f"{community}公示栏有{len(news)}条新消息"
    parts: list[str] = [title]
    for at, entry in enumerate(news):
        part = _part(entry, address)
        rest = f"还有{len(news) - at}条，请看公示栏：{address}/board"
        if _bytes("\n\n".join([*parts, part, rest])) > LONGEST:
            return Digest(title[:120], "\n\n".join([*parts, rest]))
        parts.append(part)
    return Digest(title[:120], "\n\n".join(parts))


def _part(entry: Entry, address: str) -> str:
    said = [line[:120] for line in entry.text.splitlines() if line.strip()][:TOLD_OF_EACH]
    return "\n".join([entry.title[:120], *said, f"{address}{entry.path}"])


def _bytes(text: str) -> int:
    return len(text.encode())


def wait_after(tries: int) -> timedelta | None:
    """How long until the next try, once so many have failed; None where it is given up."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None


def not_allowed(channel: str, url: str, named: Collection[str]) -> Sentence | None:
    """Why nothing is sent to this address: only the official host, over HTTPS, or a host that the settings name."""
    parts = urlsplit(url)
    if parts.netloc.lower() in named and parts.scheme in ("http", "https"):
        return None
    if parts.scheme != "https" or parts.username or parts.netloc.lower() != OFFICIAL[channel]:
        text = N_("地址必须是 https://{host}/ 开头的；用别的服务器，要在设置里的 hook_hosts 写明它。")
        return Sentence(text, {"host": OFFICIAL[channel]})
    return None


def signed(url: str, secret: str, milliseconds: int) -> str:
    """DingTalk's 加签: HMAC-SHA256 over the time and the secret, Base64, as parameters of the address."""
    if not secret:
        return url
    text = f"{milliseconds}\n{secret}".encode()
    code = base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest())
    return f"{url}&timestamp={milliseconds}&sign={quote_plus(code)}"
