"""In 待办 of the office: what was begun around sessions and stands still."""

from __future__ import annotations

from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from agenda.unfinished import queries
from agenda.unfinished.rules import Late
from agenda.whistles.models import Whistle
from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from forum.topics import queries as topics
from forum.workdays import queries as workdays
from forum.workdays.rules import Calendar

GROUP = N_("会议")
NOTES = {
    Late.NOTICE: N_("{moment}开，请发会议通知"),
    Late.MISSED: N_("原定{moment}，没有发通知也没有开：改期、补录或取消"),
    Late.UNOPENED: N_("原定{moment}，没有开：开会、补录、改期或取消"),
    Late.LEFT_OPEN: N_("{moment}开的，还没有闭会"),
}
MARKS = {
    Late.NOTICE: ("due", N_("待发通知")), Late.MISSED: ("overdue", N_("过了时间")),
    Late.UNOPENED: ("overdue", N_("过了时间")), Late.LEFT_OPEN: ("overdue", N_("没有闭会")),
}  # fmt: skip


async def tasks(actor: Actor) -> list[Link]:
    if not actor.in_office:
        return []
    calendar, days = await workdays.calendar(), (await topics.terms()).reply_days
    return [
        *(_silent(*one) for one in await queries.silent_whistles()),
        *(_late(*one) for one in await queries.late_sessions()),
        *(_asked(*one, calendar, days) for one in await queries.open_questions()),
        *(_left_over(one, calendar, days) for one in await queries.left_over()),
    ]


def _late(session: Session, late: Late) -> Link:
    kind, word = MARKS[late]
    note = i18n.say(NOTES[late], moment=i18n.moment(session.starts_at))
    due = clock.local(session.starts_at).date()
    return Link(
        f"/sessions/{session.id}", session.title, note, (kind, i18n.translate(word)), due, i18n.translate(GROUP)
    )


def _silent(whistle: Whistle, count: int) -> Link:
    note = i18n.say(N_("吹哨 · {n} 家还没有回音，请打电话"), n=count)
    mark = ("overdue", i18n.translate(N_("没有回音")))
    due = clock.local(whistle.due_at).date()
    return Link(
        f"/sessions/{whistle.session_id}/whistle", whistle.text, note, mark, due, i18n.translate(N_("吹哨报到"))
    )


def _asked(session: Session, count: int, calendar: Calendar, days: int) -> Link:
    due = calendar.after(clock.local(session.closed_at or session.starts_at).date(), days)
    text = i18n.say(N_("会上有 {n} 个提问没有答复"), n=count)
    return Link(f"/sessions/{session.id}/discussion", text, session.title, due=due, group=i18n.translate(GROUP))


def _left_over(item: AgendaItem, calendar: Calendar, days: int) -> Link:
    session = item.session
    note = i18n.say(N_("“{session}”没有议完：排进会议，或者答复"), session=session.title)
    if item.referred_to:
        note = i18n.say(N_("“{session}”交{who}研究：排进会议，或者答复"), session=session.title, who=item.referred_to)
    due = calendar.after(clock.local(session.closed_at or session.starts_at).date(), days)
    state = ("waiting", i18n.translate(N_("待议")))
    return Link(f"/items/{item.id}/unfinished", item.title, note, state, due, i18n.translate(GROUP))


async def answered_in_session(session_id: int) -> dict[int, list[Link]]:
    """For who is signed in: with what the office ended items that were not got to, by the item's id."""
    state = ("answered", i18n.translate(N_("会后答复")))
    return {
        one.item_id: [Link(f"/sessions/{session_id}#item-{one.item_id}", one.words, i18n.moment(one.at), state)]
        for one in await queries.answers_of(session_id)
    }
