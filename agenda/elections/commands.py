"""From the first nomination to the seats; each step a command of the office, consent the nominated person's own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from agenda.ballots.forms import question
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.rule_sets import RuleSet
from agenda.elections import queries, rules
from agenda.elections.models import Candidate, CandidateState, Election, ElectionItem, ElectionPaper
from agenda.items import commands as items
from agenda.items.commands import item_and_session
from agenda.papers import preparing
from agenda.written import commands as written
from forum import clock
from forum.access import Actor, Permission, allowed, person_of, require
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from forum.bodies.models import Channel, MemberRole, Unit
from forum.errors import N_, BadInput, NotAllowed, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.people.models import Person


@command
async def call_election(
    body_id: int, title: str, seats: int, first: date, last: date, *, by: Actor, role: MemberRole = MemberRole.MEMBER
) -> int:
    """Open the nominations; gives the election's id. Raises NotAllowed, BadInput, RuleBroken (a body of units)."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        body = await body_queries.body(body_id)
        rules.check_election(seats, first, last, seats_units=body.seats_units)
        election = await Election.create(
            body_id=body_id, title=title, seats=seats, role=role, first_day=first, last_day=last, made_at=clock.now()
        )
        record("election.called", by, election=election.id, body=body_id)
        return answer(election.id)


@command
async def nominate(
    election_id: int,
    person_id: int,
    channel: Channel,
    *,
    by: Actor,
    unit_id: int | None = None,
    nominated_by: str = "",
    about: str = "",
) -> int:
    """Put somebody forward; gives the candidate's id. Who nominates themselves has consented; others are asked.

    Themselves anybody may, the office anybody. Raises RuleBroken, BadInput.
    """
    async with transaction():
        _require_own(by, person_id, channel)
        election = await queries.election(election_id)
        rules.check_open(is_published=election.published_at is not None)
        rules.check_channel(channel, unit_id, nominated_by)
        await _check_person(election, person_id, unit_id)
        itself = channel is Channel.SELF
        made = await Candidate.create(
            election_id=election_id, person_id=person_id, channel=channel, about=about, nominated_on=clock.today(),
            unit_id=unit_id if channel is Channel.UNIT else None, nominated_by="" if itself else nominated_by,
            consented_on=clock.today() if itself else None,
        )  # fmt: skip
        record("candidate.nominated", by, election=election_id, candidate=made.id, person=person_id)
        return answer(made.id)


def _require_own(by: Actor, person_id: int, channel: Channel) -> None:
    if not allowed(by, Permission.KEEP_REGISTER) and not (channel is Channel.SELF and person_of(by) == person_id):
        raise NotAllowed(N_("自荐由本人提出，其他提名由社区登记。"))


async def _check_person(election: Election, person_id: int, unit_id: int | None) -> None:
    if not await Person.exists(id=person_id):
        raise BadInput({"name": Sentence(N_("居民名册上没有这个姓名，请先登记。"))})
    if unit_id is not None and not await Unit.exists(id=unit_id):
        raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
    if any(one.person_id == person_id for one in election.candidates):
        raise RuleBroken(N_("他已经被提名了。"))


@command
async def consent(candidate_id: int, *, by: Actor) -> None:
    """The nominated person stands; the office enters what was said or signed."""
    async with transaction():
        candidate = await _own(candidate_id, by)
        if candidate.state is not CandidateState.NOMINATED:
            raise RuleBroken(N_("已经表过态了。"))
        await Candidate.filter(id=candidate_id).update(consented_on=clock.today())
        record("candidate.consented", by, election=candidate.election_id, candidate=candidate_id)


@command
async def stand_down(candidate_id: int, *, by: Actor) -> None:
    """The nominated person does not stand, or stands no longer: elected or not, they take no seat."""
    async with transaction():
        candidate = await _own(candidate_id, by)
        if candidate.state in {CandidateState.WITHDRAWN, CandidateState.SEATED}:
            raise RuleBroken(N_("已经退出或就任了。"))
        await Candidate.filter(id=candidate_id).update(withdrawn_on=clock.today())
        record("candidate.stood_down", by, election=candidate.election_id, candidate=candidate_id)


async def _own(candidate_id: int, by: Actor) -> Candidate:
    candidate = await queries.candidate(candidate_id)
    if not allowed(by, Permission.KEEP_REGISTER) and person_of(by) != candidate.person_id:
        raise NotAllowed(N_("要由本人表态，或由社区代为登记。"))
    return candidate


