"""How official papers are headed and numbered: the pattern of a number, who gets a copy; pure."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from forum.errors import N_, Sentence

YEAR, NUMBER = "××××", "×"
USUAL_PATTERN = "〔××××〕×号"
PATTERNS = (USUAL_PATTERN, "第×期", "××××年第×期")
"""As offices number their minutes; a body may write another."""
_COPIES = re.compile(r"[、，,;；\n]+")
_SIGNS = re.compile(r"×+")


@dataclass(frozen=True)
class Head:
    """A letterhead in force, nothing in it left open; kept with minutes when they are published."""

    heading: str
    organ: str
    pattern: str = USUAL_PATTERN
    copy_to: tuple[str, ...] = ()
    seal: bool = False
    mirrored: bool = False
    objections: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Head:
        return cls(**{**kept, "copy_to": tuple(kept["copy_to"])})


def check_pattern(pattern: str) -> Sentence | None:
    """What is wrong with it: it needs × once for the number, and may have ×××× once for the year."""
    signs = sorted(map(len, _SIGNS.findall(pattern)))
    if signs in ([len(NUMBER)], [len(NUMBER), len(YEAR)]):
        return None
    said = N_("编号里要有一个“×”代表序号；要写年份，再用“××××”代表年份。例如：{examples}")
    return Sentence(said, {"examples": "、".join(PATTERNS)})


def numbered(pattern: str, year: int, number: int | None) -> str:
    """〔2026〕3号; before it has its number, with a blank to write it in."""
    said = {len(YEAR): str(year), len(NUMBER): str(number) if number else "　"}
    return _SIGNS.sub(lambda found: said[len(found[0])], pattern)


def copies(typed: str) -> tuple[str, ...]:
    """Who gets a copy, from a line in which they are separated."""
    return tuple(name.strip(" 。　") for name in _COPIES.split(typed) if name.strip(" 。　"))
