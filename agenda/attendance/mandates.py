"""委托: who votes for whom. The recorder enters the paper; it ends when the holder leaves or the principal comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from agenda.attendance import queries, rules
from agenda.attendance.models import Mandate, Seat, SeatState
from agenda.attendance.quorum import note_quorum
from agenda.ballots import queries as ballots
from agenda.ballots.models import BallotState, RollEntry, Vote
from agenda.ballots.rules import check_mandate
from agenda.sessions.commands import frozen_rules, require_doors_open, session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction

CAME, LEFT, WITHDRAWN = "came", "left", "withdrawn"
"""Why a mandate ended: its principal came, its holder left, it was taken back."""


@command
async def enter_mandate(
    session_id: int, principal_id: int, holder_id: int, signed_on: date, scope: str = "", *, by: Actor
) -> int:
    """The recorder enters a written mandate; gives its id. BadInput by field, RuleBroken where the rules have none."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_doors_open(session)
        principal, holder = await _two_seats(session, principal_id, holder_id)
        _check_day(signed_on)
        await _check(session, principal, holder)
        mandate = await Mandate.create(
            session_id=session_id,
            principal_id=principal_id,
            holder_id=holder_id,
            signed_on=signed_on,
            scope=scope,
            entered_by_id=person_of(by),
            entered_at=clock.now(),
        )
        record("mandate.entered", by, mandate=mandate.id, principal=principal_id, holder=holder_id,
               person=holder.person_id)  # fmt: skip
        await note_quorum(session, by)
        return answer(mandate.id)


@command
async def withdraw_mandate(mandate_id: int, *, by: Actor) -> None:
    mandate, session = await mandate_and_session(mandate_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await mandate.refresh_from_db(fields=["ended_at"])
        if mandate.ended_at is not None:
            raise RuleBroken(N_("这份委托已经终止。"))
        await end_mandates([mandate], WITHDRAWN, by)
        await note_quorum(session, by)
    forget_rolls([mandate])


async def end_mandates(mandates: Iterable[Mandate], reason: str, by: Actor) -> None:
    """Inside a command's transaction. In an open ballot nobody votes by them any more; a vote that is in stays."""
    for mandate in mandates:
        await Mandate.filter(id=mandate.id).update(ended_at=clock.now(), end_reason=reason)
        holder = await Seat.get(id=mandate.holder_id)
        record("mandate.ended", by, mandate=mandate.id, principal=mandate.principal_id, holder=mandate.holder_id,
               reason=reason, person=holder.person_id)  # fmt: skip
        await _free_in_open_ballot(mandate)


async def restore_mandates(principal_id: int, since: datetime | None, by: Actor) -> None:
    """Inside a command's transaction: the principal did not come after all, so what ended by it stands again.

    Not where its holder has gone meanwhile.
    """
    for mandate in await Mandate.filter(principal_id=principal_id, end_reason=CAME, ended_at__gte=since):
        holder = await Seat.get(id=mandate.holder_id)
        if holder.state is SeatState.LEFT:
            continue
        await Mandate.filter(id=mandate.id).update(ended_at=None, end_reason="")
        record("mandate.restored", by, mandate=mandate.id, principal=mandate.principal_id, holder=mandate.holder_id,
               person=holder.person_id)  # fmt: skip


def forget_rolls(ended: Iterable[Mandate]) -> None:
    """Once that has committed: whoever votes next is looked up again."""
    for session_id in {mandate.session_id for mandate in ended}:
        ballots.forget_rolls_of(session_id)


async def _free_in_open_ballot(mandate: Mandate) -> None:
    voted = await Vote.filter(ballot__state=BallotState.OPEN, seat_id=mandate.principal_id).values_list(
        "ballot_id", flat=True
    )
    entries = RollEntry.filter(ballot__state=BallotState.OPEN, seat_id=mandate.principal_id)
    for entry in await entries.exclude(ballot_id__in=list(voted)):
        await RollEntry.filter(id=entry.id).update(holder_id=None)


async def _two_seats(session: Session, principal_id: int, holder_id: int) -> tuple[Seat, Seat]:
    seats = {seat.id: seat for seat in await queries.seats(session.id) if seat.id in {principal_id, holder_id}}
    missing = {
        name: Sentence(N_("请从名册上选一席。"))
        for name, seat_id in (("principal", principal_id), ("holder", holder_id))
        if seat_id not in seats
    }
    if missing:
        raise BadInput(missing)
    return seats[principal_id], seats[holder_id]


def _check_day(signed_on: date) -> None:
    if signed_on > clock.today():
        raise BadInput({"signed_on": Sentence(N_("委托书上的日期不能晚于今天。"))})


async def _check(session: Session, principal: Seat, holder: Seat) -> None:
    standing = await Mandate.filter(session_id=session.id, ended_at=None)
    check_mandate(frozen_rules(session), held=sum(mandate.holder_id == holder.id for mandate in standing))
    rules.check_mandate(
        rules.Mandated(principal.id, principal.entitled, principal.is_present),
        rules.Mandated(holder.id, holder.entitled, holder.is_present),
        [(mandate.principal_id, mandate.holder_id) for mandate in standing],
    )


async def mandate_and_session(mandate_id: int) -> tuple[Mandate, Session]:
    """Raises NotFound."""
    mandate = await Mandate.get_or_none(id=mandate_id).prefetch_related("session")
    if mandate is None:
        raise NotFound(N_("找不到这份委托。"))
    return mandate, mandate.session
