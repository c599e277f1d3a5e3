from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies import commands as bodies
from forum.bodies.models import Body, Membership, UnitKind
from forum.errors import N_, BadInput, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction
from forum.owners import answers as forms
from forum.owners import queries, rules
from forum.owners.models import Flat, RegisterDecision
from forum.owners.questions import Answer
from forum.owners.rows import Flat as Read
from forum.owners.rules import OwnerKind
from forum.owners.seating import Seated
from forum.owners.staging import Staged
from forum.people.models import Person


@command
async def decide(body_id: int, staged: Staged, answers: Mapping[str, Answer], *, by: Actor) -> int:
    """Keep what a person decided about a register's questions, all or none; gives how many.

    Raises BadInput by the form's field for an answer that does not fit its question.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        await _body(body_id)
        if not answers:
            raise RuleBroken(N_("还没有选答案。"))
        after = await queries.prepared(body_id, staged, answers)
        refused = {
            forms.field_of(problem.key): problem.refused
            for problem in (*after.roll.problems, *after.seating.problems)
            if problem.refused and problem.key in answers
        }
        if refused:
            raise BadInput(refused)
        for problem, given in answers.items():
            kept = {"answer": {"answer": given}, "decided_at": clock.now(), "decided_by_id": by.person_id}
            await RegisterDecision.update_or_create(defaults=kept, body_id=body_id, problem=problem)
        record("register.decided", by, body=body_id, answers=len(answers))
        return answer(len(answers))


@command
async def reconsider(body_id: int, problem: str, *, by: Actor) -> None:
    """Take a decision back: the question is open again. Raises NotFound."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if not await RegisterDecision.filter(body_id=body_id, problem=problem).delete():
            raise NotFound(N_("这个决定已经收回了。"))
        record("register.reconsidered", by, body=body_id)


@command
async def import_register(body_id: int, staged: Staged, *, by: Actor) -> dict[str, int]:
    """Seat the owners of a register whose questions are all answered; who is seated is updated, who left leaves.

    A session whose notice is out keeps its roll. Answers {"heads", "flats", "area", "added", "ended"}. Raises
    RuleBroken while a question is open: nothing is half-imported.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        body = await _body(body_id)
        rules.check_counted(counts_area=body.counts_area)
        ready = await queries.prepared(body_id, staged)
        ready.roll.check_settled()
        if ready.seating.problems:
            raise RuleBroken(N_("业主名册还有 {count} 处要先决定。"), count=len(ready.seating.problems))
        await Membership.filter(id__in=ready.seating.ended).update(ended_on=clock.today(), weight=0)
        seats = await _seat(body, ready.seating.seated, by)
        await _keep_flats(body_id, seats)
        told = {
            "heads": ready.roll.heads,
            "flats": ready.roll.flats,
            "area": ready.roll.area,
            "added": ready.seating.added,
            "ended": len(ready.seating.ended),
        }
        record("register.imported", by, body=body_id, **told)
        return answer(told)


async def _body(body_id: int) -> Body:
    body = await Body.get_or_none(id=body_id)
    if body is None:
        raise NotFound(N_("找不到这个组织。"))
    return body


async def _seat(body: Body, seated: tuple[Seated, ...], by: Actor) -> dict[int, Seated]:
    """Who has which seat, by membership. What has not changed is not written: votes elsewhere wait for this."""
    weights = dict(await Membership.filter(body_id=body.id).values_list("id", "weight"))
    number = await bodies.next_number(body.id)
    seats: dict[int, Seated] = {}
    for one in seated:
        if one.membership_id is not None:
            if weights[one.membership_id] != one.owner.area:
                await Membership.filter(id=one.membership_id).update(weight=one.owner.area)
            seats[one.membership_id] = one
            continue
        who = await _holder(body, one, by)
        member = await Membership.create(body_id=body.id, number=number, weight=one.owner.area, **who)
        seats[member.id] = one
        number += 1
    return seats


async def _holder(body: Body, one: Seated, by: Actor) -> dict[str, Any]:
    """A developer is a unit that names nobody yet; co-owners are there in the first of them until they say who else."""
    if one.owner.kind is OwnerKind.DEVELOPER:
        name = one.owner.names[0] if one.owner.names else f"{body.name[:70]} 建设单位"
        return {"unit_id": await bodies.keep_unit(name, UnitKind.COMPANY, by=by)}
    if one.person_id is not None:
        return {"person_id": one.person_id}
    person = await Person.create(name=one.owner.names[0], joined_at=clock.now())
    record("person.registered", by, person=person.id)
    return {"person_id": person.id}


async def _keep_flats(body_id: int, seats: Mapping[int, Seated]) -> None:
    """Each flat once, by its label; those that are on the register no more are taken off."""
    known = {flat.label: flat for flat in await Flat.filter(body_id=body_id)}
    new: list[Flat] = []
    for membership_id, one in seats.items():
        for read in one.owner.holdings:
            stored = _stored(read, membership_id)
            if (flat := known.pop(read.flat, None)) is None:
                new.append(Flat(body_id=body_id, label=read.flat, **stored))
            elif any(getattr(flat, name) != value for name, value in stored.items()):
                await Flat.filter(id=flat.id).update(**stored)
    await Flat.filter(id__in=[flat.id for flat in known.values()]).delete()
    await Flat.bulk_create(new)


def _stored(read: Read, membership_id: int) -> dict[str, Any]:
    return {
        "area": read.area,
        "owners": [mention.name for mention in read.owners if mention.name],
        "documents": [mention.document for mention in read.owners],
        "by_developer": read.is_developers,
        "membership_id": membership_id,
    }
