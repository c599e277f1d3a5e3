"""What of sessions can be found: title, place and agenda. One that is only planned is the office's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any

from agenda.items.models import AgendaItem
from agenda.links import STATE_MARKS, state_word
from agenda.masking import queries as masking
from agenda.sessions.models import Session, SessionState
from forum import i18n, parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import COMMUNITY_ROOM, Event
from forum.parts import Document, Link, Searched

STAGES = {
    SessionState.PLANNED: "coming",
    SessionState.NOTICED: "coming",
    SessionState.OPEN: "doing",
    SessionState.CLOSED: "done",
    SessionState.CANCELLED: "dropped",
}
CHANGES = ("session.", "item.", "minutes.word_")


def offer() -> None:
    parts.searched["session"] = Searched(N_("会议"), ids, read, touched)


async def ids() -> list[int]:
    found: list[Any] = list(await Session.all().order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    if not event.kind.startswith(CHANGES):
        return []
    if event.room_id == COMMUNITY_ROOM:
        return [event.data["session"]] if "session" in event.data else []
    found: list[Any] = list(await Session.filter(room_id=event.room_id).values_list("id", flat=True))
    return found


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    query = Session.filter(id__in=list(ids))
    if reader is None or not reader.in_office:
        query = query.exclude(state=SessionState.PLANNED).filter(entering=False)
    sessions = await query.prefetch_related("body")
    titles = defaultdict(list)
    for item in await AgendaItem.filter(session_id__in=[one.id for one in sessions]).order_by("position"):
        titles[item.session_id].append(item.title)
    texts = [text for one in sessions for text in (one.title, one.venue, *titles[one.id])]
    shown: dict[int, Callable[[str], str]] = dict.fromkeys((one.id for one in sessions), str)
    if reader is None and sessions:
        shown.update(await masking.words_of(sessions, texts))
    return {one.id: _document(one, titles[one.id], shown[one.id]) for one in sessions}


def _document(session: Session, titles: list[str], show: Callable[[str], str]) -> Document:
    mark = (STATE_MARKS[session.state], state_word(session.state, in_writing=session.in_writing))
    note = f"{i18n.moment(session.starts_at)} · {show(session.venue)}"
    return Document(
        Link(f"/sessions/{session.id}", show(session.title), note, mark),
        show("；".join([session.body.name, *titles])),
        session.starts_at,
        STAGES[session.state],
    )
