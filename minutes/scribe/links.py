"""What was to be seen to after a session: in 待办 of the office, and with what came of it on the session's page."""

from __future__ import annotations

from agenda.sessions.models import Session
from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.topics import queries as topics
from forum.workdays import queries as workdays
from forum.workdays.rules import Calendar
from minutes.scribe import queries
from minutes.scribe.models import ScribeNote

GROUP = N_("会议")


async def tasks(actor: Actor) -> list[Link]:
    if not actor.in_office:
        return []
    found = await queries.waiting().prefetch_related("item__session")
    calendar, days = await workdays.calendar(), (await topics.terms()).reply_days
    return [_task(one, one.item.session, calendar, days) for one in found]


def _task(note: ScribeNote, session: Session, calendar: Calendar, days: int) -> Link:
    due = calendar.after(clock.local(session.closed_at or session.starts_at).date(), days)
    said = i18n.say(N_("“{session}”会后跟进，请写明结果"), session=session.title)
    state = ("waiting", i18n.translate(N_("待跟进")))
    return Link(f"/scribe-notes/{note.id}", note.text, said, state, due, i18n.translate(GROUP))


async def settled_in_session(session_id: int) -> dict[int, list[Link]]:
    """For who is signed in: what came of what was to be seen to, by the item's id."""
    state = ("answered", i18n.translate(N_("会后跟进")))
    found: dict[int, list[Link]] = {}
    for one in await queries.settled_in(session_id):
        at = f"/sessions/{session_id}#item-{one.item_id}"
        found.setdefault(one.item_id, []).append(Link(at, one.outcome, one.text, state))
    return found
