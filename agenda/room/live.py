"""Socket events of the hall: each parses, calls the same command as its route, and answers after the commit.

For other clients, who read forum/sockets.py first:
    Audiences are participant (whoever is signed in), console and desk (chair, recorder, office) and projector (a wall
    by its link). SLOTS has the slots of each; `html` is what our page shows in that place.
    Commands of people with a seat, each with its command_id beside these:
        vote.cast {ballot, seat?, choice | paper | …} → {choice | receipt, said}
                                                    for, against, abstain; other kinds: the paper as JSON, or the fields
                                                    of the voting form; a secret one has its receipt beside;
                                                    seat: of whom one votes for by mandate, else one's own
        hand.raise {item, stance, kind} → the hand's id
                                                    stance: for, against, question, or left out; kind: order_point for
                                                    a point of order, reply to answer, or left out
        hand.lower {hand} → null
        floor.yield {item} → null
        contribution.post {item, text} → its id     up to 200 characters; question and anonymous: true, or left out
    mine is {seat, present, entitled, item, hand, urgent, own, supports, hidden, ballot, on_roll, vote, held, holder,
    recusal, reminded, marks, declined, group}: item and ballot are the open ones or null, hand is yours or null, urgent
    your point of order or reply or null. own and supports are the ids of the contributions that you wrote and support,
    hidden is what you wrote and the chair has hidden, [{text, reason}]. vote is {choice, source: device | desk | …,
    said?: {zh, en}} or null (choice is "" where it is secret). held are those you vote for by mandate, [{seat, name,
    scope, vote}], holder is the name of who votes for you, or null; recusal the id of your standing aside in the item,
    or null; reminded is 0, or grows with each reminder to those who have not voted. marks is what you said of the
    statements of the open round, {statement: agree | disagree | skip}, declined what you proposed and the chair did
    not take up, [{text, reason}]. group is your place in the item's last small groups, {phase, group, number, takes,
    revision}, or null; its group is null before you have chosen one. Who has no seat gets {seat: null}, a wall {}.
    All else in a session is done by forms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence, Set
from functools import partial
from typing import Any

from tortoise.expressions import Subquery

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import figures, forms
from agenda.ballots import queries as ballot_queries
from agenda.ballots.models import BallotState, Vote
from agenda.ballots.queries import FrozenRoll
from agenda.ballots.writer import PendingVote
from agenda.claiming import queries as claiming
from agenda.discussion import commands as discussion
from agenda.discussion.rules import ContributionKind
from agenda.floor import commands as floor
from agenda.floor.rules import HandKind, Stance
from agenda.projectors import queries as projectors
from agenda.projectors.scenes import SCENES
from agenda.room import seats, talk, view
from agenda.room.personal import personal_of_all
from agenda.room.view import View
from agenda.sessions.models import Session
from agenda.undoing import queries as undoing
from agenda.undoing.ways import TOUCHED_BY
from forum import i18n
from forum.access import Permission, require
from forum.errors import N_, NotAllowed, NotFound
from forum.forms import Form, parse, text
from forum.journal import Event
from forum.live import Hub
from forum.screens import Slot
from forum.sockets import Client
from forum.together import Together

CONSOLE, PARTICIPANT, PROJECTOR, DESK = "console", "participant", "projector", "desk"
PREVIEW = "preview"
"""The walls as the chair sees them on the console: also what comes next on them."""
CLAIMS = ("claim", "wish", "order")
"""What is read out for somebody to claim, and what becomes of it wherever that is."""


def _slot(
    name: str, template: str, audiences: set[str], touched_by: set[str], calm: Set[str] = frozenset(), **more: Any
) -> Slot:
    path = f"agenda/room/{template}.html"
    return Slot(name, path, frozenset(audiences), frozenset(touched_by), frozenset(calm), **more)


async def _claimable(view: View) -> dict[str, Any]:
    """The console lists what can be claimed at every item, phones only where it is read out."""
    listed = view.claiming.lines if view.claiming else await claiming.claimable(view.item.id if view.item else None)
    return {"claimable": listed}


SLOTS = [
    _slot("wall", "_wall", {PROJECTOR, PREVIEW},
          {"session", "wall", "seat", "mandate", "recusal", "item", "hand", "floor", "motion", "ballot", "action",
           "paper", "turn", "need", "resource", *CLAIMS, "contribution.shown", "contribution.taken_down",
           "contribution.hidden", "contribution.supported", "contribution.unsupported", "statement", "statements",
           "group", "groups"},
          calm={"seat", "hand", "contribution.supported", "contribution.unsupported", "statement", "group"},
          votes=True),
    _slot("stage", "_stage", {CONSOLE}, {"wall"}),
    _slot("walls", "_walls", {CONSOLE},
          {"session", "wall", "item", "floor", "hand.lowered", "motion", "ballot", "action", "contribution",
           "statements", "groups", *CLAIMS},
          calm={"contribution.posted"}),
    _slot("agenda", "_agenda", {CONSOLE, PARTICIPANT}, {"session", "item", "ballot.closed"}),
    _slot("chair", "_chair", {CONSOLE}, {"session", "chair"}),
    _slot("now", "_now", {CONSOLE},
          {"session", "seat", "mandate", "recusal", "item", "hand", "floor", "motion", "ballot", "block", "prepared",
           "paper", "turn", "need", *CLAIMS},
          calm={"seat", "hand"}, votes=True),
    _slot("card", "_card", {PARTICIPANT}, {"session", "item", "floor", "motion", "ballot", "turn"}),
    _slot("queue", "_queue", {CONSOLE, PARTICIPANT}, {"session", "item", "hand", "floor", "ballot", "seat.checked_out"},
          calm={"hand"}),
    _slot("motion", "_motion", {CONSOLE, PARTICIPANT}, {"session", "item", "motion", "ballot", "paper"}, votes=True),
    _slot("preview", "_preview", {CONSOLE}, {"session", "seat", "mandate", "recusal", "item", "motion", "ballot"},
          calm={"seat"}),
    _slot("counting", "_counting", {CONSOLE}, {"item", "seat", "ballot", "block"}, calm={"seat"}, votes=True,
          more=seats.counting_of),
    _slot("outcomes", "_outcomes", {CONSOLE, PARTICIPANT}, {"item", "action", *CLAIMS}),
    _slot("table", "_table", {CONSOLE, PARTICIPANT}, {"session", "item", "seat", "turn", "need", "resource"},
          calm={"seat"}),
    _slot("claims", "_claims", {CONSOLE, PARTICIPANT}, {"session", "item", *CLAIMS}, more=_claimable),
    _slot("vote", "_vote", {PARTICIPANT}, {"ballot", "item"}),
    _slot("messages", "_messages", {CONSOLE, PARTICIPANT}, {"item", "contribution"}, calm={"contribution"}),
    _slot("statements", "_statements", {CONSOLE, PARTICIPANT}, {"item", "statement", "statements"},
          calm={"statement"}),
    _slot("groups", "_groups", {CONSOLE, PARTICIPANT}, {"item", "group", "groups"}, calm={"group"}),
    _slot("talk", "_talk", {CONSOLE}, {"session", "item", "contribution"}, calm={"contribution"}, more=talk.before),
    _slot("hall", "_hall", {CONSOLE, PARTICIPANT, DESK}, {"session", "seat", "mandate", "recusal", "item"},
          calm={"seat"}),
    _slot("comings", "_comings", {CONSOLE}, {"seat"}, calm={"seat"}, more=seats.arrivals_of),
    _slot("balance", "_balance", {CONSOLE}, {"session", "seat", "item", "floor"}, calm={"seat"},
          more=seats.speaking_time_of),
    _slot("undo", "_undo", {CONSOLE}, set(TOUCHED_BY), calm=TOUCHED_BY, votes=True, more=undoing.shown),
    _slot("seats", "_seats", {CONSOLE}, {"session", "seat", "mandate", "recusal", "item", "ballot", "paper"},
          calm={"seat"}, votes=True, more=seats.seats_of),
]  # fmt: skip


class ContributionText(Form):
    text: text(200)  # type: ignore[valid-type]
    question: bool = False
    anonymous: bool = False


def install(hub: Hub) -> None:
    hub.slots.update({slot.name: slot for slot in SLOTS})
    hub.screens.chosen |= {scene.template for scene in SCENES.values()}
    hub.screens.load_view = view.load
    hub.screens.votes_counted = _votes_counted
    hub.personal = personal_of_all
    hub.admit = partial(_admit, Together(_sessions_of))
    pressed: set[str] = set()
    hub.on("vote.cast", partial(cast_vote, pressed))
    hub.on("hand.raise", raise_hand)
    hub.on("hand.lower", lower_hand)
    hub.on("floor.yield", yield_floor)
    hub.on("contribution.post", contribute)

    rooms: dict[int, int] = {}

    async def votes_written(votes: Sequence[PendingVote]) -> None:
        # Looked at before anything is awaited: who pressed on a screen here is answered meanwhile.
        elsewhere = {vote.seat_id for vote in votes if vote.command_id not in pressed}
        for ballot_id in {vote.ballot_id for vote in votes}:
            if ballot_id not in rooms:
                rooms[ballot_id] = await _room_of(ballot_id)
            hub.votes_came(rooms[ballot_id])
            seats = {vote.seat_id for vote in votes if vote.ballot_id == ballot_id}
            await _tell_voters(hub, rooms[ballot_id], await ballot_queries.roll_of(ballot_id), seats, elsewhere)

    ballots.writer.written = votes_written


async def _room_of(ballot_id: int) -> int:
    roll = await ballot_queries.roll_of(ballot_id)
    return (await Session.get(id=roll.session_id)).room_id


async def holders_told(hub: Hub, events: list[Event]) -> None:
    """Who votes for others has a form for each: which, is fixed when the ballot opens."""
    for event in events:
        if event.kind == "ballot.opened":
            hub.tell_people(event.room_id, (await ballot_queries.roll_of(event.data["ballot"])).held)
        elif event.kind == "ballot.admitted" and event.data["holder"]:
            people = Seat.filter(id=event.data["holder"], person_id__not_isnull=True)
            hub.tell_people(event.room_id, [seat.person_id for seat in await people if seat.person_id])
        elif event.kind in {"seat.substituted", "seat.substitution_ended"}:
            hub.tell_people(event.room_id, [event.data["delegate"]])  # whose seat it is no more


async def missing_reminded(hub: Hub, events: list[Event]) -> None:
    """Those who have not voted, and nobody else."""
    for event in events:
        if event.kind == "ballot.reminded":
            hub.tell_people(event.room_id, await ballot_queries.missing_people(event.data["ballot"]))


async def _tell_voters(hub: Hub, room_id: int, roll: FrozenRoll, voted: set[int], elsewhere: set[int]) -> None:
    """Who did not press the button on the only screen they have here: a second tab is open, or the vote came from
    elsewhere, entered at the desk or sent as a plain form."""
    several = hub.with_several_screens(room_id)
    if several or voted & elsewhere:
        seats = Seat.filter(id__in=voted, person_id__not_isnull=True)
        voters = list(await seats.values_list("id", "person_id"))
        voters += [(seat, person) for person, held in roll.held.items() for seat in held if seat in voted]
        hub.tell_people(room_id, [person for seat, person in voters if seat in elsewhere or person in several])


async def walls_revoked(hub: Hub, events: list[Event]) -> None:
    for event in events:
        if event.kind == "wall.revoked":
            await hub.drop_walls(event.room_id, await projectors.tokens(event.data["links"]))


async def _votes_counted(room_id: int) -> int:
    """Votes in the room's open ballot: part of the version of what shows them."""
    session = Session.filter(room_id=room_id).values("id")
    return await Vote.filter(ballot__state=BallotState.OPEN, ballot__session_id__in=Subquery(session)).count()


