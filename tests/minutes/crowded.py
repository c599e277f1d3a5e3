"""A session as crowded as they come, through the commands: two hundred seats, sixty items, names of every kind, and
people who write markup; for the tests of what is printed about it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.discussion import commands as discussion
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import MemberRole
from minutes.action_items import commands as actions
from minutes.drafting import commands as drafting
from minutes.publication import commands as publication
from tests import factories as make
from tests.minutes.played import Played

ROSTER = Path(__file__).resolve().parents[3] / "shared" / "data" / "zh-roster"
SEATS, ITEMS, CAME = 200, 60, 150
INVENTED = [
    "欧阳春华", "司马青", "古丽巴哈尔·买买提", "买买提江·吾买尔艾力", "刘文𬇕", "王文㧐", "李𥻗", "尉迟", "Anna Müller",
]  # fmt: skip
MARKUP = (
    "<script>alert(1)</script> **黑体** [链接](javascript:alert(2)) ![图](http://127.0.0.1:9/x.png) `{{ 7*7 }}` "
    "</td></table> &amp; {figures.tally} {{表决1.赞成}}"
)
LONG = "一户一户上门问过的意见都写在这里，没有一处可以停下来换行的地方" * 6
NOTHING_TO_BREAK = "Ａ" * 60 + "x" * 120


def names() -> list[str]:
    """Two hundred, those of the shared rosters first where they are on this machine."""
    found = [name for file in ("npc14_xinjiang.utf8.csv", "rare-names.utf8.csv") for name in _roster(file)]
    more = (f"{a}{b}{c}" for a in "张王李赵" for b in "建卫国东" for c in "民军平华明芳英兰强伟杰涛")
    return list(dict.fromkeys([*INVENTED, *found, *more]))[:SEATS]


def _roster(file: str) -> Iterator[str]:
    if (ROSTER / file).exists():
        with (ROSTER / file).open(encoding="utf-8") as rows:
            yield from (row["姓名"] for row in csv.DictReader(rows))


def titles() -> list[str]:
    odd = [MARKUP, LONG, NOTHING_TO_BREAK, "(╯°□°）╯︵ ┻━┻ 和 👨‍👩‍👧 的楼道"]
    return [*(text[:60] for text in odd), *(f"第{n}项：楼道照明与停车" for n in range(len(odd) + 1, ITEMS + 1))]


async def crowded_session() -> Played:
    """Published. 150 of 200 came, ten are excused; item 1 has talk, a motion in markup, a vote of all and two tasks."""
    hall = await make.session_open(await _body(), present=0, topics=0, free_items=titles())
    for member in hall.members[:CAME]:
        await attendance.check_in(hall.session_id, by=member)
    for member in hall.members[CAME : CAME + 10]:
        await attendance.excuse(hall.seat_of(member), by=hall.recorder)
    hall.item_id, unit_id = hall.items[0], await make.unit("<b>康乐</b>物业&服务中心有限责任公司第三分公司")
    for item_id in hall.items:
        await items.open_item(item_id, by=hall.chair)
        if item_id == hall.item_id:
            await _deliberate(hall)
            due = clock.today() + timedelta(days=20)
            for text in (MARKUP, LONG[:200]):
                await actions.assign_action(item_id, text, unit_id, due, by=hall.recorder, responsible=INVENTED[3])
        await items.close_item(item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    return await _published(Played(hall, unit_id))


async def _body() -> make.BodyMade:
    rules = (await make.body(0)).id
    members: list[Actor] = []
    for name in names():
        members.append(await make.person(name))
        await bodies.seat_member(rules, by=SYSTEM, person_id=members[-1].person_id, role=MemberRole.MEMBER)
    return make.BodyMade(rules, members)


async def _deliberate(hall: make.Hall) -> None:
    for member, text in zip(hall.members, (MARKUP, LONG[:400], NOTHING_TO_BREAK), strict=False):
        await discussion.contribute(hall.item_id, text, by=member)
    hall.motion_id = await motions.put_motion(hall.item_id, f"是否同意{MARKUP}", by=hall.chair)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    for at, member in enumerate(hall.members[:CAME]):
        choice = (Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.FOR, Choice.ABSTAIN)[at % 5]
        await ballots.cast_vote(hall.ballot_id, choice, by=member, command_id=f"vote-{at}")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)


async def _published(played: Played) -> Played:
    hall = played.hall
    played.minutes_id = await drafting.draft_minutes(hall.session_id, by=hall.recorder)
    for signer in (hall.recorder, hall.chair):
        await drafting.sign_minutes(played.minutes_id, 1, by=signer)
    await publication.publish_minutes(played.minutes_id, by=hall.secretary)
    return played
