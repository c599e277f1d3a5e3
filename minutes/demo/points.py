"""福分 in the demo: earned in sessions, by orders, wishes and by hand, spent on a few things."""

from __future__ import annotations

from datetime import timedelta

from forum import clock
from forum.access import SYSTEM
from forum.bodies.models import Unit
from forum.journal import Event
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline
from minutes.points import commands, earning, offering, queries
from minutes.points.rules import Terms

# (name, points, how many, where and when, what it is)
OFFERS = (
    ("大米5公斤", 12, 20, "社区服务中心一楼，工作日9:00—17:00", "东北圆粒米，凭本人姓名领取"),
    ("洗衣液2升", 8, 15, "社区服务中心一楼，工作日9:00—17:00", ""),
    ("上门理发一次", 6, None, "邻里帮志愿服务队来约时间", "行动不便的老人优先"),
    ("大字挂历一本", 2, 30, "各楼栋长处", "字大，带节气和农历"),
    ("家政保洁两小时", 20, 4, "暖阳社会工作服务中心来约时间", "擦玻璃、清油烟机，自备工具"),
)

# (days ago, who, minutes, what, who saw it)
SERVICE = (
    (37, "何秀珍", 120, "疫苗接种日在门口引导老人", "社工顾晓楠"),
    (24, "葛长顺", 120, "清扫3号楼前后的落叶，装车12袋", "网格员唐丽娜"),
    (21, "郝建军", 90, "修好2单元楼道的两盏灯", "楼栋长司马玉兰"),
    (15, "何秀珍", 180, "教老人用手机挂号、缴费，来了9位", "签到表一页"),
    (9, "阿依努尔·买买提", 120, "音乐活动室值班", "轮值表"),
    (6, "古丽娜尔·阿布都热合曼", 240, "给议事会做维吾尔语翻译", "记录员陆晓雯"),
    (4, "葛长顺", 300, "楼道堆物清运，搬了3户的旧柜子", "志愿队夏桂芬"),
    (3, "钱伯年", 60, "整理阅览室的旧报纸", "社工顾晓楠"),
)

HANDED, WAITS = "handed", ""
# (days ago, hour, who, what, how it ended: handed over, it waits, or why not)
ASKED = (
    (20, 10, "何秀珍", "大字挂历一本", HANDED),
    (8, 10, "郝建军", "大字挂历一本", "这一批发完了，下周一再来，给您留一本。"),
    (1, 10, "葛长顺", "大米5公斤", HANDED),
    (1, 11, "何秀珍", "上门理发一次", WAITS),
    (1, 15, "钱伯年", "大字挂历一本", WAITS),
)


def keep_points(line: Timeline, ground: Ground) -> None:
    line.at(ground.moment(-60, 9), _begin, ground)
    for days, name, minutes, words, witness in SERVICE:
        line.at(ground.moment(-days, 17, 30), _serve, ground, name, minutes, words, witness)
    for days in range(58, 0, -7):
        line.at(ground.moment(-days, 23), _credit)
    for days, hour, *asked in ASKED:
        line.at(ground.moment(-days, hour), _ask, ground, *asked)
    line.at(ground.moment(-1, 16), _share, ground)


async def _begin(ground: Ground) -> None:
    await commands.keep_terms(Terms(on=True, a_day=10), by=ground.office)
    for name, cost, in_stock, pick_up, text in OFFERS:
        until = clock.today() + timedelta(days=120)
        await offering.keep_offer(name, cost, pick_up, text=text, in_stock=in_stock, until=until, by=ground.office)


async def _serve(ground: Ground, name: str, minutes: int, words: str, witness: str) -> None:
    person_id = ground.id_of(name)
    await commands.enter_service(minutes, clock.today(), words, witness, person_id=person_id, by=ground.office)


async def _credit() -> None:
    """The past is played before anybody listens."""
    for event in await Event.filter(kind__in=list(earning.EARNERS)).order_by("at"):
        await commands.credit_for(event.room_id, event.seq, by=SYSTEM)


async def _ask(ground: Ground, name: str, what: str, end: str) -> None:
    account = await queries.account_of(ground.id_of(name))
    offer = next(one for one in await queries.offers() if one.name == what)
    assert account is not None
    asked = await offering.ask_for(offer.id, account.id, by=ground.people[name])
    if end == HANDED:
        await offering.hand_over(asked, "本人来领", by=ground.office)
    elif end != WAITS:
        await offering.refuse_request(asked, end, by=ground.office)


async def _share(ground: Ground) -> None:
    """A team has done something together, and gives of its points to who did most of it."""
    unit = await Unit.get(name="邻里调解志愿服务队")
    words, witness = "调解4号楼漏水，两户签了字", "楼栋长在场"
    await commands.enter_service(180, clock.today(), words, witness, unit_id=unit.id, by=ground.office)
    (team,) = await queries.accounts_of_units([unit.id])
    await commands.share_points(team.id, ground.id_of("王凤霞"), 3, "上门谈了三次", by=ground.office)
