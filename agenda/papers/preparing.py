"""A question made ready before the session: prepared, changed until it stands on paper, withdrawn."""

from __future__ import annotations

from typing import Any

from agenda.ballots import rules as ballot_rules
from agenda.ballots.models import PreparedBallot, PrintedPaper
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import RuleSet
from agenda.items.commands import item_and_session
from agenda.items.models import ItemState
from agenda.papers import forms, rules
from agenda.papers.queries import prepared_and_session
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, RuleBroken
from forum.journal import answer, command, record, transaction

_BEFORE_OR_DURING = {SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN}


@command
async def prepare_ballot(item_id: int, question: Question, *, by: Actor) -> int:
    """For an item that is still to come or being discussed."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_preparing(session, by)
        await item.refresh_from_db(fields=["state"])
        if item.state not in {ItemState.WAITING, ItemState.OPEN}:
            raise RuleBroken(N_("这一项已经议完，不用再备表决。"))
        forms.check(question, RuleSet.from_json(session.rules))
        prepared = await PreparedBallot.create(item_id=item_id, made_at=clock.now(), **_columns(question))
        record("prepared.made", by, prepared=prepared.id, item=item_id)
        return answer(prepared.id)


@command
async def change_prepared(prepared_id: int, question: Question, *, by: Actor) -> None:
    prepared, session = await prepared_and_session(prepared_id)
    async with transaction(session.room_id):
        await _require_preparing(session, by)
        await _require_waiting(prepared)
        printed = await PrintedPaper.filter(prepared_id=prepared_id, struck=False).count()
        rules.check_changeable(printed=printed)
        forms.check(question, RuleSet.from_json(session.rules))
        await PreparedBallot.filter(id=prepared_id).update(**_columns(question))
        record("prepared.changed", by, prepared=prepared_id, item=prepared.item_id)


@command
async def withdraw_prepared(prepared_id: int, *, by: Actor) -> None:
    """Its papers are no longer taken."""
    prepared, session = await prepared_and_session(prepared_id)
    async with transaction(session.room_id):
        require(by, Permission.PRESIDE, session)
        await _require_waiting(prepared)
        await PreparedBallot.filter(id=prepared_id).update(withdrawn_at=clock.now())
        await PrintedPaper.filter(prepared_id=prepared_id).update(struck=True)
        record("prepared.withdrawn", by, prepared=prepared_id, item=prepared.item_id)


async def _require_preparing(session: Session, by: Actor) -> None:
    require(by, Permission.PRESIDE, session)
    await session.refresh_from_db(fields=["state"])
    if session.state not in _BEFORE_OR_DURING:
        raise RuleBroken(N_("会议已经结束或取消，不能再备表决。"))


async def _require_waiting(prepared: PreparedBallot) -> None:
    await prepared.refresh_from_db(fields=["ballot_id", "withdrawn_at"])
    ballot_rules.check_prepared(
        is_opened=prepared.ballot_id is not None, is_withdrawn=prepared.withdrawn_at is not None
    )


def _columns(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "settings": dict(question.settings),
        "secret": question.is_secret,
        "question": question.text.strip(),
        "seconds": question.seconds,
    }
