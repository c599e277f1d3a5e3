"""123 real divisions of a 70-member council: import → check-in → ballot → result gives the official outcome each time.

Carried is "more than half of those present", in each of the two groups where the council votes by groups. Whoever was
present and did not vote counts among the present: "more for than against" would get some of them wrong.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance import queries as seats
from agenda.ballots import commands as ballots
from agenda.ballots import figures
from agenda.ballots.models import Ballot
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice, Outcome
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.motions.models import Motion, MotionState
from agenda.sessions import commands as sessions
from agenda.sessions.models import SessionKind
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from tests import factories as make
from tests.helpers.deeds import check_journal_has_no_gaps, new_id

DATA = Path(__file__).parents[2] / "shared" / "data" / "named-divisions.json"
CHOICES = {"yes": Choice.FOR, "no": Choice.AGAINST, "abstain": Choice.ABSTAIN}
PASSED = {True: "passed", False: "negatived"}

Division = dict[str, Any]


def divisions() -> list[Division]:
    if not DATA.exists():
        pytest.skip(f"{DATA.name} is not here")
    found: list[Division] = json.loads(DATA.read_text())["divisions"]
    return found


def by_council(found: list[Division]) -> list[list[Division]]:
    """Divisions of the same roster and the same rules: one body and one long sitting for each."""
    councils: dict[Any, list[Division]] = {}
    for division in found:
        roster = tuple(sorted((name, group) for name, group, _ in division["votes"]))
        councils.setdefault((division["two_groups"], roster), []).append(division)
    return list(councils.values())


@dataclass
class Sitting:
    """One council in session. Members come and go between divisions, as they did."""

    session_id: int
    chair: Actor
    recorder: Actor
    members: dict[str, Actor]
    seats: dict[str, int]
    items: list[int]
    here: set[str] = field(default_factory=set)


async def convene(held: list[Division]) -> Sitting:
    first = held[0]
    preset = PRESETS["two_groups" if first["two_groups"] else "simple"]
    body_id = await bodies.found_body(f"{make.name()}议会", "秘书处", preset.to_json(), by=SYSTEM)
    for name, group, _ in first["votes"]:
        person_id = (await make.person(name)).person_id
        await bodies.seat_member(body_id, by=SYSTEM, person_id=person_id, group=group)
    members = {m.person.name: Actor(m.person_id) for m in await body_queries.members(body_id) if m.person}
    chair, recorder, office = await make.person(), await make.person(), await make.secretary()
    session_id = await sessions.plan_session(
        body_id, SessionKind.FORUM, "点名表决", clock.now() + timedelta(days=4), "会议厅",
        chair.person_id or 0, recorder.person_id or 0, by=office,
    )  # fmt: skip
    on_agenda = [
        await items.add_item(session_id, by=office, title=f"{division['date']} 第{division['number']}次点名表决")
        for division in held
    ]
    await sessions.give_notice(session_id, by=office)
    await sessions.open_session(session_id, by=chair)
    by_person = {seat.person_id: seat.id for seat in await seats.seats(session_id)}
    numbers = {name: by_person[member.person_id] for name, member in members.items()}
    return Sitting(session_id, chair, recorder, members, numbers, on_agenda)


async def divide(sitting: Sitting, item_id: int, division: Division) -> Ballot:
    here = {name for name, _, vote in division["votes"] if vote != "absent"}
    await asyncio.gather(
        *(attendance.check_in(sitting.session_id, by=sitting.members[name]) for name in here - sitting.here),
        *(attendance.check_out(sitting.seats[name], by=sitting.recorder) for name in sitting.here - here),
    )
    sitting.here = here
    await items.open_item(item_id, by=sitting.chair)
    motion_id = await motions.put_motion(item_id, "是否同意?", by=sitting.chair)
    ballot_id = await ballots.open_ballot(motion_id, by=sitting.chair)
    await asyncio.gather(
        *(
            ballots.cast_vote(ballot_id, CHOICES[vote], by=sitting.members[name], command_id=new_id())
            for name, _, vote in division["votes"]
            if vote in CHOICES
        )
    )
    await ballots.close_ballot(ballot_id, by=sitting.chair)
    await items.close_item(item_id, by=sitting.chair)
    return await Ballot.get(id=ballot_id)


def decided(ballot: Ballot) -> tuple[str, dict[str, dict[str, Any]]]:
    """The outcome and each group's figures, in the words of the official record."""
    verdict = figures.verdict(ballot)
    parts = {part.group: part for part in verdict.groups} or {"all": verdict.figures}
    return PASSED[verdict.outcome is Outcome.CARRIED], {
        name: {
            "present": part.present,
            "vote": part.for_ + part.against + part.abstain,
            "yes": part.for_,
            "no": part.against,
            "abstain": part.abstain,
            "result": PASSED[part.met],
        }
        for name, part in parts.items()
    }


async def test_every_division_ends_as_the_official_record_says(database: Any) -> None:
    found = divisions()
    assert len(found) == 123
    ours, official = {}, {}
    for held in by_council(found):
        sitting = await convene(held)
        for item_id, division in zip(sitting.items, held, strict=True):
            name = f"{division['date']} {division['number']}"
            ballot = await divide(sitting, item_id, division)
            ours[name] = decided(ballot)
            official[name] = (division["overall"], division["official"])
            carried = (await Motion.get(id=ballot.motion_id)).state is MotionState.CARRIED
            assert PASSED[carried] == division["overall"]
    assert len(ours) == 123
    assert {name: (ours[name], official[name]) for name in ours if ours[name] != official[name]} == {}
    await check_journal_has_no_gaps()


def test_simpler_rules_would_get_some_divisions_wrong() -> None:
    """Else the test above would not tell "of those present" from what is easier to count."""
    found = divisions()
    grouped = [(part, d) for d in found for part in d["official"].values()]
    assert any((part["yes"] > part["no"]) != (part["result"] == "passed") for part, _ in grouped)
    assert any((2 * part["yes"] > part["vote"]) != (part["result"] == "passed") for part, _ in grouped)
    totals = [(sum(p["yes"] for p in d["official"].values()), sum(p["present"] for p in d["official"].values()), d)
              for d in found]  # fmt: skip
    assert any((2 * yes > present) != (d["overall"] == "passed") for yes, present, d in totals)
