"""123 real divisions of a 70-member council: import → check-in → ballot → result gives the official outcome each time.

Carried is "more than half of those present", in each of the two groups where the council votes by groups. Whoever was
present and did not vote counts among the present; "more for than against" would get some of them wrong.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import queries
from agenda.ballots.models import Ballot
from agenda.ballots.rules import PRESETS, Basis, Choice, RuleSet, Test
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from forum.bodies.roster import read
from tests import factories as make
from tests.helpers.deeds import new_id

DATA = Path(__file__).parents[2] / "shared" / "data" / "named-divisions.json"
BATCHES = 4
CHOICES = {"yes": Choice.FOR, "no": Choice.AGAINST, "abstain": Choice.ABSTAIN}

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"{DATA.name} is not here")


def divisions(batch: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DATA.read_text())["divisions"]
    assert len(found) == 123
    return found[batch::BATCHES]


def rules_of(division: dict[str, Any]) -> RuleSet:
    """The council asks for no quorum of these divisions, only for a majority of who is present."""
    return replace(PRESETS["two_groups" if division["two_groups"] else "simple"], quorum=None)


class Council:
    """The body of one roster and its members, kept from one division to the next."""

    def __init__(self, body_id: int, members: dict[str, Actor], chair: Actor, office: Actor) -> None:
        self.body_id, self.members, self.chair, self.office = body_id, members, chair, office


async def import_council(division: dict[str, Any]) -> Council:
    sheet = "姓名,组别\n" + "".join(f"{name},{group}\n" for name, group, _ in division["votes"])
    roster = read(sheet.encode())
    assert not roster.problems
    body_id = await bodies.found_body(f"{make.name()}议会", "秘书处", rules_of(division).to_json(), by=SYSTEM)
    assert await bodies.import_roster(body_id, roster, by=SYSTEM) == {"added": len(division["votes"]), "known": 0}
    members = {m.person.name: Actor(m.person_id) for m in await body_queries.members(body_id) if m.person}
    return Council(body_id, members, await make.person(), await make.secretary())


async def hold(council: Council, division: dict[str, Any]) -> Ballot:
    """A session with one motion, everybody present checked in, and each vote as it was cast."""
    chair_id = council.chair.person_id or 0
    title = f"分组点名表决 {division['date']} 第{division['number']}次"
    session_id = await sessions.plan_session(
        council.body_id, SessionKind.FORUM, title, clock.now() + timedelta(days=4), "会议厅", chair_id, chair_id,
        by=council.office,
    )  # fmt: skip
    item_id = await items.add_item(session_id, by=council.office, title=title)
    await sessions.give_notice(session_id, by=council.office)
    # The rules of this division: a session's are frozen from its body's at the notice.
    await Session.filter(id=session_id).update(rules=rules_of(division).to_json())
    await sessions.open_session(session_id, by=council.chair)
    here = [council.members[name] for name, _, vote in division["votes"] if vote != "absent"]
    await asyncio.gather(*(attendance.check_in(session_id, by=member) for member in here))
    await items.open_item(item_id, by=council.chair)
    motion_id = await motions.put_motion(item_id, title, by=council.chair)
    ballot_id = await ballots.open_ballot(motion_id, by=council.chair)
    await asyncio.gather(
        *(
            ballots.cast_vote(ballot_id, CHOICES[vote], by=council.members[name], command_id=new_id())
            for name, _, vote in division["votes"]
            if vote in CHOICES
        )
    )
    await ballots.close_ballot(ballot_id, by=council.chair)
    return await Ballot.get(id=ballot_id)


def official(division: dict[str, Any], group: str = "") -> dict[str, Any]:
    """What the official record says of a group, or of everybody."""
    if group:
        return dict(division["official"][group])
    parts = division["official"].values()
    return {figure: sum(part[figure] for part in parts) for figure in ("present", "vote", "yes", "no", "abstain")}
