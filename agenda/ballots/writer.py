"""Durable votes in groups: votes waiting together are committed together, and each is answered after its commit.

One fsync a vote would let a hall of 5,000 wait seconds; one fsync a group costs them milliseconds. This is the one
write that does not take the room's lock: the ballot's row is held instead (SQLite's single writer does the same), so
closing a ballot waits for the group being written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from agenda.ballots.models import Vote, VoteSource
from forum import clock
from forum.errors import N_, Refusal, RuleBroken, Unavailable
from forum.journal import CommandDone

log = structlog.get_logger()
MOST_AT_ONCE = 500


class Sealed(Protocol):
    """A secret paper: what is stored of it, and whether something stored is the same paper."""

    @property
    def stored(self) -> bytes: ...

    def is_in(self, stored: bytes) -> bool: ...


@dataclass(eq=False)
class PendingVote:
    """A vote on its way to disk; `done` resolves to None when it is there, or to the reason why it was refused.

    `choice` is the paper in its canonical form; empty where the ballot is secret and the paper is `sealed`.
    """

    ballot_id: int
    seat_id: int
    choice: str
    source: VoteSource
    entered_by: int | None
    command_id: str
    may_change: bool
    witness: str = ""
    sealed: Sealed | None = None
    photo: str = ""
    at: datetime = field(default_factory=clock.now)
    done: asyncio.Future[Refusal | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


Written = Callable[[Sequence[PendingVote]], Awaitable[None]]


class VoteWriter:
    """Started on first use in a running loop; `written` is told of each committed group."""

    def __init__(self, written: Written | None = None) -> None:
        self.written = written
        self.waiting: list[PendingVote] = []
        self.task: asyncio.Task[None] | None = None

    async def write(self, vote: PendingVote) -> None:
        """Returns when the vote is on disk. Raises RuleBroken or Unavailable when it is not.

        It is written also if whoever waits here goes away.
        """
        self.waiting.append(vote)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._drain())
        if (refusal := await vote.done) is not None:
            raise refusal

    async def finish(self) -> None:
        """Wait until nothing is waiting; called at shutdown."""
        while self.task and not self.task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.shield(self.task)

    async def _drain(self) -> None:
        while self.waiting:
            group, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            try:
                refused = await _commit(group)
            except Exception as error:
                if isinstance(error, OperationalError) and not isinstance(error, IntegrityError):
                    # Who came meanwhile would wait as long again for the same answer.
                    group, self.waiting = group + self.waiting, []
                    log.warning("database refused votes", votes=len(group), error=str(error))
                else:
                    log.exception("votes not written")
                refused = dict.fromkeys(
                    group, Unavailable(N_("现在存不进去（磁盘已满或数据库正忙），您的票没有记下。请再投一次。"))
                )
            for vote in group:
                if not vote.done.done():
                    vote.done.set_result(refused.get(vote))
            taken = [vote for vote in group if vote not in refused]
            if taken and self.written:
                try:
                    await self.written(taken)
                except Exception:
                    log.exception("listener of votes failed")


async def _commit(group: Sequence[PendingVote]) -> dict[PendingVote, Refusal]:
    """Write a group in one transaction; gives the refused votes with their reason."""
    refused: dict[PendingVote, Refusal] = {}
    async with in_transaction() as connection:
        postgres = connection.capabilities.dialect == "postgres"
        ids = sorted({vote.ballot_id for vote in group})
        marks = _marks(len(ids), postgres)
        rows = await connection.execute_query_dict(
            f"SELECT id, closes_at FROM ballot WHERE id IN ({marks}) AND state = 'open'"
            + (" FOR SHARE" if postgres else ""),
            list(ids),
        )
        closing = {row["id"]: _time(row["closes_at"]) for row in rows}
        in_time: list[PendingVote] = []
        shut: list[PendingVote] = []
        for vote in group:
            limit = closing.get(vote.ballot_id, vote.at)  # what is not open takes nothing from now on
            (shut if limit and vote.at >= limit else in_time).append(vote)
        first: dict[tuple[int, int], PendingVote] = {}
        for vote in in_time:
            first.setdefault((vote.ballot_id, vote.seat_id), vote)
        written = await _insert(connection, list(first.values()), postgres) if first else set()
        for vote in in_time:
            key = (vote.ballot_id, vote.seat_id)
            if not (first[key] is vote and key in written) and (refusal := await _again(vote)):
                refused[vote] = refusal
        for vote in await _not_stored(shut):
            refused[vote] = RuleBroken(N_("表决已经结束，不再收票。"))
    return refused


COLUMNS = (
    "ballot_id",
    "seat_id",
    "choice",
    "sealed",
    "source",
    "entered_by_id",
    "witness",
    "photo",
    "command_id",
    "at",
)


async def _insert(connection, votes: list[PendingVote], postgres: bool) -> set[tuple[int, int]]:  # type: ignore[no-untyped-def]
    values: list[object] = []
    for vote in votes:
        at = vote.at if postgres else vote.at.isoformat(sep=" ")
        values += [
            vote.ballot_id, vote.seat_id, vote.choice, vote.sealed.stored if vote.sealed else None, vote.source.value,
            vote.entered_by, vote.witness, vote.photo, vote.command_id, at,
        ]  # fmt: skip
    width = len(COLUMNS)
    row = f"({','.join('?' * width)})"
    tuples = ",".join(
        f"({','.join(f'${width * i + j + 1}' for j in range(width))})" if postgres else row for i in range(len(votes))
    )
    rows = await connection.execute_query_dict(
        f"INSERT INTO vote ({', '.join(COLUMNS)}) "
        f"VALUES {tuples} ON CONFLICT (ballot_id, seat_id) DO NOTHING RETURNING ballot_id, seat_id",
        values,
    )
    return {(row["ballot_id"], row["seat_id"]) for row in rows}


async def _again(vote: PendingVote) -> Refusal | None:
    """A seat that has voted: the same vote re-sent is taken as done; another one changes it only where rules allow."""
    stored = await Vote.get(ballot_id=vote.ballot_id, seat_id=vote.seat_id)
    if _is_same(vote, stored):
        return None
    if not vote.may_change or vote.source is not stored.source:
        if stored.source is VoteSource.PROXY and vote.source is VoteSource.DEVICE:
            return RuleBroken(N_("受托人已经替您投了一票，一人一票，不能再投。"))
        if stored.source is VoteSource.PAPER and not stored.choice:
            return RuleBroken(N_("这一席已经领了纸质票：填好投进票箱就行，手机上不能再投。"))
        if stored.entered_by_id and not vote.entered_by:
            return RuleBroken(N_("记录员已经替您录入了一票，一人一票，不能再投。"))
        return RuleBroken(N_("这一席已经投过票，一人一票，不能再投。"))
    if await CommandDone.exists(id=_replaced(vote.seat_id, vote.command_id)):
        return RuleBroken(N_("您后来改投过，以最后投的一票为准。"))
    await _keep_replaced(stored)
    stored.choice, stored.sealed = vote.choice, vote.sealed.stored if vote.sealed else None
    stored.source, stored.entered_by_id, stored.witness = vote.source, vote.entered_by, vote.witness
    stored.command_id, stored.at = vote.command_id, vote.at
    await stored.save()
    return None


def _is_same(vote: PendingVote, stored: Vote) -> bool:
    # Two tabs of one phone share a form's id: only the same choice is the same vote, or the second would be told a lie.
    if stored.command_id != vote.command_id:
        return False
    if vote.sealed is None:
        return stored.choice == vote.choice
    return stored.sealed is not None and vote.sealed.is_in(stored.sealed)


async def _not_stored(votes: list[PendingVote]) -> list[PendingVote]:
    """Too late, unless it was in time and only its answer was lost: then it counts, and its voter must hear so."""
    if not votes:
        return []
    seats, ballots = {vote.seat_id for vote in votes}, {vote.ballot_id for vote in votes}
    kept = {
        (vote.ballot_id, vote.seat_id): vote for vote in await Vote.filter(ballot_id__in=ballots, seat_id__in=seats)
    }
    found = [(vote, kept.get((vote.ballot_id, vote.seat_id))) for vote in votes]
    return [vote for vote, stored in found if stored is None or not _is_same(vote, stored)]


async def _keep_replaced(vote: Vote) -> None:
    """A vote that another has taken the place of does not come back when it is sent again."""
    done = CommandDone(id=_replaced(vote.seat_id, vote.command_id), answer={"answer": None}, at=clock.now())
    await CommandDone.bulk_create([done], ignore_conflicts=True)


def _replaced(seat_id: int, command_id: str) -> str:
    return f"vote:{seat_id}:{command_id}"


def _marks(count: int, postgres: bool) -> str:
    return ",".join(f"${i + 1}" if postgres else "?" for i in range(count))


def _time(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
