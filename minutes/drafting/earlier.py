"""What the body's last session asked for, and how that stood when this one ended."""

from __future__ import annotations

from agenda.sessions.models import Session, SessionState
from forum import clock
from minutes.action_items.following import Followed, as_of, followed
from minutes.action_items.models import ActionItem, ActionState
from minutes.drafting.record import Earlier, LastSession


async def last_session(session: Session) -> LastSession | None:
    """The body's session before this one that asked for anything; a bench talk goes on with none."""
    if session.on_the_spot:
        return None
    before = ActionItem.filter(
        item__session__body_id=session.body_id,
        item__session__state=SessionState.CLOSED,
        item__session__on_the_spot=False,
        item__session__starts_at__lt=session.starts_at,
    )
    newest = await before.order_by("-item__session__starts_at").first().prefetch_related("item__session")
    if newest is None or newest.session is None:
        return None
    last = newest.session
    until = session.closed_at or clock.now()
    asked = ActionItem.filter(item__session_id=last.id).order_by("id").prefetch_related("lead", "notes")
    told = [as_of(action, until) for action in await asked]
    still = [one for one in await followed(session, until) if one.action.session != last]
    return LastSession(
        last.title,
        clock.local(last.starts_at).date(),
        tuple(_earlier(one) for one in told if one.state is not ActionState.WITHDRAWN),
        tuple(map(_earlier, still)),
    )


def _earlier(one: Followed) -> Earlier:
    said = "逾期未办结" if one.late else _SAID.get(one.state, "正在办理")
    return Earlier(one.action.text, one.action.lead.name, one.action.due_on, said, one.done)


_SAID = {
    ActionState.DONE: "已办结",
    ActionState.HANDED_IN: "已报办结，待核验",
    ActionState.DECLINED: "牵头单位待定",
    ActionState.REOPENED: "正在重办",
    ActionState.SENT_BACK: "正在重办",
}
