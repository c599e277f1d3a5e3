from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agenda.ballots.rule_sets import RuleSet
from agenda.rule_sets import rules
from agenda.rule_sets.rules import Told
from forum import clock
from forum.bodies.models import Body, RuleVersion
from forum.people.models import Person


@dataclass(frozen=True)
class Version:
    """One line of a body's history, `number` counted from the first; `by` is "" for the system."""

    number: int
    told: Told
    note: str
    adopted_at: datetime
    by: str


def rules_of(body: Body) -> RuleSet:
    return RuleSet.from_json(body.rules)


def told_of(body: Body) -> Told:
    return rules.told(rules_of(body), clock.today())


async def newest(body_id: int) -> int:
    """The id of the newest version, 0 for a body that has not changed its rules since before they were kept."""
    found = await RuleVersion.filter(body_id=body_id).order_by("-id").first()
    return found.id if found else 0


async def history(body_id: int) -> list[Version]:
    """Newest first."""
    rows = await RuleVersion.filter(body_id=body_id).order_by("id")
    people = await Person.filter(id__in=[row.adopted_by_id for row in rows if row.adopted_by_id])
    names = {person.id: person.name for person in people}
    versions = [
        Version(
            number,
            rules.told(RuleSet.from_json(row.rules), clock.today()),
            row.note,
            row.adopted_at,
            names.get(row.adopted_by_id or 0, ""),
        )
        for number, row in enumerate(rows, start=1)
    ]
    return versions[::-1]
