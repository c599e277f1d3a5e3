"""Which projector shows which scene now: walls that show the same share one picture, made once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from segno import helpers

from agenda.projectors import scenes
from agenda.projectors.models import WallLink
from agenda.projectors.rules import MESSAGE
from agenda.projectors.scenes import SCENES, Scene

if TYPE_CHECKING:
    from agenda.room.view import View


@dataclass(frozen=True)
class Picture:
    """A scene, with the chair's words where it is a message. `of` says whose it is: the projectors' ids, and
    "next-ID" where it is only queued there.
    """

    scene: Scene
    message: str
    of: tuple[str, ...]


def pictures(view: View, *, queued: bool = False) -> list[Picture]:
    """What the session's projectors show; with `queued` also what comes next on them, which no projector is sent."""
    shared: dict[tuple[str, str], list[str]] = {}
    for wall in view.walls:
        shared.setdefault((on(view, wall).name, wall.message), []).append(str(wall.id))
        if queued and wall.queued:
            shared.setdefault((wall.queued, wall.queued_message), []).append(f"next-{wall.id}")
    return [Picture(_shown(view, name), message, tuple(of)) for (name, message), of in shared.items()]


def on(view: View, wall: WallLink) -> Scene:
    """What a projector shows now: what the chair has put there, else what it always shows, else the meeting."""
    return _shown(view, wall.pinned or wall.shows)


def _shown(view: View, name: str) -> Scene:
    """Where there is nothing to show of it now, the meeting is shown instead."""
    scene = SCENES.get(name)
    return scene if scene and (name == MESSAGE or scene.possible(view)) else scenes.following(view)


def code(text: str) -> str:
    """A QR code as SVG that takes the size of its place."""
    return _svg(segno.make(text, error="m"))


def network_code(name: str, password: str) -> str:
    """A QR code that joins a phone to the Wi-Fi; nothing without a name."""
    return _svg(helpers.make_wifi(name, password or None, "WPA" if password else None)) if name else ""


def _svg(made: segno.QRCode) -> str:
    return made.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
