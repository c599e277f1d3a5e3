"""A session's record out of the database, for the archive with full names and for the public as it may be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from agenda.attendance import queries as attendance
from agenda.attendance.models import Seat
from agenda.ballots.announcing import announced
from agenda.ballots.methods.totals import are_totals
from agenda.ballots.models import Ballot, BallotState
from agenda.ballots.rules import CELLS
from agenda.items import queries as items
from agenda.items.models import AgendaItem
from agenda.masking import queries as masking
from agenda.motions.models import Motion as MotionRow
from agenda.recount import exporting
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum.journal import COMMUNITY_ROOM, Event, events_of
from forum.people.models import Person
from forum.people.names import Show
from minutes.action_items import queries as actions
from minutes.drafting import reading
from minutes.drafting.draft import said
from minutes.drafting.models import Minutes, Version
from minutes.evidence import chain
from minutes.evidence.documents import (
    About,
    Action,
    Chain,
    Change,
    Happening,
    Item,
    Masking,
    Member,
    Motion,
    Organization,
    RecordFile,
    Tally,
    VoteEvent,
)

ARRIVED, WENT = "seat.checked_in", "seat.checked_out"


async def record(session_id: int, minutes: Minutes | None, *, public: bool, code: str = "") -> RecordFile:
    """As things stand now; `minutes` are the session's, where there are any. Raises NotFound."""
    session = await sessions.session(session_id)
    teller = await _teller(session, minutes, public=public)
    events = [chain.plain(event) for event in await events_of(session.room_id)]
    return RecordFile(
        audience="public" if public else "archive",
        minutes=teller.about(minutes, code),
        organization=Organization(
            name=session.body.name,
            classification="units" if session.body.seats_units else "members",
            issuing_organ=session.body.organ,
        ),
        event=teller.happening(),
        memberships=await teller.memberships(),
        attendance=tuple(teller.changes(events)),
        agenda=tuple(teller.item(one) for one in teller.agenda),
        motions=tuple(teller.motion(one) for one in teller.motions),
        vote_events=tuple(teller.vote_event(number, one) for number, one in enumerate(teller.ballots, 1)),
        actions=await teller.actions(),
        masking=() if public or minutes is None else await _masking(minutes),
        chain=_chain(events, await sealed(session_id), public=public),
        recount=await exporting.session_file(session_id, public=public),
    )


async def _masking(minutes: Minutes) -> tuple[Masking, ...]:
    version = await Version.get_or_none(minutes_id=minutes.id, number=minutes.version)
    return tuple(Masking(**one) for one in version.masking) if version else ()


async def sealed(session_id: int) -> chain.Head | None:
    """The chain's head when the session ended, as it was noted then in the community's own room."""
    found = Event.filter(room_id=COMMUNITY_ROOM, kind="record.sealed").order_by("seq")
    heads = [event.data for event in await found if event.data["session"] == session_id]
    return chain.Head(heads[0]["seq"], heads[0]["head"]) if heads else None


def _chain(events: list[dict[str, Any]], closed: chain.Head | None, *, public: bool) -> Chain:
    now = chain.head(events)
    return Chain(
        seq=now.seq,
        head=now.link,
        closed_seq=closed.seq if closed else None,
        closed_head=closed.link if closed else "",
        events=() if public else tuple(events),
    )


async def _teller(session: Session, minutes: Minutes | None, *, public: bool) -> Teller:
    agenda = await items.agenda(session.id)
    of_items = [item.id for item in agenda]
    motions = await MotionRow.filter(item_id__in=of_items).order_by("id")
    ballots = await Ballot.exclude(state=BallotState.OPEN).filter(session_id=session.id).order_by("id")
    seats = await attendance.seats(session.id)
    show = Show()
    if public:
        assigned = [action.text for action in await actions.of_session(session.id)]
        texts = [session.title, session.venue, await reading.resolved(minutes) if minutes else "", *assigned]
        texts += [one.title for one in agenda] + [one.text for one in motions] + [one.question for one in ballots]
        show = await masking.words(session, texts)
    voters = {} if public else await exporting.pseudonyms(session.id)
    return Teller(session, agenda, motions, ballots, seats, voters, show, public)


