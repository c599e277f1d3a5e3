"""After the count: whose the names written in are, and who takes a seat that a winner does not take or has left."""

from __future__ import annotations

from datetime import date

from agenda.elections import queries, rules, vacancies
from agenda.elections.models import Candidate, Election, Refill, WrittenIn
from agenda.elections.vacancies import Settling, Vacancy
from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Channel
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.people import commands as people
from forum.people.models import Person


@command
async def match_written_in(election_id: int, name: str, person_id: int, *, by: Actor) -> int:
    """A name that won without being on the list is this person's; gives the candidate's id. They are asked for consent.

    Raises RuleBroken where no such name waits, or the person stands already: votes for a candidate are not added up
    with those for a name.
    """
    async with transaction():
        election = await _waiting(election_id, name, by)
        if not await Person.exists(id=person_id):
            raise BadInput({"who": Sentence(N_("请从列表中选一项。"))})
        if any(one.person_id == person_id for one in election.candidates):
            raise RuleBroken(N_("他已经在候选人名单上，另选的票不能并到他名下。"))
        made = await Candidate.create(
            election_id=election_id, person_id=person_id, channel=Channel.BALLOT, nominated_on=clock.today()
        )
        await WrittenIn.create(election_id=election_id, name=name, candidate_id=made.id, settled_at=clock.now())
        record("candidate.written_in", by, election=election_id, candidate=made.id, person=person_id)
        return answer(made.id)


@command
async def register_written_in(
    election_id: int, name: str, *, by: Actor, phone: str = "", block: str = "", room: str = ""
) -> int:
    """The same for somebody whom the register does not have, and who has agreed to be registered."""
    async with transaction():
        await _waiting(election_id, name, by)
        person_id = await people.register_resident(name, block, room, by=by, phone=phone)
        return answer(await match_written_in(election_id, name, person_id, by=by))


@command
async def set_aside_written_in(election_id: int, name: str, why: str, *, by: Actor) -> None:
    """Nobody can say whose the name is, or they may not be elected: the seat is vacant, and the record says why."""
    async with transaction():
        await _waiting(election_id, name, by)
        if not why.strip():
            raise BadInput({"why": Sentence(N_("请写明原因，原因会记入记录。"))})
        made = await WrittenIn.create(election_id=election_id, name=name, why=why.strip(), settled_at=clock.now())
        record("candidate.unknown", by, election=election_id, written_in=made.id)


async def _waiting(election_id: int, name: str, by: Actor) -> Election:
    require(by, Permission.KEEP_REGISTER)
    election = await queries.election(election_id)
    rules.check_written_in(name, (await _settling(election)).unknown)
    return election


async def _settling(election: Election) -> Settling:
    return await vacancies.settling(election, await queries.outcome(election))


# ---- vacant seats ----


@command
async def call_next(election_id: int, whose: str, *, by: Actor) -> int:
    """递补: the vacant seat goes to who has the next most votes; gives the candidate's id.

    They are seated as winners are. Raises RuleBroken where the rules have a by-election, nobody has enough votes, or
    several have the same.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        election = await queries.election(election_id)
        open_ = await _settling(election)
        vacancy = _of(open_, whose)
        if open_.successor is None:
            raise RuleBroken(N_("没有可以依次递补的人，请另行补选。"))
        await Refill.create(
            election_id=election_id, whose=whose, successor_id=open_.successor, first_day=vacancy.first_day,
            decided_at=clock.now(),
        )  # fmt: skip
        record("candidate.next", by, election=election_id, candidate=open_.successor, whose=whose)
        return answer(open_.successor)


def _of(open_: Settling, whose: str) -> Vacancy:
    found = next((one for one in open_.vacancies if one.whose == whose), None)
    if found is None:
        raise RuleBroken(N_("这个名额没有空出来，或已经定了怎样补。"))
    return found


@command
async def call_by_election(election_id: int, title: str, first: date, *, by: Actor) -> int:
    """补选: all vacant seats are voted on anew, from `first` for the rest of the term; gives the new election's id."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        election = await queries.election(election_id)
        open_ = await _settling(election)
        if open_.successor is not None:
            raise RuleBroken(N_("规则写明由得票次多的递补，请先递补。"))
        vacant = open_.vacancies
        latest = max((one.first_day for one in vacant), default=election.first_day)
        rules.check_by_election(len(vacant), first, election.last_day, latest)
        made = await Election.create(
            body_id=election.body_id, title=title, seats=len(vacant), role=election.role, first_day=first,
            last_day=election.last_day, made_at=clock.now(), by_election_of_id=election.id,
        )  # fmt: skip
        for one in vacant:
            await Refill.create(
                election_id=election_id, whose=one.whose, by_election_id=made.id, first_day=first,
                decided_at=clock.now(),
            )  # fmt: skip
        record("election.called", by, election=made.id, body=election.body_id, by_election_of=election.id)
        return answer(made.id)
