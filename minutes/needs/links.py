"""How needs read in a line, and what of them waits for the office."""

from __future__ import annotations

from datetime import date, datetime

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.workdays import queries as workdays
from minutes.action_items.rules import due_words
from minutes.needs import queries
from minutes.needs.models import NEED_STATE_NAMES, Need, NeedState
from minutes.resources.models import Resource

MARKS = {
    NeedState.OPEN: "waiting", NeedState.CLAIMED: "doing", NeedState.IN_HAND: "doing", NeedState.MET: "done",
    NeedState.ANSWERED: "answered",
}  # fmt: skip
DAYS_TO_ANSWER = 5
"""Working days in which whoever raised a need is told something, as with topics."""


def need_mark(state: NeedState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(NEED_STATE_NAMES[state])


async def answer_due(raised: datetime) -> date:
    """The last day on which whoever raised it is told something."""
    return await workdays.after(clock.local(raised).date(), DAYS_TO_ANSWER)


async def waits(need: Need) -> tuple[tuple[str, str], date] | None:
    """How much time the community has to answer, and until when; None where it has, or a unit has taken it on."""
    if need.state is not NeedState.OPEN:
        return None
    due = await answer_due(need.at)
    kind, words = due_words(due, clock.today())
    return (kind, i18n.say(words)), due


async def brought_in_session(session_id: int) -> dict[int, list[Link]]:
    """For who is signed in: what units brought to the table at each item, by the item's id."""
    found: dict[int, list[Link]] = {}
    for need in await Need.filter(item__session_id=session_id).order_by("id").prefetch_related("unit"):
        note = i18n.say(N_("{unit}的需求"), unit=need.unit.name if need.unit else "")
        found.setdefault(need.item_id or 0, []).append(
            Link(f"/needs/{need.id}", need.text, note, need_mark(need.state))
        )
    for one in await Resource.filter(item__session_id=session_id).order_by("id").prefetch_related("unit"):
        note = i18n.say(N_("{unit}的资源"), unit=one.unit.name)
        state = ("withdrawn", N_("已撤下")) if one.withdrawn_at else ("done", N_("已列入清单"))
        found.setdefault(one.item_id or 0, []).append(
            Link(f"/resources/{one.id}", one.text, note, (state[0], i18n.translate(state[1])))
        )
    return found


async def tasks(actor: Actor) -> list[Link]:
    """One line for all that nobody has taken on or answered, due with the oldest of them."""
    oldest, count = await queries.unanswered(1, 1) if actor.in_office else ([], 0)
    if not oldest:
        return []
    raised = oldest[0].at
    due = await answer_due(raised)
    kind, words = due_words(due, clock.today())
    text = i18n.say(N_("{n}条需求等着对接或答复"), n=count)
    note = i18n.say(N_("最早的是{day}提出的"), day=i18n.day(raised))
    return [Link("/matching", text, note, (kind, i18n.say(words)), due, i18n.translate(N_("需求")))]
