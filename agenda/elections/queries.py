from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from agenda.ballots import figures
from agenda.ballots.methods.election import ElectionResult
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, PreparedBallot
from agenda.elections import rules
from agenda.elections.models import Candidate, CandidateState, Election, ElectionPaper
from agenda.elections.rules import Counted, Key, Outcome
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock, i18n
from forum.access import Actor
from forum.bodies.models import Channel
from forum.errors import N_, NotFound
from forum.people.names import masked
from forum.people.queries import public_lines, public_words


@dataclass(frozen=True)
class Line:
    """A candidate as a list shows it to one reader."""

    candidate: Candidate
    name: str
    about: str
    is_elected: bool
    is_successor: bool = False

    @property
    def is_eligible(self) -> bool:
        """Elected or next in line, and nothing stands against taking the seat."""
        return (self.is_elected or self.is_successor) and self.candidate.state is CandidateState.CONSENTED


async def as_read(election: Election, reader: Actor | None) -> None:
    """What it is called as the reader may see it, in memory: the row must not be saved after that."""
    if reader is None:
        named = [election, *([election.by_election_of] if election.by_election_of else [])]
        for one, title in zip(named, await public_lines([(one.title, None) for one in named]), strict=True):
            one.title = title


async def election(election_id: int) -> Election:
    """With body, candidates (person, place, unit, membership) and all that was settled since. Raises NotFound."""
    found = await Election.get_or_none(id=election_id).prefetch_related(
        "body",
        "candidates__person__place",
        "candidates__unit",
        "candidates__membership",
        "item__session",
        "items",
        "written_ins",
        "refills__by_election",
        "by_election_of",
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


def said(found: Election, key: Key) -> str:
    """A candidate's label; who was written in stands under the name that the papers have."""
    written = {one.candidate_id: one.name for one in found.written_ins if one.candidate_id is not None}
    return key if isinstance(key, str) else {**written, **labels(found)}[key]


async def outcome(found: Election) -> Outcome:
    """What the ballots on its items that are closed and stand have come to."""
    return rules.outcome(found.seats, await counted(found))


async def counted(found: Election) -> list[Counted]:
    """Its own ballots in the order in which they were held."""
    items = [one.item_id for one in found.items]
    closed = Ballot.filter(item_id__in=items, kind=Kind.ELECTION, state=BallotState.CLOSED)
    keys: dict[str, Key] = {label: id for id, label in labels(found).items()}
    keys |= {one.name: one.candidate_id for one in found.written_ins if one.candidate_id is not None}
    made, whose = [], await _whose(items)
    for ballot in await closed.order_by("opened_at", "id"):
        if whose.get(ballot.id, found.id) == found.id and _puts_only(ballot, keys):
            result = figures.result(ballot)
            for one in result.standings:  # who was written in may be voted on again
                keys.setdefault(one.text, one.text)
            made.append(_counted(result, keys))
    return made


async def _whose(item_ids: Collection[int]) -> dict[int, int]:
    """By ballot the election whose paper it was opened from. What the chair opened without one goes on with the last
    that has one; it is nobody's where none came before."""
    papers = ElectionPaper.filter(prepared__item_id__in=item_ids, prepared__ballot_id__not_isnull=True)
    rows: list[Any] = list(await papers.values_list("prepared__ballot_id", "election_id"))
    of_papers, found, last = dict(rows), dict[int, int](), dict[int, int]()
    asked = Ballot.filter(item_id__in=item_ids, kind=Kind.ELECTION).order_by("opened_at", "id")
    for ballot_id, item_id in [(one.id, one.item_id) for one in await asked.only("id", "item_id")]:
        if ballot_id in of_papers:
            last[item_id] = of_papers[ballot_id]
        if item_id in last:
            found[ballot_id] = last[item_id]
    return found


def _puts_only(ballot: Ballot, keys: dict[str, Key]) -> bool:
    """Puts nobody but candidates: another question on the same item may be of something else."""
    return all(option["text"] in keys for option in ballot.settings["options"])


def _counted(result: ElectionResult, keys: dict[str, Key]) -> Counted:
    of_option = {one.option: keys[one.text] for one in result.standings}

    def meant(options: tuple[int, ...]) -> tuple[Key, ...]:
        return tuple(of_option[one] for one in options)

    return Counted(
        meant(result.winners), meant(result.tied), meant(result.further), valid=result.valid,
        votes={of_option[one.option]: one.votes for one in result.standings},
        enough=frozenset(of_option[one.option] for one in result.standings if one.met),
    )  # fmt: skip


async def lines(found: Election, result: Outcome, reader: Actor | None) -> list[Line]:
    """The list as its reader may see it: the office everybody nominated, others who is published.

    Who is not signed in reads residents' names masked, and no numbers.
    """
    elected, successors = set(result.elected), {one.successor_id for one in found.refills}
    everybody = list(found.candidates)
    shown = everybody if reader and reader.in_office else [
        one for one in everybody if one.number is not None or one.id in elected
    ]  # fmt: skip
    abouts = [one.about for one in shown]
    public = None if reader else await public_words(abouts, [one.person for one in shown])
    return [
        Line(one, _name(one, reader), public(about) if public else about, one.id in elected, one.id in successors)
        for one, about in zip(shown, abouts, strict=True)
    ]


def _name(one: Candidate, reader: Actor | None) -> str:
    return one.person.name if reader or one.person.official else masked(one.person.name)


async def waiting(found: Election) -> PreparedBallot | None:
    """Its ballot that is made ready and not opened yet."""
    ready = PreparedBallot.filter(election_paper__election_id=found.id, ballot_id=None, withdrawn_at=None)
    return await ready.order_by("-id").first()


async def places(body_id: int) -> list[tuple[str, str]]:
    """(what the form sends, words) of where it can be voted on: a new item of a planned session, or one there is.

    Sessions of the body itself come first; units elect nobody. In writing the questions are fixed by the notice.
    """
    states = [SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN]
    coming = Session.filter(state__in=states, body__seats_units=False).exclude(kind=SessionKind.TALK)
    in_time = coming.filter(Q(state=SessionState.PLANNED) | ~Q(kind=SessionKind.WRITTEN))
    sessions = await in_time.order_by("starts_at")
    sessions.sort(key=lambda one: one.body_id != body_id)
    titles = {one.id: _title(one) for one in sessions}
    found = [(f"session-{one.id}", titles[one.id]) for one in sessions if one.state is SessionState.PLANNED]
    items = AgendaItem.filter(session_id__in=[one.id for one in sessions], topic_id=None)
    open_ones = items.filter(state__in=[ItemState.WAITING, ItemState.OPEN]).order_by("session_id", "position")
    return found + [
        (f"item-{one.id}", f"{titles[one.session_id]} · {one.position}. {one.title}") for one in await open_ones
    ]


def _title(session: Session) -> str:
    return i18n.say(N_("{title}（书面，不开会）"), title=session.title) if session.in_writing else session.title


def _unsaid() -> QuerySet[Candidate]:
    """Who was nominated and has not said yet, while the list is open, or was elected on no list."""
    in_time = Q(election__published_at=None) | Q(channel=Channel.BALLOT)
    return Candidate.filter(in_time, consented_on=None, withdrawn_on=None).order_by("id").prefetch_related("election")


async def asked(person_id: int) -> list[Candidate]:
    """Where this person has been asked whether they stand, and has not said."""
    return await _unsaid().filter(person_id=person_id)


async def silent() -> list[tuple[Election, int]]:
    """Elections in which somebody has not said for long whether they stand, with how many."""
    found = await _unsaid().filter(nominated_on__lte=clock.today() - rules.PATIENCE)
    elections = {one.election_id: one.election for one in found}
    return [(elections[id], count) for id, count in sorted(Counter(one.election_id for one in found).items())]
