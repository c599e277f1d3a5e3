"""书面征求意见: its questions are written down before the notice, opened together, and counted together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agenda.ballots import chairing
from agenda.ballots.methods.kinds import check_rules
from agenda.ballots.models import Ballot, BallotState, PreparedBallot
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import RuleSet
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.commands import require_chair, session_for_command
from agenda.sessions.models import Session, SessionState
from agenda.written import queries, rules
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotFound
from forum.journal import answer, command, record, transaction
from forum.topics import commands as topics


@command
async def put_matter(item_id: int, question: Question, *, by: Actor) -> int:
    """Write down a question that people will answer. Gives its id. BadInput by field, or RuleBroken."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_planning(session, by)
        rule_set = RuleSet.from_json(session.rules)
        check_rules(question.kind, rule_set)
        question.check(rule_set)
        matter = await PreparedBallot.create(
            item_id=item.id,
            kind=question.kind,
            settings=dict(question.settings),
            secret=question.is_secret,
            question=question.text.strip(),
            made_at=clock.now(),
        )
        record("matter.put", by, matter=matter.id, item=item.id)
        return answer(matter.id)


@command
async def withdraw_matter(matter_id: int, *, by: Actor) -> None:
    """Take a question off again before the notice."""
    matter = await PreparedBallot.get_or_none(id=matter_id, withdrawn_at=None).prefetch_related("item__session")
    if matter is None:
        raise NotFound(N_("找不到这个问题，可能已经撤下。"))
    session = matter.item.session
    async with transaction(session.room_id):
        await _require_planning(session, by)
        await PreparedBallot.filter(id=matter_id).update(withdrawn_at=clock.now())
        record("matter.withdrawn", by, matter=matter_id, item=matter.item_id)


async def _require_planning(session: Session, by: Actor) -> None:
    require(by, Permission.PLAN_SESSION)
    await session.refresh_from_db()
    rules.check_is_in_writing(session.kind)
    rules.check_matters_open(session.state)


@command
async def open_papers(session_id: int, *, by: Actor) -> None:
    """Open every question at once, until the deadline; everybody entitled is on the roll, and nobody checks in."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await _begin(session, by)
        now = clock.now()
        rules.check_open(session.state, now=now, deadline=session.planned_end)
        session.state, session.opened_at = SessionState.OPEN, now
        await session.save(update_fields=["state", "opened_at"])
        record("session.opened", by, session=session_id)
        for item in await AgendaItem.filter(session_id=session_id).order_by("position"):
            item.state, item.opened_at = ItemState.OPEN, now
            await item.save(update_fields=["state", "opened_at"])
            record("item.opened", by, item=item.id)
        await _open_all(session, await queries.matters(session_id), by)
        answer(None)


async def _open_all(session: Session, matters: Sequence[PreparedBallot], by: Actor) -> None:
    for matter in matters:
        question = Question(matter.kind, matter.question, matter.settings, is_secret=matter.secret)
        ballot_id = await chairing.open_in_writing(session, matter.item_id, question, by)
        await PreparedBallot.filter(id=matter.id).update(ballot_id=ballot_id)


@command
async def close_papers(session_id: int, *, by: Actor) -> None:
    """统一计票: after the deadline, or once everybody has answered, all are counted and announced together."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await _begin(session, by)
        now = clock.now()
        missing = await queries.missing(session_id)
        rules.check_close(session.state, now=now, deadline=session.planned_end, missing=missing)
        for ballot in await Ballot.filter(session_id=session_id, state=BallotState.OPEN).order_by("id"):
            await chairing.count_and_announce(ballot.id, session, by)
        for item in await AgendaItem.filter(session_id=session_id).order_by("position"):
            item.state, item.closed_at = ItemState.DONE, now
            await item.save(update_fields=["state", "closed_at"])
            if item.topic_id:
                await topics.decide_topic(item.topic_id, by=by)
            record("item.closed", by, item=item.id)
        session.state, session.closed_at = SessionState.CLOSED, now
        await session.save(update_fields=["state", "closed_at"])
        record("session.closed", by, session=session_id)


@command
async def extend_deadline(session_id: int, until: datetime, reason: str, *, by: Actor) -> None:
    """Once, before the deadline; what was the deadline and the reason stay on record."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await _begin(session, by)
        before = session.planned_end
        rules.check_extend(
            session.state, reason, until=until, deadline=before, now=clock.now(),
            extended=session.extended_from is not None,
        )  # fmt: skip
        session.planned_minutes = int((until - session.starts_at).total_seconds()) // 60
        session.extended_from, session.extension_reason = before, reason.strip()
        await session.save(update_fields=["planned_minutes", "extended_from", "extension_reason"])
        still_open = Ballot.filter(session_id=session_id, state=BallotState.OPEN)
        await still_open.update(closes_at=session.planned_end)
        record("session.extended", by, session=session_id, until=session.planned_end.isoformat())


async def _begin(session: Session, by: Actor) -> None:
    """Over weeks nobody presides from one device: whoever may preside may do this."""
    await require_chair(session, by)
    await session.refresh_from_db()
    rules.check_is_in_writing(session.kind)
