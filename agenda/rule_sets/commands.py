from __future__ import annotations

from agenda.ballots.rule_sets import Measure, RuleSet
from agenda.rule_sets import queries, rules
from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Body, Membership, RuleVersion
from forum.errors import N_, NotFound
from forum.journal import Event, answer, command, record, transaction
from forum.owners.models import Flat


@command
async def adopt_rules(body_id: int, rule_set: RuleSet, note: str, *, replaces: int, by: Actor) -> int:
    """From now on the body decides by `rule_set`; sessions whose notice is out keep theirs. Gives the version's id.

    `replaces` is the newest version as the adopter saw it. Raises NotAllowed, NotFound, BadInput, RuleBroken.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        body = await Body.get_or_none(id=body_id)
        if body is None:
            raise NotFound(N_("找不到这个组织。"))
        before, newest = queries.rules_of(body), await queries.newest(body_id)
        rules.check_adoption(before, rule_set, note, is_newest=newest == replaces)
        if not newest:
            await _keep_the_first(body)
        await Body.filter(id=body_id).update(rules=rule_set.to_json())
        version = await RuleVersion.create(
            body_id=body_id,
            rules=rule_set.to_json(),
            note=note.strip(),
            adopted_at=clock.now(),
            adopted_by_id=by.person_id,
        )
        if rule_set.weighed is not before.weighed:
            await _weigh_anew(body_id, rule_set.weighed)
        record("rules.adopted", by, body=body_id, version=version.id)
        return answer(version.id)


async def _keep_the_first(body: Body) -> None:
    """A body founded before versions were kept has its first rules in its own row alone."""
    founded = await Event.filter(kind="body.founded").order_by("id")
    event = next((event for event in founded if event.data.get("body") == body.id), None)
    await RuleVersion.create(
        body_id=body.id,
        rules=body.rules,
        adopted_at=event.at if event else clock.now(),
        adopted_by_id=event.by_id if event else None,
    )


async def _weigh_anew(body_id: int, weighed: Measure | None) -> None:
    """A weight is in square metres or in votes, and its number does not say which: one is never taken for the other."""
    areas = await Flat.filter(body_id=body_id, membership_id__not_isnull=True).values_list("membership_id", "area")
    if weighed is None or (weighed is Measure.VOTES and not areas):
        return
    await Membership.filter(body_id=body_id).update(weight=0)
    if weighed is not Measure.AREA:
        return
    sums: dict[int, int] = {}
    for membership_id, area in areas:
        sums[membership_id] = sums.get(membership_id, 0) + area
    for membership_id, area in sums.items():
        await Membership.filter(id=membership_id).update(weight=area)
