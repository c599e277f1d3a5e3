"""Socket events of the hall: each parses, calls the same command as its route, and answers after the commit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot, BallotState, Vote, VoteSource
from agenda.ballots.rules import Choice
from agenda.ballots.writer import PendingVote
from agenda.floor import commands as floor
from agenda.floor.rules import Stance
from agenda.room import view
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum.access import Permission, require
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.forms import Form, parse, text
from forum.journal import Event
from forum.live import Hub, Slot
from forum.sockets import Client

CONSOLE, PARTICIPANT, PROJECTOR = "console", "participant", "projector"


def _slot(name: str, template: str, audiences: set[str], touched_by: set[str], **more: Any) -> Slot:
    return Slot(name, f"agenda/room/{template}.html", frozenset(audiences), frozenset(touched_by), **more)


SLOTS = [
    _slot("wall", "_wall", {PROJECTOR},
          {"session", "seat", "item", "hand", "floor", "motion", "ballot", "action"}, calm=True),
    _slot("agenda", "_agenda", {CONSOLE, PARTICIPANT}, {"session", "item", "ballot.closed"}),
    _slot("now", "_now", {CONSOLE}, {"session", "seat", "item", "hand", "floor", "motion", "ballot"}, calm=True),
    _slot("card", "_card", {PARTICIPANT}, {"session", "item", "floor", "motion", "ballot"}),
    _slot("queue", "_queue", {CONSOLE, PARTICIPANT}, {"item", "hand", "floor", "ballot", "seat.checked_out"}),
    _slot("motion", "_motion", {CONSOLE, PARTICIPANT}, {"item", "motion", "ballot"}, calm=True),
    _slot("outcomes", "_outcomes", {CONSOLE, PARTICIPANT}, {"item", "action"}),
    _slot("vote", "_vote", {PARTICIPANT}, {"ballot", "item"}),
    _slot("messages", "_messages", {CONSOLE, PARTICIPANT}, {"item", "contribution"}, calm=True),
    _slot("hall", "_hall", {CONSOLE, PARTICIPANT}, {"session", "seat"}, calm=True),
    _slot("seats", "_seats", {CONSOLE}, {"session", "seat", "ballot"}, calm=True, more=view.seats_of),
]  # fmt: skip

# What the votes of an open ballot change, though they record no event.
TOUCHED_BY_VOTES = {"wall", "now", "motion", "seats"}


class ContributionText(Form):
    text: text(200)  # type: ignore[valid-type]


def install(hub: Hub) -> None:
    hub.slots.update({slot.name: slot for slot in SLOTS})
    hub.load_view = view.load
    hub.personal = view.personal
    hub.votes_counted = _votes_counted
    hub.admit = _admit
    hub.on("vote.cast", cast_vote)
    hub.on("hand.raise", raise_hand)
    hub.on("hand.lower", lower_hand)
    hub.on("floor.yield", yield_floor)
    hub.on("contribution.post", contribute)

    async def votes_written(votes: Sequence[PendingVote]) -> None:
        for ballot in await Ballot.filter(id__in={vote.ballot_id for vote in votes}):
            session = await sessions.session(ballot.session_id)
            hub.touch(session.room_id, TOUCHED_BY_VOTES)
            await _tell_voters(hub, session.room_id, votes)

    ballots.writer.written = votes_written


async def _tell_voters(hub: Hub, room_id: int, votes: Sequence[PendingVote]) -> None:
    """Who did not press the button on the only screen they have here: entered at the desk, or a second tab is open."""
    screens = Counter(c.actor.person_id for c in hub.clients.values() if c.room_id == room_id and c.actor)
    several = {person for person, count in screens.items() if person is not None and count > 1}
    desk = {vote.seat_id for vote in votes if vote.source is VoteSource.DESK}
    if not several and not desk:
        return
    for seat in await Seat.filter(id__in=[vote.seat_id for vote in votes], person_id__not_isnull=True):
        if seat.person_id is not None and (seat.id in desk or seat.person_id in several):
            await hub.tell_person(room_id, seat.person_id)


async def walls_revoked(hub: Hub, events: list[Event]) -> None:
    for event in events:
        if event.kind in {"wall.revoked", "wall.linked"}:
            await hub.drop_walls(event.room_id)


async def _votes_counted(room_id: int) -> int:
    """Votes in the room's open ballot: part of the version of what shows them."""
    running = await Ballot.filter(state=BallotState.OPEN, motion__item__session__room_id=room_id).first()
    return await Vote.filter(ballot_id=running.id).count() if running else 0


async def _admit(client: Client, room_id: int, audience: str) -> None:
    """Raises NotAllowed or NotFound: what one audience may not see is never sent to it."""
    session = await Session.get_or_none(room_id=room_id)
    if session is None:
        raise NotFound(N_("找不到这次会议。"))
    if audience == PROJECTOR:
        if client.wall is None or await sessions.wall_token(session.id) != client.wall:
            raise NotAllowed(N_("这个投影链接已经失效，请主持人重新打开投影。"))
    elif audience == CONSOLE:
        require(client.actor, Permission.RECORD, session)
    elif audience != PARTICIPANT or client.actor is None:
        raise NotAllowed(N_("请先登录。"))


async def cast_vote(client: Client, data: dict[str, Any]) -> dict[str, str]:
    """{ballot, choice, command_id} → {choice}, once it is on disk."""
    choice = _choice(data.get("choice"))
    await ballots.cast_vote(int(data["ballot"]), choice, by=_person(client), command_id=_command_id(data))
    return {"choice": choice.value}


async def raise_hand(client: Client, data: dict[str, Any]) -> int:
    """{item, stance?, command_id} → the hand's id."""
    stance = Stance(data["stance"]) if data.get("stance") else None
    return await floor.raise_hand(int(data["item"]), stance, by=_person(client), command_id=_command_id(data))


async def lower_hand(client: Client, data: dict[str, Any]) -> None:
    await floor.lower_hand(int(data["hand"]), by=_person(client), command_id=_command_id(data))


async def yield_floor(client: Client, data: dict[str, Any]) -> None:
    await floor.yield_floor(int(data["item"]), by=_person(client), command_id=_command_id(data))


async def contribute(client: Client, data: dict[str, Any]) -> int:
    """{item, text, command_id} → the contribution's id."""
    form = parse(ContributionText, data)
    return await floor.contribute(int(data["item"]), form.text, by=_person(client), command_id=_command_id(data))


def _choice(value: Any) -> Choice:
    try:
        return Choice(value)
    except ValueError:
        raise BadInput({"choice": Sentence(N_("请选赞成、反对或弃权。"))}) from None


def _command_id(data: dict[str, Any]) -> str:
    """What a vote is stored under: one that the database cannot take would fail the votes of all who wait with it."""
    given = data["command_id"]
    if not isinstance(given, str) or not re.fullmatch(r"[!-~]{8,64}", given):
        raise ValueError("command_id")
    return given


def _person(client: Client) -> Any:
    if client.actor is None:
        raise NotAllowed(N_("请先登录。"))
    return client.actor
