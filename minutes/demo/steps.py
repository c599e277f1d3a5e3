"""Two sequences of the residents' council, and three matters on their way in them."""

from __future__ import annotations

from datetime import date

from minutes.demo.ground import Ground
from minutes.demo.people import COUNCIL
from minutes.demo.timeline import Timeline
from minutes.steps import commands as steps
from minutes.steps.presets import PRESETS

LONG, SHORT = "four_two", "two_two_two"
# (topic, sequence, day)
COURSES = (("下水道", SHORT, -82), ("停车", LONG, -51), ("屋面", LONG, -18))
# (topic, step, day it was entered, first and last day, note); without days it was skipped
ENTRIES = (
    ("下水道", 1, -74, (), "方案简单，第一次会上就议决了，没有再开第二次会。"),
    ("下水道", 4, -46, (-53, -47), "换管前后的照片和费用明细贴在3号楼一、二单元门口，公示七天，没有异议。"),
    ("停车", 0, -50, (-50, -50), "社区党委会提议，列入本季度要办的事。"),
    ("停车", 1, -47, (-48, -48), "两委会议商议，请消防站、物业到现场看过。"),
    ("停车", 2, -43, (-44, -44), "党员大会应到五十二人，到会四十一人，三十九人同意。"),
    ("屋面", 0, -17, (-17, -17), "社区党委会提议动用维修资金。"),
)


def go_by_steps(line: Timeline, ground: Ground) -> None:
    known: dict[str, int] = {}

    async def adopt(key: str) -> None:
        preset = PRESETS[key]
        known[key] = await steps.adopt_steps(
            ground.bodies[COUNCIL], preset.title, preset.steps, basis=preset.basis, by=ground.office
        )

    async def begin(topic: str, key: str) -> None:
        await steps.begin_course(ground.topics[topic], known[key], by=ground.office)

    async def enter(topic: str, position: int, days: tuple[int, ...], note: str) -> None:
        if not days:
            await steps.skip_step(ground.topics[topic], position, note, by=ground.office)
            return
        first, last = (_day(ground, day) for day in days)
        await steps.enter_step(ground.topics[topic], position, last, note, first_day=first, by=ground.office)

    for minute, key in enumerate((SHORT, LONG)):
        line.at(ground.moment(-86, 10, minute), adopt, key)
    for topic, key, day in COURSES:
        line.at(ground.moment(day, 15), begin, topic, key)
    for topic, position, day, days, note in ENTRIES:
        line.at(ground.moment(day, 16, position), enter, topic, position, days, note)


def _day(ground: Ground, day: int) -> date:
    return ground.moment(day, 12).date()
