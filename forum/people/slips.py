"""Invitation slips for many households at once, and their pictures."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.people import commands
from forum.people.commands import Slip
from forum.people.credentials import shown_pin
from forum.places.models import Place, PlaceKind

AT_ONCE = 400
USES_OF_HOUSEHOLD = 8
"""How many people of one household may join with its slip."""


@dataclass(frozen=True)
class Printed:
    """A slip as it is shown and printed: to whom, the PIN in two groups, the link and its QR code as an image."""

    whom: str
    pin: str
    link: str
    picture: str


def print_all(made: list[tuple[Slip, str]], base_url: str) -> list[Printed]:
    return [_printed(slip, whom, base_url) for slip, whom in made]


def _printed(slip: Slip, whom: str, base_url: str) -> Printed:
    link = f"{base_url}/join/{slip.token}"
    return Printed(whom, shown_pin(slip.pin), link, qr_picture(link))


def qr_picture(text: str) -> str:
    """A QR code as the address of an image, for <img src>."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=2, scale=4)


async def invite_households(
    block_ids: list[int], copies: int, *, by: Actor, command_id: str | None = None
) -> list[tuple[Slip, str]]:
    """A slip for every household of the blocks; for a block whose households aren't recorded, `copies` of its own.

    Each comes with the place it is for. Raises BadInput (no block, or more than a sheet can hold), RuleBroken (sent
    again: the secrets are kept nowhere, so they cannot be answered twice).
    """
    require(by, Permission.KEEP_REGISTER)
    wanted = await _wanted(block_ids, copies)
    if not wanted:
        raise BadInput({"blocks": Sentence(N_("请至少选一栋楼。"))})
    if len(wanted) > AT_ONCE:
        figures = {"count": len(wanted), "most": AT_ONCE}
        raise BadInput({"blocks": Sentence(N_("一次最多做{most}张，这样选有{count}张，请分几次做。"), figures)})
    made = await _invite(wanted, by=by, command_id=command_id)
    if made is None:
        raise RuleBroken(N_("这一批邀请单已经做过，号码只显示一次。没有打印好的话，请重新做一批。"))
    return made


async def _wanted(block_ids: list[int], copies: int) -> list[Place]:
    wanted: list[Place] = []
    for block in await Place.filter(id__in=block_ids, kind=PlaceKind.BLOCK).order_by("path"):
        households = await Place.filter(parent_id=block.id, kind=PlaceKind.HOUSEHOLD).order_by("name")
        wanted += households or [block] * copies
    return wanted


@command
async def _invite(wanted: list[Place], *, by: Actor) -> list[tuple[Slip, str]] | None:
    async with transaction():
        slips = [
            (await commands.invite(by=by, place_id=place.id, uses=USES_OF_HOUSEHOLD), place.path) for place in wanted
        ]
        record("slips.made", by, count=len(slips))
        answer(None)  # never the secrets
        return slips
