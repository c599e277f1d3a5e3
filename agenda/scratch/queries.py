from __future__ import annotations

from agenda.scratch.models import ScratchSheet
from forum.access import Actor


async def sheets(session_id: int) -> list[ScratchSheet]:
    """All that are not empty, with who wrote them, for those who may record the session."""
    found = await ScratchSheet.filter(session_id=session_id).exclude(text="").prefetch_related("person")
    return [sheet for sheet in found if sheet.text.strip()]


async def own_and_others(session_id: int, reader: Actor) -> tuple[str, list[ScratchSheet]]:
    """The reader's own text, and the others' sheets."""
    found = await sheets(session_id)
    own = next((sheet.text for sheet in found if sheet.person_id == reader.person_id), "")
    return own, [sheet for sheet in found if sheet.person_id != reader.person_id]


def paragraphs(text: str) -> list[str]:
    """What can be taken over into the minutes one by one."""
    return [line.strip() for line in text.splitlines() if line.strip()]
