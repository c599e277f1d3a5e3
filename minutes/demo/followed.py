"""The works promised for the year, and look-backs at what was done: one entered, one that waits for the office."""

from __future__ import annotations

from datetime import date, timedelta

from forum import clock
from minutes.action_items.models import ActionItem
from minutes.demo.ground import Ground
from minutes.demo.people import COUNCIL
from minutes.demo.timeline import Timeline
from minutes.look_backs import commands as look_backs
from minutes.look_backs.models import Finding
from minutes.look_backs.rules import Said
from minutes.projects.models import RatingSource
from minutes.works import commands as works
from minutes.works import judging
from minutes.works.commands import Plan
from minutes.works.models import WorkMilestone, WorkRating, WorkSite

# (title, unit, 元, what it shall be like, sites, how many are done, milestones, how many are done, report)
WORKS = (
    ("更换老旧楼道灯", "物业", 86000, "声控灯全部换成感应灯，坏一盏三天内换好。", 24, 15, (), 0,
     "第一、二网格的楼道灯都换好了，第三网格下周开工。"),
    ("楼门口加装扶手和坡道", "物业", 120000, "有老人、轮椅住户的楼门先装。", 18, 4, ("选点公示", "施工招标"), 2,
     "1号楼、2号楼的坡道做好了，扶手等厂家发货。"),
    ("增设电动车充电棚", "物业", 210000, "每个网格至少一处，带喷淋和监控。", 3, 3, (), 0,
     "三处充电棚都通电了，七十二个插座。"),
    ("改造小花园健身器材", "城管", 95000, "", 6, 0, ("报街道立项", "器材进场"), 1, "街道已批，器材在订。"),
    ("老年助餐点送餐到户", "社工", 60000, "行动不便的老人中午有热饭吃。", 5, 0, (), 0, ""),
)  # fmt: skip
FINISHED, CARRIED = 2, 3
WHY = "器材招标流标一次，重新招标要到明年三月。"


def follow(line: Timeline, ground: Ground) -> None:
    known: dict[int, int] = {}
    year = ground.today.year

    async def planned(number: int) -> None:
        title, unit, budget, text, sites, _, milestones, *_ = WORKS[number]
        plan = Plan(
            year, title, ground.units[unit], date(year, 12, 31), text, budget,
            [(one, date(year, 6 + 3 * at, 30)) for at, one in enumerate(milestones)],
            [f"{1 + at // 3}号楼{1 + at % 3}单元" for at in range(sites)],
        )  # fmt: skip
        known[number] = await works.plan_work(plan, by=ground.office)

    async def reported(number: int) -> None:
        _, _, _, _, _, sites, _, milestones, said = WORKS[number]
        done = (await WorkSite.filter(work_id=known[number]).order_by("id"))[:sites]
        reached = (await WorkMilestone.filter(work_id=known[number]).order_by("due_on"))[:milestones]
        await works.report_work(
            known[number], said, [one.id for one in done], [one.id for one in reached], by=ground.office
        )

    async def ended() -> None:
        await works.finish_work(known[FINISHED], by=ground.office)
        await judging.rate_work(known[FINISHED], 5, "充电不用拉飞线了。", by=ground.people["程思齐"])
        await judging.rate_work(known[FINISHED], 4, "插座够用。", source=RatingSource.PHONE, by=ground.office)
        await judging.rate_work(known[FINISHED], 2, "离6号楼太远，雨天推不过去。", by=ground.people["彭长庚"])
        low = await WorkRating.get(score=2)
        await judging.answer_rating(low.id, "6号楼北侧的第四处已报街道，列入明年的实事。", by=ground.office)
        await works.carry_over(known[CARRIED], WHY, by=ground.office)

    for number, work in enumerate(WORKS):
        line.at(ground.moment(-100, 9, number), planned, number)
        if work[-1]:
            line.at(ground.moment(-30 + number, 16, number), reported, number)
    line.at(ground.moment(-10, 16), ended)
    _look_back(line, ground)


def _look_back(line: Timeline, ground: Ground) -> None:
    async def terms() -> None:
        await look_backs.keep_terms([1, 3], body_id=ground.bodies[COUNCIL], by=ground.office)

    async def looked() -> None:
        action = await ActionItem.get(id=ground.actions["下水道"])
        voices = [
            Said(RatingSource.VISIT, "一个多月没堵过，一楼也不返味了。", 5),
            Said(RatingSource.PHONE, "挺好。", 4),
        ]
        await look_backs.enter_look_back(
            action.project_id, 1, clock.today() - timedelta(days=1), Finding.IN_ORDER,
            "打开检查口看过，主管通水正常，接口不渗。", voices, by=ground.office,
        )  # fmt: skip

    line.at(ground.moment(-80, 10), terms)
    line.at(ground.moment(-21, 17), looked)
