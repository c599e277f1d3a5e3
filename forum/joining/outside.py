"""Signing in by a service outside, WeChat or WeCom: an interface, and nothing that is on by itself.

A `Provider` is named in the settings as `module:attribute` (YISHI_OUTSIDE_SIGN_IN); README.md shows one. It is asked
for the address that a phone is sent to and, when the phone comes back with a code, who that was. Only somebody who has
joined by slip, and linked their account themselves, can come in this way: the outside vouches for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outsider:
    """`subject` is the service's own unchanging number of somebody; `nonce` as it was sent, where the service gives
    it back signed, else ""."""

    subject: str
    nonce: str = ""


class Refused(Exception):
    """The service does not say who it was: the code is wrong, used, or too old."""


class Provider(Protocol):
    """`name` goes into addresses and the database, `title` on the page (微信, 企业微信)."""

    name: str
    title: str

    def address(self, *, back: str, state: str, nonce: str) -> str:
        """Where a phone is sent to; the service sends it on to `back` with `code` and this `state`."""
        ...

    async def who(self, *, code: str, back: str, nonce: str) -> Outsider:
        """Whose code it is, asked by this server itself. Raises Refused."""
        ...
