"""The owners of 3号楼 are asked in writing: delivered to door by door, about half have answered, days are left."""

from __future__ import annotations

from datetime import timedelta

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.commands import Given
from agenda.ballots.methods import single
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.methods.options import options
from agenda.ballots.models import Ballot, VoteSource
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS
from agenda.deliveries import commands as deliveries
from agenda.deliveries.models import DeliveryMeans
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from agenda.sessions.models import SessionKind
from agenda.written import commands as written
from forum.access import SYSTEM
from forum.bodies import commands as bodies
from minutes.demo import people as who
from minutes.demo.ground import Ground
from minutes.demo.timeline import Pace, Timeline

OWNERS = "梧桐里社区3号楼全体业主"
SILENCE = "表决票已送达，业主在规定期限内不反馈意见或者不提出同意、反对、弃权意见的，视为同意参与表决票中的多数意见。"
AREAS = (89_50, 89_50, 102_30, 76_80, 118_60, 64_20)
"""Of the building's flats in turn, in 0.01 m²."""
QUESTION = "是否同意使用3号楼住宅专项维修资金更换2单元排水主管，预算四万六千元，由业主委员会公开比选施工单位？"
COLOURS = single.Settings(options(["米白", "浅灰", "砖红"]))
ANSWERS = ("for", "for", "against", "for", "follow", "abstain", "for", "for", "for")


def owners(line: Timeline, ground: Ground) -> None:
    line.at(ground.moment(-23, 9), _ask, ground)


async def _ask(ground: Ground) -> None:
    names = [name for name, block, _ in who.residents() if block == "3号楼"]
    body_id = await _body(ground, names)
    pace = Pace(ground.moment(-23, 10))
    session_id = await pace(sessions.plan_session(
        body_id, SessionKind.WRITTEN, "3号楼排水主管更换表决", ground.moment(-5, 9), "3号楼一层投票箱",
        ground.id_of(who.SECRETARY), ground.id_of(who.RECORDER), by=ground.office, planned_minutes=14 * 24 * 60,
    ))  # fmt: skip
    item_id = await pace(items.add_item(session_id, by=ground.office, title="更换3号楼2单元排水主管"))
    for question in (
        Question(Kind.YES_NO, QUESTION),
        Question(Kind.SINGLE, "楼道粉刷用哪种颜色？", COLOURS.to_json()),
    ):
        await pace(written.put_matter(item_id, question, by=ground.office))
    await pace(sessions.give_notice(session_id, by=ground.office))
    pace.moment = ground.moment(-5, 9)
    await pace(written.open_papers(session_id, by=ground.office))
    await _deliver(ground, pace, session_id)
    await _answer(ground, pace, session_id, names)


async def _body(ground: Ground, names: list[str]) -> int:
    rules = PRESETS["owners_ordinary"].edited(title="3号楼业主共同决定", silence_clause=SILENCE)
    body_id = await bodies.found_body(OWNERS, who.ORGAN, rules.to_json(), by=SYSTEM)
    ground.bodies[OWNERS] = body_id
    for at, name in enumerate(names):
        area = AREAS[at % len(AREAS)]
        await bodies.seat_member(body_id, by=SYSTEM, person_id=ground.id_of(name), weight=area)
    return body_id


async def _deliver(ground: Ground, pace: Pace, session_id: int) -> None:
    """To all but the last two, who are away."""
    pace.moment = ground.moment(-4, 18)
    seats = await Seat.filter(session_id=session_id).order_by("number")
    reached = [seat.id for seat in seats[:-2]]
    day = ground.today - timedelta(days=4)
    by = ground.people[who.RECORDER]
    await pace(deliveries.record_deliveries(
        session_id, reached, DeliveryMeans.HANDED, day, "楼栋长郝建军", by=by
    ))  # fmt: skip


async def _answer(ground: Ground, pace: Pace, session_id: int, names: list[str]) -> None:
    """On phones, and the last of them on paper."""
    pace.moment = ground.moment(-3, 19)
    motion, colours = await Ballot.filter(session_id=session_id).order_by("id")
    seats = {seat.person_id: seat.id for seat in await Seat.filter(session_id=session_id)}
    recorder = ground.people[who.RECORDER]
    for name, answer in zip(names, ANSWERS, strict=False):
        voter = ground.people[name]
        command = f"demo-in-writing-{seats[voter.person_id]}"
        if name == names[len(ANSWERS) - 1]:
            await pace(ballots.enter_vote(
                motion.id, seats[voter.person_id], Given(answer), by=recorder, command_id=command,
                source=VoteSource.PAPER, witness="楼栋长郝建军",
            ))  # fmt: skip
            continue
        await pace(ballots.cast_vote(motion.id, Given(answer), by=voter, command_id=command))
        paper = Given({"option": 1 + len(name) % 3})
        await pace(ballots.cast_vote(colours.id, paper, by=voter, command_id=f"{command}-colour"))
