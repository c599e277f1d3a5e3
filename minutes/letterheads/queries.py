from __future__ import annotations

from typing import Any

from forum.bodies.models import Body
from minutes.letterheads.models import Letterhead
from minutes.letterheads.rules import USUAL_PATTERN, Head, copies


async def settings(body: Body) -> dict[str, Any]:
    """What the body has set, as its form shows it."""
    found = await Letterhead.get_or_none(body_id=body.id)
    names = ("heading", "organ", "pattern", "copy_to", "objections", "seal", "mirrored")
    return {name: getattr(found, name) for name in names} if found else {"pattern": USUAL_PATTERN}


async def head_of(body: Body) -> Head:
    """The letterhead in force."""
    return head(body, await settings(body))


def head(body: Body, kept: dict[str, Any]) -> Head:
    return Head(
        heading=kept.get("heading") or f"{body.name}会议纪要",
        organ=kept.get("organ") or body.organ,
        pattern=kept.get("pattern") or USUAL_PATTERN,
        copy_to=copies(kept.get("copy_to", "")),
        seal=bool(kept.get("seal")),
        mirrored=bool(kept.get("mirrored")),
        objections=kept.get("objections", ""),
    )
