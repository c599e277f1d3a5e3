"""Can phones reach this server? What the office's page about it shows."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from forum import clock, i18n
from forum.config import Settings
from forum.errors import N_
from forum.people.slips import qr_picture

KEPT = 60


@dataclass(frozen=True)
class Address:
    url: str
    picture: str


@dataclass(frozen=True)
class Reached:
    """A device that opened the check's page; `is_here` is this computer itself, which proves nothing."""

    agent: str
    address: str
    at: datetime
    is_here: bool

    @property
    def device(self) -> str:
        return device_word(self.agent)


@dataclass
class Check:
    """One running check: its mark in the QR code, and who came. In memory: it is about this run of the server."""

    probe: str = field(default_factory=lambda: secrets.token_urlsafe(6))
    came: OrderedDict[tuple[str, str], Reached] = field(default_factory=OrderedDict)

    def note(self, address: str, agent: str) -> None:
        agent = agent[:200]
        self.came.pop((address, agent), None)
        self.came[address, agent] = Reached(agent, address, clock.now(), address in own_addresses())
        while len(self.came) > KEPT:
            self.came.popitem(last=False)

    @property
    def reached(self) -> list[Reached]:
        return list(reversed(self.came.values()))


def reachable(settings: Settings) -> bool:
    """Whether the server listens beyond this computer, or stands behind an address that does."""
    host = urlsplit(settings.base_url).hostname or ""
    return settings.hall or not (host == "localhost" or _is_loopback(host))


def addresses(settings: Settings, probe: str) -> list[Address]:
    """Where phones can find this server, the likeliest first, each with its QR code; empty if it listens to none."""
    if not reachable(settings):
        return []
    urls = [settings.base_url]
    if settings.hall:
        urls += [f"http://{ip}:{settings.port}" for ip in sorted(own_addresses()) if not _is_loopback(ip)]
    return [Address(url, qr_picture(f"{url}/hall/reached?probe={probe}")) for url in dict.fromkeys(urls)]


def own_addresses() -> set[str]:
    """This machine's IPv4 addresses."""
    return {"127.0.0.1", *_named(), *_outward()}


def _named() -> Iterator[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return
    yield from {str(entry[4][0]) for entry in found}


def _outward() -> Iterator[str]:
    """The address towards the hall's network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return
        yield str(probe.getsockname()[0])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# The first that fits: HarmonyOS and every Linux phone also call themselves Android or Linux.
_WORDS = (
    ("HarmonyOS", N_("鸿蒙手机")), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", N_("安卓手机")),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_word(agent: str) -> str:
    """What to call a device by its browser's header, in the reader's language; empty if nothing in it is known."""
    system = next((i18n.translate(word) for mark, word in _WORDS if mark in agent), "")
    wechat = i18n.translate(N_("微信")) if "MicroMessenger" in agent else ""
    return " · ".join(filter(None, (system, wechat)))
