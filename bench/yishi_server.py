"""The server itself, as `yishi run` starts it, with a few events more, through which the bench directs it.

    python -m bench.yishi_server --data DIRECTORY --port PORT [--one-by-one | --no-database] [--tally SECONDS]

`bench.shout` sends one ready event to a room's participants; `bench.ballot` closes the ballot that is open and opens
the next; `bench.print` starts a long PDF, and `bench.printed` gives its pages once it is there. Votes are measured
against the same server that takes each in a transaction of its own, as one writes it first, and against the same server
that only acknowledges them. `--tally` is how often what changes with every vote is sent.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot, BallotState, Vote
from agenda.ballots.rules import CHOICE_NAMES, Choice
from agenda.ballots.writer import PendingVote
from agenda.items.models import AgendaItem
from agenda.motions import commands as motions
from bench import year
from forum import config, i18n, serve
from forum.access import SYSTEM
from forum.app import House, create_app
from forum.errors import RuleBroken
from forum.sockets import Client
from minutes.documents.official import Pdf, minutes_pdf


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

    async def start_printing(client: Client, data: dict[str, Any]) -> None:
        # As the route of the minutes prints them.
        made = minutes_pdf(papers[data["number"]], data_dir=app.settings.data)
        printing[data["number"]] = asyncio.create_task(made)

    async def printed(client: Client, data: dict[str, Any]) -> int | None:
        task = printing[data["number"]]
        return task.result().pages if task.done() else None

    papers, printing = year.Papers(), dict[int, asyncio.Task[Pdf]]()
    hub.on("bench.shout", shout)
    hub.on("bench.ballot", next_ballot)
    hub.on("bench.print", start_printing)
    hub.on("bench.printed", printed)
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
                choice=vote.choice,
                source=vote.source,
                command_id=vote.command_id,
                at=vote.at,
            )
    except IntegrityError as error:
        raise RuleBroken("voted") from error


async def acknowledge(client: Client, data: dict[str, Any]) -> dict[str, str]:
    """What the vote's own handler answers, and nothing else of what it does."""
    choice = Choice(data["choice"])
    return {"choice": choice.value, "said": i18n.translator(client.language)(CHOICE_NAMES[choice])}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--one-by-one", action="store_true")
    parser.add_argument("--no-database", action="store_true")
    parser.add_argument("--tally", type=float)
    given = parser.parse_args()

    def changed(settings: config.Settings) -> House:
        app = direct(create_app(settings))
        if given.no_database:
            app.hub.on("vote.cast", acknowledge)
        if given.tally:
            app.hub.calm_interval = given.tally
        return app

    if given.one_by_one:
        ballots.writer.write = write_one  # type: ignore[method-assign]
    # serve() makes its app itself: ours is the same one, directed.
    vars(serve)["create_app"] = changed
    sys.exit(serve.serve(config.load(data=given.data, port=given.port, log="error"), empty=True))


if __name__ == "__main__":
    main()
