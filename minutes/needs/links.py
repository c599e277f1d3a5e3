"""How needs read in a line, and what of them waits for the office."""

from __future__ import annotations

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.workdays import queries as workdays
from minutes.action_items.rules import due_words
from minutes.needs import queries
from minutes.needs.models import NEED_STATE_NAMES, NeedState

MARKS = {
    NeedState.OPEN: "waiting", NeedState.CLAIMED: "doing", NeedState.IN_HAND: "doing", NeedState.MET: "done",
    NeedState.ANSWERED: "answered",
}  # fmt: skip
DAYS_TO_ANSWER = 5
"""Working days in which whoever raised a need is told something, as with topics."""


def need_mark(state: NeedState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(NEED_STATE_NAMES[state])


async def tasks(actor: Actor) -> list[Link]:
    """One line for all that nobody has taken on or answered, due with the oldest of them."""
    oldest, count = await queries.unanswered(1, 1) if actor.in_office else ([], 0)
    if not oldest:
        return []
    raised = oldest[0].at
    due = await workdays.after(clock.local(raised).date(), DAYS_TO_ANSWER)
    kind, words = due_words(due, clock.today())
    text = i18n.say(N_("{n}条需求等着对接或答复"), n=count)
    note = i18n.say(N_("最早的是{day}提出的"), day=i18n.day(raised))
    return [Link("/matching", text, note, (kind, i18n.say(words)), due, i18n.translate(N_("需求")))]
