"""A session played to its end through the commands, for the tests of what is written about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.discussion import commands as discussion
from agenda.floor import commands as floor
from agenda.floor.rules import Stance
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from forum import clock
from minutes.action_items import commands as actions
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.publication import commands as publication
from tests import factories as make
from tests.factories import Hall
from tests.helpers.worlds import kept

SAID = "每逢下雨一楼就返水,疏通三次都没有用"
TASK = "更换3号楼2单元排水主管"


@dataclass
class Played:
    hall: Hall
    unit_id: int
    minutes_id: int = 0


@kept
async def closed_session() -> Played:
    """Nine seats, seven came and one of them left, one excused; item 1 discussed, voted (6:1, one at the desk) and
    assigned to 康乐物业; item 2 not reached."""
    hall = await make.item_open(members=9, present=7, topics=2)
    unit_id = await make.unit("康乐物业")
    await attendance.excuse(hall.seat_of(hall.members[7]), by=hall.recorder)
    for member, stance in ((hall.members[1], Stance.FOR), (hall.members[2], Stance.AGAINST)):
        hand = await floor.raise_hand(hall.item_id, stance, by=member)
        await floor.give_floor(hand, by=hall.chair)
        await floor.yield_floor(hall.item_id, by=hall.chair)
    await discussion.contribute(hall.item_id, SAID, by=hall.members[3])
    await _vote(hall)
    await attendance.check_out(hall.seat_of(hall.members[6]), by=hall.recorder)
    due = clock.today() + timedelta(days=20)
    await actions.assign_action(hall.item_id, TASK, unit_id, due, by=hall.recorder, responsible="李经理")
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    return Played(hall, unit_id)


async def _vote(hall: Hall) -> None:
    hall.motion_id = await motions.put_motion(hall.item_id, "是否同意更换3号楼2单元排水主管？", by=hall.chair)
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    for at, member in enumerate(hall.members[:6]):
        choice = Choice.AGAINST if at == 2 else Choice.FOR
        await ballots.cast_vote(hall.ballot_id, choice, by=member, command_id=f"vote-{at}")
    seat = hall.seat_of(hall.members[6])
    await ballots.enter_vote(hall.ballot_id, seat, Choice.FOR, by=hall.recorder, command_id="desk")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)


@kept
async def drafted() -> Played:
    played = await closed_session()
    played.minutes_id = await drafting.draft_minutes(played.hall.session_id, by=played.hall.recorder)
    return played


@kept
async def signed() -> Played:
    played = await drafted()
    for signer in (played.hall.recorder, played.hall.chair):
        await drafting.sign_minutes(played.minutes_id, 1, by=signer)
    return played


@kept
async def published() -> Played:
    played = await signed()
    await publication.publish_minutes(played.minutes_id, by=played.hall.secretary)
    return played


@kept
async def amended() -> Played:
    """Published as version 2, with a last sentence that version 1 has not."""
    played = await published()
    hall, minutes_id = played.hall, played.minutes_id
    await publication.amend_minutes(minutes_id, "漏写了散会时间", by=hall.recorder)
    minutes = await Minutes.get(id=minutes_id)
    text = f"{minutes.text}\n\n会议于17时结束。"
    revision = await drafting.save_minutes(minutes_id, text, minutes.revision, by=hall.recorder)
    for signer in (hall.recorder, hall.chair):
        await drafting.sign_minutes(minutes_id, revision, by=signer)
    await publication.publish_minutes(minutes_id, by=hall.secretary)
    return played
