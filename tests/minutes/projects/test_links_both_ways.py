"""One matter from a topic to the minutes: every neighbour leads to the next, and back, as readers see it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from forum.access import Actor
from forum.topics.models import Category
from minutes.action_items.commands import assign_action
from minutes.action_items.models import ActionItem
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.matching.commands import match_need
from minutes.needs.commands import bring
from minutes.needs.models import Need
from minutes.publication import commands as publication
from minutes.resources.models import Resource
from tests import factories as make
from tests.factories import Hall

pytestmark = pytest.mark.usefixtures("app")
DUE = date(2099, 1, 1)

# A decision is read at its item on the session's page, where the vote's figures stand.
PAIRS = [
    ("topic", "decision"), ("topic", "project"), ("topic", "minutes"), ("decision", "action"),
    ("decision", "minutes"), ("action", "project"), ("claim", "need"), ("claim", "project"),
    ("action", "minutes"), ("project", "need"), ("project", "resource"), ("project", "minutes"),
    ("need", "resource"), ("need", "table"), ("need", "minutes"), ("resource", "table"),
    ("resource", "minutes"),
]  # fmt: skip
SIGNED_IN = {("decision", "action"), ("table", "need"), ("table", "resource")}
"""A session's page names its tasks and what units brought to who is signed in."""


async def told() -> tuple[dict[str, str], Actor]:
    """The pages of one matter: a joint council hears of a need, decides, a unit carries it out with another's room."""
    hall = await make.session_planned(await make.body(4, "joint_council", units=True), topics=1)
    table = await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.EXCHANGE)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    await sessions.open_session(hall.session_id, by=hall.chair)
    for member in hall.members:
        await attendance.check_in(hall.session_id, by=member)
    lead, giver = (next(iter(hall.members[at].units)) for at in (0, 1))
    await items.open_item(table, by=hall.chair)
    await bring(table, giver, ["要一间教室"], ["阶梯教室"], Category.SANITATION, by=hall.recorder)
    await items.close_item(table, by=hall.chair)
    await items.open_item(hall.items[0], by=hall.chair)
    await _decided(hall)
    action = await assign_action(hall.items[0], "更换主管", lead, DUE, by=hall.recorder)
    await items.close_item(hall.items[0], by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    need, room = await Need.get(item_id=table), await Resource.get(item_id=table)
    project = (await ActionItem.get(id=action)).project_id
    await match_need(need.id, lead, DUE, by=hall.secretary, resources=[room.id], project_id=project)
    claim = (await ActionItem.exclude(id=action).get()).id
    minutes = await _published(hall)
    session = f"/sessions/{hall.session_id}"
    return {
        "topic": f"/topics/{hall.topics[0].id}", "decision": f"{session}#item-{hall.items[0]}",
        "table": f"{session}#item-{table}", "action": f"/actions/{action}", "claim": f"/actions/{claim}",
        "project": f"/projects/{project}",
        "need": f"/needs/{need.id}", "resource": f"/resources/{room.id}", "minutes": f"/minutes/{minutes}",
        "minutes of it": f"{session}/minutes", "session": session,
    }, hall.secretary  # fmt: skip


async def _decided(hall: Hall, item: int = 0) -> None:
    motion = await motions.put_motion(hall.items[item], "是否更换主管？", by=hall.chair)
    ballot = await ballots.open_ballot(motion, by=hall.chair)
    for at, member in enumerate(hall.members):
        await ballots.cast_vote(ballot, Choice.FOR, by=member, command_id=f"vote-{motion}-{at}")
    await ballots.close_ballot(ballot, by=hall.chair)


async def _published(hall: Hall) -> int:
    minutes_id = await drafting.draft_minutes(hall.session_id, by=hall.recorder)
    for signer in (hall.recorder, hall.chair):
        await drafting.sign_minutes(minutes_id, (await Minutes.get(id=minutes_id)).revision, by=signer)
    await publication.publish_minutes(minutes_id, by=hall.secretary)
    return minutes_id


def missing(pages: dict[str, str], seen: dict[str, set[str]], *, signed_in: bool) -> list[tuple[str, str]]:
    """Ways that a reader has not: minutes may be reached by their session, and lead to it as a whole."""
    ways = {way for pair in PAIRS for way in (pair, pair[::-1])} - (set() if signed_in else SIGNED_IN)
    at = {name: {page} for name, page in pages.items()}
    at["minutes"].add(pages["minutes of it"])
    whole = {("minutes", "decision"): pages["session"]}
    return sorted((one, other) for one, other in ways if not seen[one] & {*at[other], whole.get((one, other), "")})


async def test_every_neighbour_leads_to_the_next_and_back_for_the_office_and_for_everybody(client: Any) -> None:
    pages, office = await told()
    for reader in (office, None):
        browser = await client(reader) if reader else await client()
        seen = {
            name: set(re.findall(r'href="([^"]+)"', await browser.text(page.partition("#")[0])))
            for name, page in pages.items()
            if name not in ("minutes of it", "session")
        }
        assert missing(pages, seen, signed_in=reader is not None) == []
    question = await browser.text(pages["action"])
    assert f'<a href="{pages["decision"]}">是否更换主管？</a>' in question


async def test_a_project_that_serves_two_decisions_leads_to_both_and_back(client: Any) -> None:
    hall = await make.session_open(topics=2)
    lead, tasks = await make.unit("梧桐物业服务有限公司"), list[ActionItem]()
    for at in (0, 1):
        await items.open_item(hall.items[at], by=hall.chair)
        await _decided(hall, at)
        joins = tasks[0].project_id if tasks else None
        action = await assign_action(hall.items[at], f"办第{at + 1}件", lead, DUE, by=hall.recorder, project_id=joins)
        tasks.append(await ActionItem.get(id=action))
        await items.close_item(hall.items[at], by=hall.chair)
    assert tasks[0].project_id == tasks[1].project_id and tasks[0].decision_id != tasks[1].decision_id
    browser, project = await client(hall.secretary), f"/projects/{tasks[0].project_id}"
    of_project = await browser.text(project)
    for at, task in enumerate(tasks):
        topic, decision = f"/topics/{hall.topics[at].id}", f"/sessions/{hall.session_id}#item-{hall.items[at]}"
        assert f'href="{topic}"' in of_project and f'href="/actions/{task.id}"' in of_project
        assert f'href="{project}"' in await browser.text(topic)
        of_task = await browser.text(f"/actions/{task.id}")
        assert f'href="{decision}"' in of_task and f'href="{project}"' in of_task
