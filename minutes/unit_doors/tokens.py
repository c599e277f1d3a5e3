"""Links by which a unit acts without signing in: how their tokens are made and read, and who comes in by them.

A token is signed with the installation's secret: it can be shown and printed again at any time, is in no database, and
nobody can make one. Each kind of link opens one thing for one unit, and nothing else.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import N_, NotFound
from forum.people.credentials import digest

SIGNED = 24
"""Hexadecimal digits of the signature: 96 bits."""


class Link(Protocol):
    """A row that a token stands for; `salt` makes the tokens of two rows unlike."""

    id: Any
    salt: Any
    unit_id: int
    unit: Any


L = TypeVar("L", bound=Link)


@dataclass(frozen=True)
class Holder(Actor):
    """Whoever has a unit's link: of no role and known by no register. Made by the link's own door alone."""

    link_id: int = 0


@dataclass(frozen=True)
class Kind(Generic[L]):
    """A kind of links. `purpose` keeps their signatures apart, `signed` is what of a row they stand for."""

    purpose: str
    model: Any
    signed: Callable[[L], str]
    read: tuple[str, ...] = ("unit",)

    def token_of(self, link: L) -> str:
        return f"{link.id}-{self._signature(link)}"

    def _signature(self, link: L) -> str:
        return digest(self.purpose, f"{link.id}:{self.signed(link)}:{link.salt}")[:SIGNED]

    async def link_of(self, token: str) -> L:
        """With what it is read with. Raises NotFound for every token that was never given out."""
        number, _, signature = token.partition("-")
        found: L | None = None
        if number.isascii() and number.isdecimal() and len(number) < 10:
            found = await self.model.get_or_none(id=int(number)).prefetch_related(*self.read)
        if found is None or not hmac.compare_digest(self._signature(found).encode(), signature.encode()):
            raise NotFound(N_("这个链接不对，请照单子上的再输一次，或向社区要新的。"))
        return found


def holder_of(link: Link) -> Holder:
    unit: Unit = link.unit
    return Holder(None, unit.name, units=frozenset({link.unit_id}), link_id=link.id)
