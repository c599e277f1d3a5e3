"""公示 in a line: its mark, and what waits for somebody because of it."""

from __future__ import annotations

from forum import i18n
from forum.access import Actor, Permission, allowed
from forum.errors import N_
from forum.parts import Link
from minutes.notices import queries
from minutes.notices.models import OUTCOME_NAMES, NoticePeriod, Objection, Outcome
from minutes.notices.rules import STAGE_NAMES, Stage

STAGE_MARKS = {Stage.COMING: "planned", Stage.RUNNING: "published", Stage.OVER: "due", Stage.ENDED: "closed"}
OUTCOME_MARKS = {Outcome.OPEN: "waiting", Outcome.UPHELD: "decided", Outcome.DISMISSED: "answered"}


def notice_mark(notice: NoticePeriod) -> tuple[str, str]:
    stage = queries.stage(notice)
    return STAGE_MARKS[stage], i18n.translate(STAGE_NAMES[stage])


def outcome_mark(outcome: Outcome) -> tuple[str, str]:
    return OUTCOME_MARKS[outcome], i18n.translate(OUTCOME_NAMES[outcome])


async def tasks(actor: Actor) -> list[Link]:
    """Objections to answer and periods to end, for who presides; for the office what follows from one upheld."""
    group = i18n.translate(N_("公示"))
    found = [
        Link(f"/notices/{one.notice_id}#objection-{one.id}", i18n.translate(N_("答复异议")),
             i18n.say(N_("{title}，{day}前答复"), title=one.notice.minutes.session.title, day=i18n.day(one.due_on)),
             due=one.due_on, group=group)
        for one in await queries.unanswered()
        if allowed(actor, Permission.PRESIDE, one.notice.minutes.session)
    ]  # fmt: skip
    upheld = await queries.not_followed() if actor.in_office else []
    found += [_to_follow(one, group) for one in upheld]
    return found + [
        Link(
            f"/notices/{notice.id}",
            i18n.translate(N_("结束公示")),
            notice.minutes.session.title,
            notice_mark(notice),
            group=group,
        )
        for notice in await queries.not_ended()
        if queries.stage(notice) is Stage.OVER
        and not queries.counts(notice).open
        and allowed(actor, Permission.PRESIDE, notice.minutes.session)
    ]


def _to_follow(one: Objection, group: str) -> Link:
    title = one.notice.minutes.session.title
    return Link(
        f"/notices/{one.notice_id}#objection-{one.id}", i18n.translate(N_("落实成立的异议：改纪要，或列入下次议程")),
        title, outcome_mark(one.outcome), group=group,
    )  # fmt: skip
