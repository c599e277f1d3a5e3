from __future__ import annotations

from minutes.phrases import rules
from minutes.phrases.models import Phrases


async def text() -> str:
    """As they are edited; the standard ones until somebody has."""
    kept = await Phrases.all().order_by("id").first()
    return kept.text if kept else rules.STANDARD


async def phrases() -> list[rules.Phrase]:
    return rules.phrases(await text())
