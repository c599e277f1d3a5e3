"""What leads the public to a session: its poster, and its line in a calendar."""

from __future__ import annotations

import re

from agenda.sessions.models import Session, SessionState
from forum import i18n
from forum.errors import N_
from forum.parts import Link


async def papers_of_session(session_id: int, may_record: bool) -> list[Link]:
    """Of one that was announced and is still to come, for everybody."""
    if not await Session.exists(id=session_id, state__in=[SessionState.NOTICED, SessionState.OPEN], entering=False):
        return []
    at = f"/sessions/{session_id}"
    stairwell = i18n.translate(N_("贴在楼道里，扫码就到"))
    return [
        Link(f"{at}/poster.preview", i18n.translate(N_("海报")), stairwell),
        Link(f"{at}/calendar.ics", i18n.translate(N_("加到日历"))),
    ]


_NUMBER = re.compile(r"\+?\d[\d -]{5,16}\d")


def number_to_call(contact: str) -> str:
    """The first telephone number in a published contact, as a phone dials it; "" where there is none."""
    found = _NUMBER.search(contact)
    return re.sub(r"[ -]", "", found[0]) if found else ""
