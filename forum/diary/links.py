"""What of the diary stands on other pages, and its words in templates."""

from __future__ import annotations

from typing import Any

from forum import i18n, pages, parts
from forum.access import Actor
from forum.diary import queries, writers
from forum.diary.models import (
    FINDING_KIND_NAMES,
    MANNER_NAMES,
    OUTCOME_NAMES,
    Finding,
    FindingKind,
    Manner,
    Outcome,
    Visit,
)
from forum.diary.rules import STANDING_NAMES, Standing
from forum.errors import N_

OUTCOME_MARKS = {
    Outcome.OPEN: "waiting", Outcome.SOLVED: "done", Outcome.TOPIC: "proposed", Outcome.LISTED: "doing",
    Outcome.NOTED: "info",
}  # fmt: skip
STANDING_MARKS = {
    Standing.OVERDUE: "overdue", Standing.SOON: "due", Standing.DUE: "waiting", Standing.VISITED: "done",
}  # fmt: skip
PRESSING = {Standing.OVERDUE, Standing.SOON}

FILTERS: dict[str, Any] = {
    "manner": lambda manner: i18n.translate(MANNER_NAMES[Manner(manner)]),
    "finding_kind": lambda kind: i18n.translate(FINDING_KIND_NAMES[FindingKind(kind)]),
    "outcome_of_finding": lambda outcome: (OUTCOME_MARKS[outcome], i18n.translate(OUTCOME_NAMES[outcome])),
    "visit_standing": lambda standing: (STANDING_MARKS[standing], i18n.translate(STANDING_NAMES[standing])),
    "led_to": lambda finding: led_to(finding),
}


def led_to(finding: Finding) -> parts.Link | None:
    """The topic or the line of a list that came of it."""
    if finding.topic_id:
        return parts.Link(f"/topics/{finding.topic_id}", i18n.say(N_("看这个议题")))
    into = parts.ways_on.get(finding.listed_in)
    if into is None or finding.listed_id is None:
        return None
    return parts.Link(into.address(finding.listed_id), i18n.translate(into.word))


async def tasks(actor: Actor) -> list[parts.Link]:
    """Households that must be visited soon, and what was found and not yet dealt with: one line each."""
    places = await writers.places_of(actor)
    if places is not None and not places:
        return []
    pressing = [due for due in await queries.key_households(actor) if due.standing in PRESSING]
    waiting = await queries.count_open(actor)
    found, group = [], i18n.translate(N_("走访"))
    if pressing:
        worst = pressing[0].standing
        found.append(
            parts.Link(
                "/diary/households",
                i18n.say(N_("走访重点户：{n}户"), n=len(pressing)),
                "，".join(f"{due.household.place.name}{due.household.household}" for due in pressing[:3]),
                FILTERS["visit_standing"](worst),
                group=group,
            )
        )
    if waiting:
        words = i18n.say(N_("处理走访中发现的事：{n}件"), n=waiting)
        found.append(parts.Link("/diary/open", words, "", FILTERS["outcome_of_finding"](Outcome.OPEN), group=group))
    return found


async def who_sees_photos(visit_id: int, reader: Actor | None) -> bool:
    found = await Visit.get_or_none(id=visit_id) if reader else None
    return found is not None and reader is not None and queries.may_read(found, reader)


async def origin_of_topic(topic_id: int) -> list[parts.Link]:
    """The visit a topic came from, for those who may read it."""
    reader = pages.reader()
    finding = await Finding.get_or_none(topic_id=topic_id).prefetch_related("visit") if reader else None
    if finding is None or reader is None or not queries.may_read(finding.visit, reader):
        return []
    day = i18n.day(finding.visit.visited_on)
    return [parts.Link(f"/diary/visits/{finding.visit_id}", i18n.say(N_("来自{day}的走访日记"), day=day))]
