from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agenda.attendance.models import Seat, SeatState
from agenda.floor import rules
from agenda.floor.balance import Balance, Listener, Turn, balance
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import FloorRules, HandKind, RaisedHand, Speech, Suggestion
from agenda.sessions.models import Session
from forum.bodies.models import Body
from forum.errors import N_, NotFound
from forum.places.models import PlaceKind

_KIND_AND_NAME = ("kind", "name")
UP = (HandState.WAITING, HandState.SPEAKING)


@dataclass(frozen=True)
class Queue:
    """The floor of one item: who speaks, who waits in the order the rules suggest, and why the first is first."""

    speaking: Hand | None
    waiting: list[Hand]
    suggestion: Suggestion | None
    heard: frozenset[int]


def rules_of_body(body: Body) -> FloorRules:
    return FloorRules.from_json(body.floor_rules)


def rules_of(session: Session) -> FloorRules:
    """As they were when notice was given."""
    return FloorRules.from_json(session.floor_rules)


async def raised(item_id: int) -> list[RaisedHand]:
    """Hands in the queue and at the microphone."""
    return [_raised(hand) for hand in await Hand.filter(item_id=item_id, state__in=UP).order_by("id")]


async def speeches(item_id: int) -> list[Speech]:
    """Turns taken, in order; the one at the microphone counts."""
    taken = [HandState.SPOKEN, HandState.SPEAKING]
    hands = await Hand.filter(item_id=item_id, state__in=taken).order_by("started_at", "id")
    return [Speech(hand.seat_id, hand.stance, hand.kind) for hand in hands]


async def suggestion(item_id: int, floor_rules: FloorRules) -> Suggestion | None:
    waiting = await Hand.filter(item_id=item_id, state=HandState.WAITING).order_by("id")
    return rules.next_speaker([_raised(hand) for hand in waiting], await speeches(item_id), floor_rules)


async def queue(item_id: int, floor_rules: FloorRules) -> Queue:
    """With each hand's seat, person and unit."""
    hands = await Hand.filter(item_id=item_id).exclude(state=HandState.WITHDRAWN).order_by("id").prefetch_related(
        "seat__person", "seat__unit"
    )  # fmt: skip
    by_id = {hand.id: hand for hand in hands}
    waiting = [_raised(hand) for hand in hands if hand.state is HandState.WAITING]
    turns = sorted((hand for hand in hands if hand.started_at), key=lambda hand: (hand.started_at, hand.id))
    spoken = [Speech(hand.seat_id, hand.stance, hand.kind) for hand in turns]
    return Queue(
        next((hand for hand in hands if hand.state is HandState.SPEAKING), None),
        [by_id[hand.id] for hand in rules.ordered(waiting, spoken, floor_rules)],
        rules.next_speaker(waiting, spoken, floor_rules),
        frozenset(speech.person for speech in spoken if speech.kind is HandKind.SPEECH),
    )


async def speaking_time(session_id: int) -> Balance:
    """Over all items of the session, of those here now and of those who spoke and left.

    A speech under way counts as heard, and its time once it is over: figures change with events, not with the clock.
    """
    hands = await Hand.filter(item__session_id=session_id, started_at__isnull=False).order_by("id")
    turns = [Turn(one.seat_id, rules.spoken_for(one.started_at, one.paused_at, one.ended_at)) for one in hands]
    heard = {turn.seat for turn in turns}
    seats = Seat.filter(session_id=session_id).order_by("number")
    rows = await seats.values_list("id", "state", "unit__name", "person__name", *_PLACES)
    there = [row for row in rows if row[1] == SeatState.PRESENT or row[0] in heard]
    return balance([Listener(id, unit or name or "", unit or _grid(at)) for id, _, unit, name, *at in there], turns)


_PLACES = tuple(
    f"person__place__{up}{field}" for up in ("", "parent__", "parent__parent__") for field in _KIND_AND_NAME
)


def _grid(places: Sequence[Any]) -> str:
    """The grid's name, from the kinds and names of where somebody lives and of what that is in."""
    named = zip(places[::2], places[1::2], strict=True)
    return next((name for kind, name in named if kind == PlaceKind.GRID), "")


def _raised(hand: Hand) -> RaisedHand:
    return RaisedHand(hand.id, hand.seat_id, hand.stance, hand.id, hand.kind)


async def item_of(hand_id: int) -> int:
    """Raises NotFound."""
    hand = await Hand.get_or_none(id=hand_id)
    if hand is None:
        raise NotFound(N_("找不到这只手。"))
    return hand.item_id