async def _sessions_of(rooms: Collection[int]) -> dict[int, Session | None]:
    found = {session.room_id: session for session in await Session.filter(room_id__in=rooms)}
    return {room: found.get(room) for room in rooms}


async def _admit(sessions_of: Together[int, Session | None], client: Client, room_id: int, audience: str) -> None:
    """Raises NotAllowed or NotFound: what one audience may not see is never sent to it."""
    session = await sessions_of.of(room_id)
    if session is None:
        raise NotFound(N_("找不到这次会议。"))
    if audience == PROJECTOR:
        if not await projectors.is_good(session.id, client.wall):
            raise NotAllowed(N_("这个投影链接已经失效，请主持人重新打开投影。"))
    elif audience in {CONSOLE, DESK, PREVIEW}:
        require(client.actor, Permission.RECORD, session)
    elif audience != PARTICIPANT or client.actor is None:
        raise NotAllowed(N_("请先登录。"))


async def cast_vote(pressed: set[str], client: Client, data: dict[str, Any]) -> dict[str, str]:
    """{ballot, seat?, choice | paper | fields of the form, receipt?, command_id} → {choice, said} or, of a secret
    ballot, {receipt, said}, once it is on disk.

    `choice` of a plain motion is "for", "against" or "abstain"; `paper` of another kind is its JSON, as text or not.
    `said` is the paper in words. `pressed` are the ids of those not answered yet.
    """
    ballot_id, command_id = int(data["ballot"]), _command_id(data)
    roll = await ballot_queries.roll_of(ballot_id)
    given = forms.given(roll.kind, roll.settings, data)
    seat_id = int(data["seat"]) if data.get("seat") else None
    pressed.add(command_id)
    try:
        kept = await ballots.cast_vote(ballot_id, given, by=_person(client), command_id=command_id, seat_id=seat_id)
    finally:
        pressed.discard(command_id)
    said = figures.said_on(roll, given.paper).said(i18n.translator(client.language))
    return {"receipt" if roll.secret else "choice": kept, "said": said}


async def raise_hand(client: Client, data: dict[str, Any]) -> int:
    """{item, stance?, kind?, command_id} → the hand's id."""
    stance = Stance(data["stance"]) if data.get("stance") else None
    kind = HandKind(data.get("kind") or HandKind.SPEECH)
    return await floor.raise_hand(
        int(data["item"]), stance, by=_person(client), kind=kind, command_id=_command_id(data)
    )


async def lower_hand(client: Client, data: dict[str, Any]) -> None:
    await floor.lower_hand(int(data["hand"]), by=_person(client), command_id=_command_id(data))


async def yield_floor(client: Client, data: dict[str, Any]) -> None:
    await floor.yield_floor(int(data["item"]), by=_person(client), command_id=_command_id(data))


async def contribute(client: Client, data: dict[str, Any]) -> int:
    """{item, text, question?, anonymous?, command_id} → the contribution's id."""
    form = parse(ContributionText, data)
    kind = ContributionKind.QUESTION if form.question else ContributionKind.REMARK
    return await discussion.contribute(
        int(data["item"]), form.text, by=_person(client), kind=kind, anonymous=form.anonymous,
        command_id=_command_id(data),
    )  # fmt: skip


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
