"""The field diary of the demo: what was found at the doors, and the households visited every month."""

from __future__ import annotations

from forum import clock, parts
from forum.diary import commands as diary
from forum.diary.models import FindingKind, Manner, Outcome
from forum.diary.rules import Found
from forum.topics.models import Category
from minutes.demo import people as who
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline
from minutes.needs.found import WAYS_ON

S, P, A, F = Category.SANITATION, Category.PUBLIC_AFFAIRS, Category.SAFETY, Category.FACILITIES
NEED, OPINION, PERSON, GOODS = FindingKind.NEED, FindingKind.OPINION, FindingKind.PERSON, FindingKind.GOODS
SOLVED, TOPIC, LISTED, NOTED = Outcome.SOLVED, Outcome.TOPIC, Outcome.LISTED, Outcome.NOTED

# (block, door, who lives there, kind, what to look out for, who goes there)
HOUSEHOLDS = (
    ("1号楼", "1单元101室", "钱伯年", "独居老人", "耳背，敲门要重；每天量血压", who.RECORDER),
    ("2号楼", "2单元101室", "吴桂香", "独居老人", "腿脚不便，不要让她起身送客", who.RECORDER),
    ("3号楼", "3单元101室", "熊德海", "残疾人", "视力二级残疾，先报姓名再进门", ""),
    ("5号楼", "3单元101室", "曹阿根", "重病慢病", "术后休养，每月陪同复查一次", who.SECRETARY),
)

# (day, block, door, who was met, manner, by, private note, what was found)
VISITS = (
    (-41, "1号楼", "1单元101室", "钱伯年", Manner.DOOR, who.RECORDER, "", ()),
    (-40, "2号楼", "2单元101室", "吴桂香", Manner.DOOR, who.RECORDER, "老人说儿子半年没来过，提起来掉眼泪。", (
        Found(NEED, "想每周有人陪去菜场，自己拎不动", P, LISTED),)),
    (-12, "2号楼", "1单元401室", "赵春妮", Manner.DOOR, who.RECORDER, "", (
        Found(OPINION, "门禁卡刷不开，物业说要排队换。每天进出都要按邻居的门铃", F, SOLVED,
              "当场联系物业罗经理，下午四点已换好新卡。"),
        Found(PERSON, "赵春妮退休前是裁缝，愿意每周三替邻居缝补衣服，不收钱", P, LISTED))),
    (-6, "3号楼", "2单元102室", "江淑芬", Manner.OUTSIDE, who.RECORDER, "", (
        Found(OPINION, "3号楼东侧人行道的地砖松了，下雨一踩一脚水。天黑以后老人都绕着走", F, TOPIC),)),
    (-3, "1号楼", "1单元101室", "钱伯年", Manner.DOOR, who.RECORDER, "降压药只剩三天的量，已提醒社区医院。", ()),
    (-2, "4号楼", "1单元302室", "高晓岚", Manner.PHONE, who.RECORDER, "", (
        Found(GOODS, "家里有一台八成新的轮椅用不上了，谁需要可以来拿", A, NOTED),)),
    (-1, "6号楼", "2单元302室", "彭长庚", Manner.DOOR, who.SECRETARY, "", (
        Found(OPINION, "电动车棚的充电口不够，晚上七点以后要排队，有人从窗户拉线下来充", A),
        Found(NEED, "想学用手机看病挂号，儿女教了几遍记不住", P))),
)  # fmt: skip


def visit_all(line: Timeline, ground: Ground) -> None:
    parts.ways_on.update(WAYS_ON)  # the load comes before the house is put together
    for household in HOUSEHOLDS:
        line.at(ground.moment(-60, 9), _list, ground, *household)
    for number, (day, *visit) in enumerate(VISITS):
        line.at(ground.moment(day, 10 + number % 3, number * 7), _visit, ground, *visit)


async def _list(ground: Ground, block: str, door: str, lives: str, kind: str, why: str, visitor: str) -> None:
    await diary.list_household(
        ground.places[block], door, kind, by=ground.office, who=lives, why=why,
        visitor_id=ground.id_of(visitor) if visitor else None,
    )  # fmt: skip


async def _visit(
    ground: Ground, block: str, door: str, met: str, manner: Manner, by: str, note: str, found: tuple[Found, ...]
) -> None:
    place, today = ground.places[block], clock.today()
    await diary.write_visit(place, door, met, manner, today, found, note, by=ground.people[by])
