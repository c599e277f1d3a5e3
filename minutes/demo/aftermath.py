"""What came of the sessions that are over: work done, judged by who asked for it, minutes signed and published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from forum import clock
from minutes.action_items import checking, working
from minutes.action_items.models import ActionItem, ActionStep
from minutes.chasing import commands as chasing
from minutes.chasing.models import Means
from minutes.demo import drawn
from minutes.demo.ground import Ground
from minutes.demo.past import FIRST, JOINED, SECOND, TALKED, THIRD
from minutes.demo.stage import Script, Stage
from minutes.demo.timeline import Pace, Timeline
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes
from minutes.notices import commands as notices
from minutes.projects import commands as projects
from minutes.publication import commands as publication

# (script, day of the session, hour, how far its minutes are: 0 none, 1 draft, 2 signed, 3 published)
SITTINGS = ((FIRST, -75, 14, 3), (SECOND, -40, 14, 3), (TALKED, -33, 16, 0), (JOINED, -20, 9, 2), (THIRD, -12, 14, 1))

# (day, action item, who reports, done?, note)
REPORTS = (
    (-66, "管网", "段志刚", True, "化粪池已清掏，市政接口检查正常。"),
    (-64, "下水道", "罗振东", False, "新管材到货，周四、周五施工，停水通知已贴。"),
    (-58, "下水道", "罗振东", True, "主管已全部更换，通水试验三次不漏，照片贴在单元门口。"),
    (-52, "地砖", "魏国强", True, "地砖已更换，扶手已安装。"),
    (-47, "助餐", "顾晓楠", True, "助餐点已开门，每天中午供应三十份左右。"),
    (-34, "地砖", "魏国强", False, "已联系厂家，换一种颗粒更粗的防滑砖，先铺坡道试用。"),
    (-25, "划线", "罗振东", False, "已贴通知，清走僵尸车五辆，还有三辆联系不上车主。"),
    (-21, "划线", "罗振东", True, "消防通道黄线已划好，八辆僵尸车全部清走。"),
    (-13, "错时", "沈建平", False, "小学同意先试一个月，正在商定门禁和清场时间。"),
    (-11, "音乐", "罗振东", True, "粉刷、换窗和隔音都已做好，电路检修合格。"),
    (-9, "轮值", "夏桂芬", True, "十二个队轮着用，轮值表贴在门上，钥匙放在值班室。"),
    (-6, "义诊", "欧阳静宜", False, "第一次义诊来了六十多人，下月照常。"),
    (-4, "防骗", "蔡永康", True, "两场讲座都已办完，到场九十一人，提示卡发了二百张。"),
)
PICTURED = {-64: ("旧管",), -58: ("新管",), -52: ("地砖",), -47: ("助餐点",), -21: ("黄线",), -11: ("音乐室",)}
"""With the report of that day, the photos that are `drawn`."""
UNCHECKED = ("防骗",)
"""Handed in, and still to be checked."""

# A unit's plan, whose first step is done, and later a request for more time that waits for its answer.
PLANNED = ("错时", "沈建平")
PLAN = (
    (-28, "与小学、派出所和物业开一次碰头会，把车辆进出和清场时间谈定"),
    (-3, "在校门口装一套车牌识别，登记愿意错时停车的住户"),
    (20, "试行一个月，每周收集一次意见"),
)  # fmt: skip
ASKS = (-1, 30, "小学期末考试到一月上旬，操场那两周不能停车，试行要往后推。")
CHASED = (-3, "地砖", "雨季前务必换好，先把打滑的一侧停用、贴上提示。")

# (day, action item of the project, who rates, score, words)
RATINGS = (
    (-57, "下水道", "江淑芬", 5, "再也不返水了。"),
    (-57, "下水道", "郝建军", 4, "停水时间比通知的长了半天。"),
    (-56, "下水道", "司马玉兰", 5, "换得彻底，照片也看得明白，谢谢师傅们。"),
    (-50, "地砖", "杨秋生", 2, "扶手很好，可是下雨天坡道那几块还是滑，请再看看。"),
    (-44, "助餐", "吴桂香", 4, "饭菜软和，就是咸了一点。"),
    (-8, "音乐", "阿依努尔·买买提", 5, "终于有地方打手鼓了。"),
)

# (script, day the notice begins, who objects and what they say, the answer or none yet)
NOTICES = (
    (FIRST, -73, "郝建军", "停水时间太长，家里有病人，请提前两天通知。", "已改为提前三天张贴通知，并逐户打电话。"),
    (SECOND, -2, "吴桂香", "助餐点离9号楼太远，请考虑送餐。", ""),
)
NOTICE_DAYS = 7


def remember(line: Timeline, ground: Ground) -> None:
    """Put the sessions that are over, and what came of them, on the timeline."""
    for script, day, hour, minutes in SITTINGS:
        _sitting(line, ground, script, day, hour)
        if minutes:
            _minutes(line, ground, script, day, minutes)
    for script, day, by, words, said in NOTICES:
        _notice(line, ground, script, day, by, words, said)
    for day, key, by, done, note in REPORTS:
        line.at(ground.moment(day, 17, 20), _report, ground, key, by, done, note, PICTURED.get(day, ()))
    _working(line, ground)
    for day, key, by, score, words in RATINGS:
        line.at(ground.moment(day, 19, 40), _rate, ground, key, by, score, words)


def _sitting(line: Timeline, ground: Ground, script: Script, day: int, hour: int) -> None:
    stage = Stage(ground, script, Pace(ground.moment(day - 4, 11)))
    starts_at = ground.moment(day, hour, 30)

    async def call() -> None:
        await stage.plan(starts_at)
        await stage.give_notice()

    async def sit() -> None:
        await stage.open(starts_at)
        await stage.play()

    line.at(stage.pace.moment, call)
    line.at(starts_at, sit)


def _minutes(line: Timeline, ground: Ground, script: Script, day: int, reached: int) -> None:
    known: dict[str, int] = {}

    async def draft() -> None:
        by = ground.people[script.recorder]
        known["id"] = await drafting.draft_minutes(ground.sessions[script.key], by=by)

    async def sign(name: str) -> None:
        await drafting.sign_minutes(known["id"], 1, by=ground.people[name])

    async def publish() -> None:
        await publication.publish_minutes(known["id"], by=ground.office)

    line.at(ground.moment(day, 18), draft)
    if reached > 1:
        line.at(ground.moment(day + 1, 9, 30), sign, script.recorder)
        line.at(ground.moment(day + 1, 11), sign, script.chair)
    if reached > 2:
        line.at(ground.moment(day + 2, 10), publish)


def _notice(line: Timeline, ground: Ground, script: Script, day: int, by: str, words: str, said: str) -> None:
    known: dict[str, int] = {}

    async def begin() -> None:
        minutes = await Minutes.get(session_id=ground.sessions[script.key])
        known["id"] = await notices.begin_notice(minutes.id, clock.today(), NOTICE_DAYS, by=ground.office)

    async def object_() -> None:
        known["objection"] = await notices.raise_objection(known["id"], words, by=ground.people[by])

    async def answer() -> None:
        await notices.answer_objection(known["objection"], said, upheld=False, by=ground.office)

    async def end() -> None:
        await notices.end_notice(known["id"], by=ground.office)

    line.at(ground.moment(day, 10, 30), begin)
    line.at(ground.moment(day, 20, 10), object_)
    if said:
        line.at(ground.moment(day + 2, 10), answer)
        line.at(ground.moment(day + NOTICE_DAYS, 9), end)


async def _report(ground: Ground, key: str, by: str, done: bool, note: str, pictured: Sequence[str] = ()) -> None:
    action_id, photos = ground.actions[key], await drawn.photos(pictured)
    if not done:
        await working.report_progress(action_id, note, by=ground.people[by], photos=photos)
        return
    await working.hand_in(action_id, note, by=ground.people[by], photos=photos)
    if key not in UNCHECKED:
        await checking.check(action_id, by=ground.office)


def _working(line: Timeline, ground: Ground) -> None:
    key, by = PLANNED

    async def plan() -> None:
        unit, action_id = ground.people[by], ground.actions[key]
        await working.accept(action_id, by=unit)
        steps = [(text, ground.moment(day, 9).date()) for day, text in PLAN]
        await working.file_plan(action_id, steps, by=unit)
        await working.finish_step(action_id, (await ActionStep.filter(action_id=action_id).first()).id, by=unit)  # type: ignore[union-attr]

    async def ask() -> None:
        _, days, reason = ASKS
        action = await ActionItem.get(id=ground.actions[key])
        await working.ask_extension(action.id, action.due_on + timedelta(days=days), reason, by=ground.people[by])

    async def chase() -> None:
        _, chased, words = CHASED
        await chasing.chase_up(ground.actions[chased], Means.PRINTED, words, by=ground.office)

    line.at(ground.moment(-28, 10), plan)
    line.at(ground.moment(ASKS[0], 10), ask)
    line.at(ground.moment(CHASED[0], 10), chase)


async def _rate(ground: Ground, key: str, by: str, score: int, words: str) -> None:
    action = await ActionItem.get(id=ground.actions[key])
    await projects.rate_project(action.project_id, score, words, by=ground.people[by])
