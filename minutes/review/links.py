"""What of a review waits for somebody, on their page."""

from __future__ import annotations

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from minutes.drafting import queries as drafting
from minutes.publication.links import PATIENCE, work_address
from minutes.review import queries
from minutes.review.models import NOTE_STATE_NAMES, NoteState

MARKS = {NoteState.OPEN: "waiting", NoteState.ACCEPTED: "done", NoteState.REFUSED: "returned"}


def note_mark(state: NoteState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(NOTE_STATE_NAMES[state])


async def tasks(actor: Actor) -> list[Link]:
    if actor.person_id is None:
        return []
    group = i18n.translate(N_("会议纪要"))
    found = [
        Link(
            f"/minutes/{review.minutes_id}/review",
            i18n.translate(N_("请核对会议纪要")),
            i18n.say(N_("{title} · {day}前"), title=review.minutes.session.title, day=i18n.day(review.until)),
            ("waiting", i18n.translate(N_("待核对"))),
            review.until,
            group,
        )
        for review in await queries.to_check(actor.person_id)
    ]
    answered = {note.minutes_id: note.minutes for note in await queries.answered_unread(actor.person_id)}
    found += [
        Link(f"/minutes/{minutes.id}/review", i18n.translate(N_("您的核对意见有了答复")), minutes.session.title,
             ("answered", i18n.translate(N_("已答复"))), group=group)
        for minutes in answered.values()
    ]  # fmt: skip
    return found + await _to_answer(actor)


async def _to_answer(actor: Actor) -> list[Link]:
    """Of the recorder; what lies for long is the office's, too: there may be no recorder any more."""
    in_work = await drafting.in_work()
    long_ago = clock.now() - PATIENCE
    mine = {
        one.id: one
        for one in in_work
        if one.session.recorder_id == actor.person_id or (actor.in_office and one.drafted_at <= long_ago)
    }
    waiting = await queries.waiting(list(mine))
    return [
        Link(f"{work_address(mine[id])}#notes", i18n.say(N_("{n} 条核对意见待处理"), n=count), mine[id].session.title,
             ("waiting", i18n.translate(N_("待处理"))), group=i18n.translate(N_("会议纪要")))
        for id, count in waiting.items()
    ]  # fmt: skip
