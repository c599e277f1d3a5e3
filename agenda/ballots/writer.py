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

import structlog
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from agenda.ballots.models import Vote, VoteSource
from agenda.ballots.rules import Choice
from forum import clock
from forum.errors import N_, Refusal, RuleBroken, Unavailable

log = structlog.get_logger()
MOST_AT_ONCE = 500


@dataclass(eq=False)
class PendingVote:
    """A vote on its way to disk; `done` resolves to None when it is there, or to the reason why it was refused."""

    ballot_id: int
    seat_id: int
    choice: Choice
    source: VoteSource
    entered_by: int | None
    command_id: str
    may_change: bool
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
        """Returns when the vote is on disk. Raises RuleBroken or Unavailable when it is not."""
        self.waiting.append(vote)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._drain())
        refusal = await asyncio.shield(vote.done)
        if refusal is not None:
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
                if not isinstance(error, OperationalError):
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
        fresh: dict[tuple[int, int], PendingVote] = {}
        late: list[PendingVote] = []
        for vote in group:
            if vote.ballot_id not in closing or ((limit := closing[vote.ballot_id]) and vote.at >= limit):
                refused[vote] = RuleBroken(N_("表决已经结束，不再收票。"))
            elif (key := (vote.ballot_id, vote.seat_id)) in fresh:
                late.append(vote)
            else:
                fresh[key] = vote
        written = await _insert(connection, list(fresh.values()), postgres) if fresh else set()
        late += [vote for key, vote in fresh.items() if key not in written]
        for vote in late:
            if refusal := await _again(vote):
                refused[vote] = refusal
    return refused


async def _insert(connection, votes: list[PendingVote], postgres: bool) -> set[tuple[int, int]]:  # type: ignore[no-untyped-def]
    values: list[object] = []
    for vote in votes:
        at = vote.at if postgres else vote.at.isoformat(sep=" ")
        values += [
            vote.ballot_id, vote.seat_id, vote.choice.value, vote.source.value, vote.entered_by, vote.command_id, at,
        ]  # fmt: skip
    tuples = ",".join(
        f"({','.join(f'${7 * i + j + 1}' for j in range(7))})" if postgres else "(?,?,?,?,?,?,?)"
        for i in range(len(votes))
    )
    rows = await connection.execute_query_dict(
        "INSERT INTO vote (ballot_id, seat_id, choice, source, entered_by_id, command_id, at) "
        f"VALUES {tuples} ON CONFLICT (ballot_id, seat_id) DO NOTHING RETURNING ballot_id, seat_id",
        values,
    )
    return {(row["ballot_id"], row["seat_id"]) for row in rows}


async def _again(vote: PendingVote) -> Refusal | None:
    """A seat that has voted: the same vote re-sent is taken as done; another one changes it only where rules allow."""
    stored = await Vote.get(ballot_id=vote.ballot_id, seat_id=vote.seat_id)
    # Two tabs of one phone share a form's id: only the same choice is the same vote, or the second would be told a lie.
    if stored.command_id == vote.command_id and stored.choice == vote.choice.value:
        return None
    if not vote.may_change or vote.source is not stored.source:
        if stored.entered_by_id and not vote.entered_by:
            return RuleBroken(N_("记录员已经替您录入了一票，一人一票，不能再投。"))
        return RuleBroken(N_("这一席已经投过票，一人一票，不能再投。"))
    stored.choice, stored.source = vote.choice.value, vote.source
    stored.entered_by_id, stored.command_id, stored.at = vote.entered_by, vote.command_id, vote.at
    await stored.save()
    return None


def _marks(count: int, postgres: bool) -> str:
    return ",".join(f"${i + 1}" if postgres else "?" for i in range(count))


def _time(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
