from __future__ import annotations

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.journal import command, record, transaction
from minutes.overview import opened
from minutes.overview.models import RecordsOpened


@command
async def open_records(is_open: bool, *, by: Actor) -> None:
    """Let everybody read the sums of the units' records, or nobody but the office any more."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if await opened.are_open() is is_open:
            return
        await RecordsOpened.create(is_open=is_open, at=clock.now(), by_id=person_of(by))
        record("records.opened" if is_open else "records.closed", by)
