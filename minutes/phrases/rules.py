"""Phrases of official minutes, ready to be put into a text; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 4000
STANDARD = """\
听取：会议听取了关于____的情况汇报。
认为：会议认为，____。
指出：会议指出，____。
决定：会议决定，____。
同意：会议同意____。
原则同意：会议原则同意____，由____按会上意见修改后实施。
要求：会议要求，____要____，确保____。
明确：会议明确，由____牵头，____配合，于____前完成。
缓议：会议认为该事项条件尚不成熟，留待下次会议再议。
公示：会议决定将上述事项在社区公示栏公示____天，听取居民意见。
"""


@dataclass(frozen=True)
class Phrase:
    name: str
    text: str


def phrases(text: str) -> list[Phrase]:
    """A line without a name is called by its first characters."""
    return [_phrase(line.strip()) for line in text.splitlines() if line.strip()]


def _phrase(line: str) -> Phrase:
    name, *rest = re.split(r"[:：]", line, maxsplit=1)
    if rest and 0 < len(name.strip()) <= 8 and rest[0].strip():
        return Phrase(name.strip(), rest[0].strip())
    return Phrase(line[:6], line)