class Teller:
    """Rows in, entries out: numbers for ids, and texts and names as the reader may see them."""

    def __init__(
        self,
        session: Session,
        agenda: list[AgendaItem],
        motions: list[MotionRow],
        ballots: list[Ballot],
        seats: list[Seat],
        voters: dict[int, str],
        show: Show,
        public: bool,
    ) -> None:
        self.session, self.agenda, self.motions, self.ballots = session, agenda, motions, ballots
        self.seats, self.voters, self.public, self._show = seats, voters, public, show
        self._places = {item.id: item.position for item in agenda}
        self._numbers = {motion.id: number for number, motion in enumerate(motions, 1)}
        self._seated = {seat.id: seat for seat in seats}

    def about(self, minutes: Minutes | None, code: str) -> About:
        title = self.show(self.session.title)
        if minutes is None or not minutes.published_at:
            return About(title=title)
        return About(
            title=title, year=minutes.year, number=minutes.number, version=minutes.version,
            published=_utc(minutes.published_at), code=code,
        )  # fmt: skip

    def show(self, text: str) -> str:
        return self._show(text) if self.public else text

    def happening(self) -> Happening:
        one = self.session
        return Happening(
            name=self.show(one.title),
            classification=one.kind.value,
            start_date=_utc(one.opened_at or one.starts_at),
            end_date=_utc(one.closed_at) if one.closed_at else None,
            location=self.show(one.venue),
            chair=self._name(one.chair),
            recorder=self._name(one.recorder),
        )

    def _name(self, person: Person | None) -> str:
        if person is None:
            return ""
        return self._show.name(person.name, official=person.official) if self.public else person.name

    def _seat_name(self, seat_id: int | None) -> str:
        seat = self._seated.get(seat_id or 0)
        return f"{seat.unit.name if seat.unit else ''}{self._name(seat.person)}" if seat else ""

    async def memberships(self) -> tuple[Member, ...]:
        return tuple(self._member(seat) for seat in self.seats)

    def _member(self, seat: Seat) -> Member:
        known = {
            "number": seat.number,
            "label": self._name(seat.person),
            "role": seat.role.value,
            "on_behalf_of": seat.unit.name if seat.unit else "",
            "group": seat.group,
            "entitled": seat.entitled,
            "attendance": seat.state.value,
        }
        if not self.public:
            known |= {
                "start_date": _utc(seat.checked_in_at) if seat.checked_in_at else None,
                "end_date": _utc(seat.checked_out_at) if seat.checked_out_at else None,
                "weight": seat.weight,
                "voter": self.voters.get(seat.id, ""),
            }
        return Member(**known)

    def changes(self, events: Iterable[dict[str, Any]]) -> Iterable[Change]:
        """Of those entitled; an observer's coming changes no figure."""
        here: set[int] = set()
        for event in events:
            seat = self._seated.get(event["data"].get("seat") or 0)
            if event["kind"] not in {ARRIVED, WENT} or seat is None or not seat.entitled:
                continue
            came = event["kind"] == ARRIVED
            here = here | {seat.id} if came else here - {seat.id}
            yield Change(
                date=event["at"],
                present=len(here),
                change="came" if came else "left",
                seat=None if self.public else seat.number,
            )

    def item(self, row: AgendaItem) -> Item:
        title = self.show(row.title)
        return Item(position=row.position, title=title, state=row.state.value, minutes=row.planned_minutes)

    def motion(self, row: MotionRow) -> Motion:
        return Motion(
            number=self._numbers[row.id],
            item=self._places[row.item_id],
            text=self.show(row.text),
            original_text=self.show(row.original_text),
            creator=self._seat_name(row.mover_id),
            seconder=self._seat_name(row.seconder_id),
            date=_utc(row.moved_at),
            classification=row.kind.value,
            amends=self._numbers.get(row.amends_id or 0),
            part_of=self._numbers.get(row.part_of_id or 0),
            result=row.state.value,
        )

    def vote_event(self, number: int, ballot: Ballot) -> VoteEvent:
        void = ballot.state is BallotState.VOID
        told = () if void else tuple(self.show(said(one)) for one in announced(ballot).sentences)
        return VoteEvent(
            number=number,
            item=self._places[ballot.item_id],
            motion=self._numbers.get(ballot.motion_id or 0),
            identifier=self.show(ballot.question),
            classification=ballot.kind.value,
            secret=ballot.secret,
            start_date=_utc(ballot.opened_at),
            end_date=_utc(ballot.closed_at) if ballot.closed_at else None,
            result="void" if void else ballot.outcome or "",
            counts=() if void else tuple(_counts(ballot.tally or {})),
            said=told,
        )

    async def actions(self) -> tuple[Action, ...]:
        return tuple(
            Action(
                item=self._places[one.item_id or 0],
                text=self.show(one.text),
                lead=one.lead.name,
                responsible=self._responsible(one.responsible),
                due=one.due_on.isoformat(),
                state=one.state.value,
            )
            for one in await actions.of_session(self.session.id)
        )

    def _responsible(self, typed: str) -> str:
        """Typed as said in the session: it need not be a name of the register."""
        return "" if self.public else typed


def _counts(tally: dict[str, Any]) -> Iterable[Tally]:
    """Of ballots whose papers are a bare choice; what others come to stands in `said`."""
    if "papers" in tally or are_totals(tally):
        return
    for group, figures in tally.items():
        for option, value in zip(CELLS, figures, strict=False):
            yield Tally(option=str(getattr(option, "value", option)), value=value, group=group)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