@command
async def publish_candidates(election_id: int, *, by: Actor) -> int:
    """Close the nominations and publish who has consented, numbered as they were nominated; gives how many."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        election = await queries.election(election_id)
        if election.published_at is not None:
            raise RuleBroken(N_("候选人名单已经公布了。"))
        listed = sorted(one.id for one in election.candidates if one.state is CandidateState.CONSENTED)
        rules.check_publish(len(listed), election.seats)
        for number, id in enumerate(listed, 1):
            await Candidate.filter(id=id).update(number=number)
        await Election.filter(id=election_id).update(published_at=clock.now())
        record("election.published", by, election=election_id, candidates=len(listed))
        return answer(len(listed))


# ---- the vote ----


async def prepare_ballot(
    election_id: int,
    where: str,
    *,
    by: Actor,
    is_secret: bool = True,
    threshold: str = "half",
    write_ins: bool = False,
    command_id: str | None,
) -> int:
    """Make the election ballot ready on an item ("item-3"), or on a new item of a planned session ("session-3")."""
    require(by, Permission.KEEP_REGISTER)
    kind, _, id = where.partition("-")
    if kind not in {"session", "item"} or not id.isdecimal() or len(id) > 9:
        raise BadInput({"where": Sentence(N_("请选在哪次会议上选举。"))})
    election = await queries.election(election_id)
    item_id = int(id)
    if kind == "session":
        key = f"{command_id}-item" if command_id else None
        item_id = await items.add_item(int(id), by=by, title=election.title, command_id=key)
    return await put_candidates(
        election_id, item_id, by=by, is_secret=is_secret, threshold=threshold, write_ins=write_ins,
        command_id=command_id,
    )  # fmt: skip


@command
async def put_candidates(
    election_id: int,
    item_id: int,
    *,
    by: Actor,
    is_secret: bool = True,
    threshold: str = "half",
    write_ins: bool = False,
) -> int:
    """An election ballot among the list, or among those of another round; for the chair to open with one key.

    In a session in writing it is opened with all questions, and people return their papers until the deadline. Gives
    the prepared ballot's id; it is told as `prepared.made` or `matter.put`, which belong to the session.
    """
    _, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.KEEP_REGISTER)
        election = await queries.election(election_id)
        if await queries.waiting(election) is not None:
            raise RuleBroken(N_("已经备好一张选票，还没有表决。"))
        await Election.filter(id=election_id).update(item_id=item_id)
        await ElectionItem.get_or_create(election_id=election_id, item_id=item_id)
        typed = await _typed(election, threshold, is_secret, write_ins)
        asked = question(typed, RuleSet.from_json(session.rules))
        put = written.put_matter if session.in_writing else preparing.prepare_ballot
        prepared_id = await put(item_id, asked, by=by)
        await ElectionPaper.create(election_id=election_id, prepared_id=prepared_id)
        return answer(prepared_id)


async def _typed(election: Election, threshold: str, is_secret: bool, write_ins: bool) -> dict[str, Any]:
    """The question as the form of a prepared ballot would have it."""
    if election.published_at is None:
        raise RuleBroken(N_("请先公布候选人名单。"))
    so_far = await queries.outcome(election)
    withdrawn = {one.id for one in election.candidates if one.withdrawn_on}
    listed = [one.id for one in queries.standing(election)]
    put = [one for one in (so_far.again if so_far.rounds else listed) if one not in withdrawn]
    seats = so_far.open_seats
    if not put or not seats:
        raise RuleBroken(N_("没有还要选的名额，或没有候选人可选。"))
    text = election.title if not so_far.rounds else f"{election.title}（再次投票）"
    return {
        "kind": Kind.ELECTION.value, "question": text, "options": "\n".join(queries.said(election, one) for one in put),
        "seats": str(min(seats, len(put))), "threshold": threshold, "is_secret": "1" if is_secret else "",
        "write_ins": "1" if write_ins and not so_far.rounds else "",
    }  # fmt: skip


# ---- the seats ----


@command
async def seat_elected(election_id: int, candidates: Collection[int], *, by: Actor) -> int:
    """Give these their seats for the term, with the channel they came by; gives how many. All of them or none.

    Raises RuleBroken for who was not elected, has withdrawn, or sits in the body already on a day of the term.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        election = await queries.election(election_id)
        chosen = [one for one in election.candidates if one.id in set(candidates)]
        if not chosen:
            raise BadInput({"candidates": Sentence(N_("请至少选一位当选人。"))})
        order = list((await queries.outcome(election)).elected)
        follows = {one.successor_id: one.first_day for one in election.refills if one.successor_id is not None}
        order += follows
        for one in sorted(chosen, key=lambda one: order.index(one.id) if one.id in order else -1):
            first = follows.get(one.id, election.first_day)
            await _seat(election, one, is_elected=one.id in order, first=first, by=by)
        await Election.filter(id=election_id).update(seated_at=clock.now())
        record("election.seated", by, election=election_id, body=election.body_id, seats=len(chosen))
        return answer(len(chosen))


async def _seat(election: Election, one: Candidate, *, is_elected: bool, first: date, by: Actor) -> None:
    rules.check_seating(
        one.person.name, is_elected=is_elected, is_withdrawn=one.withdrawn_on is not None,
        is_seated=one.membership_id is not None, has_consented=one.consented_on is not None,
    )  # fmt: skip
    try:
        membership_id = await bodies.seat_member(
            election.body_id, by=by, person_id=one.person_id, role=election.role, first=first,
            until=election.last_day, channel=one.channel,
        )  # fmt: skip
    except RuleBroken as refusal:
        raise RuleBroken(N_("{name}在这段任期里已经有席位，请先结束原来的席位。"), name=one.person.name) from refusal
    await Candidate.filter(id=one.id).update(membership_id=membership_id)
