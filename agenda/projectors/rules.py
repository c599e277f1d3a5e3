"""What a projector may be set to, and when there is something to put on it; pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from forum.errors import N_, BadInput, RuleBroken, Sentence

SCALES = (80, 90, 100, 110, 120, 130, 140)
"""Hundredths. wall.css has a size for each."""
MOST = 8
"""Projectors of a session: a hall has two or three."""
LONGEST = 120
"""Characters of a message: it is read from the back of the hall."""
MESSAGE = "message"


class Theme(StrEnum):
    DARK = "dark"
    LIGHT = "light"


def check_one_more(projectors: int) -> None:
    """Raises RuleBroken."""
    if projectors >= MOST:
        raise RuleBroken(N_("已经有 {most} 个大屏，先收回不用的，再添新的。"), most=MOST)


def check_good(*, revoked: bool) -> None:
    """Raises RuleBroken."""
    if revoked:
        raise RuleBroken(N_("这个大屏的链接已经收回。"))


def check_scene(scene: str, scenes: Collection[str]) -> None:
    """Of what a wall may always show or show next; empty is none. Raises BadInput."""
    if scene and scene not in scenes:
        raise BadInput({"scene": Sentence(N_("请从列表中选一幕。"))})


def check_scale(scale: int) -> None:
    """Raises BadInput."""
    if scale not in SCALES:
        raise BadInput({"scale": Sentence(N_("请从列表中选一个大小。"))})


def check_queued(queued: Collection[str]) -> None:
    """Raises RuleBroken."""
    if not any(queued):
        raise RuleBroken(N_("还没有备好下一幕，先在“大屏”里选一幕。"))


def check_pinned(pinned: Collection[str]) -> None:
    """Raises RuleBroken."""
    if not any(pinned):
        raise RuleBroken(N_("大屏已经在跟着会议。"))


def check_network(name: str, password: str) -> None:
    """What an access point takes: up to 32 bytes, and a password of none or 8 to 63 characters. Raises BadInput."""
    wrong = {}
    if len(name.encode()) > 32:
        wrong["wifi_name"] = Sentence(N_("Wi-Fi 名称太长：最多 32 个字母或 10 个汉字。"))
    if password and not 8 <= len(password) <= 63:
        wrong["wifi_password"] = Sentence(N_("Wi-Fi 密码是 8 到 63 位；没有密码就空着。"))
    if password and not name:
        wrong["wifi_name"] = Sentence(N_("请填 Wi-Fi 名称。"))
    if wrong:
        raise BadInput(wrong)
