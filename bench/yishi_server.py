"""The server itself, as `yishi run` starts it, with two events more, through which the bench directs it.

    python -m bench.yishi_server --data DIRECTORY --port PORT [--one-by-one]

`bench.shout` sends one ready event to a room's participants; `bench.ballot` closes the ballot that is open and opens
the next. `--one-by-one` takes each vote in a transaction of its own, as one writes it first: the group commit is
measured against it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot, BallotState, Vote
from agenda.ballots.writer import PendingVote
from agenda.items.models import AgendaItem
from agenda.motions import commands as motions
from forum import config, serve
from forum.access import SYSTEM
from forum.app import House, create_app
from forum.errors import RuleBroken
from forum.sockets import Client


def direct(app: House) -> House:
    hub = app.hub

    async def shout(client: Client, data: dict[str, Any]) -> None:
        client.tokens = 30.0
        # As the hub sends a slot it has rendered.
        await hub.sio.emit("slots", data["slots"], room=f"{data['room']}:participant:zh")

    async def next_ballot(client: Client, data: dict[str, Any]) -> int:
        client.tokens = 30.0
        item = await AgendaItem.get(id=data["item"])
        for ballot in await Ballot.filter(session_id=item.session_id, state=BallotState.OPEN):
            await ballots.close_ballot(ballot.id, by=SYSTEM)
        motion_id = await motions.put_motion(item.id, "是否同意更换3号楼2单元排水主管？", by=SYSTEM)
        return await ballots.open_ballot(motion_id, by=SYSTEM)

    hub.on("bench.shout", shout)
    hub.on("bench.ballot", next_ballot)
    return app


async def write_one(vote: PendingVote) -> None:
    """Look, then create, in one transaction a vote."""
    try:
        async with in_transaction():
            if not await Ballot.exists(id=vote.ballot_id, state=BallotState.OPEN):
                raise RuleBroken("closed")
            await Vote.create(
                ballot_id=vote.ballot_id,
                seat_id=vote.seat_id,
                choice=vote.choice.value,
                source=vote.source,
                command_id=vote.command_id,
                at=vote.at,
            )
    except IntegrityError as error:
        raise RuleBroken("voted") from error


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--one-by-one", action="store_true")
    given = parser.parse_args()
    if given.one_by_one:
        ballots.writer.write = write_one  # type: ignore[method-assign]
    # serve() makes its app itself: ours is the same one, directed.
    vars(serve)["create_app"] = lambda settings: direct(create_app(settings))
    sys.exit(serve.serve(config.load(data=given.data, port=given.port, log="error"), empty=True))


if __name__ == "__main__":
    main()
