from __future__ import annotations

from dataclasses import dataclass

from agenda.ballots import figures
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, PreparedBallot
from agenda.elections import rules
from agenda.elections.models import Candidate, CandidateState, Election
from agenda.elections.rules import Counted, Outcome
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import Session, SessionKind, SessionState
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.names import masked
from forum.people.queries import public_words


@dataclass(frozen=True)
class Line:
    """A candidate as a list shows it to one reader."""

    candidate: Candidate
    name: str
    about: str
    is_elected: bool

    @property
    def is_eligible(self) -> bool:
        """Elected, and nothing stands against taking the seat."""
        return self.is_elected and self.candidate.state is CandidateState.CONSENTED


async def election(election_id: int) -> Election:
    """With body and candidates (person, place, unit). Raises NotFound."""
    found = await Election.get_or_none(id=election_id).prefetch_related(
        "body", "candidates__person__place", "candidates__unit", "item__session"
    )
    if found is None:
        raise NotFound(N_("找不到这次选举。"))
    return found


async def candidate(candidate_id: int) -> Candidate:
    """With person and election. Raises NotFound."""
    found = await Candidate.get_or_none(id=candidate_id).prefetch_related("person", "election")
    if found is None:
        raise NotFound(N_("找不到这位被提名人。"))
    return found


async def of_body(body_id: int) -> list[Election]:
    return await Election.filter(body_id=body_id).order_by("-id")


def standing(found: Election) -> list[Candidate]:
    """Those on the published list."""
    return [one for one in found.candidates if one.number is not None]


def labels(found: Election) -> dict[int, str]:
    """What stands on the paper for each of the list."""
    names = {one.id: (one.person.name, one.person.place.path if one.person.place else "") for one in standing(found)}
    return rules.labels(names)


async def outcome(found: Election) -> Outcome:
    """What the ballots on its item that are closed and stand have come to."""
    if found.item_id is None:
        return Outcome(open_seats=found.seats)
    closed = Ballot.filter(item_id=found.item_id, kind=Kind.ELECTION, state=BallotState.CLOSED)
    ids = {label: id for id, label in labels(found).items()}
    counted = [_counted(one, ids) for one in await closed.order_by("id") if _is_its_own(one, ids)]
    return rules.outcome(found.seats, counted)


def _is_its_own(ballot: Ballot, ids: dict[str, int]) -> bool:
    """Puts nobody but candidates: another question on the same item may be of something else."""
    return all(option["text"] in ids for option in ballot.settings["options"])


def _counted(ballot: Ballot, ids: dict[str, int]) -> Counted:
    result = figures.result(ballot)
    of_option = {int(option["id"]): ids[option["text"]] for option in ballot.settings["options"]}

    def candidates(options: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(of_option[one] for one in options if one in of_option)

    return Counted(candidates(result.winners), candidates(result.tied), candidates(result.further), valid=result.valid)


async def lines(found: Election, result: Outcome, reader: Actor | None) -> list[Line]:
    """The list as its reader may see it: the office everybody nominated, others who is published.

    Who is not signed in reads residents' names masked, and no numbers.
    """
    shown = list(found.candidates) if reader and reader.in_office else standing(found)
    abouts = [one.about for one in shown]
    public = None if reader else await public_words(abouts, [one.person for one in shown])
    return [
        Line(one, _name(one, reader), public(about) if public else about, one.id in result.elected)
        for one, about in zip(shown, abouts, strict=True)
    ]


def _name(one: Candidate, reader: Actor | None) -> str:
    return one.person.name if reader or one.person.official else masked(one.person.name)


async def waiting(found: Election) -> PreparedBallot | None:
    """Its ballot that is made ready and not opened yet."""
    ready = PreparedBallot.filter(item_id=found.item_id or 0, kind=Kind.ELECTION, ballot_id=None, withdrawn_at=None)
    return await ready.order_by("-id").first()


async def places(body_id: int) -> list[tuple[str, str]]:
    """(what the form sends, words) of where it can be voted on: a new item of a planned session, or one there is.

    Sessions of the body itself come first; units elect nobody.
    """
    states = [SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN]
    coming = Session.filter(state__in=states, body__seats_units=False)
    sessions = await coming.exclude(kind__in=[SessionKind.WRITTEN, SessionKind.TALK]).order_by("starts_at")
    sessions.sort(key=lambda one: one.body_id != body_id)
    found = [(f"session-{one.id}", one.title) for one in sessions if one.state is SessionState.PLANNED]
    items = AgendaItem.filter(session_id__in=[one.id for one in sessions], topic_id=None)
    open_ones = items.filter(state__in=[ItemState.WAITING, ItemState.OPEN]).order_by("session_id", "position")
    titles = {one.id: one.title for one in sessions}
    return found + [
        (f"item-{one.id}", f"{titles[one.session_id]} · {one.position}. {one.title}") for one in await open_ones
    ]


async def asked(person_id: int) -> list[Candidate]:
    """Where this person was nominated, has not said yet, and the list is still open."""
    waiting = Candidate.filter(person_id=person_id, consented_on=None, withdrawn_on=None, election__published_at=None)
    return await waiting.prefetch_related("election")
