"""Small wishes and orders of the demo, in each of their states."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from forum import clock
from minutes.claim_links import commands as claiming
from minutes.demo.ground import Ground
from minutes.demo.timeline import Timeline
from minutes.orders import commands as orders
from minutes.orders.models import Service
from minutes.wishes import commands as wishes

# (text, for whom, name and door, place, who wished it, who claimed it: a unit or a neighbour, delivered, thanks)
WISHES = (
    ("一副老花镜，300度，镜腿结实些", "82岁独居老人", "钱伯年 1单元101室", "1号楼", "钱伯年", "银行",
     "配好了镜，下午送上门，还送了一本大字挂历", "报上的小字也看得清了，谢谢你们跑这一趟。"),
    ("陪着去一次眼科医院复查，来回两小时", "视力残疾居民", "熊德海 3单元101室", "3号楼", "熊德海", "林志远",
     "挂号、检查、拿药都陪着，中午送到家门口", "一路扶着我，比自己孩子还细心。"),
    ("一台用旧了也没关系的收音机", "卧床老人", "曹阿根 3单元101室", "5号楼", "曹阿根", "何秀珍", "", ""),
    ("教会用手机挂号、付水电费，教慢一点", "独居老人", "曾玉珠 2单元101室", "6号楼", "曾玉珠", "", "", ""),
    ("小学三年级的课外书十本", "双职工家庭的孩子", "", "4号楼", "宋知行", "", "", ""),
    ("一盆好养的绿萝", "刚搬来的邻居", "袁素芳 3单元402室", "5号楼", "袁素芳", "何秀珍", "分了一盆自己养的", ""),
    ("周末有人陪下两盘象棋", "退休老人", "葛长顺 1单元102室", "3号楼", "葛长顺", "", "", ""),
)  # fmt: skip
# (text, for whom, place, who wished it, why it cannot be)
NOT_GRANTED = (
    "请人每天接送上学",
    "一年级的孩子",
    "4号楼",
    "宋知行",
    "每天接送志愿者顾不过来；学校有校车，已帮您问好报名办法。",
)

MENU = (
    ("志愿队", "理发", "每月第一个周六上午，行动不便的上门"),
    ("志愿队", "代买代办、陪同就医", "每天9:00—18:00，提前一天点"),
    ("物业", "水电小修", "换灯泡、水龙头、插座，材料自备"),
    ("社工", "陪老人说说话", "每周二、周四下午"),
)

# (day, place on the menu, text, place, door, who ordered it, what was drawn up, how far it has come, rating)
ORDERS = (
    (-9, 2, "厨房水龙头关不紧，一夜滴一桶水", "2号楼", "2单元101室 吴桂香", "吴桂香", "换单孔水龙头，居民自备", 5, 5),
    (-7, 0, "老人下不了楼，想请人上门理发", "1号楼", "1单元101室 钱伯年", "钱伯年", "上门理发一人，带围布和推子", 3, 0),
    (-5, 1, "周三上午陪去社区医院拿药", "5号楼", "3单元402室 袁素芳", "袁素芳", "周三8:30到楼下接，10:30前送回", 2, 0),
    (-3, 2, "卫生间插座松了，插头插不紧", "4号楼", "1单元202室 宋知行", "宋知行", "换防溅插座一个，居民自备", 1, 0),
    (-1, 3, "想有人每周来坐坐", "6号楼", "2单元101室 曾玉珠", "曾玉珠", "", 0, 0),
    (-25, 1, "帮忙把配好的药从医院取回来", "1号楼", "1单元101室 钱伯年", "钱伯年", "周四上午凭取药单代取", 5, 5),
    (-17, 0, "两位老人想在家里理发", "5号楼", "3单元101室 曹阿根", "曹阿根", "上门理发两人", 5, 4),
    (-4, 2, "楼道窗户关不严，漏风", "3号楼", "3单元101室 熊德海", "熊德海", "换窗户执手一副", 4, 0),
)  # fmt: skip
# (day, text, place, who ordered it, why it cannot be done; none: cancelled)
NOT_CARRIED_OUT = (
    (-13, "换一台燃气热水器", "2号楼", "吴桂香", "燃气设备只能由燃气公司安装，电话和收费标准已写给您。"),
    (-6, "搬一张旧沙发下楼", "4号楼", "宋知行", ""),
)


def serve_all(line: Timeline, ground: Ground) -> None:
    for number, wish in enumerate(WISHES):
        line.at(ground.moment(-16 + number, 9, 20), _wish, ground, *wish)
    line.at(ground.moment(-3, 9), _claim_link, ground, "志愿队")
    for service in MENU:
        line.at(ground.moment(-55, 9), _service, ground, *service)
    line.at(ground.moment(-8, 9, 20), _not_granted, ground, *NOT_GRANTED)
    for day, *order in ORDERS:
        line.at(ground.moment(day, 8, 40), _order, ground, *order)
    for day, *given in NOT_CARRIED_OUT:
        line.at(ground.moment(day, 8, 50), _not_carried_out, ground, *given)


async def _wish(
    ground: Ground, text: str, whom: str, name: str, place: str, by: str, claimer: str, words: str, thanks: str
) -> None:
    wisher, office = ground.people[by], ground.office
    due_on = clock.today() + timedelta(days=30)
    wish_id = await wishes.make_wish(text, whom, ground.places[place], by=wisher, name=name, due_on=due_on)
    if not name:
        return
    await wishes.publish_wish(wish_id, text, whom, by=office)
    if claimer:
        unit = ground.units.get(claimer)
        await wishes.claim_wish(wish_id, unit, by=office if unit else ground.people[claimer])
    if words:
        await wishes.deliver_wish(wish_id, words, by=office)
    if thanks:
        await wishes.thank(wish_id, thanks, by=wisher)


async def _not_granted(ground: Ground, text: str, whom: str, place: str, by: str, why: str) -> None:
    wish_id = await wishes.make_wish(text, whom, ground.places[place], by=ground.people[by])
    await wishes.answer_wish(wish_id, why, by=ground.office)


async def _claim_link(ground: Ground, unit: str) -> None:
    """What this unit was sent, so that it can take things on without signing in."""
    await claiming.give_link(ground.units[unit], by=ground.office)


async def _service(ground: Ground, unit: str, name: str, text: str) -> None:
    await orders.keep_service(ground.units[unit], name, text, by=ground.office)


async def _order(
    ground: Ground, service: int, text: str, place: str, door: str, by: str, drawn_up: str, steps: int, score: int
) -> None:
    """`steps` of the way: drawn up, dispatched, accepted, finished, rated."""
    office, orderer, (unit, name, _) = ground.office, ground.people[by], MENU[service]
    on_menu = await Service.get(name=name)
    id = await orders.place_order(text, ground.places[place], by=orderer, service_id=on_menu.id, at_home=door)
    way: tuple[Callable[[], Awaitable[None]], ...] = (
        lambda: orders.draw_up(id, drawn_up, by=office),
        lambda: orders.dispatch(id, ground.units[unit], by=office),
        lambda: orders.accept_order(id, "先打电话约好再去", by=office),
        lambda: orders.finish_order(id, "办好了，当面看过", by=office),
        lambda: orders.rate_order(id, score, "来得快，手脚干净，走的时候还把地擦了", by=orderer),
    )
    for act in way[:steps]:
        await act()


async def _not_carried_out(ground: Ground, text: str, place: str, by: str, why: str) -> None:
    id = await orders.place_order(text, ground.places[place], by=ground.people[by])
    await (orders.answer_order(id, why, by=ground.office) if why else orders.cancel_order(id, by=ground.people[by]))
